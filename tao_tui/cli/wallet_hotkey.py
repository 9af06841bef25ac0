"""`wallet hotkey`: the keys a wallet lets its neurons work with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.lazy import Noun
from tao_tui.cli.run import Run, run_of
from tao_tui.cli.wallet_make import (
    MnemonicFile,
    NewMnemonicFile,
    PhraseKeeper,
    SeedFile,
    Uri,
    Words,
    key_source,
)
from tao_tui.errors import KeyExists

if TYPE_CHECKING:
    from tao_tui.wallet import KeyRef, WalletFolder

app = Noun("Hotkeys of the chosen wallet; they are not encrypted, because neurons sign with them all day.")

Name = Annotated[
    str | None,
    typer.Option("--name", help="The hotkey's name; --wallet-hotkey says the same.", metavar="NAME"),
]


def command() -> Any:
    """The `hotkey` group."""
    return app.group()


@app.verb("create")
def create(
    context: typer.Context, name: Name = None, words: Words = 12, mnemonic_file: NewMnemonicFile = None
) -> None:
    """Make a new hotkey in the chosen wallet; on a terminal its mnemonic is shown once."""
    run = run_of(context)
    folder, hotkey = _place(run, name)
    with PhraseKeeper(run, mnemonic_file, must_be_kept=False) as keeper:
        made = folder.create_hotkey(run.settings.wallet, hotkey, words)
        keeper.keep(made.mnemonic, f"hotkey {hotkey} of wallet {run.settings.wallet}")
    _tell(run, made.key, mnemonic_file)


@app.verb("import")
def import_(
    context: typer.Context,
    name: Name = None,
    mnemonic_file: MnemonicFile = None,
    seed_file: SeedFile = None,
    uri: Uri = None,
) -> None:
    """Put an existing hotkey into the chosen wallet."""
    run = run_of(context)
    folder, hotkey = _place(run, name)
    source = key_source(run, mnemonic_file, seed_file, uri)
    _tell(run, folder.import_hotkey(run.settings.wallet, hotkey, source), None)


@app.verb("list")
def list_(context: typer.Context) -> None:
    """List the hotkeys of the chosen wallet."""
    from tao_tui.cli.layout import aligned
    from tao_tui.wallet import WalletFolder

    run = run_of(context)
    wallet = WalletFolder(run.settings.wallet_path).wallet(run.settings.wallet)
    rows = [
        {"name": hotkey.name, "hotkey": hotkey.address, "problem": hotkey.problem}
        for hotkey in wallet.hotkeys
    ]

    def text() -> Iterable[str]:
        if not wallet.hotkeys:
            yield f"Wallet {wallet.name} has no hotkeys."
        yield from aligned([(hotkey.name, hotkey.address or hotkey.problem) for hotkey in wallet.hotkeys])

    run.out.answer(rows, text)


def _place(run: Run, name: str | None) -> tuple[WalletFolder, str]:
    """The folder and the hotkey's name, in a wallet that exists and under a name that is free."""
    from tao_tui.wallet import WalletFolder, check_name

    run.refuse_dry_run()
    folder = WalletFolder(run.settings.wallet_path)
    hotkey = check_name(run.settings.wallet_hotkey if name is None else name, "hotkey")
    for known in folder.wallet(run.settings.wallet).hotkeys:
        if known.name == hotkey and not known.watch_only:
            raise KeyExists(
                f"Wallet {run.settings.wallet} has a hotkey {hotkey} already; it was left as it is.",
                hint="Choose another name with --name.",
            )
    return folder, hotkey


def _tell(run: Run, key: KeyRef, mnemonic_file: str | None) -> None:
    data = {
        "wallet": key.wallet,
        "name": key.hotkey,
        "hotkey": key.address,
        "path": str(key.path),
        "mnemonic_file": mnemonic_file,
    }
    run.out.answer(data, lambda: [f"Hotkey {key.hotkey} of wallet {key.wallet}: {key.address}"])
