"""`doctor`: is this installation sound, are the files private, does the node answer?"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.errors import TaoTuiError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_IMPOSTORS = ("bitensor", "bittenso", "bittenso-cli", "qbittensor")
"""Packages that imitated Bittensor's to steal keys (reported August 2025)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    check: str
    result: Literal["ok", "warning", "problem"]
    detail: str
    hint: str = ""


def doctor(context: typer.Context) -> None:
    """Check the program, its files, the wallet folder and the node; exit 1 when something is wrong."""
    run = run_of(context)
    findings = [
        *_program(),
        *_settings(run),
        *_private("own folder", _home(), 0o077),
        *_private("wallet folder", run.settings.wallet_path, 0o077),
        *_keyfiles(run.settings.wallet_path),
        *_node(run),
    ]
    marks = {"ok": "ok", "warning": "note", "problem": "WRONG"}

    def text() -> Iterable[str]:
        for found in findings:
            yield f"{marks[found.result]:<6} {found.check}: {found.detail}"
            if found.hint:
                yield f"       {found.hint}"

    run.out.answer(findings, text)
    if any(found.result == "problem" for found in findings):
        run.exit_code = 1


def _program() -> Iterator[Finding]:
    from importlib.metadata import distributions

    from tao_tui import __version__

    python = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding("program", "ok", f"tao-tui {__version__}, Python {python}, {sys.executable}")
    installed = {str(found.metadata["Name"]).lower() for found in distributions()}
    bad = sorted(installed & set(_IMPOSTORS))
    if bad:
        yield Finding(
            "packages",
            "problem",
            f"{', '.join(bad)} is installed: a package known to steal keys.",
            "Move your funds to a new wallet from another machine, then reinstall this one.",
        )
    else:
        yield Finding("packages", "ok", "none of the known impostors is installed")


def _settings(run: Run) -> Iterator[Finding]:
    from tao_tui.paths import config_file

    file = config_file()
    state = str(file) if file.exists() else f"{file} (not there: defaults)"
    yield Finding("settings", "ok", f"{state}; network {run.settings.network}")


def _home() -> Path:
    from tao_tui.paths import home

    return home()


def _private(what: str, folder: Path, forbidden: int) -> Iterator[Finding]:
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
    except FileNotFoundError:
        yield Finding(what, "ok", f"{folder} (not there yet)")
        return
    except OSError as error:
        yield Finding(what, "problem", f"{folder}: {error.strerror}", "Check its owner.")
        return
    if mode & forbidden:
        yield Finding(what, "warning", f"{folder} is open to others (mode {mode:o})", f"chmod 700 {folder}")
    else:
        yield Finding(what, "ok", f"{folder} (mode {mode:o})")


def _keyfiles(folder: Path) -> Iterator[Finding]:
    """Secret keys anybody else on this machine could read, and wallets that are broken."""
    from tao_tui.wallet import WalletFolder

    wallets = WalletFolder(folder).list()
    for path in sorted([*folder.glob("*/coldkey"), *folder.glob("*/hotkeys/*")]):
        if path.name.endswith("pub.txt") or not path.is_file():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077 and os.name == "posix":
            yield Finding(
                "keyfile", "problem", f"{path} is open to others (mode {mode:o})", f"chmod 600 {path}"
            )
    for wallet in wallets:
        if wallet.problem:
            yield Finding("wallet", "problem", f"{wallet.name}: {wallet.problem}")
    yield Finding("wallets", "ok", f"{len(wallets)} in {folder}")


def _node(run: Run) -> Iterator[Finding]:
    async def work(client: Client) -> str:
        head = await client.head()
        return f"{client.endpoint} answers: block {head.number:,}, runtime {client.runtime.spec_version}"

    try:
        network = run.network()
        hosts = ", ".join(dict.fromkeys((*network.endpoints, *(node for _, node in network.seconds))))
        yield Finding("hosts", "ok", f"the only ones this program contacts: {hosts}")
        yield Finding("node", "ok", run.on_node(work))
    except TaoTuiError as error:
        yield Finding("node", "problem", error.message, error.hint)
