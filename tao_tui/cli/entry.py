"""One invocation from arguments to exit code, and the one place where failures are caught."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from typing import Any, Final

import typer
from typer.core import TyperOption

from tao_tui.cli.commands.lazy import Entry, LazyGroup, load
from tao_tui.cli.invocation import failures
from tao_tui.cli.invocation.flags import equip
from tao_tui.cli.invocation.run import Run
from tao_tui.cli.terminal.drawable import can_draw
from tao_tui.errors import Fault, TaoTuiError, UsageError

_NOUNS: Final = {
    "demo": ("demo:demo", "The app on a living demo network; no real money."),
    "devnet": ("devnet", "The embedded development node."),
    "status": ("status:status", "The node, its runtime and the supply of TAO."),
    "wallet": ("wallet.group", "Wallets and keys: create, import, back up, balance, sign."),
    "transfer": ("transfer", "Send TAO to an address."),
    "stake": ("stake.group", "Stake: positions, validators; add, remove, move, claim, lock."),
    "subnets": ("subnets.group", "Subnets: list, show; register, create, run your own."),
    "scores": ("scores.command:scores", "A subnet's consensus scores, once or live."),
    "gov": ("gov", "Proposals and votes."),
    "offline": ("offline", "Sign on a machine that is never online: prepare, sign, submit."),
    "activity": ("activity.group", "What was sent from here, what became of it, what others did."),
    "call": ("runtime.call", "Any call of the chain, checked, reviewed and signed like the others."),
    "query": ("runtime.query:query", "Any storage item, constant or runtime API of the chain."),
    "doctor": ("doctor:doctor", "Check this installation, its files and the node."),
    "config": ("config", "Settings: get, set, list, path."),
    "explain": ("explain:explain", "What one of the chain's errors means, and what to do."),
    "completion": ("completion.command", "Tab completion for bash, zsh and fish."),
    "schema": ("schema:schema", "The actions and their arguments as JSON."),
}
"""Command -> where it lives below this package, and its line of help."""

_HELP: Final = """Wallets, stake, subnets, votes and live scores of Bittensor in a terminal.

Without a command, tao-tui opens the app. Every command prints JSON with --json."""

_NO_TERMINAL: Final = "Without a command the app opens, on a terminal it can draw on; here is none."

_BOUNDS: Final = (
    (re.compile(r"is not in the range (\S+)<=x<=([\d.]*\d)"), r"is not between \1 and \2"),
    (re.compile(r"is not in the range x>=([\d.]*\d)"), r"is less than \1"),
)
"""typer's ranges, and how people say them."""

# BadParameter's grandparent is what every mistake on the command line derives from; typer changed
# the module it lives in twice and never re-exported it.
_CommandLineMistake: Final[type[Exception]] = typer.BadParameter.__mro__[2]


def run(arguments: Sequence[str]) -> int:
    """Run one command line; every failure leaves as a sentence and an exit code."""
    state = Run()
    _replace_closed_streams()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without τ shows something else in its place
    # A mistake before the flag is reached must still be answered in JSON; what follows -- is no flag.
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    state.flags.json = "--json" in arguments[:end]
    try:
        code = _dispatch(list(arguments), state)
        state.out.flush()
        return code
    except BrokenPipeError:
        _silence_stdout()
        # Whoever reads no more has the answer they wanted; without one, what was asked for was not done.
        return 0 if state.out.answered else Fault.exit_code
    except KeyboardInterrupt:
        return failures.report_interrupt(state)
    except TaoTuiError as error:
        code = failures.report(error, state)
        if error.code == "output_failed":
            _silence_stdout()
        return code
    except _CommandLineMistake as error:
        return failures.report(_as_usage_error(error), state)
    except Exception as error:  # noqa: BLE001 - the last resort of the program, reported with its traceback
        return failures.report_unexpected(error, state)


def root() -> LazyGroup:
    """The whole command tree."""
    tree = LazyGroup(
        {noun: Entry(line, _loader(f"tao_tui.cli.{where}")) for noun, (where, line) in _NOUNS.items()},
        name="tao-tui",
        help=_HELP,
        callback=lambda: None,
        invoke_without_command=True,
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    )
    equip(tree, shown=True)
    tree.params.append(
        TyperOption(
            param_decls=["version", "--version", "-V"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help="Show the version and exit.",
        )
    )
    return tree


def _show_version(ctx: Any, param: Any, value: Any) -> None:
    if value:
        from tao_tui import __version__

        ctx.obj.out.answer({"version": __version__}, lambda: [f"tao-tui {__version__}"])
        raise typer.Exit


def _loader(where: str) -> Callable[[], object]:
    return lambda: load(where)


def _dispatch(arguments: list[str], state: Run) -> int:
    tree = root()
    try:
        with tree.make_context("tao-tui", arguments, obj=state) as context:
            if not context._protected_args and not context.args:
                return _no_command(tree, context, state)
            tree.invoke(context)
    except typer.Exit as exit_:
        return exit_.exit_code
    return state.exit_code


def _no_command(tree: LazyGroup, context: Any, state: Run) -> int:
    """Open the app when there is a terminal to open it on, else list the commands and say why."""
    if can_draw() and not state.flags.json:
        import gc

        from tao_tui.app import run_app

        gc.enable()
        return run_app(state.settings)
    if state.flags.json:
        raise UsageError("No command was given.", hint="tao-tui --help lists them.")
    sys.stderr.write(f"{tree.get_help(context)}\n\n{_NO_TERMINAL}\n")
    return UsageError.exit_code


def _as_usage_error(error: Exception) -> UsageError:
    """typer's complaint in our words: its own sentence, and where to read more."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError" and context is not None:
        names = ", ".join(context.command.list_commands(context))
        return UsageError(
            f"{context.command_path} needs a verb: {names}.", hint=f"{context.command_path} --help"
        )
    described = str(getattr(error, "format_message", error.__str__)())
    where = context.command_path if context is not None else "tao-tui"
    return UsageError(_reworded(error, described), hint=f"{where} --help shows how it is written.")


def _reworded(error: Exception, described: str) -> str:
    """typer's sentence, or a better one where it leaves a person guessing."""
    option = str(getattr(error, "option_name", ""))
    if option[1:2].isdigit():
        return f"“{option}” begins like an option; no amount or number here is negative."
    param: Any = getattr(error, "param", None)
    if described.startswith("Missing option") and param.secondary_opts:
        return f"Say {' or '.join([*param.opts, *param.secondary_opts])}."
    if described.startswith("Got unexpected extra argument"):
        known = {name for each in error.ctx.command.params for name in each.opts}  # type: ignore[attr-defined]
        return described + ("; a name is given with --name" if "--name" in known else "") + "."
    for bounds, words in _BOUNDS:
        described = bounds.sub(words, described)
    return described.replace("is not a valid int range", "is not a whole number")


def _replace_closed_streams() -> None:
    """Put something in place of standard streams the caller closed: reading ends, writing goes nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115 - lives as long as the program
            setattr(sys, name, stream)


def _silence_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's last flush cannot fail again."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
