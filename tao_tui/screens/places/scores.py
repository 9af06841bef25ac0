"""Scores: one subnet's neurons, live; changed cells are marked, the epoch's progress stands on top."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.worker import Worker

from tao_tui.counted import counted
from tao_tui.errors import TaoTuiError
from tao_tui.messages import AccountChanged
from tao_tui.screens.place import Place
from tao_tui.screens.scores.columns import score_columns
from tao_tui.screens.scores.feed import ScoreFeed
from tao_tui.screens.scores.neuron_facts import neuron_sentence
from tao_tui.screens.scores.watched import Watched
from tao_tui.screens.sheets.picker import Choice, Picker
from tao_tui.session.wording import sentence
from tao_tui.widgets.figures import bar, blocks_as_time
from tao_tui.widgets.table.neuron_table import NeuronTable
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.reads.scores.columns import Scores as ScoreColumns
    from tao_tui.reads.scores.recording import Recording
    from tao_tui.session.session import Session
    from tao_tui.widgets.table.neuron_rows import Values


def _quiet(key: str, action: str, tooltip: str) -> Binding:
    """A key that only the list behind ? tells of: the line of hints has no room for all."""
    return Binding(key, action, action, show=False, id=f"scores.{action}", tooltip=tooltip)


class Scores(Place):
    """Follows one subnet's vectors and repaints only what moved."""

    DEFAULT_CSS = """
    Scores #epoch { height: 1; padding: 0 1; color: $foreground; }
    Scores #why { height: 2; padding: 0 1; border-top: solid $tao-rule; }
    Scores.-narrow #why { height: 3; }
    """
    name_of_place = "scores"
    follows_blocks = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "choose_subnet", "subnet", id="scores.subnet", tooltip="Watch another subnet"),
        Binding("e", "explain", "explain", id="scores.explain", tooltip="Why this score is what it is"),
        Binding("w", "what_if", "what if", id="scores.what-if", tooltip="The last epoch, something changed"),
        Binding("x", "matrix", "matrix", id="scores.matrix", tooltip="Who gave whom how much weight"),
        Binding("W", "wall", "wall", id="scores.wall", tooltip="All subnets at a glance"),
        Binding("a", "alerts", "alerts", id="scores.alerts", tooltip="Be told when a score falls, and more"),
        _quiet("s", "stake", "Stake TAO to this neuron"),
        _quiet("m", "mine", "Jump to my next neuron"),
        _quiet("p", "queue", "Who is replaced next"),
        _quiet("c", "audit", "Do the scores follow from the chain's inputs?"),
        _quiet("M", "mechanism", "Another of the subnet's mechanisms"),
        _quiet("ctrl+r", "record", "Record this feed to a file, or stop"),
        _quiet("ctrl+o", "replay", "Replay a recorded feed"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        recording, session.first_recording = session.first_recording, None
        netuid = recording.netuid if recording else session.views.number("scores.netuid", 1)
        feed = ScoreFeed(session, netuid, recording=recording, speed=session.replay_speed)
        self.watched = Watched(session, feed)
        self._follower: Worker[None] | None = None
        self._marked_at = 0
        """The block whose changes carry marks; they stay for one block more, then fade."""
        self._drawn_epoch = 0
        """The epoch the courses shown end with."""

    def body(self) -> Iterable[Widget]:
        """Epoch line, table, the neuron in words."""
        yield TextPane("", id="epoch")
        yield Horizontal(
            NeuronTable(
                score_columns(self.watched),
                {"course": self.trends},
                empty="No neuron is registered here.",
                sort=("incentive", True),
                id="neurons",
            ),
            TextPane("", classes="side", id="neuron"),
        )
        yield TextPane("", id="why")

    def trends(self, scores: ScoreColumns) -> tuple[Values, Values]:
        """What the column of courses is sorted by."""
        return self.watched.feed.trends(scores)

    # Following

    async def load(self) -> None:
        """Follow the subnet unless it is followed already; a recording that is over is not played again."""
        if self._follower is None or (self._follower.is_finished and self.watched.feed.recording is None):
            if self.watched.feed.recording is None:
                self.session.online  # noqa: B018 - raises while there is no connection
            self.follow(self.watched.feed)

    def follow(self, feed: ScoreFeed) -> None:
        """Show another feed from now on."""
        if feed is not self.watched.feed:
            self.watched.show(feed)
            self.query_one(NeuronTable).clear()
        self._follower = self._follow(feed)

    @work(group="follow", exclusive=True, exit_on_error=False)
    async def _follow(self, feed: ScoreFeed) -> None:
        try:
            async with aclosing(feed.deltas()) as deltas:
                async for delta in deltas:
                    self._arrived(delta)
                    await asyncio.sleep(0)
            if feed.recording is not None:
                self.notify(
                    "The recording is over; ctrl+o plays another, n goes back to the chain.", timeout=6
                )
        except TaoTuiError as error:
            self.trouble = sentence(self._what_became(error))
            self.tick()

    def _what_became(self, error: TaoTuiError) -> TaoTuiError:
        """The error of a feed; a subnet that was shown and is not there any more was dissolved."""
        from tao_tui.reads.scores.follow import dissolved
        from tao_tui.reads.unknown_subnet import UNKNOWN_SUBNET

        gone = self.watched.scores is not None and error.code == UNKNOWN_SUBNET
        return dissolved(self.watched.netuid) if gone else error

    def _arrived(self, delta: Any) -> None:
        self.watched.scores = scores = delta.scores
        self.trouble = ""
        table = self.query_one(NeuronTable)
        self._show_older(table, kept=scores.rank is not None)
        if delta.changed or delta.replaced:
            same_block, self._marked_at = scores.block == self._marked_at, scores.block
            table.follow(scores, keep_marks=same_block)
        elif scores.block > self._marked_at + 1:
            table.follow(scores)
        if self.watched.feed.newest_epoch != self._drawn_epoch:
            self._drawn_epoch = self.watched.feed.newest_epoch
            table.repaint_column("course")
        self._show_epoch()
        self._describe(table.current)

    def _show_older(self, table: NeuronTable, *, kept: bool) -> None:
        """Columns for ranks and trust where the runtime keeps them."""
        if kept != any(column.key == "rank" for column in table.columns):
            table.columns = score_columns(self.watched, older=kept)

    def tick(self) -> None:
        """The line on top too: a recording may have ended."""
        super().tick()
        if self.watched.scores is not None and self.is_mounted:
            self._show_epoch()

    def _show_epoch(self) -> None:
        scores, feed = self.watched.scores, self.watched.feed
        mechanism = f" · mechanism {scores.mechanism}" if scores.mechanisms > 1 else ""
        about = f"{mechanism} · {counted(scores.size, 'neuron')} · tempo {scores.tempo}"
        sign = "▶ " if feed.recording is not None else "● " if feed.is_recording else ""
        name = Content(f"{scores.netuid} {feed.name}").truncate(
            max(12, self.size.width - len(about) - 38), ellipsis=True
        )
        head = Content.assemble((sign, "bold $warning"), name.stylize("bold"), (about, "$tao-quiet"))
        left = scores.blocks_to_epoch
        if left is None:
            progress = Content.styled("no epoch is due", "$tao-quiet")
        else:
            lasts = blocks_as_time(left, self.session.pace)
            words = Content.assemble(
                ("epoch in ", "$tao-quiet"), (counted(left, "block"), "bold"), (f" ~{lasts} ", "$tao-quiet")
            )
            room = self.size.width - 5 - head.cell_length - words.cell_length
            drawn = bar(max(0, scores.tempo - left), scores.tempo, max(4, min(24, room)))
            progress = Content.assemble(words, (drawn, "$accent"))
        spare = max(1, self.size.width - 2 - head.cell_length - progress.cell_length)
        self.query_one("#epoch", TextPane).say(Content.assemble(head, " " * spare, progress))

    # One neuron

    @on(NeuronTable.Moved)
    def _moved(self, event: NeuronTable.Moved) -> None:
        self._describe(event.row)

    def _describe(self, neuron: Any) -> None:
        if neuron is None or self.watched.scores is None:
            self.query_one("#why", TextPane).say("")
            return
        self.query_one("#why", TextPane).say(Content(neuron_sentence(self.watched.scores, neuron)))
        self.query_one("#neuron", TextPane).pairs(self.watched.facts(neuron))

    def look_at(self, subject: object) -> None:
        """A subnet by its number, from the chain."""
        if isinstance(subject, int) and (
            subject != self.watched.netuid or self.watched.feed.recording is not None
        ):
            self.session.views.put("scores.netuid", subject)
            self.follow(ScoreFeed(self.session, subject))

    def copies(self) -> list[Choice]:
        """Keys of the neuron, the row as JSON."""
        row = self.query_one(NeuronTable).current
        if row is None:
            return []
        from tao_tui.screens.words.row_json import row_json

        return [
            Choice("the hotkey", row.hotkey),
            Choice("the coldkey", row.coldkey),
            Choice("the row as JSON", row_json(row)),
        ]

    # Keys

    async def action_choose_subnet(self) -> None:
        """Watch another subnet."""
        from tao_tui.actions.registry import Kind
        from tao_tui.screens.sheets.offers import offers_for

        choices = await offers_for(Kind.NETUID, {}, self.session)
        self.app.push_screen(
            Picker("Scores of subnet", choices),
            lambda value: self.look_at(int(value)) if isinstance(value, str) else None,
        )

    @on(NeuronTable.Chosen)
    def _chosen(self) -> None:
        self.action_explain()

    def action_explain(self) -> None:
        """Say why the neuron under the cursor scores what it scores."""
        row = self.query_one(NeuronTable).current
        if row is not None:
            from tao_tui.screens.scores.neuron_sheet import NeuronSheet

            self.app.push_screen(NeuronSheet(self.watched, row))

    def action_what_if(self) -> None:
        """Compute the last epoch with something changed."""
        if self.watched.scores is not None:
            from tao_tui.screens.scores.what_if_sheet import WhatIfSheet

            self.app.push_screen(WhatIfSheet(self.watched))

    def action_matrix(self) -> None:
        """Show the weights behind the scores."""
        if self.watched.scores is not None:
            from tao_tui.screens.scores.matrix_sheet import MatrixSheet

            row = self.query_one(NeuronTable).current
            self.app.push_screen(MatrixSheet(self.watched, row.uid if row else 0))

    def action_audit(self) -> None:
        """Compute the last epoch again and compare."""
        if self.watched.scores is not None:
            from tao_tui.screens.scores.audit_sheet import AuditSheet

            self.app.push_screen(AuditSheet(self.watched))

    def action_wall(self) -> None:
        """All subnets at a glance."""
        from tao_tui.screens.scores.wall_screen import WallScreen

        self.app.push_screen(WallScreen(self.session, self.watched.netuid), self.look_at)

    def action_alerts(self) -> None:
        """The alert rules."""
        from tao_tui.screens.scores.alerts_sheet import AlertsSheet

        self.app.push_screen(AlertsSheet(self.session))

    def action_stake(self) -> None:
        """Stake to the neuron under the cursor."""
        row = self.query_one(NeuronTable).current
        self.perform("stake.add", netuid=self.watched.netuid, hotkey=row.hotkey if row else None)

    def action_queue(self) -> None:
        """Who is replaced next; one that is chosen gets the cursor."""
        from tao_tui.screens.subnets.queue_sheet import QueueSheet, neuron_queue

        table = self.query_one(NeuronTable)
        at = table.current.uid if table.current else None
        queue = neuron_queue(self.session, self.watched.netuid, self.watched.feed.name)
        self.app.push_screen(
            QueueSheet(self.session, queue, at),
            lambda uid: None if uid is None else setattr(table, "cursor_key", uid),
        )

    def action_mechanism(self) -> None:
        """Watch another mechanism of the subnet."""
        if self.watched.scores is not None and self.watched.scores.mechanisms > 1:
            following = (self.watched.scores.mechanism + 1) % self.watched.scores.mechanisms
            self.follow(ScoreFeed(self.session, self.watched.netuid, following))
        else:
            self.notify("This subnet has one mechanism only.", timeout=3)

    def action_record(self) -> None:
        """Begin or end a recording."""
        from tao_tui.screens.scores.recordings import toggle_recording

        toggle_recording(self, self.watched)

    def action_replay(self) -> None:
        """Replay a recorded feed."""
        from tao_tui.screens.scores.recordings import choose_replay

        choose_replay(self, self._replay)

    def _replay(self, recording: Recording) -> None:
        self.follow(ScoreFeed(self.session, recording.netuid, recording=recording))

    def action_mine(self) -> None:
        """Jump to the next neuron of one of my hotkeys."""
        from tao_tui.reads.scores.columns import uids_of

        account, table = self.session.account, self.query_one(NeuronTable)
        keys = {address for _, address in account.hotkeys} | {account.coldkey} if account else set()
        found = uids_of(self.watched.scores, keys) if self.watched.scores is not None else ()
        lines = {uid: line for uid in found if (line := table.rows.line_of(uid)) is not None}
        mine = sorted(lines, key=lambda uid: lines[uid])
        if not mine:
            self.notify("None of these neurons is yours.", timeout=3)
            return
        here = mine.index(table.cursor_key) if table.cursor_key in mine else -1
        table.cursor_key = mine[(here + 1) % len(mine)]

    @on(AccountChanged)
    def _account_changed(self) -> None:
        self._describe(self.query_one(NeuronTable).current)
