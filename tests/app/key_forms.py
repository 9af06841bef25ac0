"""The menu and the forms of keys, gone through as a person does."""

from __future__ import annotations

from textual.widgets import Button, Input

from tao_tui.screens.keys.form import KeyForm
from tao_tui.screens.sheets.picker import Picker
from tests.app.conftest import Stage

PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk"
GOOD = "a long password, with words"
BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"


async def fill(s: Stage, **values: str) -> None:
    """Fill in fields of the form on top and press its button."""
    await s.until(lambda: isinstance(s.app.screen, KeyForm) and s.app.screen.query(Button))
    await s.fill(**values)
    await s.pilot.pause()
    s.app.screen.query_one("#do", Button).press()
    await s.pilot.pause()


async def choose(s: Stage, *lines: str) -> None:
    """Take lines of the menu behind `m`, one list after the other, once the form before has closed."""
    await s.until(lambda: not isinstance(s.app.screen, KeyForm))
    await s.press("m")
    for line in lines:
        await s.until(lambda: isinstance(s.app.screen, Picker) and s.app.screen.query(Input))
        picker = s.app.screen
        assert isinstance(picker, Picker)
        index = next(n for n, choice in enumerate(picker.choices) if choice.label.strip("◧").find(line) >= 0)
        picker.dismiss(picker.choices[index].value)
        await s.until(lambda picker=picker: s.app.screen is not picker)  # type: ignore[misc]
