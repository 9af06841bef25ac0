"""The way to one value of the chain: which pallet or runtime API, which of what it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tao_tui.counted import counted
from tao_tui.reads.runtime.catalog import api_contents, catalog, pallet_contents
from tao_tui.reads.runtime.names import Target
from tao_tui.screens.runtime.state_sheet import StateSheet
from tao_tui.screens.sheets.picker import Choice, Picker

if TYPE_CHECKING:
    from textual.app import App

    from tao_tui.chain.runtime import ChainRuntime
    from tao_tui.reads.runtime.catalog import Argument
    from tao_tui.session.session import Session


async def browse(app: App[int], session: Session) -> None:
    """Let the person pick until they leave; from a value back to what lies beside it."""
    runtime = session.online.runtime
    while True:
        home = await app.push_screen_wait(
            Picker(f"Chain state, runtime {runtime.spec_version}", _homes(runtime))
        )
        if not isinstance(home, Target):
            return
        while True:
            target = await app.push_screen_wait(Picker(home.home, _contents(runtime, home)))
            if not isinstance(target, Target):
                break
            await app.push_screen_wait(StateSheet(session, runtime, target))


def _homes(runtime: ChainRuntime) -> list[Choice]:
    found = catalog(runtime)
    pallets = [
        Choice(
            each.name,
            Target("pallet", each.name),
            f"{counted(each.storage, 'storage item')}, {counted(each.constants, 'constant')}",
        )
        for each in found.pallets
        if each.storage or each.constants
    ]
    apis = [
        Choice(each.name, Target("api", each.name), f"runtime API, {counted(each.methods, 'method')}")
        for each in found.apis
    ]
    return [*pallets, *apis]


def _contents(runtime: ChainRuntime, home: Target) -> list[Choice]:
    if home.sort == "api":
        return [
            Choice(
                f"{each.name}({_named(each.arguments)})",
                Target("method", home.home, each.name),
                f"{each.type}  {each.docs}",
            )
            for each in api_contents(runtime, home.home).methods
        ]
    found = pallet_contents(runtime, home.home)
    storage = [
        Choice(
            each.name + (f"[{', '.join(each.keys)}]" if each.keys else ""),
            Target("storage", home.home, each.name),
            f"{each.type}  {each.docs}",
        )
        for each in found.storage
    ]
    constants = [
        Choice(each.name, Target("constant", home.home, each.name), f"constant {each.type}  {each.docs}")
        for each in found.constants
    ]
    return [*storage, *constants]


def _named(arguments: Sequence[Argument]) -> str:
    return ", ".join(each.name for each in arguments)
