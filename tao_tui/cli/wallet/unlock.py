"""`wallet unlock` and `wallet lock`: one password for a while, and its end."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tao_tui.cli.invocation.run import run_of
from tao_tui.counted import counted
from tao_tui.errors import UsageError

_DEFAULT_MINUTES = 15.0


def unlock(
    context: typer.Context,
    minutes: Annotated[
        float, typer.Option("--for", help="How long, in minutes; a day at most.", metavar="MINUTES")
    ] = _DEFAULT_MINUTES,
    use_hotkey: Annotated[bool, typer.Option("--use-hotkey", help="Unlock the hotkey instead.")] = False,
) -> None:
    """Keep the chosen wallet's key unlocked for a time, in a process of its own.

    Until then its signatures need no password: those of this program, in the app and in scripts, by this
    user on this machine. The process has no network, keeps the wallet's rules, and forgets the key when the
    time is up, when the machine was asleep, and on tao-tui wallet lock.
    """
    from tao_tui.cli.signing.secrets import can_unlock, with_password
    from tao_tui.cli.wallet.group import signing_key
    from tao_tui.wallet import LONGEST_MINUTES, Held, hold, lock

    run = run_of(context)
    run.refuse_dry_run()
    if not 0 < minutes <= LONGEST_MINUTES:
        raise UsageError(
            f"A key can be kept unlocked for up to {LONGEST_MINUTES} minutes.", hint="Such as: --for 15"
        )
    key = signing_key(run, use_hotkey=use_hotkey)

    async def work() -> Held:
        await lock(key)
        can_unlock(run, key)
        return await with_password(run, key, lambda password: hold(key, password, minutes * 60))

    held = run.wait(work())
    data = {
        "wallet": key.wallet,
        "role": key.role,
        "hotkey": key.hotkey,
        "address": key.address,
        "seconds_left": round(held.seconds_left),
        "memory_locked": held.memory_locked,
        "pid": held.pid,
    }
    run.out.answer(
        data, lambda: [f"Unlocked for {minutes:g} minute{'s' * (minutes != 1)}: {key.address}", *_swap(held)]
    )


def lock(context: typer.Context) -> None:
    """Forget the keys that are kept unlocked: all of them, or one wallet's with --wallet."""
    from tao_tui.wallet import lock_all, lock_wallet

    run = run_of(context)
    run.refuse_dry_run()

    async def work() -> int:
        if run.flags.wallet is None:
            return await lock_all()
        run.wallet_folder().wallet(run.settings.wallet)
        return await lock_wallet(run.settings.wallet_path / run.settings.wallet)

    count = run.wait(work())
    said = "Nothing was unlocked." if not count else f"Locked {counted(count, 'key')}."
    run.out.answer({"locked": count}, lambda: [said])


def _swap(held: Any) -> list[str]:
    """What a person should know about memory that may be written to disk."""
    if held.memory_locked == "all":
        return []
    if held.memory_locked == "key":
        return ["The key is kept out of swap; the rest of its process is not (this system's limit is small)."]
    return ["This system does not let the key be kept out of swap."]
