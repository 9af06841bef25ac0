"""What `wallet balance` says to people: figures under each other, and what each of them means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.amounts import Tao, as_staked
from tao_tui.counted import counted

if TYPE_CHECKING:
    from tao_tui.journal.portfolio_history import Snapshot
    from tao_tui.reads.owned.basis import Basis
    from tao_tui.reads.owned.held_back import HeldBack
    from tao_tui.reads.owned.portfolio import Portfolio
    from tao_tui.reads.owned.root_claims import RootClaims

_CHART_ROWS: Final = 4


def balance_lines(
    held: Portfolio, bases: Sequence[Basis], row: Mapping[str, Any], now: float
) -> Iterator[str]:
    """One coldkey; lines that would say zero are left out."""
    from tao_tui.reads.owned.kept_portfolios import Change

    yield "  ".join([*filter(None, [", ".join(row["wallets"])]), held.coldkey])
    change = ""
    if row["change_rao"]:
        known = Change(row["change_rao"], row["change_since"])
        change = f"{_signed(Tao(known.rao))} {known.words(now)}"
    frozen = [each for each in held.held_back if each.kind in ("lock", "freeze")]
    figures = [("free", held.free, "")]
    if frozen:
        figures.append(("spendable", held.spendable, _reasons(frozen)))
    if held.reserved:
        set_aside = [each for each in held.held_back if each not in frozen]
        figures.append(("reserved", held.reserved, _reasons(set_aside)))
    note = "in all" if held.untold else f"at pool prices; if all were sold now: {held.liquidation}"
    figures += [("staked", held.staked, note), ("total", held.total, change)]
    if held.claims.value:
        figures.append(("to claim", held.claims.value, _claims(held.claims)))
    yield from _figures(figures)
    for lock in held.locked:
        locked, available = (as_staked(lock.netuid, each) for each in (lock.locked, lock.available))
        yield f"  locked on {lock.netuid}: {locked}; {available} can be sold"
    yield from _gain(bases)
    if held.untold:
        yield f"  {held.untold}"


def sum_lines(owned: Sequence[tuple[Portfolio, Sequence[Basis]]]) -> Iterator[str]:
    """All coldkeys together."""
    held = [portfolio for portfolio, _ in owned]

    def total(name: str) -> Tao:
        return Tao(sum(getattr(portfolio, name).rao for portfolio in held))

    yield f"all {len(held)} together"
    figures = [("free", total("free"), "")]
    if total("reserved"):
        figures.append(("reserved", total("reserved"), ""))
    listed = not any(portfolio.untold for portfolio in held)
    sold = f"at pool prices; if each sold alone now: {total('liquidation')}" if listed else ""
    yield from _figures([*figures, ("staked", total("staked"), sold), ("total", total("total"), "")])
    yield from _gain([basis for _, bases in owned for basis in bases])


def history_lines(course: Sequence[Snapshot], now: float, days: int) -> Iterable[str]:
    """A chart of the total by UTC day, and the days one by one."""
    from tao_tui.cli.terminal.layout import table, terminal_width
    from tao_tui.journal.portfolio_history import by_day
    from tao_tui.tables.chart import chart
    from tao_tui.tables.history import HISTORY_COLUMNS, day_text, kept_days

    spread = by_day(course, int(now), days)
    shown = kept_days(spread)
    if not shown:
        yield "  Nothing was kept of it yet: history begins when a wallet of the folder is looked at."
        return
    yield ""
    if len(shown) > 1:
        fitting = spread[-((terminal_width() or 120) - 4) :]
        totals = [kept.total_rao if kept else None for _, kept in fitting]
        yield from (f"  {line}".rstrip() for line in chart(totals, _CHART_ROWS))
        yield f"  total from {day_text(fitting[0][0])} to {day_text(fitting[-1][0])}, UTC days"
        yield ""
    yield from (f"  {line}" for line in table(HISTORY_COLUMNS, shown, width=(terminal_width() or 122) - 2))


def _figures(figures: Sequence[tuple[str, Tao, str]]) -> Iterator[str]:
    label = max(len(name) for name, _, _ in figures)
    width = max(len(str(amount)) for _, amount, _ in figures)
    for name, amount, note in figures:
        yield f"  {name:<{label}}  {amount!s:>{width}}  {note}".rstrip()


def _reasons(held_back: Sequence[HeldBack]) -> str:
    """What for; the amounts only where there are several."""
    if len(held_back) == 1:
        return f"{held_back[0].kind} {held_back[0].reason}"
    return ", ".join(f"{each.amount} {each.kind} {each.reason}" for each in held_back)


def _claims(claims: RootClaims) -> str:
    """How many, of which some may be too small to be paid, and what they become."""
    if claims.kind == "basket":
        return "owed to root stake by its validators' baskets; paid as root stake"
    small = sum(not claim.claimable for claim in claims.claims)
    subnets = len({claim.netuid for claim in claims.claims})
    many = f"{counted(subnets, 'subnet')}"
    waiting = f", {small} still below the least that is paid" if small else ""
    kept = {"Keep": "alpha", "KeepSubnets": "alpha on some subnets, root stake on others"}
    return (
        f"earned by root stake on {many}{waiting}; paid as {kept.get(claims.claim_type or '', 'root stake')}"
    )


def _gain(bases: Sequence[Basis]) -> Iterator[str]:
    if not bases:
        return
    cost, value, gain = (
        Tao(sum(amount.rao for amount in amounts))
        for amounts in zip(*((basis.cost, basis.value, basis.gain) for basis in bases), strict=True)
    )
    yield f"  bought from here for {cost}, worth {value} now: {_signed(gain)}"


def _signed(amount: Tao) -> str:
    return f"{'+' if amount.rao > 0 else ''}{amount}"
