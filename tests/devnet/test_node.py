"""Blocks, signatures, fees, the pool: what a signed extrinsic goes through."""

from __future__ import annotations

from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.pool import BAN_SECONDS, PoolError, Status
from tao_tui.devnet.pallets.system import System
from tests.devnet.signing import (
    ALICE,
    BOB,
    CHARLIE,
    MILLION_TAO,
    Signing,
    events,
    free,
    signed,
    small_node,
    transfer,
)

TAO = 10**9
INHERENTS = [("System", "ExtrinsicSuccess")] * 2
"""Events of what every block begins with: its time and its author's key."""


@pytest.fixture
def node() -> Node:
    return small_node()


def refused(node: Node, extrinsic: bytes) -> tuple[int, str | None]:
    with pytest.raises(PoolError) as caught:
        node.submit(extrinsic)
    return caught.value.code, caught.value.data


def test_a_transfer_goes_from_pool_to_finality(node: Node) -> None:
    heard: list[Status] = []
    fee = 54_078 + (39_051_000 + 125_000_000) // 2_000
    extrinsic = signed(node, BOB, transfer(CHARLIE, TAO))
    node.submit(extrinsic, heard.append)
    block = node.new_block()
    assert block.extrinsics[-1] == extrinsic
    assert free(node, CHARLIE) == TAO
    assert free(node, BOB) == MILLION_TAO - TAO - fee - len(extrinsic)
    assert free(node, ALICE) == MILLION_TAO + fee + len(extrinsic)
    node.new_block()
    assert heard == ["ready", {"inBlock": f"0x{block.hash.hex()}"}]
    node.new_block()
    assert heard[-1] == {"finalized": f"0x{block.hash.hex()}"}
    assert node.finalized == 1


def test_the_events_tell_the_fee_and_the_outcome(node: Node) -> None:
    node.submit(signed(node, BOB, transfer(CHARLIE, TAO)))
    node.new_block()
    told = [(pallet, name) for pallet, name, _ in events(node)]
    assert told == [
        *INHERENTS,
        ("Balances", "Withdraw"),
        ("System", "NewAccount"),
        ("Balances", "Endowed"),
        ("Balances", "Transfer"),
        ("Balances", "Deposit"),
        ("Balances", "Deposit"),
        ("TransactionPayment", "TransactionFeePaid"),
        ("System", "ExtrinsicSuccess"),
    ]


def test_a_failed_call_leaves_its_fee_and_event(node: Node) -> None:
    node.submit(
        signed(
            node,
            BOB,
            ("Balances", "transfer_allow_death", {"dest": ALICE.ss58_address, "value": 2 * MILLION_TAO}),
        )
    )
    node.new_block()
    told = events(node)
    assert [(pallet, name) for pallet, name, _ in told[len(INHERENTS) :]] == [
        ("Balances", "Withdraw"),
        ("Balances", "Deposit"),
        ("Balances", "Deposit"),
        ("TransactionPayment", "TransactionFeePaid"),
        ("System", "ExtrinsicFailed"),
    ]
    assert told[-1][2]["dispatch_error"] == {"Token": "FundsUnavailable"}
    assert free(node, BOB) == MILLION_TAO - told[-2][2]["actual_fee"]
    assert node.runtime.pallet(System).nonce(bytes(BOB.public_key)) == 1


