"""Passwords in the operating system's secret store, for those who asked for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from types import ModuleType
from typing import Final

from tao_tui.errors import WalletError
from tao_tui.paths import home, write_private
from tao_tui.wallet.secret import Secret

SERVICE: Final = "tao-tui"
"""The name under which the store files our entries; the account is the keyfile's full path."""


def keyring_get(path: Path) -> Secret | None:
    """The stored password of the keyfile `path`, or None."""
    with _store() as keyring:
        found = keyring.get_password(SERVICE, _account(path))
    return None if found is None else Secret(found)


def uses_keyring(path: Path) -> bool:
    """Whether somebody chose to keep the password of the keyfile `path` there; asks no keyring."""
    return _mark(path).exists()


def keyring_save(path: Path, password: Secret) -> None:
    """Store `password` for the keyfile `path`, replacing an older one, and see that it was kept."""
    with _store() as keyring:
        keyring.set_password(SERVICE, _account(path), password.reveal())
        kept = keyring.get_password(SERVICE, _account(path))
    if kept is None or Secret(kept) != password:
        raise _refusal("it does not keep what it is given")
    write_private(_mark(path), os.fsencode(_account(path)) + b"\n", overwrite=True)


def keyring_delete(path: Path) -> bool:
    """Forget the password of the keyfile `path`; False when none was stored."""
    _mark(path).unlink(missing_ok=True)
    with _store() as keyring:
        if keyring.get_password(SERVICE, _account(path)) is None:
            return False
        keyring.delete_password(SERVICE, _account(path))
        return True


def keyring_follow_password(path: Path, password: Secret | None) -> None:
    """Keep the new password of the keyfile `path` where the old one is kept; none when it has none now.

    Raises `WalletError` (code `keyring_left_behind`) when the keyring cannot be used: it is not asked then
    any more.
    """
    if not uses_keyring(path):
        return
    with _left_behind((path,)):
        if password is None:
            keyring_delete(path)
        else:
            keyring_save(path, password)


def keyring_follow_move(old: Path, new: Path | None) -> None:
    """Keep what is kept for the keyfile `old`, or for keyfiles in the folder `old`, for `new` from now on.

    None forgets it. Raises as `keyring_follow_password` does.
    """
    moved = _kept_in(old)
    with _left_behind(moved):
        for path in moved:
            password = keyring_get(path)
            if new is not None and password is not None:
                keyring_save(new / path.relative_to(old.absolute()), password)
            keyring_delete(path)


def _kept_in(place: Path) -> tuple[Path, ...]:
    """The keyfiles at or under `place` whose passwords somebody chose to keep."""
    try:
        kept = [Path(os.fsdecode(mark.read_bytes().removesuffix(b"\n"))) for mark in _marks().iterdir()]
    except FileNotFoundError:
        return ()
    return tuple(path for path in kept if path.is_relative_to(place.absolute()))


@contextmanager
def _left_behind(paths: tuple[Path, ...]) -> Iterator[None]:
    try:
        yield
    except WalletError as error:
        for path in paths:
            _mark(path).unlink(missing_ok=True)
        raise WalletError(
            f"It is done, but the system's keyring did not follow. {error.message}",
            hint="The password will be asked for. Keep it again with: tao-tui wallet keyring save",
            code="keyring_left_behind",
        ) from error


def _mark(path: Path) -> Path:
    """A file that says a keyring may have the password, so that nobody else's keyring is ever asked."""
    name = blake2b(os.fsencode(_account(path)), digest_size=16).hexdigest()
    return _marks() / name


def _marks() -> Path:
    return home() / "keyring"


def _account(path: Path) -> str:
    return str(path.absolute())


@contextmanager
def _store() -> Iterator[ModuleType]:
    """The keyring package on a backend that keeps secrets; its errors in our words (code `no_keyring`)."""
    import keyring
    from keyring.errors import KeyringError

    chosen = keyring.get_keyring()
    backend = type(chosen).__module__
    # A chain of stores hands a password to the first that takes it.
    if any(
        type(each).__module__.startswith("keyrings.alt") for each in getattr(chosen, "backends", (chosen,))
    ):
        raise _refusal("its store keeps passwords in a plain file")
    try:
        yield keyring
    except KeyringError as error:
        why = (
            "there is none on this machine"
            if backend.startswith("keyring.backends.fail")
            else _first_line(error)
        )
        raise _refusal(why) from None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _refusal(why: str) -> WalletError:
    return WalletError(
        f"The system's keyring cannot be used: {why}.",
        hint="Type the password, or give it with --password-file.",
        code="no_keyring",
    )
