"""A quote of a move or swap: its route read from the options, and its answer in words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from tao_tui.cli.stake.quote_text import percent
from tao_tui.cli.terminal.layout import aligned
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.actions.stake.move_quote import MoveQuote, MoveSide
    from tao_tui.actions.stake.relocation import Route
    from tao_tui.addresses import Address


def typed_route(
    side: MoveSide,
    netuid: int,
    hotkeys: tuple[Address | None, Address | None],
    to_netuid: int | None,
) -> Route:
    """Where alpha would leave and go, without an amount; hotkeys are (from, to), None where none was named.

    Raises `UsageError` for what is no such way.
    """
    from tao_tui.actions.stake.move_quote import NOBODY
    from tao_tui.actions.stake.relocation import Route

    hotkey, to_hotkey = hotkeys
    if side == "swap":
        if to_netuid is None:
            raise UsageError("A swap goes to another subnet.", hint="Name it with --to-netuid.")
        if to_netuid == netuid:
            raise UsageError(f"It is on subnet {netuid} already (SameNetuid).", code="same_netuid")
        if to_hotkey is not None:
            raise UsageError("A swap keeps its hotkey.", hint="To change it, quote --side move.")
        to_hotkey = hotkey
    elif to_hotkey is None:
        raise UsageError("A move goes to another hotkey.", hint="Name it with --to-hotkey.")
    elif to_hotkey == hotkey:
        raise UsageError("It is with that hotkey already.", hint="To change the subnet, quote --side swap.")
    there = netuid if to_netuid is None else to_netuid
    return Route(netuid, hotkey or NOBODY, None, there, to_hotkey or NOBODY)


def move_quote_lines(quote: MoveQuote) -> Iterator[str]:
    """The move in plain words."""
    from tao_tui.amounts import Alpha, Tao, as_staked

    here_in, there_in = partial(as_staked, quote.netuid), partial(as_staked, quote.to_netuid)
    crosses = quote.to_netuid != quote.netuid
    verb = "Swap" if quote.side == "swap" else "Move"
    where = (
        f"from subnet {quote.netuid} to subnet {quote.to_netuid}"
        if crosses
        else f"within subnet {quote.netuid}"
    )
    yield f"{verb} stake {where}"
    here, there = Tao(quote.price_rao).plain, Tao(quote.to_price_rao).plain
    now, in_all = (there_in(Alpha(rao)) for rao in (quote.ratio_billionths, quote.effective_ratio_billionths))
    ratio = f"{now} for 1 {here_in(Alpha(0)).symbol} now, {in_all} all in"
    leaves, arrives = here_in(Alpha(quote.amount_in_rao)), there_in(Alpha(quote.amount_out_rao))
    facts = [("Leaves", f"{leaves}"), ("Arrives", f"{arrives}")]
    if crosses:
        facts += [
            ("Worth", str(Tao(quote.worth_rao))),
            ("Prices", f"{here} τ/α here, {there} τ/α there"),
            ("Ratio", ratio),
            ("Slippage", percent(quote.slippage_ppm)),
        ]
    fee = here_in(Alpha(quote.swap_fee_rao))
    if quote.to_swap_fee_rao:
        facts.append(("Pool fees", f"{fee} here, {Tao(quote.to_swap_fee_rao)} there"))
    else:
        facts.append(("Pool fee", str(fee)))
    facts.append(("Network fee", str(Tao(quote.extrinsic_fee_rao))))
    if quote.free_after_rao is not None and quote.alpha_after_rao is not None:
        short = min(quote.free_after_rao, quote.alpha_after_rao) < 0
        left = f"{Tao(quote.free_after_rao)} free, {here_in(Alpha(quote.alpha_after_rao))} here, "
        left += f"{there_in(Alpha(quote.to_alpha_after_rao or 0))} there"
        facts.append(("After", f"{left}{'; that is more than there is' if short else ''}"))
    yield from (f"  {line}" for line in aligned(facts))
