"""Addresses: the chain's own are taken, foreign and mistyped ones are named."""

from __future__ import annotations

import bittensor_core
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.addresses import address_of, looks_like_address, parse_address, public_key_of
from tao_tui.errors import UsageError

ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"


@given(st.binary(min_size=32, max_size=32))
def test_round_trip_agrees_with_the_reference(public_key: bytes) -> None:
    address = address_of(public_key)
    assert address == bittensor_core.encode_ss58(public_key, 42)
    assert public_key_of(address) == public_key
    assert looks_like_address(address)


@given(st.binary(min_size=32, max_size=32), st.integers(min_value=0, max_value=16383))
def test_every_other_prefix_is_refused_by_number(public_key: bytes, prefix: int) -> None:
    if prefix in (42, 46, 47):
        return
    foreign = bittensor_core.encode_ss58(public_key, prefix)
    with pytest.raises(UsageError, match=rf"\(prefix {prefix}\)") as caught:
        parse_address(foreign)
    assert caught.value.code == "foreign_address"


def test_polkadot_is_named() -> None:
    with pytest.raises(UsageError, match="Polkadot"):
        parse_address("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5")


@given(
    st.integers(min_value=0, max_value=47),
    st.sampled_from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"),
)
def test_one_changed_letter_is_noticed(place: int, letter: str) -> None:
    changed = ALICE[:place] + letter + ALICE[place + 1 :]
    if changed == ALICE:
        assert parse_address(changed) == ALICE
        return
    with pytest.raises(UsageError):
        parse_address(changed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "alice",
        "0x" + "00" * 32,
        ALICE + "x",
        ALICE[:-1],
        "5" * 10_000,
        ALICE[:20] + "\x1b" + ALICE[21:],
    ],
)
def test_what_is_no_address_says_so(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_address(text)
    assert caught.value.hint
    assert len(caught.value.message) < 200
