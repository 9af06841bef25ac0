"""Named values as words, `dest=alice value=5`, or as one JSON object."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence

from tao_tui.errors import UsageError
from tao_tui.text import clean

_HINT = 'Write NAME=VALUE, more of them with spaces between, or {"name": value, …}.'


def parse_fields(given: str | Sequence[object]) -> dict[str, object]:
    """The values by name, from one text or from the words it is made of; `UsageError` for another shape."""
    if isinstance(given, str):
        text = given.strip()
        if text.startswith("{"):
            return _object(text)
        try:
            words = shlex.split(text)
        except ValueError as error:
            raise UsageError(
                f"The arguments cannot be read: {error}.", hint=_HINT, code="bad_argument"
            ) from None
    else:
        words = [str(each) for each in given]
    if len(words) == 1 and words[0].startswith("{"):
        return _object(words[0])
    found: dict[str, object] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name.isidentifier():
            raise UsageError(f"“{clean(word, 80)}” is not NAME=VALUE.", hint=_HINT, code="bad_argument")
        if name in found:
            raise UsageError(f"{name} is given twice.", hint="Give it once.", code="bad_argument")
        found[name] = value
    return found


def write_fields(fields: Mapping[str, object]) -> list[str]:
    """The words that `parse_fields` reads back: text as it is, anything else as JSON."""
    return [
        f"{name}={value if isinstance(value, str) else json.dumps(value, separators=(',', ':'))}"
        for name, value in fields.items()
    ]


def _object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError("The arguments are not JSON.", hint=_HINT, code="bad_json") from None
    if not isinstance(found, dict):
        raise UsageError("A JSON object is wanted here.", hint=_HINT, code="bad_json")
    return found
