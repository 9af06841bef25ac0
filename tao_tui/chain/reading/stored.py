"""One stored value from its bytes, and which runtime the bytes were written by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.answers.hexadecimal import from_hex
from tao_tui.chain.query import ColumnKind, Found, Storage
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.counted import counted
from tao_tui.errors import NodeProtocolError
from tao_tui.scale.compact import read_compact

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LAST_UPGRADE: Final = ("System", "LastRuntimeUpgrade")
_DTYPES: Final[dict[ColumnKind, tuple[str, int]]] = {"u16": ("<u2", 2), "u64": ("<u8", 8), "bool": ("?", 1)}


def upgrade_key(runtime: ChainRuntime) -> str | None:
    """The key of the item that tells which runtime the state is written by, where the runtime has one."""
    if not runtime.has_storage(*_LAST_UPGRADE):
        return None
    return "0x" + runtime.storage_prefix(*_LAST_UPGRADE).hex()


def upgraded_to(raw: object) -> int | None:
    """The spec version in a `LastRuntimeUpgradeInfo`, which begins with it; None where there is none."""
    return None if raw is None else read_compact(from_hex(raw, "the last runtime upgrade"), 0)[0]


def stored_value(runtime: ChainRuntime, item: Storage, raw: str | None) -> Any:
    """Decode one storage value; a missing one is the metadata's default, or None where it is optional."""
    shape = runtime.item(item.pallet, item.item)
    if raw is None:
        if shape.optional:
            return Found(None, stored=False) if item.generic else None
        data = shape.default_bytes
    else:
        data = from_hex(raw, f"{item.pallet}.{item.item}")
    if item.raw:
        return data
    if item.as_column is not None:
        return column(data, item.as_column)
    if item.generic:
        return Found(runtime.generic.read(shape.value_type, data), stored=raw is not None)
    return runtime.decode(shape.value_type, data)


def column(data: bytes, kind: ColumnKind) -> NDArray[np.generic]:
    """A SCALE vector of fixed-size elements as a read-only numpy array, without copying."""
    import numpy

    dtype, size = _DTYPES[kind]
    count, start = read_compact(data, 0)
    if len(data) - start != count * size:
        entries = counted(count, "entry", "entries")
        raise NodeProtocolError(f"A column of {kind} has {counted(len(data) - start, 'byte')} for {entries}.")
    if kind == "bool" and count and max(data[start:]) > 1:
        raise NodeProtocolError("A column of yes and no holds something else.")
    return numpy.frombuffer(data, dtype=dtype, count=count, offset=start)
