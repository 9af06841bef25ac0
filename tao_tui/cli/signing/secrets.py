"""Where passwords and phrases come from on the command line: a prompt, the keyring or a file; never argv."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from tao_tui.errors import KeyfileMissing, PasswordNeeded, UsageError, WrongPassword

if TYPE_CHECKING:
    from tao_tui.cli.invocation.run import Run
    from tao_tui.wallet import KeyRef, Secret, Signer

_TRIES = 3
T = TypeVar("T")


def new_password(run: Run, *, encrypt: bool, what: str = "coldkey") -> Secret | None:
    """The password for a key about to be written, or `None` when it shall not be encrypted."""
    if not encrypt:
        if run.flags.password_file is not None:
            raise UsageError(
                f"--password-file is given, but the {what} is not to be encrypted.", hint="Leave one out."
            )
        return None
    return chosen_password(run, what, run.flags.password_file)


def chosen_password(run: Run, what: str, file: str | None, option: str = "--password-file") -> Secret:
    """A new password, from `file` or typed twice; a weak one is refused unless --yes insists on it."""
    from tao_tui.wallet import Secret, password_from_file, require_strong

    if file is not None:
        password = password_from_file(file)
        require_strong(password, insist=run.flags.yes)
        return password
    if not run.say.interactive():
        hint = f"Give one with {option} FILE"
        raise PasswordNeeded(
            f"A new {what} is encrypted, and there is no terminal to ask for a password on.",
            hint=f"{hint}, or leave the key plain with --no-password." if what == "coldkey" else f"{hint}.",
        )
    password = Secret(run.say.ask_hidden(f"New password for the {what}: "))
    require_strong(password, insist=run.flags.yes)
    if run.say.ask_hidden("The same password again: ") != password.reveal():
        raise UsageError("The two passwords differ; nothing was written.", hint="Try again.")
    return password


def asked_password(run: Run, question: str) -> Secret:
    """The password of something that is no key, such as a backup."""
    from tao_tui.wallet import Secret, password_from_file

    if run.flags.password_file is not None:
        return password_from_file(run.flags.password_file)
    if not run.say.interactive():
        raise PasswordNeeded(
            "It is encrypted, and there is nobody to ask for its password.",
            hint="Give it with --password-file FILE, or - for standard input.",
        )
    return Secret(run.say.ask_hidden(question))


def phrase(run: Run, file: str | None) -> Secret:
    """A mnemonic from `file`, or typed word by word, each gone from the screen once it is accepted."""
    from tao_tui.cli.terminal.word_prompt import ask_words
    from tao_tui.wallet import secret_from_file

    if file is not None:
        return secret_from_file(file, "mnemonic")
    if not run.say.interactive():
        raise UsageError(
            "The mnemonic is missing, and there is no terminal to ask for it on.",
            hint="Give it with --mnemonic-file FILE, or - for standard input.",
        )
    return ask_words()


def can_unlock(run: Run, key: KeyRef) -> None:
    """Raise before any work when `key` cannot be unlocked in this run."""
    from tao_tui.wallet import is_held, is_ledger, uses_keyring

    if is_ledger(key):
        return
    if key.watch_only:
        raise KeyfileMissing(
            f"The {key.role} of wallet {key.wallet} is watch-only: {key.path} is missing, so it cannot sign.",
            hint="Put the file back from a backup, or import the key from its mnemonic.",
        )
    if not key.encrypted or is_held(key):
        return
    if run.flags.password_file not in (None, "-"):
        from tao_tui.wallet import password_from_file

        password_from_file(run.flags.password_file)  # one that cannot be read is said before anything else
        return
    if run.say.interactive():
        return
    if not (run.flags.password_file or run.settings.keyring or uses_keyring(key.path)):
        raise PasswordNeeded(
            f"The {key.role} of wallet {key.wallet} is encrypted, and nobody can be asked for its password.",
            hint="Give it with --password-file FILE (- is standard input), or unlock the key for a while: "
            "tao-tui wallet unlock.",
        )


@asynccontextmanager
async def unlocked(run: Run, key: KeyRef) -> AsyncIterator[Signer]:
    """A signer for `key`: the process that keeps it unlocked if there is one, else one of this run's own.

    A password that was typed may be typed again when it is wrong.
    """
    from tao_tui.wallet import held_signer, is_ledger, ledger_signer, open_signer

    async with AsyncExitStack() as stack:
        if is_ledger(key):
            run.say.progress("Look at the Ledger's screen.")
            yield await stack.enter_async_context(ledger_signer(key))
            return
        held = await stack.enter_async_context(held_signer(key))
        if held is not None:
            yield held
            return
        yield await with_password(
            run, key, lambda password: stack.enter_async_context(open_signer(key, password))
        )


async def with_password(run: Run, key: KeyRef, use: Callable[[Secret | None], Awaitable[T]]) -> T:
    """What `use` makes of the password of `key`; one that was typed may be typed again when it is wrong."""
    from tao_tui.wallet.agent.unlock_pace import expected_seconds

    asked = not run.flags.password_file and run.say.interactive()
    tries = tries_left = _TRIES if asked else 1
    while True:
        password = password_for(run, key, again=tries_left < tries)
        tries_left -= 1
        try:
            if not key.encrypted:
                return await use(password)
            async with run.say.waiting("Unlocking", expected_seconds()):
                return await use(password)
        except WrongPassword:
            if not tries_left:
                raise
            run.say.warning("That is not the password of this key.")


def password_for(run: Run, key: KeyRef, *, again: bool = False) -> Secret | None:
    """The password of an existing key from the first place that has it; typed when the first was wrong."""
    from tao_tui.wallet import Secret, find_password

    def prompt(which: KeyRef) -> Secret:
        name = f"hotkey {which.hotkey}" if which.hotkey else "coldkey"
        return Secret(run.say.ask_hidden(f"Password for the {name} of wallet {which.wallet}: "))

    if again:
        return prompt(key)
    return find_password(
        key,
        file=run.flags.password_file,
        keyring=run.settings.keyring,
        prompt=prompt if run.say.interactive() else None,
    )
