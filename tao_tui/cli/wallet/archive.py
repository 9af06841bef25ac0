"""`wallet archive`: what was removed, to be taken back or deleted for good."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import run_of

app = Noun("What was removed: list it, take it back, delete it for good.")

Label = Annotated[
    str, typer.Option("--name", help="As `wallet archive list` names it.", metavar="NAME@MOMENT")
]


def command() -> LazyGroup:
    """The `archive` group."""
    return app.group()


@app.verb("list")
def list_(context: typer.Context) -> None:
    """List what was removed."""
    from tao_tui.cli.terminal.layout import aligned
    from tao_tui.wallet.upkeep.archive import list_archive

    run = run_of(context)
    found = list_archive(run.wallet_folder())

    def text() -> Iterable[str]:
        if not found:
            yield "Nothing was removed."
        yield from aligned(
            [(each.label, each.coldkey or f"hotkey {', '.join(each.hotkeys)}") for each in found]
        )

    run.out.answer(found, text)


@app.verb("restore")
def restore(
    context: typer.Context,
    name: Label,
    to: Annotated[
        str | None, typer.Option("--to", help="Under this name; its old one by default.", metavar="NAME")
    ] = None,
) -> None:
    """Take a removed wallet back."""
    from tao_tui.wallet.upkeep.archive import take_back

    run = run_of(context)
    run.refuse_dry_run()
    back = take_back(run.wallet_folder(), name, to)
    data = {"name": back, "path": str(run.settings.wallet_path / back)}
    run.out.answer(data, lambda: [f"Wallet {back} is back."])


@app.verb("delete")
def delete(context: typer.Context, name: Label) -> None:
    """Delete a removed wallet for good: without its mnemonic or a backup, what it owns is lost."""
    from tao_tui.wallet.upkeep.archive import delete_archived, list_archive

    run = run_of(context)
    run.refuse_dry_run()
    folder = run.wallet_folder()
    known = next((each for each in list_archive(folder) if each.label == name), None)
    if known is not None and not run.flags.yes:
        run.say.show([f"This deletes {known.label}: {known.coldkey or ', '.join(known.hotkeys)}."])
        run.say.agree("Without its mnemonic or a backup, what it owns is lost.", "DELETE")
    delete_archived(folder, name)
    run.out.answer({"name": name, "deleted": True}, lambda: [f"{name} is deleted."])
