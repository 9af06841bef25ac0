"""From arguments to a final block: check, compose, decode back, review, sign, journal, send, follow."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tao_tui.actions.account import Account
from tao_tui.actions.arguments import parse_arguments
from tao_tui.actions.command_line import command_line
from tao_tui.actions.familiar import network_warnings
from tao_tui.actions.foresight import rule_warnings
from tao_tui.actions.keys.frozen_coldkey import require_no_swap
from tao_tui.actions.plan import Action, Caution, Explanation, Outcome, Plan, Review, Step, Told
from tao_tui.actions.registry import ACTIONS
from tao_tui.actions.renewal import renewed
from tao_tui.actions.repeats import intent_of, repeat_warnings
from tao_tui.actions.route import Route, route_of
from tao_tui.actions.settle import moved_by, rejection
from tao_tui.actions.shielded import carried_unopened, carrier_fee, shielded_words, with_carrier
from tao_tui.actions.specs.arguments import SHIELD
from tao_tui.actions.stake.limits import AGREED, limits_in
from tao_tui.actions.stake.lost_rights import loss_warnings
from tao_tui.actions.weight import Weight, weight_of
from tao_tui.actions.written import Ready, Sign, journaled, written
from tao_tui.amounts import Tao
from tao_tui.chain.current import by_current_runtime
from tao_tui.chain.evidence import collected
from tao_tui.errors import TaoTuiError, UsageError
from tao_tui.journal.turn import turn
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import ComposedCall
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


async def review(
    name: str,
    arguments: Mapping[str, object],
    client: Client,
    account: Account,
    *,
    within: Mapping[int, int] | None = None,
    journal: Journal | None = None,
) -> Review:
    """Check `arguments` against live state and say, from the composed bytes, what signing would do.

    `within` are limits agreed to before, by subnet: `NoLongerAgreed` when it cannot be done within them.
    With a `journal` the review warns of what was signed before and means the same.
    What the node said on the way is put to the second node, where one is set.
    Raises `UsageError` for arguments that cannot be right, `Declined` for what would fail or harm, and
    `Unsupported` where the runtime lacks it.
    """
    spec = ACTIONS.get(name)
    if spec is None:
        raise UsageError(f"There is no action “{name}”.", code="unknown_action")
    values = parse_arguments(spec, arguments, account)
    if within:
        values[AGREED] = within
    route = await route_of(values, account)
    with collected() as evidence:
        found = await _checked(spec.load().of(values, route.acting), values, route, client)
    cautions = await _cautions(found, route, client, journal)
    said = {**found.plan.arguments, SHIELD.name: values.get(SHIELD.name), **route.arguments}
    return Review(
        action=name,
        title=found.explanation.title,
        call=found.call,
        signer=account.coldkey,
        crypto_type=account.crypto_type,
        fee=found.fee,
        weight=found.weight,
        effects=found.explanation.effects,
        warnings=(*cautions, *found.explanation.warnings),
        command_line=command_line(spec, said, wallet=account.wallet, network=client.network.name),
        valid_blocks=found.valid_blocks,
        confirm_word=spec.confirm_word,
        danger=spec.danger,
        block=found.plan.block,
        arguments=dict(arguments),
        account=account,
        shielded=found.shielded,
        intent=intent_of(found.call.decoded, account.coldkey),
        source=await client.confirm(evidence),
        quoted=found.plan.quoted,
        undo=found.plan.undo,
    )


@dataclass(frozen=True, slots=True)
class _Checked:
    """An action that can be done: the call it comes to as composed for its signer, and what that costs."""

    plan: Plan
    call: ComposedCall
    explanation: Explanation
    fee: Tao
    """That of its carrier included."""
    weight: Weight
    shielded: bool

    @property
    def valid_blocks(self) -> int:
        """Blocks its signature is good for."""
        from tao_tui.chain.extrinsics.shield import SHIELD_PERIOD

        return min(self.plan.period, SHIELD_PERIOD) if self.shielded else self.plan.period


async def _checked(action: Action, values: Mapping[str, object], route: Route, client: Client) -> _Checked:
    """Check it for whom it is done, compose it for who signs, and price it, all at one block."""
    plan = await by_current_runtime(client, lambda: action.check(client, route.acting))
    wrapped = await route.wrapped(client, plan)
    call = client.runtime.compose(wrapped.call)
    signer = route.signer.coldkey
    involved = tuple(dict.fromkeys((signer, route.acting.coldkey)))
    cost, _ = await asyncio.gather(
        client.cost(call, signer, at=plan.block),
        require_no_swap(client, plan.call, involved, plan.block),
    )
    shielded = bool(values.get(SHIELD.name))
    carrying = await carrier_fee(client, call, signer, plan.block) if shielded else Tao(0)
    fee = Tao(cost.fee_rao) + carrying
    explanation = wrapped.explain(call.decoded, fee)
    if shielded:
        explanation = shielded_words(explanation, carrying)
    return _Checked(plan, call, explanation, fee, weight_of(cost, client.runtime), shielded)


async def _cautions(
    found: _Checked, route: Route, client: Client, journal: Journal | None
) -> tuple[Caution, ...]:
    """What to mind beyond the action: spending rules, lost rights, the network, what was sent before."""
    signer, call = route.signer, found.call
    ruled = await rule_warnings(client, signer, call, shielded=found.shielded)
    lost = await loss_warnings(client, route.acting, call.decoded)
    if journal is None:
        return (*ruled, *lost)
    strange = network_warnings(journal, client, signer.coldkey)
    repeated = repeat_warnings(journal, client.genesis, intent_of(call.decoded, signer.coldkey))
    return (*ruled, *strange, *lost, *repeated)


async def refresh(old: Review, client: Client, journal: Journal | None = None) -> Review:
    """The same action reviewed again at the head, its limits as shown before or better, never worse.

    A person may agree at any moment: what they have read is a bound on what they sign. Raises
    `NoLongerAgreed` once the price is beyond it, and whatever `review` raises.
    """
    limits = limits_in(old.call.decoded)
    return await review(old.action, old.arguments, client, old.account, within=limits, journal=journal)


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
        inclusion, final = await _carried_out(client, ready, on_step, wait, ours.aclose)
    return await _ended(client, ready, inclusion, final=final, action=agreed.action, title=agreed.title)


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
    return await _ended(client, ready, inclusion, final=final, action=told.action, title=told.title)


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
        elif status.kind == "retracted":
            await entry.retract()
            on_step(Step("retracted", clean(_WORDS["retracted"]), status.block_hash, signed.hash))
        elif status.kind in ("future", "finality_timeout"):
            on_step(Step("waiting", clean(_WORDS[status.kind]), None, signed.hash))
        elif status.kind in ("searching", "dropped", "invalid", "usurped"):
            on_step(Step("lost", clean(_WORDS[status.kind]), None, signed.hash))
    raise entry.unknown("The node stopped reporting before the transaction was final.")


async def _ended(
    client: Client, ready: Ready, inclusion: Inclusion, *, final: bool, action: str, title: str
) -> Outcome:
    """Write down what it did in its block, and tell it."""
    moved = await moved_by(client, inclusion, ready.entry.account)
    await ready.entry.settle(inclusion, moved, final=final)
    if not inclusion.success:
        raise rejection(inclusion)
    return Outcome(
        action=action,
        extrinsic_hash=ready.signed.hash,
        block_hash=inclusion.block.hash,
        block_number=inclusion.block.number,
        finalized=final,
        fee=Tao(inclusion.fee_rao),
        events=inclusion.events,
        summary=clean(f"Done in block {inclusion.block.number:,}: {title}", 1000),
        moved=moved,
    )
