"""What a subnet says of itself: every field as plain text, and for its owner the form to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tao_tui.messages import Perform
from tao_tui.screens.sheets.text_sheet import TextSheet

if TYPE_CHECKING:
    from tao_tui.reads.identity import SubnetIdentity
    from tao_tui.session.session import Session


class IdentitySheet(TextSheet):
    """`c` opens the form with what is said now; nothing in it is a link to click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "change", "Change", id="identity.change", tooltip="Say something else"),
    ]

    def __init__(self, session: Session, found: SubnetIdentity) -> None:
        self.found = found
        self.is_mine = session.account is not None and session.account.coldkey == found.owner
        lines: list[Any] = [
            Content.assemble((f"{label:<12} ", "$tao-quiet"), text) for label, text in found.identity.lines()
        ]
        if not lines:
            lines = [Content.styled("It says nothing of itself.", "$tao-quiet")]
        owner = Content.assemble((f"{'Owner':<12} ", "$tao-quiet"), str(found.owner))
        said = "c changes it" if self.is_mine else "Only its owner changes it."
        text = Content("\n").join([*lines, owner, Content(""), Content.styled(said, "$tao-quiet")])
        super().__init__(f"What subnet {found.netuid} {found.symbol} says of itself", text)

    def action_change(self) -> None:
        """Open the form, every field as it is now."""
        if not self.is_mine:
            self.notify("Only the subnet's owner changes that.", timeout=3)
            return
        said = {name: str(text) for name, text in self.found.identity.texts.items() if text}
        self.app.post_message(Perform("subnets.identity", {"netuid": str(self.found.netuid), **said}))
        self.dismiss(None)
