"""The way of every action: form, review, password, submission, outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tao_tui.errors import PasswordNeeded, TaoTuiError
from tao_tui.messages import PendingChanged
from tao_tui.screens.wording import sentence

if TYPE_CHECKING:
    from textual.app import App

    from tao_tui.actions.plan import Review, Step
    from tao_tui.screens.session import Session
    from tao_tui.wallet import Signer


async def do(app: App[int], session: Session, action: str, prefill: dict[str, str]) -> None:
    """Lead the person from an empty form to an outcome; leaving any sheet stops before anything is signed."""
    if len(app.screen_stack) > 1:
        return
    if session.account is None:
        await session.account_known.wait()
    if session.account is None:
        from tao_tui.screens.first_run import FirstRun

        app.push_screen(FirstRun(session, "An action needs a wallet to sign with."))
        return
    if session.watch_only:
        app.notify(
            f"{session.wallet} is watch-only: its key is not on this machine. Choose another wallet with 2.",
            severity="warning",
            markup=False,
        )
        return
    from tao_tui.screens.form import ActionForm
    from tao_tui.screens.review_sheet import ReviewSheet

    while True:
        review = await app.push_screen_wait(ActionForm(session, action, prefill))
        if review is None:
            return
        agreed = await app.push_screen_wait(ReviewSheet(session, review))
        if agreed is not None:
            break
        prefill = written(review)
    signer = await unlocked(app, session)
    if signer is not None:
        await submit(app, session, agreed, signer)


def written(review: Review) -> dict[str, str]:
    """The arguments of a review as a form takes them, so that Cancel leads back to what was typed."""
    from tao_tui.actions.arguments import write_argument
    from tao_tui.actions.registry import ACTIONS

    spec = ACTIONS[review.action]
    typed: dict[str, str] = {}
    for argument in spec.arguments:
        value = review.arguments.get(argument.name)
        if isinstance(value, bool):
            typed[argument.name] = "yes" if value else "no"
        elif value is not None and value != argument.default:
            typed[argument.name] = write_argument(argument, value)
    return typed


async def unlocked(app: App[int], session: Session) -> Signer | None:
    """A signer, asking for the password only when the key is not open; None when the person gave up."""
    from tao_tui.screens.password_sheet import PasswordSheet

    try:
        return await session.signer(None)
    except PasswordNeeded:
        if await app.push_screen_wait(PasswordSheet(session)):
            return await session.signer(None)
    except TaoTuiError as error:
        app.notify(sentence(error), severity="error", timeout=10, markup=False)
    return None


async def submit(app: App[int], session: Session, review: Review, signer: Signer) -> None:
    """Send it and show every step, in the sheet while it is open and as a toast after it was closed."""
    from tao_tui.actions.registry import ACTIONS
    from tao_tui.screens.progress_sheet import ProgressSheet

    sheet = ProgressSheet(ACTIONS[review.action].label)
    await app.push_screen(sheet)

    def on_step(step: Step) -> None:
        sheet.step(step)
        app.post_message(PendingChanged())

    try:
        outcome = await session.deeds.submit(review, session.online, signer.sign, session.journal, on_step)
    except TaoTuiError as error:
        sheet.failed(error.message, error.hint)
        if not sheet.is_attached:
            app.notify(sentence(error), severity="error", timeout=15, markup=False)
    else:
        sheet.done(outcome)
        if not sheet.is_attached:
            app.notify(str(outcome.summary), title="Done", timeout=10, markup=False)
    finally:
        session.forget()
        app.post_message(PendingChanged())
