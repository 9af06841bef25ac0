"""Newcomers: they register where it is cheap, say where they serve, and come back when they were pruned."""

from __future__ import annotations

from typing import Final

from tao_tui.amounts import RAO_PER_TAO
from tao_tui.devnet.actors.stage import Stage
from tao_tui.devnet.actors.validating import judges_its_miners
from tao_tui.devnet.cast.people import ACCOMPLICE_NETUID, SETTLED_NETUIDS, Person, miners, newcomers
from tao_tui.devnet.pallets.balances import Balances

QUIET: Final = 24
"""Blocks in which nobody new comes, so that whoever looks first sees the world as it was laid."""
OFTEN: Final = 0.12
"""Registrations tried per block."""
CROWDED_NETUID: Final = ACCOMPLICE_NETUID + 1
"""The subnet most want to mine on, which is full before long and prunes from then on."""
CROWDED: Final = 0.45
"""Share of the newcomers that go there."""
DEAREST: Final = 5 * RAO_PER_TAO // 2
"""What nobody pays more than for a place."""
RESERVE: Final = RAO_PER_TAO // 10


def settle(stage: Stage) -> None:
    """Let one hotkey register, or nobody."""
    rng = stage.chance("settle")
    if stage.block < QUIET or rng.random() > OFTEN:
        return
    open_to_us = [netuid for netuid in SETTLED_NETUIDS if _attracts(stage, netuid)]
    if not open_to_us:
        return
    crowded = CROWDED_NETUID in open_to_us and rng.random() < CROWDED
    netuid = CROWDED_NETUID if crowded else rng.choice(open_to_us)
    price = stage.chain.Burn[netuid]
    waiting = [who for who in _candidates(stage, netuid) if not _seat(stage, netuid, who)]
    able = [who for who in waiting if _free(stage, who) > price + RESERVE]
    if able:
        who = rng.choice(able)
        stage.act(
            who.cold,
            "SubtensorModule",
            "register_limit",
            netuid=netuid,
            hotkey=who.hot.public_key,
            limit_price=2 * price,
        )


def serve(stage: Stage) -> None:
    """Let those who got a place in this block say where they serve."""
    for netuid in sorted(set(stage.chain.RegistrationsThisBlock.data) & set(SETTLED_NETUIDS)):
        for who in _fresh(stage, netuid):
            stage.act(
                who.hot,
                "SubtensorModule",
                "serve_axon",
                netuid=netuid,
                version=1_000,
                ip=(198 << 24) | (19 << 16) | (netuid % 256 << 8) | who.hot.public_key[0],
                port=8091,
                ip_type=4,
                protocol=4,
                placeholder1=0,
                placeholder2=0,
            )


def _candidates(stage: Stage, netuid: int) -> tuple[Person, ...]:
    """Who would mine there: newcomers, and the first miners where they have ever been."""
    return newcomers(netuid) + (miners(netuid) if judges_its_miners(stage.chain, netuid) else ())


def _attracts(stage: Stage, netuid: int) -> bool:
    """Whether newcomers with money find a subnet cheap, and none of them is just settling in."""
    chain = stage.chain
    if not chain.SubtokenEnabled[netuid]:
        return False
    settling = chain.RegistrationsThisBlock[netuid] > 0
    return not settling and chain.Burn[netuid] <= DEAREST and _free(stage, newcomers(netuid)[0]) > RESERVE


def _fresh(stage: Stage, netuid: int) -> list[Person]:
    """Those who got their place in this block."""
    blocks = stage.chain.BlockAtRegistration
    seats = ((who, _seat(stage, netuid, who)) for who in _candidates(stage, netuid))
    return [who for who, seat in seats if seat and blocks[netuid, seat] == stage.block > 0]


def _seat(stage: Stage, netuid: int, who: Person) -> int:
    """Somebody's uid; 0, which is always the owner's, for nobody's."""
    return stage.chain.Uids.get((netuid, who.hot.public_key)) or 0


def _free(stage: Stage, who: Person) -> int:
    return stage.runtime.pallet(Balances).free(who.cold.public_key)
