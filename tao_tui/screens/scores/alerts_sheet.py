"""The alert rules: what is watched for, and what came true."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tao_tui.config import NONE, set_option
from tao_tui.errors import TaoTuiError
from tao_tui.messages import AlertRulesChanged
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.session.wording import sentence
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.session.session import Session

SHOWN = 5
"""Alerts of the past listed."""


class AlertsSheet(Sheet[None]):
    """Enter adds the rule written; delete takes the highlighted one away. Kept in the settings file."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", id="alerts.close", tooltip="Back"),
        Binding(
            "delete", "remove", "Remove", id="alerts.remove", tooltip="Take the rule away", priority=True
        ),
        Binding("down", "move(1)", "Next", show=False, id="alerts.next", tooltip="Next rule", priority=True),
        Binding(
            "up", "move(-1)", "Before", show=False, id="alerts.before", tooltip="Rule above", priority=True
        ),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.rules = [rule.text for rule in session.memory.rules]

    def compose(self) -> ComposeResult:
        """A line for a new rule, the rules, what came true."""
        from tao_tui.reads.alerts.rules import WAYS

        with Vertical(classes="sheet") as box:
            box.border_title = "Alerts"
            box.border_subtitle = "enter add · ↑↓ del remove · esc back"
            yield Input(placeholder="mine incentive falls 10%", compact=True)
            yield TextPane(Content.styled(f"For example: {'; '.join(WAYS)}", "$tao-quiet"), id="said")
            yield OptionList(markup=False, compact=True)
            yield TextPane("", id="past")

    def on_mount(self) -> None:
        """Show what there is."""
        self._list()
        past = [
            Content.assemble((f"block {alert.block:,}  ", "$tao-quiet"), alert.text)
            for alert in list(self.session.memory.alerts)[:SHOWN]
        ]
        heading = Content.styled("Came true" if past else "Nothing has come true yet.", "bold $tao-heading")
        self.query_one("#past", TextPane).say(Content("\n").join([Content(""), heading, *past]))

    def _list(self) -> None:
        listing = self.query_one(OptionList)
        listing.clear_options()
        listing.add_options([Option(Content(f"! {rule}")) for rule in self.rules])
        listing.highlighted = len(self.rules) - 1 if self.rules else None

    @on(Input.Submitted)
    def _added(self, event: Input.Submitted) -> None:
        from tao_tui.reads.alerts.rules import parse_rule

        try:
            rule = parse_rule(event.value).text
            if rule not in self.rules:
                self._store([*self.rules, rule])
            event.input.value = ""
        except TaoTuiError as error:
            self.query_one("#said", TextPane).say(Content.styled(sentence(error), "$warning"))

    def _store(self, rules: list[str]) -> None:
        """Keep the rules, here and in the settings file, and watch by them from now on."""
        text = "; ".join(rules) or NONE
        set_option("alerts", text)
        self.rules = rules
        self.session.memory.rules_text = text
        self.session.tell(AlertRulesChanged())
        self._list()

    def action_remove(self) -> None:
        """Take the highlighted rule away."""
        index = self.query_one(OptionList).highlighted
        if index is not None and self.rules:
            try:
                self._store([rule for number, rule in enumerate(self.rules) if number != index])
            except TaoTuiError as error:
                self.query_one("#said", TextPane).say(Content.styled(sentence(error), "$warning"))

    def action_move(self, step: int) -> None:
        """Move the highlight."""
        if self.rules:
            listing = self.query_one(OptionList)
            listing.highlighted = ((listing.highlighted or 0) + step) % len(self.rules)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss()
