"""What a wallet's spending rules will say of a call, found out before the person agrees to it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution
from tao_tui.actions.review.wording import warning

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import ComposedCall
    from tao_tui.chain.client import Client


async def rule_warnings(
    client: Client, account: Account, call: ComposedCall, *, shielded: bool
) -> tuple[Caution, ...]:
    """A warning where today's limit would be passed; `Declined` for what the signer will refuse."""
    if account.keyfile is None:
        return ()
    calls = [call]
    if shielded:
        from tao_tui.chain.extrinsics.shield import carrier_like

        calls.append(carrier_like(client.runtime, len(call.data)))
    said = [await asyncio.to_thread(_foreseen, client, account, each) for each in calls]
    return tuple(warning("danger", "rule_per_day", text) for text in said if text)


def _foreseen(client: Client, account: Account, call: ComposedCall) -> str:
    from tao_tui.wallet.agent.guard import foresee

    runtime = client.runtime
    assert account.keyfile is not None
    return foresee(
        account.keyfile,
        account.coldkey,
        runtime.codec.decode_call(call.data),
        genesis=client.genesis,
        proven=runtime.offers_metadata_hash,
    )
