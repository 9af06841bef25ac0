"""A decoded call as lines of a sheet: nested calls included, one argument a line, addresses whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tao_tui.addresses import looks_like_address
from tao_tui.widgets.address import fingerprint
from tao_tui.widgets.text_pane import hanging

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall


def call_lines(call: DecodedCall, label: str = "", room: int = 0, *, signer: str = "") -> list[Content]:
    """The call after its `label`, in so much `room`; who signs it at the end."""
    arguments = {**call.arguments, "signed by": signer} if signer else call.arguments
    return [
        Content.assemble((label, "$tao-quiet"), (_name(call), "bold")),
        *_arguments(arguments, 2, room),
    ]


def _name(call: DecodedCall) -> str:
    return f"{call.pallet}.{call.function}"


def _arguments(arguments: Mapping[str, object], indent: int, room: int) -> list[Content]:
    lines: list[Content] = []
    width = min(19, max((len(name) for name in arguments), default=0))
    for name, value in arguments.items():
        lines += _argument(name, value, indent, width, room)
    return lines


def _argument(name: str, value: Any, indent: int, width: int, room: int) -> list[Content]:
    text = f"{' ' * indent}{name:<{width}}  "
    head = (text, "$tao-quiet")
    if hasattr(value, "pallet") and hasattr(value, "arguments"):
        inner = _arguments(value.arguments, indent + 2, room)
        return [Content.assemble(head, (_name(value), "bold")), *inner]
    if isinstance(value, tuple | list):
        items = [
            line
            for index, item in enumerate(value)
            for line in _argument(str(index), item, indent + 2, 2, room)
        ]
        return [Content.assemble(head, f"{len(value)} of them" if value else "none"), *items]
    if isinstance(value, Mapping):
        return [Content.assemble(head), *_arguments(value, indent + 2, room)]
    if isinstance(value, str) and looks_like_address(value):
        return [Content.assemble(head, fingerprint(value), " ", (value, "bold"))]
    shown = str(value)
    if value is None or isinstance(value, bool):
        shown = {True: "yes", False: "no", None: "–"}[value]
    return hanging(text, shown, room, "$tao-quiet", "")
