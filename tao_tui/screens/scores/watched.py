"""What the Scores place and its sheets are about: the feed on show, its newest scores, what neurons go by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tao_tui.screens.scores.neuron_facts import neuron_facts
from tao_tui.tables import cells
from tao_tui.widgets.address import fingerprint_text

if TYPE_CHECKING:
    from tao_tui.reads.scores.columns import Neuron
    from tao_tui.screens.scores.feed import ScoreFeed
    from tao_tui.session.session import Session


class Watched:
    """One subnet as it is followed."""

    def __init__(self, session: Session, feed: ScoreFeed) -> None:
        self.session = session
        self.feed = feed
        self.scores: Any = None
        """The newest scores; None before the first arrived."""

    @property
    def netuid(self) -> int:
        """Which subnet."""
        return self.feed.netuid

    @property
    def subject(self) -> str:
        """What sheets are about: the subnet, and the mechanism where it has several."""
        several = self.scores is not None and self.scores.mechanisms > 1
        return f"subnet {self.netuid}" + (f", mechanism {self.scores.mechanism}" if several else "")

    def named(self, hotkey: str) -> str:
        """A neuron by my name for it, the one it gave itself, or its shortened key."""
        account = self.session.account
        mine = account.name_of(hotkey) if account else ""
        shown = f"my/{mine}" if mine else self.feed.validator_names.get(hotkey) or cells.short_address(hotkey)
        return f"{fingerprint_text(hotkey)} {shown}"

    def facts(self, neuron: Neuron) -> list[tuple[str, str]]:
        """Everything about a neuron, as label and value lines."""
        account = self.session.account
        return neuron_facts(
            self.scores,
            neuron,
            name=account.name_of(neuron.hotkey) if account else "",
            course=self.feed.course(neuron),
            pace=self.session.pace,
        )

    def show(self, feed: ScoreFeed) -> None:
        """Follow another feed from now on; a recording of the one before is finished."""
        self.feed.stop_recording()
        self.feed, self.scores = feed, None
