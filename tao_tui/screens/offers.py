"""What a field offers to choose from: subnets, validators, proposals, calls, known addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tao_tui.actions.registry import Kind
from tao_tui.screens.picker import Choice
from tao_tui.widgets.address import fingerprint_text, shortened
from tao_tui.widgets.figures import fixed, percent

if TYPE_CHECKING:
    from tao_tui.reads.validators.rewards import Reward
    from tao_tui.screens.session import Session


async def offers_for(
    kind: Kind, values: Mapping[str, str], session: Session, choice_of: tuple[str, str, str] | None = None
) -> list[Choice]:
    """Choices for a field of this kind, given the other fields; empty where a list makes no sense."""
    match kind:
        case Kind.NETUID | Kind.NETUIDS:
            return await _subnets(session)
        case Kind.HOTKEY | Kind.SHARES:
            return await _hotkeys(session, values.get("netuid", ""))
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
    from tao_tui.actions.keys.proxy_words import MOSTLY_NOTHING, powers_of

    names = session.online.runtime.choices(*choice_of)
    if choice_of[0] != "Proxy":
        return [Choice(name, name) for name in names]
    ordered = sorted(names, key=lambda name: name in MOSTLY_NOTHING)
    return [Choice(name, name, powers_of(name)) for name in ordered]


async def _subnets(session: Session) -> list[Choice]:
    loaded = await session.subnets()
    return [
        Choice(f"{s.netuid:>3} {s.name}", str(s.netuid), f"{fixed(s.price_rao, 6)} τ/α") for s in loaded.data
    ]


async def _hotkeys(session: Session, netuid: str) -> list[Choice]:
    account = session.account
    mine = [
        Choice(f"{fingerprint_text(a)} {name}", a, "yours")
        for name, a in (account.hotkeys if account else ())
    ]
    if account:
        mine += [
            Choice(f"{fingerprint_text(a)} {name}", a, "address book")
            for name, a in account.known.book.items()
        ]
    if not netuid.isdigit():
        return mine
    loaded = await session.validators(int(netuid))
    rewards = session.rewards.rewards(int(netuid))
    return mine + [
        Choice(
            f"{fingerprint_text(v.hotkey)} {v.name or shortened(v.hotkey)}",
            v.hotkey,
            f"take {percent(v.take_ppm, 0)}  {_yield(rewards.get(v.hotkey))}{fixed(v.alpha.rao, 0)} "
            f"{'α' if v.netuid else 'τ'}{'' if v.active or not v.permit else '  inactive'}",
        )
        for v in loaded.data
    ]


def _yield(reward: Reward | None) -> str:
    return "" if reward is None else f"yields {percent(reward.daily_ppm, 3)}/d  "


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
    runtime = session.online.runtime
    return [
        Choice(f"{pallet}.{name}", f"{pallet}.{name}", "")
        for pallet in runtime.pallets()
        for name in runtime.call_names(pallet)
    ]
