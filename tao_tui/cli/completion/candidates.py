"""What could stand where the cursor is on a command line: commands, flags, names known on this machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tao_tui.errors import TaoTuiError

if TYPE_CHECKING:
    from tao_tui.config import Settings
    from tao_tui.wallet.known import Known

Candidate = tuple[str, str]
"""A word, and in a few words what it means."""

FILES: Final = ":files"
"""The answer where the name of a file could stand: shells know these themselves."""
_ALTERNATIVES: Final = re.compile(r"[a-z][a-z-]*(\|[a-z][a-z-]*)+")
"""A metavar that names all there is to choose from."""
_KNOWN_ARGUMENTS: Final = frozenset({"dest", "delegate"})
"""Positional arguments that take an address or a name for one."""
_HOTKEY_VERBS: Final = frozenset({"encrypt", "decrypt", "rename", "remove"})
_NETWORKS: Final = (
    ("finney", "the main network: real TAO"),
    ("test", "the test network"),
    ("local", "a node of your own at ws://127.0.0.1:9944"),
    ("dev", "your embedded node, started where it does not run"),
)


@dataclass(slots=True)
class _Line:
    """The words before the cursor, understood."""

    command: Any
    path: list[str] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    """What options were given, by the parameter's name."""
    positions: int = 0
    """How many positional arguments stand already."""
    awaiting: Any = None
    """The option whose value comes next."""


def candidates(words: Sequence[str]) -> list[Candidate]:
    """All that could stand in place of the last of `words`, which follow `tao-tui`."""
    from tao_tui.cli.entry import root

    *before, last = words or [""]
    line = _read(_Line(root()), before)
    if line is None:
        return []
    if last == "=":  # bash takes it for a word of its own
        last = ""
    option, equals, _ = last.partition("=")
    if line.awaiting is None and equals and option.startswith("--"):
        found = [(f"{option}={value}", help_) for value, help_ in _values(line, _option(line, option))]
    elif line.awaiting is not None:
        found = _values(line, line.awaiting)
    elif last.startswith("-"):
        found = list(_options(line))
    elif _is_group(line.command):
        entries = line.command.entries
        found = [(name, entries[name].help) for name in line.command.list_commands(None)]
    else:
        found = _values(line, _positional(line))
    return [each for each in found if each[0].startswith(last) or each[0].startswith(":")]


def _read(line: _Line, words: Iterable[str]) -> _Line | None:
    """Follow the words into the tree; `None` where one of them leads nowhere."""
    for word in words:
        if line.awaiting is not None:
            if word != "=":
                line.given[line.awaiting.name] = word
                line.awaiting = None
        elif word.startswith("-") and word != "-":
            name, equals, value = word.partition("=")
            option = _option(line, name)
            if option is None or option.is_flag:
                continue
            if equals:
                line.given[option.name] = value
            else:
                line.awaiting = option
        elif _is_group(line.command):
            command = line.command.get_command(None, word)
            if command is None:
                return None
            line.command = command
            line.path.append(word)
        else:
            line.given[f"#{line.positions}"] = word
            line.positions += 1
    return line


def _is_group(command: Any) -> bool:
    return hasattr(command, "entries")


def _option(line: _Line, name: str) -> Any:
    options = (each for each in line.command.params if each.param_type_name == "option")
    return next((each for each in options if name in (*each.opts, *each.secondary_opts)), None)


def _options(line: _Line) -> Iterable[Candidate]:
    """Flags not given yet, the command's own first; `--help` last."""
    for each in sorted(line.command.params, key=lambda param: getattr(param, "hidden", False)):
        if each.param_type_name == "option" and (each.name not in line.given or each.multiple):
            for name in (*each.opts, *each.secondary_opts):
                if name.startswith("--"):
                    yield name, each.help or ""
    yield "--help", "Show what the command does and takes."


