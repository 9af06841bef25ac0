"""`wallet keyring`: the password of one wallet in the operating system's secret store, for who wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import run_of
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.wallet import Secret

app = Noun("The wallet's password in the system's keyring. Whoever is logged in as you can then sign.")

UseHotkey = Annotated[bool, typer.Option("--use-hotkey", help="The hotkey's password instead.")]


def command() -> LazyGroup:
    """The `keyring` group."""
    return app.group()


@app.verb("save")
def save(context: typer.Context, use_hotkey: UseHotkey = False) -> None:
    """Keep the chosen wallet's password in the system's keyring, once it was seen to open the key.

    Works with the Secret Service (GNOME, KeePassXC), KWallet, the macOS Keychain and the Windows Credential
    Locker; a machine without one says so. From then on this wallet's password is not asked for.
    """
    from tao_tui.cli.signing.secrets import can_unlock, with_password
    from tao_tui.cli.wallet.group import signing_key
    from tao_tui.wallet import keyring_save, open_signer

    run = run_of(context)
    run.refuse_dry_run()
    key = signing_key(run, use_hotkey=use_hotkey)
    if not key.encrypted:
        raise UsageError(f"The {key.role} of wallet {key.wallet} is not encrypted: it has no password.")
    can_unlock(run, key)

    async def opens(password: Secret | None) -> Secret:
        async with open_signer(key, password):
            assert password is not None
            return password

    keyring_save(key.path, run.wait(with_password(run, key, opens)))
    data = {"wallet": key.wallet, "role": key.role, "saved": True}
    run.out.answer(data, lambda: [f"The keyring has the password of wallet {key.wallet} now."])


@app.verb("forget")
def forget(context: typer.Context, use_hotkey: UseHotkey = False) -> None:
    """Take the chosen wallet's password out of the system's keyring."""
    from tao_tui.cli.wallet.group import signing_key
    from tao_tui.wallet import keyring_delete

    run = run_of(context)
    run.refuse_dry_run()
    key = signing_key(run, use_hotkey=use_hotkey)
    there = keyring_delete(key.path)
    data = {"wallet": key.wallet, "role": key.role, "saved": False, "was_saved": there}
    said = "no longer has" if there else "did not have"
    run.out.answer(data, lambda: [f"The keyring {said} the password of wallet {key.wallet}."])


@app.verb("show")
def show(context: typer.Context, use_hotkey: UseHotkey = False) -> None:
    """Tell whether the chosen wallet's password is kept in the system's keyring; the keyring is not asked."""
    from tao_tui.cli.wallet.group import signing_key
    from tao_tui.wallet import uses_keyring

    run = run_of(context)
    key = signing_key(run, use_hotkey=use_hotkey)
    kept = uses_keyring(key.path)
    data = {"wallet": key.wallet, "role": key.role, "saved": kept}
    run.out.answer(data, lambda: [f"Wallet {key.wallet}: {'kept in the keyring' if kept else 'not kept'}."])
