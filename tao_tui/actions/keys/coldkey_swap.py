"""Replace a coldkey by another one: announce it, carry it out, take it back, or stop somebody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Explanation, Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, named, require_funds, spendable, waiting, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.errors import UsageError
from tao_tui.reads.chain_text import as_address, is_nobody
from tao_tui.reads.coldkey_swaps import ColdkeySwap, coldkey_hash, read_coldkey_swap
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef

_MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class _Situation:
    """What is announced, who the new coldkey is, and what can be spent."""

    block: BlockRef
    swap: ColdkeySwap
    have: Tao


@dataclass(frozen=True, slots=True)
class ColdkeyAnnounce:
    """Announce that `new_coldkey` will replace this coldkey."""

    new_coldkey: Address

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        return cls(_other(values, account))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test the new coldkey, the wait since an earlier announcement, and the price."""
        from tao_tui.chain.calls.call import Call

        found = await _situation(client, account, self.new_coldkey)
        swap, block = found.swap, found.block.number
        if swap.withdrawable_at is not None and block < swap.withdrawable_at:
            raise refused(
                f"A swap is announced; another can be announced from block {swap.withdrawable_at:,} on.",
                "ColdkeySwapReannouncedTooEarly",
                "too_early",
                f"Wait {waiting(swap.withdrawable_at - block, client.block_time)}.",
            )
        cost = Tao(0) if swap.executable_at is not None else swap.cost
        require_funds(cost, found.have, "Announcing the swap", "NotEnoughBalanceToPaySwapColdKey")

        delay = waiting(swap.delay_blocks, client.block_time)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(cost + fee, found.have, "Announcing the swap and the network fee")
            effects = (
                effect("Replaced", named(account.coldkey, account.wallet)),
                effect("By", named(self.new_coldkey, account.name_of(self.new_coldkey))),
                effect("Not before", f"block {block + swap.delay_blocks:,}, in {delay}"),
                effect("Cost", cost),
                effect("Network fee", fee),
            )
            text = (
                "Until the swap is made this coldkey can do nothing else, and the announcement cannot be "
                f"taken back for {waiting(swap.delay_blocks + swap.withdrawal_blocks, client.block_time)}."
            )
            cautions = (
                warning("danger", "frozen_until_swapped", text),
                warning(
                    "danger",
                    "new_coldkey_owns_all",
                    "Then everything goes to the new coldkey: be sure that you have its words.",
                ),
            )
            return Explanation(
                clean(f"Announce that {self.new_coldkey} replaces this coldkey"), effects, cautions
            )

        call = Call(_MODULE, "announce_coldkey_swap", {"new_coldkey_hash": coldkey_hash(self.new_coldkey)})
        said = {"new_coldkey": self.new_coldkey}
        return Plan(call, found.block, explain, said, undo=("wallet.coldkey.withdraw", {}))


@dataclass(frozen=True, slots=True)
class ColdkeySwapNow:
    """Carry out the announced swap to `new_coldkey`."""

    new_coldkey: Address

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        return cls(_other(values, account))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that it is the announced coldkey, that the wait is over, and that it is still fresh."""
        from tao_tui.chain.calls.call import Call

        found = await _situation(client, account, self.new_coldkey)
        swap = _announced(found.swap)
        _refuse_disputed(swap)
        if swap.new_coldkey_hash != coldkey_hash(self.new_coldkey):
            raise refused(
                f"{self.new_coldkey} is not the coldkey that was announced.",
                "AnnouncedColdkeyHashDoesNotMatch",
                "not_announced",
            )
        left = (swap.executable_at or 0) - found.block.number
        if left > 0:
            raise refused(
                f"It can be carried out from block {swap.executable_at:,} on; "
                f"this is {found.block.number:,}.",
                "ColdkeySwapTooEarly",
                "too_early",
                f"Wait {waiting(left, client.block_time)}.",
            )

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, found.have, "The network fee")
            new = str(call.arguments["new_coldkey"])
            effects = (
                effect("From", named(account.coldkey, account.wallet)),
                effect("To", named(new, account.name_of(new))),
                effect("Goes along", "all TAO, all stake and its locks, hotkeys, subnets, the identity"),
                effect("Network fee", fee),
            )
            text = "This cannot be undone: whoever has the new coldkey's words owns everything from then on."
            cautions = (warning("danger", "irreversible", text),)
            return Explanation(clean(f"Give everything of this coldkey to {new}"), effects, cautions)

        call = Call(_MODULE, "swap_coldkey_announced", {"new_coldkey": self.new_coldkey})
        return Plan(call, found.block, explain, {"new_coldkey": self.new_coldkey})


@dataclass(frozen=True, slots=True)
class ColdkeyWithdraw:
    """Take the announcement back."""

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """There is nothing to say."""
        return cls()

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that there is one, and that it may be taken back by now."""
        from tao_tui.chain.calls.call import Call

        found = await _situation(client, account)
        swap = _announced(found.swap)
        _refuse_disputed(swap)
        left = (swap.withdrawable_at or 0) - found.block.number
        if left > 0:
            raise refused(
                f"The announcement can be taken back from block {swap.withdrawable_at:,} on; "
                f"this is {found.block.number:,}.",
                "ColdkeySwapClearTooEarly",
                "too_early",
                f"Wait {waiting(left, client.block_time)}.",
            )

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, found.have, "The network fee")
            effects = (effect("Then", "this coldkey may do everything again"), effect("Network fee", fee))
            return Explanation(clean("Take back the announced swap of this coldkey"), effects)

        return Plan(Call(_MODULE, "clear_coldkey_swap_announcement", {}), found.block, explain, {})


