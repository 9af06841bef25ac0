"""A second node, asked the same about the same block before anything is signed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from tao_tui.chain.answers.header import number_of
from tao_tui.chain.answers.hexadecimal import is_hash
from tao_tui.chain.answers.storage import parse_query
from tao_tui.chain.connection.link import Link
from tao_tui.chain.connection.rpc import Answer, Request
from tao_tui.chain.connection.wire import Wire
from tao_tui.chain.networks import Network
from tao_tui.chain.trust.evidence import Evidence, Testimony
from tao_tui.chain.trust.identity import check_genesis
from tao_tui.counted import counted
from tao_tui.errors import NodeError
from tao_tui.text import clean

_PAUSE: Final = 0.5
_SHORTEST_PATIENCE: Final = 3.0
_LONGEST_PATIENCE: Final = 12.0
"""Seconds a second node may take to get a block the first one has."""
_MOST_BLOCKS: Final = 3
_MOST_SECONDS: Final = 6.0
"""How old evidence may be when it is put to the second node, in blocks or, where those are quick, seconds."""
_ABOUT: Final = {
    "System.Account": "the balance of an account",
    "StakeInfoRuntimeApi": "the stake",
    "SwapRuntimeApi": "the pool of the trade",
    "Swap": "the pool of the trade",
    "SubtensorModule.SubnetTAO": "the pool of the trade",
    "SubtensorModule.SubnetAlphaIn": "the pool of the trade",
    "Triumvirate.ProposalOf": "the proposal's call",
    "TransactionPaymentApi.query_info": "the network fee",
}
"""Plain words for what two nodes may differ on; anything else goes by its own name."""


class Witness:
    """The second endpoint of a network, connected when first asked."""

    def __init__(self, endpoint: str, genesis: str, timeout: float) -> None:
        self.endpoint = endpoint
        self.genesis = genesis
        self._network = Network("the second node", (endpoint,), genesis)
        self._link = Link(self._network, timeout, self._accept)
        self._opened = False
        self._opening = asyncio.Lock()

    async def objection(self, evidence: Evidence, block_time: float) -> str:
        """Why this node does not confirm `evidence`, or nothing when it does.

        A node that does not have the block yet, or still follows another one of that number, is asked
        again for about a block time. Evidence much older than this node's head is an objection too: blocks
        were withheld.
        """
        if self.endpoint in evidence.endpoints:
            return f"The second node, {clean(self.endpoint, 120)}, is the one that said it."
        try:
            async with self._opening:
                if not self._opened:
                    await self._link.open()
                    self._opened = True
            for told in evidence.blocks.values():
                found = await self._compare(told, block_time)
                if found:
                    return found
        except NodeError as error:
            return f"The second node, {clean(self.endpoint, 120)}, confirms nothing: {error.message}"
        return ""

    async def close(self) -> None:
        """Disconnect."""
        if self._opened:
            await self._link.close()

    async def _compare(self, told: Testimony, block_time: float) -> str:
        clock = asyncio.get_running_loop().time
        deadline = clock() + min(max(block_time, _SHORTEST_PATIENCE), _LONGEST_PATIENCE)
        while True:
            answers = await self._link.batch(_questions(told))
            found, head, header = (answer.value() for answer in answers[:3])
            if header is not None and found == told.block.hash and number_of(header) == told.block.number:
                older = number_of(head) - told.block.number
                if older > max(_MOST_BLOCKS, _MOST_SECONDS / block_time):
                    return (
                        f"The second node, {clean(self.endpoint, 120)}, is {counted(older, 'block')} further."
                    )
                return self._differences(told, answers[3:])
            if clock() > deadline:
                return self._other_block(told, found)
            await asyncio.sleep(_PAUSE)

    def _other_block(self, told: Testimony, found: object) -> str:
        where = clean(self.endpoint, 120)
        if found is None:
            return (
                f"The second node, {where}, has no block {told.block.number:,} yet, so it confirms nothing."
            )
        return (
            f"The second node, {where}, has another block {told.block.number:,}: "
            f"{found if is_hash(found) else 'none'}, not {told.block.hash}."
        )

    def _differences(self, told: Testimony, answers: Sequence[Answer]) -> str:
        names = [name for (name, said), answer in zip(told.called.values(), answers[1:], strict=True)
                 if answer.value() != said]  # fmt: skip
        if told.stored:
            _, found = parse_query(answers[0].value())
            names += [name for key, (name, said) in told.stored.items() if _other(found.get(key), said)]
        if not names:
            return ""
        said = " and ".join(dict.fromkeys(_in_words(name) for name in names))
        return (
            f"The second node, {clean(self.endpoint, 120)}, says otherwise about {said} at block "
            f"{told.block.number:,}."
        )

    async def _accept(self, wire: Wire, answers: Sequence[Answer]) -> None:
        check_genesis(self._network, None, answers[0].value(), wire.endpoint)


def _questions(told: Testimony) -> list[Request]:
    at = told.block.hash
    return [
        Request("chain_getBlockHash", (told.block.number,)),
        Request("chain_getHeader"),
        Request("chain_getHeader", (at,)),
        Request("state_queryStorageAt", (list(told.stored), at)),
        *(Request("state_call", (method, data, at)) for method, data in told.called),
    ]


def _other(found: str | None, said: str | None) -> bool:
    return (found or "").lower() != (said or "").lower()


def _in_words(name: str) -> str:
    return _ABOUT.get(name) or _ABOUT.get(name.partition(".")[0]) or name
