"""btcli 11 (`bittensor`) on the embedded node: what it shows and what it does is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bittensor_core as bc
import pytest

from tests.clients.environment import Environment

BOB = bc.Keypair.from_uri("//Bob").ss58_address
HOTKEY = bc.Keypair.from_uri("//Alice//default").ss58_address


class Btcli:
    """`btcli("wallet", "balance")` answers the JSON it prints."""

    def __init__(self, environment: Environment, node: str, wallets: Path) -> None:
        self._environment = environment
        place = ("--fallback-endpoints", "none", "--archive-endpoints", "none")
        self._flags = ("--network", node, *place, "--wallet-path", str(wallets), "--wallet", "alice")

    def __call__(self, *line: str) -> Any:
        answer = self._environment.run("btcli", *line, *self._flags, "--json")
        assert answer.code == 0, answer.out + answer.err
        return json.loads(answer.out)

    def does(self, *line: str) -> dict[str, Any]:
        """A command that sends something, agreed to."""
        done: dict[str, Any] = self(*line, "--yes")
        assert done["success"] is True, done
        return done


@pytest.fixture
def btcli(python_client: Callable[[str], Environment], node: str, wallets: Path) -> Btcli:
    return Btcli(python_client("btcli-11"), node, wallets)


def test_it_shows_subnets(btcli: Btcli) -> None:
    listed = {row["netuid"]: row for row in btcli("subnets", "list")}
    shown = btcli("subnets", "show", "1")
    assert (shown["name"], shown["symbol"]) == (listed[1]["name"], listed[1]["symbol"])
    assert shown["tempo"] == listed[1]["tempo"]
    columns = btcli("subnets", "metagraph", "1")
    assert len(columns["hotkeys"]) == len(columns["incentives"]) == columns["num_uids"] > 0
    assert sum(columns["incentives"]) > 0


def test_it_shows_hyperparameters(btcli: Btcli) -> None:
    shown = btcli("subnets", "hyperparameters", "1")
    assert {"kappa", "tempo", "min_burn", "bonds_penalty", "collateral_lock_share"} <= set(shown)
    assert shown["tempo"] == btcli("subnets", "show", "1")["tempo"]


def test_it_transfers(btcli: Btcli) -> None:
    before = btcli("wallet", "balance", BOB)["free_tao"]
    done = btcli.does("wallet", "transfer", "--dest", BOB, "--amount", "2.5")
    assert 0 < done["fee_tao"] < 0.001
    assert btcli("wallet", "balance", BOB)["free_tao"] == pytest.approx(before + 2.5)


def test_it_stakes_and_unstakes_behind_the_shield(btcli: Btcli) -> None:
    validator = btcli("subnets", "metagraph", "2")["hotkeys"][0]
    place = ("--netuid", "2", "--hotkey", validator)

    def staked() -> float:
        rows = {(row["netuid"], row["hotkey"]): row["stake_amount"] for row in btcli("stake", "list")}
        return float(rows.get((2, validator), 0.0))

    assert staked() == 0
    added = btcli.does("stake", "add", *place, "--amount", "10")
    assert added["data"]["shielded"] is True
    held = staked()
    assert held > 10
    balance = btcli("wallet", "balance")
    assert balance["stake_positions"] == 1
    assert balance["stake_value_tao"] == pytest.approx(10, rel=0.05)
    btcli.does("stake", "remove", *place, "--amount", str(int(held) // 2), "--no-mev-shield")
    assert 0 < staked() < held
    btcli.does("stake", "remove", *place, "--amount", "all")
    assert staked() == 0


def test_it_registers_a_hotkey(btcli: Btcli) -> None:
    assert HOTKEY not in btcli("subnets", "metagraph", "3")["hotkeys"]
    btcli.does("subnets", "register", "--netuid", "3")
    assert HOTKEY in btcli("subnets", "metagraph", "3")["hotkeys"]
