"""`config`: read and change the settings file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import run_of

app = Noun("Settings: a flag beats the environment, which beats the config file, which beats the default.")

_Name = Annotated[str, typer.Argument(help="The setting; `config list` names them.", metavar="NAME")]


def command() -> LazyGroup:
    """The `config` group."""
    return app.group()


@app.verb("list")
def list_(context: typer.Context) -> None:
    """Show every setting, its value in force and where that comes from."""
    rows = _rows(run_of(context))

    def text() -> Iterable[str]:
        from tao_tui.cli.terminal.layout import aligned

        yield from aligned([(row["name"], row["value"], f"({row['source']}) {row['help']}") for row in rows])

    run_of(context).out.answer(rows, text)


@app.verb("get")
def get(context: typer.Context, name: _Name) -> None:
    """Print one setting's value in force."""
    row = _row(run_of(context), name)
    run_of(context).out.answer(row, lambda: [row["value"]])


@app.verb("set")
def set_(
    context: typer.Context,
    name: _Name,
    value: Annotated[
        str | None, typer.Argument(help="Its new value; leave it out with --default.", metavar="VALUE")
    ] = None,
    default: Annotated[bool, typer.Option("--default", help="Forget the stored value.")] = False,
) -> None:
    """Store a setting in the config file; its comments and order are kept."""
    from tao_tui.chain.networks import check_nodes
    from tao_tui.config import set_option
    from tao_tui.errors import UsageError

    run_of(context).refuse_dry_run()
    if (value is None) is not default:
        raise UsageError("Give either a value or --default.", hint="Example: tao-tui config set network test")
    if value is not None:
        check_nodes(name, value)
    set_option(name, value)
    row = _row(run_of(context), name)
    run_of(context).out.answer(row, lambda: [f"{name} = {row['value']} ({row['source']})"])


@app.verb("path")
def path(context: typer.Context) -> None:
    """Print where the config file is, whether or not it exists yet."""
    from tao_tui.paths import config_file

    file = config_file()
    run_of(context).out.answer({"path": str(file), "exists": file.exists()}, lambda: [str(file)])


def _row(run: Any, name: str) -> dict[str, Any]:
    from tao_tui.errors import UsageError

    for row in _rows(run):
        if row["name"] == name:
            return row
    names = ", ".join(row["name"] for row in _rows(run))
    raise UsageError(f"There is no setting “{name}”.", hint=f"The settings are: {names}.")


def _rows(run: Any) -> list[dict[str, Any]]:
    import os

    from tao_tui.config import OPTIONS, read_config

    settings = run.settings
    stored = read_config()
    told = run.flags.setting_flags()

    def source(name: str) -> str:
        environment = OPTIONS[name].environment
        if told.get(name) is not None:
            return "flag"
        if environment and os.environ.get(environment):
            return environment
        return "config file" if name in stored else "default"

    def value(name: str) -> str:
        held = getattr(settings, name)
        return ("true" if held else "false") if isinstance(held, bool) else str(held)

    return [
        {"name": name, "value": value(name), "source": source(name), "help": option.help}
        for name, option in OPTIONS.items()
    ]
