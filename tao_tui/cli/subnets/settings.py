"""`subnets set` and `subnets symbol` without what to set: what there is, and what to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from tao_tui.cli.invocation.run import Run
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.subnets.settable import Settable
    from tao_tui.reads.subnets.symbols import SymbolChoice

_PER_LINE: Final = 32
"""Symbols on a line: with a blank after each they fit 80 columns, wide ones too."""


def show_settings(run: Run, given: Mapping[str, object]) -> None:
    """What can be set on a subnet and what each is now, or the one that was named."""
    netuid = _netuid("subnets.set", given)
    wanted = str(given["name"]).strip() if "name" in given else None

    async def work(client: Client) -> Reading[tuple[Settable, ...]]:
        from tao_tui.reads.subnets.settable import read_settable

        return await read_settable(client, netuid)

    reading = run.on_node(work)
    rows = reading.data if wanted is None else _named(wanted, reading.data)
    run.out.answer(rows, lambda: _setting_lines(netuid, rows), block=reading.block)


def show_symbols(run: Run, given: Mapping[str, object]) -> None:
    """The symbol a subnet has and those nobody has."""
    netuid = _netuid("subnets.symbol", given)

    async def work(client: Client) -> Reading[SymbolChoice]:
        from tao_tui.reads.subnets.symbols import read_symbol_choice

        return await read_symbol_choice(client, netuid)

    run.out.reading(run.on_node(work), _symbol_lines)


def _netuid(action: str, given: Mapping[str, object]) -> int:
    from tao_tui.actions.arguments.reading import parse_argument
    from tao_tui.actions.registry import ACTIONS

    spec = ACTIONS[action]
    if given.get("netuid") is None:
        raise UsageError(
            "Which subnet is meant?",
            hint=f"Say so: tao-tui {' '.join(spec.path)} --netuid N. Yours: tao-tui subnets list --mine",
            code="missing_argument",
        )
    return int(str(parse_argument(spec.argument("netuid"), given["netuid"])))


def _named(wanted: str, rows: Sequence[Settable]) -> tuple[Settable, ...]:
    from tao_tui.reads.subnets.parameter_now import set_as

    found = tuple(each for each in rows if each.name == set_as(wanted))
    if not found:
        near = [each.name for each in rows if wanted in each.name] or [each.name for each in rows]
        raise UsageError(
            f"There is no subnet parameter “{wanted[:60]}” to set.",
            hint=f"Perhaps: {', '.join(near[:8])}.",
            code="unknown_parameter",
        )
    return found


def _setting_lines(netuid: int, rows: Sequence[Settable]) -> Iterable[str]:
    from tao_tui.cli.terminal.layout import aligned

    if not rows:
        yield "This runtime has no subnet parameters to set."
        return
    yield from aligned(
        (each.name, each.text or "not listed by the chain", "" if each.owners else "root's to set")
        for each in rows
    )
    name = rows[0].name if len(rows) == 1 else "NAME"
    yield f"Set it: tao-tui subnets set --netuid {netuid} --name {name} --value VALUE"


def _symbol_lines(choice: SymbolChoice) -> Iterator[str]:
    netuid = choice.netuid
    yield f"Subnet {netuid} has {f'the symbol {choice.symbol}' if choice.symbol else 'no symbol'}."
    if not choice.changeable:
        yield "This runtime gives a subnet its symbol for good."
        return
    yield "Free ones, as far as the catalogue is known:"
    for start in range(0, len(choice.free), _PER_LINE):
        yield "  " + " ".join(choice.free[start : start + _PER_LINE])
    yield f"Take one: tao-tui subnets symbol --netuid {netuid} --symbol SYMBOL"