def _positional(line: _Line) -> Any:
    arguments = [each for each in line.command.params if each.param_type_name == "argument"]
    if line.positions < len(arguments):
        return arguments[line.positions]
    return arguments[-1] if arguments and arguments[-1].nargs == -1 else None


def _values(line: _Line, param: Any) -> list[Candidate]:
    if param is None:
        return []
    try:
        return list(_found(line, param))
    except TaoTuiError:  # a broken config or wallet is told by the command itself, not while one types
        return []


def _found(line: _Line, param: Any) -> Iterable[Candidate]:
    """The values a parameter is known to take here; none where nobody can tell."""
    metavar = param.metavar or ""
    match line.path, param.name:
        case _, "network":
            return _NETWORKS
        case _, "wallet":
            return _wallets(line)
        case _, "wallet_hotkey":
            return _hotkeys(line)
        case ["wallet", "hotkey", verb], "name" if verb in _HOTKEY_VERBS:
            return _hotkeys(line)
        case ["wallet", "book", "remove"], "name":
            return _named(_known(line).book, "in the address book")
        case (["wallet", "multisig", _], "name") | (_, "multisig"):
            return _named(_known(line).shared, "a multisig")
        case ["config", _], "name":
            return _settings()
        case ["config", _], "value":
            return _setting_values(line)
        case ["explain"], "code":
            return _error_names()
    if metavar in ("FILE", "FOLDER") or metavar.endswith("FILE"):
        return [(FILES, "")]
    if _ALTERNATIVES.fullmatch(metavar):
        return [(choice, "") for choice in metavar.split("|")]
    if metavar == "ADDRESS|NAME" or param.name in _KNOWN_ARGUMENTS:
        return _addresses(line, hotkeys="hotkey" in param.name)
    return [("sr25519", ""), ("ed25519", "")] if metavar == "KIND" else []


def _in_force(line: _Line) -> Settings:
    from tao_tui.config import load_settings

    return load_settings({name: line.given.get(name) for name in ("wallet", "wallet_hotkey", "wallet_path")})


def _known(line: _Line) -> Known:
    from tao_tui.wallet import Book, WalletFolder, known_names
    from tao_tui.wallet.multisigs import Multisigs

    wallets = WalletFolder(_in_force(line).wallet_path).list()
    return known_names(wallets, Book().entries(), Multisigs().entries())


def _wallets(line: _Line) -> Iterable[Candidate]:
    from tao_tui.wallet import WalletFolder

    for wallet in WalletFolder(_in_force(line).wallet_path).list():
        yield str(wallet.name), str(wallet.coldkey or "")


def _hotkeys(line: _Line) -> Iterable[Candidate]:
    from tao_tui.wallet import WalletFolder

    settings = _in_force(line)
    for hotkey in WalletFolder(settings.wallet_path).wallet(settings.wallet).hotkeys:
        yield str(hotkey.name), str(hotkey.address or "")


def _addresses(line: _Line, *, hotkeys: bool) -> Iterable[Candidate]:
    known = _known(line)
    for names in (known.hotkeys, known.book) if hotkeys else (known.wallets, known.book, known.shared):
        yield from _named(names, "")


def _named(names: Any, what: str) -> Iterable[Candidate]:
    return [(name, f"{address} {what}".strip()) for name, address in names.items()]


def _settings() -> Iterable[Candidate]:
    from tao_tui.config import OPTIONS

    return [(name, option.help) for name, option in OPTIONS.items()]


def _setting_values(line: _Line) -> Iterable[Candidate]:
    from tao_tui.config import OPTIONS

    match line.given.get("#0", ""):
        case "network":
            return _NETWORKS
        case "wallet":
            return _wallets(line)
        case "wallet_hotkey":
            return _hotkeys(line)
        case name if name in OPTIONS:
            return [(choice, "") for choice in OPTIONS[name].choices]
    return []


def _error_names() -> Iterable[Candidate]:
    from tao_tui.chain.words.errors import every_name

    return [(name, "") for name in every_name()]
