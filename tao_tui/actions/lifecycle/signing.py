"""What a signer is shown of a transaction: its parts, and the metadata that reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tao_tui.chain.extrinsics.signing import SigningRequest
    from tao_tui.wallet import Transaction


def shown_to_signer(request: SigningRequest) -> Transaction:
    """The request without anything that only the chain room knows."""
    from tao_tui.wallet import RuntimeFacts, Transaction

    runtime = request.runtime
    return Transaction(
        call=request.call.data,
        signer=request.signer,
        nonce=request.nonce,
        tip=0,
        era_period=request.era_period,
        birth_block=request.birth_block,
        birth_hash=request.birth_hash,
        genesis=request.genesis,
        proven=request.metadata_hash is not None,
        runtime=RuntimeFacts(
            runtime.metadata, runtime.spec_version, runtime.transaction_version, runtime.spec_name
        ),
        payload=request.payload,
    )
