"""Lock staked alpha for a hotkey, so that conviction for it grows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Effect, Explanation, Plan
from tao_tui.actions.review.limits import inner_calls
from tao_tui.actions.review.refusals import refused, zero_amount
from tao_tui.actions.review.wording import effect, named, require_funds, spendable, warning
from tao_tui.addresses import Address
from tao_tui.amounts import ALL, Alpha, Tao, as_staked
from tao_tui.consensus.conviction import DUST
from tao_tui.counted import counted
from tao_tui.reads.owned.lock_situation import LockSituation, read_lock_situation
from tao_tui.reads.owned.locks import LockRules, LockState, whole_alpha
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call, DecodedCall
    from tao_tui.chain.client import Client

MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class Lock:
    """Lock `amount`, or everything that is not locked yet when it is None, on `netuid` for `hotkey`."""

    netuid: int
    hotkey: Address
    amount: Alpha | None
    perpetual: bool | None
    """Whether it stays locked or melts; None leaves that as it is."""

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        amount, perpetual = values["amount"], values.get("perpetual")
        if isinstance(amount, Alpha) and not amount:
            raise zero_amount("Write how much alpha to lock.")
        return cls(
            int(str(values["netuid"])),
            Address(str(values["hotkey"])),
            amount if isinstance(amount, Alpha) else None,
            perpetual if isinstance(perpetual, bool) else None,
        )

    async def check(self, client: Client, account: Account) -> Plan:
        """Test stake, hotkey and the lock there is at the head."""
        reading = await read_lock_situation(client, account.coldkey, self.netuid, self.hotkey)
        found = reading.data
        amount = self.amount or found.available
        self._check(found, amount)
        have = spendable(found.account, client.runtime)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            return _explain(call, fee, found, reading.block.number, account)

        arguments = {"netuid": self.netuid, "hotkey": self.hotkey, "amount": self.amount or ALL}
        arguments["perpetual"] = self.perpetual
        return Plan(self._call(amount, found.rules), reading.block, explain, arguments)

    def _check(self, found: LockSituation, amount: Alpha) -> None:
        if not found.subnet_exists:
            raise unknown_subnet(self.netuid)
        if found.hotkey_owner is None:
            raise refused(
                f"No hotkey {self.hotkey} is known on this chain.",
                "HotKeyAccountNotExists",
                "hotkey_not_on_chain",
            )
        if found.lock is not None and found.lock.hotkey != self.hotkey:
            raise refused(
                f"Your lock on subnet {self.netuid} is for {found.lock.hotkey}.",
                "LockHotkeyMismatch",
                "lock_hotkey_mismatch",
            )
        if amount > found.available or not found.available:
            show = partial(as_staked, self.netuid)
            locked = f", and {show(found.locked)} of it is locked already" if found.locked else ""
            free = f"{show(found.available)} can be locked"
            raise refused(
                f"You have {show(found.staked)} on subnet {self.netuid}{locked}; {free}.",
                "InsufficientStakeForLock",
                "not_enough_stake",
            )
        if found.locked.rao + amount.rao < DUST:
            raise refused(
                f"{as_staked(self.netuid, amount)} is so little that the chain would forget it at once.",
                "AmountTooLow",
                "amount_too_low",
            )

    def _call(self, amount: Alpha, rules: LockRules) -> Call:
        from tao_tui.chain.calls.call import Call

        arguments = {"hotkey": self.hotkey, "netuid": self.netuid, "amount": amount.rao}
        lock = Call(MODULE, "lock_stake", arguments)
        if self.perpetual in (None, rules.perpetual):
            return lock
        mode = Call(MODULE, "set_perpetual_lock", {"netuid": self.netuid, "enabled": self.perpetual})
        return Call("Utility", "batch_all", {"calls": [mode, lock]})


def _explain(call: DecodedCall, fee: Tao, found: LockSituation, block: int, account: Account) -> Explanation:
    calls = inner_calls(call) or (call,)
    said: Mapping[str, Any] = calls[-1].arguments
    hotkey, netuid, amount = str(said["hotkey"]), int(said["netuid"]), Alpha(int(said["amount"]))
    mode: Mapping[str, Any] = calls[0].arguments
    rules = replace(found.rules, perpetual=bool(mode.get("enabled", found.rules.perpetual)))
    before = found.lock or LockState(Address(hotkey), 0, 0, block)
    lock = replace(before, mass=before.mass + amount.rao)
    mass, conviction = rules.after(lock, block)
    left = Alpha(max(0, found.staked.rao - mass))
    show = partial(as_staked, netuid)
    effects = (
        effect("You lock", f"{show(amount)} of {show(found.staked)} you have on subnet {netuid}"),
        effect("For", named(hotkey, account.name_of(hotkey))),
        *([effect("Locked then", show(Alpha(mass)))] if found.lock else []),
        effect("Can leave then", show(left)),
        effect("Conviction", show(whole_alpha(conviction))),
        *projected(netuid, rules, lock, block),
        effect("Network fee", fee),
    )
    kept = "stays locked" if rules.perpetual else "melts"
    title = clean(f"Lock {show(amount)} on subnet {netuid} for {hotkey}; it {kept}")
    return Explanation(title, effects, _warnings(rules, netuid, hotkey, everything=not left))


def projected(netuid: int, rules: LockRules, lock: LockState, block: int) -> tuple[Effect, ...]:
    """A lock 30, 90 and 365 days on, for a review."""
    show = partial(as_staked, netuid)
    return tuple(
        effect(f"In {each.days} days", f"{show(each.locked)} locked, conviction {show(each.conviction)}")
        for each in rules.project(lock, block)
    )


def about(rules: LockRules) -> str:
    """How long half of a lock takes to melt, by the chain's rate of the moment."""
    return f"about {counted(rules.half_life_days, 'day')}"


def _warnings(rules: LockRules, netuid: int, hotkey: str, *, everything: bool) -> tuple[Caution, ...]:
    half = f"after {about(rules)}"
    if rules.perpetual:
        text = (
            "Nothing unlocks it at once: it stays locked until you let it melt "
            f"(tao-tui stake lock-mode --decaying), and then half of it is left {half}."
        )
    else:
        text = f"Nothing unlocks it at once: it melts, and half of it is still locked {half}."
    found = [warning("danger", "locked", f"{text} Until then it cannot be unstaked, swapped or burned.")]
    if everything:
        found.append(
            warning("caution", "everything_locked", "Everything you have on this subnet is locked then.")
        )
    if netuid == ROOT:
        text = "Root has no owner, so conviction decides nothing there: the lock only keeps your TAO staked."
        found.append(warning("caution", "locked_on_root", text))
    if hotkey == rules.owner_hotkey:
        text = "This is the subnet owner's hotkey: what you lock stands for the present owner, at once."
        found.append(warning("note", "owner_hotkey", text))
    return tuple(found)
