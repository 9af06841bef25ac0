"""Reviews, submissions and looks through blocks that go as the fake world says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from tao_tui.actions.account import Account
from tao_tui.actions.arguments.reading import parse_arguments
from tao_tui.actions.lifecycle.repeats import SentBefore
from tao_tui.actions.plan import Caution, Effect, Outcome, Review, Step
from tao_tui.actions.registry import ACTIONS
from tao_tui.actions.weight import Weight
from tao_tui.amounts import Tao
from tao_tui.chain.calls.call import ComposedCall, DecodedCall
from tao_tui.chain.networks import Network
from tao_tui.chain.trust.evidence import Confirmation
from tao_tui.errors import ChainRejected, Declined, NodeUnreachable
from tao_tui.reads.past.block_scan import Progress
from tao_tui.session.sources import Deeds
from tao_tui.text import clean
from tao_tui.wallet import Transaction
from tests.app.fake_client import FakeClient
from tests.app.fake_world import HASH, World, address
from tests.wallet.transactions import transaction


class FakeDeeds(Deeds):
    """Reviews without a chain; submits by asking the real signer and telling the steps."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client: FakeClient | None = None

    @asynccontextmanager
    async def connect(self, network: Network) -> AsyncIterator[Any]:
        if self.world.offline:
            raise NodeUnreachable(
                self.world.offline, hint="Check the address, or choose another node in Settings."
            )
        self.client = FakeClient(network, self.world)
        yield self.client

    async def review(
        self, name: str, arguments: Mapping[str, object], client: Any, account: Account, journal: Any
    ) -> Review:
        await asyncio.sleep(self.world.review_takes)
        if self.world.decline:
            raise Declined(self.world.decline, hint="Give a smaller amount.")
        spec = ACTIONS[name]
        typed = parse_arguments(spec, arguments, account)
        shown = {key: getattr(value, "rao", value) for key, value in typed.items() if value is not None}
        hotkeys = typed.get("hotkey") or typed.get("dest") or address(101)
        each = hotkeys if isinstance(hotkeys, tuple) else (hotkeys,)
        hotkey = str(each[0])
        calls = []
        for at, one in enumerate(each):
            rest = {k: v[at] if isinstance(v, tuple) else v for k, v in shown.items() if k != "hotkey"}
            calls.append(DecodedCall("SubtensorModule", "add_stake_limit", {"hotkey": str(one), **rest}))
        return Review(
            name,
            clean(f"{spec.label}: {self.world.validator_name}"),
            ComposedCall(
                b"\1\2",
                calls[0] if len(calls) == 1 else DecodedCall("Utility", "batch_all", {"calls": calls}),
                393,
            ),
            account.coldkey,
            1,
            Tao(137_000),
            Weight(340_000_000, 7_906, 113),
            (
                Effect(clean("You pay"), clean("40.000000000 τ")),
                Effect(clean("You get"), clean("475.118302000 α, at least 451.36")),
                Effect(clean("Slippage"), clean("0.05 %")),
            ),
            (
                Caution(
                    "caution", "new_validator", clean(f"First time you stake to {self.world.validator_name}.")
                ),
            ),
            f"tao-tui {' '.join(spec.path)} --netuid 6 --hotkey {hotkey} "
            "--amount 40 --wallet alice --network dev",
            128,
            spec.confirm_word,
            spec.danger,
            self.world.ref,
            typed,
            account,
            Confirmation("wss://entrypoint-finney.opentensor.ai:443"),
            False,
            "",
        )

    async def prepare(self) -> None:
        return

    async def refresh(self, review: Review, client: Any, journal: Any) -> Review:
        return replace(review, block=self.world.ref)

    async def submit(
        self,
        review: Review,
        client: Any,
        sign: Callable[[Transaction], Awaitable[bytes]],
        journal: Any,
        on_step: Callable[[Step], None],
        *,
        again: bool,
    ) -> Outcome:
        if self.world.sent_before and not again:
            raise SentBefore(self.world.sent_before, hint="Wait for it.")
        signature = await sign(transaction(review.signer))
        assert len(signature) == 64
        on_step(Step("sent", clean("Sent to the node."), None, HASH))
        if self.world.hold is not None:
            await self.world.hold.wait()
        if self.world.refuse:
            raise ChainRejected(
                self.world.refuse, hint="Stake less, or wait.", code="NotEnoughBalanceToStake"
            )
        on_step(Step("in_block", clean(f"In block {self.world.block + 1:,}."), HASH, HASH))
        self.world.submitted.append((review.action, review.arguments))
        return Outcome(
            review.action,
            HASH,
            HASH,
            self.world.block + 1,
            True,
            Tao(137_000),
            (),
            clean(f"Done: {review.title}"),
            given=tuple(self.world.given),
        )

    async def resume(self, journal: Any, client: Any) -> Sequence[Any]:
        return ()

    async def scan(
        self, client: Any, journal: Any, accounts: Sequence[Any], blocks: int
    ) -> AsyncGenerator[Any, None]:
        world = self.world
        world.scanned.append((tuple(accounts), blocks))
        if world.scan_fails:
            raise NodeUnreachable(world.scan_fails)
        for half in range(1, 3):
            if world.scan_held is not None:
                await world.scan_held.wait()
            found = tuple(world.coming) if half == 2 else ()
            if found:
                world.findings += found
                world.coming.clear()
            yield Progress(blocks * half // 2, blocks, world.block - blocks, found, 0, world.pruned)

    async def without_dust(self, inverse: Any, client: Any, coldkey: Any) -> Any:
        return inverse

    def looked_since(self, journal: Any, genesis: str, accounts: Sequence[Any]) -> int | None:
        return self.world.block - max(blocks for _, blocks in self.world.scanned) + 1

    def found(self, journal: Any, limit: int) -> Sequence[Any]:
        return tuple(self.world.findings)[:limit]
