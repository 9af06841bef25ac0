"""What a trade with a pool fails for, said before it is signed: hotkey, subnet, position, least amount."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.actions.review.refusals import refused
from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao, as_staked
from tao_tui.reads.owned.stake import StakeSituation
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.trades.refusals import not_started
from tao_tui.reads.unknown_subnet import unknown_subnet

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime
    from tao_tui.errors import Declined
    from tao_tui.reads.trades.quote import Quote

_LEAST_STAKES: Final = ((292, Tao(2_000_000)), (290, Tao(20_000_000)), (233, Tao(500_000)), (0, Tao(1)))
"""The least stake from a version on (opentensor/subtensor v2.0.0, v3.2.0, v3.2.1: `DefaultMinStake`)."""


def check_stakeable(situation: StakeSituation, hotkey: Address, netuid: int, *, started: bool = True) -> None:
    """Refuse a trade with a hotkey or on a subnet that cannot take it; whether it has to be `started`."""
    if not situation.subnet_exists:
        raise unknown_subnet(netuid)
    if not situation.hotkey_exists:
        raise refused(
            f"No hotkey {hotkey} is known on this chain.",
            "HotKeyAccountNotExists",
            "hotkey_not_on_chain",
            "tao-tui stake validators shows who can be staked to.",
        )
    if started and not situation.trading_open:
        raise not_started(netuid)


def check_position(
    situation: StakeSituation,
    hotkey: Address,
    netuid: int,
    amount: Alpha,
    *,
    leaves: bool = True,
    left_before: int = 0,
    started: bool = True,
) -> None:
    """Refuse what a position that is not there, or holds less, cannot give; locked alpha never `leaves`.

    `left_before` is the rao that leave the subnet earlier in the batch: a lock binds all hotkeys together.
    A sale with a limit needs no subnet that has `started` (opentensor/subtensor, `do_remove_stake_limit`).
    """
    check_stakeable(situation, hotkey, netuid, started=started)
    if not situation.alpha:
        raise refused(
            f"Nothing is staked to {hotkey} on subnet {netuid}.", "NotEnoughStakeToWithdraw", "no_stake"
        )
    if amount > situation.alpha:
        raise refused(
            f"You asked for {amount}, but the position holds {situation.alpha}.",
            "NotEnoughStakeToWithdraw",
            "not_enough_stake",
            "Write all to take the whole position.",
        )
    lock = situation.lock
    if leaves and lock is not None and amount.rao + left_before > lock.available.rao:
        together = f"; with the trades before, {Alpha(amount.rao + left_before)} would" if left_before else ""
        raise refused(
            f"{as_staked(netuid, lock.locked)} on subnet {netuid} is locked; "
            f"{as_staked(netuid, lock.available)} can leave{together}.",
            "StakeUnavailable",
            "stake_locked",
        )


def minimum_stake(runtime: ChainRuntime) -> Tao:
    """The least that may be staked or left over, in TAO; where no constant tells, by version."""
    found = runtime.constant("SubtensorModule", "InitialMinStake")
    if found is not None:
        return Tao(int(found))
    return next(least for since, least in _LEAST_STAKES if runtime.spec_version >= since)


def check_minimum(amount: Tao, least: Tao, netuid: int = ROOT) -> None:
    """Refuse a stake smaller than the chain takes; on a subnet, where its pool's fee comes on top."""
    if amount < least:
        fee = "" if netuid == ROOT else " and the pool's fee"
        what = f"{amount} is less than the least that may be staked, {least}{fee}."
        raise too_little(what, f"Stake a little more than {least}." if fee else f"Stake {least} or more.")


def check_proceeds(quote: Quote, situation: StakeSituation, amount: Alpha, least: Tao) -> None:
    """Refuse to sell a part of a position for less than the chain pays out; all of it may bring anything."""
    if amount < situation.alpha and quote.amount_out_rao < least.rao:
        raise _part_too_little(quote, least)


def check_quoted(quote: Quote, least: Tao) -> None:
    """Refuse a quote of a purchase, or of a sale that is known to leave something, below the `least`."""
    if quote.side == "add":
        check_minimum(Tao(quote.amount_in_rao), least + Tao(quote.swap_fee_rao))
    elif (quote.alpha_after_rao or 0) > 0 and quote.amount_out_rao < least.rao:
        raise _part_too_little(quote, least)


def check_moved(sold: Quote, least: Tao) -> None:
    """Refuse to move alpha that is worth no more than the `least`; `sold` prices it where it leaves."""
    worth = Tao(sold.amount_out_rao)
    if worth <= least:
        amount = as_staked(sold.netuid, Alpha(sold.amount_in_rao))
        raise too_little(
            f"{amount} is worth {worth}; what is moved has to be worth more than {least}.", "Move more of it."
        )


def _part_too_little(quote: Quote, least: Tao) -> Declined:
    sold = as_staked(quote.netuid, Alpha(quote.amount_in_rao))
    return too_little(
        f"Unstaking {sold} would bring {Tao(quote.amount_out_rao)}; the least allowed is {least}.",
        "Unstake more, or the whole position (all), which may bring anything.",
    )


def too_little(what: str, hint: str) -> Declined:
    """The refusal of an amount below the chain's least."""
    return refused(what, "AmountTooLow", "below_minimum_stake", hint)
