"""What a subnet's owner decides: its start and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Explanation, Plan
from tao_tui.actions.wording import effect, require_funds, spendable, waiting, warning
from tao_tui.amounts import Tao
from tao_tui.errors import Declined, Unsupported, UsageError
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.governance.call_words import call_words
from tao_tui.reads.subnets.market import unknown_subnet
from tao_tui.reads.subnets.owner_pace import OwnerPace, read_owner_pace
from tao_tui.reads.subnets.parameter_now import read_parameter

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef
    from tao_tui.chain.runtime import ChainRuntime

_MODULE = "SubtensorModule"
_ADMIN = "AdminUtils"
_ROOT_ONLY: Final = (
    "An owner is not known to set this one, only root is: the chain will most likely refuse it (BadOrigin), "
    "and the fee is paid all the same."
)
_YES: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Ownership:
    """What an owner's act on a subnet starts from."""

    block: BlockRef
    funds: dict[str, Any]
    started: bool
    may_start_at: int
    """The first block that lets the subnet start."""


@dataclass(frozen=True, slots=True)
class SubnetStart:
    """Start trading and emission of `netuid`."""

    netuid: int

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        return cls(int(str(values["netuid"])))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that the subnet is this coldkey's and has not started."""
        from tao_tui.chain.calls.call import Call

        found = await _ownership(client, account, self.netuid)
        if found.started:
            raise Declined(f"Subnet {self.netuid} has started already.", code="already_started")
        if found.block.number < found.may_start_at:
            raise Declined(
                f"Subnet {self.netuid} may start from block {found.may_start_at:,} on; "
                f"this is {found.block.number:,}.",
                code="too_early",
            )
        return _plan(
            client, found, Call(_MODULE, "start_call", {"netuid": self.netuid}), {"netuid": self.netuid}
        )


@dataclass(frozen=True, slots=True)
class SubnetSet:
    """Set the parameter `name` of `netuid` to `value`."""

    netuid: int
    name: str
    value: int | bool

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments; `UsageError` for a value that is neither a number nor yes or no."""
        text = str(values["value"]).strip().lower()
        if text in _YES:
            return cls(int(str(values["netuid"])), str(values["name"]), _YES[text])
        if not (text.isascii() and text.isdigit() and len(text) <= 39):
            raise UsageError(f"“{text[:40]}” is neither a whole number nor yes or no.", code="bad_argument")
        return cls(int(str(values["netuid"])), str(values["name"]), int(text))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test the parameter's name and that the subnet is this coldkey's."""
        call = self._call(client.runtime)
        found = await _ownership(client, account, self.netuid)
        pace = (await read_owner_pace(client, self.netuid, self.name, found.block.hash)).data
        _require_pace(pace, self.netuid, self.name)
        now = await read_parameter(client, self.netuid, self.name)
        said = {"netuid": self.netuid, "name": self.name, "value": _typed(self.value)}
        undo = None
        if now is not None and type(now.value) is type(self.value) and now.value >= 0:
            undo = ("subnets.set", {**said, "value": _typed(now.value)})
        return _plan(client, found, call, said, now=now.text if now else "", undo=undo, pace=pace)

    def _call(self, runtime: ChainRuntime) -> Call:
        from tao_tui.chain.calls.call import Call

        function = f"sudo_set_{self.name}"
        if not runtime.has_call(_ADMIN, function):
            near = [
                each.removeprefix("sudo_set_") for each in runtime.call_names(_ADMIN) if self.name in each
            ]
            if not runtime.call_names(_ADMIN):
                raise Unsupported("This runtime has no subnet parameters to set.")
            raise UsageError(
                f"There is no subnet parameter “{self.name[:60]}”.",
                hint=f"Perhaps: {', '.join(near[:8])}."
                if near
                else "tao-tui subnets hparams shows the names.",
                code="unknown_parameter",
            )
        names = [name for name, _ in runtime.call_arguments(_ADMIN, function)]
        if len(names) != 2 or names[0] != "netuid":
            raise UsageError(f"“{self.name}” is not one value of one subnet.", code="unknown_parameter")
        return Call(_ADMIN, function, {"netuid": self.netuid, names[1]: self.value})


def _require_pace(pace: OwnerPace, netuid: int, name: str) -> None:
    """Raise while the chain would refuse the change for being too early."""
    if pace.frozen_until is not None:
        raise Declined(
            f"Subnet {netuid} changes nothing in the last {pace.freeze_window:,} blocks before an epoch "
            "(AdminActionProhibitedDuringWeightsWindow).",
            hint=f"From block {pace.frozen_until:,} on it does again.",
            code="frozen",
        )
    if pace.is_early and pace.changed_at is not None:
        raise Declined(
            f"{name} was changed in block {pace.changed_at:,}, and an owner changes the same parameter once "
            f"in {pace.every_blocks:,} blocks (TxRateLimitExceeded).",
            hint=f"Wait until block {pace.changed_at + pace.every_blocks:,}.",
            code="too_early",
        )


async def _ownership(client: Client, account: Account, netuid: int) -> Ownership:
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
        raise Declined(
            f"Subnet {netuid} belongs to {as_address(owner)}, not to this coldkey.",
            hint="Only its owner may do that.",
            code="not_owner",
        )
    # Older runtimes keep the delay as a constant.
    waits = delay[0] if delay else client.runtime.constant(_MODULE, "DurationOfStartCall")
    return Ownership(reading.block, funds, first is not None, as_int(registered) + as_int(waits))


def _next_change(pace: OwnerPace) -> str:
    return f"it can be changed again after {waiting(pace.every_blocks)}"


def _typed(value: int | bool) -> str:
    """A parameter's value as a person types it."""
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"


def _plan(
    client: Client,
    found: Ownership,
    call: Call,
    arguments: Mapping[str, object],
    *,
    now: str = "",
    undo: tuple[str, Mapping[str, object]] | None = None,
    pace: OwnerPace | None = None,
) -> Plan:
    have = spendable(found.funds, client.runtime)

    def explain(decoded: DecodedCall, fee: Tao) -> Explanation:
        require_funds(fee, have, "The network fee")
        words = call_words(decoded)
        effects = (
            effect("Subnet", decoded.arguments["netuid"]),
            *([effect("Now", now)] if now else ()),
            *([effect("Then", _next_change(pace))] if pace and pace.every_blocks else ()),
            effect("Network fee", fee),
        )
        cautions = () if pace is None or pace.owners else (warning("danger", "root_only", _ROOT_ONLY),)
        return Explanation(words, effects, cautions)

    return Plan(call, found.block, explain, arguments, undo=undo)
