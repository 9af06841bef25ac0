"""What a Ledger signs in the place of spending rules: a transaction with their digest, never sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from tao_tui.actions.lifecycle.signing import shown_to_signer

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.wallet import KeyRef, Transaction

_NEVER: Final = 2**32 - 1
"""A nonce no account reaches: whoever finds the signature cannot have it included."""


def remark_of(client: Client, key: KeyRef) -> Callable[[str], Awaitable[Transaction]]:
    """Makes the transaction of `key` that says a text."""

    async def made(text: str) -> Transaction:
        from tao_tui.chain.calls.call import Call
        from tao_tui.chain.extrinsics.signing import sibling

        call = client.runtime.compose(Call("System", "remark", {"remark": text}))
        request = await client.prepare(call, key.address, key.crypto_type)
        return shown_to_signer(sibling(request, call, _NEVER))

    return made
