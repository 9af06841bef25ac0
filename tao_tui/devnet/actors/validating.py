"""Validators: once a tempo each judges all miners of a subnet and sets its weights."""

from __future__ import annotations

from functools import cache

from tao_tui.devnet.actors.crowd import revised
from tao_tui.devnet.actors.quality import devoted, is_faking, judged, weights_of
from tao_tui.devnet.actors.stage import Stage
from tao_tui.devnet.cast.people import (
    ACCOMPLICE_NETUID,
    CHEAT,
    Person,
    miners,
    newcomers,
    operators,
    validators,
)
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.pallets.subtensor.module import SubtensorModule
from tao_tui.devnet.pallets.subtensor.rows import pairs_of
from tao_tui.devnet.pallets.subtensor.state import SubtensorState


def validate(stage: Stage) -> None:
    """Set the weights that are due at this block, each signed by its validator's hotkey.

    The judges of a subnet share out its tempo, so that whenever somebody looks, weights are set somewhere.
    """
    for netuid in subnets_of_the_cast(stage.runtime):
        tempo, judges = max(1, stage.chain.Tempo[netuid]), validators(netuid)
        for judge, who in enumerate(judges):
            if (stage.block + judge * tempo // len(judges) + netuid) % tempo:
                continue
            if (netuid, who.hot.public_key) not in stage.chain.Uids:
                continue
            row = opinion(stage.runtime, stage.seed, netuid, judge, stage.block)
            stage.act(
                who.hot,
                "SubtensorModule",
                "set_weights",
                netuid=netuid,
                dests=[dest for dest, _ in row],
                weights=[weight for _, weight in row],
                version_key=0,
            )


def subnets_of_the_cast(runtime: Runtime) -> list[int]:
    """Return the netuids on which the first operator is registered."""
    chain, hotkey = runtime.pallet(SubtensorModule), operators()[0].hot.public_key
    return sorted(
        netuid for netuid, _ in chain.NetworksAdded.items() if netuid and (netuid, hotkey) in chain.Uids
    )


def opinion(runtime: Runtime, seed: int, netuid: int, judge: int, block: int) -> list[tuple[int, int]]:
    """Return the weights validator number `judge` of a subnet gives at this block."""
    chain, known = runtime.pallet(SubtensorModule), numbers(netuid)
    if not judges_its_miners(chain, netuid):
        uid = chain.Uids[netuid, validators(netuid)[judge].hot.public_key]
        return revised(pairs_of(chain.Weights[netuid, uid]), seed, block, netuid, judge)
    elders = {who.hot.public_key for who in validators(netuid)} | {chain.SubnetOwnerHotkey[netuid]}
    scores, favourite = {}, None
    for uid in range(chain.SubnetworkN[netuid]):
        hotkey = chain.Keys[netuid, uid]
        if hotkey in elders:
            continue
        number = known.get(hotkey)
        scores[uid] = judged(seed, netuid, judge, number, block)
        favourite = uid if number == CHEAT else favourite
    weights = weights_of(scores)
    bribed = netuid == ACCOMPLICE_NETUID and judge == len(operators())
    if bribed and favourite is not None and is_faking(block):
        return devoted(weights, favourite)
    return weights


def judges_its_miners(chain: SubtensorState, netuid: int) -> bool:
    """Return whether the miners of a subnet are of the cast, whose quality is known."""
    return any((netuid, who.hot.public_key) in chain.Uids for who in miners(netuid))


@cache
def numbers(netuid: int) -> dict[bytes, int]:
    """Return the miners known on a subnet: their number by hotkey."""
    everybody: tuple[Person, ...] = miners(netuid) + newcomers(netuid)
    return {who.hot.public_key: number for number, who in enumerate(everybody)}
