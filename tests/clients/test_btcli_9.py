"""btcli 9 (`bittensor-cli`) on the embedded node: what it shows and what it does is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bittensor_core as bc
import pytest

from tests.clients.environment import Environment

ALICE, BOB = (bc.Keypair.from_uri(uri).ss58_address for uri in ("//Alice", "//Bob"))
HOTKEY = bc.Keypair.from_uri("//Alice//default").ss58_address


class Btcli:
    """`btcli("subnets", "list")` answers the JSON it prints; `signed` ones name a wallet too."""

    def __init__(self, environment: Environment, node: str, wallets: Path) -> None:
        self._environment = environment
        self._node = ("--network", node)
        self._wallet = ("--wallet-path", str(wallets), "--wallet-name", "alice", "--hotkey", "default")

    def __call__(self, *line: str) -> Any:
        wide = {"COLUMNS": "1000000"}
        answer = self._environment.run("btcli", *line, *self._node, "--json-output", env=wide)
        assert answer.code == 0, answer.out + answer.err
        return json.loads(answer.out or "{}")  # what it has nothing to say about, a failure too

    def signed(self, *line: str) -> Any:
        return self(*line, *self._wallet, "--no-prompt")

    def free(self, address: str) -> float:
        shown = self("wallet", "balance", "--ss58", address)
        return float(shown["totals"]["free"])

    def staked(self, netuid: int, hotkey: str) -> float:
        shown = self("stake", "list", "--ss58", ALICE)
        rows = shown.get("stake_info", {}).get(hotkey, [])
        return float(sum(row["stake_value"] for row in rows if row["netuid"] == netuid))


@pytest.fixture
def btcli(python_client: Callable[[str], Environment], node: str, wallets: Path) -> Btcli:
    return Btcli(python_client("btcli-9"), node, wallets)


def test_it_shows_subnets(btcli: Btcli) -> None:
    listed = btcli("subnets", "list")
    assert listed["subnets"]["1"]["subnet_name"] == "Text generation"
    shown = btcli("subnets", "show", "--netuid", "1", "--no-prompt")
    assert shown["tempo"]["tempo"] == listed["subnets"]["1"]["tempo"]["sn_tempo"]
    columns = btcli("subnets", "metagraph", "--netuid", "1", "--no-prompt")
    assert [row["hotkey"] for row in columns["uids"]] == [row["hotkey"] for row in shown["uids"]]
    assert sum(row["incentive"] for row in columns["uids"]) > 0


def test_it_shows_hyperparameters(btcli: Btcli) -> None:
    shown = {row["hyperparameter"]: row["value"] for row in btcli("sudo", "get", "--netuid", "1")}
    assert shown["kappa"] == 32_767
    assert shown["tempo"] == 20


def test_it_transfers(btcli: Btcli) -> None:
    before = btcli.free(BOB)
    done = btcli.signed("wallet", "transfer", "--dest", BOB, "--amount", "1.5")
    assert done["success"] is True
    assert btcli.free(BOB) == pytest.approx(before + 1.5)


@pytest.mark.parametrize("protection", ["--mev-protection", "--no-mev-protection"])
def test_it_stakes_and_unstakes(btcli: Btcli, protection: str) -> None:
    validator = btcli("subnets", "show", "--netuid", "4", "--no-prompt")["uids"][0]["hotkey"]
    place = ("--netuid", "4", "--include-hotkeys", validator, protection)
    before = btcli.staked(4, validator)
    added = btcli.signed("stake", "add", *place, "--amount", "10")
    assert added["staking_success"] == {"4": {validator: True}}, added
    held = btcli.staked(4, validator)
    assert held > before + 10
    [removed] = btcli.signed("stake", "remove", *place, "--amount", "5")
    assert removed["success"] is True
    assert btcli.staked(4, validator) == pytest.approx(held - 5, abs=0.5)


def test_it_registers_a_hotkey(btcli: Btcli) -> None:
    # A newcomer who registers a block earlier makes it dearer than its usual tolerance.
    done = btcli.signed("subnets", "register", "--netuid", "5", "--tolerance", "0.4")
    assert done.get("success") is True
    rows = btcli("subnets", "metagraph", "--netuid", "5", "--no-prompt")["uids"]
    assert HOTKEY in {row["hotkey"] for row in rows}
