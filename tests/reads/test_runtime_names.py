"""A part of the runtime is found by its name, and a name that is almost right is told the right one."""

from __future__ import annotations

from itertools import count

import pytest

from tao_tui.errors import UsageError
from tao_tui.reads.runtime.callables import call_list, call_row
from tao_tui.reads.runtime.catalog import api_contents, catalog, pallet_contents
from tao_tui.reads.runtime.docs import paragraphs, summary
from tao_tui.reads.runtime.names import Target, callable_, found_everywhere, readable
from tests.chain.fake_node import runtime


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("System", Target("pallet", "System")),
        ("system.account", Target("storage", "System", "Account")),
        ("Balances.ExistentialDeposit", Target("constant", "Balances", "ExistentialDeposit")),
        ("SubnetInfoRuntimeApi", Target("api", "SubnetInfoRuntimeApi")),
        ("accountnonceapi.Account_Nonce", Target("method", "AccountNonceApi", "account_nonce")),
    ],
)
def test_names_are_found_whatever_their_capitals(text: str, target: Target) -> None:
    assert readable(runtime(), text) == target


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Sytem", "System"),
        ("System.Acount", "System.Account"),
        ("SubtensorModule.Temp", "SubtensorModule.Tempo"),
        ("Balances.Tempo", "SubtensorModule.Tempo"),
        ("AccountNonceApi.nonce", "AccountNonceApi.account_nonce"),
    ],
)
def test_what_is_not_there_brings_what_is_near(text: str, near: str) -> None:
    with pytest.raises(UsageError) as error:
        readable(runtime(), text)
    assert error.value.code == "unknown_name"
    assert near in error.value.hint


def test_nonsense_brings_the_list_instead() -> None:
    for text in ("", ".", "zzzzqqq", "\x1b[31m", "x" * 10_000):
        with pytest.raises(UsageError) as error:
            readable(runtime(), text)
        assert "tao-tui query" in error.value.hint
        assert "\x1b" not in error.value.message
        assert len(error.value.message) < 200


def test_calls_are_found_like_what_is_read() -> None:
    assert callable_(runtime(), "balances.transfer_keep_alive").name == "Balances.transfer_keep_alive"
    assert callable_(runtime(), "Balances") == Target("pallet", "Balances")
    with pytest.raises(UsageError) as error:
        callable_(runtime(), "Balances.transfer_keepalive")
    assert "Balances.transfer_keep_alive" in error.value.hint
    with pytest.raises(UsageError):
        callable_(runtime(), "AccountNonceApi.account_nonce")


def test_everything_with_a_word_in_its_name() -> None:
    names = {each.name for each in found_everywhere(runtime(), "tempo")}
    assert {"SubtensorModule.Tempo", "SubtensorModule.InitialTempo"} <= names
    assert [each.sort for each in found_everywhere(runtime(), "transfer_keep", calls=True)] == ["call"]
    assert len(found_everywhere(runtime(), "")) <= 200


def test_the_catalog_has_all_there_is() -> None:
    found = catalog(runtime())
    assert [each.name for each in found.pallets] == list(runtime().pallets())
    system = pallet_contents(runtime(), "System")
    account = next(each for each in system.storage if each.name == "Account")
    assert (account.keys, account.type, account.optional) == (("AccountId32",), "AccountInfo", False)
    deposit = pallet_contents(runtime(), "Balances").constants[0]
    assert (deposit.name, deposit.type, deposit.value) == ("ExistentialDeposit", "u64", 500)
    (nonce,) = api_contents(runtime(), "AccountNonceApi").methods
    assert [each.type for each in nonce.arguments] == ["AccountId32"]
    calls = call_list(runtime(), "Balances").calls
    assert call_row(runtime(), "Balances", "transfer_keep_alive") in calls
    for pallet in runtime().pallets():
        assert len(call_list(runtime(), pallet).calls) == len(runtime().call_names(pallet))
        pallet_contents(runtime(), pallet)
    for api in runtime().apis:
        assert api_contents(runtime(), api).methods


def test_words_of_the_runtime_are_cleaned_and_bounded() -> None:
    lines = [" --- Does \x1b[2Jit.", " again", "", " Second\u202e paragraph."]
    assert paragraphs(lines) == ("Does [2Jit. again", "Second paragraph.")
    assert paragraphs("One.  Two.") == ("One.", "Two.")
    assert summary([]) == summary("") == ""
    assert len(summary(["x" * 1_000_000])) <= 200
    assert len(paragraphs(["a", ""] * 100_000)) <= 41
    (endless,) = paragraphs("word" for _ in count())
    assert len(endless) == 1000
    assert paragraphs(["word " * 400, "more", "", "Next."])[1] == "Next."
