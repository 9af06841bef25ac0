"""`wallet create`, `import`, `watch`, `check`: how a key gets into the wallet folder, and its paper tried."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.cli.wallet.key_source import Crypto, Given, crypto_name, crypto_type, takes_key_source
from tao_tui.cli.wallet.phrase_keeper import PhraseKeeper

if TYPE_CHECKING:
    from tao_tui.wallet import KeyRef, WalletFolder

Name = Annotated[
    str | None, typer.Option("--name", help="The wallet's name; --wallet says the same.", metavar="NAME")
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
SkipProof = Annotated[
    bool,
    typer.Option("--skip-backup-proof", help="Do not ask for some of the words again: they may be lost."),
]
NoPassword = Annotated[bool, typer.Option("--no-password", help="Leave the key unencrypted on disk.")]


def create(
    context: typer.Context,
    name: Name = None,
    words: Words = 12,
    crypto: Crypto = "sr25519",
    hotkey: Annotated[
        str | None, typer.Option("--hotkey", help="Make a hotkey of this name too.", metavar="NAME")
    ] = None,
    mnemonic_file: NewMnemonicFile = None,
    no_password: NoPassword = False,
    skip_proof: SkipProof = False,
) -> None:
    """Make a new wallet with a fresh coldkey.

    Its mnemonic, the one way to get the key back, is shown once and only on a terminal, and some of its
    words are asked for again before anything is written. A script has it written to a new file with
    --mnemonic-file; it is never part of the JSON.
    """
    from tao_tui.cli.signing.secrets import new_password
    from tao_tui.wallet import check_name, new_mnemonic

    run = run_of(context)
    folder, wallet = folder_and_name(run, name)
    phrase, kind = new_mnemonic(words), crypto_type(crypto)
    if hotkey is not None:
        check_name(hotkey, "hotkey")
    refuse_taken(folder, wallet)
    with PhraseKeeper(run, mnemonic_file, must_be_kept=True, proof=not skip_proof) as keeper:
        password = new_password(run, encrypt=not no_password)
        keeper.keep(phrase, f"coldkey of wallet {wallet}")
        if password is not None:
            run.say.progress("Encrypting the coldkey…")
        made = folder.create(wallet, words, password, hotkey=hotkey, crypto_type=kind, phrase=phrase)
        keeper.done()
    _tell(run, made.coldkey, mnemonic_file)


@takes_key_source()
def import_(
    context: typer.Context,
    name: Name = None,
    *,
    given: Given,
    no_password: NoPassword = False,
) -> None:
    """Put an existing coldkey into the wallet folder: from its mnemonic, a seed, a key, a URI or an export.

    Without a source the mnemonic is asked for word by word. Nothing that opens the key belongs on the
    command line itself.
    """
    from tao_tui.cli.signing.secrets import new_password

    run = run_of(context)
    folder, wallet = folder_and_name(run, name)
    refuse_taken(folder, wallet)
    source = given.source(run)
    password = new_password(run, encrypt=not no_password)
    if password is not None:
        run.say.progress("Encrypting the coldkey…")
    _tell(run, folder.import_coldkey(wallet, source, password), None)


def watch(
    context: typer.Context,
    address: Annotated[
        str, typer.Option("--address", help="The coldkey: its address or its name.", metavar="ADDRESS|NAME")
    ],
    name: Name = None,
    crypto: Crypto = "sr25519",
) -> None:
    """Add a wallet that only watches an address: it can show, it cannot sign."""
    from tao_tui.cli.signing.account import address_of

    run = run_of(context)
    folder, wallet = folder_and_name(run, name)
    _tell(run, folder.watch(wallet, address_of(run, address), crypto_type=crypto_type(crypto)), None)


@takes_key_source("uri", "crypto")
def check(
    context: typer.Context,
    *,
    given: Given,
    use_hotkey: Annotated[bool, typer.Option("--use-hotkey", help="Check the hotkey's backup.")] = False,
) -> None:
    """Tell whether a phrase on paper is this wallet's; exit 6 when it is not.

    Nothing is written and no password is needed. Without a source the mnemonic is asked for word by word.
    """
    from tao_tui.cli.signing.account import known_here
    from tao_tui.cli.wallet.group import signing_key
    from tao_tui.errors import WalletError

    run = run_of(context)
    key = signing_key(run, use_hotkey=use_hotkey)
    kind = crypto_name(key.crypto_type) or "sr25519"
    source = replace(given, crypto=kind).source(run)
    what = f"{key.role} of wallet {key.wallet}"
    if source.address != key.address:
        owner = known_here(run).name_of(source.address)
        raise WalletError(
            f"This is another key than the {what}: it makes {source.address}"
            f"{f', which is {owner}' if owner else ''}, not {key.address}.",
            hint="A BIP-39 passphrase (--passphrase), a derivation path (--derive) or one changed word each "
            "make another key. Find the right backup while the key still opens.",
            code="backup_mismatch",
        )
    data = {"wallet": key.wallet, "address": key.address, "matches": True}
    run.out.answer(data, lambda: [f"It matches: this is the {what}, {key.address}."])


def folder_and_name(run: Run, name: str | None) -> tuple[WalletFolder, str]:
    """The wallet folder and the name to make, which must be given, by --name or --wallet."""
    from tao_tui.wallet import check_name

    run.refuse_dry_run()
    chosen = next((each for each in (name, run.flags.wallet) if each is not None), run.settings.wallet)
    return run.wallet_folder(), check_name(chosen)


def refuse_taken(folder: WalletFolder, name: str) -> None:
    """Raise before asking for anything when the wallet has a coldkey already."""
    from tao_tui.errors import KeyExists

    for wallet in folder.list():
        if wallet.name == name and wallet.coldkey is not None and not wallet.watch_only:
            raise KeyExists(
                f"There is a wallet {name} already; it was left as it is.",
                hint="Choose another name with --name.",
            )


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
