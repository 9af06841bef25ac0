"""What lies in a wallet folder, told from public files alone, whatever state they are in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from tao_tui.addresses import Address
from tao_tui.errors import KeyfileMissing, WalletError
from tao_tui.text import Clean, clean
from tao_tui.wallet.disk.reading import read_file, shown
from tao_tui.wallet.files.encryption import HEAD, begins_like_plain, encryption_of
from tao_tui.wallet.files.public import PublicKey, read_public
from tao_tui.wallet.names import MAX_NAME, PUBLIC_SUFFIX, is_name

COLDKEY: Final = "coldkey"
COLDKEY_PUBLIC: Final = "coldkeypub.txt"
HOTKEYS: Final = "hotkeys"
LEDGER_FILE: Final = "ledger.json"
"""In a wallet's folder: its key is in a Ledger, and which of the device's it is."""
ARCHIVE: Final = ".removed"
"""The folder, inside the wallet folder, that holds what was put away; a dot hides it from every program."""

Role = Literal["coldkey", "hotkey"]
"""What a key is for: a coldkey owns, a hotkey works."""


@dataclass(frozen=True, slots=True)
class HotkeySummary:
    """One hotkey as its files tell it; `problem` says in words what is wrong with them."""

    name: Clean
    address: Address | None
    encrypted: bool
    crypto_type: int | None
    watch_only: bool
    problem: str


@dataclass(frozen=True, slots=True)
class WalletSummary:
    """One wallet as its files tell it; `problem` says in words what is wrong with them."""

    name: Clean
    coldkey: Address | None
    encrypted: bool
    crypto_type: int | None
    hotkeys: tuple[HotkeySummary, ...]
    watch_only: bool
    problem: str
    on_ledger: bool = False
    """Whether its key is in a Ledger, so that it can sign although no file here has it."""


@dataclass(frozen=True, slots=True)
class KeyState:
    """One key on disk: its public half, and whether the private half is there and encrypted."""

    public: PublicKey | None
    present: bool
    encrypted: bool
    problem: str


def list_wallets(path: Path) -> tuple[WalletSummary, ...]:
    """Every wallet in the folder `path` by name; a missing folder has none, a broken wallet says so."""
    try:
        names = sorted(os.listdir(path))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise WalletError(
            f"The wallet folder {shown(path)} cannot be read: {error.strerror}.",
            hint="Check its owner, or choose another with --wallet-path.",
            code="folder_unusable",
        ) from error
    folders = [path / name for name in names if not name.startswith(".")]
    return tuple(wallet_summary(folder) for folder in folders if looks_like_wallet(folder))


def key_state(private: Path, public: Path) -> KeyState:
    """The state of the key whose two files these are; it never raises for what they hold."""
    present, encrypted, problems = True, False, []
    try:
        head = read_file(private, HEAD)
        encrypted = encryption_of(head) != "none"
        if not encrypted and not begins_like_plain(head):
            problems.append(f"{shown(private)} is damaged: it does not begin like a key.")
    except KeyfileMissing:
        present = False
    except WalletError as error:
        problems.append(error.message)
    try:
        known = read_public(public)
    except KeyfileMissing:
        known = None
        if present and not encrypted and not problems:
            known, problem = _open_part(private)
            problems += problem
        elif present and encrypted:
            problems.append(f"{shown(public)} is missing, so the address is not known.")
    except WalletError as error:
        known = None
        problems.append(error.message)
    return KeyState(known, present, encrypted, " ".join(problems))


def wallet_summary(folder: Path) -> WalletSummary:
    """The wallet in `folder`."""
    state = key_state(folder / COLDKEY, folder / COLDKEY_PUBLIC)
    hotkeys, problem = hotkey_summaries(folder / HOTKEYS)
    problems = [state.problem, problem, _name_problem(folder.name, "wallet")]
    return WalletSummary(
        name=clean(folder.name, MAX_NAME),
        coldkey=state.public.address if state.public else None,
        encrypted=state.encrypted,
        crypto_type=state.public.crypto_type if state.public else None,
        hotkeys=hotkeys,
        watch_only=not state.present,
        problem=" ".join(filter(None, problems)),
        on_ledger=not state.present and (folder / LEDGER_FILE).exists(),
    )


def hotkey_summaries(folder: Path) -> tuple[tuple[HotkeySummary, ...], str]:
    """The hotkeys in a `hotkeys` folder by name, and what hindered reading the folder itself."""
    try:
        found = {name.removesuffix(PUBLIC_SUFFIX) for name in os.listdir(folder) if not name.startswith(".")}
    except (FileNotFoundError, NotADirectoryError):
        return (), ""
    except OSError as error:
        return (), f"{shown(folder)} cannot be read: {error.strerror}."
    return tuple(_hotkey_summary(folder, name) for name in sorted(found - {""})), ""


def looks_like_wallet(folder: Path) -> bool:
    """Whether `folder` holds any part of a wallet."""
    return folder.is_dir() and any(
        os.path.lexists(folder / part) for part in (COLDKEY, COLDKEY_PUBLIC, HOTKEYS)
    )


def _hotkey_summary(folder: Path, name: str) -> HotkeySummary:
    state = key_state(folder / name, folder / (name + PUBLIC_SUFFIX))
    return HotkeySummary(
        name=clean(name, MAX_NAME),
        address=state.public.address if state.public else None,
        encrypted=state.encrypted,
        crypto_type=state.public.crypto_type if state.public else None,
        watch_only=not state.present,
        problem=" ".join(filter(None, (state.problem, _name_problem(name, "hotkey")))),
    )


def _open_part(private: Path) -> tuple[PublicKey | None, list[str]]:
    try:
        return read_public(private), []
    except WalletError:
        return None, [f"{shown(private)} does not tell its address."]


def _name_problem(name: str, what: str) -> str:
    return "" if is_name(name, what) else f"This {what}'s name cannot be used here; rename its files."
