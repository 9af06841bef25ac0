"""Settings: a flag beats the environment, which beats the config file, which beats the default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tao_tui import paths
from tao_tui.amounts import parse_ppm
from tao_tui.errors import UsageError


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: what it means, its default and the environment variable that overrides it."""

    help: str
    default: str
    environment: str = ""
    choices: tuple[str, ...] = ()
    most: int | None = None
    """For a whole number: the largest one that makes sense."""
    share: bool = False
    """Whether it is a share of something, such as 0.05 or 5%."""


_ON_OFF: Final = ("true", "false")
BUILT_IN: Final = "built-in"
NONE: Final = "none"
SECOND_NODE: Final = "TAO_TUI_SECOND_NODE"
"""The environment variable that names a second node for whatever chain is connected."""
_NODES: Final = "nodes of {}, separated by commas; the quickest is used, the others stand by"
_SECOND: Final = "a second node of {} that must say the same before anything is signed, or none"

OPTIONS: Final[Mapping[str, Option]] = {
    "network": Option("finney, test, local, dev, or a ws:// or wss:// address", "finney", "BT_NETWORK"),
    "wallet": Option("the wallet commands use unless told otherwise", "default", "BT_WALLET"),
    "wallet_hotkey": Option("the hotkey of that wallet", "default", "BT_WALLET_HOTKEY"),
    "wallet_path": Option("the folder that holds wallets", "~/.bittensor/wallets", "BT_WALLET_PATH"),
    "keyring": Option("look passwords up in the system's keyring", "false", "", _ON_OFF),
    "unlock_minutes": Option("minutes the app keeps a key unlocked; 0 is for one action", "0", most=24 * 60),
    "tolerance": Option(
        "how far a trade's price may end from its quote unless you say otherwise", "0.05", share=True
    ),
    "theme": Option("colours of the app", "tao-dark"),
    "alerts": Option("alert rules the app watches by, separated by semicolons, or none", NONE),
    "alert_command": Option(
        "what to run, without a shell, at an alert, told in TAO_TUI_ALERT, or none", NONE
    ),
    "score_history": Option(
        "megabytes of disk for scores of past epochs; 0 keeps none of them, nor of rewards",
        "64",
        most=100_000,
    ),
    "portfolio_history": Option(
        "keep on this machine what your coldkeys owned over time", "true", "", _ON_OFF
    ),
    "scan_blocks": Option(
        "newest blocks the app looks through for what others did to your accounts; 0 is none",
        "100",
        most=100_000,
    ),
    "nodes_finney": Option(_NODES.format("finney"), BUILT_IN),
    "nodes_test": Option(_NODES.format("test"), BUILT_IN),
    "nodes_local": Option(_NODES.format("local"), BUILT_IN),
    "second_finney": Option(_SECOND.format("finney"), NONE, SECOND_NODE),
    "second_test": Option(_SECOND.format("test"), NONE, SECOND_NODE),
    "second_local": Option(_SECOND.format("local"), NONE, SECOND_NODE),
}
"""Every setting a person can make, in the order they are listed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force for one run."""

    network: str
    wallet: str
    wallet_hotkey: str
    wallet_path: Path
    keyring: bool
    theme: str
    alerts: str = NONE
    alert_command: str = NONE
    score_history: int = 64
    """Megabytes of disk for scores of past epochs."""
    portfolio_history: bool = True
    scan_blocks: int = 100
    """Newest blocks the app looks through by itself."""
    nodes_finney: str = BUILT_IN
    nodes_test: str = BUILT_IN
    nodes_local: str = BUILT_IN
    second_finney: str = NONE
    second_test: str = NONE
    second_local: str = NONE
    unlock_minutes: int = 0
    tolerance: str = "0.05"

    @property
    def tolerance_ppm(self) -> int:
        """How far a trade's price may end from its quote, in millionths."""
        return parse_ppm(self.tolerance)


