"""Alert rules: what to watch for in live scores, as people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from tao_tui.errors import UsageError

Kind = Literal["falls", "rises", "below", "pruning", "weights", "outlier"]

WAYS: Final = (
    "mine incentive falls 10%",
    "any validator_trust falls 50%",
    "41 dividends below 0.01",
    "mine pruning",
    "mine pruning 10",
    "mine weights 400",
    "any outlier",
)
"""One example of every kind of rule."""

_SCORES: Final = ("consensus", "incentive", "dividends", "validator_trust", "emission", "stake")
_SHARES: Final = _SCORES[:4]
_WHO: Final = r"(mine|any|\d{1,5}) "
_MOVES: Final = re.compile(_WHO + r"(\w+) (falls|rises) (\d{1,4}) ?%")
_BELOW: Final = re.compile(_WHO + r"(\w+) below (0|1|0?\.\d{1,4})")
_WEIGHTS: Final = re.compile(_WHO + r"weights (\d{1,9})")
_PRUNING: Final = re.compile(_WHO + r"pruning(?: (\d{1,4}))?")
_OUTLIER: Final = re.compile(_WHO + r"outlier")
_ZONE: Final = 3
"""How many of the next to be pruned a rule means that does not say."""
_U16: Final = 65_535


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to watch for."""

    text: str
    who: str
    """`mine`, `any` or a uid."""
    kind: Kind
    column: str = ""
    limit: int = 0
    """Per cent for falls and rises, parts of 65535 for below, blocks for weights, places for pruning."""


def parse_rule(text: str) -> Rule:
    """Read a rule; `UsageError` with examples when it is none."""
    words = " ".join(text.lower().split())
    if found := _MOVES.fullmatch(words):
        kind: Kind = "falls" if found[3] == "falls" else "rises"
        return Rule(words, found[1], kind, _column(found[2], _SCORES), int(found[4]))
    if found := _BELOW.fullmatch(words):
        whole, _, digits = found[3].partition(".")
        parts = int((whole or "0") + digits) * _U16 // 10 ** len(digits)
        return Rule(words, found[1], "below", _column(found[2], _SHARES), parts)
    if found := _WEIGHTS.fullmatch(words):
        return Rule(words, found[1], "weights", limit=int(found[2]))
    if found := _PRUNING.fullmatch(words):
        return Rule(words, found[1], "pruning", limit=int(found[2] or _ZONE))
    if found := _OUTLIER.fullmatch(words):
        return Rule(words, found[1], "outlier")
    raise UsageError(
        f"“{text}” is no alert rule.", hint=f"Rules look like: {'; '.join(WAYS)}.", code="bad_alert_rule"
    )


def parse_rules(text: str) -> tuple[Rule, ...]:
    """Rules separated by semicolons, as a setting holds them."""
    return tuple(parse_rule(part) for part in text.split(";") if part.strip())


def _column(name: str, among: tuple[str, ...]) -> str:
    if name not in among:
        raise UsageError(
            f"No such rule can be made about “{name}”.", hint=f"It is one of {', '.join(among)}.",
            code="bad_alert_rule",
        )  # fmt: skip
    return name
