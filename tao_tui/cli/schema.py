"""`schema`: every action with its arguments, so that programs can drive this one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import typer

from tao_tui.cli.invocation.run import run_of


def schema(context: typer.Context) -> None:
    """Print every action: its command, what signs it, its arguments and their kinds."""
    from tao_tui.actions.registry import ACTIONS

    data = {"actions": [_action_row(spec) for spec in ACTIONS.values()]}

    def text() -> Iterable[str]:
        yield json.dumps(data, indent=2, ensure_ascii=False)

    run_of(context).out.answer(data, text)


def _action_row(spec: Any) -> dict[str, Any]:
    return {
        "action": spec.name,
        "command": " ".join(spec.path),
        "label": spec.label,
        "help": spec.help,
        "danger": spec.danger.name.lower(),
        "signer": spec.signer,
        "arguments": [_argument_row(argument) for argument in spec.arguments],
    }


def _argument_row(argument: Any) -> dict[str, Any]:
    return {
        "name": argument.name,
        "flag": None if argument.positional else argument.flag,
        "negative_flag": f"--{argument.negative}" if argument.negative else None,
        "kind": argument.kind.name.lower(),
        "label": argument.label,
        "help": argument.help,
        "required": argument.required,
        "default": argument.default,
        "positional": argument.positional,
        "allows_all": argument.allows_all,
        "several": argument.several,
        "choice_of": ".".join(argument.choice_of) if argument.choice_of else None,
    }