def load_settings(flags: Mapping[str, str | None] | None = None) -> Settings:
    """Resolve every setting; `flags` are the ones given on the command line, by option name."""
    told = flags or {}
    stored = read_config()
    values = {name: _resolve(name, option, told.get(name), stored) for name, option in OPTIONS.items()}
    return Settings(
        network=values["network"],
        wallet=values["wallet"],
        wallet_hotkey=values["wallet_hotkey"],
        wallet_path=_folder(values["wallet_path"]),
        keyring=values["keyring"] == "true",
        theme=values["theme"],
        unlock_minutes=int(values["unlock_minutes"]),
        tolerance=values["tolerance"],
        alerts=values["alerts"],
        alert_command=values["alert_command"],
        score_history=int(values["score_history"]),
        portfolio_history=values["portfolio_history"] == "true",
        scan_blocks=int(values["scan_blocks"]),
        **{name: values[name] for name in OPTIONS if name.startswith(("nodes_", "second_"))},
    )


def read_config() -> dict[str, str]:
    """The config file's settings as text; an absent file has none.

    Raises `UsageError` naming the file, and the line when it is no TOML, so that a broken file is
    never taken for an empty one.
    """
    path = paths.config_file()
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _broken(path, error.strerror or str(error)) from error
    import tomllib

    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _broken(path, str(error)) from error
    return {name: _as_text(path, name, value) for name, value in table.items()}


def set_option(name: str, value: str | None) -> None:
    """Store a setting (`None` forgets it), keeping the file's comments and order."""
    option = _option(name)
    if value is not None:
        check_option(name, value)
    read_config()
    import tomlkit

    path = paths.config_file()
    document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    if value is None:
        document.pop(name, None)
    else:
        document[name] = _as_toml(option, value)
    paths.private_dir(path.parent)
    paths.write_private(path, tomlkit.dumps(document).encode(), overwrite=True)


def check_option(name: str, value: str) -> None:
    """Raise `UsageError` when a text is no value of a setting."""
    _check(name, _option(name), value)


def _resolve(name: str, option: Option, flag: str | None, stored: Mapping[str, str]) -> str:
    if flag is not None:
        return _check(name, option, flag)
    told = os.environ.get(option.environment, "") if option.environment else ""
    return _check(name, option, told or stored.get(name, option.default))


def _check(name: str, option: Option, value: str) -> str:
    if option.choices and value not in option.choices:
        raise UsageError(
            f"“{value}” is not a value of the setting {name}.",
            hint=f"It is one of: {', '.join(option.choices)}.",
        )
    if option.most is not None and not (
        value.isascii() and value.isdigit() and len(value) < 10 and int(value) <= option.most
    ):
        raise UsageError(
            f"“{value}” is not a value of the setting {name}.",
            hint=f"It is a whole number from 0 to {option.most}.",
        )
    if option.share:
        try:
            parse_ppm(value)
        except UsageError as error:
            raise UsageError(
                f"The setting {name}: {error.message}", hint=error.hint, code=error.code
            ) from None
    if not value or not value.isprintable():
        raise UsageError(
            f"The setting {name} is empty or has unprintable characters.", hint="Give it a value."
        )
    return value


def _as_toml(option: Option, value: str) -> str | bool | int:
    if option.choices == _ON_OFF:
        return value == "true"
    return value if option.most is None else int(value)


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise UsageError(
            f"The folder {text} cannot be found: there is no such user.", hint="Write the path in full."
        ) from None


def _option(name: str) -> Option:
    if name not in OPTIONS:
        raise UsageError(f"There is no setting “{name}”.", hint=f"The settings are: {', '.join(OPTIONS)}.")
    return OPTIONS[name]


def _as_text(path: Path, name: str, value: Any) -> str:
    if name not in OPTIONS:
        raise _broken(path, f"there is no setting “{name}”; the settings are {', '.join(OPTIONS)}")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and OPTIONS[name].most is not None:
        return str(value)
    if isinstance(value, str):
        return value
    raise _broken(path, f"{name} must be text in quotes")


def _broken(path: Path, why: str) -> UsageError:
    return UsageError(
        f"The config file {path} cannot be used: {why}.",
        hint="Mend that line, or move the file away to start from the defaults.",
        code="bad_config",
    )
