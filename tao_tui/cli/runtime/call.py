"""`call`: any call of the connected runtime, listed, described, or made like every other action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from typer.core import TyperOption

from tao_tui.actions.registry import ACTIONS
from tao_tui.cli.commands.act import ActionCommand
from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.cli.runtime.shown import Shown, show

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_HELP = """Make any call of the connected runtime, its arguments checked against the metadata.

Without a call it lists pallets; with one of these, its calls; with --describe, what a call takes. Then it
goes the way of every action: composed, read back, shown with fee and warnings, agreed to, signed, followed.
Where an action of tao-tui makes the same call, that action's checks and words are used. Values: an account
is an address or a name known here, a number is the chain's integer (or 1.5tao, in rao), bytes are 0x hex or
text, what is made of several parts is JSON, calls within it too, and nothing is none."""


def command() -> CallCommand:
    """The action `call`, with what it shows when no call is named."""
    return CallCommand()


class CallCommand(ActionCommand):
    """The action `call`, whose name may be left out to see what there is."""

    def __init__(self) -> None:
        spec = ACTIONS["call"]
        name, *others = spec.arguments
        super().__init__(replace(spec, help=_HELP, arguments=(replace(name, required=False), *others)))
        self.spec = spec
        self.params += [
            TyperOption(
                param_decls=["describe", "--describe"],
                is_flag=True,
                default=None,
                help="Show what the call takes and what the runtime says of it; make nothing.",
            ),
            TyperOption(
                param_decls=["as_hotkey", "--as-hotkey"],
                is_flag=True,
                default=None,
                help="Sign with the wallet's hotkey, for calls that are a hotkey's to make.",
            ),
            TyperOption(
                param_decls=["find", "--find"],
                type=str,
                metavar="WORD",
                help="Every call that has WORD in its name.",
            ),
        ]

    def invoke(self, ctx: Any) -> None:
        """Show what there is, or make the call."""
        run, name = run_of(ctx), ctx.params.get("call")
        describe, word = ctx.params.pop("describe", None), ctx.params.pop("find", None)
        if word is not None:
            _show(run, lambda runtime: _found(runtime, word))
        elif name is None or _names_pallet(name):
            _show(run, lambda runtime: _listed(runtime, name))
        elif describe:
            _show(run, lambda runtime: _described(runtime, name))
        else:
            if ctx.params.pop("as_hotkey", None):
                self.spec = replace(self.spec, signer="hotkey")
            super().invoke(ctx)


def _names_pallet(name: str) -> bool:
    return "." not in name and not name.startswith(("0x", "{"))


def _show(run: Run, look: Callable[[ChainRuntime], Shown]) -> None:
    """Answer with something of the runtime in force at the head."""

    async def at_head(client: Client, _: str | None) -> Shown:
        return look(client.runtime)

    show(run, at_head)


def _listed(runtime: ChainRuntime, name: str | None) -> Shown:
    from tao_tui.cli.runtime.text import call_list_lines, callable_lines
    from tao_tui.reads.runtime.callables import call_list, callable_pallets
    from tao_tui.reads.runtime.names import callable_

    if name is None:
        pallets = callable_pallets(runtime)
        return pallets, lambda: callable_lines(pallets)
    calls = call_list(runtime, callable_(runtime, name).home)
    return calls, lambda: call_list_lines(calls)


def _described(runtime: ChainRuntime, name: str) -> Shown:
    from tao_tui.cli.runtime.text import call_lines
    from tao_tui.reads.runtime.callables import call_description
    from tao_tui.reads.runtime.names import callable_

    target = callable_(runtime, name)
    found = call_description(runtime, target.home, target.item)
    return found, lambda: call_lines(found)


def _found(runtime: ChainRuntime, word: str) -> Shown:
    from tao_tui.cli.runtime.text import found_lines
    from tao_tui.reads.runtime.names import found_everywhere

    found = found_everywhere(runtime, word, calls=True)
    return found, lambda: found_lines(found)
