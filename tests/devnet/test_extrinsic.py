"""Extrinsics and eras against the codec real clients use, and against nonsense."""

from __future__ import annotations

from functools import cache

import bittensor_core as bc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.devnet.frame.checks import birth_block
from tao_tui.devnet.frame.extension import EraCodec
from tao_tui.devnet.frame.extrinsic import decode_extrinsic, unwrap
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.pool import PoolError
from tao_tui.devnet.scale.reader import ScaleError
from tests.devnet.signing import BOB, CHARLIE, runtime_of, signed, small_node, transfer


@cache
def node() -> Node:
    return small_node()


@cache
def client() -> bc.Runtime:
    return runtime_of(node())


@given(st.integers(2, 16), st.integers(0, 1 << 31))
def test_eras_are_the_clients(power: int, current: int) -> None:
    period = 1 << power
    encoded = bytes(client().encode_era({"period": period, "current": current}))
    decoded = EraCodec().decode(encoded)
    assert decoded is not None
    assert decoded[0] == period
    assert EraCodec().encode(decoded) == encoded
    assert birth_block(decoded[0], decoded[1], current) == bc.era_birth(period, current)


@given(st.binary(min_size=2, max_size=2))
def test_an_era_that_is_none_is_refused(data: bytes) -> None:
    try:
        period, phase = EraCodec().decode(data) or (4, 0)
    except ScaleError:
        return
    assert phase < period


def test_a_signed_extrinsic_says_what_the_client_put_in() -> None:
    encoded = signed(node(), BOB, transfer(CHARLIE, 12_345))
    decoded = decode_extrinsic(unwrap(encoded), node().runtime)
    assert decoded.who == bytes(BOB.public_key)
    assert (decoded.call.pallet, decoded.call.function) == ("Balances", "transfer_keep_alive")
    assert decoded.call.args == {"dest": bytes(CHARLIE.public_key), "value": 12_345}
    assert decoded.hash == blake2_256(encoded)
    assert decoded.call.encoded == decoded.call_bytes


@given(st.integers(0, 149), st.integers(1, 255))
def test_no_changed_byte_gets_in(position: int, change: int) -> None:
    encoded = bytearray(signed(node(), BOB, transfer(CHARLIE, 12_345)))
    encoded[position % len(encoded)] ^= change
    with pytest.raises(PoolError):
        node().submit(bytes(encoded))
    assert len(node().pool) == 0


@given(st.binary(max_size=200))
def test_nonsense_is_scale_error(data: bytes) -> None:
    with pytest.raises(ScaleError):
        decode_extrinsic(b"\x84" + data, node().runtime)


def test_deeply_nested_calls_are_refused() -> None:
    depth = 5_000
    body = b"\x04" + b"\x0b\x02\x04" * depth + b"\x00\x00\x00"
    with pytest.raises(ScaleError, match="deep"):
        decode_extrinsic(body, node().runtime)


@pytest.mark.parametrize(("levels", "taken"), [(1, True), (8, True), (9, False), (60, False)])
def test_the_pool_takes_calls_eight_deep(levels: int, taken: bool) -> None:
    encoded = b"\x00\x00\x00"
    for _ in range(levels):
        encoded = b"\x0b\x04\x04" + encoded
    own = small_node()
    extrinsic = signed(own, BOB, encoded)
    if taken:
        own.submit(extrinsic)
        return
    with pytest.raises(PoolError) as refused:
        own.submit(extrinsic)
    assert (refused.value.code, refused.value.data) == (1010, InvalidTransaction.call().text)


def test_a_nonce_that_is_no_u32_is_no_extrinsic() -> None:
    encoded = signed(node(), BOB, transfer(CHARLIE, 12_345))
    body = unwrap(encoded)
    nonce = 1 + 33 + 65 + 2
    assert body[nonce] == 0
    with pytest.raises(ScaleError, match="u32"):
        decode_extrinsic(body[:nonce] + b"\x07" + b"\xff" * 5 + body[nonce + 1 :], node().runtime)


@given(st.recursive(st.none(), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_nested_calls_round_trip(shape: list[object] | None) -> None:
    def compose(value: object) -> bytes:
        if isinstance(value, list):
            calls = [compose(each) for each in value]
            return bytes(client().compose_call("Utility", "force_batch", {"calls": calls}))
        return bytes(client().compose_call("System", "remark", {"remark": "0x00"}))

    encoded = compose(shape)
    decoded = decode_extrinsic(b"\x04" + encoded, node().runtime)
    assert decoded.call.encoded == encoded
