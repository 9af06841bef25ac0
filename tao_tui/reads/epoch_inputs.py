"""What a subnet's last epoch started from, read back from the block before it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tao_tui.addresses import Address
from tao_tui.chain.query import BlockRef, Reading, RuntimeCall, Storage
from tao_tui.consensus.inputs import RULE_OF, EpochInputs, Rules
from tao_tui.consensus.sparse import SparseRows
from tao_tui.errors import NodeError, Unsupported
from tao_tui.reads.chain_text import as_address, as_int, is_nobody
from tao_tui.reads.scores import Column, fitted, vector_items
from tao_tui.reads.subnets import unknown_subnet

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_API: Final = "SubnetInfoRuntimeApi"

_FIELDS: Final = (5, 52, 66, 67, 68)
"""Owner hotkey, hotkeys, registration blocks, inherited alpha and inherited root stake."""

_SUBNET: Final = ("Tempo", "AlphaValues", "ActivityCutoffFactorMilli", *RULE_OF)
_GLOBAL: Final = ("StakeThreshold", "TaoWeight")


@dataclass(frozen=True, slots=True, eq=False)
class EpochPicture:
    """An epoch's inputs and what the chain made of them."""

    netuid: int
    epoch_block: int
    exact: bool
    """Whether the inputs are those of the last epoch; otherwise those of now, as if it ran now."""
    hotkeys: tuple[Address, ...]
    inputs: EpochInputs
    stored: Mapping[str, Column]
    """The score columns the chain stored."""


async def read_epoch(client: Client, netuid: int) -> Reading[EpochPicture]:
    """The last epoch of `netuid` from the state before it, or from now where the node has forgotten that.

    Three round trips: the block of the epoch, the hashes around it, the state. Commit-reveal's effect on
    weights set before a registration is left out.
    """
    names = ("NetworksAdded", "SubnetworkN", "LastMechansimStepBlock")
    head = await client.read([Storage(_MODULE, name, (netuid,)) for name in names])
    added, size, stepped = head.data[0], as_int(head.data[1]), as_int(head.data[2])
    if not added:
        raise unknown_subnet(netuid)
    if stepped > 1:
        try:
            before, after = await asyncio.gather(client.block_hash(stepped - 1), client.block_hash(stepped))
            if before and after:
                at = (BlockRef(stepped - 1, before), BlockRef(stepped, after))
                return Reading(head.block, await _picture(client, netuid, size, at, exact=True))
        except Unsupported:
            raise
        except NodeError:
            pass  # Nodes that are no archive forget the state of older blocks.
    return Reading(head.block, await _picture(client, netuid, size, (head.block, head.block), exact=False))


async def _picture(
    client: Client, netuid: int, size: int, at: tuple[BlockRef, BlockRef], *, exact: bool
) -> EpochPicture:
    before, after = at
    items = _items(client.runtime, netuid, size)
    vectors = vector_items(netuid)
    inputs, stored = await asyncio.gather(
        client.read(list(items.values()), before.hash), client.read(list(vectors.values()), after.hash)
    )
    values = dict(zip(items, inputs.data, strict=True))
    columns = dict(zip(vectors, stored.data, strict=True))
    block = after.number if exact else before.number + 1
    hotkeys = tuple(as_address(hotkey) for hotkey in values["graph"]["hotkeys"])
    emission = int(columns["emission"].sum(dtype=np.uint64))
    epoch = _inputs(values, len(hotkeys), block=block, emission=emission)
    return EpochPicture(netuid, block, exact, hotkeys, epoch, columns)


def _items(runtime: ChainRuntime, netuid: int, size: int) -> dict[str, Storage | RuntimeCall]:
    if not runtime.has_api(_API, "get_selective_metagraph"):
        raise Unsupported(
            f"Runtime {runtime.spec_version} does not give the stakes an epoch uses.",
            hint="Scores can be explained since runtime 273.",
        )
    items: dict[str, Storage | RuntimeCall] = {
        "graph": RuntimeCall(_API, "get_selective_metagraph", (netuid, _FIELDS)),
        "stepped": Storage(_MODULE, "LastMechansimStepBlock", (netuid,)),
    }
    items |= {
        name: Storage(_MODULE, name, (netuid,)) for name in _SUBNET if runtime.has_storage(_MODULE, name)
    }
    items |= {name: Storage(_MODULE, name) for name in _GLOBAL if runtime.has_storage(_MODULE, name)}
    items |= {
        name: item
        for name, item in vector_items(netuid).items()
        if name in ("last_update", "validator_permit")
    }
    for uid in range(size):
        items[f"weights {uid}"] = Storage(_MODULE, "Weights", (netuid, uid), raw=True)
        items[f"bonds {uid}"] = Storage(_MODULE, "Bonds", (netuid, uid), raw=True)
    return items


def _inputs(values: Mapping[str, Any], size: int, *, block: int, emission: int) -> EpochInputs:
    graph = values["graph"]
    owner = as_address(graph["owner_hotkey"])
    hotkeys = [as_address(hotkey) for hotkey in graph["hotkeys"]]
    tempo = as_int(values["Tempo"])
    return EpochInputs(
        block=block,
        tempo=tempo,
        emission=emission,
        alpha_stake=[as_int(each) for each in graph["alpha_stake"]],
        root_stake=[as_int(each) for each in graph["tao_stake"]],
        last_update=fitted(values["last_update"], size).astype(np.int64),
        block_at_registration=np.array([as_int(each) for each in graph["block_at_registration"]], np.int64),
        validator_permit=fitted(values["validator_permit"], size).astype(np.bool_),
        weights=_rows(values, "weights", size),
        bonds=_rows(values, "bonds", size),
        tao_weight=as_int(values.get("TaoWeight")),
        rules=_rules(values, tempo),
        last_step_block=as_int(values["stepped"]),
        owner_uid=hotkeys.index(owner) if owner in hotkeys and not is_nobody(owner) else None,
    )


def _rows(values: Mapping[str, Any], kind: str, size: int) -> SparseRows:
    found = {uid: values.get(f"{kind} {uid}") for uid in range(size)}
    return SparseRows.from_scale({uid: bytes(row) for uid, row in found.items() if row}, size)


def _rules(values: Mapping[str, Any], tempo: int) -> Rules:
    given = {name: values[name] for name in (*RULE_OF, "AlphaValues") if values.get(name) is not None}
    factor = values.get("ActivityCutoffFactorMilli")
    if factor is not None:
        given["ActivityCutoff"] = max(1, as_int(factor) * tempo // 1000)
    return Rules.from_chain(given, as_int(values.get("StakeThreshold")))
