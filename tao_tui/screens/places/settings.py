"""Settings: how the app looks, which network it speaks to, where its files are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from tao_tui import paths
from tao_tui.actions.review.wording import per_cent
from tao_tui.config import OPTIONS, set_option
from tao_tui.errors import TaoTuiError
from tao_tui.messages import SwitchNetwork
from tao_tui.screens import options
from tao_tui.screens.place import Place
from tao_tui.screens.portfolio.needs import plain
from tao_tui.screens.sheets.line_sheet import LineSheet
from tao_tui.screens.sheets.picker import Choice, Picker
from tao_tui.session.wording import sentence
from tao_tui.theme import CHOICES
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane

_PRECEDENCE = "A flag beats the environment, which beats the config file, which beats the default."
TOLERANCES = ("0.1 %", "0.5 %", "1 %", "2 %", "5 %", "10 %", "20 %")
NETWORKS = {
    "finney": "Bittensor itself",
    "test": "its test network",
    "local": "a node on this machine, ws://127.0.0.1:9944",
    "dev": "the embedded node, play money",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One setting or fact."""

    key: str
    value: str
    note: str
    can_change: bool = False


COLUMNS = (
    plain("key", "setting", 17, "left", 0, lambda line: line.key),
    plain("value", "value", 40, "left", 0, lambda line: line.value),
    plain("note", "", 44, "left", 2, lambda line: line.note),
    plain("change", "", 12, "left", 1, lambda line: "enter change" if line.can_change else ""),
)


class Settings(Place):
    """A table of settings; enter changes one."""

    DEFAULT_CSS = "Settings #about { height: 5; border-top: solid $tao-rule; }"
    name_of_place = "settings"
    follows_blocks = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "change", "change", id="settings.change", tooltip="Change the setting under the cursor"
        ),
    ]

    def body(self) -> Iterable[Widget]:
        """The table and a word on precedence."""
        yield Vertical(
            RowTable(COLUMNS, lambda line: line.key, id="settings"),
            TextPane("", id="about"),
        )

    async def load(self) -> None:
        """Settings in force and paths."""
        settings, session = self.session.settings, self.session
        client = session.client
        self.query_one(RowTable).show(
            [
                Line("theme", self.app.theme, "colours of the app", True),
                Line("network", settings.network, OPTIONS["network"].help, True),
                Line(
                    "tolerance",
                    per_cent(settings.tolerance_ppm),
                    "how far a trade's price may end from its quote",
                    True,
                ),
                *(
                    Line(name, options.value_of(settings, name), options.note_of(name), True)
                    for name in options.others()
                ),
                *(Line(name, self._elsewhere(name), note) for name, note in options.ELSEWHERE.items()),
                Line("endpoint", client.endpoint if client else "none", "the node answering now"),
                Line(
                    "second node",
                    (client.network.second_for(client.genesis) if client else "") or "none",
                    "must say the same before anything is signed",
                ),
                Line("connection", session.connection.words(session.clock()), "what it does now"),
                Line(
                    "genesis",
                    client.genesis if client else "–",
                    "the chain it follows, checked on every connect",
                ),
                Line("runtime", str(client.runtime.spec_version) if client else "–", "spec version"),
                Line("wallet_path", str(settings.wallet_path), OPTIONS["wallet_path"].help),
                Line("config file", str(paths.config_file()), "may be edited by hand"),
                Line("journal", str(paths.journal_file()), "every extrinsic signed here"),
                Line("state", str(paths.state_dir()), "what the app remembers; nothing secret"),
                Line("cache", str(paths.cache_dir()), "may be deleted at any time"),
            ]
        )

    def _elsewhere(self, name: str) -> str:
        session = self.session
        if name == "alerts":
            return session.memory.rules_text
        return session.wallet if session.account else "none"

    def copies(self) -> list[Choice]:
        """The value."""
        row = self.query_one(RowTable).current
        return [Choice(row.key, row.value)] if row is not None else []

    @on(RowTable.Moved)
    def _moved(self, event: RowTable.Moved) -> None:
        """What narrow columns cut or leave out, in full."""
        line: Line | None = event.row
        if line is None:
            return
        said = Content.assemble((line.key, "bold $primary"), f"  {line.value}\n", (line.note, "$tao-quiet"))
        if line.can_change:
            said = Content.assemble(said, "\n", (_PRECEDENCE, "$tao-quiet"))
        self.query_one("#about", TextPane).say(said)

    @on(RowTable.Chosen)
    def _chosen(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        """Change the setting under the cursor."""
        row = self.query_one(RowTable).current
        if row is None or not row.can_change:
            return
        if row.key == "theme":
            choices = [Choice(name, name, "in use" if name == self.app.theme else "") for name in CHOICES]
            self.app.push_screen(Picker("Theme", choices), self._theme)
        elif row.key == "tolerance":
            choices = [Choice(each, each, "in use" if each == row.value else "") for each in TOLERANCES]
            self.app.push_screen(Picker("Tolerance of trades", choices), self._tolerance)
        elif row.key == "network":
            choices = [
                Choice(name, name, f"{note}, in use" if name == row.value else note)
                for name, note in NETWORKS.items()
            ]
            choices.append(Choice("another node …", "", "a ws:// or wss:// address"))
            self.app.push_screen(Picker("Network", choices), self._network)
        else:
            options.change(self, row.key)

    def _theme(self, name: Any) -> None:
        if isinstance(name, str):
            self.app.theme = name
            self.session.views.put("theme", name)
            self.reload()

    def _tolerance(self, share: Any) -> None:
        if not isinstance(share, str):
            return
        value = share.replace(" ", "")
        try:
            set_option("tolerance", value)
        except TaoTuiError as error:
            self.notify(sentence(error), severity="error", markup=False)
            return
        self.session.settings = replace(self.session.settings, tolerance=value)
        self.reload()

    def _network(self, name: Any) -> None:
        if name == "":
            now = self.session.settings.network
            typed = now if "://" in now else "wss://"
            note = "The address of a node: wss://, or ws:// on your own network."
            self.app.push_screen(LineSheet("Network", typed, note, options.checked("network")), self._network)
            return
        if not isinstance(name, str) or name == self.session.settings.network:
            return
        try:
            set_option("network", name)
        except TaoTuiError as error:
            self.notify(sentence(error), severity="error", markup=False)
            return
        self.app.post_message(SwitchNetwork(name))
        self.notify(f"Going to {name}; it is also the default from now on.", markup=False, timeout=5)
