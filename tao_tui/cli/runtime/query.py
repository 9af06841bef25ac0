"""`query`: any storage item, constant or runtime API of the connected runtime."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.cli.runtime.shown import Shown, show
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.runtime.query import Answer, Question

_DEFAULT_LIMIT = 50
_MOST = 10_000


Name: TypeAlias = Annotated[
    str | None,
    typer.Argument(help="A pallet or runtime API, or what is in it: System.Account.", metavar="NAME"),
]
Keys: TypeAlias = Annotated[
    list[str] | None, typer.Argument(help="Map keys or arguments, in order.", metavar="KEY...")
]
Block: TypeAlias = Annotated[
    str | None, typer.Option("--block", help="Ask about this block, not the head.", metavar="N|HASH")
]
Limit: TypeAlias = Annotated[
    int, typer.Option("--limit", help="Entries of a map at most.", metavar="N", min=1, max=_MOST)
]
After: TypeAlias = Annotated[
    str,
    typer.Option(
        "--after", help="Read a map on after this storage key: `next` of the last answer.", metavar="KEY"
    ),
]
Constant: TypeAlias = Annotated[
    bool, typer.Option("--constant", help="The constant, where storage has the same name.")
]
Describe: TypeAlias = Annotated[
    bool, typer.Option("--describe", help="What it takes and gives, and what the runtime says of it.")
]
Find: TypeAlias = Annotated[
    str | None, typer.Option("--find", help="Every name that has WORD in it.", metavar="WORD")
]


def query(
    context: typer.Context,
    name: Name = None,
    keys: Keys = None,
    block: Block = None,
    limit: Limit = _DEFAULT_LIMIT,
    after: After = "",
    constant: Constant = False,
    describe: Describe = False,
    find: Find = None,
) -> None:
    """Read any storage item, constant or runtime API of the connected runtime.

    Without a name it lists pallets and APIs; with one of these, what it has; with NAME.ITEM, the value. A map
    with keys left out is listed. Keys are checked against the runtime's metadata: an account is an
    address or a name known here, a number is the chain's integer (or 1.5tao, in rao), bytes are 0x hex
    or text, what is made of several parts is JSON, and nothing is none.
    """
    run = run_of(context)
    if find is not None:
        _find(run, find, block)
        return
    if name is None or "." not in name:
        if keys:
            raise UsageError(
                f"{name} has no value of its own.", hint=f"tao-tui query {name} lists what it has."
            )
        _list(run, name, block)
        return

    from tao_tui.reads.runtime.query import Question

    question = Question(name, tuple(keys or ()), None, constant, limit, after, reader_of_names(run))
    if describe:
        _describe(run, question, block)
    else:
        _ask(run, question, block)


def reader_of_names(run: Run) -> Callable[[str], str]:
    """Reads an address or a name known here; the folders are looked at when the first name is."""
    from functools import cache

    from tao_tui.cli.signing.account import known_here

    known = cache(lambda: known_here(run))
    return lambda text: known().address(text.strip())


def _ask(run: Run, question: Question, block: str | None) -> None:
    async def work(client: Client) -> Reading[Answer]:
        from tao_tui.reads.runtime.query import ask, named_block

        asked = replace(question, block_hash=await named_block(client, block)) if block else question
        return await ask(client, asked)

    reading = run.on_node(work)

    def text(answer: Answer) -> Iterator[str]:
        from tao_tui.reads.runtime.query import MapEntries
        from tao_tui.tables.chain_values import answer_lines

        yield from answer_lines(answer, reading.block.number)
        if isinstance(answer, MapEntries) and answer.next:
            yield f"  There are more: add --after {answer.next}, or a larger --limit."

    run.out.reading(reading, text)


def _list(run: Run, name: str | None, block: str | None) -> None:
    async def look(client: Client, block_hash: str | None) -> Shown:
        from tao_tui.cli.runtime.text import api_lines, catalog_lines, pallet_lines
        from tao_tui.reads.runtime.catalog import api_contents, catalog, pallet_contents
        from tao_tui.reads.runtime.query import Question, runtime_for, target_of

        if name is None:
            everything = catalog(await runtime_for(client, block_hash))
            return everything, lambda: catalog_lines(everything)
        runtime, target = await target_of(client, Question(name, block_hash=block_hash))
        if target.sort == "api":
            api = api_contents(runtime, target.home)
            return api, lambda: api_lines(api)
        pallet = pallet_contents(runtime, target.home)
        return pallet, lambda: pallet_lines(pallet)

    show(run, look, block)


def _describe(run: Run, question: Question, block: str | None) -> None:
    async def look(client: Client, block_hash: str | None) -> Shown:
        from tao_tui.cli.runtime.text import description_lines
        from tao_tui.reads.runtime.catalog import description
        from tao_tui.reads.runtime.query import target_of

        found = description(*await target_of(client, replace(question, block_hash=block_hash)))
        return found, lambda: description_lines(found)

    show(run, look, block)


def _find(run: Run, word: str, block: str | None) -> None:
    async def look(client: Client, block_hash: str | None) -> Shown:
        from tao_tui.cli.runtime.text import found_lines
        from tao_tui.reads.runtime.names import found_everywhere
        from tao_tui.reads.runtime.query import runtime_for

        found = found_everywhere(await runtime_for(client, block_hash), word)
        return found, lambda: found_lines(found)

    show(run, look, block)
