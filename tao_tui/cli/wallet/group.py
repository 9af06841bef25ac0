"""`wallet`: what is in the wallet folder, what it owns, and signing with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import Run, run_of

if TYPE_CHECKING:
    from tao_tui.wallet import KeyRef, WalletSummary

app = Noun("Wallets: coldkeys that own, hotkeys that work.")


def command() -> LazyGroup:
    """The `wallet` group."""
    app.section("See and use", "list show balance identity sign verify book")
    app.section("Get a wallet", "create import watch ledger restore")
    app.section("Keep it", "check backup export passwd repair rename remove archive")
    app.section("Who signs, and what", "unlock lock keyring rules multisig proxy")
    app.section("Keys of one wallet", "hotkey coldkey")
    return app.group()


app.elsewhere("balance", "tao_tui.cli.wallet.balance:balance", "Show what coldkeys own, now and over time.")
app.elsewhere(
    "identity", "tao_tui.cli.subnets.identity", "Show who the coldkey says it is on chain, or say it anew."
)
app.elsewhere("create", "tao_tui.cli.wallet.make:create", "Make a new wallet with a fresh coldkey.")
app.elsewhere("import", "tao_tui.cli.wallet.make:import_", "Put an existing coldkey into the wallet folder.")
app.elsewhere("watch", "tao_tui.cli.wallet.make:watch", "Add a wallet that only watches an address.")
app.elsewhere("check", "tao_tui.cli.wallet.make:check", "Tell whether a phrase on paper is this wallet's.")
_UPKEEP = "tao_tui.cli.wallet.upkeep"
app.elsewhere("passwd", f"{_UPKEEP}:passwd", "Change the password of a key.")
app.elsewhere("repair", f"{_UPKEEP}:repair", "Mend a damaged key: its public file, or its form.")
app.elsewhere("rename", f"{_UPKEEP}:rename", "Give a wallet another name.")
app.elsewhere("backup", f"{_UPKEEP}:backup", "Write a wallet to one encrypted file, and read it back.")
app.elsewhere("restore", f"{_UPKEEP}:restore", "Make a wallet again from its backup.")
app.elsewhere("export", f"{_UPKEEP}:export", "Write a key for polkadot.js, or as a sheet to print.")
app.elsewhere("remove", f"{_UPKEEP}:remove", "Put a wallet away; nothing is deleted.")
app.elsewhere("archive", "tao_tui.cli.wallet.archive", "What was removed: list, restore, delete.")
app.elsewhere("book", "tao_tui.cli.wallet.book", "Names for addresses of others: add, list, remove.")
app.elsewhere("unlock", "tao_tui.cli.wallet.unlock:unlock", "Keep the key unlocked for a time you set.")
app.elsewhere("lock", "tao_tui.cli.wallet.unlock:lock", "Forget unlocked keys now.")
app.elsewhere("ledger", "tao_tui.cli.wallet.ledger:ledger", "Add a wallet whose key is in a Ledger.")
app.elsewhere("keyring", "tao_tui.cli.wallet.keyring", "The password in the system's keyring: save, forget.")
app.elsewhere("multisig", "tao_tui.cli.wallet.multisig", "Accounts several keys control together.")
app.elsewhere("proxy", "tao_tui.cli.wallet.proxy", "Who may act for the account: list, add, remove.")
app.elsewhere("rules", "tao_tui.cli.wallet.rules", "What the wallet's key may sign: show, set.")
app.elsewhere("hotkey", "tao_tui.cli.wallet.hotkey", "A wallet's hotkeys: create, import, list, swap.")
app.elsewhere(
    "coldkey", "tao_tui.cli.wallet.coldkey", "Replace the coldkey by another: announce, swap, stop."
)


@app.verb("list")
def list_(context: typer.Context) -> None:
    """List the wallets of the wallet folder with their hotkeys."""
    run = run_of(context)
    rows = [wallet_row(wallet) for wallet in run.wallet_folder().list()]

    def text() -> Iterable[str]:
        if not rows:
            yield f"No wallets in {run.settings.wallet_path}. Make one: tao-tui wallet create --name NAME"
        width = max((len(row["name"]) for row in rows), default=0)
        for row in rows:
            yield from _described(row, width)

    run.out.answer(rows, text)


@app.verb("show")
def show(
    context: typer.Context,
    qr: Annotated[bool, typer.Option("--qr", help="Draw the coldkey's address as QR code too.")] = False,
    use_hotkey: Annotated[bool, typer.Option("--use-hotkey", help="Draw the hotkey's instead.")] = False,
) -> None:
    """Show the chosen wallet: addresses in full, where its files are, what is encrypted."""
    from tao_tui.cli.wallet.key_source import crypto_name

    run = run_of(context)
    wallet = run.wallet_folder().wallet(run.settings.wallet)
    row = wallet_row(wallet) | {
        "path": str(run.settings.wallet_path / run.settings.wallet),
        "crypto_type": crypto_name(wallet.crypto_type),
    }

    def text() -> Iterable[str]:
        yield from _described(row)
        yield f"  {row['crypto_type'] or 'unknown key type'}, in {row['path']}"
        if qr or use_hotkey:
            yield from _qr(signing_key(run, use_hotkey=use_hotkey).address)

    run.out.answer(row, text)


@app.verb("sign")
def sign(
    context: typer.Context,
    message: Annotated[str, typer.Option("--message", help="The text to sign.", metavar="TEXT")],
    use_hotkey: Annotated[bool, typer.Option("--use-hotkey", help="Sign with the hotkey instead.")] = False,
) -> None:
    """Sign a text with the coldkey, so that others can check who wrote it."""
    from tao_tui.cli.signing.secrets import can_unlock, unlocked

    run = run_of(context)
    key = signing_key(run, use_hotkey=use_hotkey)
    can_unlock(run, key)

    async def work() -> bytes:
        from tao_tui.wallet import sign_message

        async with unlocked(run, key) as signer:
            return await sign_message(signer, message)

    signature = "0x" + run.wait(work()).hex()
    data = {"address": key.address, "message": message, "signature": signature}
    run.out.answer(data, lambda: [signature])


@app.verb("verify")
def verify(
    context: typer.Context,
    message: Annotated[str, typer.Option("--message", help="The text that was signed.", metavar="TEXT")],
    signature: Annotated[
        str, typer.Option("--signature", help="The signature, 0x and 128 digits.", metavar="HEX")
    ],
    address: Annotated[
        str | None,
        typer.Option(
            "--address",
            help="Who signed, as address or name; the chosen wallet by default.",
            metavar="ADDRESS|NAME",
        ),
    ] = None,
) -> None:
    """Check that a text was signed by an address; exit 6 when it was not."""
    from tao_tui.cli.signing.account import address_of
    from tao_tui.errors import WalletError
    from tao_tui.wallet import verify_message

    run = run_of(context)
    signer = address_of(run, address) if address else run.wallet_folder().coldkey(run.settings.wallet).address
    if not verify_message(signer, message, signature):
        raise WalletError(
            f"This signature was not made by {signer} for this message.",
            hint="Message, signature and address must be exactly the signer's, spaces included.",
            code="bad_signature",
        )
    data = {"address": signer, "message": message, "valid": True}
    run.out.answer(data, lambda: [f"Signed by {signer}."])


def wallet_row(wallet: WalletSummary) -> dict[str, Any]:
    """One wallet as `wallet list` shows it."""
    return {
        "name": wallet.name,
        "coldkey": wallet.coldkey,
        "encrypted": wallet.encrypted,
        "watch_only": wallet.watch_only,
        "problem": wallet.problem,
        "hotkeys": [
            {
                "name": hotkey.name,
                "hotkey": hotkey.address,
                "encrypted": hotkey.encrypted,
                "problem": hotkey.problem,
            }
            for hotkey in wallet.hotkeys
        ],
    }


def signing_key(run: Run, *, use_hotkey: bool) -> KeyRef:
    """The key the flags and settings choose."""
    folder = run.wallet_folder()
    if use_hotkey:
        return folder.hotkey(run.settings.wallet, run.settings.wallet_hotkey)
    return folder.coldkey(run.settings.wallet)


def _qr(address: str) -> Iterable[str]:
    import os
    import sys

    from tao_tui.qr.codes import qr_on_terminal

    yield ""
    yield from qr_on_terminal(address, colours=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    yield address


def _described(row: dict[str, Any], width: int = 0) -> Iterable[str]:
    state = "watch-only" if row["watch_only"] else "encrypted" if row["encrypted"] else "NOT encrypted"
    if row["coldkey"] is None:
        yield f"{row['name']:<{width}}  (address unknown)"
    else:
        yield f"{row['name']:<{width}}  {row['coldkey']}  {state}"
    if row["problem"]:
        yield f"  ! {row['problem']}"
    width = max((len(hotkey["name"]) for hotkey in row["hotkeys"]), default=0)
    for hotkey in row["hotkeys"]:
        line = f"  hotkey {hotkey['name']:<{width}}  {hotkey['hotkey'] or '(address unknown)'}"
        yield f"{line}  ! {hotkey['problem']}" if hotkey["problem"] else line
