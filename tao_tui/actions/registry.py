"""Every action, described once: the command line, forms, palette, help and JSON schema follow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind
from tao_tui.actions.specs.arguments import DEFAULT_TOLERANCE_PPM, MULTISIG, PROXY_FOR, SHIELD, TOLERANCE
from tao_tui.actions.specs.governance import GOVERNANCE_SPECS
from tao_tui.actions.specs.keys import KEY_SPECS
from tao_tui.actions.specs.locks import LOCK_SPECS
from tao_tui.actions.specs.multisig import MULTISIG_SPECS
from tao_tui.actions.specs.proxies import PROXY_SPECS
from tao_tui.actions.specs.runtime import RUNTIME_SPECS
from tao_tui.actions.specs.stake import STAKE_SPECS
from tao_tui.actions.specs.standing import STANDING_SPECS
from tao_tui.actions.specs.subnets import SUBNET_SPECS

__all__ = ["ACTIONS", "DEFAULT_TOLERANCE_PPM", "ActionSpec", "Argument", "Danger", "Kind"]


def _trading(spec: ActionSpec) -> tuple[Argument, ...]:
    return (SHIELD,) if TOLERANCE in spec.arguments or spec in RUNTIME_SPECS else ()


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
            *RUNTIME_SPECS,
        )
    }
    | {spec.name: spec for spec in MULTISIG_SPECS}
)
"""Every action by name, in the order faces list them."""
