"""What a person typed, as typed values: one reader per kind, used by every face."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tao_tui.actions.account import Account
from tao_tui.actions.arguments.fields import parse_fields, write_fields
from tao_tui.actions.arguments.lists import parse_netuids, parse_shares, write_list
from tao_tui.actions.spec import ActionSpec, Argument, Kind
from tao_tui.addresses import parse_address
from tao_tui.amounts import ALL, MAX_RAO, MILLION, Alpha, Amount, Tao, is_negative, parse_ppm, write_ppm
from tao_tui.errors import UsageError

_HASH = re.compile(r"0x[0-9a-fA-F]{64}")
_MAX_FILE = 1 << 20
_LARGEST = {Kind.NETUID: 0xFFFF, Kind.BLOCKS: 0xFFFFFFFF, Kind.INTEGER: 2**64 - 1}
_TRUTH = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


def parse_argument(argument: Argument, value: object, account: Account | None = None) -> object:
    """Return `value` as the type its kind asks for; a value already typed passes after a check.

    An amount with `allows_all` given as `all` becomes the text `all`; several values become a tuple, one
    alone stays as it is. Raises `UsageError`.
    """
    if not argument.several:
        return _typed(argument, value, account)
    typed = tuple(_typed(argument, each, account) for each in _apart(value))
    return typed if len(typed) != 1 else typed[0]


def _typed(argument: Argument, value: object, account: Account | None) -> object:
    if isinstance(value, str):
        return _read(argument, value.strip(), account)
    if argument.kind is Kind.BOOL and isinstance(value, bool):
        return value
    if argument.kind in (Kind.CALL, Kind.JSON, Kind.FILE, Kind.FIELDS) and isinstance(value, Mapping):
        return value
    if argument.kind is Kind.FIELDS and isinstance(value, tuple):
        return parse_fields(value)
    if argument.kind in (Kind.NETUIDS, Kind.SHARES) and isinstance(value, tuple):
        return value
    wanted = {Kind.TAO: Tao, Kind.PRICE: Tao, Kind.ALPHA: Alpha}.get(argument.kind)
    if wanted is not None and isinstance(value, wanted):
        return value
    if (
        argument.kind in (*_LARGEST, Kind.PPM, Kind.HASH)
        and isinstance(value, int)
        and not isinstance(value, bool)
    ):
        return _within(argument, value)
    raise UsageError(f"{argument.flag}: {value!r} is not {argument.label.lower()}.", code="bad_argument")


def _apart(value: object) -> list[object]:
    """The values of an argument that may be given more than once."""
    found: list[object] = []
    for each in value if isinstance(value, tuple | list) else (value,):
        found += [part for part in each.split(";") if part.strip()] if isinstance(each, str) else [each]
    return found or [""]


def parse_arguments(
    spec: ActionSpec, values: Mapping[str, object], account: Account | None = None
) -> dict[str, object]:
    """Every argument of `spec` typed, absent ones at their default; unknown names are refused."""
    known = {argument.name for argument in spec.arguments}
    for name in values:
        if name not in known:
            raise UsageError(f"{spec.name} has no argument “{name}”.", code="unknown_argument")
    typed: dict[str, object] = {}
    for argument in spec.arguments:
        value = values.get(argument.name)
        if value is None or value == "":
            if argument.required:
                raise UsageError(
                    f"{spec.label}: {argument.label.lower()} is missing.",
                    hint=f"Give it with {argument.name.upper() if argument.positional else argument.flag}.",
                    code="missing_argument",
                )
            typed[argument.name] = argument.default
        else:
            typed[argument.name] = parse_argument(argument, value, account)
    return typed


def write_argument(argument: Argument, value: object) -> str:
    """`value` as text that `parse_argument` reads back to the same."""
    if argument.kind in (Kind.NETUIDS, Kind.SHARES) and isinstance(value, tuple):
        return write_list(value, write_ppm)
    if isinstance(value, tuple):
        return "; ".join(write_argument(argument, each) for each in value)
    if isinstance(value, Amount):
        plain = value.plain.rstrip("0").rstrip(".")
        return plain or "0"
    if argument.kind is Kind.PPM and isinstance(value, int):
        return write_ppm(value)
    if argument.kind is Kind.FIELDS and isinstance(value, Mapping):
        return shlex.join(write_fields(value))
    if isinstance(value, Mapping):
        return json.dumps(value, separators=(",", ":"), sort_keys=True)
    return str(value)


def _read(argument: Argument, text: str, account: Account | None) -> object:
    if argument.allows_all and text.lower() == ALL:
        return ALL
    if argument.kind is Kind.HOTKEY:
        return account.hotkey(text) if account else parse_address(text)
    if argument.kind is Kind.ADDRESS:
        return account.address(text) if account else parse_address(text)
    if argument.kind is Kind.SHARES:
        return parse_shares(text, account.hotkey if account else parse_address, parse_ppm)
    if argument.kind is Kind.HASH and _HASH.fullmatch(text):
        return text.lower()
    if argument.kind in (*_LARGEST, Kind.HASH):
        return _whole_number(argument, text)
    if argument.kind is Kind.BOOL:
        return _truth(argument, text)
    reader = _READERS.get(argument.kind)
    return reader(text) if reader else text


def _whole_number(argument: Argument, text: str) -> int:
    if is_negative(text):
        raise UsageError(
            f"{argument.flag}: “{text[:80]}” is negative; no number here can be.", code="bad_argument"
        )
    if not (text.isascii() and text.isdigit()) or len(text) > 20:
        wanted = "a proposal's number or hash" if argument.kind is Kind.HASH else "a whole number"
        raise UsageError(f"{argument.flag}: “{text[:80]}” is not {wanted}.", code="bad_argument")
    return _within(argument, int(text))


def _truth(argument: Argument, text: str) -> bool:
    if text.lower() not in _TRUTH:
        raise UsageError(f"{argument.flag}: say yes or no, not “{text[:40]}”.", code="bad_argument")
    return _TRUTH[text.lower()]


def _call(text: str) -> object:
    return _object(text) if text.startswith("{") else text


def _within(argument: Argument, value: int) -> int:
    largest = MILLION if argument.kind is Kind.PPM else _LARGEST.get(argument.kind, MAX_RAO)
    if not 0 <= value <= largest:
        raise UsageError(f"{argument.flag}: {value} is not between 0 and {largest}.", code="bad_argument")
    return value


def _object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"This is not JSON: {error}.", hint='Write {"name": value, …}.', code="bad_json"
        ) from error
    if not isinstance(found, dict):
        raise UsageError("A JSON object is wanted here.", hint='Write {"name": value, …}.', code="bad_json")
    return found


def _file_text(name: str) -> str:
    try:
        if name == "-":
            return sys.stdin.read(_MAX_FILE)
        with Path(name).expanduser().open(encoding="utf-8") as file:
            return file.read(_MAX_FILE)
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not text in UTF-8.", code="unreadable_file") from error
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.", code="unreadable_file") from error


_READERS: Final[Mapping[Kind, Callable[[str], object]]] = {
    Kind.TAO: Tao.parse,
    Kind.PRICE: Tao.parse,
    Kind.ALPHA: Alpha.parse,
    Kind.PPM: parse_ppm,
    Kind.NETUIDS: parse_netuids,
    Kind.CALL: _call,
    Kind.JSON: _object,
    Kind.FIELDS: parse_fields,
    Kind.FILE: lambda name: _object(_file_text(name)),
}
