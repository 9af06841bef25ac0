"""Keys that come faster than they are handled edit a field in the order they were pressed."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult

from tao_tui.widgets.field import FieldInput


class OneField(App[None]):
    """A field with a suggestion to be replaced."""

    def compose(self) -> ComposeResult:
        yield FieldInput("suggestion")


async def test_letters_and_editing_keys_of_a_burst_keep_their_order() -> None:
    app = OneField()
    async with app.run_test() as pilot:
        field = app.query_one(FieldInput)
        field.focus()
        await pilot.pause()
        pressed = [
            "ctrl+a",
            "ctrl+k",
            *"wrxng",
            "left",
            "left",
            "left",
            "delete",
            *"o",
            "end",
            *"ss",
            "backspace",
        ]
        for key in pressed:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert field.value == "wrongs"
