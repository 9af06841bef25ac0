"""The state of the network and of the node that tells it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.amounts import Tao
from tao_tui.chain.query import Reading, Storage
from tao_tui.reads.chain_text import as_int

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

SUPPLY_RAO: Final = 21_000_000 * 10**9
"""All the TAO there will ever be."""

_FULL_EMISSION: Final = 10**9
_MILLION: Final = 1_000_000
_MODULE = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class Status:
    """One look at the network."""

    name: str
    endpoint: str
    genesis: str
    spec_version: int
    head: int
    finalized: int
    finality_lag: int
    """Blocks between the head and the last final one."""
    issuance: Tao
    staked: Tao
    """TAO in the pools and on root."""
    staked_ppm: int
    emission: Tao
    """TAO minted in each block."""
    next_halving_at: Tao
    """The issuance at which the emission halves again."""
    subnets: int


async def read_status(client: Client) -> Reading[Status]:
    """Issuance, stake and emission in one batch, beside the finalized head."""
    items = [Storage(_MODULE, name) for name in ("TotalIssuance", "TotalStake", "TotalNetworks")]
    reading, final = await asyncio.gather(client.read(items), client.finalized())
    issuance, staked, networks = (as_int(value) for value in reading.data)
    emission, halving = emission_at(issuance)
    status = Status(
        name=client.network.name,
        endpoint=client.endpoint,
        genesis=client.genesis,
        spec_version=client.runtime.spec_version,
        head=reading.block.number,
        finalized=final.number,
        finality_lag=max(0, reading.block.number - final.number),
        issuance=Tao(issuance),
        staked=Tao(staked),
        staked_ppm=staked * _MILLION // issuance if issuance else 0,
        emission=Tao(emission),
        next_halving_at=Tao(halving),
        subnets=networks,
    )
    return Reading(reading.block, status)


def emission_at(issuance_rao: int) -> tuple[int, int]:
    """Rao minted per block at an issuance, and the issuance of the next halving.

    The emission is 1 TAO halved each time half of what is still missing from the supply has been issued.
    """
    if issuance_rao >= SUPPLY_RAO:
        return 0, SUPPLY_RAO
    halvings = 0
    while (SUPPLY_RAO - issuance_rao) << (halvings + 1) <= SUPPLY_RAO:
        halvings += 1
    return _FULL_EMISSION >> halvings, SUPPLY_RAO - (SUPPLY_RAO >> (halvings + 1))
