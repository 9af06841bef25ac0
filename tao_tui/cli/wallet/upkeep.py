"""`wallet passwd`, `rename`, `remove`, `backup`, `restore` and `export`: looking after the keys one has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.errors import UsageError, WrongPassword

if TYPE_CHECKING:
    from tao_tui.wallet import KeyRef, Secret

S = TypeVar("S")
T = TypeVar("T")
_TRIES = 3

UseHotkey = Annotated[bool, typer.Option("--use-hotkey", help="The hotkey instead of the coldkey.")]
NewPasswordFile = Annotated[
    str | None,
    typer.Option(
        "--new-password-file", help="The new password, from FILE; - is standard input.", metavar="FILE"
    ),
]
NewName = Annotated[str, typer.Option("--to", help="The new name.", metavar="NAME")]


def passwd(
    context: typer.Context,
    use_hotkey: UseHotkey = False,
    new_password_file: NewPasswordFile = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Leave the key unencrypted from now on.")
    ] = False,
) -> None:
    """Change the password of the coldkey; --password-file holds the old one."""
    from tao_tui.cli.wallet.group import signing_key

    run = run_of(context)
    key = signing_key(run, use_hotkey=use_hotkey)
    if no_password and new_password_file is not None:
        raise UsageError("--no-password and --new-password-file exclude each other.", hint="Leave one out.")
    reseal(run, key, encrypt=not no_password, new_password_file=new_password_file)


def reseal(run: Run, key: KeyRef, *, encrypt: bool, new_password_file: str | None) -> None:
    """Put `key` under a new password, or under none, once the person knows what that means.

    It is locked then: what the old password unlocked ends with it.
    """
    from tao_tui.cli.signing.secrets import can_unlock, chosen_password
    from tao_tui.wallet import lock
    from tao_tui.wallet.upkeep.changes import change_password, refuse_link

    run.refuse_dry_run()
    can_unlock(run, key)
    what = f"hotkey {key.hotkey}" if key.hotkey else "coldkey"
    if not key.watch_only:
        refuse_link(key.path)
    _one_standard_input(run, new_password_file)
    if not encrypt and key.role == "coldkey" and not run.flags.yes:
        run.say.agree(f"Whoever gets at {key.path} will own what it owns.", "PLAIN")
    new = chosen_password(run, what, new_password_file, "--new-password-file") if encrypt else None
    folder = run.wallet_folder()
    changed = with_key_password(run, key, lambda old: change_password(folder, key, old, new))
    run.wait(lock(key))
    data = {
        "wallet": key.wallet,
        "hotkey": key.hotkey,
        "address": key.address,
        "encrypted": changed.encrypted,
        "path": str(key.path),
    }
    state = "is encrypted under the new password" if changed.encrypted else "is NOT encrypted any more"
    run.out.answer(data, lambda: [f"The {what} of wallet {key.wallet} {state}."])


def repair(context: typer.Context, use_hotkey: UseHotkey = False) -> None:
    """Mend a key: make a missing public file anew, give an older or faulty keyfile today's form."""
    from tao_tui.cli.signing.secrets import asked_password
    from tao_tui.wallet.disk.reading import read_file
    from tao_tui.wallet.files.encryption import HEAD, encryption_of
    from tao_tui.wallet.upkeep.repair import repair_key

    run = run_of(context)
    run.refuse_dry_run()
    folder, wallet = run.wallet_folder(), run.settings.wallet
    hotkey = run.settings.wallet_hotkey if use_hotkey else None
    path = folder.keyfile(wallet, hotkey)
    encrypted = encryption_of(read_file(path, HEAD)) != "none"

    def ask(again: bool) -> Secret | None:
        return asked_password(run, f"Password of {path}: ") if encrypted else None

    note = "Working on the key; that takes a few seconds…" if encrypted else ""
    key, mended = _several_tries(
        run, ask, lambda password: repair_key(folder, wallet, hotkey, password), note
    )
    data = {"wallet": wallet, "hotkey": hotkey, "address": key.address, "mended": list(mended)}
    run.out.answer(
        data, lambda: [*mended, f"It is the key of {key.address}."] if mended else ["Nothing to mend."]
    )


