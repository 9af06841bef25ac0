"""`query`: any storage item, constant or runtime API of the connected runtime."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.run import Run, run_of
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.runtime.query import Question

_DEFAULT_LIMIT = 50
_MOST = 10_000


def query(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(help="A pallet or runtime API, or what is in it: System.Account.", metavar="NAME"),
    ] = None,
    keys: Annotated[
        list[str] | None,
        typer.Argument(help="Map keys or arguments, in order.", metavar="KEY..."),
    ] = None,
    block: Annotated[
        str | None, typer.Option("--block", help="Ask about this block, not the head.", metavar="N|HASH")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", help="Entries of a map at most.", metavar="N", min=1, max=_MOST)
    ] = _DEFAULT_LIMIT,
    after: Annotated[
        str,
        typer.Option(
            "--after", help="Read a map on after this storage key: `next` of the last answer.", metavar="KEY"
        ),
    ] = "",
    constant: Annotated[
        bool, typer.Option("--constant", help="The constant, where storage has the same name.")
    ] = False,
    describe: Annotated[
        bool, typer.Option("--describe", help="What it takes and gives, and what the runtime says of it.")
    ] = False,
    find: Annotated[
        str | None, typer.Option("--find", help="Every name that has WORD in it.", metavar="WORD")
    ] = None,
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

    from tao_tui.cli.account import known_here

    known = cache(lambda: known_here(run))
    return lambda text: known().address(text.strip())


def _ask(run: Run, question: Question, block: str | None) -> None:
    async def work(client: Client) -> Reading[Any]:
        from tao_tui.reads.runtime.query import ask, named_block

        asked = replace(question, block_hash=await named_block(client, block)) if block else question
        return await ask(client, asked)

    from dataclasses import replace

    reading = run.on_node(work)

    def text(answer: Any) -> Iterator[str]:
        from tao_tui.reads.runtime.query import MapEntries
        from tao_tui.tables.chain_values import answer_lines

        yield from answer_lines(answer, reading.block.number)
        if isinstance(answer, MapEntries) and answer.next:
            yield f"  There are more: add --after {answer.next}, or a larger --limit."

    run.out.reading(reading, text)


def _list(run: Run, name: str | None, block: str | None) -> None:
    async def work(client: Client) -> Reading[Any]:
        from tao_tui.chain.query import Reading
        from tao_tui.reads.runtime.catalog import api_contents, catalog, pallet_contents
        from tao_tui.reads.runtime.query import Question, named_block, target_of

        block_hash = await named_block(client, block) if block else None
        head = (await client.read((), block_hash)).block
        if name is None:
            from tao_tui.reads.runtime.query import runtime_for

            return Reading(head, catalog(await runtime_for(client, block_hash)))
        runtime, target = await target_of(client, Question(name, block_hash=block_hash))
        contents = api_contents if target.sort == "api" else pallet_contents
        return Reading(head, contents(runtime, target.home))

    def text(found: Any) -> Iterator[str]:
        from tao_tui.cli.runtime.text import api_lines, catalog_lines, pallet_lines
        from tao_tui.reads.runtime.catalog import Catalog, PalletContents

        if isinstance(found, Catalog):
            return catalog_lines(found)
        return pallet_lines(found) if isinstance(found, PalletContents) else api_lines(found)

    run.out.reading(run.on_node(work), text)


def _describe(run: Run, question: Question, block: str | None) -> None:
    async def work(client: Client) -> Reading[Any]:
        from tao_tui.chain.query import Reading
        from tao_tui.reads.runtime.catalog import description
        from tao_tui.reads.runtime.query import named_block, target_of

        block_hash = await named_block(client, block) if block else None
        head = (await client.read((), block_hash)).block
        runtime, target = await target_of(client, replace(question, block_hash=block_hash))
        return Reading(head, description(runtime, target))

    from dataclasses import replace

    def text(found: Any) -> Iterator[str]:
        from tao_tui.cli.runtime.text import description_lines

        return description_lines(found)

    run.out.reading(run.on_node(work), text)


def _find(run: Run, word: str, block: str | None) -> None:
    async def work(client: Client) -> Reading[Any]:
        from tao_tui.chain.query import Reading
        from tao_tui.reads.runtime.names import found_everywhere
        from tao_tui.reads.runtime.query import named_block, runtime_for

        block_hash = await named_block(client, block) if block else None
        head = (await client.read((), block_hash)).block
        return Reading(head, found_everywhere(await runtime_for(client, block_hash), word))

    def text(found: Any) -> Iterator[str]:
        from tao_tui.cli.runtime.text import found_lines

        return found_lines(found)

    run.out.reading(run.on_node(work), text)
