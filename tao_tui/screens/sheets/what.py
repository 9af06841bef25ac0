"""The list behind `?`: this place's keys, every action of the registry, the other places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from tao_tui.messages import GoTo, Perform
from tao_tui.screens.sheets.picker import Choice
from tao_tui.widgets.bars.hint_line import KEY_NAMES
from tao_tui.widgets.bars.places_bar import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tao_tui.actions.spec import ActionSpec


def what_here(bindings: Iterable[Binding], netuid: int | None) -> list[Choice]:
    """Choices whose value is an action of the screen or a message to the app.

    An action on subnets is opened for `netuid`.
    """
    from tao_tui.actions.registry import ACTIONS

    choices: list[Choice] = []
    for binding in bindings:
        if binding.id != "place.what":
            key = binding.key.split(",")[0]
            action = binding.action if "." in binding.action.split("(")[0] else f"screen.{binding.action}"
            choices.append(
                Choice(binding.tooltip or binding.description, action, "", KEY_NAMES.get(key, key))
            )
    if not any(choice.key == "enter" for choice in choices):
        choices.append(Choice("Go deeper into the row under the cursor", "focused.choose", "", "enter"))
    choices.append(Choice("Go to the next table or field", "app.focus_next", "", "tab"))
    choices.append(Choice("Keep the key open for a time", "app.unlock", "", "ctrl+o"))
    choices.append(Choice("Forget the open key now", "app.lock", "", "ctrl+l"))
    choices += [Choice(spec.label, _performing(spec, netuid), spec.help) for spec in ACTIONS.values()]
    choices.append(Choice("Chain state", "app.chain_state", "any storage item, constant or runtime API"))
    choices += [
        Choice(f"Go to {long}", GoTo(name), "", str(n)) for n, (name, long, _) in enumerate(PLACES, 1)
    ]
    choices.append(
        Choice("Search everything", "app.command_palette", "actions, subnets, validators, proposals", ":")
    )
    return choices


def _performing(spec: ActionSpec, netuid: int | None) -> Perform:
    """Opens the form of an action; one on a subnet is filled in with the chosen one."""
    is_meant = netuid is not None and spec.name.startswith("subnets.")
    takes = is_meant and any(argument.name == "netuid" for argument in spec.arguments)
    return Perform(spec.name, {"netuid": str(netuid)} if takes else {})
