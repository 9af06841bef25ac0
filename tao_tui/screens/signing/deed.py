"""The way of every action: form, review, password, submission, outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tao_tui.errors import PasswordNeeded, SignerLost, TaoTuiError, WrongPassword
from tao_tui.messages import PendingChanged
from tao_tui.session.wording import sentence

if TYPE_CHECKING:
    from textual.app import App
    from textual.worker import WorkType

    from tao_tui.actions.plan import Outcome, Review, Step
    from tao_tui.actions.registry import ActionSpec
    from tao_tui.screens.sheets.progress_sheet import ProgressSheet
    from tao_tui.session.session import Session
    from tao_tui.wallet import Signer


Back = Callable[[], None]
"""Shows again where it was asked for."""


async def do(
    app: App[int], session: Session, action: str, prefill: dict[str, str], back: Back | None = None
) -> None:
    """Lead the person from an empty form to an outcome; leaving any sheet stops before anything is signed.

    `back` is called once the last sheet is closed.
    """
    if len(app.screen_stack) > 1 or not await _has_account(app, session):
        return
    agreed = await _agreed(app, session, action, prefill)
    signer = None if agreed is None else await unlocked(app, session)
    if agreed is not None and signer is not None:
        await submit(app, session, agreed, signer, back=back)
    elif back is not None:
        back()


async def _has_account(app: App[int], session: Session) -> bool:
    """Whether there is a wallet to sign with; what to do about it where there is none."""
    if session.account is None:
        await session.account_known.wait()
    if session.account is None and session.wallet_names:
        app.notify("No wallet is in use: choose one with 2 and enter.", severity="warning")
    elif session.account is None:
        from tao_tui.screens.keys.first_run import FirstRun

        app.push_screen(FirstRun(session, "An action needs a wallet to sign with."))
    return session.account is not None


async def _agreed(app: App[int], session: Session, action: str, prefill: dict[str, str]) -> Review | None:
    """What the person agreed to sign here; None where nothing is, or it is signed elsewhere."""
    from tao_tui.screens.signing.call_form import form_for
    from tao_tui.screens.signing.review_sheet import ReviewSheet

    while True:
        review = await app.push_screen_wait(form_for(session, action, prefill))
        if review is None:
            break
        sheet = ReviewSheet(session, review)
        agreed = await app.push_screen_wait(sheet)
        if agreed is not None:
            return agreed
        if sheet.written_down:
            break
        prefill = written(review)
    await session.keys.after_action()
    return None


def written(review: Review) -> dict[str, str]:
    """The arguments of a review as a form takes them, so that Cancel leads back to what was typed."""
    from tao_tui.actions.arguments.reading import write_argument
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
    from tao_tui.screens.signing.password_sheet import PasswordSheet

    try:
        if not session.keys.opening:
            return await session.signer()
        if await app.push_screen_wait(PasswordSheet(session)):
            return await session.signer()
    except (PasswordNeeded, WrongPassword):  # the keyring's may be an older one
        if await app.push_screen_wait(PasswordSheet(session)):
            return await session.signer()
    except TaoTuiError as error:
        app.notify(sentence(error), severity="error", timeout=10, markup=False)
    return None


async def keep_unlocked(app: App[int], session: Session) -> None:
    """Keep the key open for a time that is chosen from a list; it ends with the app."""
    from tao_tui.screens.sheets.picker import Choice, Picker
    from tao_tui.screens.signing.password_sheet import PasswordSheet

    if len(app.screen_stack) > 1 or session.account is None or session.watch_only:
        return
    title = f"Keep the key of {session.wallet} open for"
    choices = [Choice(f"{minutes} minutes", minutes) for minutes in (5, 15, 60, 240)]
    minutes = await app.push_screen_wait(Picker(title, choices))
    if not isinstance(minutes, int):
        return
    await session.lock()
    try:
        if (await session.coldkey()).encrypted:
            await app.push_screen_wait(PasswordSheet(session, minutes))
        else:
            await session.signer(minutes=minutes)
    except TaoTuiError as error:
        app.notify(sentence(error), severity="error", timeout=10, markup=False)


async def submit(
    app: App[int],
    session: Session,
    review: Review,
    signer: Signer,
    *,
    again: bool = False,
    back: Back | None = None,
) -> None:
    """Send it and show every step, in the sheet while it is open and as a toast after it was closed.

    What was sent before and may happen twice is sent again only once the person has said so.
    """
    from tao_tui.actions.lifecycle.repeats import SentBefore
    from tao_tui.actions.registry import ACTIONS
    from tao_tui.screens.sheets.progress_sheet import ProgressSheet
    from tao_tui.screens.signing.again_sheet import AgainSheet

    spec = ACTIONS[review.action]
    first = "Look at the Ledger's screen, and approve it there." if session.on_ledger else "Signing…"
    sheet = ProgressSheet(spec.label, first)
    await app.push_screen(sheet, lambda goes_on: back() if back and not goes_on else None)

    # A function, no coroutine: a worker that is stopped before it begins would never await one.
    forget: WorkType[None] = session.keys.after_action

    def on_step(step: Step) -> None:
        sheet.step(step)
        if step.name == "sent":
            app.run_worker(forget, group="keys", exit_on_error=False)
        elif step.name == "failed_there" and not sheet.is_attached:
            app.notify(step.text, title=spec.label, severity="warning", timeout=15, markup=False)
        app.post_message(PendingChanged())

    try:
        outcome = await session.deeds.submit(
            review, session.online, signer.sign, session.journal, on_step, again=again
        )
    except SentBefore as error:
        sheet.failed(error.message, "")
        if await app.push_screen_wait(AgainSheet(error.message)):
            sheet.dismiss(True)
            await submit(app, session, review, signer, again=True, back=back)
    except TaoTuiError as error:
        if isinstance(error, SignerLost):
            await session.lock()
        _tell_failed(app, sheet, spec, error)
    else:
        _tell_done(app, sheet, outcome)
    finally:
        await session.keys.after_action()
        session.forget()
        app.post_message(PendingChanged())


def _tell_failed(app: App[int], sheet: ProgressSheet, spec: ActionSpec, error: TaoTuiError) -> None:
    """In the sheet, and as a toast where it was closed."""
    from tao_tui.screens.signing.form_words import in_its_words, in_labels

    sheet.failed(in_labels(spec, error.message), in_labels(spec, error.hint))
    if not sheet.is_attached:
        app.notify(in_its_words(spec, error), severity="error", timeout=15, markup=False)


def _tell_done(app: App[int], sheet: ProgressSheet, outcome: Outcome) -> None:
    """In the sheet, and as a toast where it was closed."""
    sheet.done(outcome)
    if not sheet.is_attached:
        from tao_tui.tables.movement_words import not_traded

        got = "".join(f" Got {each.words()}." for each in outcome.given)
        left = "".join(f" {label.capitalize()}: {what}." for label, what in map(not_traded, outcome.unfilled))
        app.notify(f"{outcome.summary}{got}{left}", title="Done", timeout=10, markup=False)
