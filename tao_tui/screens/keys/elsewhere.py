"""Signing on another machine: written down from a review, signed where the key is, sent where the node is."""

from __future__ import annotations

from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App
from textual.content import Content

from tao_tui.errors import TaoTuiError
from tao_tui.screens.keys.task import Ask, Task, Told, Work
from tao_tui.screens.keys.told import tell
from tao_tui.screens.keys.work import path, thread
from tao_tui.session.own_ways import in_app

if TYPE_CHECKING:
    from tao_tui.actions.offline.document import Document
    from tao_tui.actions.offline.review import OfflineReview
    from tao_tui.actions.plan import Review, Step
    from tao_tui.session.session import Session
    from tao_tui.wallet import KeyRef, Signer

VALID_BLOCKS = 4096
"""How long a signature may take to come back: the longest era there is here."""
_SCANNED = "Codes that were scanned can stand in the file too, one a line."


def write_down(review: Review) -> Task:
    """The task that writes an action down for a machine that is never online."""

    async def work(work: Work) -> Told:
        from tao_tui.actions.offline.document import prepare
        from tao_tui.actions.offline.review import refuse_existing, write_document

        file = str(path(work))
        await thread(lambda: refuse_existing(file))
        document = await prepare(review, work.session.online, VALID_BLOCKS)
        await thread(lambda: write_document(file, document))
        return Told(
            f"{file} is to be signed until block {document.valid_until:,}.",
            scanned=document.without_metadata().to_text(),
            changed=False,
        )

    return Task(
        "Sign on another machine",
        "Carry the file there, or let it scan the codes that follow; it needs the file once for each "
        "version of the chain. There: “Sign for another machine”. Any other transaction of this account "
        "makes it void.",
        work,
        lambda target: (
            Ask("file", "text", "File", "A new file.", value=f"~/{review.account.wallet}-request.json"),
        ),
        on="folder",
        button="Write it",
    )


async def _read_to_sign(work: Work) -> Told:
    from tao_tui.actions.offline.review import proven_runtime, read_document, review_of, signing_key

    file, folder = str(path(work)), work.session.folder
    document = await thread(lambda: read_document(file))
    runtime = await thread(lambda: proven_runtime(document))
    key = await thread(lambda: signing_key(document, folder))
    review = review_of(document, runtime, key)
    return Told("", then=partial(_sign, work.session, document, review, key, file), changed=False)


async def _sign(
    session: Session, document: Document, review: OfflineReview, key: KeyRef, file: str, app: App[int]
) -> None:
    """Show what it does, take the password, sign it."""
    from tao_tui.screens.keys.form import KeyForm
    from tao_tui.wallet import is_held

    held = await thread(lambda: is_held(key))

    async def work(work: Work) -> Told:
        from tao_tui.actions.offline import document as offline
        from tao_tui.actions.offline.review import proven_runtime, refuse_existing, write_document

        answer = str(path(work))
        await thread(lambda: refuse_existing(answer))
        runtime = await thread(lambda: proven_runtime(document))
        async with AsyncExitStack() as stack:
            signer = await _signer(stack, key, work)
            signed = await offline.sign(document, runtime, signer)
        await thread(lambda: write_document(answer, signed))
        return Told(f"{answer} has the signature.", scanned=signed.to_text(), changed=False)

    asks = [Ask("file", "text", "Answer", "A new file for the signature.", value=_answer(file))]
    if key.encrypted and not held:
        asks.append(Ask("old", "password", "Password", f"The one of wallet {key.wallet}."))
    task = Task(
        "Sign for another machine",
        "The codes that follow take it back without a file.",
        work,
        lambda target: tuple(asks),
        on="folder",
        button="Sign",
        confirm="SIGN",
        shown=_content(review),
    )
    told = await app.push_screen_wait(KeyForm(session, task))
    if told is not None:
        tell(app, told)


async def _signer(stack: AsyncExitStack, key: KeyRef, work: Work) -> Signer:
    from tao_tui.wallet import held_signer, is_ledger, ledger_signer, open_signer

    if is_ledger(key):
        return await stack.enter_async_context(ledger_signer(key))
    held: Signer | None = await stack.enter_async_context(held_signer(key))
    if held is not None:
        return held
    return await stack.enter_async_context(open_signer(key, work.secret("old")))


async def _read_to_send(work: Work) -> Told:
    from tao_tui.actions.offline.review import read_document, review_of

    file = str(path(work))
    document = await thread(lambda: read_document(file))
    review = review_of(document, work.session.online.runtime)
    return Told("", then=partial(_send, work.session, document, review), changed=False)


async def _send(session: Session, document: Document, review: OfflineReview, app: App[int]) -> None:
    """Show what it does, send it, follow it."""
    from tao_tui.actions.offline import document as offline
    from tao_tui.messages import PendingChanged
    from tao_tui.screens.keys.form import KeyForm
    from tao_tui.screens.sheets.progress_sheet import ProgressSheet

    async def agreed(work: Work) -> Told:
        return Told("", changed=False)

    task = Task(
        "Send what was signed elsewhere",
        "It is sent once and followed until it is final.",
        agreed,
        on="folder",
        button="Send",
        confirm="SEND",
        shown=_content(review),
    )
    if await app.push_screen_wait(KeyForm(session, task)) is None:
        return
    sheet = ProgressSheet(task.label)
    await app.push_screen(sheet)

    def on_step(step: Step) -> None:
        sheet.step(step)
        app.post_message(PendingChanged())

    try:
        outcome = await offline.submit(document, session.online, session.journal, on_step)
    except TaoTuiError as error:
        sheet.failed(in_app(error.message), in_app(error.hint))
    else:
        sheet.done(outcome)
    finally:
        session.forget()
        app.post_message(PendingChanged())


def _content(review: OfflineReview) -> Content:
    """What is agreed to, as the review sheet has it."""
    from tao_tui.screens.words.call_lines import call_lines
    from tao_tui.widgets.text_pane import hanging

    room = 74
    lines = hanging("", f"{review.title}  [{review.network}]", room, "", "bold")
    for label, value in (*review.facts, ("Read by", review.metadata_hash)):
        lines += hanging(f"{label:<8}", value, room, "$tao-quiet", "") if value else []
    if review.unproven:
        lines += hanging("‼ ", review.unproven, room, "bold $error", "bold $error")
    return Content("\n").join([*lines, *call_lines(review.call, "Signs   ", room)])


def _answer(file: str) -> str:
    there = Path(file)
    return str(there.with_name(f"{there.stem.removesuffix('-request')}-signed.json"))


ELSEWHERE: tuple[Task, ...] = (
    Task(
        "Sign for another machine",
        "Read what was prepared there, and sign it here. No node is needed.",
        _read_to_sign,
        lambda target: (Ask("file", "text", "File", f"What was prepared. {_SCANNED}"),),
        on="folder",
        button="Read it",
    ),
    Task(
        "Send what was signed elsewhere",
        "Read the answer, send it and follow it.",
        _read_to_send,
        lambda target: (Ask("file", "text", "File", f"The signed answer. {_SCANNED}"),),
        on="folder",
        button="Read it",
    ),
)
"""What the menu of Wallets offers of it; writing down begins in a review."""
