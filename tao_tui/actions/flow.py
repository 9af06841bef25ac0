"""From arguments to a final block: check, compose, decode back, review, sign, journal, send, follow."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal

from tao_tui.actions.account import Account
from tao_tui.actions.arguments import parse_arguments
from tao_tui.actions.command_line import command_line
from tao_tui.actions.entry import Entry
from tao_tui.actions.limits import AGREED, limits_in
from tao_tui.actions.plan import Outcome, Review, Step
from tao_tui.actions.registry import ACTIONS
from tao_tui.actions.renewal import renewed
from tao_tui.actions.settle import rejection
from tao_tui.actions.signing import shown_to_signer
from tao_tui.amounts import Tao
from tao_tui.chain.evidence import collected
from tao_tui.errors import ChainRejected, OutcomeUnknown, TaoTuiError, UsageError
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.inclusion import Inclusion
    from tao_tui.chain.signing import SignedExtrinsic, SigningRequest
    from tao_tui.journal.journal import Journal
    from tao_tui.wallet import Transaction

Sign = Callable[["Transaction"], Awaitable[bytes]]
"""Takes a transaction in parts it can read, gives the 64 bytes of its signature, and keeps the key."""

OnStep = Callable[[Step], None]
Wait = Literal["in_block", "finalized"]

_WORDS: Final = {
    "ready": "The node has it.",
    "broadcast": "The node passed it on.",
    "future": "It waits for an earlier transaction of this account.",
    "retracted": "Its block was abandoned; it waits for another.",
    "finality_timeout": "Finality is slow; still waiting.",
    "searching": "The connection was lost; looking for it in the blocks.",
    "dropped": "The node dropped it from its pool; looking for it in the blocks.",
}


async def review(
    name: str,
    arguments: Mapping[str, object],
    client: Client,
    account: Account,
    *,
    within: Mapping[int, int] | None = None,
) -> Review:
    """Check `arguments` against live state and say, from the composed bytes, what signing would do.

    `within` are limits agreed to before, by subnet: `NoLongerAgreed` when it cannot be done within them.
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
    action = spec.load().of(values, account)
    with collected() as evidence:
        plan = await action.check(client, account)
        composed = client.runtime.compose(plan.call)
        fee = Tao(await client.fee(composed, account.coldkey, at=plan.block))
    explanation = plan.explain(composed.decoded, fee)
    return Review(
        action=name,
        title=explanation.title,
        call=composed,
        signer=account.coldkey,
        crypto_type=account.crypto_type,
        fee=fee,
        effects=explanation.effects,
        warnings=explanation.warnings,
        command_line=command_line(spec, plan.arguments, wallet=account.wallet, network=client.network.name),
        valid_blocks=plan.period,
        confirm_word=spec.confirm_word,
        danger=spec.danger,
        block=plan.block,
        arguments=dict(arguments),
        account=account,
        source=await client.confirm(evidence),
    )


async def refresh(old: Review, client: Client) -> Review:
    """The same action reviewed again at the head, its limits as shown before or better, never worse.

    A person may agree at any moment: what they have read is a bound on what they sign. Raises
    `NoLongerAgreed` once the price is beyond it, and whatever `review` raises.
    """
    return await review(old.action, old.arguments, client, old.account, within=limits_in(old.call.decoded))


async def submit(
    agreed: Review,
    client: Client,
    sign: Sign,
    journal: Journal,
    on_step: OnStep = lambda step: None,
    *,
    wait: Wait = "finalized",
) -> Outcome:
    """Price what was agreed to at the head, sign it, write it down, send it once and follow it.

    Raises what `renewed` raises, `Unconfirmed` where a second node does not say the same, `ChainRejected`
    with the chain's own error name, `OutcomeUnknown` when its fate cannot be told yet (the journal keeps it
    for `resume`), and whatever `sign` raises.
    """
    from tao_tui.chain.signing import assemble

    agreed = await renewed(agreed, client, on_step)
    agreed.source.require()
    request = await client.prepare(agreed.call, agreed.signer, agreed.crypto_type, period=agreed.valid_blocks)
    on_step(Step("signing", clean(f"Signing, valid until block {request.valid_until:,}.")))
    signed = assemble(request, await sign(shown_to_signer(request)))
    row = await asyncio.to_thread(_journaled, agreed, client, request, signed, journal)
    entry = Entry(journal, row, signed.hash)
    on_step(Step("journaled", clean("Written to the journal."), extrinsic_hash=signed.hash))
    await asyncio.to_thread(journal.mark, row, "sent")
    try:
        block_hash, final = await _follow(client, signed, entry, on_step, wait)
        inclusion = await client.outcome(signed.hash, block_hash)
    except ChainRejected as error:
        expired = error.code == "Expired"
        await entry.mark("expired" if expired else "rejected", error=error.code, detail=error.message)
        raise
    except OutcomeUnknown as error:
        await entry.mark("lost", detail=error.message)
        raise
    except TaoTuiError as error:
        await entry.mark("lost", detail=error.message)
        raise entry.unknown(error.message) from error
    await entry.settle(inclusion, final=final)
    return _outcome(agreed.action, signed.hash, inclusion, final=final, title=agreed.title)


def _journaled(
    agreed: Review, client: Client, request: SigningRequest, signed: SignedExtrinsic, journal: Journal
) -> int:
    from tao_tui.chain.calls import call_json

    return journal.begin(
        agreed.action,
        client.network.name,
        client.genesis,
        agreed.signer,
        request.nonce,
        signed.hash,
        json.dumps(call_json(agreed.call.decoded), separators=(",", ":")),
        "0x" + signed.data.hex(),
        request.valid_until,
        agreed.command_line,
        request.birth_block,
    )


async def _follow(
    client: Client, signed: SignedExtrinsic, entry: Entry, on_step: OnStep, wait: Wait
) -> tuple[str, bool]:
    """The hash of the block it is in, and whether that block is final."""
    on_step(Step("sent", clean("Sent."), extrinsic_hash=signed.hash))
    async for status in client.submit(signed):
        if status.kind == "finalized" and status.block_hash:
            on_step(Step("finalized", clean("Final."), status.block_hash, signed.hash))
            return status.block_hash, True
        if status.kind == "in_block" and status.block_hash:
            await entry.mark("in_block", block_hash=status.block_hash)
            on_step(Step("in_block", clean("In a block."), status.block_hash, signed.hash))
            if wait == "in_block":
                return status.block_hash, False
        elif status.kind == "retracted":
            await entry.mark("sent")
            on_step(Step("retracted", clean(_WORDS["retracted"]), status.block_hash, signed.hash))
        elif status.kind in ("searching", "dropped"):
            on_step(Step("lost", clean(_WORDS[status.kind]), None, signed.hash))
    raise entry.unknown("The node stopped reporting before the transaction was final.")


def _outcome(action: str, extrinsic_hash: str, inclusion: Inclusion, *, final: bool, title: str) -> Outcome:
    if not inclusion.success:
        raise rejection(inclusion)
    return Outcome(
        action=action,
        extrinsic_hash=extrinsic_hash,
        block_hash=inclusion.block.hash,
        block_number=inclusion.block.number,
        finalized=final,
        fee=Tao(inclusion.fee_rao),
        events=inclusion.events,
        summary=clean(f"Done in block {inclusion.block.number:,}: {title}", 1000),
    )
