"""`wallet hotkey`: the keys a wallet lets its neurons work with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.cli.wallet.key_source import Crypto, Given, crypto_type, takes_key_source
from tao_tui.cli.wallet.make import NewMnemonicFile, Words
from tao_tui.cli.wallet.phrase_keeper import PhraseKeeper
from tao_tui.cli.wallet.upkeep import NewName, NewPasswordFile, reseal
from tao_tui.errors import KeyExists

if TYPE_CHECKING:
    from tao_tui.wallet import KeyRef, WalletFolder

app = Noun("Hotkeys of the chosen wallet; they are not encrypted, because neurons sign with them all day.")

Name = Annotated[
    str | None,
    typer.Option("--name", help="The hotkey's name; --wallet-hotkey says the same.", metavar="NAME"),
]


Encrypt = Annotated[
    bool, typer.Option("--encrypt", help="Encrypt it; then nothing signs with it without its password.")
]


def command() -> LazyGroup:
    """The `hotkey` group."""
    app.actions("wallet", "hotkey")
    app.section("Commands", "list create import watch rename encrypt decrypt remove swap")
    return app.group()


@app.verb("create")
def create(
    context: typer.Context,
    name: Name = None,
    words: Words = 12,
    crypto: Crypto = "sr25519",
    mnemonic_file: NewMnemonicFile = None,
    encrypt: Encrypt = False,
) -> None:
    """Make a new hotkey in the chosen wallet; on a terminal its mnemonic is shown once."""
    from tao_tui.cli.signing.secrets import new_password
    from tao_tui.wallet import new_mnemonic

    run = run_of(context)
    folder, hotkey = _place(run, name)
    phrase, kind = new_mnemonic(words), crypto_type(crypto)
    wallet = run.settings.wallet
    with PhraseKeeper(run, mnemonic_file, must_be_kept=False) as keeper:
        password = new_password(run, encrypt=encrypt, what="hotkey")
        keeper.keep(phrase, f"hotkey {hotkey} of wallet {wallet}")
        made = folder.create_hotkey(wallet, hotkey, words, crypto_type=kind, phrase=phrase, password=password)
        keeper.done()
    _tell(run, made.key, mnemonic_file)


@app.verb("import")
@takes_key_source()
def import_(
    context: typer.Context,
    name: Name = None,
    *,
    given: Given,
    encrypt: Encrypt = False,
) -> None:
    """Put an existing hotkey into the chosen wallet."""
    from tao_tui.cli.signing.secrets import new_password

    run = run_of(context)
    folder, hotkey = _place(run, name)
    source = given.source(run)
    password = new_password(run, encrypt=encrypt, what="hotkey")
    _tell(run, folder.import_hotkey(run.settings.wallet, hotkey, source, password), None)


@app.verb("watch")
def watch(
    context: typer.Context,
    address: Annotated[
        str, typer.Option("--address", help="The hotkey: its address or its name.", metavar="ADDRESS|NAME")
    ],
    name: Name = None,
    crypto: Crypto = "sr25519",
) -> None:
    """Add a hotkey of which only the address is known here: it runs elsewhere."""
    from tao_tui.cli.signing.account import address_of

    run = run_of(context)
    folder, hotkey = _place(run, name)
    account = address_of(run, address)
    _tell(
        run,
        folder.watch_hotkey(run.settings.wallet, hotkey, account, crypto_type=crypto_type(crypto)),
        None,
    )


@app.verb("encrypt")
def encrypt(context: typer.Context, name: Name = None, new_password_file: NewPasswordFile = None) -> None:
    """Encrypt a hotkey, or give it another password; neurons that use it will ask for it."""
    run = run_of(context)
    reseal(run, _named(run, name), encrypt=True, new_password_file=new_password_file)


@app.verb("decrypt")
def decrypt(context: typer.Context, name: Name = None) -> None:
    """Leave a hotkey unencrypted from now on, as neurons need it."""
    run = run_of(context)
    reseal(run, _named(run, name), encrypt=False, new_password_file=None)


@app.verb("rename")
def rename(context: typer.Context, to: NewName, name: Name = None) -> None:
    """Give a hotkey another name."""
    from tao_tui.wallet import lock
    from tao_tui.wallet.upkeep.changes import rename_hotkey

    run = run_of(context)
    run.refuse_dry_run()
    old = _named(run, name)
    run.wait(lock(old))
    _tell(run, rename_hotkey(run.wallet_folder(), old.wallet, str(old.hotkey), to), None)


@app.verb("remove")
def remove(context: typer.Context, name: Name = None) -> None:
    """Put a hotkey away; `wallet archive` takes it back or deletes it."""
    from tao_tui.wallet import lock
    from tao_tui.wallet.upkeep.archive import archive_hotkey

    run = run_of(context)
    run.refuse_dry_run()
    key = _named(run, name)
    if not run.flags.yes:
        run.say.agree(f"Hotkey {key.hotkey} ({key.address}) leaves wallet {key.wallet}.", "REMOVE")
    run.wait(lock(key))
    place = archive_hotkey(run.wallet_folder(), key.wallet, str(key.hotkey))
    data = {"wallet": key.wallet, "name": key.hotkey, "hotkey": key.address, "archived_as": place.name}
    run.out.answer(data, lambda: [f"Hotkey {key.hotkey} was put away as {place.name}; nothing was deleted."])


@app.verb("list")
def list_(context: typer.Context) -> None:
    """List the hotkeys of the chosen wallet."""
    from tao_tui.cli.terminal.layout import aligned

    run = run_of(context)
    wallet = run.wallet_folder().wallet(run.settings.wallet)
    rows = [
        {
            "name": hotkey.name,
            "hotkey": hotkey.address,
            "encrypted": hotkey.encrypted,
            "watch_only": hotkey.watch_only,
            "problem": hotkey.problem,
        }
        for hotkey in wallet.hotkeys
    ]

    def text() -> Iterable[str]:
        if not wallet.hotkeys:
            yield f"Wallet {wallet.name} has no hotkeys."
        yield from aligned([(hotkey.name, hotkey.address or hotkey.problem) for hotkey in wallet.hotkeys])

    run.out.answer(rows, text)


def _named(run: Run, name: str | None) -> KeyRef:
    return run.wallet_folder().hotkey(
        run.settings.wallet, run.settings.wallet_hotkey if name is None else name
    )


def _place(run: Run, name: str | None) -> tuple[WalletFolder, str]:
    """The folder and the hotkey's name, in a wallet that exists and under a name that is free."""
    from tao_tui.wallet import check_name

    run.refuse_dry_run()
    folder = run.wallet_folder()
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
