"""How hard a password is to guess, roughly: length, kinds of characters, habits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import log2
from typing import Final

from tao_tui.errors import UsageError
from tao_tui.wallet.secret import Secret

MIN_LENGTH: Final = 8
"""Characters below which no password is accepted."""

_BITS: Final = (28, 40, 56, 72)
_WORDS: Final = ("very weak", "weak", "fair", "good", "strong")

_COMMON_WORDS: Final = """
password passw0rd letmein welcome admin administrator qwerty qwertyuiop qwertz azerty
asdfgh zxcvbn iloveyou monkey dragon football baseball superman batman master shadow
sunshine princess trustno1 starwars whatever freedom michael jennifer jordan hunter
secret changeme default test testing guest login access bitcoin bittensor tensor tao
taotao crypto wallet coldkey hotkey mnemonic satoshi nakamoto ethereum hodl moon
polkadot substrate opentensor abc123 a1b2c3 p@ssword p@ssw0rd correcthorsebatterystaple
"""
_COMMON: Final = frozenset(_COMMON_WORDS.split())
_RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a password is worth: `score` 0 to 4, a word for it, and whether a key may rest on it."""

    score: int
    verdict: str
    acceptable: bool
    advice: str


def judge_password(password: Secret) -> Judgement:
    """Estimate the strength of `password`, generously where it does not know a habit."""
    text = password.reveal()
    bits = _bits(text)
    score = sum(bits >= limit for limit in _BITS)
    if len(text) < MIN_LENGTH:
        return Judgement(0, _WORDS[0], False, f"It has fewer than {MIN_LENGTH} characters.")
    if score == 0:
        return Judgement(0, _WORDS[0], False, "It is among the first that anybody would try.")
    advice = "" if score >= 3 else "Four or five unrelated words are stronger and easier to remember."
    return Judgement(score, _WORDS[score], True, advice)


def require_strong(password: Secret, *, insist: bool = False) -> None:
    """Raise `UsageError` (code `weak_password`) for an unacceptable password, unless the person insists.

    The keyfile format gives every wallet the same salt, so guesses made once serve against all of them.
    """
    judgement = judge_password(password)
    if not judgement.acceptable and not (insist and password):
        raise UsageError(
            f"The password is too weak. {judgement.advice}",
            hint="Whoever copies the keyfile can try passwords for ever. Use four or five unrelated words.",
            code="weak_password",
        )


def _bits(text: str) -> float:
    """Length in characters that are not foreseeable, times the bits each kind of character adds."""
    folded = text.lower()
    core = folded.strip("0123456789!?.*#$@ ")
    if folded in _COMMON or core in _COMMON:
        return 0.0
    size = sum(
        count
        for count, present in (
            (26, any(char.islower() for char in text)),
            (26, any(char.isupper() for char in text)),
            (10, any(char.isdigit() for char in text)),
            (33, any(char.isascii() and not char.isalnum() for char in text)),
            (100, not text.isascii()),
        )
        if present
    )
    return _unforeseeable(folded) * log2(size or 1)


def _unforeseeable(folded: str) -> int:
    """Characters that neither repeat the one before nor follow it in the alphabet or on the keyboard."""
    steps = {pair for run in _RUNS for pair in (*_pairs(run), *_pairs(run[::-1]))}
    fresh = sum(a != b and a + b not in steps for a, b in pairwise(folded))
    return min(fresh + 1, 2 * len(set(folded)))


def _pairs(text: str) -> list[str]:
    return [text[index : index + 2] for index in range(len(text) - 1)]
