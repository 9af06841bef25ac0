"""Metadata that lies where its hash does not look: in the pallets, in types no call has, in the layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import bittensor_core
import pytest

from tao_tui.chain.calls.call import Call
from tao_tui.chain.calls.registry import Registry
from tao_tui.errors import NodeProtocolError, WalletError
from tao_tui.genesis import FINNEY_GENESIS, TEST_GENESIS
from tao_tui.scale.compact import read_compact
from tao_tui.scale.pallet_section import read_unproven
from tao_tui.wallet import Transaction
from tao_tui.wallet.transaction import Reader

from .transactions import BOB, GENESIS, runtime, transaction, transfer


def compact(number: int) -> bytes:
    return bytes([number << 2]) if number < 64 else (number << 2 | 1).to_bytes(2, "little")


def named(name: str) -> bytes:
    return compact(len(name)) + name.encode()


def renamed_last(metadata: bytes, old: str, new: str) -> bytes:
    """With the pallet of that name, which comes after the types, called something else."""
    at = metadata.index(named(old) + b"\x01" + named(old))
    return metadata[:at] + named(new) + metadata[at + len(named(old)) :]


def calls_as_events(metadata: bytes) -> bytes:
    """With calls said to be events, so that those inside a batch are not read as calls."""
    registry = Registry(runtime().codec.registry_json())
    _, event_type = read_unproven(metadata)
    call_type = compact(registry.call_type())
    at = metadata.rindex(call_type + compact(event_type)) + len(call_type)
    return metadata[:at] + call_type + metadata[at + len(compact(event_type)) :]


def another_enum_of_calls(metadata: bytes) -> bytes:
    return metadata.replace(named("RuntimeEvent"), named("RuntimeCall"), 1)


def misnumbered(metadata: bytes) -> bytes:
    count = 2  # the number of types takes two bytes, and the first type's is 0
    at = 5 + count
    assert metadata[at : at + 1] == b"\0"
    return metadata[:at] + compact(1) + metadata[at + 1 :]


LIES: dict[str, Callable[[bytes], bytes]] = {
    "another name": lambda blob: renamed_last(blob, "Balances", "Commitments"),
    "calls as events": calls_as_events,
    "two enums of calls": another_enum_of_calls,
    "types out of order": misnumbered,
}


def lying(told: Transaction, metadata: bytes) -> Transaction:
    return replace(told, runtime=replace(told.runtime, metadata=metadata))


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_the_hash_does_not_cover_is_not_signed(lie: str) -> None:
    honest = transaction(BOB, Call("Utility", "batch", {"calls": [transfer(1)]}))
    truth = Reader(honest.runtime)
    assert truth.payload(honest) == honest.payload
    false = lying(honest, LIES[lie](honest.runtime.metadata))
    reader = Reader(false.runtime)
    assert reader.digest() == truth.digest(), "it need not be caught here"
    with pytest.raises(WalletError, match="other names"):
        reader.payload(false)


@pytest.mark.parametrize("lie", ["two enums of calls", "types out of order"])
def test_nor_is_a_call_read_or_written_by_it(lie: str) -> None:
    told = transaction(BOB)
    codec = bittensor_core.Runtime(LIES[lie](told.runtime.metadata), 1, 1, 42)
    with pytest.raises(NodeProtocolError):
        Registry(codec.registry_json()).call_type()


def test_a_hash_that_is_signed_elsewhere_proves_nothing() -> None:
    told = transaction(BOB)
    blob = told.runtime.metadata
    begin, end = blob.rindex(named("CheckMortality")), blob.rindex(named("CheckNonce"))
    moved, last = blob[begin:end], named("CheckMetadataHash")
    after = blob.rindex(last) + len(last)
    for _ in ("what is signed", "what is implied"):
        _, after = read_compact(blob, after)
    false = lying(told, blob[:begin] + blob[end:after] + moved + blob[after:])
    with pytest.raises(WalletError, match="where the chain looks"):
        Reader(false.runtime).payload(false)


@pytest.mark.parametrize("genesis", [FINNEY_GENESIS, TEST_GENESIS])
def test_what_a_real_chain_could_take_is_proven_to_it_or_not_signed(genesis: str) -> None:
    proven = transaction(BOB, genesis=genesis)
    reader = Reader(proven.runtime)
    assert reader.payload(proven) == proven.payload
    in_a_remark = Call("System", "remark", {"remark": genesis})
    for told in (transaction(BOB, genesis=genesis, proven=False), transaction(BOB, in_a_remark)):
        with pytest.raises(WalletError, match="does not prove"):
            reader.payload(told)
    assert reader.payload(transaction(BOB, proven=False))


def test_a_hash_has_one_spelling() -> None:
    told = transaction(BOB)
    for spelt in (GENESIS.upper().replace("0X", "0x"), GENESIS[2:], f" {GENESIS[2:]}"):
        message = told.to_message() | {"genesis": spelt, "birth_hash": spelt}
        read = Transaction.from_message(message, told.runtime)
        assert (read.genesis, read.birth_hash) == (GENESIS, GENESIS)
    for none in ("0xab", "", "zz" * 32):
        with pytest.raises(ValueError, match=r"hash|hex"):
            Transaction.from_message(told.to_message() | {"genesis": none}, told.runtime)
