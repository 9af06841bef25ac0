"""Commands that set a rule when told what to, and show how things stand when not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from tao_tui.actions.registry import ACTIONS, ActionSpec
from tao_tui.cli.commands.act import ActionCommand
from tao_tui.cli.invocation.run import Run, run_of

Show = Callable[[Run, Mapping[str, object]], None]


class StandingCommand(ActionCommand):
    """An action, carried out once one of `changes` is given; what else is given chooses what is shown."""

    def __init__(self, spec: ActionSpec, changes: frozenset[str], show: str) -> None:
        super().__init__(spec)
        self.changes = changes
        self.show = show
        # Typer would ask for what an action needs before it is known whether one is meant.
        for parameter in self.params:
            parameter.required = False
        given = " or ".join(spec.argument(name).flag for name in sorted(changes))
        self.help = f"{spec.help} Without {given} it shows how things stand, and signs nothing."

    def invoke(self, ctx: Any) -> None:
        """Carry it out, or show what there is; what is written down for offline is carried out."""
        run = run_of(ctx)
        given = {name: value for name, value in ctx.params.items() if value is not None}
        if self.changes & given.keys() or run.offline is not None:
            super().invoke(ctx)
            return
        module, _, name = self.show.partition(":")
        show: Show = getattr(import_module(module), name)
        show(run, given)


def standing_command(name: str, show: str, *changes: str) -> StandingCommand:
    """The command of the action `name`, showing with `module:function` unless one of `changes` is given."""
    return StandingCommand(ACTIONS[name], frozenset(changes), show)
