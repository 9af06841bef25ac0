"""Groups whose commands are known by one line of help and loaded only when they are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from tao_tui.cli.flags import equip

NounTable = Mapping[str, tuple[str, str]]
"""Command name -> (module that holds it, one line of help)."""


class LazyGroup(TyperGroup):
    """A group that imports a command's module when the command is run or its own help is asked for."""

    def __init__(self, nouns: NounTable, **attributes: Any) -> None:
        super().__init__(rich_markup_mode=None, **attributes)
        self.nouns = nouns
        # Names alone: the suggestions for a mistyped command are made from these.
        self.commands = dict.fromkeys(nouns)  # type: ignore[assignment]

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command, in the table's order."""
        return list(self.nouns)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load one command, or `None` when there is no such name."""
        if cmd_name not in self.nouns:
            return None
        command = self.commands[cmd_name]
        if command is None:
            module, help_line = self.nouns[cmd_name]
            command = import_module(module).command()
            command.name = cmd_name
            command.short_help = help_line
            equip(command)
            self.commands[cmd_name] = command
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands from the table, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in self.nouns.items()])


def group(help_text: str) -> typer.Typer:
    """An empty group for one noun; its verbs are added with `@app.command(...)`."""
    return typer.Typer(
        help=help_text,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        callback=_nothing,
    )


def built(app: typer.Typer, *more: Any) -> Any:
    """The finished group of `app`, with commands made elsewhere added to it."""
    made = typer.main.get_group(app)
    for command in more:
        made.add_command(command)
    return made


def single(function: Callable[..., None]) -> Any:
    """A noun that is one command without verbs."""
    app = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
    app.command()(function)
    return typer.main.get_command(app)


def _nothing() -> None:
    """A group does nothing by itself."""
