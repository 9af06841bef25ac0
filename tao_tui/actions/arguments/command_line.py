"""The same action as a command a script can run."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from tao_tui.actions.arguments.fields import write_fields
from tao_tui.actions.arguments.reading import write_argument
from tao_tui.actions.registry import ActionSpec, Kind


def command_line(spec: ActionSpec, arguments: Mapping[str, object], *, wallet: str, network: str) -> str:
    """The `tao-tui …` line doing `spec` with these typed arguments; defaults are left out.

    A `wallet` of the form `wallet/hotkey` says that the hotkey signs.
    """
    words = ["tao-tui", *spec.path]
    options: list[str] = []
    for argument in spec.arguments:
        value = arguments.get(argument.name)
        if value is None or (not argument.required and not argument.setting and value == argument.default):
            continue
        if argument.kind is Kind.FIELDS and isinstance(value, Mapping):
            words += write_fields(value)
        elif argument.positional:
            words.append(write_argument(argument, value))
        elif argument.kind is Kind.BOOL:
            options.append(argument.flag if value else f"--{argument.negative}")
        elif argument.kind is not Kind.FILE:
            for each in value if argument.several and isinstance(value, tuple) else (value,):
                options += [argument.flag, write_argument(argument, each)]
    name, _, hotkey = wallet.partition("/")
    options += ["--wallet", name]
    if hotkey:
        options += ["--wallet-hotkey", hotkey, "--as-hotkey"]
    options += ["--network", network]
    return shlex.join([*words, *options])
