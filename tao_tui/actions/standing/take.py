"""Set how much of its nominators' dividends a hotkey keeps, and of its parents' as a child."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.keys.own_hotkey import require_own
from tao_tui.actions.plan import Explanation, Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, named, require_funds, span, spendable, u16_share, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.errors import Declined, UsageError
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.reads.validators.relations import read_relations, require_children
from tao_tui.reads.validators.takes import read_takes
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef

_MODULE: Final = "SubtensorModule"
LOWERED_FREELY_SINCE: Final = 273
"""The first runtime that lets a child's take go down at any time (opentensor/subtensor v3.1.0)."""
_U16_MAX: Final = 65_535
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Take:
    """Set the take of `hotkey` to `take_ppm` millionths."""

    hotkey: Address
    take_ppm: int

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        return cls(Address(str(values["hotkey"])), int(str(values["take"])))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test owner, bounds and rate limit; going up and going down are different calls."""
        from tao_tui.chain.calls.call import Call
        from tao_tui.chain.query import Storage

        reading = await read_takes(client, [self.hotkey])
        (now,) = reading.data
        require_own(self.hotkey, now.owner, account, "HotKeyAccountNotExists")
        take = _of_u16(self.take_ppm)
        name = "DelegateTakeTooLow" if take < now.min else "DelegateTakeTooHigh"
        _require_within(take, now.min, now.max, name)
        if take == now.take:
            raise Declined(f"The take is {u16_share(take)} already.", code="no_change")
        rises = take > now.take
        if rises:
            _require_wait(reading.block, now.raisable_at, client.block_time, "DelegateTxRateLimitExceeded")
        (funds,) = (await client.read([Storage("System", "Account", (account.coldkey,))])).data
        rule = _rate_limit(now.rate_limit_blocks, client.block_time) if now.rate_limit_blocks else ""
        explain = _explaining(now.take, account, spendable(funds, client.runtime), rule)
        call = Call(
            _MODULE, "increase_take" if rises else "decrease_take", {"hotkey": self.hotkey, "take": take}
        )
        undo = ("stake.take", {"hotkey": self.hotkey, "take": _in_ppm(now.take)})
        said = {"hotkey": self.hotkey, "take": self.take_ppm}
        return Plan(call, reading.block, explain, said, undo=undo)


@dataclass(frozen=True, slots=True)
class ChildTake:
    """Set what `hotkey`, as a child on `netuid`, keeps of what its parents' stake earns."""

    hotkey: Address
    netuid: int
    take_ppm: int

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments; `UsageError` on root, where there are no children."""
        netuid = int(str(values["netuid"]))
        if netuid == ROOT:
            raise UsageError("There are no child hotkeys on root.", code="root_has_no_children")
        return cls(Address(str(values["hotkey"])), netuid, int(str(values["take"])))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test owner, bounds and rate limit, which only a higher take meets; on older runtimes any."""
        from tao_tui.chain.calls.call import Call
        from tao_tui.chain.query import Storage

        require_children(client.runtime)
        where = [Storage(_MODULE, "NetworksAdded", (self.netuid,)), Storage(_MODULE, "Owner", (self.hotkey,))]
        first = await client.read([*where, Storage("System", "Account", (account.coldkey,))])
        added, owner, funds = first.data
        if not added:
            raise unknown_subnet(self.netuid)
        require_own(self.hotkey, owner, account)
        (now,) = (await read_relations(client, [self.hotkey], [self.netuid], first.block.hash)).data
        take = _of_u16(self.take_ppm)
        _require_within(take, now.take_min, now.take_max, "InvalidChildkeyTake")
        if take == now.take:
            raise Declined(f"The child take is {u16_share(take)} already.", code="no_change")
        lowered_freely = client.runtime.spec_version >= LOWERED_FREELY_SINCE
        if take > now.take or not lowered_freely:
            _require_wait(
                first.block,
                now.take_raisable_at,
                client.block_time,
                "TxChildkeyTakeRateLimitExceeded",
                lowered_freely=lowered_freely,
            )
        wait = now.take_rate_limit_blocks
        rule = _rate_limit(wait, client.block_time) if wait else ""
        explain = _explaining(now.take, account, spendable(funds, client.runtime), rule)
        arguments = {"hotkey": self.hotkey, "netuid": self.netuid, "take": take}
        said = {**arguments, "take": self.take_ppm}
        undo = ("stake.child_take", {**arguments, "take": _in_ppm(now.take)})
        return Plan(Call(_MODULE, "set_childkey_take", arguments), first.block, explain, said, undo=undo)


def _of_u16(take_ppm: int) -> int:
    """A take in millionths as the chain keeps it, of 65535, never more than was asked for."""
    return take_ppm * _U16_MAX // _MILLION


def _in_ppm(take: int) -> int:
    """A take of 65535 in millionths that `_of_u16` makes the same take of."""
    return -(-take * _MILLION // _U16_MAX)


def _require_within(take: int, least: int, most: int, name: str) -> None:
    if not least <= take <= most:
        bounds = f"between {u16_share(least)} and {u16_share(most)}"
        raise refused(f"The take must be {bounds}.", name, "take_out_of_bounds", f"Choose one {bounds}.")


def _require_wait(
    block: BlockRef, raisable_at: int, block_time: float, error: str, *, lowered_freely: bool = True
) -> None:
    """Refuse what the next block would refuse because of the last change."""
    following = block.number + 1
    if following < raisable_at:
        left = raisable_at - following
        verb = "raised" if lowered_freely else "changed"
        raise refused(
            f"This take may be {verb} again from block {raisable_at:,} on, in {counted(left, 'block')} "
            f"({span(left, block_time)}).",
            error,
            "rate_limited",
            "Wait until then, or lower it, which is always allowed."
            if lowered_freely
            else "Wait until then.",
        )


def _rate_limit(blocks: int, block_time: float) -> str:
    return (
        f"After this it can be raised again only in {counted(blocks, 'block')} ({span(blocks, block_time)})."
        " Lowering it is always allowed."
    )


def _explaining(
    now: int, account: Account, have: Tao, rate_limit: str
) -> Callable[[DecodedCall, Tao], Explanation]:
    def explain(call: DecodedCall, fee: Tao) -> Explanation:
        require_funds(fee, have, "The network fee")
        hotkey, take = str(call.arguments["hotkey"]), as_int(call.arguments["take"])
        netuid = call.arguments.get("netuid")
        effects = [effect("Hotkey", named(hotkey, account.name_of(hotkey)))]
        if netuid is not None:
            effects.append(effect("Subnet", netuid))
        effects += [
            effect("Take", f"{u16_share(now)} now, {u16_share(take)} then"),
            effect("Applies to", "dividends of its parents" if netuid is not None else _EVERYWHERE),
            effect("Network fee", fee),
        ]
        where = "" if netuid is None else f" as a child on subnet {netuid}"
        title = f"Set the take of {hotkey}{where} to {u16_share(take)}"
        cautions = (warning("note", "rate_limited", rate_limit),) if rate_limit else ()
        return Explanation(clean(title), tuple(effects), cautions)

    return explain


_EVERYWHERE: Final = "dividends of its nominators, on every subnet"
