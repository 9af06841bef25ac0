"""Scores: one subnet's neurons, live; changed cells are marked, the epoch's progress stands on top."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.worker import Worker

from tao_tui.errors import TaoTuiError
from tao_tui.messages import AccountChanged
from tao_tui.screens.picker import Choice, Picker
from tao_tui.screens.place import Place
from tao_tui.screens.wording import sentence
from tao_tui.tables import cells
from tao_tui.tables.columns import Column
from tao_tui.tables.neurons import NEURON_COLUMNS
from tao_tui.tables.reasons import share
from tao_tui.widgets.address import fingerprint_text
from tao_tui.widgets.figures import bar, blocks_as_time, fixed, grouped, sparkline
from tao_tui.widgets.score_table import ScoreTable
from tao_tui.widgets.text_pane import TextPane

SLICE = 256
"""Rows made without a look at the keyboard."""
SEEN = 24
"""Incentives remembered per uid while the app runs."""


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
        Binding("s", "stake", "stake", id="scores.stake", tooltip="Stake TAO to this neuron"),
        Binding("m", "mine", "mine", id="scores.mine", tooltip="Jump to my next neuron"),
    ]

    def __init__(self, session: Any) -> None:
        super().__init__(session)
        self.netuid = session.views.number("scores.netuid", 1)
        self.scores: Any = None
        self._name = ""
        self._names: dict[str, str] = {}
        """What validators of this subnet call themselves, by hotkey."""
        self._follower: Worker[None] | None = None
        self._seen: dict[int, list[int]] = {}
        self._marked_at = 0
        """The block whose changes carry marks; they stay for one block more, then fade."""

    def body(self) -> Iterable[Widget]:
        """Epoch line, table, the neuron in words."""
        yield TextPane("", id="epoch")
        yield Horizontal(
            ScoreTable(
                self._columns(),
                lambda n: n.uid,
                empty="No neuron is registered here.",
                sort=("incentive", True),
                id="neurons",
            ),
            TextPane("", classes="side", id="neuron"),
        )
        yield TextPane("", id="why")

    def _columns(self) -> tuple[Column[Any], ...]:
        """The declared columns; the hotkey shows its fingerprint, or the name this wallet has for it."""
        return tuple(
            replace(column, width=15, cell=self._who) if column.key == "hotkey" else column
            for column in NEURON_COLUMNS
        )

    def _who(self, neuron: Any) -> str:
        return self._named(neuron.hotkey)

    def _named(self, hotkey: str) -> str:
        account = self.session.account
        mine = account.name_of(hotkey) if account else ""
        shown = f"my/{mine}" if mine else self._names.get(hotkey) or cells.short_address(hotkey)
        return f"{fingerprint_text(hotkey)} {shown}"

    # Following

    async def load(self) -> None:
        """Follow the subnet unless it is followed already."""
        if self._follower is None or self._follower.is_finished:
            self.session.online  # noqa: B018 - raises while there is no connection
            self._follower = self._follow(self.netuid)

    @work(group="follow", exclusive=True, exit_on_error=False)
    async def _follow(self, netuid: int) -> None:
        try:
            loaded = await self.session.subnets()
            self._name = next((str(s.name) for s in loaded.data if s.netuid == netuid), "")
            validators = (await self.session.validators(netuid)).data
            self._names = {v.hotkey: str(v.name) for v in validators if v.name}
            deltas = self.session.reads.follow_scores(self.session.online, netuid)
            async with aclosing(deltas):
                async for delta in deltas:
                    await self._arrived(delta)
                    await asyncio.sleep(0)
        except TaoTuiError as error:
            self.trouble = sentence(error)
            self.tick()

    async def _arrived(self, delta: Any) -> None:
        first = self.scores is None or self.scores.netuid != delta.scores.netuid
        self.scores = scores = delta.scores
        self.trouble = ""
        table = self.query_one(ScoreTable)
        if first or len(delta.replaced) or table.total != scores.size:
            table.show(scores.rows(), mark=not first)
        else:
            changed = sorted(set().union(*(uids.tolist() for uids in delta.changed.values())))
            if changed:
                same_block, self._marked_at = scores.block == self._marked_at, scores.block
                table.patch(await _rows(scores, changed), keep_marks=same_block)
            elif scores.block > self._marked_at + 1:
                table.patch([])
        for uid in delta.changed.get("incentive", ()):
            seen = self._seen.setdefault(int(uid), [])
            seen.append(int(scores.incentive[uid]))
            del seen[:-SEEN]
        self._show_epoch()
        self._describe(table.current)

    def _show_epoch(self) -> None:
        scores = self.scores
        about = f" · {scores.size} neurons · tempo {scores.tempo}"
        name = Content(f"{scores.netuid} {self._name}").truncate(
            max(12, self.size.width - len(about) - 38), ellipsis=True
        )
        head = Content.assemble(name.stylize("bold"), (about, "$tao-quiet"))
        left = scores.blocks_to_epoch
        if left is None:
            progress = Content.styled("no epoch is due", "$tao-quiet")
        else:
            lasts = blocks_as_time(left, self.session.pace)
            words = Content.assemble(
                ("epoch in ", "$tao-quiet"), (f"{left} blocks", "bold"), (f" ~{lasts} ", "$tao-quiet")
            )
            room = self.size.width - 5 - head.cell_length - words.cell_length
            drawn = bar(max(0, scores.tempo - left), scores.tempo, max(4, min(24, room)))
            progress = Content.assemble(words, (drawn, "$accent"))
        spare = max(1, self.size.width - 2 - head.cell_length - progress.cell_length)
        self.query_one("#epoch", TextPane).say(Content.assemble(head, " " * spare, progress))

    # One neuron

    @on(ScoreTable.Moved)
    def _moved(self, event: ScoreTable.Moved) -> None:
        self._describe(event.row)

    def _describe(self, neuron: Any) -> None:
        if neuron is None or self.scores is None:
            self.query_one("#why", TextPane).say("")
            return
        self.query_one("#why", TextPane).say(Content(self._sentence(neuron)))
        self.query_one("#neuron", TextPane).pairs(self._facts(neuron))

    def _sentence(self, neuron: Any) -> str:
        scores = self.scores
        rank = int((scores.incentive > scores.incentive[neuron.uid]).sum()) + 1
        parts = []
        if neuron.incentive:
            parts.append(
                f"incentive {share(neuron.incentive)}, place {rank} of {scores.size}; "
                f"validators agree on {share(neuron.consensus)}"
            )
        if neuron.validator_permit:
            parts.append(
                f"validates with trust {share(neuron.validator_trust)}, dividends {share(neuron.dividends)}"
            )
        if not parts:
            parts.append(
                "earns nothing: no validator gives it weight"
                if neuron.active
                else "inactive: it set no weights lately"
            )
        who = f"uid {neuron.uid} {fingerprint_text(neuron.hotkey)}"
        return f"{who}: {'. It '.join(parts)}. Last update in block {neuron.last_update:,}."

    def _facts(self, neuron: Any) -> list[tuple[str, str]]:
        account = self.session.account
        name = account.name_of(neuron.hotkey) if account else ""
        return [
            (f"uid {neuron.uid} {fingerprint_text(neuron.hotkey)} {name}", ""),
            ("hotkey", neuron.hotkey[:24]),
            ("", neuron.hotkey[24:]),
            ("coldkey", neuron.coldkey[:24]),
            ("", neuron.coldkey[24:]),
            ("", " "),
            ("stake weight", f"{fixed(neuron.stake.rao, 4)} α"),
            ("consensus", share(neuron.consensus)),
            ("incentive", share(neuron.incentive)),
            ("dividends", share(neuron.dividends)),
            ("trust", share(neuron.validator_trust)),
            ("last epoch", f"{grouped(neuron.emission.rao)} α"),
            ("permit", "validator" if neuron.validator_permit else "no"),
            ("active", "yes" if neuron.active else "no"),
            ("updated", f"block {neuron.last_update:,}"),
            ("", " "),
            ("incentive since opened", ""),
            (sparkline(self._seen.get(neuron.uid, []), SEEN) or "no change seen yet", ""),
        ]

    def look_at(self, subject: object) -> None:
        """A subnet by its number."""
        if isinstance(subject, int) and subject != self.netuid:
            self.netuid = subject
            self.session.views.put("scores.netuid", subject)
            self.scores = None
            self._seen.clear()
            table = self.query_one(ScoreTable)
            table.clear()
            self._follower = self._follow(subject)

    def copies(self) -> list[Choice]:
        """Keys of the neuron, the row as JSON."""
        row = self.query_one(ScoreTable).current
        if row is None:
            return []
        from tao_tui.screens.row_json import row_json

        return [
            Choice("the hotkey", row.hotkey),
            Choice("the coldkey", row.coldkey),
            Choice("the row as JSON", row_json(row)),
        ]

    # Keys

    async def action_choose_subnet(self) -> None:
        """Watch another subnet."""
        from tao_tui.actions.registry import Kind
        from tao_tui.screens.offers import offers_for

        choices = await offers_for(Kind.NETUID, {}, self.session)
        self.app.push_screen(
            Picker("Scores of subnet", choices),
            lambda value: self.look_at(int(value)) if isinstance(value, str) else None,
        )

    @on(ScoreTable.Chosen)
    def _chosen(self) -> None:
        self.action_explain()

    def action_explain(self) -> None:
        """Say why the neuron under the cursor scores what it scores."""
        row = self.query_one(ScoreTable).current
        if row is not None:
            from tao_tui.screens.neuron_sheet import NeuronSheet

            self.app.push_screen(NeuronSheet(self.session, self.netuid, row, self._facts(row), self._named))

    def action_stake(self) -> None:
        """Stake to the neuron under the cursor."""
        row = self.query_one(ScoreTable).current
        self.perform("stake.add", netuid=self.netuid, hotkey=row.hotkey if row else None)

    def action_mine(self) -> None:
        """Jump to the next neuron of one of my hotkeys."""
        account, table = self.session.account, self.query_one(ScoreTable)
        keys = {address for _, address in account.hotkeys} | {account.coldkey} if account else set()
        mine = [n.uid for n in table.shown if n.hotkey in keys or n.coldkey in keys]
        if not mine:
            self.notify("None of these neurons is yours.", timeout=3)
            return
        here = mine.index(table.cursor_key) if table.cursor_key in mine else -1
        table.cursor_key = mine[(here + 1) % len(mine)]

    @on(AccountChanged)
    def _account_changed(self) -> None:
        self._describe(self.query_one(ScoreTable).current)


async def _rows(scores: Any, uids: list[int]) -> list[Any]:
    """Neurons of these uids, a subnet's worth at a time, so that keys are heard in between."""
    rows: list[Any] = []
    for start in range(0, len(uids), SLICE):
        if start:
            await asyncio.sleep(0)
        rows += [scores.neuron(uid) for uid in uids[start : start + SLICE]]
    return rows
