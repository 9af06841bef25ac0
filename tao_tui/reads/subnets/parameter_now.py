"""What one of a subnet's parameters is now, by the name it is set with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.errors import Unsupported
from tao_tui.reads.subnets.hyperparameters import Hyperparameter, read_hyperparameters

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_LISTED_AS: Final = {
    "weights_version_key": "weights_version",
    "weights_set_rate_limit": "weights_rate_limit",
    "network_registration_allowed": "registration_allowed",
    "target_registrations_per_interval": "target_regs_per_interval",
    "max_registrations_per_block": "max_regs_per_block",
    "max_allowed_validators": "max_validators",
    "bonds_moving_average": "bonds_moving_avg",
    "max_weight_limit": "max_weights_limit",
    "toggle_transfer": "transfers_enabled",
    "commit_reveal_weights_interval": "commit_reveal_period",
}
"""Parameters that are listed under another name than the one they are set by."""
_SET_AS: Final = {listed: name for name, listed in _LISTED_AS.items()}


def set_as(name: str) -> str:
    """The name a parameter is set by, from that one or the one it is listed under."""
    return _SET_AS.get(name, name)


async def read_parameter(client: Client, netuid: int, name: str) -> Hyperparameter | None:
    """The present value of what `sudo_set_NAME` sets; None where the chain does not list it."""
    try:
        listed = (await read_hyperparameters(client, netuid)).data
    except Unsupported:
        return None
    return next((each for each in listed if each.name == _LISTED_AS.get(name, name)), None)
