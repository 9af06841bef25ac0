"""`activity undo`: the action that does the opposite of what was done, reviewed like any other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.actions.undoing.undo import Inverse, Undo
    from tao_tui.tables.activity import Entry


def undo(
    context: typer.Context,
    extrinsic: Annotated[str, typer.Argument(help="The extrinsic's hash, or how it begins.", metavar="HASH")],
    only_print: Annotated[
        bool, typer.Option("--print", help="Only say how; nothing is asked of a node or signed.")
    ] = False,
) -> None:
    """Undo what an extrinsic did, by the action that does the opposite.

    A stake is unstaked and the other way round, a move or swap goes back, what was set is set to what it was.
    Nothing happens by itself: the action is checked, reviewed and agreed to like any other. Payments, gifts
    and registrations have no way back, which is said.
    """
    from tao_tui.actions.undoing.undo import undo_of
    from tao_tui.cli.activity.find import entry_called

    run = run_of(context)
    entry = entry_called(run, extrinsic)
    found = undo_of(entry.row, by=entry.done_by)
    offers = found.require()
    _use_what_it_used(run, entry)
    if only_print or len(offers) > 1:
        _say_how(run, found)
        return
    from tao_tui.actions.registry import ACTIONS
    from tao_tui.actions.undoing.undo import without_dust
    from tao_tui.addresses import Address
    from tao_tui.cli.commands.act import act

    coldkey = Address(entry.account)
    inverse = run.on_node(lambda client: without_dust(offers[0], client, coldkey))
    run.say.progress(f"{inverse.words}. {found.note}".strip())
    act(run, ACTIONS[inverse.action], dict(inverse.arguments))


def _use_what_it_used(run: Run, entry: Entry) -> None:
    """The network and the wallet it was done with, unless others were named."""
    from tao_tui.cli.signing.account import known_here

    if run.flags.network is None:
        run.use_network(entry.row.network)
    if run.flags.wallet is not None:
        return
    signer = entry.row.signer if entry.found is None else entry.account
    name = next((name for name, coldkey in known_here(run).wallets.items() if coldkey == signer), None)
    if name is None:
        raise UsageError(
            f"No wallet here has the coldkey {signer}, which did this.",
            hint="Name the wallet with --wallet, or bring the key.",
            code="wallet_not_found",
        )
    run.use_wallet(name)


def _say_how(run: Run, found: Undo) -> None:
    rows = [_row(run, inverse) for inverse in found.offers]
    data: dict[str, Any] = {"offers": rows, "note": str(found.note) or None}

    def text() -> Iterable[str]:
        for inverse, row in zip(found.offers, rows, strict=True):
            yield str(inverse.words)
            yield f"  {row['command_line']}"
        if found.note:
            yield str(found.note)

    run.out.answer(data, text)


def _row(run: Run, inverse: Inverse) -> dict[str, Any]:
    from tao_tui.actions.arguments.command_line import command_line
    from tao_tui.actions.arguments.reading import parse_arguments
    from tao_tui.actions.registry import ACTIONS

    spec = ACTIONS[inverse.action]
    typed = parse_arguments(spec, inverse.arguments)
    line = command_line(spec, typed, wallet=run.settings.wallet, network=run.settings.network)
    return {
        "action": inverse.action,
        "arguments": inverse.arguments,
        "words": inverse.words,
        "command_line": line,
    }
