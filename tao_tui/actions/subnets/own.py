"""What a subnet's owner decides: its start and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import waiting
from tao_tui.actions.subnets.owner import owners_plan, read_ownership, require_pace
from tao_tui.amounts import Tao, is_negative
from tao_tui.counted import counted
from tao_tui.errors import Unsupported, UsageError
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.subnets.owner_pace import own_call, read_owner_pace
from tao_tui.reads.subnets.parameter_now import read_parameter, set_as

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE = "SubtensorModule"
_ADMIN = "AdminUtils"
_UNITS: Final = ("tao", "τ")
_YES: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


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

        found = await read_ownership(client, account, self.netuid)
        if found.started:
            raise refused(
                f"Subnet {self.netuid} has started already.",
                "FirstEmissionBlockNumberAlreadySet",
                "already_started",
            )
        if found.block.number < found.may_start_at:
            raise refused(
                f"Subnet {self.netuid} may start from block {found.may_start_at:,} on; "
                f"this is {found.block.number:,}.",
                "NeedWaitingMoreBlocksToStarCall",
                "too_early",
                f"That is in {waiting(found.may_start_at - found.block.number, client.block_time)}.",
            )
        return owners_plan(
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
        """Build it from typed arguments; `UsageError` for a value that is no number, amount, yes or no."""
        text, name = str(values["value"]).strip().lower(), set_as(str(values["name"]).strip())
        if text in _YES:
            return cls(int(str(values["netuid"])), name, _YES[text])
        for unit in _UNITS:
            if text.endswith(unit):
                return cls(int(str(values["netuid"])), name, Tao.parse(text.removesuffix(unit)).rao)
        if is_negative(text):
            raise UsageError(
                f"“{text[:40]}” is negative; no parameter can be.",
                hint="Write it without the minus.",
                code="bad_argument",
            )
        if not (text.isascii() and text.isdigit() and len(text) <= 39):
            raise UsageError(
                f"“{text[:40]}” is neither a whole number nor yes or no.",
                hint="Give it in the chain's units, such as rao, blocks or 65535ths; 0.1tao is in rao.",
                code="bad_argument",
            )
        return cls(int(str(values["netuid"])), name, int(text))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test the parameter's name and that the subnet is this coldkey's."""
        call = self._call(client.runtime)
        found = await read_ownership(client, account, self.netuid)
        at = found.block.hash
        pace = (await read_owner_pace(client, self.netuid, self.name, at, owner=account.coldkey)).data
        require_pace(pace, self.netuid, self.name)
        now = await read_parameter(client, self.netuid, self.name)
        said = {"netuid": self.netuid, "name": self.name, "value": _typed(self.value)}
        undo = None
        if now is not None and type(now.value) is type(self.value) and now.value >= 0:
            undo = ("subnets.set", {**said, "value": _typed(now.value)})
        return owners_plan(client, found, call, said, now=now.text if now else "", undo=undo, pace=pace)

    def _call(self, runtime: ChainRuntime) -> Call:
        from tao_tui.chain.calls.call import Call

        if own_call(runtime, self.name):
            self._require_bounds(runtime)
            function = f"set_{self.name}"
            _, (argument, _) = runtime.call_arguments(_MODULE, function)
            return Call(_MODULE, function, {"netuid": self.netuid, argument: self.value})
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

    def _require_bounds(self, runtime: ChainRuntime) -> None:
        if self.name != "tempo":
            return
        least, most = (as_int(runtime.constant(_MODULE, name)) for name in ("MinTempo", "MaxTempo"))
        if not least <= self.value <= most:
            raise refused(
                f"A tempo of {counted(self.value, 'block')} is outside the {least:,} to {most:,} an owner "
                "may set.",
                "TempoOutOfBounds",
                "out_of_bounds",
            )


def _typed(value: int | bool) -> str:
    """A parameter's value as a person types it."""
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"
