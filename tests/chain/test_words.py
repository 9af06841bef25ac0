"""Errors of pools and runtimes become the chain's own name, plain words, and something to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tao_tui.chain.blocks.dispatch_error import describe, failure_in
from tao_tui.chain.blocks.events import Event, event_json, events_of
from tao_tui.chain.connection.rpc import RpcError
from tao_tui.chain.extrinsics.pool_errors import (
    _CAMEL,
    _NUMBERS,
    _TEXTS,
    CUSTOM_ERRORS,
    EARLIER_CUSTOM_ERRORS,
    NUMBERED_SINCE,
    pool_error_name,
    pool_rejection,
)
from tao_tui.chain.words.errors import _listed, explain, known_words
from tao_tui.errors import NodeProtocolError
from tests.chain.fake_node import ALICE, BOB, runtime

INVALID = "Invalid Transaction"


@pytest.mark.parametrize(
    ("number", "text", "data", "name"),
    [
        (1010, INVALID, "Transaction has a bad signature", "BadProof"),
        (1010, INVALID, "Transaction is outdated", "Stale"),
        (1010, INVALID, "Transaction will be valid in the future", "Future"),
        (1010, INVALID, "Inability to pay some fees (e.g. account balance too low)", "Payment"),
        (1010, INVALID, "Transaction has an ancient birth block", "AncientBirthBlock"),
        (1010, INVALID, "Transaction would exhaust the block limits", "ExhaustsResources"),
        (1010, INVALID, "Transaction call is not expected", "Call"),
        (1010, INVALID, "Invalid signing address", "BadSigner"),
        (1010, INVALID, "Custom error: 6", "RateLimitExceeded"),
        (1010, INVALID, "Custom error: 255", "BadRequest"),
        (1010, INVALID, "Custom error: 99", "Custom99"),
        (
            1011,
            "Unknown Transaction Validity",
            "Could not lookup information required to validate",
            "CannotLookup",
        ),
        (1012, "Transaction is temporarily banned", None, "TemporarilyBanned"),
        (1013, "Transaction is already imported", None, "AlreadyImported"),
        (1014, "Priority is too low: (1 vs 1)", "The transaction has too low priority", "PriorityTooLow"),
        (1016, "Immediately Dropped", "The transaction couldn't enter the pool", "ImmediatelyDropped"),
        (1002, "Verification Error: Runtime error", None, "VerificationError"),
        (1, '1010: {"invalid":{"custom":6}}', None, "RateLimitExceeded"),
        (1, '1010: {"invalid":{"stale":null}}', None, "Stale"),
        (1, '1010: {"invalid":{"payment":null}}', None, "Payment"),
        (1, INVALID, {"invalid": {"badProof": None}}, "BadProof"),
        (1, INVALID, {"Invalid": "Future"}, "Future"),
        (1, INVALID, {"unknown": {"cannotLookup": None}}, "CannotLookup"),
        (-32000, "something else", None, "Rejected"),
    ],
)
def test_pool_refusals_have_the_chains_names(number: int, text: str, data: object, name: str) -> None:
    assert pool_error_name(RpcError(number, text, data)) == name


def test_older_runtimes_numbered_their_refusals_otherwise() -> None:
    refused = RpcError(1010, INVALID, "Custom error: 5")
    assert pool_error_name(refused, NUMBERED_SINCE) == "NotEnoughStakeToWithdraw"
    assert pool_error_name(refused, 218) == "TooManyRegistrationsThisInterval"
    assert pool_rejection(refused, 218).code == "TooManyRegistrationsThisInterval"
    assert pool_error_name(RpcError(1010, INVALID, "Custom error: 8"), 218) == "Custom8"


def test_a_rejection_says_what_and_what_to_do_in_clean_text() -> None:
    rejection = pool_rejection(RpcError(1010, INVALID, "Custom error: 8"))
    assert rejection.code == "SlippageTooHigh"
    assert "past your limit price" in rejection.message
    assert rejection.hint
    hostile = pool_rejection(RpcError(1, "\x1b]0;owned\x07" + "A" * 9999, "\x1b[2J"))
    assert hostile.message.isprintable()
    assert len(hostile.message) < 400


def test_module_errors_are_named_by_the_metadata() -> None:
    (index,) = [entry["index"] for name, entry in runtime()._pallets.items() if name == "Balances"]
    errors = runtime()._pallets["Balances"]["errors"]
    wanted = next(entry for entry in errors if entry["name"] == "InsufficientBalance")
    for raw in (f"0x{wanted['index']:02x}000000", [wanted["index"], 0, 0, 0], wanted["index"]):
        error = describe(runtime(), {"Module": {"index": index, "error": raw}})
        assert (error.pallet, error.name) == ("Balances", "InsufficientBalance")
        assert error.words == explain("InsufficientBalance")[0]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("BadOrigin", "BadOrigin"),
        ({"Token": "FundsUnavailable"}, "FundsUnavailable"),
        ({"Arithmetic": "Underflow"}, "Underflow"),
        ({"Module": {"index": 250, "error": "0x07000000"}}, "Error7"),
        ({"Module": {}}, "Error255"),
        ({"Module": 5}, "Module"),
        ({"Trie": "InvalidStateRoot"}, "Trie"),
        (None, "Unknown"),
        (17, "Unknown"),
    ],
)
def test_other_dispatch_errors_are_named_too(raw: object, name: str) -> None:
    error = describe(runtime(), raw)
    assert error.name == name
    assert error.words
    assert error.remedy


def test_no_error_of_any_runtime_lacks_words_and_a_remedy() -> None:
    """Every error of the real runtimes 103 to 393 and of the embedded node, pallet by pallet."""
    names: dict[str, str] = json.loads((Path(__file__).parent / "error-names.json").read_text())
    listed = {pallet: found.split() for pallet, found in names.items()}
    assert sum(map(len, listed.values())) > 400
    for pallet, entry in runtime()._pallets.items():
        listed.setdefault(pallet, []).extend(error["name"] for error in entry["errors"] or ())
    bare = [
        f"{pallet}.{name}"
        for pallet, found in listed.items()
        for name in found
        if known_words(f"{pallet}.{name}") is None and known_words(name) is None
    ]
    assert bare == []


def test_every_way_a_dispatch_can_fail_has_words_and_a_remedy() -> None:
    registry = runtime()._registry
    (dispatch,) = [registry[each] for each in registry._raw if registry[each].last == "DispatchError"]
    names = {variant.name for variant in dispatch.variants}
    for variant in dispatch.variants:
        for field in variant.fields if variant.name != "Trie" else ():
            names |= {inner.name for inner in registry[field.type_id].variants}
    assert {"Frozen", "Underflow", "BadOrigin", "Exhausted"} <= names
    assert [name for name in names if known_words(name) is None] == []


def test_every_refusal_of_a_pool_has_words_and_a_remedy() -> None:
    tables = (CUSTOM_ERRORS, EARLIER_CUSTOM_ERRORS, _TEXTS, _NUMBERS, _CAMEL)
    names = {name for table in tables for name in table.values()} | {"Rejected", "Expired", "Usurped"}
    assert [name for name in names if known_words(name) is None] == []


def test_words_are_sentences_and_errors_called_the_same_are_told_apart() -> None:
    for words, remedy in _listed().values():
        assert words[0].islower() or words.startswith(("TAO", "EVM")), words
        assert remedy[0].isupper(), remedy
        assert (words[-1], remedy[-1]) == (".", "."), words
    assert explain("NotFound", pallet="Multisig") != explain("NotFound", pallet="Proxy")
    assert explain("NotFound", pallet="Nobody") == explain("NotFound")
    (index,) = [entry["index"] for name, entry in runtime()._pallets.items() if name == "Proxy"]
    errors = runtime()._pallets["Proxy"]["errors"]
    number = next(entry["index"] for entry in errors if entry["name"] == "NotFound")
    error = describe(runtime(), {"Module": {"index": index, "error": f"0x{number:02x}000000"}})
    assert error.words == "there is no such proxy."


def test_unlisted_errors_speak_with_the_metadatas_words() -> None:
    words, remedy = explain("KittenTooSmall", "The kitten is too small.")
    assert words == "The kitten is too small."
    assert remedy
    assert "KittenTooSmall" in explain("KittenTooSmall")[0]


@pytest.mark.parametrize(
    ("event", "fails"),
    [
        (Event("Sudo", "Sudid", {"sudo_result": {"Err": "BadOrigin"}}), "BadOrigin"),
        (Event("Sudo", "Sudid", {"sudo_result": {"Ok": ()}}), None),
        (Event("Utility", "BatchInterrupted", {"index": 1, "error": {"Token": "Frozen"}}), "Frozen"),
        (Event("Utility", "BatchCompleted", ()), None),
        (Event("Proxy", "ProxyExecuted", ({"Err": "BadOrigin"},)), "BadOrigin"),
        (Event("Proxy", "ProxyExecuted", {"result": "Ok"}), None),
        (Event("System", "ExtrinsicFailed", {"dispatch_error": {"Token": "Frozen"}}), "Frozen"),
    ],
)
def test_a_failure_inside_a_successful_call_is_seen(event: Event, fails: str | None) -> None:
    error = failure_in(runtime(), [event, Event("System", "ExtrinsicSuccess", ())])
    assert (error and error.name) == fails


def encoded(*records: dict[str, Any]) -> bytes:
    kind = runtime().item("System", "Events").value_type
    return bytes(runtime().codec.encode(kind, [record | {"topics": []} for record in records]))


def test_only_the_events_of_the_extrinsic_are_its_own() -> None:
    data = encoded(
        {
            "phase": {"ApplyExtrinsic": 0},
            "event": {"Balances": {"Transfer": {"from": ALICE, "to": BOB, "amount": 1}}},
        },
        {
            "phase": {"ApplyExtrinsic": 1},
            "event": {"Balances": {"Transfer": {"from": BOB, "to": ALICE, "amount": 2}}},
        },
        {"phase": "Finalization", "event": {"Utility": "BatchCompleted"}},
        {"phase": {"ApplyExtrinsic": 1}, "event": {"Utility": "BatchCompleted"}},
    )
    events = events_of(runtime(), data, 1)
    assert [event.name for event in events] == ["Transfer", "BatchCompleted"]
    assert events[0].get("amount") == 2
    assert json.loads(json.dumps(event_json(events[0])))["fields"]["amount"] == 2


def test_bytes_that_are_no_events_are_a_protocol_error() -> None:
    for data in (b"\x04", b"\x04\xff\xff", b"\xff" * 40):
        with pytest.raises(NodeProtocolError):
            events_of(runtime(), data, 0)
