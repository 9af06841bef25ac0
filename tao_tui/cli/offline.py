"""`offline`: a transaction prepared where the node is, signed where the key is, sent where the node is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.commands.lazy import Entry, LazyGroup, Noun
from tao_tui.cli.invocation.run import OfflineOrder, run_of
from tao_tui.cli.signing.offline_document import document_row
from tao_tui.cli.terminal.qr_show import show_frames
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.actions.offline.document import Document
    from tao_tui.actions.offline.review import OfflineReview
    from tao_tui.actions.plan import Outcome, Step
    from tao_tui.chain.client import Client

app = Noun("Sign on a machine that is never online. The transaction travels as a file or as QR codes.")

_LONGEST_BLOCKS = 4096

File = Annotated[
    str,
    typer.Option(
        "--file", help="The transaction, or the scanned frames; - is standard input.", metavar="FILE"
    ),
]
Out = Annotated[
    str | None,
    typer.Option("--out", help="Write the signed transaction to this new file.", metavar="FILE"),
]
Qr = Annotated[bool, typer.Option("--qr", help="Show it as QR codes, one after another, to be scanned.")]


def command() -> LazyGroup:
    """The `offline` group; what stands behind `prepare` belongs to the action it names."""
    app.entries["prepare"] = Entry(app.entries["prepare"].help, _prepare_command)
    return app.group()


@app.verb("prepare")
def prepare(
    context: typer.Context,
    action: Annotated[list[str], typer.Argument(help="Any action with its arguments, as without `offline`.")],
    file: Annotated[
        str | None, typer.Option("--file", help="Write the transaction to this new file.", metavar="FILE")
    ] = None,
    qr: Qr = False,
    with_metadata: Annotated[
        bool,
        typer.Option("--with-metadata", help="Put the chain's metadata into the QR codes too (hundreds)."),
    ] = False,
    valid_blocks: Annotated[
        int, typer.Option("--valid-blocks", help="Blocks the signature may take to come back.", metavar="N")
    ] = _LONGEST_BLOCKS,
) -> None:
    """Write an action down for a key that is elsewhere: tao-tui offline prepare --file F transfer DEST 5.

    The wallet may be watch-only. The options of `prepare` stand before the action. Nothing is signed, and
    nothing sent; a later transaction of the same account makes it void.
    """
    from tao_tui.actions.offline.review import refuse_existing
    from tao_tui.actions.registry import ACTIONS
    from tao_tui.chain.extrinsics.signing import check_period
    from tao_tui.cli.entry import root

    run = run_of(context)
    if file is None and not qr:
        raise UsageError("Say how it shall travel.", hint="Add --file FILE, or --qr.")
    check_period(valid_blocks)
    paths = {spec.path for spec in ACTIONS.values()}
    if not any(tuple(action[:words]) in paths for words in (1, 2, 3)):
        raise UsageError(
            f"“{' '.join(action[:2])}” is not an action that is signed.",
            hint="Such as: tao-tui offline prepare --file F transfer DEST 5. All of them: tao-tui schema.",
        )
    if file is not None:
        refuse_existing(file)
    run.offline = OfflineOrder(file, qr, with_metadata, valid_blocks)
    tree = root()
    with tree.make_context("tao-tui", list(action), obj=run) as inner:
        tree.invoke(inner)


@app.verb("sign")
def sign(context: typer.Context, file: File, out: Out = None, qr: Qr = False) -> None:
    """Read a prepared transaction, show what it does from its own bytes, and sign it.

    Needs no node. What is shown is read by the chain's metadata, whose hash the signature covers: had the
    online machine lied about it, the chain would refuse the signature. The wallet's rules hold here too.
    """
    from tao_tui.actions.offline import document as offline
    from tao_tui.actions.offline.review import (
        proven_runtime,
        read_document,
        refuse_existing,
        review_of,
        signing_key,
        write_document,
    )
    from tao_tui.cli.signing.secrets import can_unlock, unlocked

    run = run_of(context)
    if out is None and not qr and not run.flags.json and not run.flags.dry_run:
        raise UsageError("Say how the signature shall travel back.", hint="Add --out FILE, or --qr.")
    if out is not None:
        refuse_existing(out)
    document = read_document(file)
    runtime = proven_runtime(document)
    key = signing_key(document, run.wallet_folder(), run.flags.wallet)
    lines = list(_told(review_of(document, runtime, key)))
    if run.flags.dry_run:
        run.out.answer(document_row(document, None), lambda: lines)
        return
    can_unlock(run, key)
    if not (run.flags.yes and run.flags.quiet):
        run.say.show(lines)
    if not run.flags.yes:
        run.say.agree("Sign this?", "SIGN")

    async def work() -> Document:
        async with unlocked(run, key) as signer:
            return await offline.sign(document, runtime, signer)

    signed = run.wait(work())
    if out is not None:
        write_document(out, signed)
    if qr:
        show_frames(run.say, signed)
    where = f"Written to {out}. " if out else ""
    said = [f"Signed. {where}Where the node is: tao-tui offline submit --file {out or 'SCANNED'}"]
    run.out.answer(document_row(signed, out), lambda: said)


@app.verb("submit")
def submit(context: typer.Context, file: File) -> None:
    """Send a transaction that was signed elsewhere, and follow it until it is final.

    Without `--network` it goes to the known network it names, or to a node on this machine: the file can say
    anything, so no other address in it is asked.
    """
    from tao_tui.actions.offline.review import read_document, review_of
    from tao_tui.chain.networks import KNOWN_NETWORKS, is_loopback
    from tao_tui.chain.query import BlockRef
    from tao_tui.cli.signing.review_text import outcome_lines, outcome_row

    run = run_of(context)
    document = read_document(file)
    named = document.network
    if run.flags.network is None and (named in KNOWN_NETWORKS or is_loopback(named)):
        run.use_network(document.network)

    async def work(client: Client) -> Outcome | None:
        from tao_tui.actions.offline import document as offline
        from tao_tui.journal.journal import Journal

        lines = list(_told(review_of(document, client.runtime)))
        if run.flags.dry_run:
            run.out.answer(document_row(document, file), lambda: lines)
            return None
        if not (run.flags.yes and run.flags.quiet):
            run.say.show(lines)
        if not run.flags.yes:
            run.say.agree("Send this?", "yes")

        def follow(step: Step) -> None:
            run.say.progress(step.text)

        with Journal() as journal:
            return await offline.submit(document, client, journal, follow)

    outcome = run.on_node(work, sends=True)
    if outcome is not None:
        block = BlockRef(outcome.block_number, outcome.block_hash)
        run.out.answer(outcome_row(outcome), lambda: outcome_lines(outcome), block=block)


def _prepare_command() -> Any:
    """`prepare` with everything from the first word on left to the action."""
    from tao_tui.cli.commands.lazy import single

    built = single(prepare)
    built.context_settings = built.context_settings | {
        "allow_interspersed_args": False,
        "ignore_unknown_options": False,
    }
    return built


def _told(review: OfflineReview) -> Iterator[str]:
    """A review as lines."""
    from tao_tui.cli.signing.review_text import call_lines

    yield f"{review.title}   [{review.network}]"
    yield from (f"  {label:<10} {value}" for label, value in review.facts)
    if review.metadata_hash:
        yield f"  Read by    metadata {review.metadata_hash}, which the signature covers"
    else:
        yield f"  !! {review.unproven}"
    yield from (f"  {line}" for line in call_lines(review.call, "Signs "))
