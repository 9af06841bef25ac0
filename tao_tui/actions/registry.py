"""Every action, described once: the command line, forms, palette, help and JSON schema follow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from tao_tui.actions.governance_specs import GOVERNANCE_SPECS
from tao_tui.actions.key_specs import KEY_SPECS
from tao_tui.actions.lock_specs import LOCK_SPECS
from tao_tui.actions.multisig_specs import MULTISIG_SPECS
from tao_tui.actions.proxy_specs import PROXY_SPECS
from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind
from tao_tui.actions.spec_arguments import DEFAULT_TOLERANCE_PPM, MULTISIG, PROXY_FOR, SHIELD, TOLERANCE
from tao_tui.actions.stake_specs import STAKE_SPECS
from tao_tui.actions.standing_specs import STANDING_SPECS
from tao_tui.actions.subnet_specs import SUBNET_SPECS

__all__ = ["ACTIONS", "DEFAULT_TOLERANCE_PPM", "ActionSpec", "Argument", "Danger", "Kind"]


def _trading(spec: ActionSpec) -> tuple[Argument, ...]:
    return (SHIELD,) if TOLERANCE in spec.arguments else ()


ACTIONS: Final[Mapping[str, ActionSpec]] = MappingProxyType(
    {
        spec.name: replace(spec, arguments=(*spec.arguments, *_trading(spec), PROXY_FOR, MULTISIG))
        for spec in (
            *STAKE_SPECS,
            *STANDING_SPECS,
            *LOCK_SPECS,
            *KEY_SPECS,
            *SUBNET_SPECS,
            *GOVERNANCE_SPECS,
            *PROXY_SPECS,
        )
    }
    | {spec.name: spec for spec in MULTISIG_SPECS}
)
"""Every action by name, in the order faces list them."""
