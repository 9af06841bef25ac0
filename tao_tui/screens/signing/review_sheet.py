"""The one sheet before anything is signed: plain words, warnings, the decoded call, a word to type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from tao_tui.actions.plan import gravest_first
from tao_tui.actions.registry import ACTIONS
from tao_tui.addresses import looks_like_address, split_at_address
from tao_tui.errors import TaoTuiError
from tao_tui.screens.signing.key_line import KeyLine
from tao_tui.screens.signing.preview import LEVELS
from tao_tui.screens.signing.word_sheet import WordSheet
from tao_tui.screens.words.call_lines import call_lines
from tao_tui.screens.words.called import calls_itself, subnet_called
from tao_tui.session.own_ways import in_app
from tao_tui.session.wording import sentence
from tao_tui.widgets.address import fingerprint
from tao_tui.widgets.figures import blocks_as_time, grouped
from tao_tui.widgets.text_pane import TextPane, hanging

if TYPE_CHECKING:
    from tao_tui.actions.plan import Review
    from tao_tui.session.session import Session

Fact = tuple[str, str]
"""A label and its value."""


class ReviewSheet(WordSheet["Review | None"]):
    """Ends with the review on show only when the word was typed and sent off; everything else is no.

    While it is read the quote is renewed with every block, so what is signed is never older than the head.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="review.cancel", tooltip="Sign nothing"),
        Binding("y", "copy", "Copy command", show=False, id="review.copy", tooltip="Copy the command line"),
        Binding(
            "o",
            "elsewhere",
            "Elsewhere",
            show=False,
            id="review.elsewhere",
            tooltip="Write it down, to be signed on another machine",
        ),
        Binding(
            "p",
            "password",
            "Password",
            show=False,
            priority=True,
            id="review.password",
            tooltip="Open the key now",
        ),
        Binding("pagedown", "turn(1)", "Down", show=False, id="review.down", tooltip="Read on"),
        Binding("pageup", "turn(-1)", "Up", show=False, id="review.up", tooltip="Read back"),
    ]

    def __init__(self, session: Session, review: Review) -> None:
        super().__init__()
        self.session = session
        self.review = review
        self.written_down = False
        """Whether it left for another machine."""
        self._renewing = False
        self._trouble = ""
        """Why the action would not work any more at the newest block."""

    def compose(self) -> ComposeResult:
        """The body scrolls; Cancel and the word stay in sight."""
        review, network = self.review, self.session.network
        self.set_class(bool(network and network.is_mainnet), "-main")
        with Vertical(classes="sheet") as box:
            box.border_title = Content(ACTIONS[review.action].label)
            with VerticalScroll(can_focus=False):
                yield TextPane(self._body())
            yield KeyLine(self.session)
            with Horizontal(id="foot"):
                yield Button("Cancel", id="cancel", compact=True)
                watched = self.session.watch_only
                yield Static(self._ask(), id="ask", markup=False)
                word = Input(compact=True, id="word", max_length=24, select_on_focus=False)
                word.display = not watched
                yield word

    def _ask(self) -> Content:
        """What leads on from here."""
        if self.session.watch_only:
            told = ("watch-only: ", ("o", "bold $primary"), " writes it down, to be signed elsewhere")
            return Content.assemble(*told)
        if self._trouble:
            return Content.assemble("no longer so: ", ("esc", "bold $primary"), " goes back to the form")
        return Content.assemble("type ", (self.review.confirm_word, "bold $warning"), " to sign:")

    def _body(self) -> Content:
        review = self.review
        room = min(100, self.app.size.width) - 5
        lines: list[Content] = []
        for trouble in (self._trouble, review.source.objection):
            if trouble:
                lines += hanging("✗ ", trouble, room, "bold $error", "bold $error")
        if self._trouble:
            lines.append(Content.styled(f"As of block {review.block.number:,}:", "$tao-quiet"))
        # What is to be minded comes before what a batch does in detail: that may be longer than the screen.
        facts, details = self._facts()
        width = max(10, *(len(label) for label, _ in (*facts, *details))) + 1
        lines += self._title(room)
        lines += [line for fact in facts for line in self._fact(*fact, width, room)]
        for warning in gravest_first(review.warnings):
            sign, style = LEVELS[warning.level]
            lines += hanging(f"{sign} ", in_app(str(warning.text)), room, style, style)
        lines += [line for fact in details for line in self._fact(*fact, width, room)]
        lines += [Content(""), *call_lines(review.call.decoded, "Signs      ", room, signer=review.signer)]
        until = review.block.number + review.valid_blocks
        lasts = blocks_as_time(review.valid_blocks, self.session.pace)
        lines += _line(
            "Until", f"block {until:,} ({lasts}); checked at block {review.block.number:,}", 11, room
        )
        lines += _line("Takes", review.weight.words(), 11, room)
        lines += _line("Said by", review.source.words(), 11, room)
        lines += [Content(""), Content.assemble(("$ ", "$tao-quiet"), (review.command_line, "$accent"))]
        return Content("\n").join(lines)

    def _title(self, room: int) -> list[Content]:
        """What it is in one sentence, unless that holds an address: those stand on lines of their own."""
        has_address = any(looks_like_address(word.strip(".,;()")) for word in str(self.review.title).split())
        return [] if has_address else hanging("", str(self.review.title), room, "", "bold")

    def _facts(self) -> tuple[list[Fact], list[Fact]]:
        """What it does in all, and what each trade of a batch does."""
        review = self.review
        facts = [(str(effect.label), str(effect.value)) for effect in review.effects]
        if not any("fee" in label.lower() for label, _ in facts):
            facts.append(("Network fee", f"{grouped(review.fee.rao)} τ"))
        first = next((at for at, (label, _) in enumerate(facts) if label.startswith("Trade ")), len(facts))
        details = [(label if label[:1].isupper() else f"  {label}", value) for label, value in facts[first:]]
        return facts[:first], details

    def _fact(self, label: str, value: str, width: int, room: int) -> list[Content]:
        """A label and its value with the name it goes by, an address whole behind its fingerprint."""
        if label == "Subnet":
            value = subnet_called(self.session, value)
        before, address, after = split_at_address(value)
        if not address:
            return _line(label, value, width, room)
        beside = after.lstrip(" ,:")
        if not beside.startswith("(") and (name := self._named(address)):
            beside = f"{name} {beside}".rstrip()
        if not before:
            return _address_line(f"{label:<{width}}", address, beside, room)
        told = _line(label, before.rstrip(), width, room)
        return [*told, *_address_line(" " * width, address, beside, room)]

    def _named(self, address: str) -> str:
        """What the wallet calls it, or in quotation marks what it calls itself; empty for a stranger."""
        account = self.session.account
        own = account.name_of(address) if account else ""
        called = calls_itself(self.session, address)
        return f"({own})" if own else f"“{called}”" if called else ""

    # Staying true

    def on_mount(self) -> None:
        """Look for a newer block now and then."""
        self.set_interval(1.0, self._renew)

    def on_resize(self) -> None:
        """Wrap anew, when it is first laid out and in a terminal of another size."""
        self._tell()

    def _tell(self) -> None:
        """Say everything as it is now, and how to read on where that is more than fits."""
        self.query_one(TextPane).say(self._body())
        self.query_one("#ask", Static).update(self._ask())
        self.call_after_refresh(self._say_where)

    def _say_where(self) -> None:
        """The network on the frame, and how to read on where there is more than fits."""
        network = self.session.network
        where = "MAINNET" if network and network.is_mainnet else self.session.network_label
        more = "pgdn reads on · " if self.query_one(VerticalScroll).max_scroll_y else ""
        self.query_one(".sheet").border_subtitle = Content(f"{more}o signs elsewhere · esc cancels · {where}")

    def _renew(self) -> None:
        if self.session.head > self.review.block.number and not self._renewing:
            self._renewing = True
            self._refresh_review()

    @work(group="renew", exclusive=True, exit_on_error=False)
    async def _refresh_review(self) -> None:
        try:
            session = self.session
            self.review = await session.deeds.refresh(self.review, session.online, session.journal)
            self._trouble = ""
        except TaoTuiError as error:
            if not self._trouble:
                self.query_one(VerticalScroll).scroll_home(animate=False)
            self._trouble = sentence(error)
        finally:
            self._renewing = False
        self._tell()

    # Agreeing

    @on(Input.Submitted, "#word")
    def _sent(self, event: Input.Submitted) -> None:
        event.stop()
        trouble = self._trouble or self.review.source.objection
        if trouble:
            self.notify(trouble, severity="error", timeout=6, markup=False)
        elif event.value.strip().upper() == self.review.confirm_word:
            self.dismiss(self.review)
        else:
            self.notify(
                f"Type {self.review.confirm_word} to sign, or Esc to cancel.", severity="warning", timeout=4
            )

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.dismiss(None)

    def action_leave(self) -> None:
        """Sign nothing."""
        self.dismiss(None)

    def action_password(self) -> None:
        """Type the key's password now, so that it opens while one reads on."""
        self.query_one(KeyLine).ask()

    @work(group="elsewhere", exclusive=True, exit_on_error=False)
    async def action_elsewhere(self) -> None:
        """Write it down for a machine that is never online; with that it is out of this app's hands."""
        from tao_tui.screens.keys.elsewhere import write_down
        from tao_tui.screens.keys.form import KeyForm
        from tao_tui.screens.keys.told import tell

        told = await self.app.push_screen_wait(KeyForm(self.session, write_down(self.review)))
        if told is not None:
            self.written_down = True
            self.dismiss(None)
            self.app.call_later(tell, self.app, told)

    def action_turn(self, pages: int) -> None:
        """Scroll the body."""
        body = self.query_one(VerticalScroll)
        if pages > 0:
            body.scroll_page_down(animate=False)
        else:
            body.scroll_page_up(animate=False)

    def action_copy(self) -> None:
        """Copy the command line."""
        self.app.copy_to_clipboard(self.review.command_line)
        self.notify("Copied the command line.", timeout=3)


def _line(label: str, value: str, width: int, room: int) -> list[Content]:
    """A label and its value, wrapped under itself."""
    return hanging(f"{label:<{width}}", value, room, "$tao-quiet", "")


def _address_line(label: str, address: str, beside: str, room: int) -> list[Content]:
    """A whole address, and what it is called beside it, or below where that does not fit."""
    line = Content.assemble((label, "$tao-quiet"), fingerprint(address), " ", (address, "bold"))
    if not beside:
        return [line]
    if line.cell_length + 1 + cell_len(beside) <= room:
        return [Content.assemble(line, f" {beside}")]
    return [line, *hanging(" " * (len(label) + 3), beside, room, "", "")]
