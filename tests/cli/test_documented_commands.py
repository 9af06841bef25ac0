"""Every command line the documentation shows is one the program takes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tao_tui.cli.entry import root
from tao_tui.cli.invocation.run import Run

HOUSE = Path(__file__).parents[2]
DOCUMENTS = (HOUSE / "README.md", *sorted((HOUSE / "docs").glob("*.md")))


def shown_commands(document: Path) -> Iterator[list[str]]:
    """The arguments of each line that begins with `tao-tui` in a fenced block."""
    fenced = False
    for line in document.read_text(encoding="utf-8").splitlines():
        fenced ^= line.startswith("```")
        if fenced and line.startswith("tao-tui "):
            yield shlex.split(line.partition(" > ")[0], comments=True)[1:]


def parsed(arguments: list[str]) -> list[str]:
    """What no option and no verb took of the arguments; a mistake in them is raised."""
    command: Any = root()
    context = command.make_context("tao-tui", arguments, obj=Run())
    while context._protected_args:
        name, rest = context._protected_args[0], context.args
        command = command.get_command(context, name)
        assert command is not None, f"{arguments}: there is no {name}"
        if not hasattr(command, "list_commands"):
            # Names and number alone: a value such as `5F...` stands for something longer.
            leaf = command.context_class(command, info_name=name, parent=context)
            return list(command.make_parser(leaf).parse_args(list(rest))[1])
        context = command.make_context(name, list(rest), parent=context)
    return list(context.args)


@pytest.mark.parametrize(
    "arguments",
    [pytest.param(each, id=" ".join(each)[:60]) for path in DOCUMENTS for each in shown_commands(path)],
)
def test_a_documented_command_is_taken(arguments: list[str]) -> None:
    left = parsed(arguments)
    assert left == [] or arguments[:2] == ["offline", "prepare"]  # which takes another command whole


def test_a_mistake_would_be_seen() -> None:
    with pytest.raises(Exception, match="No such option"):
        parsed(["stake", "add", "--nettuid", "1"])
    with pytest.raises(AssertionError, match="there is no ad"):
        parsed(["stake", "ad"])