@dataclass(frozen=True, slots=True)
class ColdkeyDispute:
    """Freeze this account, whose swap somebody else announced."""

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """There is nothing to say."""
        return cls()

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that there is a swap to dispute."""
        from tao_tui.chain.calls.call import Call

        found = await _situation(client, account)
        swap = _announced(found.swap)
        if swap.disputed_at is not None:
            raise refused(
                f"It was disputed in block {swap.disputed_at}.", "ColdkeySwapAlreadyDisputed", "no_change"
            )

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, found.have, "The network fee")
            effects = (
                effect("Announced", f"a swap to the coldkey with the hash {swap.new_coldkey_hash}"),
                effect("Network fee", fee),
            )
            text = (
                "The account is frozen, for you too, until the chain's governance settles it. Do this only "
                "when somebody else announced the swap."
            )
            return Explanation(
                clean("Dispute the announced swap of this coldkey"),
                effects,
                (warning("danger", "freezes_account", text),),
            )

        return Plan(Call(_MODULE, "dispute_coldkey_swap", {}), found.block, explain, {})


async def _situation(client: Client, account: Account, new: Address | None = None) -> _Situation:
    """What is announced; a new coldkey that has stake or is a hotkey is refused."""
    from tao_tui.chain.query import Storage

    swap = await read_coldkey_swap(client, account.coldkey)
    items = [Storage("System", "Account", (account.coldkey,))]
    if new is not None:
        items += [Storage(_MODULE, name, (new,)) for name in ("StakingHotkeys", "Owner")]
    funds, *told = (await client.read(items, swap.block.hash)).data
    if new is not None:
        _check_new(new, *told)
    return _Situation(swap.block, swap.data, spendable(funds, client.runtime))


def _check_new(new: Address, staking: Any, owner: Any) -> None:
    if staking:
        raise refused(
            f"{new} has staked already; only a coldkey that never did can take the place of another.",
            "ColdKeyAlreadyAssociated",
            "coldkey_in_use",
        )
    if not is_nobody(as_address(owner)):
        raise refused(f"{new} is a hotkey.", "NewColdKeyIsHotkey", "coldkey_is_hotkey")


def _other(values: Mapping[str, object], account: Account) -> Address:
    new = Address(str(values["new_coldkey"]))
    if new == account.coldkey:
        raise UsageError("That is this coldkey itself.", hint="Name another one.", code="same_coldkey")
    return new


def _announced(swap: ColdkeySwap) -> ColdkeySwap:
    if swap.executable_at is None:
        raise refused(
            "No swap is announced for this coldkey.", "ColdkeySwapAnnouncementNotFound", "not_announced"
        )
    return swap


def _refuse_disputed(swap: ColdkeySwap) -> None:
    if swap.disputed_at is not None:
        raise refused(
            f"The swap was disputed in block {swap.disputed_at}.",
            "ColdkeySwapDisputed",
            "coldkey_swap_disputed",
        )
