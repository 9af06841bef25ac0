"""Every setting of the config file as a line of the Settings place, and how one is changed there."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.networks import check_nodes
from tao_tui.config import NONE, OPTIONS, check_option, set_option
from tao_tui.errors import TaoTuiError
from tao_tui.screens.sheets.line_sheet import LineSheet
from tao_tui.screens.sheets.picker import Choice, Picker
from tao_tui.session.wording import sentence

if TYPE_CHECKING:
    from tao_tui.config import Settings
    from tao_tui.screens.place import Place

LATER: Final = frozenset({"score_history", "portfolio_history", "wallet_hotkey"})
"""Settings the app reads when it starts."""
ON_CONNECT: Final = ("nodes_", "second_")
ELSEWHERE: Final = {
    "wallet": "the one in use; 2 chooses",
    "alerts": "by which rules you are alerted; a in Scores (5)",
}
"""Settings that have a place or a sheet of their own, and where."""
OWN: Final = ("theme", "network", "tolerance", *ELSEWHERE)
"""Settings the place shows in words of its own."""


def others() -> tuple[str, ...]:
    """The settings that are shown as they are stored; which folder holds the wallets is only told."""
    return tuple(name for name in OPTIONS if name not in OWN and name != "wallet_path")


def value_of(settings: Settings, name: str) -> str:
    """A setting as the config file would have it."""
    held = getattr(settings, name)
    return ("true" if held else "false") if isinstance(held, bool) else str(held)


def note_of(name: str) -> str:
    """What a setting means, and when a change is in force."""
    if name in LATER:
        return f"{OPTIONS[name].help}; from the next start"
    if name.startswith(ON_CONNECT):
        return f"{OPTIONS[name].help}; from the next connection"
    return OPTIONS[name].help


def change(place: Place, name: str) -> None:
    """Ask for another value, store it, and have it in force as far as the running app can."""
    option, now = OPTIONS[name], value_of(place.session.settings, name)

    def chosen(value: Any) -> None:
        if isinstance(value, str) and value != now:
            store(place, name, value)

    if option.choices:
        choices = [Choice(each, each, "in use" if each == now else "") for each in option.choices]
        place.app.push_screen(Picker(name, choices), chosen)
    else:
        place.app.push_screen(LineSheet(name, now, note_of(name).capitalize() + ".", checked(name)), chosen)


def checked(name: str) -> Callable[[str], object]:
    """What raises `UsageError` for a text that is no value of a setting."""

    def check(value: str) -> None:
        check_option(name, value)
        check_nodes(name, value)

    return check


def store(place: Place, name: str, value: str) -> None:
    """Write a setting to the config file and take it over; what is wrong with the file is said."""
    session = place.session
    try:
        set_option(name, value)
    except TaoTuiError as error:
        place.notify(sentence(error), severity="error", timeout=10, markup=False)
        return
    before = getattr(session.settings, name)
    typed: Any = value == "true" if isinstance(before, bool) else type(before)(value)
    session.settings = replace(session.settings, **{name: typed})
    if name == "alert_command":
        session.memory.command = "" if value == NONE else value
    variable = OPTIONS[name].environment
    if variable and os.environ.get(variable):
        place.notify(f"{variable} is set, which beats it at the next start.", timeout=8, markup=False)
    place.reload()
