"""A person's own defaults for arguments they leave out, from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tao_tui.actions.spec import ActionSpec

if TYPE_CHECKING:
    from tao_tui.config import Settings


def with_preferences(spec: ActionSpec, values: Mapping[str, object], settings: Settings) -> dict[str, object]:
    """`values`, and for what is not among them what the settings say."""
    own = {"tolerance": settings.tolerance_ppm}
    chosen: dict[str, object] = {
        argument.name: own[argument.setting]
        for argument in spec.arguments
        if argument.setting and values.get(argument.name) in (None, "")
    }
    return {**values, **chosen}
