"""Any value of any type: typed, encoded, read back; and types made to harm whoever walks them."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.addresses import address_of
from tao_tui.chain.calls.call import plain
from tao_tui.chain.calls.registry import INTEGERS, Registry, TypeDef
from tao_tui.chain.generic.values import GenericValues
from tao_tui.errors import NodeProtocolError, TaoTuiError, UsageError
from tests.chain.fake_node import ALICE, runtime
from tests.chain.real_types import real_registry, real_values, type_ids

MINE = address_of(bytes(range(32)))


def kind(type_id: int) -> str:
    return f"scale_info::{type_id}"


def uninhabited(type_id: int, depth: int = 0) -> bool:
    """Whether no value of the type exists: an enum without alternatives is in it."""
    found = real_registry()[type_id]
    if depth > 20:
        return False
    if found.kind == "variant":
        return not found.variants
    parts = [*(each.type_id for each in found.fields), *found.members]
    if found.kind == "array":
        parts.append(found.inner)
    return any(uninhabited(each, depth + 1) for each in parts)


def test_every_type_of_a_real_runtime_takes_its_own_example() -> None:
    values, left_out = real_values(), 0
    for type_id in type_ids():
        example = values.words.example(type_id)
        assert values.words.name(type_id)
        if "…" in example or uninhabited(type_id):
            left_out += 1
            continue
        try:
            prepared = values.prepared(kind(type_id), example, "it", lambda text: MINE)
        except TaoTuiError:
            left_out += 1
            continue
        read = values.read(kind(type_id), prepared.data)
        assert values.prepared(kind(type_id), plain(read), "it").data == prepared.data
    assert left_out <= 11  # enums without alternatives, and types that hold one


def test_a_compact_nothing_takes_no_room() -> None:
    registry, values = real_registry(), real_values()
    (nothing,) = (
        each
        for each in type_ids()
        if registry._raw[each]["def"].get("compact") is not None
        and registry._raw[registry._raw[each]["def"]["compact"]["type"]]["def"] == {"tuple": []}
    )
    assert values.words.example(nothing) == "[]"
    assert values.prepared(kind(nothing), "[]", "it").data == b""
    assert values.read(kind(nothing), b"") == ()


class Draw:
    """Random values of a type in the shape that a query answers."""

    def __init__(self, seed: int, registry: Registry) -> None:
        self.random = random.Random(seed)
        self.registry = registry

    def value(self, type_id: int, depth: int = 0) -> Any:
        found = self.registry[type_id]
        match found.kind:
            case "primitive":
                return self.primitive(found.primitive)
            case "compact":
                return self.value(found.inner, depth)
            case "sequence" | "array":
                return self.items(found, depth)
            case "tuple":
                return [self.value(each, depth + 1) for each in found.members]
            case "variant":
                return self.alternative(found, depth)
        if found.last == "AccountId32":
            return address_of(self.random.randbytes(32))
        return self.fields(found.fields, depth)

    def primitive(self, name: str) -> Any:
        if name == "bool":
            return self.random.random() < 0.5
        if name == "str":
            return "".join(self.random.choices("ab τ0x", k=self.random.randrange(5)))
        size, signed = INTEGERS[name]
        drawn = self.random.getrandbits(self.random.randrange(1, 8 * size + 1))
        return drawn - (1 << (8 * size - 1)) if signed and drawn >> (8 * size - 1) else drawn

    def items(self, found: TypeDef, depth: int) -> Any:
        count = found.length if found.kind == "array" else self.random.randrange(3 if depth < 3 else 1)
        if self.registry.is_bytes(found.inner):
            return "0x" + self.random.randbytes(count).hex()
        return [self.value(found.inner, depth + 1) for _ in range(count)]

    def alternative(self, found: TypeDef, depth: int) -> Any:
        if not found.variants:
            raise LookupError("nothing is of this type")
        chosen = self.random.choice(found.variants)
        if depth > 8:
            chosen = min(found.variants, key=lambda each: len(each.fields))
        if found.last == "Option":
            return None if chosen.name == "None" else self.fields(chosen.fields, depth)
        if not chosen.fields:
            return chosen.name
        inner = self.fields(chosen.fields, depth)
        if found.last == "RuntimeCall":
            ((function, arguments),) = inner.items() if isinstance(inner, dict) else ((inner, {}),)
            return {"pallet": chosen.name, "function": function, "arguments": arguments}
        return inner if found.last == "MultiAddress" and chosen.name == "Id" else {chosen.name: inner}

    def fields(self, fields: Any, depth: int) -> Any:
        if fields and fields[0].name is not None:
            return {str(each.name): self.value(each.type_id, depth + 1) for each in fields}
        if len(fields) == 1:
            return self.value(fields[0].type_id, depth + 1)
        return [self.value(each.type_id, depth + 1) for each in fields]


@given(st.integers(0, 2**32))
@settings(max_examples=60)
def test_what_a_query_answers_can_be_given_back(seed: int) -> None:
    draw, values = Draw(seed, real_registry()), real_values()
    type_id = draw.random.choice(type_ids())
    try:
        value = draw.value(type_id)
    except LookupError:
        return
    given_ = value if isinstance(value, str) else json.dumps(value)
    prepared = values.prepared(kind(type_id), given_, "it")
    again = plain(values.read(kind(type_id), prepared.data))
    assert values.prepared(kind(type_id), again, "it").data == prepared.data


def number(text: str, name: str = "u64") -> object:
    values = real_values()
    registry = real_registry()
    type_id = next(each for each in type_ids() if registry[each].primitive == name)
    return values.from_text(type_id, text, "value")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("1_000", 1000),
        ("0xff", 255),
        (" 7 ", 7),
        ("1.5tao", 1_500_000_000),
        ("1.5 τ", 1_500_000_000),
        ("2alpha", 2_000_000_000),
        (str(2**64 - 1), 2**64 - 1),
    ],
)
def test_numbers_are_the_chains_own_unless_a_unit_is_said(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["", "x", "1.5", "1,5", "-1", "1e9", str(2**64), "0x", "1.0000000001tao", "9" * 200, "--1", "１"]
)
def test_what_is_no_number_is_refused_with_the_type_and_an_example(text: str) -> None:
    with pytest.raises(UsageError) as error:
        number(text)
    assert "value" in error.value.message
    assert "u64" in error.value.hint
    assert "such as 1" in error.value.hint


def test_nothing_typed_is_said_to_be_nothing() -> None:
    with pytest.raises(UsageError, match=r"value is empty\.") as error:
        number("")
    assert error.value.hint == "value is u64, such as 1."


def test_a_decimal_without_a_unit_says_how_to_give_one() -> None:
    with pytest.raises(UsageError, match="whole number") as error:
        number("1.5")
    assert "1.5tao" in error.value.hint


def test_texts_of_other_types() -> None:
    values, registry = real_values(), real_registry()
    by_name = {values.words.name(each): each for each in reversed(type_ids())}

    def read(name: str, text: str) -> object:
        return values.from_text(by_name[name], text, "it", lambda word: MINE)

    assert read("Vec<u16>", "1, 2,3") == read("Vec<u16>", "[1,2,3]") == (1, 2, 3)
    assert read("Vec<u16>", "[]") == ()
    assert read("Vec<AccountId32>", "alice,bob") == (MINE, MINE)
    assert read("Option<u32>", "none") is None
    assert read("Option<u32>", "5") == 5
    assert read("bool", "yes") is True
    assert read("Vec<u8>", "hello") == "hello"
    assert read("Vec<u8>", "0x68656c6c6f") == "hello"
    assert read("Option<Vec<u8>>", "none") is None
    assert read("Option<Vec<u8>>", '"none"') == "none"
    assert read("ProxyType", "staking") == "Staking"
    assert registry[by_name["RuntimeCall"]].last == "RuntimeCall"
    call = '{"pallet":"System","function":"remark","arguments":{"remark":"0x00"}}'
    assert read("RuntimeCall", call) == read("RuntimeCall", "0x00000400")
    for name, text in (
        ("RuntimeCall", "0x00"),
        ("RuntimeCall", "remark"),
        ("ProxyType", "Nope"),
        ("Vec<u16>", "1,x"),
        ("bool", "maybe"),
        ("(u16, u16)", "1"),
        ("[u8; 32]", "0x00"),
        ("Vec<u16>", "[" * 5000),
    ):
        with pytest.raises(UsageError):
            read(name, text)


def test_names_and_outlines_are_for_people() -> None:
    words = real_values().words
    names = {words.name(each): each for each in type_ids()}
    assert {"u64", "AccountId32", "Vec<u8>", "Option<AccountId32>", "(u16, u16)", "[u8; 32]"} <= set(names)
    assert words.outline(names["AccountInfo"]).startswith("{nonce: u32, consumers: u32")
    assert words.outline(names["AccountData"]).startswith("{free: u64 (rao), reserved: u64 (rao)")
    assert "Staking" in words.outline(names["ProxyType"])


def test_every_storage_key_can_be_taken_apart_again() -> None:
    """On the embedded node's runtime, whose codec hashes the keys."""
    chain = runtime()
    checked = 0
    for pallet in chain.pallets():
        for item in chain.storage_names(pallet):
            shape = chain.item(pallet, item)
            keys = tuple(
                chain.generic.prepared(
                    each, chain.generic.words.example(int(each[12:])), "key", lambda _: ALICE
                )
                for each in shape.param_types
            )
            raw = chain.storage_prefix(pallet, item, keys)
            found = chain.generic.map_keys(shape.param_types, shape.hashers, raw)
            again = tuple(
                chain.generic.prepared(each, plain(key), "key").data
                for each, key in zip(shape.param_types, found, strict=True)
            )
            assert again == tuple(key.data for key in keys)
            with pytest.raises(NodeProtocolError):
                chain.generic.map_keys(shape.param_types, shape.hashers, raw + b"\0")
            checked += bool(keys)
    assert checked > 100


