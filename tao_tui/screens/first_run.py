"""What a newcomer meets: make a wallet, bring one, watch an address, or just look around."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.screens.session import Session

WAYS = (
    ("create", "Create a wallet", "new words, a password of your own"),
    ("import", "Bring a wallet", "twelve or more words you already have"),
    ("watch", "Watch an address", "see everything, sign nothing"),
    ("look", "Just look around", "no wallet; the chain is public"),
)


class FirstRun(ModalScreen[None]):
    """Leads to one of the four ways."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Look around", id="first.look", tooltip="Go on without a wallet"),
    ]

    def __init__(self, session: Session, reason: str = "") -> None:
        super().__init__()
        self.session = session
        self.reason = reason

    def compose(self) -> ComposeResult:
        """A few words and four ways on."""
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
                    Option(Content.assemble((f"{label:<19}", "bold"), (note, "$tao-quiet")))
                    for _, label, note in WAYS
                ),
                markup=False,
            )

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        way = WAYS[event.option_index][0]
        if way == "look":
            self.dismiss()
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
