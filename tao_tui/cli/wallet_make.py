"""`wallet create`, `import` and `watch`: how a key gets into the wallet folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tao_tui.cli.run import Run, run_of
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.wallet import KeyRef, KeySource, Secret, WalletFolder

Name = Annotated[
    str | None, typer.Option("--name", help="The wallet's name; --wallet says the same.", metavar="NAME")
]
MnemonicFile = Annotated[
    str | None,
    typer.Option("--mnemonic-file", help="Read the mnemonic from FILE; - is standard input.", metavar="FILE"),
]
SeedFile = Annotated[
    str | None,
    typer.Option(
        "--seed-file", help="Read a 32-byte hex seed from FILE; - is standard input.", metavar="FILE"
    ),
]
Uri = Annotated[
    str | None, typer.Option("--uri", help="A development account such as //Alice.", metavar="URI")
]
NewMnemonicFile = Annotated[
    str | None,
    typer.Option(
        "--mnemonic-file",
        help="Write the mnemonic to this new file, readable by you alone, instead of showing it.",
        metavar="FILE",
    ),
]
Words = Annotated[int, typer.Option("--words", help="How many words: 12, 15, 18, 21 or 24.", metavar="N")]
NoPassword = Annotated[bool, typer.Option("--no-password", help="Leave the key unencrypted on disk.")]


def create(
    context: typer.Context,
    name: Name = None,
    words: Words = 12,
    mnemonic_file: NewMnemonicFile = None,
    no_password: NoPassword = False,
) -> None:
    """Make a new wallet with a fresh coldkey.

    Its mnemonic, the one way to get the key back, is shown once and only on a terminal. A script has it
    written to a new file with --mnemonic-file; it is never part of the JSON.
    """
    from tao_tui.cli.secrets import new_password
    from tao_tui.wallet import WORD_COUNTS

    run = run_of(context)
    folder, wallet = folder_and_name(run, name)
    if words not in WORD_COUNTS:
        counts = ", ".join(map(str, WORD_COUNTS))
        raise UsageError(f"A mnemonic cannot have {words} words.", hint=f"Choose one of {counts}.")
    refuse_taken(folder, wallet)
    with PhraseKeeper(run, mnemonic_file, must_be_kept=True) as keeper:
        password = new_password(run, encrypt=not no_password)
        if password is not None:
            run.say.progress("Encrypting the coldkey…")
        made = folder.create(wallet, words, password)
        keeper.keep(made.mnemonic, f"coldkey of wallet {wallet}")
    _tell(run, made.coldkey, mnemonic_file)


def import_(
    context: typer.Context,
    name: Name = None,
    mnemonic_file: MnemonicFile = None,
    seed_file: SeedFile = None,
    uri: Uri = None,
    no_password: NoPassword = False,
) -> None:
    """Put an existing coldkey into the wallet folder: from its mnemonic, a seed, or a development URI.

    Without a source the mnemonic is asked for. Nothing that opens the key belongs on the command line itself.
    """
    from tao_tui.cli.secrets import new_password

    run = run_of(context)
    folder, wallet = folder_and_name(run, name)
    refuse_taken(folder, wallet)
    source = key_source(run, mnemonic_file, seed_file, uri)
    password = new_password(run, encrypt=not no_password)
    if password is not None:
        run.say.progress("Encrypting the coldkey…")
    _tell(run, folder.import_coldkey(wallet, source, password), None)


def watch(
    context: typer.Context,
    address: Annotated[str, typer.Option("--address", help="The coldkey's address.", metavar="ADDRESS")],
    name: Name = None,
) -> None:
    """Add a wallet that only watches an address: it can show, it cannot sign."""
    run = run_of(context)
    folder, wallet = folder_and_name(run, name)
    _tell(run, folder.watch(wallet, address), None)


def key_source(run: Run, mnemonic_file: str | None, seed_file: str | None, uri: str | None) -> KeySource:
    """The one source the options name, checked before anything is asked or written."""
    from tao_tui.cli.secrets import phrase
    from tao_tui.wallet import KeySource

    given = [option for option in (mnemonic_file, seed_file, uri) if option is not None]
    if len(given) > 1:
        raise UsageError("A key has one source.", hint="Give one of --mnemonic-file, --seed-file and --uri.")
    if uri is not None:
        if not uri.startswith("//"):
            raise UsageError(
                "Only development accounts may be named on the command line.",
                hint="Write --uri //Alice; put a mnemonic or seed in a file: others can read command lines.",
                code="secret_on_command_line",
            )
        return KeySource.uri(uri)
    if seed_file is not None:
        return KeySource.seed(phrase(run, seed_file, "seed").reveal())
    return KeySource.mnemonic(phrase(run, mnemonic_file).reveal())


def folder_and_name(run: Run, name: str | None) -> tuple[WalletFolder, str]:
    """The wallet folder and the name to make, which must be given, by --name or --wallet."""
    from tao_tui.wallet import WalletFolder, check_name

    run.refuse_dry_run()
    chosen = next((each for each in (name, run.flags.wallet) if each is not None), run.settings.wallet)
    return WalletFolder(run.settings.wallet_path), check_name(chosen)


def refuse_taken(folder: WalletFolder, name: str) -> None:
    """Raise before asking for anything when the wallet has a coldkey already."""
    from tao_tui.errors import KeyExists

    for wallet in folder.list():
        if wallet.name == name and wallet.coldkey is not None and not wallet.watch_only:
            raise KeyExists(
                f"There is a wallet {name} already; it was left as it is.",
                hint="Choose another name with --name.",
            )


class PhraseKeeper:
    """Gives a fresh mnemonic a place to go before its key exists, and puts it there."""

    def __init__(self, run: Run, file: str | None, *, must_be_kept: bool) -> None:
        self._run = run
        self._file = None if file is None else Path(file).expanduser()
        self._must_be_kept = must_be_kept
        self._kept = False

    def __enter__(self) -> PhraseKeeper:
        from tao_tui.paths import write_private

        if self._file is None:
            self._need_terminal()
        elif self._file.parent.is_dir():
            write_private(self._file, b"")
        else:
            raise UsageError(f"There is no folder {self._file.parent}.", hint="Make it first.")
        return self

    def keep(self, mnemonic: Secret, of: str) -> None:
        """Write the mnemonic to its file, or show it once."""
        from tao_tui.paths import write_private

        if self._file is not None:
            write_private(self._file, mnemonic.reveal().encode() + b"\n", overwrite=True)
        elif sys.stderr.isatty():
            self._run.say.show(_phrase_lines(mnemonic.reveal().split(), of))
        else:
            self._run.say.progress(f"The mnemonic of the {of} was not shown: it is inside the keyfile alone.")
        self._kept = True

    def __exit__(self, *_: object) -> None:
        if self._file is not None and not self._kept:
            self._file.unlink(missing_ok=True)

    def _need_terminal(self) -> None:
        """A log must not get the mnemonic, and a coldkey's must not go unseen unless that is agreed to."""
        if self._must_be_kept and not sys.stderr.isatty() and not self._run.flags.yes:
            raise UsageError(
                "The mnemonic of a new coldkey is shown on a terminal only, and there is none.",
                hint="Give --mnemonic-file FILE to have it written there, readable by you alone; "
                "--yes goes without: then the keyfile is the only copy.",
                code="mnemonic_needs_a_place",
            )


def _phrase_lines(words: list[str], of: str) -> list[str]:
    numbered = [f"{number:>2} {word:<10}" for number, word in enumerate(words, 1)]
    rows = ["  " + "".join(numbered[start : start + 4]).rstrip() for start in range(0, len(numbered), 4)]
    return [
        f"The mnemonic of the {of}. Write it down, in this order; it is shown only now.",
        "Whoever has it has everything in this wallet. Nobody who helps you needs it.",
        "",
        *rows,
        "",
    ]


def _tell(run: Run, key: KeyRef, mnemonic_file: str | None) -> None:
    data = {
        "name": key.wallet,
        "coldkey": key.address,
        "encrypted": key.encrypted,
        "watch_only": key.watch_only,
        "path": str(key.path),
        "mnemonic_file": mnemonic_file,
    }
    run.out.answer(data, lambda: [f"Wallet {key.wallet}: {key.address}"])
