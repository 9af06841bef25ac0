"""Spending rules as people write and read them."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.errors import UsageError
from tao_tui.wallet.rules.alpha import AlphaPrices
from tao_tui.wallet.rules.rules import Rules, check_call_name
from tao_tui.wallet.rules.spent import log_path, read_entries, spent_within_a_day

if TYPE_CHECKING:
    from tao_tui.wallet.files.folder import KeyRef
    from tao_tui.wallet.known import Known

_ANY: Final = "any"
_NONE: Final = "none"


def changed_rules(old: Rules, typed: Mapping[str, str], known: Known) -> Rules:
    """`old` with what was typed: `per_transaction`, `per_day`, `destinations`, `netuids`, `calls`,
    `alpha_prices`.

    `any` lifts a rule, `none` allows nobody. Raises `UsageError` for what is no amount, name or number.
    """
    changes: dict[str, Any] = {}
    if "per_transaction" in typed:
        changes["per_transaction_rao"] = _amount(typed["per_transaction"])
    if "per_day" in typed:
        changes["per_day_rao"] = _amount(typed["per_day"])
    if "destinations" in typed:
        changes["destinations"] = _destinations(typed["destinations"], known)
    if "netuids" in typed:
        changes["netuids"] = _netuids(typed["netuids"])
    if "calls" in typed:
        changes["calls"] = _calls(typed["calls"])
    if "alpha_prices" in typed:
        changes["alpha_prices"] = _prices(typed["alpha_prices"])
    return replace(old, **changes)


def last_day(key: KeyRef) -> list[tuple[str, int]]:
    """What was signed away on each chain in the last 24 hours, by the log, in rao."""
    entries = read_entries(log_path(key.address))
    chains = dict.fromkeys(entry.genesis for entry in entries)
    found = [(chain, spent_within_a_day(entries, chain, -1, time.time())) for chain in chains]
    return [pair for pair in found if pair[1]]


def rules_command(wallet: str, rules: Rules) -> str:
    """The command that sets exactly these rules."""
    amounts = (("--per-transaction", rules.per_transaction_rao), ("--per-day", rules.per_day_rao))
    words = [each for flag, rao in amounts for each in (flag, _ANY if rao is None else Tao(rao).plain)]
    for flag, listed in (("--destinations", rules.destinations), ("--netuids", rules.netuids)):
        words += [flag, _ANY if listed is None else ",".join(map(str, listed)) or _NONE]
    words += ["--calls", ",".join(rules.calls) or _NONE]
    words += ["--alpha-prices", _prices_written(rules.alpha_prices), "--wallet", wallet]
    return f"tao-tui wallet rules set {shlex.join(words)}"


def rule_lines(key: KeyRef, rules: Rules) -> list[str]:
    """The rules in words, and what was signed away in the last 24 hours."""
    if rules.empty:
        return [f"Wallet {key.wallet} has no rules: its key signs whatever is agreed to."]
    rows = [
        (
            "per transaction",
            "any amount"
            if rules.per_transaction_rao is None
            else f"at most {Tao(rules.per_transaction_rao)}",
        ),
        ("per 24 hours", "any amount" if rules.per_day_rao is None else f"at most {Tao(rules.per_day_rao)}"),
        ("netuids", "any" if rules.netuids is None else ", ".join(map(str, rules.netuids)) or "none"),
        ("calls allowed", ", ".join(rules.calls) or "those the rules can judge"),
        *([("one alpha", _prices_words(rules.alpha_prices))] if rules.limits_money else []),
    ]
    lines = [f"  {label:<16}{value}" for label, value in rows]
    if rules.destinations is None:
        lines.append(f"  {'destinations':<16}any")
    else:
        shown = rules.destinations or ("nobody but the wallet itself",)
        lines += [f"  {'destinations' if index == 0 else '':<16}{to}" for index, to in enumerate(shown)]
    lines += [f"  {'signed today':<16}{Tao(rao)} on chain {chain[:10]}…" for chain, rao in last_day(key)]
    return lines


def _amount(text: str) -> int | None:
    return None if text.strip() == _ANY else Tao.parse(text).rao


def _items(text: str) -> list[str] | None:
    if text.strip() == _ANY:
        return None
    return [] if text.strip() == _NONE else [item.strip() for item in text.split(",") if item.strip()]


def _destinations(text: str, known: Known) -> tuple[Address, ...] | None:
    items = _items(text)
    if items is None:
        return None
    return tuple(dict.fromkeys(known.address(item) for item in items))


def _netuids(text: str) -> tuple[int, ...] | None:
    items = _items(text)
    if items is None:
        return None
    if not all(item.isascii() and item.isdigit() and int(item) < 1 << 16 for item in items):
        raise UsageError("A netuid is a whole number from 0 to 65535.", hint="Such as: --netuids 0,1,64")
    return tuple(sorted({int(item) for item in items}))


def _calls(text: str) -> tuple[str, ...]:
    return tuple(sorted({check_call_name(item) for item in _items(text) or ()}))


def _prices(text: str) -> AlphaPrices:
    """`N=PRICE` for one subnet, a price alone for the others, commas between."""
    each: dict[int, int] = {}
    others = None
    for item in _items(text) or ():
        netuid, named, price = item.rpartition("=")
        rao = Tao.parse(price).rao
        if not named and others is None:
            others = rao
            continue
        (number,) = _netuids(netuid) or (0,)
        if not named or not number or number in each:
            raise UsageError(
                f"“{item[:40]}” is no price of alpha, or a second one.",
                hint="Such as: --alpha-prices 1=0.3,64=0.08,0.02 (the last for all others; root is 1).",
                code="bad_price",
            )
        each[number] = rao
    return AlphaPrices(tuple(sorted(each.items())), others)


def _prices_written(prices: AlphaPrices) -> str:
    named = [f"{netuid}={Tao(rao).plain}" for netuid, rao in prices.each]
    return ",".join([*named, *([] if prices.others is None else [Tao(prices.others).plain])]) or _NONE


def _prices_words(prices: AlphaPrices) -> str:
    if prices.empty:
        return "has no price here: none is sold, given or taken to another subnet"
    named = [f"{Tao(rao)} on subnet {netuid}" for netuid, rao in prices.each]
    rest = "not traded elsewhere" if prices.others is None else f"{Tao(prices.others)} elsewhere"
    return "counts for at most " + ", ".join([*named, rest])
