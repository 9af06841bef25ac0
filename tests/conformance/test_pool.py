"""What a pool refuses, by its JSON-RPC code and the chain's name of the reason."""

from __future__ import annotations

from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.chain.runtime import ChainRuntime
from tests.conformance.chain import ALICE, TAO, Chain

INVALID = 1010


async def forged(chain: Chain, signer: bc.Keypair, **changes: Any) -> bytes:
    """A transfer that is signed with one thing other than the chain has it."""
    client = chain.client
    runtime = client.runtime
    nonce = int(await client.request("account_nextIndex", signer.ss58_address))
    head = await client.finalized()
    spec_version = changes.pop("spec_version", runtime.spec_version)
    period = changes.pop("period", 64)
    birth = bc.era_birth(period, head.number)
    facts: dict[str, Any] = {
        "genesis_hash": client.genesis,
        "era_block_hash": await client.block_hash(birth),
        "metadata_hash": None,
        "nonce": nonce,
        "era": {"period": period, "current": head.number},
    } | changes
    facts["nonce"] = nonce + facts.pop("ahead", 0)
    codec = ChainRuntime(
        runtime.metadata, spec_version=spec_version, transaction_version=runtime.transaction_version
    ).codec
    call = bytes(
        codec.compose_call("Balances", "transfer_keep_alive", {"dest": ALICE.ss58_address, "value": TAO})
    )
    common = {"era": facts["era"], "nonce": facts["nonce"], "tip": 0, "tip_asset_id": None}
    hashes = {name: bytes.fromhex(facts[name][2:]) for name in ("genesis_hash", "era_block_hash")} | {
        "metadata_hash": facts["metadata_hash"]
    }
    payload = bytes(codec.signature_payload(call, **common, **hashes))
    data, _ = codec.encode_signed_extrinsic(
        call,
        public_key=signer.public_key,
        signature=signer.sign(payload),
        signature_version=signer.crypto_type,
        **common,
        metadata_hash_enabled=facts["metadata_hash"] is not None,
    )
    return bytes(data)


async def test_what_is_not_changed_is_taken(chain: Chain) -> None:
    sender = await chain.account(3)
    data = await forged(chain, sender)
    await chain.client.request("author_submitExtrinsic", "0x" + data.hex())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"genesis_hash": "0x" + "11" * 32}, "BadProof"),
        ({"era_block_hash": "0x" + "22" * 32}, "BadProof"),
        ({"metadata_hash": b"\x33" * 32}, "BadProof"),
        ({"spec_version": 1}, "BadProof"),
        ({"ahead": -1}, "Stale"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value,
)
async def test_a_signature_over_anything_else_is_refused(
    chain: Chain, changes: dict[str, Any], reason: str
) -> None:
    sender = await chain.account(3)
    await chain.do(sender, "System.remark", remark=b"first")
    if "metadata_hash" in changes:
        await needs_metadata_hash(chain, sender)
    assert await chain.refuses(await forged(chain, sender, **changes)) == (INVALID, reason)


async def test_a_flipped_bit_is_refused(chain: Chain) -> None:
    sender = await chain.account(3)
    data = bytearray(await forged(chain, sender))
    data[60] ^= 1
    assert await chain.refuses(bytes(data)) == (INVALID, "BadProof")


async def test_who_has_nothing_pays_nothing(chain: Chain) -> None:
    data = await forged(chain, chain.stranger())
    assert await chain.refuses(data) == (INVALID, "Payment")


async def test_an_era_that_is_over_is_refused(chain: Chain) -> None:
    sender = await chain.account(3)
    data = await forged(chain, sender, period=4)
    await chain.advance(5)
    number, reason = await chain.refuses(data)
    assert (number, reason) in ((INVALID, "BadProof"), (INVALID, "AncientBirthBlock"), (INVALID, "Stale"))


async def test_garbage_is_no_extrinsic(chain: Chain) -> None:
    number, _ = await chain.refuses(b"\x00\x01\x02")
    # Nodes say bad format or a trap in the runtime; Chopsticks that it cannot look the signer up.
    assert number in (1001, 1002, 1011)


async def needs_metadata_hash(chain: Chain, sender: bc.Keypair) -> None:
    """Skip where no metadata hash can be signed: not declared, or a build that was given none."""
    if not chain.client.runtime.offers_metadata_hash:
        pytest.skip(f"{chain.runtime_name} signs no metadata hash")
    refused = await chain.refuses(await forged(chain, sender, metadata_hash=bytes(32)))
    if refused[1] == "CannotLookup":
        pytest.skip(f"this build of {chain.runtime_name} does not know its metadata hash")


async def test_the_metadata_hash_is_the_one_clients_compute(chain: Chain) -> None:
    sender = await chain.account(3)
    before = await chain.free(ALICE)
    await needs_metadata_hash(chain, sender)
    data = await forged(chain, sender, metadata_hash=chain.client.runtime.metadata_digest())
    await chain.client.request("author_submitExtrinsic", "0x" + data.hex())
    await chain.advance(1)
    assert await chain.free(ALICE) >= before + TAO


async def test_only_the_sudo_key_may_submit_sudo_calls(chain: Chain) -> None:
    if "SudoTransactionExtension" not in chain.client.runtime.signed_extensions:
        pytest.skip(f"{chain.runtime_name} lets anybody submit sudo calls, to fail on chain")
    sender = await chain.account(3)
    signed = await chain.signed(sender, "Sudo.remove_key")
    assert await chain.refuses(signed.data) == (INVALID, "BadSigner")