def hostile(*types: dict[str, Any]) -> GenericValues:
    call: dict[str, Any] = {"path": ["RuntimeCall"], "def": {"variant": {"variants": []}}}
    listed = [{"id": number, "type": each} for number, each in enumerate((*types, call))]
    return GenericValues(Registry(json.dumps({"types": listed})), None)


def struct(*type_ids: int, named: bool = False) -> dict[str, Any]:
    fields = [{"type": each} | ({"name": f"f{at}"} if named else {}) for at, each in enumerate(type_ids)]
    return {"path": ["Evil"], "def": {"composite": {"fields": fields}}}


NONE = {"name": "None", "index": 1, "fields": []}
SOME_OF_ITSELF = {"name": "Some", "index": 0, "fields": [{"type": 0}]}


@pytest.mark.parametrize(
    "values",
    [
        hostile(struct(0)),
        hostile(struct(0, 0)),
        hostile(struct(0, named=True)),
        hostile({"def": {"sequence": {"type": 0}}}),
        hostile({"def": {"compact": {"type": 0}}}),
        hostile({"def": {"tuple": [0] * 64}}),
        hostile({"path": ["Option"], "def": {"variant": {"variants": [NONE, SOME_OF_ITSELF]}}}),
        hostile(*({"def": {"tuple": [each + 1] * 9}} for each in range(40)), {"def": {"tuple": []}}),
        hostile({"def": {"array": {"type": 1, "len": 2**32 - 1}}}, {"def": {"tuple": []}}),
        hostile({"def": {"bitsequence": {}}}),
    ],
)  # fmt: skip
def test_types_without_end_are_errors_not_ends(values: GenericValues) -> None:
    assert len(values.words.name(0)) <= 120
    assert len(values.words.outline(0)) <= 400
    assert len(values.words.example(0)) < 200_000
    for data in (b"", b"\0" * 64, b"\xff" * 64, b"\x04" * 64):
        with pytest.raises(NodeProtocolError):
            values.value(0, data + b"!")
    for text in ("1", "[]", "{}", "[[[]]]", "x"):
        try:
            values.prepared(kind(0), text, "it")
        except TaoTuiError:
            continue


