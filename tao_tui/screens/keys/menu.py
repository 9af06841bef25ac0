"""The menu of everything that can be done with keys: first what about, then the task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

from tao_tui.actions.registry import ACTIONS
from tao_tui.errors import TaoTuiError
from tao_tui.messages import Perform
from tao_tui.screens.keys.multisig_menu import NEW_MULTISIG, of_the_multisigs
from tao_tui.screens.keys.task import Target, Task, Told, Work
from tao_tui.screens.keys.tasks import FOLDER_TASKS, HOTKEY_TASKS, TASKS
from tao_tui.screens.keys.work import thread
from tao_tui.screens.sheets.picker import Choice, Picker
from tao_tui.session.wording import sentence
from tao_tui.widgets.address import fingerprint_text, shortened

if TYPE_CHECKING:
    from tao_tui.session.session import Session
    from tao_tui.wallet import BookEntry
    from tao_tui.wallet.upkeep.archive import Archived

_HOTKEYS, _ARCHIVE, _BOOK, _SHARED = "hotkeys", "archive", "book", "multisigs"


async def choose(
    app: App[int], session: Session, target: Target | None
) -> tuple[Task, Target] | Perform | None:
    """The task the person chose and what it is about, or the action whose form is to open, or None."""
    choices: list[Choice] = []
    if target is not None:
        choices += [_line(task) for task in TASKS if task.fits(target)]
        if target.wallet and target.wallet.hotkeys:
            choices.append(Choice("A hotkey…", _HOTKEYS, "encrypt, rename, sign, put away"))
    choices += [_line(task) for task in FOLDER_TASKS if task is not NEW_MULTISIG]
    choices.append(Choice("Take back or delete…", _ARCHIVE, "what was put away"))
    choices.append(Choice("The address book…", _BOOK, "names for addresses"))
    choices.append(Choice("Multisigs…", _SHARED, "accounts several keys control, what waits"))
    picked = await app.push_screen_wait(
        Picker(f"What to do with {target.title}" if target else "What to do", choices)
    )
    if isinstance(picked, Task):
        about = target if picked.on == "wallet" and target else Target()
        return picked, about
    try:
        if picked == _HOTKEYS and target is not None:
            return await _of_a_hotkey(app, target)
        if picked == _ARCHIVE:
            return await _of_the_archive(app, session)
        if picked == _BOOK:
            return await _of_the_book(app)
        if picked == _SHARED:
            return await of_the_multisigs(app, session)
    except TaoTuiError as error:
        app.notify(sentence(error), severity="error", markup=False)
    return None


async def _of_a_hotkey(app: App[int], target: Target) -> tuple[Task, Target] | Perform | None:
    assert target.wallet is not None
    hotkeys = [
        Choice(
            f"{fingerprint_text(h.address or '')} {h.name}",
            Target(target.wallet, h),
            shortened(h.address or ""),
        )
        for h in target.wallet.hotkeys
    ]
    about = await app.push_screen_wait(Picker(f"A hotkey of {target.title}", hotkeys))
    if not isinstance(about, Target):
        return None
    tasks = [_line(task) for task in HOTKEY_TASKS if task.fits(about)]
    task = await app.push_screen_wait(Picker(about.title, [*tasks, *_on_chain(about)]))
    if isinstance(task, Perform):
        return task
    return (task, about) if isinstance(task, Task) else None


def _on_chain(about: Target) -> list[Choice]:
    """What the coldkey can set for a hotkey on chain."""
    assert about.wallet is not None
    address = about.hotkey.address if about.hotkey else None
    if address is None or about.wallet.watch_only:
        return []
    return [
        Choice(spec.label, Perform(spec.name, {"hotkey": address}), spec.help)
        for spec in (ACTIONS[name] for name in ("stake.take", "stake.children", "stake.child_take"))
    ]


async def _of_the_archive(app: App[int], session: Session) -> tuple[Task, Target] | None:
    from tao_tui.wallet.upkeep.archive import Archived, list_archive

    found = await thread(lambda: list_archive(session.folder))
    if not found:
        app.notify("Nothing was put away.", timeout=4)
        return None
    lines = [Choice(str(each.label), each, each.coldkey or "hotkey") for each in found]
    archived = await app.push_screen_wait(Picker("What was put away", lines))
    if not isinstance(archived, Archived):
        return None
    tasks = [_line(task) for task in _archive_tasks(archived)]
    task = await app.push_screen_wait(Picker(archived.label, tasks))
    return (task, Target()) if isinstance(task, Task) else None


def _archive_tasks(archived: Archived) -> tuple[Task, Task]:
    from tao_tui.wallet.upkeep.archive import delete_archived, take_back

    async def back(work: Work) -> Told:
        session = work.session
        wallet = await thread(lambda: take_back(session.folder, archived.label))
        again = session.account is not None and session.wallet == wallet
        return Told(f"{archived.name} is back.", use=wallet if again else "")

    async def delete(work: Work) -> Told:
        await thread(lambda: delete_archived(work.session.folder, archived.label))
        return Told(f"{archived.label} is deleted.")

    return (
        Task("Take it back", f"{archived.name} returns to the list.", back, on="folder", button="Take back"),
        Task(
            "Delete it for good",
            f"{archived.coldkey or archived.label}: without its words or a backup, what it owns is lost.",
            delete,
            on="folder",
            button="Delete",
            confirm="DELETE",
        ),
    )


async def _of_the_book(app: App[int]) -> tuple[Task, Target] | None:
    from tao_tui.wallet import Book, BookEntry

    entries = await thread(lambda: Book().entries())
    add = next(task for task in FOLDER_TASKS if task.label == "Name an address")
    lines = [Choice(f"{fingerprint_text(e.address)} {e.name}", e, f"{e.address} {e.note}") for e in entries]
    picked = await app.push_screen_wait(Picker("The address book", [*lines, _line(add)]))
    if isinstance(picked, BookEntry):
        return _forget(picked), Target()
    return (picked, Target()) if isinstance(picked, Task) else None


def _forget(entry: BookEntry) -> Task:
    from tao_tui.wallet import Book

    async def forget(work: Work) -> Told:
        await thread(lambda: Book().remove(entry.name))
        session = work.session
        return Told(f"{entry.name} is forgotten.", use=session.wallet if session.account else "")

    return Task(
        f"Forget {entry.name}", f"{entry.address} {entry.note}", forget, on="folder", button="Forget it"
    )


def _line(task: Task) -> Choice:
    return Choice(task.label, task, task.note)
