"""The audit: whether every score of the last epoch follows from the chain's own inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from tao_tui.screens.scores.epoch_sheet import EpochSheet
from tao_tui.tables.score_reasons import MIXED_EMISSION
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.reads.scores.audit import Audit
    from tao_tui.session.session import Session

MOST = 12
"""Differences listed."""


class AuditSheet(EpochSheet):
    """Column by column, then what differs."""

    def compose(self) -> ComposeResult:
        """One pane."""
        with VerticalScroll(classes="sheet") as box:
            box.border_title = Content(f"Do the scores of {self.watched.subject} follow?")
            box.border_subtitle = "esc back"
            yield TextPane("Computing the last epoch again…", id="said")

    async def read(self, session: Session, netuid: int, mechanism: int) -> Any:
        """The audit itself."""
        return await session.reads.audit(session.online, netuid, mechanism)

    async def show(self) -> None:
        """Say what follows and what does not."""
        audit: Audit = self.picture
        lines = [Content(f"The epoch of block {audit.epoch_block:,}, computed again."), Content("")]
        for column in audit.columns:
            wrong = sum(each.column == column for each in audit.differences)
            verdict = f"{wrong} of {audit.neurons} differ" if wrong else "every integer follows"
            mark = ("✗ ", "$error") if wrong else ("✓ ", "$success")
            lines.append(Content.assemble(mark, f"{column.replace('_', ' '):<18}", verdict))
        lines.append(Content(""))
        if audit.hidden:
            some = ", ".join(map(str, audit.hidden[:8])) + (" …" if len(audit.hidden) > 8 else "")
            hidden = f"Hidden: uid {some} committed newer weights nobody can read yet; older ones counted."
            lines.append(Content.styled(hidden, "$warning"))
        if "emission" not in audit.columns:
            lines.append(Content(MIXED_EMISSION))
        if audit.follows:
            lines.append(Content.styled("The chain's scores follow from its own inputs.", "bold $success"))
        for each in audit.differences[:MOST]:
            chain, computed = f"{each.stored:,}", f"{each.computed:,}"
            lines.append(
                Content(f"uid {each.uid:<4} {each.column}: the chain has {chain}, computed {computed}")
            )
        self.query_one("#said", TextPane).say(Content("\n").join(lines))
