"""Who acts: the wallet as an account, and keys everybody has."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tao_tui.chain.networks import resolve_network
from tao_tui.cli.invocation.run import Run
from tao_tui.cli.signing.account import account_of, key_for, refuse_public_key
from tao_tui.errors import Declined, KeyfileMissing
from tests.cli.conftest import Cli


def client_of(network: str) -> Any:
    return cast(Any, SimpleNamespace(network=resolve_network(network)))


def test_the_chosen_hotkey_comes_first_and_other_wallets_are_known(alice: Cli) -> None:
    alice("wallet", "hotkey", "import", "-w", "alice", "--name", "a0", "--uri", "//Alice//a0")
    alice("wallet", "import", "--name", "bob", "--uri", "//Bob", "--no-password")
    run = Run()
    run.flags.wallet, run.flags.wallet_hotkey = "alice", "h1"
    account = account_of(run)
    assert [name for name, _ in account.hotkeys] == ["h1", "a0"]
    assert set(account.known.wallets) == {"alice", "bob"}


def test_a_hotkey_asked_for_by_name_must_exist(alice: Cli) -> None:
    run = Run()
    run.flags.wallet, run.flags.wallet_hotkey = "alice", "nothere"
    with pytest.raises(KeyfileMissing):
        account_of(run)


def test_development_accounts_do_not_sign_on_mainnet(alice: Cli) -> None:
    run = Run()
    run.flags.wallet = "alice"
    key = key_for(run, "coldkey")
    with pytest.raises(Declined) as refused:
        refuse_public_key(client_of("finney"), key)
    assert refused.value.code == "dev_account"
    refuse_public_key(client_of("test"), key)
    alice("wallet", "create", "--name", "own", "--no-password", "--yes")
    run = Run()
    run.flags.wallet = "own"
    refuse_public_key(client_of("finney"), key_for(run, "coldkey"))
