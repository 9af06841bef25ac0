"""What an extrinsic moved, in words: amounts, the other side, the price got beside the one quoted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tao_tui.amounts import Alpha, Amount, Tao, as_staked
from tao_tui.journal.movement import Movement
from tao_tui.journal.row import JournalRow
from tao_tui.tables import cells

if TYPE_CHECKING:
    from tao_tui.journal.ledger import Line
    from tao_tui.journal.unfilled import Unfilled

ROOT: Final = 0
_VERBS: Final = {
    "stake_added": "bought",
    "stake_removed": "sold",
    "stake_given": "gave away",
    "stake_received": "was given",
    "stake_destroyed": "burned",
    "stake_recycled": "recycled",
    "paid": "paid",
    "received": "received",
    "dividends": "claimed",
    "dividends_untold": "claimed",
}
_BETWEEN: Final = {
    "stake_added": "with", "stake_removed": "with", "stake_given": "to",
    "stake_received": "from", "stake_destroyed": "with", "stake_recycled": "with", "paid": "to",
    "received": "from", "dividends": "with",
}  # fmt: skip
_GIVEN_UP: Final = ("stake_destroyed", "stake_recycled")
_RECYCLED: Final = "the chain, which recycles it"


def brief(movement: Movement, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """One movement in a table's cell: `+3 τ from 5FHneW…94ty`, `+40 α sn 1`; `names` by address."""
    other = names.get(movement.other) or (
        cells.short_address(movement.other) if movement.other else "the chain"
    )
    if movement.kind == "dividends_untold":
        return "dividends, amount unknown"
    if movement.netuid is None:
        return f"{_signed(Tao(movement.tao_rao))} {_BETWEEN.get(movement.kind, 'with')} {other}"
    if movement.netuid == ROOT:
        words = f"{_signed(Tao(movement.alpha_rao))} on root"
    else:
        words = f"{_signed(Alpha(movement.alpha_rao))} sn {movement.netuid}"
    if movement.kind == "dividends":
        return f"{words}, dividends"
    if movement.kind in _GIVEN_UP:
        return f"{words} {_VERBS[movement.kind]}"
    if movement.kind in ("stake_given", "stake_received"):
        return f"{words} {_BETWEEN[movement.kind]} {other}"
    return f"{words}, {_signed(Tao(movement.tao_rao))}"


def lines_of(row: JournalRow, names: Mapping[str, str] = MappingProxyType({})) -> list[tuple[str, str]]:
    """Every movement of an extrinsic as label and value, each trade with its price, and what was not traded.

    Addresses stand in full, with what `names` calls them.
    """
    from tao_tui.journal.ledger import ledger_of
    from tao_tui.journal.unfilled import unfilled_of

    partly = unfilled_of(row)
    found = []
    for line in ledger_of([row]).lines:
        if line.movement is not None:
            found.append(told(line.movement, names))
            found += _prices(line, line.movement, in_part=bool(partly))
    return found + [not_traded(each, names) for each in partly]


def price_words(got_rao: int, quoted_rao: int, *, buying: bool) -> str:
    """The price got beside the one quoted, and how much better or worse it was for the trader."""
    got = f"{cells.price(got_rao)} τ/α"
    if not quoted_rao:
        return f"{got}; not quoted"
    difference = (got_rao - quoted_rao) * cells.MILLION // quoted_rao
    worse = difference if buying else -difference
    if abs(worse) < 5:
        return f"{got}, as quoted"
    how = "worse" if worse > 0 else "better"
    return f"{got}, quoted {cells.price(quoted_rao)}: {cells.fine_share(abs(worse))} {how}"


def told(movement: Movement, names: Mapping[str, str] = MappingProxyType({})) -> tuple[str, str]:
    """One movement as label and value; the other side's address stands in full."""
    known = names.get(movement.other, "")
    other = f"{movement.other} ({known})" if known else movement.other or _RECYCLED
    verb, between = _VERBS.get(movement.kind, movement.kind), _BETWEEN.get(movement.kind, "with")
    if movement.kind == "dividends_untold":
        return verb, "root dividends; what they came to could not be found out from this node"
    if movement.netuid is None:
        return verb, f"{Tao(abs(movement.tao_rao))} {between} {other}"
    if movement.netuid == ROOT:
        stake = f"{Tao(abs(movement.alpha_rao))} of root stake"
    else:
        stake = f"{Alpha(abs(movement.alpha_rao))} of subnet {movement.netuid}"
    if movement.kind == "dividends":
        worth = "" if movement.netuid == ROOT else f" (worth {Tao(movement.worth_rao or 0)} then)"
        return verb, f"{stake}{worth} {between} {other}"
    if movement.kind in ("stake_given", "stake_received", *_GIVEN_UP):
        return verb, f"{stake} {between} {other}"
    return verb, f"{stake} for {Tao(abs(movement.tao_rao))} with {other}"


def not_traded(unfilled: Unfilled, names: Mapping[str, str] = MappingProxyType({})) -> tuple[str, str]:
    """What a trade that was filled in part left of what was asked, and where, as label and value."""
    left, asked = Alpha(unfilled.left_rao), Alpha(unfilled.asked_rao)
    if unfilled.side == "add":
        what, where = f"{Tao(left.rao)} of the {Tao(asked.rao)} asked on subnet {unfilled.netuid}", "free"
    else:
        netuid, known = unfilled.netuid, names.get(unfilled.hotkey, "")
        what = f"{as_staked(netuid, left)} of the {as_staked(netuid, asked)} asked of subnet {netuid}"
        where = f"staked with {unfilled.hotkey}{f' ({known})' if known else ''}"
    return "not traded", f"{what}: the limit price allowed no more; it stayed {where}"


def _prices(line: Line, movement: Movement, *, in_part: bool) -> list[tuple[str, str]]:
    """The price of a trade beside the quoted one; root's is always one.

    Of orders filled `in_part`, what was traded less than quoted moved the price less, so it is no better.
    """
    if movement.price_rao is None or movement.netuid == ROOT:
        return []
    buying, quoted = movement.kind == "stake_added", line.quoted
    if in_part and quoted is not None:
        went_in = abs(movement.tao_rao if buying else movement.alpha_rao)
        if went_in * 100 < quoted.amount_in_rao * 99:
            got, all_of_it = cells.price(movement.price_rao), cells.price(quoted.effective_price_rao)
            return [("price", f"{got} τ/α for this part; quoted {all_of_it} for all that was asked")]
    quoted_rao = quoted.effective_price_rao if quoted else 0
    return [("price", price_words(movement.price_rao, quoted_rao, buying=buying))]


def _signed(amount: Amount) -> str:
    """An amount with its sign and no more decimals than it has, six at most unless it is dust."""
    text = amount.short(6 if abs(amount.rao) >= 1_000 else 9)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{'+' if amount.rao > 0 else ''}{text or '0'} {amount.symbol}"
