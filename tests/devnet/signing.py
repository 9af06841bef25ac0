"""A client for the tests: composes and signs with `bittensor_core`, as strangers do."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import bittensor_core as bc

from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.aura import Aura
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.sudo import Sudo
from tao_tui.devnet.runtime import make_runtime

ALICE = bc.Keypair.from_uri("//Alice")
BOB = bc.Keypair.from_uri("//Bob")
CHARLIE = bc.Keypair.from_uri("//Charlie")
MILLION_TAO = 10**15


def small_node(**options: Any) -> Node:
    """A node with Alice and Bob funded, Alice sudo and author of the blocks."""
    runtime = make_runtime()
    with runtime.genesis():
        for keypair in (ALICE, BOB):
            runtime.pallet(Balances).endow(bytes(keypair.public_key), MILLION_TAO)
        runtime.pallet(Sudo).Key.value = bytes(ALICE.public_key)
        runtime.pallet(Aura).Authorities.value = [bytes(ALICE.public_key)]
    return Node(runtime, **options)


@dataclass
class Signing:
    """What a signature says besides the call; the defaults are right for the node."""

    period: int | None = 64
    nonce: int | None = None
    tip: int = 0
    spec_version: int | None = None
    genesis: bytes | None = None
    with_metadata_hash: bool = True
    metadata_hash: bytes | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=16)
def _parsed(raw: bytes, spec_version: int) -> bc.Runtime:
    return bc.Runtime(raw, spec_version, 1, 42)


@lru_cache(maxsize=16)
def _digest(raw: bytes, spec_version: int) -> bytes:
    return bytes(bc.metadata_digest(raw, spec_version, "node-subtensor", 42, 9, "TAO"))


def runtime_of(node: Node, spec_version: int | None = None) -> bc.Runtime:
    """The node's metadata as a client parses it."""
    version = node.runtime.version.spec_version
    return _parsed(metadata(node.runtime, 15), spec_version or version)


def digest_of(node: Node) -> bytes:
    """The metadata hash as a client computes it."""
    return _digest(metadata(node.runtime, 15), node.runtime.version.spec_version)


def signed(
    node: Node,
    keypair: bc.Keypair,
    call: bytes | tuple[str, str, dict[str, Any]],
    signing: Signing | None = None,
) -> bytes:
    """An extrinsic ready to submit."""
    how = signing or Signing()
    runtime = runtime_of(node, how.spec_version)
    encoded = call if isinstance(call, bytes) else bytes(runtime.compose_call(*call))
    head = node.head.number
    era: Any = "00" if how.period is None else {"period": how.period, "current": head}
    birth = 0 if how.period is None else bc.era_birth(how.period, head)
    nonce = node.pool.next_nonce(bytes(keypair.public_key)) if how.nonce is None else how.nonce
    common = {"era": era, "nonce": nonce, "tip": how.tip, "tip_asset_id": None}
    digest = (how.metadata_hash or digest_of(node)) if how.with_metadata_hash else None
    payload = runtime.signature_payload(
        encoded,
        **common,
        genesis_hash=how.genesis or node.genesis_hash,
        era_block_hash=node.blocks[birth].hash,
        metadata_hash=digest,
    )
    extrinsic, _ = runtime.encode_signed_extrinsic(
        encoded,
        public_key=keypair.public_key,
        signature=keypair.sign(bytes(payload)),
        signature_version=keypair.crypto_type,
        **common,
        metadata_hash_enabled=digest is not None,
    )
    return bytes(extrinsic)


def transfer(keypair: bc.Keypair, amount: int) -> tuple[str, str, dict[str, Any]]:
    """A transfer to `keypair`."""
    return "Balances", "transfer_keep_alive", {"dest": keypair.ss58_address, "value": amount}


def events(node: Node) -> list[tuple[str, str, dict[str, Any]]]:
    """The newest block's events as a client decodes them: pallet, name, fields."""
    runtime = runtime_of(node)
    item = node.runtime.state.items[bytes(runtime.storage_prefix("System", "Events"))]
    decoded = runtime.decode(runtime.storage_entry("System", "Events").value_type, item.raw_value(()))
    return [(record["module_id"], record["event_id"], record["attributes"]) for record in decoded]


def free(node: Node, keypair: bc.Keypair) -> int:
    """The free balance in rao."""
    return node.runtime.pallet(Balances).free(bytes(keypair.public_key))
