"""The global flags, defined once and accepted before or after any command."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from typer.core import TyperOption

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(slots=True)
class Flags:
    """What was given on the command line; `None` and `False` mean it was not."""

    network: str | None = None
    wallet: str | None = None
    wallet_hotkey: str | None = None
    wallet_path: str | None = None
    password_file: str | None = None
    json: bool = False
    yes: bool = False
    dry_run: bool = False
    quiet: bool = False

    def setting_flags(self) -> dict[str, str | None]:
        """The flags that override a setting, by the setting's name."""
        return {
            "network": self.network,
            "wallet": self.wallet,
            "wallet_hotkey": self.wallet_hotkey,
            "wallet_path": self.wallet_path,
        }


_HELP: Final[dict[str, tuple[tuple[str, ...], str, str]]] = {
    "network": (("--network", "-n"), "NAME|URL", "finney, test, local, dev, or a ws:// or wss:// address."),
    "wallet": (("--wallet", "-w"), "NAME", "The wallet to use."),
    "wallet_hotkey": (("--wallet-hotkey", "-H"), "NAME", "The hotkey of that wallet."),
    "wallet_path": (("--wallet-path",), "FOLDER", "The folder that holds wallets."),
    "password_file": (
        ("--password-file",),
        "FILE",
        "Read the wallet's password from FILE; - is standard input.",
    ),
    "json": (("--json",), "", "Print one JSON document on standard output and nothing else."),
    "yes": (("--yes", "-y"), "", "Agree to what the review says without being asked."),
    "dry_run": (("--dry-run",), "", "Stop after the review: nothing is signed or sent."),
    "quiet": (("--quiet", "-q"), "", "No progress on standard error."),
}

SEE_GLOBAL: Final = (
    "\b\nAlso takes the global options --network, --wallet, --wallet-hotkey,\n"
    "--wallet-path, --password-file, --json, --yes, --dry-run and --quiet:\n"
    "see tao-tui --help."
)
"""The last lines of every command's help, instead of nine options; none is cut at its hyphen."""


def equip(command: Any, *, shown: bool = False) -> None:
    """Give `command` the global flags; a group gives them to its own commands as it builds them."""
    command.params = [*command.params, *_global_options(shown)]
    if not shown and command.epilog is None:
        command.epilog = SEE_GLOBAL


def _global_options(shown: bool) -> Iterable[TyperOption]:
    for field in fields(Flags):
        names, metavar, help_text = _HELP[field.name]
        is_switch = not metavar
        yield TyperOption(
            param_decls=[field.name, *names],
            type=None if is_switch else str,
            is_flag=is_switch or None,
            default=False if is_switch else None,
            metavar=metavar or None,
            help=help_text,
            hidden=not shown,
            expose_value=False,
            callback=_remember,
        )


def _remember(ctx: Any, param: Any, value: Any) -> None:
    """Store a flag in the run's own `Flags`; one not given here may have been given one level up."""
    if value is not None and value is not False:
        setattr(ctx.find_root().obj.flags, param.name, value)
