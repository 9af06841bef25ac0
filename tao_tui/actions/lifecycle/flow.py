"""From a review to a final block: priced anew, signed, written down, sent once, followed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final, Literal

from tao_tui.actions.lifecycle.renewal import explained, renewed
from tao_tui.actions.lifecycle.settle import failed_there, moved_by, rejection
from tao_tui.actions.lifecycle.shielded import carried_unopened, with_carrier
from tao_tui.actions.lifecycle.written import Ready, Sign, journaled, written
from tao_tui.actions.plan import Outcome, Review, Step, Told
from tao_tui.amounts import Tao
from tao_tui.errors import ChainRejected, TaoTuiError
from tao_tui.journal.turn import turn
from tao_tui.journal.unfilled import unfilled
from tao_tui.reads.past.given import given_by
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.extrinsics.inclusion import Inclusion
    from tao_tui.chain.extrinsics.signing import SignedExtrinsic, SigningRequest
    from tao_tui.journal.journal import Journal

OnStep = Callable[[Step], None]
Wait = Literal["in_block", "finalized"]

_WORDS: Final = {
    "future": "It waits for an earlier transaction of this account.",
    "retracted": "Its block was abandoned; it waits for another.",
    "finality_timeout": "Finality is slow; still waiting.",
    "searching": "Looking for it in the blocks.",
    "dropped": "The node dropped it from its pool; looking for it in the blocks.",
    "invalid": "The node calls it invalid by now; looking for it in the blocks.",
    "usurped": "Another transaction took its place in the node's pool; looking for it in the blocks.",
}
_WAITING: Final = Step("waiting", clean("Waiting: another tao-tui is signing for this account."))


async def submit(
    agreed: Review,
    client: Client,
    sign: Sign,
    journal: Journal,
    on_step: OnStep = lambda step: None,
    *,
    wait: Wait = "finalized",
    again: bool = False,
) -> Outcome:
    """Price what was agreed to at the head, sign it, write it down, send it once and follow it.

    What means the same and was signed before is looked for first; `SentBefore` unless it is certain that
    this cannot be the second of two, or the person wants it `again`. Also raises what `renewed` raises,
    `Unconfirmed` where a second node does not say the same, `ChainRejected` with the chain's own error name,
    `OutcomeUnknown` when its fate cannot be told yet (the journal keeps it for `resume`), and whatever
    `sign` raises.
    """
    agreed = await renewed(agreed, client, on_step)
    agreed.source.require()
    async with AsyncExitStack() as ours:
        await ours.enter_async_context(
            turn(journal.path.parent, client.genesis, agreed.signer, lambda: on_step(_WAITING))
        )
        ready = await written(agreed, client, sign, journal, on_step, again=again)
        try:
            inclusion, final = await _carried_out(client, ready, on_step, wait, ours.aclose)
        except ChainRejected as error:
            raise await explained(error, agreed, client) from None
    return await _ended(client, ready, inclusion, agreed, agreed.call.decoded, final=final)


async def send(
    request: SigningRequest,
    signed: SignedExtrinsic,
    told: Told,
    client: Client,
    journal: Journal,
    on_step: OnStep = lambda step: None,
) -> Outcome:
    """Write down what was signed elsewhere, send it once, follow it to the end; raises as `submit` does."""
    async with AsyncExitStack() as ours:
        await ours.enter_async_context(
            turn(journal.path.parent, client.genesis, request.signer, lambda: on_step(_WAITING))
        )
        entry = await journaled(told, client, request, signed, journal, on_step)
        ready = Ready(entry, signed)
        inclusion, final = await _carried_out(client, ready, on_step, "finalized", ours.aclose)
    return await _ended(client, ready, inclusion, told, request.call.decoded, final=final)


async def _carried_out(
    client: Client, ready: Ready, on_step: OnStep, wait: Wait, on_answer: Callable[[], Awaitable[None]]
) -> tuple[Inclusion, bool]:
    """What it did in its block, and whether that block is final; anything else is written down and raised."""
    try:
        block_hash, final = await _follow(client, ready, on_step, wait, on_answer)
        inclusion = await client.outcome(ready.signed.hash, block_hash)
        if ready.carrier is not None:
            inclusion = await with_carrier(client, inclusion, ready.carrier.hash)
        return inclusion, final
    except TaoTuiError as error:
        if ready.carrier is not None:
            error = await carried_unopened(client, ready.carrier, error)
        await ready.entry.ended_by(error)
        raise error from None


async def _follow(
    client: Client, ready: Ready, on_step: OnStep, wait: Wait, on_answer: Callable[[], Awaitable[None]]
) -> tuple[str, bool]:
    """The hash of the block it is in, and whether that block is final; the first answer ends the turn."""
    signed, entry = ready.signed, ready.entry
    on_step(Step("sent", clean("Sent."), extrinsic_hash=signed.hash))
    told = client.submit(signed, ready.carrier) if ready.carrier else client.submit(signed)
    judged: set[str] = set()
    async for status in told:
        await on_answer()
        if status.kind == "finalized" and status.block_hash:
            on_step(Step("finalized", clean("Final."), status.block_hash, signed.hash))
            return status.block_hash, True
        if status.kind == "in_block" and status.block_hash:
            await entry.mark("in_block", block_hash=status.block_hash)
            on_step(Step("in_block", clean("In a block."), status.block_hash, signed.hash))
            if wait == "in_block":
                return status.block_hash, False
            if status.block_hash not in judged:
                judged.add(status.block_hash)
                await _tell_failed(client, signed.hash, status.block_hash, on_step)
        elif status.kind == "retracted":
            await entry.retract()
            on_step(Step("retracted", clean(_WORDS["retracted"]), status.block_hash, signed.hash))
        elif status.kind in ("future", "finality_timeout"):
            on_step(Step("waiting", clean(_WORDS[status.kind]), None, signed.hash))
        elif status.kind in ("searching", "dropped", "invalid", "usurped"):
            on_step(Step("lost", clean(_WORDS[status.kind]), None, signed.hash))
    raise entry.unknown("The node stopped reporting before the transaction was final.")


async def _tell_failed(client: Client, extrinsic_hash: str, block_hash: str, on_step: OnStep) -> None:
    """Say of one in a block that is not final yet that it failed there, if its events tell so.

    A node that cannot tell ends nothing: what counts is read once more when a block is final.
    """
    try:
        inclusion = await client.outcome(extrinsic_hash, block_hash)
    except TaoTuiError:
        return
    if not inclusion.success:
        on_step(Step("failed_there", clean(failed_there(inclusion), 1000), block_hash, extrinsic_hash))


async def _ended(
    client: Client, ready: Ready, inclusion: Inclusion, told: Review | Told, call: DecodedCall, *, final: bool
) -> Outcome:
    """Write down what it did in its block, and tell it."""
    from tao_tui.chain.calls.call import call_json

    moved = await moved_by(client, inclusion, ready.entry.account)
    await ready.entry.settle(inclusion, moved, final=final)
    if not inclusion.success:
        raise rejection(inclusion)
    given = await given_by(client, inclusion.events, inclusion.block.hash)
    partly = unfilled(call_json(call), moved) if final else ()
    done = "Done in part" if partly else "Done"
    return Outcome(
        action=told.action,
        extrinsic_hash=ready.signed.hash,
        block_hash=inclusion.block.hash,
        block_number=inclusion.block.number,
        finalized=final,
        fee=Tao(inclusion.fee_rao),
        events=inclusion.events,
        summary=clean(f"{done} in block {inclusion.block.number:,}: {told.title}", 1000),
        moved=moved,
        unfilled=partly,
        given=given,
    )