def test_ed25519_signs_too(node: Node) -> None:
    keypair = bc.Keypair.from_seed(b"\x07" * 32, crypto_type=bc.CRYPTO_ED25519)
    node.submit(signed(node, ALICE, transfer(keypair, TAO)))
    node.new_block()
    node.submit(signed(node, keypair, transfer(CHARLIE, TAO // 2)))
    node.new_block()
    assert free(node, CHARLIE) == TAO // 2


@pytest.mark.parametrize(
    "signing",
    [
        Signing(spec_version=424),
        Signing(genesis=bytes(32)),
        Signing(metadata_hash=bytes(32)),
    ],
    ids=["another runtime", "another chain", "other metadata"],
)
def test_a_signature_for_something_else_is_bad(node: Node, signing: Signing) -> None:
    assert refused(node, signed(node, BOB, transfer(CHARLIE, 1_000), signing)) == (
        1010,
        "Transaction has a bad signature",
    )


def test_a_changed_call_is_a_bad_signature(node: Node) -> None:
    extrinsic = bytearray(signed(node, BOB, transfer(CHARLIE, 1_000)))
    extrinsic[-1] ^= 1
    assert refused(node, bytes(extrinsic)) == (1010, "Transaction has a bad signature")


@pytest.mark.parametrize("with_hash", [True, False])
@pytest.mark.parametrize("period", [None, 4, 64, 4096, 65_536])
def test_all_eras_with_and_without_metadata_hash(period: int | None, with_hash: bool) -> None:
    node = small_node()
    for _ in range(9):
        node.new_block()
    node.submit(
        signed(node, BOB, transfer(CHARLIE, 1_000), Signing(period=period, with_metadata_hash=with_hash))
    )
    node.new_block()
    assert free(node, CHARLIE) == 1_000


def test_a_mortal_extrinsic_dies(node: Node) -> None:
    for _ in range(8):
        node.new_block()
    heard: list[Status] = []
    late = signed(node, BOB, transfer(CHARLIE, 1_000), Signing(period=4, nonce=1))
    node.submit(late, heard.append)
    assert heard == ["future"]
    for _ in range(4):
        node.new_block()
    assert heard == ["future", "invalid"]
    assert refused(node, late) == (1012, None)


def test_an_old_birth_block_makes_another_signature(node: Node) -> None:
    old = signed(node, BOB, transfer(CHARLIE, 1_000), Signing(period=4))
    for _ in range(5):
        node.new_block()
    assert refused(node, old) == (1010, "Transaction has a bad signature")


def test_nonces_past_present_and_future(node: Node) -> None:
    heard: list[Status] = []
    first = signed(node, BOB, transfer(CHARLIE, 1_000), Signing(nonce=0))
    node.submit(signed(node, BOB, transfer(CHARLIE, 2_000), Signing(nonce=1)), heard.append)
    assert heard == ["future"]
    assert node.pool.next_nonce(bytes(BOB.public_key)) == 0
    node.submit(first)
    assert heard == ["future", "ready"]
    assert node.pool.next_nonce(bytes(BOB.public_key)) == 2
    node.new_block()
    assert free(node, CHARLIE) == 3_000
    stale = signed(node, BOB, transfer(CHARLIE, 5_000), Signing(nonce=0))
    assert refused(node, stale) == (1010, "Transaction is outdated")


def test_the_pool_knows_what_it_has(node: Node) -> None:
    extrinsic = signed(node, BOB, transfer(CHARLIE, 1_000))
    node.submit(extrinsic)
    assert refused(node, extrinsic) == (1013, f"0x{blake2_256(extrinsic).hex()}")
    code, _ = refused(node, signed(node, BOB, transfer(CHARLIE, 2_000), Signing(nonce=0)))
    assert code == 1014


def test_an_operational_call_takes_the_place_of_a_normal_one(node: Node) -> None:
    heard: list[Status] = []
    node.submit(signed(node, ALICE, transfer(CHARLIE, 1_000), Signing(nonce=0)), heard.append)
    operational = signed(node, ALICE, ("System", "set_heap_pages", {"pages": 1}), Signing(nonce=0))
    node.submit(operational)
    assert heard == ["ready", {"usurped": f"0x{blake2_256(operational).hex()}"}]


def test_who_cannot_pay_is_refused(node: Node) -> None:
    broke = (1010, "Inability to pay some fees (e.g. account balance too low)")
    assert refused(node, signed(node, CHARLIE, transfer(BOB, 1_000))) == broke
    node.submit(signed(node, ALICE, transfer(CHARLIE, 100_000)))
    node.new_block()
    assert refused(node, signed(node, CHARLIE, transfer(BOB, 1_000))) == broke


def test_only_the_sudo_key_may_submit_sudo(node: Node) -> None:
    call: tuple[str, str, dict[str, Any]] = ("Sudo", "remove_key", {})
    assert refused(node, signed(node, BOB, call)) == (1010, "Invalid signing address")
    node.submit(signed(node, ALICE, call))
    node.new_block()
    assert events(node)[-1][1] == "ExtrinsicSuccess"


def test_sudo_is_refunded(node: Node) -> None:
    node.submit(signed(node, ALICE, ("Sudo", "set_key", {"new": BOB.ss58_address})))
    node.new_block()
    paid = next(fields for _, name, fields in events(node) if name == "TransactionFeePaid")
    assert paid["actual_fee"] == 0
    assert free(node, ALICE) == MILLION_TAO


def test_a_tip_goes_to_the_author(node: Node) -> None:
    node.submit(signed(node, BOB, transfer(CHARLIE, 1_000), Signing(tip=777)))
    node.new_block()
    paid = next(fields for _, name, fields in events(node) if name == "TransactionFeePaid")
    assert paid["tip"] == 777
    assert free(node, ALICE) == MILLION_TAO + paid["actual_fee"]


def test_garbage_is_refused_by_its_kind(node: Node) -> None:
    assert refused(node, b"\x04\xff\xff")[0] == 1001
    assert refused(node, b"\x08\x84\x00")[0] == 1002
    unsigned = bytes((4 * 4,)) + b"\x04\x00\x00\x00"
    assert refused(node, unsigned) == (1010, "Transaction call is not expected")


def test_a_sender_drained_after_submission_is_thrown_out_and_banned() -> None:
    now = [0.0]
    node = small_node()
    node.pool._clock = lambda: now[0]
    heard: list[Status] = []
    everything = ("Balances", "transfer_all", {"dest": ALICE.ss58_address, "keep_alive": False})
    node.submit(signed(node, BOB, everything))
    second = signed(node, BOB, transfer(CHARLIE, 1_000))
    node.submit(second, heard.append)
    node.new_block()
    assert heard == ["ready", "invalid"]
    assert refused(node, second)[0] == 1012
    now[0] = BAN_SECONDS + 1
    assert refused(node, second)[0] == 1010


def test_many_accounts_and_nonces_fit_in_order(node: Node) -> None:
    for nonce in range(20):
        node.submit(signed(node, BOB, transfer(CHARLIE, 1_000), Signing(nonce=19 - nonce)))
    node.submit(signed(node, ALICE, transfer(CHARLIE, 1_000)))
    block = node.new_block()
    assert len(block.extrinsics) == len(INHERENTS) + 21
    assert free(node, CHARLIE) == 21_000
    assert len(node.pool) == 0


def test_headers_form_a_chain(node: Node) -> None:
    node.submit(signed(node, BOB, transfer(CHARLIE, 1_000)))
    for _ in range(5):
        node.new_block()
    for parent, child in zip(node.blocks, node.blocks[1:], strict=False):
        assert child.header.parent_hash == parent.hash
        assert child.header.number == parent.header.number + 1
        assert child.header.state_root != parent.header.state_root
        assert node.runtime.pallet(System).BlockHash.get(parent.number) == parent.hash


def test_actors_see_every_block_and_may_submit(node: Node) -> None:
    seen: list[int] = []

    def actor(at: Node) -> None:
        seen.append(at.head.number)
        at.submit(signed(at, BOB, transfer(CHARLIE, 1_000)))

    node.actors.append(actor)
    for _ in range(3):
        node.new_block()
    assert seen == [1, 2, 3]
    assert free(node, CHARLIE) == 2_000


def test_a_panicking_call_costs_nothing_and_the_node_goes_on(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Status] = []
    node.submit(signed(node, BOB, ("System", "remark", {"remark": "x"})), heard.append)
    definition = type(node.runtime.by_name["System"]).calls[0]
    monkeypatch.setattr(definition, "function", lambda *args: 1 // 0)
    block = node.new_block()
    assert heard == ["ready", "invalid"]
    assert len(block.extrinsics) == len(INHERENTS)
    assert free(node, BOB) == MILLION_TAO
    node.new_block()
