"""TAO and alpha that belong to a coldkey and cannot be spent or sold now: deposits, holds, locks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.reads.chain_text import as_int, chain_text
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

Kind = Literal["deposit", "hold", "lock", "freeze"]
"""Reserved for something the account set up; held by a pallet; locked or frozen, but part of what is free."""

_LISTS: Final[tuple[tuple[str, Kind], ...]] = (
    ("Holds", "hold"),
    ("Reserves", "deposit"),
    ("Locks", "lock"),
    ("Freezes", "freeze"),
)
_API: Final = "StakeInfoRuntimeApi"
_AVAILABILITY: Final = "get_stake_availability_for_coldkeys"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An amount of TAO that is set aside, and what for."""

    kind: Kind
    reason: Clean
    amount: Tao


@dataclass(frozen=True, slots=True)
class LockedAlpha:
    """Alpha of a coldkey on one subnet that a conviction lock keeps from being sold or moved."""

    netuid: int
    locked: Alpha
    available: Alpha
    """What can be sold, of all its hotkeys together."""


def held_back_items(runtime: ChainRuntime, coldkey: Address) -> list[Storage | RuntimeCall]:
    """The lists of one coldkey the runtime keeps, to ride in a batch."""
    return [
        Storage("Balances", name, (coldkey,)) for name, _ in _LISTS if runtime.has_storage("Balances", name)
    ]


def held_back_from(
    runtime: ChainRuntime, account: Mapping[str, Any] | None, answers: Sequence[Any]
) -> tuple[HeldBack, ...]:
    """What the lists say, and as one deposit what is reserved beyond them: the chain names no more of it."""
    found: list[HeldBack] = []
    kinds = [kind for name, kind in _LISTS if runtime.has_storage("Balances", name)]
    for kind, entries in zip(kinds, answers, strict=True):
        for entry in entries or ():
            amount = as_int(entry["amount"])
            if amount:
                found.append(HeldBack(kind, _reason(entry["id"]), Tao(amount)))
    named = sum(each.amount.rao for each in found if each.kind in ("hold", "deposit"))
    rest = reserved_of(account).rao - named
    if rest > 0:
        found.append(HeldBack("deposit", Clean("for proxies, multisig calls and the like"), Tao(rest)))
    return tuple(found)


def reserved_of(account: Mapping[str, Any] | None) -> Tao:
    """What is reserved in a decoded `System.Account`; it is not part of what is free."""
    return Tao(as_int(account["data"]["reserved"])) if account else Tao(0)


def spendable_of(account: Mapping[str, Any] | None, existential_rao: int) -> Tao:
    """What an account can pay and live on: free, less what is frozen beyond the reserved or must stay."""
    if not account:
        return Tao(0)
    data = account["data"]
    frozen = max(as_int(data.get("frozen")), as_int(data.get("misc_frozen")), as_int(data.get("fee_frozen")))
    stays = max(existential_rao, frozen - as_int(data["reserved"]))
    return Tao(max(0, as_int(data["free"]) - stays))


def lock_items(runtime: ChainRuntime, coldkeys: Sequence[Address]) -> list[Storage | RuntimeCall]:
    """The one call that tells conviction locks; empty on runtimes that have none."""
    if not runtime.has_api(_API, _AVAILABILITY):
        return []
    return [RuntimeCall(_API, _AVAILABILITY, (tuple(coldkeys), None))]


def locks_from(answers: Sequence[Any]) -> dict[str, tuple[LockedAlpha, ...]]:
    """Locks by coldkey from the answer to `lock_items`; who has none is left out."""
    found: dict[str, tuple[LockedAlpha, ...]] = {}
    for coldkey, subnets in _entries(answers[0]) if answers else ():
        locks = tuple(
            LockedAlpha(as_int(netuid), Alpha(as_int(each["locked"])), Alpha(as_int(each["available"])))
            for netuid, each in _entries(subnets)
            if as_int(each["locked"])
        )
        if locks:
            found[str(coldkey)] = locks
    return found


def _entries(decoded: Any) -> Sequence[tuple[Any, Any]]:
    """The entries of a decoded map, whichever shape the codec gave it."""
    return tuple(decoded.items()) if isinstance(decoded, Mapping) else tuple(decoded or ())


def _reason(raw: Any) -> Clean:
    """A hold's enum (`{pallet: reason}`) or eight bytes of a name, padded with blanks."""
    if isinstance(raw, Mapping):
        parts = [str(part) for pair in raw.items() for part in pair if part]
        return clean(" ".join(parts), 60)
    return chain_text(raw, 60)
