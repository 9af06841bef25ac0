"""What every act of a subnet's owner starts from, what refuses it, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Effect, Explanation, Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, require_funds, spendable, waiting, warning
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.governance.call_words import call_words
from tao_tui.reads.subnets.owner_pace import OwnerPace
from tao_tui.reads.unknown_subnet import unknown_subnet

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef
    from tao_tui.errors import Declined

_MODULE: Final = "SubtensorModule"
_ROOT_ONLY: Final = (
    "An owner is not known to set this one, only root is: the chain will most likely refuse it (BadOrigin), "
    "and the fee is paid all the same."
)


@dataclass(frozen=True, slots=True)
class Ownership:
    """What an owner's act on a subnet starts from."""

    block: BlockRef
    funds: dict[str, Any]
    started: bool
    may_start_at: int
    """The first block that lets the subnet start."""


def not_owner(netuid: int, owner: str, name: str) -> Declined:
    """The refusal of what only the `owner` of `netuid` may do; `name` is what the chain calls it."""
    return refused(
        f"Subnet {netuid} belongs to {owner}, not to this coldkey.",
        name,
        "not_owner",
        "Sign with its owner's coldkey.",
    )


def require_pace(pace: OwnerPace, netuid: int, name: str) -> None:
    """Raise while the chain would refuse the change of `name` for being too early."""
    if pace.frozen_until is not None:
        raise refused(
            f"Subnet {netuid} cannot be changed in the last {counted(pace.freeze_window, 'block')} before "
            "its epoch.",
            "AdminActionProhibitedDuringWeightsWindow",
            "frozen",
            f"Its epoch is in block {pace.frozen_until:,}; from then on it can be again.",
        )
    if pace.is_early and pace.changed_at is not None:
        raise refused(
            f"{name} was changed in block {pace.changed_at:,}, and an owner changes the same parameter once "
            f"in {counted(pace.every_blocks, 'block')}.",
            "TxRateLimitExceeded",
            "too_early",
            f"Wait until block {pace.changed_at + pace.every_blocks:,}.",
        )


async def read_ownership(client: Client, account: Account, netuid: int) -> Ownership:
    """The subnet at the head; raises where there is none, or where it is somebody else's."""
    from tao_tui.chain.query import Storage

    names = ("NetworksAdded", "SubnetOwner", "FirstEmissionBlockNumber", "NetworkRegisteredAt")
    items = [Storage("System", "Account", (account.coldkey,))]
    items += [Storage(_MODULE, name, (netuid,)) for name in names]
    if client.runtime.has_storage(_MODULE, "StartCallDelay"):
        items.append(Storage(_MODULE, "StartCallDelay"))
    reading = await client.read(items)
    funds, added, owner, first, registered, *delay = reading.data
    if not added:
        raise unknown_subnet(netuid)
    if as_address(owner) != account.coldkey:
        raise not_owner(netuid, as_address(owner), "BadOrigin")
    # Older runtimes keep the delay as a constant.
    waits = delay[0] if delay else client.runtime.constant(_MODULE, "DurationOfStartCall")
    return Ownership(reading.block, funds, first is not None, as_int(registered) + as_int(waits))


def _next_change(pace: OwnerPace, block_time: float) -> str:
    return f"it can be done again after {waiting(pace.every_blocks, block_time)}"


def owners_plan(
    client: Client,
    found: Ownership,
    call: Call,
    arguments: Mapping[str, object],
    *,
    now: str = "",
    undo: tuple[str, Mapping[str, object]] | None = None,
    pace: OwnerPace | None = None,
    more: tuple[tuple[Effect, ...], tuple[Caution, ...]] = ((), ()),
) -> Plan:
    """The plan of an act that costs its fee alone; `more` are lines and warnings beside those all have."""
    have = spendable(found.funds, client.runtime)

    def explain(decoded: DecodedCall, fee: Tao) -> Explanation:
        require_funds(fee, have, "The network fee")
        words = call_words(decoded)
        effects = (
            effect("Subnet", decoded.arguments["netuid"]),
            *([effect("Now", now)] if now else ()),
            *more[0],
            *([effect("Then", _next_change(pace, client.block_time))] if pace and pace.every_blocks else ()),
            effect("Network fee", fee),
        )
        cautions = () if pace is None or pace.owners else (warning("danger", "root_only", _ROOT_ONLY),)
        return Explanation(words, effects, (*cautions, *more[1]))

    return Plan(call, found.block, explain, arguments, undo=undo)
