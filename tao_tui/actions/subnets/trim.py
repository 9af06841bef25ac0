"""Trim one's subnet to fewer neurons: those who earn least lose their uid at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Effect, Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, named, warning
from tao_tui.actions.subnets.owner import owners_plan, read_ownership, require_pace
from tao_tui.counted import counted
from tao_tui.errors import Declined, Unsupported
from tao_tui.reads.subnets.owner_pace import TRIM, read_owner_pace
from tao_tui.reads.uids.trimming import Trim, read_trim

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_ADMIN, _CALL = "AdminUtils", "sudo_trim_to_max_allowed_uids"
_SHOWN: Final = 24
"""Neurons that leave which a review names one by one."""


@dataclass(frozen=True, slots=True)
class SubnetTrim:
    """Let `netuid` have at most `most` neurons, and remove those it has too many."""

    netuid: int
    most: int

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        return cls(int(str(values["netuid"])), int(str(values["max"])))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test owner, pace and number, and find out who would leave."""
        from tao_tui.chain.calls.call import Call

        if not client.runtime.has_call(_ADMIN, _CALL):
            raise Unsupported("This runtime does not let an owner trim a subnet.")
        found = await read_ownership(client, account, self.netuid)
        pace = await read_owner_pace(client, self.netuid, TRIM, found.block.hash, owner=account.coldkey)
        require_pace(pace.data, self.netuid, "The number of neurons")
        trim = (await read_trim(client, self.netuid, self.most)).data
        self._require(trim)
        return owners_plan(
            client,
            found,
            Call(_ADMIN, _CALL, {"netuid": self.netuid, "max_n": self.most}),
            {"netuid": self.netuid, "max": self.most},
            pace=pace.data,
            more=(self._lines(trim, account), self._warnings(trim, account)),
        )

    def _require(self, trim: Trim) -> None:
        if not trim.least <= self.most <= trim.places:
            raise refused(
                f"Subnet {self.netuid} has room for {counted(trim.places, 'neuron')} and is not trimmed "
                f"below {trim.least:,}; {self.most:,} is not in between.",
                "InvalidValue",
                "out_of_bounds",
                f"For more room: tao-tui subnets set --netuid {self.netuid} --name max_allowed_uids."
                if self.most > trim.places
                else "",
            )
        if self.most == trim.places and not trim.leaving:
            raise Declined(
                f"Subnet {self.netuid} has room for {counted(self.most, 'neuron')} already, and no more "
                "than that.",
                code="nothing_to_change",
            )
        if trim.neurons > self.most and 100 * trim.staying >= self.most * trim.most_staying_per_cent:
            raise refused(
                f"{counted(trim.staying, 'neuron is', 'neurons are')} immune or yours, which has to be less "
                f"than {trim.most_staying_per_cent} % of the {self.most:,} that stay.",
                "TrimmingWouldExceedMaxImmunePercentage",
                "too_many_immune",
                "Wait until some are not immune any more, or trim less.",
            )

    def _lines(self, trim: Trim, account: Account) -> tuple[Effect, ...]:
        leaving = [
            f"uid {each.uid}, {named(each.hotkey, account.name_of(each.hotkey))}, earned {each.emission}"
            for each in trim.leaving
        ]
        more = len(leaving) - _SHOWN
        return (
            effect("Room for", f"{trim.places:,} → {counted(self.most, 'neuron')}"),
            effect("Neurons", f"{trim.neurons:,} → {trim.neurons - len(leaving):,}"),
            *(effect("Leaves", line) for line in leaving[:_SHOWN]),
            *([effect("Leave", f"{more:,} more")] if more > 0 else ()),
        )

    def _warnings(self, trim: Trim, account: Account) -> tuple[Caution, ...]:
        if not trim.leaving:
            return ()
        count = len(trim.leaving)
        who = counted(count, "neuron loses its uid", "neurons lose their uids")
        moved = f" {trim.renumbered:,} of those who stay get another uid." if trim.renumbered else ""
        text = f"{who} for good, as things are now; an epoch before it is in a block changes who.{moved}"
        return (warning("danger", "removes_neurons", text),)
