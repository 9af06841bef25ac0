"""How what is owned is put: gains, what is set aside, locked or to be claimed, a position in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tao_tui.counted import counted
from tao_tui.screens.words.called import with_names_here
from tao_tui.tables.cells import fine_part, part
from tao_tui.tables.positions import POSITION_COLUMNS, earned_a_day
from tao_tui.widgets.figures import fixed, grouped, signed

if TYPE_CHECKING:
    from tao_tui.reads.owned.holdings import Holding
    from tao_tui.reads.owned.portfolio import Portfolio
    from tao_tui.reads.owned.stake import Position
    from tao_tui.session.session import Session
    from tao_tui.tables.columns import Column


_LARGE_RAO = 10_000 * 10**9
"""From so much on not every decimal fits beside the other sums on 80 columns."""
_LOCKS = 3
"""Locks told one by one; the others are counted."""


def gain_of(positions: Iterable[Holding]) -> int | None:
    """The gain in rao of all positions something was bought of from here; None for none."""
    known = [row.gain_rao for row in positions if row.gain_rao is not None]
    return sum(known) if known else None


def beside_words(held: Portfolio) -> list[str]:
    """What is owned and can not be spent or sold now, or is not owned yet; nothing of what is zero."""
    found = []
    if held.reserved:
        found.append(f"reserved {fixed(held.reserved.rao, 4)} τ")
    if held.locked:
        each = ", ".join(
            f"{fixed(lock.locked.rao, 2)} {_unit(lock.netuid)} on {lock.netuid}"
            for lock in held.locked[:_LOCKS]
        )
        more = len(held.locked) - _LOCKS
        found.append(f"locked {each}{f' and more on {more} others' if more > 0 else ''}")
    if held.claims.value:
        found.append(f"to claim {fixed(held.claims.value.rao, 6)} τ")
    if held.untold:
        found.append("this runtime does not tell with which hotkeys")
    return found


def all_words(portfolios: Sequence[Portfolio]) -> Content:
    """Every account of the folder together, each counted once, watch-only ones too."""
    held = {each.coldkey: each for each in portfolios}.values()
    total, free, staked, sold = (
        sum(getattr(each, name).rao for each in held) for name in ("total", "free", "staked", "liquidation")
    )
    beside = f"free {fixed(free)}, staked {fixed(staked)} ({fixed(sold)} if sold)"
    return Content.assemble(
        (f"All {len(held)} " if len(held) > 1 else "Total ", "$tao-quiet"),
        (f"{grouped(total)} τ", "bold $primary"),
        (f"  {beside}", "$tao-quiet"),
    )


def stake_sum(held: Portfolio, positions: Iterable[Position]) -> Content:
    """All stake together; below it what is gained, locked or to be claimed, if anything is."""
    beside = beside_words(held)
    gain = gain_of(positions)
    if gain is not None:
        beside.insert(0, f"gain {signed(gain)} τ")
    exact = grouped if max(held.staked.rao, held.free.rao) < _LARGE_RAO else fixed
    return Content.assemble(
        ("Staked ", "$tao-quiet"),
        (f"{exact(held.staked.rao)} τ", "bold"),
        (f", {fixed(held.liquidation.rao)} τ if sold now", "$tao-quiet"),
        ("   free ", "$tao-quiet"),
        (f"{exact(held.free.rao)} τ", "bold"),
        "\n",
        (" · ".join(beside), "$tao-quiet"),
    )


def position_columns(session: Session) -> tuple[Column[Any], ...]:
    """The columns of positions; a validator without a name on chain is called as it is here."""
    return with_names_here(
        POSITION_COLUMNS, "validator", lambda row: "" if row.validator_name else row.hotkey, session
    )


def position_facts(row: Position, called: str = "") -> list[tuple[str, str]]:
    """A position in full, as labels and values; `called` is what the hotkey is called here."""
    facts = [
        (f"{row.netuid} {row.subnet_name}", ""),
        ("staked" if row.netuid == 0 else "alpha", f"{grouped(row.alpha.rao)} {_unit(row.netuid)}"),
        ("worth", f"{grouped(row.value.rao)} τ"),
        ("if sold", f"{grouped(row.liquidation.rao)} τ"),
        ("price", f"{grouped(row.price_rao)} τ"),
        ("share", f"{part(row.share_ppm)} of all your stake"),
    ]
    if row.pool_ppm is not None:
        facts.append(("of pool", f"{fine_part(row.pool_ppm)} of its alpha"))
    facts.append(("yield", _yield(row)))
    earned = earned_a_day(row)
    if earned:
        facts.append(("earns", f"{fixed(earned.rao, 6)} {_unit(row.netuid)} a day"))
    facts.append(("earning", "yes" if row.is_registered else "no: not registered there"))
    if row.gain_rao is not None and row.cost_rao is not None:
        # Of what was bought from here alone: beside the worth of all of it a bare cost would mislead.
        now = grouped(row.cost_rao + row.gain_rao)
        facts.append(("bought", f"for {grouped(row.cost_rao)} τ, worth {now} τ now"))
        facts.append(("gain", f"{signed(row.gain_rao, 9)} τ"))
    if row.locked:
        facts.append(("locked", f"{grouped(row.locked.rao)} {_unit(row.netuid)} of the subnet's"))
    return [
        *facts,
        ("", " "),
        ("validator", str(row.validator_name or called or "without a name")),
        ("hotkey", row.hotkey[:24]),
        ("", row.hotkey[24:]),
    ]


def _yield(row: Position) -> str:
    if row.kept_yield_blocks is not None:
        return f"{fine_part(row.kept_yield_daily_ppm)} a day over {counted(row.kept_yield_blocks, 'block')}"
    if row.yield_daily_ppm is None:
        return "not told yet"
    epoch = "every subnet's last epoch, claimed" if row.netuid == 0 else "the last epoch"
    return f"{fine_part(row.yield_daily_ppm)} a day by {epoch}"


def _unit(netuid: int) -> str:
    """What stake on a subnet is counted in."""
    return "τ" if netuid == 0 else "α"