def rename(context: typer.Context, to: NewName) -> None:
    """Give the chosen wallet another name; its keys are locked."""
    from tao_tui.wallet import lock_wallet
    from tao_tui.wallet.upkeep.changes import rename_wallet

    run = run_of(context)
    run.refuse_dry_run()
    folder, old = run.wallet_folder(), run.settings.wallet
    folder.wallet(old)
    run.wait(lock_wallet(folder.path / old))
    rename_wallet(folder, old, to)
    data = {"name": to, "was": old, "path": str(run.settings.wallet_path / to)}
    run.out.answer(data, lambda: [f"Wallet {old} is called {to} now."])


def remove(context: typer.Context) -> None:
    """Put the chosen wallet away: out of every list, whole; `wallet archive` takes it back or deletes it."""
    from tao_tui.wallet import lock_wallet
    from tao_tui.wallet.upkeep.archive import archive_wallet

    run = run_of(context)
    run.refuse_dry_run()
    folder, name = run.wallet_folder(), run.settings.wallet
    wallet = folder.wallet(name)
    if not run.flags.yes:
        run.say.agree(f"Wallet {name} ({wallet.coldkey or 'no coldkey'}) leaves every list.", "REMOVE")
    run.wait(lock_wallet(folder.path / name))
    place = archive_wallet(folder, name)
    data = {"name": name, "coldkey": wallet.coldkey, "archived_as": place.name, "path": str(place)}
    run.out.answer(
        data,
        lambda: [
            f"Wallet {name} was put away as {place.name}; nothing was deleted.",
            f"Back with: tao-tui wallet archive restore --name '{place.name}'",
        ],
    )


def backup(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Option("--file", help="The new file; NAME.tao-backup here by default.", metavar="FILE"),
    ] = None,
) -> None:
    """Write the chosen wallet, hotkeys and all, to one encrypted file, and read it back to be sure.

    The password, from --password-file or asked for, is the backup's own; plain hotkeys are encrypted in it.
    """
    from tao_tui.cli.signing.secrets import new_password
    from tao_tui.wallet.upkeep.backup import SUFFIX, write_backup

    run = run_of(context)
    run.refuse_dry_run()
    folder, name = run.wallet_folder(), run.settings.wallet
    folder.wallet(name)
    target = _new_file(file or f"{name}{SUFFIX}")
    password = new_password(run, encrypt=True, what="backup")
    assert password is not None
    run.say.progress("Encrypting, writing and reading back…")
    made = write_backup(folder, name, target, password)
    data = {"wallet": name, "file": str(target), "keys": list(made.keys), "files": len(made.files)}
    run.out.answer(
        data,
        lambda: [
            f"{target} holds wallet {name}: {', '.join(made.keys)}. It was read back.",
            "Keep it away from this machine, and its password away from it.",
        ],
    )


def restore(
    context: typer.Context,
    file: Annotated[str, typer.Option("--file", help="The backup.", metavar="FILE")],
    name: Annotated[
        str | None, typer.Option("--name", help="Under this name; its own by default.", metavar="NAME")
    ] = None,
) -> None:
    """Make a wallet again from its backup; never over another one."""
    from tao_tui.cli.signing.secrets import asked_password
    from tao_tui.wallet.upkeep.backup import restore_backup

    run = run_of(context)
    run.refuse_dry_run()
    folder, source = run.wallet_folder(), Path(file).expanduser()

    def work(password: Secret) -> str:
        return restore_backup(folder, source, password, name)

    made = _several_tries(
        run, lambda _: asked_password(run, f"Password of the backup {source.name}: "), work, "Decrypting…"
    )
    wallet = folder.wallet(made)
    data = {
        "name": made,
        "coldkey": wallet.coldkey,
        "hotkeys": [hotkey.name for hotkey in wallet.hotkeys],
        "path": str(folder.path / made),
    }
    run.out.answer(data, lambda: [f"Wallet {made}: {wallet.coldkey or 'no coldkey'}"])


