"""Groups whose commands are known by one line of help; each is built when it is named, and not before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup

from tao_tui.cli.invocation.flags import equip

Function = Callable[..., None]


class Entry(NamedTuple):
    """One command of a group: its line in the group's help, and how to build it."""

    help: str
    build: Callable[[], Any]


class Noun:
    """The commands below one noun, collected by decorating functions or by naming other places."""

    def __init__(self, help_text: str) -> None:
        self.help = help_text
        self.entries: dict[str, Entry] = {}
        self.sections: dict[str, tuple[str, ...]] = {}

    def verb(self, name: str) -> Callable[[Function], Function]:
        """Make the decorated function the command `name`; its docstring is its help."""

        def add(function: Function) -> Function:
            first_line = (function.__doc__ or "").partition("\n")[0]
            self.entries[name] = Entry(first_line, lambda: single(function))
            return function

        return add

    def elsewhere(self, name: str, where: str, help_line: str) -> None:
        """Add a command another module holds, as `load` finds it."""
        self.entries[name] = Entry(help_line, lambda: load(where))

    def actions(self, *nouns: str) -> None:
        """Add every action whose command stands right below `nouns`, as the registry describes it."""
        from tao_tui.actions.registry import ACTIONS

        for spec in ACTIONS.values():
            if spec.path[:-1] == nouns:
                self.entries[spec.path[-1]] = Entry(spec.help, _action_builder(spec.name))

    def standing(self, name: str, show: str, *changes: str) -> None:
        """Let the command of the action `name` show how things stand, unless one of `changes` is given."""
        from tao_tui.actions.registry import ACTIONS

        def build() -> Any:
            from tao_tui.cli.commands.show_or_set import standing_command

            return standing_command(name, show, *changes)

        spec = ACTIONS[name]
        self.entries[spec.path[-1]] = Entry(spec.help, build)

    def section(self, title: str, verbs: str) -> None:
        """Let the help list `verbs`, in that order, under a title of their own."""
        self.sections[title] = tuple(verbs.split())

    def group(self) -> LazyGroup:
        """The finished group."""
        return LazyGroup(self.entries, self.sections, help=self.help, no_args_is_help=True)


class LazyGroup(TyperGroup):
    """A group that builds a command when the command is run or its own help is asked for."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        sections: Mapping[str, tuple[str, ...]] | None = None,
        **attributes: Any,
    ) -> None:
        super().__init__(rich_markup_mode=None, **attributes)
        self.entries = entries
        self.sections = sections or {"Commands": tuple(entries)}
        # Names alone: the suggestions for a mistyped command are made from these.
        self.commands: Any = dict.fromkeys(entries)

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command, in the order the help lists them."""
        return [name for names in self.sections.values() for name in names]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Build one command, or return `None` when there is no such name."""
        if cmd_name not in self.entries:
            return None
        command = self.commands[cmd_name]
        if command is None:
            command = self.entries[cmd_name].build()
            command.name = cmd_name
            equip(command)
            self.commands[cmd_name] = command
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands by section, without building any."""
        for title, names in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(name, self.entries[name].help) for name in names])


def load(where: str) -> Any:
    """Build the command at `where`: a module with a `command()`, or one function as `module:function`."""
    module, _, function = where.partition(":")
    found = import_module(module)
    return single(getattr(found, function)) if function else found.command()


def single(function: Function) -> Any:
    """One function as a command."""
    app = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
    app.command()(function)
    return typer.main.get_command(app)


def _action_builder(name: str) -> Callable[[], Any]:
    def build() -> Any:
        from tao_tui.cli.commands.act import action_command

        return action_command(name)

    return build
