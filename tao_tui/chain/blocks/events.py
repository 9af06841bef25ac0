"""What happened in a block, as the chain's own events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tao_tui.chain.runtime import ChainRuntime
from tao_tui.errors import NodeProtocolError
from tao_tui.text import clean

_MAX_EVENTS: Final = 100_000
_MAX_TEXT: Final = 4096


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `fields` by name, or in order where the runtime names none. Its text is clean."""

    pallet: str
    name: str
    fields: Mapping[str, object] | tuple[object, ...]

    def get(self, name: str, position: int = -1) -> object:
        """A field by name, or by position where fields have no names; None when it is not there."""
        if isinstance(self.fields, Mapping):
            return self.fields.get(name)
        return self.fields[position] if 0 <= position < len(self.fields) else None


def event_json(event: Event) -> dict[str, object]:
    """An event as plain values for a JSON document."""
    return {"pallet": event.pallet, "name": event.name, "fields": _listed(event.fields)}


def events_of(runtime: ChainRuntime, data: bytes, index: int | None) -> tuple[Event, ...]:
    """The events of the extrinsic at `index`, or of the block itself, from the bytes of `System.Events`."""
    return tuple(_event(record) for record in _records(runtime, data) if _index_of(record) == index)


def grouped_events(runtime: ChainRuntime, data: bytes) -> dict[int | None, list[Event]]:
    """All events of a block by the extrinsic they belong to; those of the block itself under None."""
    found: dict[int | None, list[Event]] = {}
    for record in _records(runtime, data):
        found.setdefault(_index_of(record), []).append(_event(record))
    return found


def _records(runtime: ChainRuntime, data: bytes) -> list[Any]:
    records = runtime.decode(runtime.item("System", "Events").value_type, data)
    if not isinstance(records, list) or len(records) > _MAX_EVENTS:
        raise _misshapen()
    return records


def _index_of(record: Any) -> int | None:
    try:
        index: int | None = record["extrinsic_idx"]
        return index
    except (TypeError, KeyError):
        raise _misshapen() from None


def _misshapen() -> NodeProtocolError:
    return NodeProtocolError("The block's list of events has the wrong shape.")


def _event(record: Any) -> Event:
    """Fields come as a mapping, as a tuple, alone when there is one without a name, or not at all."""
    fields = record["attributes"]
    pallet, name = clean(record["module_id"], 80), clean(record["event_id"], 80)
    if fields is None:
        return Event(pallet, name, ())
    cleaned = _cleaned(fields)
    return Event(pallet, name, cleaned if isinstance(cleaned, Mapping | tuple) else (cleaned,))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value, _MAX_TEXT)
    if isinstance(value, dict):
        return {str(key): _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_cleaned(inner) for inner in value)
    return value


def _listed(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _listed(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_listed(inner) for inner in value]
    return value
