"""Transactions of the embedded node's runtime, as a signer is shown them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from tao_tui.actions.lifecycle.signing import shown_to_signer
from tao_tui.addresses import Address
from tao_tui.chain.calls.call import Call
from tao_tui.chain.extrinsics.signing import prepare_offline
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.runtime import make_runtime
from tao_tui.wallet import Transaction

GENESIS = "0x" + "ab" * 32
BOB = Address("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty")
CHARLIE = Address("5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y")


@lru_cache
def runtime() -> ChainRuntime:
    """The embedded node's runtime."""
    node = make_runtime()
    version = node.version
    return ChainRuntime(
        metadata(node, 15),
        spec_version=version.spec_version,
        transaction_version=version.transaction_version,
        spec_name=version.spec_name,
        genesis=GENESIS,
    )


def transaction(
    signer: str,
    call: Call | None = None,
    *,
    nonce: int = 0,
    tip: int = 0,
    proven: bool = True,
    genesis: str = GENESIS,
    crypto_type: int = 1,
) -> Transaction:
    """What `signer` would be shown for `call`, by default a transfer of 1 τ to Bob."""
    call = call or transfer(1)
    request = prepare_offline(
        runtime(),
        runtime().compose(call),
        Address(signer),
        crypto_type,
        genesis=genesis,
        nonce=nonce,
        birth_block=100,
        birth_hash="0x" + "cd" * 32,
        metadata_hash=runtime().metadata_digest() if proven else None,
    )
    return replace(shown_to_signer(request), tip=tip)


def transfer(tao: float, to: str = BOB) -> Call:
    """A transfer."""
    return Call("Balances", "transfer_keep_alive", {"dest": to, "value": int(tao * 10**9)})
