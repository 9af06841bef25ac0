"""What a hotkey of one's own loses when stake leaves it: its permit, or the right to set weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution
from tao_tui.actions.review.limits import carried_calls
from tao_tui.actions.review.wording import warning
from tao_tui.addresses import Address
from tao_tui.amounts import Alpha
from tao_tui.chain.query import Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.owned.stake import read_stake_situation
from tao_tui.reads.subnets.market import USUAL_NETUIDS
from tao_tui.reads.trades.prices import ROOT

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.reads.scores.columns import Scores

_MODULE: Final = "SubtensorModule"
_WHOLE: Final = 1 << 64
"""What `TaoWeight` is out of."""
_MOVES: Final = (
    "move_stake", "move_stake_limit", "swap_stake", "swap_stake_limit", "transfer_stake",
    "transfer_stake_and_hotkey",
)  # fmt: skip
_MOST_SUBNETS: Final = 8
"""Subnets looked at when root stake leaves, which counts on all of them."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Stake that a call takes from a hotkey, or below zero gives to one."""

    netuid: int
    hotkey: str
    alpha: int | None
    """None is the whole position of whoever signs."""


def leaving(call: DecodedCall) -> Iterator[Leaving]:
    """Every stake that `call`, or a call within it, takes from a hotkey.

    What comes to one is told where it is the same alpha: a batch may take it on from there at once.
    """
    for inner in carried_calls(call):
        yield from leaving(inner)
    said: Mapping[str, Any] = call.arguments
    if call.pallet != _MODULE:
        return
    if call.function.startswith("remove_stake"):
        amount = said.get("amount_unstaked")
        yield Leaving(
            as_int(said.get("netuid", ROOT)), str(said["hotkey"]), None if amount is None else as_int(amount)
        )
    elif call.function in ("burn_alpha", "recycle_alpha"):
        yield Leaving(as_int(said["netuid"]), str(said["hotkey"]), as_int(said["amount"]))
    elif call.function in _MOVES:
        here, there = as_int(said["origin_netuid"]), as_int(said["destination_netuid"])
        alpha, hotkey = as_int(said["alpha_amount"]), str(said.get("hotkey"))
        origin = str(said.get("origin_hotkey", hotkey))
        target = str(said.get("destination_hotkey", hotkey))
        if (here, origin) != (there, target):
            yield Leaving(here, origin, alpha)
            if here == there:
                yield Leaving(here, target, -alpha)


async def loss_warnings(client: Client, account: Account, call: DecodedCall) -> tuple[Caution, ...]:
    """What leaving stake costs the account's own hotkeys; nothing is asked where none is concerned."""
    legs: dict[str, list[Leaving]] = {str(hotkey): [] for _, hotkey in account.hotkeys}
    for each in leaving(call):
        if each.hotkey in legs:
            legs[each.hotkey].append(each)
    found: list[Caution] = []
    for hotkey, left in legs.items():
        if left:
            with suppress(Unsupported):  # an older runtime tells no stake weights
                found += await _warnings(client, account, Address(hotkey), left)
    return tuple(found)


async def _warnings(
    client: Client, account: Account, hotkey: Address, left: Sequence[Leaving]
) -> list[Caution]:
    from tao_tui.reads.scores.columns import read_scores

    netuids = {each.netuid for each in left}
    asked = USUAL_NETUIDS if ROOT in netuids else sorted(netuids)
    places = [Storage(_MODULE, "Uids", (netuid, hotkey)) for netuid in asked if netuid != ROOT]
    uids = (await client.read(places)).data
    there = [int(str(item.params[0])) for item, uid in zip(places, uids, strict=True) if uid is not None]
    if not there:
        return []
    falls = await _falls(client, account, left, there)
    found: list[Caution] = []
    for netuid in there[:_MOST_SUBNETS]:
        reading = await read_scores(client, netuid)
        items = [Storage(_MODULE, "MaxAllowedValidators", (netuid,)), Storage(_MODULE, "StakeThreshold")]
        seats, threshold = (await client.read(items, reading.block.hash)).data
        found += losses(reading.data, hotkey, falls[netuid], as_int(seats), as_int(threshold))
    return found


async def _falls(
    client: Client, account: Account, left: Sequence[Leaving], netuids: Sequence[int]
) -> dict[int, int]:
    """By how much the stake weight falls on each of some subnets; root stake counts on all of them."""
    falls = dict.fromkeys(netuids, 0)
    for each in left:
        alpha = each.alpha
        if alpha is None:
            place = (account.coldkey, Address(each.hotkey), each.netuid)
            alpha = (await read_stake_situation(client, *place)).data.alpha.rao
        if each.netuid == ROOT:
            (weight,) = (await client.read([Storage(_MODULE, "TaoWeight")])).data
            for netuid in netuids:
                falls[netuid] += alpha * as_int(weight) // _WHOLE
        elif each.netuid in falls:
            falls[each.netuid] += alpha
    return falls


def losses(scores: Scores, hotkey: Address, weight: int, seats: int, threshold: int) -> list[Caution]:
    """What `hotkey` loses on a subnet when its stake weight falls by `weight`.

    Permits go to as many neurons of the most stake weight as there are seats; whoever is below the threshold
    cannot set weights (subtensor, `epoch` and `check_weights_min_stake`).
    """
    if hotkey not in scores.hotkeys or weight <= 0:
        return []
    uid = scores.hotkeys.index(hotkey)
    before = int(scores.stake[uid])
    after = max(0, before - weight)
    where = f"on subnet {scores.netuid}"
    fall = f"its stake weight falls from {Alpha(before)} to {Alpha(after)}"
    above = sum(1 for other, stake in enumerate(scores.stake) if other != uid and int(stake) > after)
    if bool(scores.validator_permit[uid]) and (above >= seats or not after):
        text = f"Your hotkey {hotkey} loses its validator permit {where} at the next epoch: {fall}."
        return [warning("danger", "permit_lost", text)]
    if before >= threshold > after:
        text = f"Your hotkey {hotkey} can set no weights {where} any more: {fall}, below {Alpha(threshold)}."
        return [warning("danger", "stake_threshold_lost", text)]
    return []
