"""The app's looks: its themes, and style sheets that are parsed once and not for every place that opens."""

from __future__ import annotations

from textual.app import App
from textual.css.stylesheet import Stylesheet

from tao_tui.theme import EXTRA_VARIABLES, OWN_THEMES, known_theme


class KeptStylesheet(Stylesheet):
    """Rules that stand until the colours change.

    Textual styles everything again at the start and for each place opened first, and parses every source for
    that, although sources never change and colours only with the theme.
    """

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other values of the colours; the same ones leave what was parsed with them."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what was not parsed with the present colours."""
        self.parse()


class StyledApp(App[int]):
    """An app in one of this program's themes from its first style on."""

    _coloured_for = ""
    """The theme whose colours `theme_variables` has."""

    def wear(self, theme: str) -> None:
        """Put on the theme to start with, before anything is styled."""
        for own in OWN_THEMES:
            self.register_theme(own)
        self.theme = known_theme(theme)
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Values for this program's colour names under themes that lack them."""
        return EXTRA_VARIABLES

    def get_css_variables(self) -> dict[str, str]:
        """The colours of the theme, worked out when it changes, not whenever all is styled again."""
        if self._coloured_for != self.theme:
            super().get_css_variables()
            self._coloured_for = self.theme
        return self.theme_variables