def export(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Option(
            "--format", help="polkadot-js (encrypted JSON) or paper (a text to print).", metavar="FORMAT"
        ),
    ],
    file: Annotated[str, typer.Option("--file", help="The new file.", metavar="FILE")],
    use_hotkey: UseHotkey = False,
    export_password_file: Annotated[
        str | None,
        typer.Option(
            "--export-password-file",
            help="The JSON's own password, from FILE; - is standard input.",
            metavar="FILE",
        ),
    ] = None,
) -> None:
    """Write the key for another wallet program, or as a sheet to print; nothing secret reaches the screen."""
    from tao_tui.cli.signing.secrets import can_unlock
    from tao_tui.cli.wallet.group import signing_key
    from tao_tui.wallet.disk.storing import store_file

    run = run_of(context)
    run.refuse_dry_run()
    if kind not in ("polkadot-js", "paper"):
        raise UsageError(f"“{kind[:40]}” is no format.", hint="Say polkadot-js or paper.")
    key = signing_key(run, use_hotkey=use_hotkey)
    can_unlock(run, key)
    target = _new_file(file)
    text = _as_json(run, key, export_password_file) if kind == "polkadot-js" else _as_paper(run, key, target)
    store_file(target, text.encode())
    data = {"address": key.address, "format": kind, "file": str(target)}
    note = {
        "polkadot-js": "Import it as JSON in polkadot.js or a browser extension.",
        "paper": "Print it, then delete the file; anybody who reads it has the key.",
    }[kind]
    run.out.answer(data, lambda: [f"{target} holds the key of {key.address}.", note])


def _as_json(run: Run, key: KeyRef, export_password_file: str | None) -> str:
    """The key for other programs, encrypted with a password of its own."""
    from tao_tui.cli.signing.secrets import chosen_password
    from tao_tui.wallet.agent.keywork import polkadot_export

    _one_standard_input(run, export_password_file)
    secret = chosen_password(run, "export", export_password_file, "--export-password-file")
    name = key.hotkey or key.wallet
    return with_key_password(run, key, lambda password: polkadot_export(key, password, secret, name))


def _as_paper(run: Run, key: KeyRef, target: Path) -> str:
    """The key in clear, once it was agreed to."""
    from tao_tui.wallet.agent.keywork import reveal
    from tao_tui.wallet.upkeep.paper import paper_sheet

    if not run.flags.yes:
        run.say.agree(f"Whoever reads {target} has the key, no password asked.", "PAPER")
    return paper_sheet(key, with_key_password(run, key, lambda password: reveal(key, password)))


def with_key_password(run: Run, key: KeyRef, work: Callable[[Secret | None], T]) -> T:
    """What `work` makes of the password of `key`; one that was typed may be typed again when it is wrong."""
    from tao_tui.cli.signing.secrets import password_for

    note = "Working on the key; that takes a few seconds…" if key.encrypted else ""
    return _several_tries(run, lambda again: password_for(run, key, again=again), work, note)


def _several_tries(run: Run, ask: Callable[[bool], S], work: Callable[[S], T], note: str) -> T:
    """What `work` makes of what `ask` got; `ask` is told whether it asks again."""
    asked = not run.flags.password_file and run.say.interactive()
    tries = tries_left = _TRIES if asked else 1
    while True:
        password = ask(tries_left < tries)
        tries_left -= 1
        if note:
            run.say.progress(note)
        try:
            return work(password)
        except WrongPassword:
            if not tries_left:
                raise
            run.say.warning("That is not the password.")


def _one_standard_input(run: Run, file: str | None) -> None:
    if [run.flags.password_file, file].count("-") > 1:
        raise UsageError(
            "Standard input cannot be both passwords.", hint="Put one in a file only you can read."
        )


def _new_file(name: str) -> Path:
    """A file that is not there yet, in a folder that is."""
    from tao_tui.errors import KeyExists

    target = Path(name).expanduser()
    if not target.parent.is_dir():
        raise UsageError(f"There is no folder {target.parent}.", hint="Make it first.")
    if target.is_symlink() or target.exists():
        raise KeyExists(f"{target} exists already and was left as it is.", hint="Choose another --file.")
    return target
