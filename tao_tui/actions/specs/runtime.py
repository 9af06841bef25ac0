"""Any call of the runtime, described for every face."""

from __future__ import annotations

from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind

RUNTIME_SPECS: Final[tuple[ActionSpec, ...]] = (
    ActionSpec(
        "call",
        "Any call",
        "Make any call of the connected runtime, its arguments checked against the metadata.",
        Danger.RIGHTS,
        "coldkey",
        "CALL",
        "raw.call:RawCall",
        (
            Argument(
                "call",
                Kind.CALL,
                "Call",
                "`Pallet.function`, or a whole call as JSON or as its bytes in hex.",
                required=True,
                positional=True,
            ),
            Argument(
                "arguments",
                Kind.FIELDS,
                "Arguments",
                "NAME=VALUE for each, or one JSON object.",
                positional=True,
            ),
        ),
    ),
)
"""The actions the runtime alone has words for."""
