"""Change a lock: bind it to another hotkey, let it melt or stay; take locked alpha from others, or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from tao_tui.actions.account import Account
from tao_tui.actions.locks.lock import MODULE, about, projected
from tao_tui.actions.plan import Caution, Explanation, Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, named, require_funds, spendable, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Tao, as_staked
from tao_tui.errors import Declined
from tao_tui.reads.owned.lock_situation import LockSituation, read_accepts_locked_alpha, read_lock_situation
from tao_tui.reads.owned.locks import LockState, whole_alpha
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client


@dataclass(frozen=True, slots=True)
class LockMove:
    """Bind the lock on `netuid` to `to_hotkey`."""

    netuid: int
    to_hotkey: Address

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        return cls(int(str(values["netuid"])), Address(str(values["to_hotkey"])))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that there is a lock, and the hotkey."""
        from tao_tui.chain.calls.call import Call

        reading = await read_lock_situation(client, account.coldkey, self.netuid, self.to_hotkey)
        found = reading.data
        lock = _existing(found, self.netuid)
        if found.hotkey_owner is None:
            raise refused(
                f"No hotkey {self.to_hotkey} is known on this chain.",
                "HotKeyAccountNotExists",
                "hotkey_not_on_chain",
            )
        if lock.hotkey == self.to_hotkey:
            raise Declined("The lock is for that hotkey already.", code="no_change")
        have = spendable(found.account, client.runtime)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            return _explain_move(call, fee, lock, found, account)

        arguments = {"netuid": self.netuid, "to_hotkey": self.to_hotkey}
        call = Call(MODULE, "move_lock", {"destination_hotkey": self.to_hotkey, "netuid": self.netuid})
        undo = ("stake.lock_move", {**arguments, "to_hotkey": lock.hotkey})
        return Plan(call, reading.block, explain, arguments, undo=undo)


@dataclass(frozen=True, slots=True)
class LockMode:
    """Let the lock on `netuid` stay as it is, or melt."""

    netuid: int
    perpetual: bool

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        return cls(int(str(values["netuid"])), bool(values["perpetual"]))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that there is a lock which does the other thing."""
        from tao_tui.chain.calls.call import Call

        reading = await read_lock_situation(client, account.coldkey, self.netuid)
        found = reading.data
        lock = _existing(found, self.netuid)
        if found.rules.perpetual == self.perpetual:
            does = "stays as it is" if self.perpetual else "melts"
            raise Declined(f"Your lock on subnet {self.netuid} {does} already.", code="no_change")
        have = spendable(found.account, client.runtime)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            return _explain_mode(call, fee, lock, found)

        arguments = {"netuid": self.netuid, "perpetual": self.perpetual}
        call = Call(MODULE, "set_perpetual_lock", {"netuid": self.netuid, "enabled": self.perpetual})
        undo = ("stake.lock_mode", {**arguments, "perpetual": not self.perpetual})
        return Plan(call, reading.block, explain, arguments, undo=undo)


@dataclass(frozen=True, slots=True)
class LockAccept:
    """Let others give this coldkey stake that is locked, or not."""

    accept: bool

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        return cls(bool(values["accept"]))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that it is not so already."""
        from tao_tui.chain.calls.call import Call

        reading = await read_accepts_locked_alpha(client, account.coldkey)
        accepts, funds = reading.data
        if accepts == self.accept:
            does = "accepts" if accepts else "refuses"
            raise Declined(f"This coldkey {does} locked alpha already.", code="no_change")
        have = spendable(funds, client.runtime)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            takes = not call.arguments["enabled"]
            now, then = ("refused", "accepted") if takes else ("accepted", "refused")
            effects = (effect("Locked alpha", f"{now} now, {then} then"), effect("Network fee", fee))
            text = "Others can then give you alpha you cannot take out for months."
            cautions = (warning("caution", "accepts_locked", text),) if takes else ()
            return Explanation(clean(f"Let locked alpha from others be {then}"), effects, cautions)

        call = Call(MODULE, "set_reject_locked_alpha", {"enabled": not self.accept})
        undo = ("stake.lock_accept", {"accept": not self.accept})
        return Plan(call, reading.block, explain, {"accept": self.accept}, undo=undo)


def _existing(found: LockSituation, netuid: int) -> LockState:
    if found.lock is None:
        raise refused(f"You have no lock on subnet {netuid}.", "NoExistingLock", "no_lock")
    return found.lock


def _explain_move(
    call: DecodedCall, fee: Tao, lock: LockState, found: LockSituation, account: Account
) -> Explanation:
    hotkey, netuid = str(call.arguments["destination_hotkey"]), int(str(call.arguments["netuid"]))
    kept = found.locked_hotkey_owner == found.hotkey_owner
    moved = LockState(Address(hotkey), lock.mass, lock.conviction if kept else 0, lock.since)
    _, conviction = found.rules.after(moved, lock.since)
    now, then = (as_staked(netuid, whole_alpha(each)) for each in (lock.conviction, conviction))
    effects = (
        effect("From", named(lock.hotkey, account.name_of(lock.hotkey))),
        effect("To", named(hotkey, account.name_of(hotkey))),
        effect("Locked", as_staked(netuid, found.locked)),
        effect("Conviction", f"{now} now, {then} then"),
        *projected(netuid, found.rules, moved, lock.since),
        effect("Network fee", fee),
    )
    cautions: tuple[Caution, ...] = ()
    if not kept and lock.conviction >> 64:
        text = "The hotkeys belong to different coldkeys, so the conviction that has grown is lost."
        cautions = (warning("danger", "conviction_lost", text),)
    return Explanation(clean(f"Move the lock on subnet {netuid} to {hotkey}"), effects, cautions)


def _explain_mode(call: DecodedCall, fee: Tao, lock: LockState, found: LockSituation) -> Explanation:
    netuid, perpetual = int(str(call.arguments["netuid"])), bool(call.arguments["enabled"])
    rules = replace(found.rules, perpetual=perpetual)
    effects = (
        effect("Locked", as_staked(netuid, found.locked)),
        effect("Conviction", as_staked(netuid, whole_alpha(lock.conviction))),
        *projected(netuid, rules, lock, lock.since),
        effect("Network fee", fee),
    )
    if perpetual:
        text = f"It stays locked until you let it melt again, and then half is left after {about(rules)}."
        cautions = (warning("danger", "locked", text),)
    else:
        text = f"Half of it is still locked after {about(rules)}; its conviction melts too in the end."
        cautions = (warning("note", "melts", text),)
    does = "stay as it is" if perpetual else "melt"
    return Explanation(clean(f"Let the lock on subnet {netuid} {does}"), effects, cautions)
