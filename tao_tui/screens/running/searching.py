"""The palette, whose first letters may be typed before it is there."""

from __future__ import annotations

from textual.app import App
from textual.widgets import Input


class SearchingApp(App[int]):
    """An app that searches everything: the key is taken before those after it are dealt out."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A colon is text where one types, and no key of a sheet."""
        if action == "search":
            return len(self.screen_stack) == 1 and not isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    def action_search(self) -> None:
        """The same by a key that writes."""
        self.action_command_palette()

    def action_command_palette(self) -> None:
        """Search actions, places, subnets, validators, accounts and proposals."""
        from textual.command import CommandPalette

        from tao_tui.screens.search import Everything
        from tao_tui.screens.sheets.palette import Palette

        if not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            self.push_screen(
                Palette(
                    [Everything],
                    placeholder="action, place, subnet, validator, proposal, theme …",
                    id="--command-palette",
                )
            )
