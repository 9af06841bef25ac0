"""Lend parts of a hotkey's stake on a subnet to child hotkeys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.keys.own_hotkey import require_own
from tao_tui.actions.plan import Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import span, spendable
from tao_tui.actions.standing.children_words import ChildrenWords
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.errors import Declined, UsageError
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.reads.validators.hotkey_stake import read_hotkey_stake
from tao_tui.reads.validators.relations import (
    MOST_CHILDREN,
    WHOLE,
    Relations,
    read_relations,
    require_children,
)

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_MILLION: Final = 1_000_000
_FIXED_COOLDOWN: Final = 7_200
"""Blocks children waited before the wait became a stored value; subtensor, `DefaultPendingCooldown`."""


@dataclass(frozen=True, slots=True)
class StakeChildren:
    """Make `children` all the children `hotkey` has on `netuid`; each with its share in millionths."""

    hotkey: Address
    netuid: int
    children: tuple[tuple[Address, int], ...]

    @classmethod
    def of(cls, values: Mapping[str, Any], account: Account) -> Self:
        """Build it from typed arguments; `UsageError` for what no chain takes."""
        hotkey, netuid = Address(str(values["hotkey"])), int(values["netuid"])
        children: tuple[tuple[Address, int], ...] = values["children"]
        if netuid == ROOT:
            raise UsageError(
                "Stake on root cannot be lent (RegistrationNotPermittedOnRootSubnet).",
                hint="Children belong to one subnet; root stake counts there too.",
                code="root_has_no_children",
            )
        if len(children) > MOST_CHILDREN:
            raise UsageError(
                f"A hotkey has {MOST_CHILDREN} children on a subnet at most (TooManyChildren).",
                code="too_many_children",
            )
        if any(child == hotkey for child, _ in children):
            raise UsageError(
                "A hotkey cannot be its own child (InvalidChild).",
                hint="What is not lent stays with it anyway.",
                code="own_child",
            )
        return cls(hotkey, netuid, children)

    async def check(self, client: Client, account: Account) -> Plan:
        """Test owner, rate limit, cycles and the stake it takes; tell when it takes effect."""
        from tao_tui.chain.calls.call import Call

        runtime = client.runtime
        require_children(runtime)
        found = await self._read(client, account)
        if not found["added"]:
            raise unknown_subnet(self.netuid)
        require_own(self.hotkey, found["owner"], account)
        block: BlockRef = found["block"]
        (now, *theirs) = (
            await read_relations(client, [self.hotkey, *self._names()], [self.netuid], block.hash)
        ).data
        _require_settable(now, block, client.block_time)
        self._require_no_cycle(now)
        self._require_change(now)
        if self.children and as_address(found["owner_hotkey"]) != self.hotkey:
            await self._require_stake(client, as_int(found["threshold"]), block)
        lent = tuple((part_of(ppm), child) for child, ppm in self.children)
        call = Call(_MODULE, "set_children", {"hotkey": self.hotkey, "netuid": self.netuid, "children": lent})
        words = ChildrenWords(
            now=now,
            block=block,
            wait=self._wait(runtime, found),
            block_time=client.block_time,
            unregistered=tuple(child for child in self._names() if found["uids"][child] is None),
            waiting_parents=tuple(
                each.hotkey
                for each in theirs
                if each.pending and any(lent.hotkey == self.hotkey for lent in each.pending.children)
            ),
            have=spendable(found["funds"], runtime),
            account=account,
        )
        said = {"hotkey": self.hotkey, "netuid": self.netuid, "children": self.children}
        before = tuple((lent.hotkey, _in_ppm(lent.proportion)) for lent in now.children)
        undo = ("stake.children", {**said, "children": before})
        return Plan(call, block, words.explain, said, undo=undo)

    def _names(self) -> tuple[Address, ...]:
        return tuple(child for child, _ in self.children)

    async def _read(self, client: Client, account: Account) -> dict[str, Any]:
        """What else the change depends on, in one batch; items this runtime lacks are None."""
        from tao_tui.chain.query import Storage

        asked = {
            "funds": Storage("System", "Account", (account.coldkey,)),
            "added": Storage(_MODULE, "NetworksAdded", (self.netuid,)),
            "owner": Storage(_MODULE, "Owner", (self.hotkey,)),
            "owner_hotkey": Storage(_MODULE, "SubnetOwnerHotkey", (self.netuid,)),
            "threshold": Storage(_MODULE, "StakeThreshold"),
            "cooldown": Storage(_MODULE, "PendingChildKeyCooldown"),
            "started": Storage(_MODULE, "SubtokenEnabled", (self.netuid,)),
        }
        there = {
            name: item for name, item in asked.items() if client.runtime.has_storage(item.pallet, item.item)
        }
        uids = [Storage(_MODULE, "Uids", (self.netuid, child)) for child in self._names()]
        reading = await client.read([*there.values(), *uids])
        known = dict.fromkeys(asked) | dict(zip(there, reading.data, strict=False))
        answers = reading.data[len(there) :]
        return {**known, "uids": dict(zip(self._names(), answers, strict=True)), "block": reading.block}

    def _require_no_cycle(self, now: Relations) -> None:
        parents = {parent.hotkey for parent in now.parents}
        for child in self._names():
            if child in parents:
                raise refused(
                    f"{child} is a parent of this hotkey on subnet {self.netuid}.",
                    "ChildParentInconsistency",
                    "child_cycle",
                    "The other hotkey's owner has to end that first.",
                )

    def _require_change(self, now: Relations) -> None:
        wanted = {child: part_of(ppm) for child, ppm in self.children}
        after = now.pending.children if now.pending else now.children
        if wanted == {lent.hotkey: lent.proportion for lent in after}:
            raise Declined(
                "These are its children already." if wanted else "It has no children there.", code="no_change"
            )

    async def _require_stake(self, client: Client, threshold: int, block: BlockRef) -> None:
        if not threshold:
            return
        staked = await read_hotkey_stake(client, self.hotkey, block.hash)
        if staked.rao < threshold:
            raise refused(
                f"All stake with this hotkey is worth {staked}; lending takes {Tao(threshold)}.",
                "NotEnoughStakeToSetChildkeys",
                "not_enough_stake",
                "Add stake first. The subnet owner's own hotkey needs none.",
            )

    def _wait(self, runtime: ChainRuntime, found: Mapping[str, Any]) -> int | None:
        """Blocks until it can take effect; None where it does so at once."""
        at_once_before_start = runtime.has_storage(_MODULE, "AutoParentDelegationEnabled")
        if not runtime.has_storage(_MODULE, "PendingChildKeys"):
            return None
        if found["started"] is False and at_once_before_start:
            return None
        return as_int(found["cooldown"]) if found["cooldown"] is not None else _FIXED_COOLDOWN


def part_of(ppm: int) -> int:
    """A share in millionths as a part of 2^64 - 1, rounded down: parts of one whole never exceed it."""
    return ppm * WHOLE // _MILLION


def _in_ppm(proportion: int) -> int:
    """A part of 2^64 - 1 in millionths, to the nearest."""
    return (proportion * _MILLION + WHOLE // 2) // WHOLE


def _require_settable(now: Relations, block: BlockRef, block_time: float) -> None:
    following = block.number + 1
    if following < now.settable_at:
        left = now.settable_at - following
        raise refused(
            f"Its children there may be set again from block {now.settable_at:,} on, in "
            f"{counted(left, 'block')} ({span(left, block_time)}).",
            "TxRateLimitExceeded",
            "rate_limited",
            "Wait until then.",
        )
