"""What a field offers to choose from: subnets, validators, proposals, calls, known addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from tao_tui.actions.registry import Kind
from tao_tui.screens.sheets.picker import Choice
from tao_tui.tables.cells import part
from tao_tui.widgets.address import fingerprint_text, shortened
from tao_tui.widgets.figures import fixed, percent
from tao_tui.widgets.table.grid import fit

if TYPE_CHECKING:
    from tao_tui.reads.validators.rewards import Reward
    from tao_tui.reads.validators.roster import Validator
    from tao_tui.session.session import Session

NAME_CELLS: Final = 24
"""Cells a name gets at most; longer ones end in an ellipsis."""


async def offers_for(
    kind: Kind,
    values: Mapping[str, str],
    session: Session,
    choice_of: tuple[str, str, str] | None = None,
    field: str = "",
) -> list[Choice]:
    """Choices for a field of this kind and name, given the others; empty where a list makes no sense."""
    match kind:
        case Kind.NETUID | Kind.NETUIDS:
            return await _subnets(session)
        case Kind.HOTKEY | Kind.SHARES:
            return await _hotkeys(session, _where(field, values), _besides(kind, values))
        case Kind.CHOICE if choice_of is not None:
            return _alternatives(session, choice_of)
        case Kind.ADDRESS:
            return _addresses(session)
        case Kind.HASH:
            return await _proposals(session)
        case Kind.CALL:
            return _calls(session)
    return []


def added(kind: Kind, before: str, picked: str) -> str:
    """What a field holds once a line of its list was picked: lists grow, other fields are filled in anew."""
    if kind is Kind.NETUIDS:
        kept = [part for part in before.split(",") if part.strip().isdigit() and part.strip() != picked]
        return ",".join([*kept, picked])
    if kind is Kind.SHARES:
        kept = [part for part in before.split(",") if "=" in part and not part.strip().startswith(picked)]
        return ",".join([*kept, f"{picked}="])
    return picked


def _alternatives(session: Session, choice_of: tuple[str, str, str]) -> list[Choice]:
    from tao_tui.actions.review.proxy_words import MOSTLY_NOTHING, powers_of
    from tao_tui.actions.standing.claim_words import type_note

    names = session.online.runtime.choices(*choice_of)
    if choice_of[0] != "Proxy":
        return [Choice(name, name, type_note(name)) for name in names]
    ordered = sorted(names, key=lambda name: name in MOSTLY_NOTHING)
    return [Choice(name, name, powers_of(name)) for name in ordered]


def _where(field: str, values: Mapping[str, str]) -> str:
    """The subnet whose hotkeys are meant: where stake goes to, else where it is, the first of several."""
    netuid = values.get("netuid", "").split(";")[0].strip()
    return (values.get("to_netuid") or netuid) if field == "to_hotkey" else netuid


async def _subnets(session: Session) -> list[Choice]:
    loaded = await session.subnets()
    widest = max((cell_len(s.name) for s in loaded.data), default=0)
    return [
        Choice(
            f"{s.netuid:>3} {fit(s.name, min(widest, NAME_CELLS), 'left')}",
            str(s.netuid),
            f"{fixed(s.price_rao, 6):>10} τ/α",
        )
        for s in loaded.data
    ]


def _besides(kind: Kind, values: Mapping[str, str]) -> str:
    """A hotkey that makes no sense in the list: nobody is a child of its own."""
    return values.get("hotkey", "").strip() if kind is Kind.SHARES else ""


async def _hotkeys(session: Session, netuid: str, besides: str) -> list[Choice]:
    """Whom there is, each once: one's own hotkeys, the address book, who one can stake to."""
    account, told = session.account, {}
    offered: dict[str, tuple[str, str]] = {}
    if netuid.isdigit():
        rows = (await session.validators(int(netuid))).data
        rewards = session.rewards.rewards(int(netuid))
        told = {v.hotkey: (str(v.name), _of_validator(v, rewards.get(v.hotkey))) for v in rows}
    if account:
        offered = {a: (name, "address book") for name, a in account.known.book.items()}
        offered = {a: (str(name), "yours") for name, a in account.hotkeys} | offered
    for hotkey, (name, facts) in told.items():
        called, note = offered.get(hotkey, (name or shortened(hotkey), ""))
        offered[hotkey] = called, f"{facts}  {note}".rstrip()
    shown = [(a, *named) for a, named in offered.items() if besides not in (a, named[0])]
    widest = min(NAME_CELLS, max((cell_len(name) for _, name, _ in shown), default=0))
    return [Choice(f"{fingerprint_text(a)} {fit(name, widest, 'left')}", a, note) for a, name, note in shown]


def _of_validator(validator: Validator, reward: Reward | None) -> str:
    """What its stakers keep and get, and how much it has, in columns."""
    yields = "" if reward is None else f"{percent(reward.daily_ppm, 3)}/d"
    unit = "α" if validator.netuid else "τ"
    idle = "" if validator.active or not validator.permit else "  inactive"
    return f"take {part(validator.take_ppm):>6} {yields:>10} {fixed(validator.alpha.rao, 0):>11} {unit}{idle}"


def _addresses(session: Session) -> list[Choice]:
    account = session.account
    if account is None:
        return []
    groups = ((account.known.book, "address book"), (account.known.wallets, "your wallet"))
    return [
        Choice(f"{fingerprint_text(address)} {name}", address, note)
        for names, note in groups
        for name, address in names.items()
        if address != account.coldkey
    ]


async def _proposals(session: Session) -> list[Choice]:
    loaded = await session.proposals()
    return [Choice(f"{p.index} {p.summary}", p.hash, p.status) for p in loaded.data]


def _calls(session: Session) -> list[Choice]:
    from tao_tui.reads.runtime.docs import summary

    runtime = session.online.runtime
    return [
        Choice(f"{pallet}.{name}", f"{pallet}.{name}", summary(runtime.call_docs(pallet, name)))
        for pallet in runtime.pallets()
        for name in runtime.call_names(pallet)
    ]
