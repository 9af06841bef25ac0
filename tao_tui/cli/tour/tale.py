"""What the tour tells: numbered steps as they happen, or one JSON document at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tao_tui.actions.plan import Outcome
    from tao_tui.cli.terminal.output import Output


@dataclass(slots=True)
class Tale:
    """Collects every step; on a terminal or pipe it also tells them while they happen."""

    out: Output
    steps: list[dict[str, Any]] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    @contextmanager
    def step(self, title: str) -> Iterator[dict[str, Any]]:
        """One step; what the block puts into the yielded row is told to scripts."""
        row: dict[str, Any] = {"step": len(self.steps) + 1, "title": title}
        self.say(f"\n{row['step']}. {title}")
        before = time.monotonic()
        yield row
        row["milliseconds"] = round((time.monotonic() - before) * 1000)
        self.steps.append(row)

    def say(self, line: str) -> None:
        """One line of the story."""
        if not self.out.json:
            self.out.line(line)

    def outcome(self, row: dict[str, Any], outcome: Outcome) -> None:
        """Tell how an extrinsic ended."""
        from tao_tui.cli.signing.review_text import outcome_lines, outcome_row

        row.setdefault("extrinsics", []).append(outcome_row(outcome))
        for line in outcome_lines(outcome):
            self.say(f"   {line}")

    def end(self) -> None:
        """The last line, or the document."""
        seconds = time.monotonic() - self.started
        sent = sum(len(row.get("extrinsics", ())) for row in self.steps)
        text = f"\nDone: {len(self.steps)} steps, {sent} extrinsics, all finalized, in {seconds:.0f} s."
        self.out.answer({"steps": self.steps}, lambda: [text])
