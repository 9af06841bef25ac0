"""Scores on the command line: once, explained, audited, changed, recorded, watched, as lines."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.contract import NEURON, fields

pytestmark = pytest.mark.xdist_group("cli-node")


def test_scores_once(on_node: Cli) -> None:
    data = on_node("scores", "1", "--json").data
    assert set(data) == {"netuid", "mechanism", "block", "epoch", "neurons"}
    assert set(data["epoch"]) == {"tempo", "blocks_to_epoch"}
    assert all(set(neuron) >= fields(NEURON) for neuron in data["neurons"])
    assert [neuron["uid"] for neuron in data["neurons"]] == list(range(len(data["neurons"])))
    assert [neuron["uid"] for neuron in on_node("scores", "1", "--uid", "2", "--json").data["neurons"]] == [2]
    missing = on_node("scores", "1", "--uid", "9999", "--json")
    assert (missing.code, missing.error["code"]) == (2, "unknown_uid")


def test_why_a_score_is_what_it_is(on_node: Cli) -> None:
    data = on_node("scores", "1", "--explain", "1", "--json").data
    assert set(data) >= {
        "netuid",
        "mechanism",
        "uid",
        "hotkey",
        "epoch_block",
        "exact",
        "server",
        "validator",
    }
    assert (data["uid"], data["validator"]["votes"] != []) == (1, True)
    text = on_node("scores", "1", "--explain", "1").out
    assert data["hotkey"] in text
    assert "Weights it gave:" in text
    assert "% of the stake. Of its weight" in text
    miner = on_node("scores", "1", "--explain", "13").out
    assert "of the stake give it" in miner
    assert "must agree" in miner
    assert re.search(r"hotkey +stake +gave +counted", miner)
    assert re.search(r"5\w{47}  \d+\.\d %", miner)
    nobody = on_node("scores", "1", "--explain", "9000", "--json")
    assert (nobody.code, nobody.error["code"]) == (2, "unknown_uid")


def test_the_last_epoch_computed_again(on_node: Cli) -> None:
    left = on_node("scores", "1", "--json").data["epoch"]["blocks_to_epoch"]
    assert on_node("scores", "1", "--watch", "--blocks", str(left + 1)).code == 0
    data = on_node("scores", "1", "--audit", "--json").data
    assert data["neurons"] > 10
    assert (data["follows"], data["differences"]) == (True, [])
    answer = on_node("scores", "1", "--audit")
    assert answer.code == 0
    assert "consensus         every integer follows" in answer.out


@pytest.mark.parametrize(
    "more",
    [
        ("--audit", "--watch"),
        ("--explain", "1", "--uid", "1"),
        ("--blocks", "3"),
        ("--uid", "9000"),
        ("--alert", "mine pruning"),
        ("--watch", "--alert-command", "x"),
        ("--what-if", "drop 1", "--audit"),
        ("--in-app",),
        ("--in-app", "--audit"),
        ("--speed", "2"),
        ("--in-app", "--mechanism", "1"),
        ("--replay", "/nowhere"),
        ("--record", "x"),
        ("--watch", "--alert", "you win"),
        ("--watch", "--alert", "any outlier", "--alert-command", "echo > x"),
    ],
)
def test_score_options_that_do_not_go_together(on_node: Cli, more: tuple[str, ...]) -> None:
    assert on_node("scores", "1", *more, "--json").code == 2


@pytest.mark.parametrize("more", [("--audit",), ("--explain", "0"), ("--what-if", "kappa = 0.4")])
def test_root_scores_nobody(on_node: Cli, more: tuple[str, ...]) -> None:
    answer = on_node("scores", "0", *more, "--json")
    assert (answer.code, answer.error["code"]) == (2, "no_epoch")
    assert "Root has no epochs" in answer.error["message"]


def test_what_the_last_epoch_would_have_made_of_a_changed_subnet(on_node: Cli) -> None:
    data = on_node("scores", "1", "--what-if", "drop 1, kappa = 0.4", "--json").data
    dropped = next(shift for shift in data["shifts"] if shift["uid"] == 1)
    assert dropped["dividends_then"] == 0
    assert {"emission_rao", "emission_then_rao", "hotkey"} <= set(dropped)
    assert "neurons would score differently" in on_node("scores", "1", "--what-if", "drop 1").out
    wrong = on_node("scores", "1", "--what-if", "drop everybody", "--json")
    assert (wrong.code, wrong.error["code"]) == (2, "bad_what_if")


def test_a_feed_is_recorded_kept_and_replayed(on_node: Cli, tmp_path: Path) -> None:
    feed = str(tmp_path / "feed.scores")
    watch = ("scores", "1", "--watch", "--blocks", "2", "--alert", "13 validator_trust below 1", "--json")
    live = [json.loads(line)["data"] for line in on_node(*watch, "--record", feed).out.splitlines()]
    assert live[0]["alerts"][0]["rule"] == "13 validator_trust below 1"
    assert all(not each["alerts"] for each in live[1:])
    replayed = on_node("scores", "1", "--replay", feed, "--speed", "0", "--json").out.splitlines()
    again = [json.loads(line)["data"] for line in replayed]
    assert [each["neurons"] for each in again] == [each["neurons"] for each in live]
    kept = on_node("scores", "1", "--history", "5", "--uid", "13", "--json").data
    assert kept[-1]["neurons"][0]["incentive"] == live[-1]["neurons"][13]["incentive"]
    assert "miners earn" in on_node("scores", "1", "--history", "5").out
    other = on_node("scores", "2", "--replay", feed, "--json")
    assert (other.code, other.error["message"]) == (2, f"{feed} is a recording of subnet 1.")
    none = on_node("scores", "2", "--history", "1", "--json")
    assert (none.code, none.error["code"]) == (2, "no_history")


def test_a_command_is_run_at_an_alert(on_node: Cli, tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = f"import os; open({str(told)!r}, 'a').write(os.environ['TAO_TUI_ALERT'] + chr(10))"
    command = shlex.join([sys.executable, "-c", code])
    watch = ("scores", "1", "--watch", "--blocks", "1", "--alert", "13 validator_trust below 0.5")
    assert on_node(*watch, "--alert-command", command).code == 0
    assert told.read_text() == "uid 13 on subnet 1: validator trust is 0.0000\n"
    failing = on_node(*watch, "--alert-command", "/nowhere/at-all")
    assert failing.code == 0
    assert "could not be run" in failing.err


def test_scores_as_a_stream_of_lines(on_node: Cli, node_url: str) -> None:
    command = [
        sys.executable,
        "-m",
        "tao_tui",
        "scores",
        "1",
        "--watch",
        "--blocks",
        "3",
        "--json",
        "-n",
        node_url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(documents) >= 4
    assert all(document["ok"] for document in documents)
    blocks = [document["data"]["block"] for document in documents]
    assert blocks == sorted(blocks)
    assert all(set(document["data"]) >= {"netuid", "block", "epoch", "neurons"} for document in documents)
    text = on_node("scores", "1", "--watch", "--blocks", "1", "--uid", "1")
    assert text.code == 0
    assert text.out.count("Subnet 1, block") >= 2


def test_watch_ends_cleanly_on_ctrl_c(node_url: str) -> None:
    import signal

    command = [sys.executable, "-m", "tao_tui", "scores", "1", "--watch", "--json", "-n", node_url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["ok"] is True
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert all(json.loads(line)["ok"] for line in out.splitlines())
