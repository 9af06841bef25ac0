"""The multisigs that have a name here: make one, see what waits in it, approve or cancel that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

from tao_tui.errors import UsageError
from tao_tui.messages import Perform
from tao_tui.screens.keys.task import Ask, Target, Task, Told, Work
from tao_tui.screens.keys.work import thread
from tao_tui.screens.sheets.picker import Choice, Picker
from tao_tui.widgets.address import fingerprint_text, shortened

if TYPE_CHECKING:
    from tao_tui.actions.keys.multisig import WaitingCall
    from tao_tui.session.session import Session
    from tao_tui.wallet.multisigs import SharedAccount


async def _make(work: Work) -> Told:
    from tao_tui.wallet import Book, known_names
    from tao_tui.wallet.multisigs import Multisigs, SharedAccount

    session = work.session
    if not work.text("threshold").isdecimal():
        raise UsageError("How many must approve is a whole number.", hint="Such as 2.")
    known = await thread(lambda: known_names(session.folder.list(), Book().entries()))
    parts = [part.strip() for part in work.text("signatories").split(",") if part.strip()]
    signatories: list[str] = [known.address(part) for part in parts]
    made = SharedAccount.of(work.text("name"), int(work.text("threshold")), signatories)
    await thread(lambda: Multisigs().add(made))
    return Told(f"{made.name} is {made.address}.", use=session.wallet if session.account else "")


NEW_MULTISIG = Task(
    "New multisig",
    "Its address follows from the threshold and the signatories. Act with it in any form, under Multisig.",
    _make,
    lambda target: (
        Ask("name", "name", "Name", "What it is called here."),
        Ask("threshold", "text", "Threshold", "How many of them must approve.", value="2"),
        Ask("signatories", "text", "Signatories", "Addresses or names, commas between."),
    ),
    on="folder",
    button="Keep it",
)


async def of_the_multisigs(app: App[int], session: Session) -> tuple[Task, Target] | None:
    """A task on a multisig; what waits in one is led to the form that approves or cancels it."""
    from tao_tui.wallet.multisigs import Multisigs, SharedAccount

    entries = await thread(lambda: Multisigs().entries())
    lines = [
        Choice(
            f"{fingerprint_text(each.address)} {each.name}",
            each,
            f"{each.threshold} of {len(each.signatories)}  {shortened(each.address)}",
        )
        for each in entries
    ]
    lines.append(Choice(NEW_MULTISIG.label, NEW_MULTISIG, NEW_MULTISIG.note))
    picked = await app.push_screen_wait(Picker("Multisigs", lines))
    if isinstance(picked, SharedAccount):
        return await _of_one(app, session, picked)
    return (picked, Target()) if isinstance(picked, Task) else None


async def _of_one(app: App[int], session: Session, shared: SharedAccount) -> tuple[Task, Target] | None:
    from tao_tui.actions.keys.multisig import WaitingCall, read_waiting

    reading = await read_waiting(session.online, shared)
    lines = [
        Choice(f"{len(each.waiting.approvals)} of {shared.threshold} approved", each, each.words)
        for each in reading.data
    ]
    lines += [Choice(task.label, task, task.note) for task in (_show(shared), _forget(shared))]
    nothing = "" if reading.data else " · nothing"
    picked = await app.push_screen_wait(Picker(f"{shared.name} · {shared.address}{nothing}", lines))
    if isinstance(picked, WaitingCall):
        await _of_a_call(app, session, shared, picked)
        return None
    return (picked, Target()) if isinstance(picked, Task) else None


async def _of_a_call(app: App[int], session: Session, shared: SharedAccount, call: WaitingCall) -> None:
    mine = session.account.coldkey if session.account else ""
    ways: list[Choice] = []
    if mine not in call.waiting.approvals or len(call.waiting.approvals) >= shared.threshold:
        ways.append(Choice("Approve it", "wallet.multisig.approve", "the last approval carries it out"))
    if call.waiting.depositor == mine:
        ways.append(Choice("Cancel it ", "wallet.multisig.cancel", "your deposit comes back"))
    if not ways:
        app.notify("You approved it; the others have not yet.", timeout=5)
        return
    action = await app.push_screen_wait(Picker(call.words, ways))
    if isinstance(action, str):
        app.post_message(Perform(action, {"call_hash": call.call_hash, "name": str(shared.name)}))


def _show(shared: SharedAccount) -> Task:
    async def show(work: Work) -> Told:
        account = work.session.account
        named = [f"{account.name_of(each) if account else '':<14.14} {each}" for each in shared.signatories]
        head = f"{shared.name}: {shared.threshold} of {len(shared.signatories)}"
        text = "\n".join([head, shared.address, "", *named])
        return Told("", text, copies=shared.address, changed=False)

    note = "to copy, and who its signatories are"
    return Task("Its address", note, show, on="folder", button="Show it", at_once=True)


def _forget(shared: SharedAccount) -> Task:
    async def forget(work: Work) -> Told:
        from tao_tui.wallet.multisigs import Multisigs

        await thread(lambda: Multisigs().remove(str(shared.name)))
        session = work.session
        return Told(f"{shared.name} is forgotten.", use=session.wallet if session.account else "")

    note = "the account on chain stays as it is"
    return Task("Forget it", note, forget, on="folder", button="Forget it")
