"""From arguments to a review: checked against live state, composed, and told from the composed bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.actions.account import Account
from tao_tui.actions.arguments.command_line import command_line
from tao_tui.actions.arguments.reading import parse_arguments
from tao_tui.actions.keys.frozen_coldkey import require_no_swap
from tao_tui.actions.lifecycle.repeats import intent_of, repeat_warnings
from tao_tui.actions.lifecycle.shielded import carrier_fee, shielded_words
from tao_tui.actions.origin.route import Route, route_of
from tao_tui.actions.plan import Action, Caution, Explanation, Plan, Review
from tao_tui.actions.registry import ACTIONS
from tao_tui.actions.review.familiar import network_warnings
from tao_tui.actions.review.foresight import rule_warnings
from tao_tui.actions.review.limits import AGREED, limits_in
from tao_tui.actions.specs.arguments import SHIELD
from tao_tui.actions.stake.lost_rights import loss_warnings
from tao_tui.actions.weight import Weight, weight_of
from tao_tui.amounts import Tao
from tao_tui.chain.metadata.current import by_current_runtime
from tao_tui.chain.trust.evidence import collected
from tao_tui.errors import Declined, UsageError

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import ComposedCall
    from tao_tui.chain.client import Client
    from tao_tui.journal.journal import Journal


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
    try:
        plan = await by_current_runtime(client, lambda: action.check(client, route.acting))
    except Declined:
        await route.require(client)  # what that account has and may do is nothing to one who is no proxy
        raise
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
