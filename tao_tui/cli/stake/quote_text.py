"""A quote's arguments read, and the answer of an add or remove in words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from tao_tui.cli.terminal.layout import aligned
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.cli.invocation.run import Run
    from tao_tui.reads.trades.quote import Quote


Side = Literal["add", "remove", "move", "swap"]

ALL: Final = "all"
_SIDES: Final[tuple[Side, ...]] = ("add", "remove", "move", "swap")


def checked_side(text: str) -> Side:
    """`add`, `remove`, `move` or `swap`."""
    for side in _SIDES:
        if text == side:
            return side
    raise UsageError(
        f"--side: “{text}” is none of {', '.join(_SIDES)}.",
        hint="add buys alpha, remove sells it, move takes it to another hotkey, swap to another subnet.",
    )


def typed_amount(side: Side, text: str) -> int | None:
    """Rao of TAO when adding, of alpha otherwise; None for `all`; zero is no trade."""
    from tao_tui.amounts import Alpha, Tao

    if text.strip().lower() == ALL:
        return None
    rao = Tao.parse(text).rao if side == "add" else Alpha.parse(text).rao
    if rao == 0:
        raise UsageError(
            "An amount of 0 has no price.", hint="Give what you would trade, such as --amount 1.5."
        )
    return rao


def typed_hotkey(run: Run, text: str | None) -> Address | None:
    """An address, one of the chosen wallet's hotkeys by name, or another known name."""
    from tao_tui.cli.signing.account import account_if_any, known_here

    if text is None:
        return None
    account = account_if_any(run)
    return account.hotkey(text) if account else known_here(run).hotkey(text)


def quote_lines(quote: Quote) -> Iterator[str]:
    """The trade in plain words."""
    from tao_tui.amounts import Alpha, Tao, as_staked

    buying = quote.side == "add"
    staked = partial(as_staked, quote.netuid)
    paid = Tao(quote.amount_in_rao) if buying else staked(Alpha(quote.amount_in_rao))
    got = staked(Alpha(quote.amount_out_rao)) if buying else Tao(quote.amount_out_rao)
    kept = Tao(quote.swap_fee_rao) if buying else staked(Alpha(quote.swap_fee_rao))
    yield f"{'Stake to' if buying else 'Unstake from'} subnet {quote.netuid}"
    facts = [
        ("You pay", str(paid)),
        ("You get", str(got)),
        ("Price", f"{Tao(quote.price_rao).plain} τ/α now, {Tao(quote.effective_price_rao).plain} all in"),
        ("Slippage", percent(quote.slippage_ppm)),
        ("Pool fee", str(kept)),
        ("Network fee", str(Tao(quote.extrinsic_fee_rao))),
    ]
    if quote.free_after_rao is not None and quote.alpha_after_rao is not None:
        short = min(quote.free_after_rao, quote.alpha_after_rao) < 0
        left = f"{Tao(quote.free_after_rao)} free, {staked(Alpha(quote.alpha_after_rao))} here"
        facts.append(("After", f"{left}{'; that is more than there is' if short else ''}"))
    yield from (f"  {line}" for line in aligned(facts))


def percent(ppm: int) -> str:
    """Millionths as per cent with all four decimals."""
    return f"{ppm // 10_000}.{ppm % 10_000:04d} %"
