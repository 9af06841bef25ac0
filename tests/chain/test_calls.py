"""A call is what was asked: names checked, types checked, bytes read back by an independent reader."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.addresses import address_of
from tao_tui.chain.answers.header import hash_of
from tao_tui.chain.calls.call import Call, ComposedCall, DecodedCall, call_json
from tao_tui.chain.calls.reader import CallReader, byte_text
from tao_tui.chain.calls.registry import Field, Registry, TypeDef, Variant
from tao_tui.chain.extrinsics.inner_call import call_within
from tao_tui.errors import Fault, NodeProtocolError, TaoTuiError, Unsupported, UsageError
from tao_tui.scale.compact import read_compact, write_compact
from tests.chain.fake_node import ALICE, BOB, runtime

ADDRESSES = st.binary(min_size=32, max_size=32).map(address_of)
SIMPLE = st.one_of(
    st.builds(
        lambda dest, value: Call("Balances", "transfer_keep_alive", {"dest": dest, "value": value}),
        ADDRESSES,
        st.integers(0, 2**64 - 1),
    ),
    st.builds(
        lambda data: Call("System", "remark", {"remark": data}), st.binary(max_size=80) | st.text(max_size=20)
    ),
    st.builds(lambda dest: Call("Sudo", "set_key", {"new": dest}), ADDRESSES),
)
CALLS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(lambda calls: Call("Utility", "batch_all", {"calls": calls}), st.lists(inner, max_size=3)),
        st.builds(lambda call: Call("Sudo", "sudo", {"call": call}), inner),
    ),
    max_leaves=6,
)


@given(CALLS)
@settings(max_examples=150)
def test_composing_and_reading_back_agree(call: Call) -> None:
    try:
        composed = runtime().compose(call)
    except UsageError:  # text like 0xZZ in place of bytes
        return
    again = runtime().decode_call(composed.data)
    assert again == composed.decoded
    assert again.name == f"{call.pallet}.{call.function}"
    assert runtime().compose(Call(again.pallet, again.function, again.arguments)) == composed


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_any_bytes_are_a_call_or_a_protocol_error(data: bytes) -> None:
    try:
        decoded = runtime().decode_call(data)
    except NodeProtocolError:
        return
    assert runtime().has_call(decoded.pallet, decoded.function)


@given(CALLS, st.data())
@settings(max_examples=100)
def test_bytes_left_over_or_missing_are_refused(call: Call, data: st.DataObject) -> None:
    try:
        raw = runtime().compose(call).data
    except UsageError:
        return
    with pytest.raises(NodeProtocolError):
        runtime().decode_call(raw + b"\0")
    cut = data.draw(st.integers(0, len(raw) - 1))
    with pytest.raises(NodeProtocolError):
        runtime().decode_call(raw[:cut])


@given(st.integers(0, 2**130))
def test_compact_numbers_go_both_ways(number: int) -> None:
    assert read_compact(write_compact(number), 0) == (number, len(write_compact(number)))


@pytest.mark.parametrize("data", ["0100", "02000000", "0300000000", "fd000000"])
def test_a_compact_number_has_one_form(data: str) -> None:
    with pytest.raises(NodeProtocolError):
        read_compact(bytes.fromhex(data), 0)


def test_golden_bytes_of_a_transfer() -> None:
    composed = runtime().compose(Call("Balances", "transfer_keep_alive", {"dest": BOB, "value": 10**9}))
    assert composed.hex == "0x0503008eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a4802286bee"
    assert composed.decoded.arguments == {"dest": BOB, "value": 10**9}
    assert len(composed.hash) == 66


def transfer(**changes: Any) -> Call:
    return Call("Balances", "transfer_keep_alive", {"dest": BOB, "value": 1} | changes)


@pytest.mark.parametrize(
    "call",
    [
        transfer(vaule=1),
        Call("Balances", "transfer_keep_alive", {"dest": BOB}),
        transfer(value=True),
        transfer(value=1.0),
        transfer(value="1"),
        transfer(value=-1),
        transfer(value=2**64),
        transfer(dest="15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"),
        transfer(dest="0x1234"),
        transfer(dest={"Nope": 1}),
        transfer(dest=None),
        Call("System", "remark", {"remark": "0xzz"}),
        Call("System", "remark", {"remark": 5}),
        Call("Sudo", "sudo", {"call": "0x0000"}),
        Call("Sudo", "sudo", {"call": {"pallet": "System"}}),
        Call("Utility", "batch_all", {"calls": "text"}),
        Call("Utility", "batch_all", {"calls": {"a": 1}}),
        Call("Utility", "batch_all", {"calls": [transfer(zzz=1)]}),
    ],
)
def test_wrong_arguments_are_usage_errors(call: Call) -> None:
    with pytest.raises(UsageError):
        runtime().compose(call)


def test_names_stand_for_addresses_and_only_for_those() -> None:
    known = {"us": ALICE, "bob": BOB, "bob/h": ALICE}
    stake = {"hotkey": "bob/h", "netuid": 1, "amount_staked": 5}
    calls = [
        Call("Balances", "force_transfer", {"source": "us", "dest": {"Id": "bob"}, "value": 5}),
        Call("SubtensorModule", "add_stake", stake),
        Call("System", "remark", {"remark": "bob"}),
    ]
    composed = runtime().compose(Call("Utility", "batch_all", {"calls": calls}), known.__getitem__)
    inner: Any = composed.decoded.arguments["calls"]
    moved, staked, said = inner
    assert (moved.arguments["source"], moved.arguments["dest"]) == (ALICE, BOB)
    assert staked.arguments["hotkey"] == ALICE
    assert said.arguments["remark"] == "bob"
    with pytest.raises(UsageError):
        runtime().compose(calls[0])


def test_a_call_the_runtime_lacks_is_unsupported() -> None:
    for pallet, function in (("Balances", "nope"), ("Nope", "transfer")):
        with pytest.raises(Unsupported):
            runtime().compose(Call(pallet, function, {}))


def test_a_codec_that_writes_something_else_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    good = runtime().compose(transfer(value=1))
    other = runtime().compose(transfer(value=2))
    monkeypatch.setattr(type(runtime().generic), "encoded", lambda self, call: other.data)
    with pytest.raises(Fault) as caught:
        runtime().compose(transfer(value=1))
    assert caught.value.code == "compose_mismatch"
    assert good.data != other.data


def test_nested_calls_are_given_in_any_form_and_shown_whole() -> None:
    inner = runtime().compose(transfer())
    forms: list[object] = [
        transfer(),
        inner,
        inner.decoded,
        {"pallet": "Balances", "function": "transfer_keep_alive", "arguments": {"dest": BOB, "value": 1}},
    ]
    made: list[ComposedCall] = [runtime().compose(Call("Sudo", "sudo", {"call": form})) for form in forms]
    assert len({composed.data for composed in made}) == 1
    assert isinstance(made[0].decoded.arguments["call"], DecodedCall)
    assert call_json(made[0].decoded) == {
        "pallet": "Sudo",
        "function": "sudo",
        "arguments": {
            "call": {
                "pallet": "Balances",
                "function": "transfer_keep_alive",
                "arguments": {"dest": BOB, "value": 1},
            }
        },
    }


def test_deep_nesting_is_refused_and_not_followed() -> None:
    call = Call("System", "remark", {"remark": b""})
    for _ in range(80):
        call = Call("Sudo", "sudo", {"call": call})
    with pytest.raises(TaoTuiError):
        runtime().compose(call)
    prefix = runtime().compose(Call("Sudo", "sudo", {"call": transfer()})).data[:2]
    with pytest.raises(NodeProtocolError):
        runtime().decode_call(prefix * 5000)


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"", ""),
        (b"hi", "hi"),
        (b"0xff", "0x30786666"),
        (b"\xff", "0xff"),
        (b"a\x1b[31m", "0x611b5b33316d"),
        ("τ".encode(), "τ"),
        ("\u202e".encode(), "0xe280ae"),
    ],
)
def test_bytes_show_as_text_only_when_that_is_safe_and_unambiguous(data: bytes, shown: str) -> None:
    assert byte_text(data) == shown


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_different_bytes_never_show_alike(one: bytes, two: bytes) -> None:
    assert (byte_text(one) == byte_text(two)) == (one == two)


def test_addresses_may_be_given_as_keys() -> None:
    by_text = runtime().compose(transfer(dest=ALICE)).data
    key = by_text[3:35]
    for form in (key, "0x" + key.hex(), {"Id": ALICE}, {"Id": key}):
        assert runtime().compose(transfer(dest=form)).data == by_text


def test_a_header_has_the_hash_of_a_real_chain() -> None:
    header = {
        "parentHash": "0x" + "45" * 32,
        "number": "0x00000001",
        "stateRoot": "0x" + "00" * 32,
        "extrinsicsRoot": "0x8345831c4dd1164988e2f5eaa3dcea57ade31abff9252ff8471d8091333e8872",
        "digest": {"logs": ["0x066175726120b19b036b00000000"]},
    }
    assert hash_of(header) == "0xbd562ec5ad801039ba08e0cd417ca2a05f145d0f2f78384b449b51a774fc38c4"


@pytest.mark.parametrize(
    "header", [None, [], {}, {"number": "0x1"}, {"number": -1}, {"number": "0x1ffffffff"}]
)
def test_a_header_that_is_none_is_a_protocol_error(header: object) -> None:
    with pytest.raises(NodeProtocolError):
        hash_of(header)


class _Nothing(Registry):
    """A registry whose one call takes pairs of pairs of pairs of nothing."""

    def __init__(self) -> None:
        pass

    def call_type(self) -> int:
        return 1000

    def __getitem__(self, type_id: int) -> TypeDef:
        if type_id < 60:
            return TypeDef("tuple", (), members=(type_id + 1,) * 2 if type_id < 50 else ())
        inner = 1001 if type_id == 1000 else 0
        return TypeDef("variant", ("RuntimeCall",), variants=(Variant("x", 0, (Field("x", inner, ""),)),))


def test_types_that_would_take_for_ever_to_read_are_given_up() -> None:
    with pytest.raises(NodeProtocolError, match="nested"):
        CallReader(_Nothing()).read(b"\0\0")


def test_a_call_is_found_by_its_hash_in_the_extrinsic_it_began_in_and_nowhere_else() -> None:
    made = runtime()
    inner = made.compose(Call("System", "remark", {"remark": b"inner"}))
    others = [Call("System", "remark", {"remark": f"call {n}"}) for n in range(300)]
    outer = made.compose(
        Call(
            "Utility",
            "batch_all",
            {"calls": [*others[:9], Call("System", "remark", {"remark": b"inner"}), *others[9:]]},
        )
    )
    bare = b"\x04" + outer.data
    extrinsic = write_compact(len(bare)) + bare
    assert call_within(extrinsic, made, made, inner.hash) == inner
    late = made.compose(others[-1])
    assert call_within(extrinsic, made, made, late.hash) is None  # beyond what one block may make it cost
    assert call_within(b"\x00" + extrinsic, made, made, inner.hash) is None