def fixed(number: str, fraction_bits: int, width: int = 128) -> Registry:
    """A registry whose type 0 is such a fixed-point number of the substrate_fixed crate."""
    digits = [int(digit) for digit in f"{fraction_bits:b}"]
    uint, bit = ["typenum", "uint"], ["typenum", "bit"]
    types: list[dict[str, Any]] = [
        {
            "path": ["substrate_fixed", f"Fixed{number.upper()}{width}"],
            "params": [{"name": "Frac", "type": 4 + len(digits)}],
            "def": {"composite": {"fields": [{"name": "bits", "type": 1, "typeName": f"{number}{width}"}]}},
        },
        {"def": {"primitive": f"{number}{width}"}},
        *({"path": [*bit, name], "def": {"composite": {}}} for name in ("B0", "B1")),
        {"path": [*uint, "UTerm"], "def": {"composite": {}}},
    ]
    for place, digit in enumerate(digits):
        params = [{"name": "U", "type": 4 + place}, {"name": "B", "type": 2 + digit}]
        types.append({"path": [*uint, "UInt"], "params": params, "def": {"composite": {}}})
    types.append({
        "path": ["RuntimeCall"], "def": {"variant": {"variants": []}},
    })  # fmt: skip
    return Registry(json.dumps({"types": [{"id": at, "type": each} for at, each in enumerate(types)]}))


@pytest.mark.parametrize(
    ("number", "fraction_bits", "bits", "decimal"),
    [
        ("i", 32, 3 << 31, "1.5"),
        ("i", 32, -(1 << 31), "-0.5"),
        ("i", 96, 1 << 96, "1"),
        ("u", 64, (1 << 128) - 1, "18446744073709551616"),
        ("u", 64, 1, "0.00000000000000000005"),
        ("u", 64, 0, "0"),
        ("i", 32, 1460288880, "0.339999999851"),
        ("u", 0, 7, "7"),
    ],
)
def test_a_fixed_point_number_is_a_decimal_too(
    number: str, fraction_bits: int, bits: int, decimal: str
) -> None:
    registry = fixed(number, fraction_bits)
    data = bits.to_bytes(16, "little", signed=number == "i")
    read = GenericValues(registry, None).read(kind(0), data)
    assert read == {"bits": bits, "decimal": decimal}
    assert GenericValues(registry, None).prepared(kind(0), json.dumps(read), "it").data == data


def test_a_fraction_that_is_no_number_is_left_alone() -> None:
    registry = fixed("u", 64)
    registry._raw[5]["params"][0]["type"] = 5  # a number made of itself
    assert registry[0].fraction_bits is None
