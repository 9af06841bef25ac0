"""What a newcomer meets: make a wallet, bring one, watch an address, play in the demo, or look around."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tao_tui.messages import OpenDemo
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.session.session import Session

WAYS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("c", "create", "Create a wallet", "new words, a password of your own"),
    ("b", "import", "Bring a wallet", "twelve or more words you already have"),
    ("a", "watch", "Watch an address", "see everything, sign nothing"),
    ("d", "demo", "Open the demo", "a network of your own, play money"),
    ("l", "look", "Just look around", "no wallet; the chain is public"),
)
"""The key, the name, the label and a note of each way; the demo is for who has no wallet yet."""


class FirstRun(Sheet[None]):
    """Leads to one of the ways."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Look around", id="first.look", tooltip="Go on without a wallet"),
        *(
            Binding(key, f"go('{way}')", label, show=False, id=f"first.{way}", tooltip=note.capitalize())
            for key, way, label, note in WAYS[:-1]
        ),
        Binding("l", "leave", "Look around", show=False, id="first.leave", tooltip="Go on without a wallet"),
    ]

    def __init__(self, session: Session, reason: str = "") -> None:
        super().__init__()
        self.session = session
        self.reason = reason
        self.ways = tuple(each for each in WAYS if each[1] != "demo" or not session.wallet_names)

    def compose(self) -> ComposeResult:
        """A few words and the ways on."""
        where = str(self.session.settings.wallet_path)
        with Vertical(classes="sheet") as box:
            box.border_title = "Welcome to tao-tui"
            box.border_subtitle = "↑↓ enter · esc looks around"
            yield TextPane(
                Content.assemble(
                    self.reason or "There is no wallet yet.",
                    "\n",
                    ("Wallets live in ", "$tao-quiet"),
                    where,
                    (", as other Bittensor programs expect.", "$tao-quiet"),
                )
            )
            yield OptionList(
                *(
                    Option(
                        Content.assemble(
                            (f"{key}  ", "bold $primary"), (f"{label:<18}", "bold"), (note, "$tao-quiet")
                        )
                    )
                    for key, _, label, note in self.ways
                ),
                markup=False,
            )

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_go(self.ways[event.option_index][1])

    def action_go(self, way: str) -> None:
        """Close this and go one of the ways."""
        if way not in [each[1] for each in self.ways]:
            return
        if way in ("look", "demo"):
            self.dismiss()
            if way == "demo":
                self.app.post_message(OpenDemo())
            return
        from tao_tui.screens.keys.form import KeyForm
        from tao_tui.screens.keys.task import Told
        from tao_tui.screens.keys.tasks import BRING, CREATE, WATCH

        def told(ending: Told | None) -> None:
            if ending is not None:
                app.notify(ending.line, markup=False, timeout=5)

        app, task = self.app, {"create": CREATE, "import": BRING, "watch": WATCH}[way]
        self.dismiss()
        # By the app: what this sheet asks for would be told to it, and it is gone by then.
        app.call_later(app.push_screen, KeyForm(self.session, task), told)

    def action_leave(self) -> None:
        """Go on read-only."""
        self.dismiss()
