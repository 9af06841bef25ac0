"""What would undo an extrinsic, as far as the chain allows: the inverse action, to be agreed to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.actions.undoing import undo_shared
from tao_tui.actions.undoing.undo_steps import moves_of
from tao_tui.addresses import Address
from tao_tui.amounts import ALL, Alpha, Amount, Tao
from tao_tui.errors import Declined
from tao_tui.journal.movement import Movement, read_back
from tao_tui.journal.row import JournalRow
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

By = Literal["account", "proxy", "others"]
"""Who did something: the account or its own proxy from here, somebody acting for it elsewhere, others."""

_ROUNDING: Final = 1
"""Rao a position may have less than was put into it: the chain keeps shares and rounds them down."""
_FEE_PART: Final = 100
"""An older runtime keeps a fee of what moves within a subnet: less than this part of it."""
_TRADED: Final = "At today's price: what comes back is not what was paid, and the pool takes its fee again."
_HAPPENED: Final = ("in_block", "finalized")
_TAKES_ALPHA: Final = ("stake.remove", "stake.move", "stake.swap")
_OPEN: Final = ("signed", "sent", "lost")
_WRAPPERS: Final = (
    "Proxy.proxy", "Proxy.proxy_announced", "Multisig.as_multi", "Multisig.as_multi_threshold_1",
)  # fmt: skip
"""Calls that are the one inside them."""

_NO_WAY_BACK: Final[Mapping[str, str]] = {
    "Balances": "A payment cannot be taken back: only who received it can send it back.",
    "SubtensorModule.transfer_stake": "Stake that was given away belongs to the other coldkey now: "
    "only it can give it back.",
    "SubtensorModule.burned_register": "A registration's burn is spent, and a neuron leaves only when "
    "another takes its place.",
    "SubtensorModule.register": "A registration cannot be taken back.",
    "SubtensorModule.register_network": "A subnet cannot be taken back once it exists.",
    "SubtensorModule.start_call": "A subnet that has started cannot be stopped.",
    "SubtensorModule.recycle_alpha": "Recycled alpha is the subnet's again, to be issued to others.",
    "SubtensorModule.burn_alpha": "Burned alpha is gone.",
    "SubtensorModule.lock_stake": "Nothing unlocks stake at once; it melts: tao-tui stake lock shows how.",
    "SubtensorModule.swap_coldkey_announced": "What the coldkey owned belongs to the new one now.",
    "SubtensorModule.dispute_coldkey_swap": "Only the chain's governance settles a dispute.",
    "SubtensorModule.claim_root": "A claim cannot be taken back; what it brought can be sold or moved.",
    "Triumvirate": "A proposal stays until it is voted down or its time is over.",
}
"""Why there is no inverse, by call or by pallet; the first that fits."""


_GONE: Final = {"stake_given": "SubtensorModule.transfer_stake", "paid": "Balances"}
"""The calls that what a batch moved would have come from alone."""


@dataclass(frozen=True, slots=True)
class Inverse:
    """An action that would bring back what was: its arguments as they would be typed."""

    action: str
    arguments: Mapping[str, str]
    words: Clean


@dataclass(frozen=True, slots=True)
class Undo:
    """The ways to undo something, and what to know about them; without any, why there is none."""

    offers: tuple[Inverse, ...]
    note: Clean

    def require(self) -> tuple[Inverse, ...]:
        """The offers; `Declined` with the reason when there is none."""
        if not self.offers:
            raise Declined(str(self.note), hint="Nothing was done.", code="cannot_be_undone")
        return self.offers


def undo_of(row: JournalRow, *, by: By = "account") -> Undo:
    """What would undo `row`, from what is written down of it; no node is asked.

    What was sent from here for another account is undone through the proxy again, and what a multisig did
    through the multisig; what a `proxy` did for the account elsewhere, the account undoes itself; what
    `others` did is theirs.
    """
    if by == "others":
        return _none("Others did this. What came can be given back like anything of yours, by a new payment.")
    if row.status not in _HAPPENED:
        if row.status in _OPEN:
            return _none("Its end is not known yet: tao-tui activity resume finds out.")
        return _none("It changed nothing, so there is nothing to undo.")
    if row.error:
        return _none(f"It failed ({row.error}), so there is nothing to undo.")
    said = json.loads(row.call_json)
    moved = read_back(Movement, row.moved_json)
    shared = undo_shared.through(said, row.signer, carried_out=bool(moved))
    if shared is not None:
        found = _way_back(row, said, moved, shared.route)
        return _none(shared.why_not) if shared.why_not else _with_note(found, shared.note)
    route = {"proxy_for": row.real_account} if row.real_account and by != "proxy" else {}
    return _way_back(row, said, moved, route)


def _way_back(row: JournalRow, said: Any, moved: Sequence[Movement], route: Mapping[str, str]) -> Undo:
    if row.undo_json:
        return _offered([_written_down(json.loads(row.undo_json), route)], "")
    call = _inner(said)
    if call is None:
        return _none("The chain did this by itself.")
    return _by_call(call, moved, route)


def _with_note(undo: Undo, note: str) -> Undo:
    return replace(undo, note=clean(f"{undo.note} {note}".strip(), 400)) if undo.offers else undo


async def without_dust(inverse: Inverse, client: Client, coldkey: Address) -> Inverse:
    """The same, taking all of a position of which it would leave but what was rounded away."""
    from tao_tui.reads.owned.stake import read_stake_situation

    arguments = inverse.arguments
    if inverse.action not in _TAKES_ALPHA or ";" in "".join(arguments.values()):
        return inverse
    hotkey, netuid = Address(arguments["hotkey"]), int(arguments["netuid"])
    held = (await read_stake_situation(client, coldkey, hotkey, netuid)).data.alpha
    left = held.rao - Alpha.parse(arguments["amount"]).rao
    if not -held.rao // _FEE_PART <= left <= 2 * _ROUNDING:
        return inverse
    return replace(inverse, arguments={**arguments, "amount": ALL})


def undo_json(action: str, arguments: Mapping[str, object]) -> str:
    """The inverse of an action as the journal holds it; the arguments as they would be typed."""
    from tao_tui.actions.arguments.reading import write_argument
    from tao_tui.actions.registry import ACTIONS

    spec = ACTIONS[action]
    typed = {
        name: write_argument(spec.argument(name), value)
        for name, value in arguments.items()
        if value is not None
    }
    return json.dumps({"action": action, "arguments": typed}, separators=(",", ":"))


def _written_down(inverse: Mapping[str, Any], route: Mapping[str, str]) -> Inverse:
    from tao_tui.actions.registry import ACTIONS

    action, arguments = str(inverse["action"]), dict(inverse["arguments"])
    shown = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in arguments.items())
    return Inverse(action, {**arguments, **route}, clean(f"{ACTIONS[action].label}: {shown}", 400))


def _by_call(call: Mapping[str, Any], moved: Sequence[Movement], route: Mapping[str, str]) -> Undo:
    name = f"{call['pallet']}.{call['function']}"
    if call["pallet"] == "Multisig":
        return _none("Only an approval was given or taken back: who carried the call out can undo it.")
    by_name = _INVERSES.get(name)
    if by_name is not None:
        return by_name(call["arguments"], moved, route)
    moves = moves_of(call["arguments"].get("calls", ())) if call["pallet"] == "Utility" else []
    if moves and len(moved) == 2 * len(moves):
        return _moves_back(moves, moved, route)
    if moved and all(each.kind in ("stake_added", "stake_removed") for each in moved):
        return _offered(_trades_back(moved, route), _TRADED)
    if call["pallet"] == "Utility" and not moved:
        return _batch_back(call["arguments"].get("calls", ()), route)
    gone = (_GONE[each.kind] for each in moved if each.kind in _GONE)
    for known in (name, call["pallet"], *gone):
        if known in _NO_WAY_BACK:
            return _none(_NO_WAY_BACK[known])
    return _none("This program knows no way back from it.")


def _batch_back(calls: Sequence[Mapping[str, Any]], route: Mapping[str, str]) -> Undo:
    """The ways back from each call of a batch, where every one has one."""
    undos = [_by_call(call, (), route) for call in calls]
    missing = next((undo for undo in undos if not undo.offers), None)
    if missing is not None or not undos:
        return missing or _none("It changed nothing, so there is nothing to undo.")
    return _offered([offer for undo in undos for offer in undo.offers], str(undos[0].note))


def _moves_back(
    moves: Sequence[Mapping[str, Any]], moved: Sequence[Movement], route: Mapping[str, str]
) -> Undo:
    """Each move on its own, by the sale and the purchase it came to."""
    pairs = [moved[index : index + 2] for index in range(0, len(moved), 2)]
    undos = [_by_call(move, pair, route) for move, pair in zip(moves, pairs, strict=True)]
    return _offered([offer for undo in undos for offer in undo.offers], _TRADED)


def _trades_back(moved: Sequence[Movement], route: Mapping[str, str]) -> list[Inverse]:
    """Unstaking what was bought and staking what was sold; several of one kind as one batch."""
    found = []
    for kind, action in (("stake_added", "stake.remove"), ("stake_removed", "stake.add")):
        legs: dict[tuple[int, str], int] = {}
        for each in moved:
            if each.kind == kind and each.netuid is not None:
                place = (each.netuid, each.other)
                amount = each.alpha_rao - _ROUNDING if kind == "stake_added" else each.tao_rao
                legs[place] = legs.get(place, 0) + amount
        if legs:
            found.append(_trade_back(action, legs, route))
    return found


def _trade_back(action: str, legs: Mapping[tuple[int, str], int], route: Mapping[str, str]) -> Inverse:
    unstakes = action == "stake.remove"
    amounts: list[Amount] = [Alpha(rao) if unstakes else Tao(rao) for rao in legs.values()]
    arguments = {
        "netuid": _several(str(netuid) for netuid, _ in legs),
        "hotkey": _several(hotkey for _, hotkey in legs),
        "amount": _several(_plain(amount) for amount in amounts),
    }
    parts = [
        f"{_plain(amount)} {amount.symbol} {'of' if unstakes else 'on'} subnet {netuid}"
        for amount, (netuid, _) in zip(amounts, legs, strict=True)
    ]
    words = f"{'Unstake' if unstakes else 'Stake'} {' and '.join(parts)}"
    return Inverse(action, {**arguments, **route}, clean(words, 400))


def _moved_back(arguments: Mapping[str, Any], moved: Sequence[Movement], route: Mapping[str, str]) -> Undo:
    """Stake that changed its hotkey, and perhaps its subnet, goes back to both."""
    here, there = int(arguments["origin_netuid"]), int(arguments["destination_netuid"])
    amount = Alpha(_arrived(arguments, moved, there))
    origin, destination = str(arguments["origin_hotkey"]), str(arguments["destination_hotkey"])
    typed = {"netuid": str(there), "hotkey": destination, "amount": _plain(amount), "to_hotkey": origin}
    if here != there:
        typed["to_netuid"] = str(here)
    words = f"Move {_plain(amount)} α back to {origin} on subnet {here}"
    inverse = Inverse("stake.move", {**typed, **route}, clean(words, 400))
    return _offered([inverse], _TRADED if here != there else "")


def _swapped_back(arguments: Mapping[str, Any], moved: Sequence[Movement], route: Mapping[str, str]) -> Undo:
    """Stake that changed its subnet alone goes back there."""
    here, there = int(arguments["origin_netuid"]), int(arguments["destination_netuid"])
    amount = Alpha(_arrived(arguments, moved, there))
    typed = {
        "netuid": str(there),
        "hotkey": str(arguments["hotkey"]),
        "amount": _plain(amount),
        "to_netuid": str(here),
    }
    words = f"Swap {_plain(amount)} α of subnet {there} back to subnet {here}"
    return _offered([Inverse("stake.swap", {**typed, **route}, clean(words, 400))], _TRADED)


def _arrived(arguments: Mapping[str, Any], moved: Sequence[Movement], netuid: int) -> int:
    """Alpha that came to be on `netuid`: what the block says, or else what was asked for."""
    added = [each.alpha_rao for each in moved if each.kind == "stake_added" and each.netuid == netuid]
    return max(1, (sum(added) if added else int(arguments["alpha_amount"])) - _ROUNDING)


def _voted_back(arguments: Mapping[str, Any], moved: Sequence[Movement], route: Mapping[str, str]) -> Undo:
    """A vote can be turned round, not withdrawn."""
    approve = not arguments["approve"]
    typed = {"proposal": str(arguments["proposal"]), "approve": "yes" if approve else "no"}
    typed["hotkey"] = str(arguments["hotkey"])
    words = f"Vote {'for' if approve else 'against'} the proposal instead"
    inverse = Inverse("gov.vote", {**typed, **route}, clean(words))
    return _offered([inverse], "A vote can be turned round, not withdrawn.")


def _proxy_ended(arguments: Mapping[str, Any], moved: Sequence[Movement], route: Mapping[str, str]) -> Undo:
    typed = _proxy(arguments)
    inverse = Inverse(
        "wallet.proxy.remove", {**typed, **route}, clean(f"End that {typed['delegate']} acts for you")
    )
    return _offered([inverse], "")


def _proxy_again(arguments: Mapping[str, Any], moved: Sequence[Movement], route: Mapping[str, str]) -> Undo:
    typed = _proxy(arguments)
    inverse = Inverse(
        "wallet.proxy.add", {**typed, **route}, clean(f"Let {typed['delegate']} act for you again")
    )
    return _offered([inverse], "")


def _proxy(arguments: Mapping[str, Any]) -> dict[str, str]:
    return {
        "delegate": str(arguments["delegate"]),
        "type": str(arguments["proxy_type"]),
        "delay": str(arguments["delay"]),
    }


_INVERSES: Final[Mapping[str, Callable[[Mapping[str, Any], Sequence[Movement], Mapping[str, str]], Undo]]] = {
    "SubtensorModule.move_stake": _moved_back,
    "SubtensorModule.move_stake_limit": _moved_back,
    "SubtensorModule.swap_stake": _swapped_back,
    "SubtensorModule.swap_stake_limit": _swapped_back,
    "SubtensorModule.vote": _voted_back,
    "Proxy.add_proxy": _proxy_ended,
    "Proxy.remove_proxy": _proxy_again,
}
"""Calls whose inverse follows from their arguments."""


def _inner(call: Any) -> Mapping[str, Any] | None:
    """The call that was meant: the one inside a proxy's or a multisig's."""
    while isinstance(call, dict) and f"{call['pallet']}.{call['function']}" in _WRAPPERS:
        call = call["arguments"].get("call")
    return call if isinstance(call, dict) else None


def _offered(offers: Sequence[Inverse], note: str) -> Undo:
    return Undo(tuple(offers), clean(note, 400))


def _none(why: str) -> Undo:
    return Undo((), clean(why, 400))


def _plain(amount: Amount) -> str:
    return amount.plain.rstrip("0").rstrip(".")


def _several(values: Any) -> str:
    listed = list(values)
    return listed[0] if len(set(listed)) == 1 else ";".join(listed)
