"""`transfer`: send TAO."""

from __future__ import annotations

from tao_tui.cli.commands.act import ActionCommand, action_command


def command() -> ActionCommand:
    """The `transfer` command."""
    return action_command("transfer")
