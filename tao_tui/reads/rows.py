"""Results as plain rows for JSON: amounts named in rao, everything else as it is."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping, Sequence

from tao_tui.amounts import Amount


def as_row(value: object) -> object:
    """`value` as dicts, lists, numbers, text and None; a field `x` holding an amount becomes `x_rao`.

    Score columns become lists; bytes become 0x hex. Raises `TypeError` for a type no result should hold.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Amount):
        return value.rao
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _row({field.name: getattr(value, field.name) for field in dataclasses.fields(value)})
    if isinstance(value, Mapping):
        return _row(value)
    if isinstance(value, bytes | bytearray):
        return "0x" + bytes(value).hex()
    if isinstance(value, Sequence | frozenset | set):
        return [as_row(item) for item in value]
    tolist = getattr(value, "tolist", None)
    if tolist is not None:
        return tolist()
    raise TypeError(f"a {type(value).__name__} has no JSON form")


def _row(fields: Mapping[object, object]) -> dict[str, object]:
    return {
        f"{name}_rao" if isinstance(value, Amount) else str(name): as_row(value)
        for name, value in fields.items()
    }
