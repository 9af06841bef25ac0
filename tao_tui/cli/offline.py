"""`offline`: a transaction prepared where the node is, signed where the key is, sent where the node is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.lazy import Entry, Noun
from tao_tui.cli.qr_show import show_frames
from tao_tui.cli.run import Run, run_of
from tao_tui.errors import Declined, UsageError

if TYPE_CHECKING:
    from tao_tui.actions.offline import Document
    from tao_tui.actions.plan import Outcome, Step
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime
    from tao_tui.wallet import KeyRef

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


@dataclass(frozen=True, slots=True)
class OfflineOrder:
    """How an action is to leave this machine instead of being signed on it."""

    file: str | None
    qr: bool
    with_metadata: bool
    valid_blocks: int

    def deliver(self, run: Run, document: Document) -> None:
        """Write and show it."""
        if self.file:
            _write(self.file, document.to_text())
        if self.qr:
            show_frames(run, document if self.with_metadata else document.without_metadata())
        where = f"Written to {self.file}. " if self.file else ""
        lines = [
            document.title,
            f"  {where}To be signed by {document.signer}, valid until block {document.valid_until:,}.",
            f"  There: tao-tui offline sign --file {self.file or 'SCANNED'}",
        ]
        run.out.answer(_row(document, self.file), lambda: lines)


def command() -> Any:
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
    from tao_tui.actions.registry import ACTIONS
    from tao_tui.chain.signing import check_period
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
    _refuse_existing(file)
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
    from tao_tui.actions import offline
    from tao_tui.cli.secrets import can_unlock, unlocked

    run = run_of(context)
    if out is None and not qr and not run.flags.json and not run.flags.dry_run:
        raise UsageError("Say how the signature shall travel back.", hint="Add --out FILE, or --qr.")
    _refuse_existing(out)
    document = _read(file)
    runtime = _proven_runtime(document)
    key = _key_of(run, document)
    lines = list(_review(document, runtime, key))
    if run.flags.dry_run:
        run.out.answer(_row(document, None), lambda: lines)
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
        _write(out, signed.to_text())
    if qr:
        show_frames(run, signed)
    where = f"Written to {out}. " if out else ""
    said = [f"Signed. {where}Where the node is: tao-tui offline submit --file {out or 'SCANNED'}"]
    run.out.answer(_row(signed, out), lambda: said)


@app.verb("submit")
def submit(context: typer.Context, file: File) -> None:
    """Send a transaction that was signed elsewhere, and follow it until it is final."""
    from tao_tui.chain.query import BlockRef
    from tao_tui.cli.review_text import outcome_lines, outcome_row

    run = run_of(context)
    document = _read(file)
    if run.flags.network is None:
        run.use_network(document.network)

    async def work(client: Client) -> Outcome | None:
        from tao_tui.actions import offline
        from tao_tui.journal.journal import Journal

        lines = list(_review(document, client.runtime, None))
        if run.flags.dry_run:
            run.out.answer(_row(document, file), lambda: lines)
            return None
        if not (run.flags.yes and run.flags.quiet):
            run.say.show(lines)
        if not run.flags.yes:
            run.say.agree("Send this?", "yes")

        def follow(step: Step) -> None:
            run.say.progress(step.text)

        with Journal() as journal:
            return await offline.submit(document, client, journal, follow)

    outcome = run.on_node(work)
    if outcome is not None:
        block = BlockRef(outcome.block_number, outcome.block_hash)
        run.out.answer(outcome_row(outcome), lambda: outcome_lines(outcome), block=block)


def _prepare_command() -> Any:
    """`prepare` with everything from the first word on left to the action."""
    from tao_tui.cli.lazy import single

    built = single(prepare)
    built.context_settings = built.context_settings | {
        "allow_interspersed_args": False,
        "ignore_unknown_options": False,
    }
    return built


def _read(file: str) -> Document:
    from tao_tui.actions.offline import MAX_BYTES, Document
    from tao_tui.frames import looks_like_frames, text_of

    try:
        if file == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UsageError(f"The file {file} cannot be read: {why}.", code="bad_document") from None
    return Document.from_text(text_of(text.splitlines()) if looks_like_frames(text) else text)


def _proven_runtime(document: Document) -> ChainRuntime:
    """The runtime that reads the document; metadata seen once serves for later documents without any."""
    from tao_tui.paths import cache_dir, private_dir, write_private

    kept = None
    if document.metadata_hash is not None:
        kept = private_dir(cache_dir() / "offline") / document.metadata_hash.removeprefix("0x")
    if document.metadata is None and kept is not None and kept.exists():
        return document.runtime(kept.read_bytes())
    runtime = document.runtime()
    if kept is not None and not kept.exists():
        write_private(kept, runtime.metadata)
    return runtime


def _key_of(run: Run, document: Document) -> KeyRef:
    """The key that must sign: of the wallet that was named, or of the one with that address."""
    folder = run.wallet_folder()
    if run.flags.wallet is None:
        for wallet in folder.list():
            if wallet.coldkey == document.signer and not wallet.watch_only:
                return folder.coldkey(str(wallet.name))
        raise _another(document, "no wallet here has its key")
    key = folder.coldkey(run.settings.wallet)
    if key.address != document.signer:
        raise _another(document, f"wallet {key.wallet} is {key.address}")
    return key


def _another(document: Document, why: str) -> Declined:
    return Declined(
        f"This is to be signed by {document.signer}, and {why}.",
        hint="Sign it where its key is, or name another wallet with --wallet.",
        code="another_signer",
    )


def _review(document: Document, runtime: ChainRuntime, key: KeyRef | None) -> Iterator[str]:
    """What a signature would do, read from the bytes; what the online machine says is only compared."""
    from tao_tui.chain.calls import call_json
    from tao_tui.chain.networks import FINNEY_GENESIS, TEST_GENESIS
    from tao_tui.cli.review_text import call_lines
    from tao_tui.reads.call_words import call_words

    decoded = document.decoded(runtime)
    if call_json(decoded) != document.call:
        raise Declined(
            "The transaction does not do what its description says.",
            hint="Nothing was signed. Do not trust the machine that prepared it.",
            code="described_otherwise",
        )
    network = {FINNEY_GENESIS: "finney, mainnet", TEST_GENESIS: "test"}.get(document.genesis, "another chain")
    yield f"{call_words(decoded)}   [{network}]"
    yield f"  Chain      {document.genesis}"
    yield f"  Signed by  {document.signer}{f' (wallet {key.wallet})' if key else ''}"
    yield f"  Nonce      {document.nonce}, valid until block {document.valid_until:,}"
    if document.metadata_hash is None:
        yield "  !! What it does cannot be proven: this chain's runtime does not check its metadata."
    else:
        yield f"  Read by    metadata {document.metadata_hash}, which the signature covers"
    yield from (f"  {line}" for line in call_lines(decoded, "Signs "))


def _row(document: Document, file: str | None) -> dict[str, Any]:
    bare = document.without_metadata()
    return {"file": file, **{name: getattr(bare, name) for name in bare.__slots__ if name != "metadata"}}


def _write(file: str, text: str) -> None:
    from tao_tui.paths import write_private

    try:
        write_private(Path(file).absolute(), text.encode())
    except OSError as error:
        raise UsageError(f"The file {file} cannot be written: {error.strerror}.", code="bad_file") from None


def _refuse_existing(file: str | None) -> None:
    if file is not None and Path(file).exists():
        raise UsageError(f"{file} exists already.", hint="Name a new file.", code="file_exists")
