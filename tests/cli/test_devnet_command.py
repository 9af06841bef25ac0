"""`devnet`, `--network dev` and the tour: nodes as processes of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Cli

pytestmark = pytest.mark.xdist_group("cli-node")

RUN = (sys.executable, "-m", "tao_tui", "devnet", "run", "--port", "0", "--manual", "--scale", "empty")


@pytest.fixture
def running(cli: Cli) -> Iterator[subprocess.Popen[str]]:
    """`devnet run` in the test's own home, serving."""
    process = subprocess.Popen(RUN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_it_says_where_it_serves_until_it_ends(cli: Cli, running: subprocess.Popen[str], name: str) -> None:
    line = first_line(running)
    assert line.startswith("ready ws://127.0.0.1:")
    state = cli.home / "state" / "devnet.json"
    assert json.loads(state.read_bytes()) == {"url": line.split()[1], "pid": running.pid}
    assert cli("status", "-n", "dev", "--json").data["endpoint"] == line.split()[1]
    running.send_signal(signal.Signals[name])
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, "The embedded node stopped.\n")
    assert not state.exists()


def test_stop_ends_it_and_a_crash_leaves_nothing_behind(cli: Cli, running: subprocess.Popen[str]) -> None:
    first_line(running)
    running.kill()
    running.wait()
    assert (cli.home / "state" / "devnet.json").exists()
    assert cli("devnet", "stop", "--json").data == {"stopped": False}


def test_a_second_node_leaves_the_name_to_the_first(cli: Cli, running: subprocess.Popen[str]) -> None:
    url = first_line(running).split()[1]
    second = subprocess.Popen([*RUN, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    document = json.loads(first_line(second))
    assert document["data"]["url"] != url
    second.terminate()
    second.communicate(timeout=60)
    assert second.returncode == 0
    assert json.loads((cli.home / "state" / "devnet.json").read_bytes())["url"] == url


def test_a_node_does_not_outlive_who_started_it(cli: Cli) -> None:
    program = (
        "import os; from tao_tui.cli.invocation.embedded_node import EmbeddedNode\n"
        "with EmbeddedNode(('--manual', '--scale', 'empty')) as node:\n"
        "    print(node.url, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == -signal.SIGKILL
    port = int(done.stdout.rpartition(":")[2])
    deadline = time.monotonic() + 60
    while (cli.home / "state" / "devnet.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_network_dev_starts_a_node_once_and_keeps_it(cli: Cli) -> None:
    try:
        first = cli("status", "-n", "dev", "--json")
        assert first.code == 0
        assert "Starting the embedded node" in first.err
        second = cli("status", "-n", "dev", "--json")
        assert second.err == ""
        assert second.data["genesis"] == first.data["genesis"]
        assert second.data["endpoint"] == first.data["endpoint"]
    finally:
        assert cli("devnet", "stop", "--json").data == {"stopped": True}
    assert cli("devnet", "stop", "--json").data == {"stopped": False}


def test_the_node_of_network_dev_goes_on_after_it_was_killed(cli: Cli) -> None:
    try:
        first = cli("status", "-n", "dev", "--json").data
        pid = json.loads((cli.home / "state" / "devnet.json").read_bytes())["pid"]
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        second = cli("status", "-n", "dev", "--json").data
        assert second["genesis"] == first["genesis"]
        assert second["head"] >= first["head"]
    finally:
        cli("devnet", "stop")


def test_a_chain_is_kept_in_a_file(cli: Cli) -> None:
    file = cli.home / "chain.sqlite"
    command = [sys.executable, "-m", "tao_tui", "devnet", "run", "--port", "0", "--state", str(file)]
    process = subprocess.Popen(
        [*command, "--block-time", "0.05", "--scale", "empty"], stdout=subprocess.PIPE, text=True
    )
    url = first_line(process).split()[1]
    busy = cli("devnet", "run", "--port", "0", "--state", str(file), "--json")
    assert (busy.code, busy.error["code"]) == (2, "state_unusable")
    assert "another node is using it" in busy.error["message"]
    deadline = time.monotonic() + 60
    while cli("status", "-n", url, "--json").data["head"] < 2:
        assert time.monotonic() < deadline
    process.kill()
    process.communicate()
    again = subprocess.Popen([*command, "--manual"], stdout=subprocess.PIPE, text=True)
    assert cli("status", "-n", first_line(again).split()[1], "--json").data["head"] >= 2
    again.terminate()
    again.communicate(timeout=60)
    other = cli("devnet", "run", "--port", "0", "--state", str(file), "--scale", "small", "--json")
    assert (other.code, other.error["code"]) == (2, "state_unusable")
    assert "empty with seed 1" in other.error["message"]


def test_serving_other_machines_is_said(cli: Cli) -> None:
    process = subprocess.Popen(
        [*RUN, "--host", "0.0.0.0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    url = first_line(process).split()[1]
    assert cli("status", "-n", url, "--json").code == 0
    process.terminate()
    _, err = process.communicate(timeout=60)
    assert "Other machines can reach this node at 0.0.0.0" in err
    refused = cli("devnet", "run", "--port", "0", "--host", "no.such.host.invalid", "--json")
    assert (refused.code, refused.error["code"]) == (1, "fault")
    assert "no.such.host.invalid" in refused.error["message"]


def test_two_that_ask_for_the_node_at_once_share_one(cli: Cli) -> None:
    command = [sys.executable, "-m", "tao_tui", "status", "-n", "dev", "--json"]
    try:
        both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        said = [json.loads(process.communicate(timeout=90)[0]) for process in both]
        assert {answer["data"]["endpoint"] for answer in said} == {said[0]["data"]["endpoint"]}
    finally:
        cli("devnet", "stop")


def test_a_port_in_use_is_said(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        answer = cli("devnet", "run", "--port", port, "--json")
        assert (answer.code, answer.error["code"]) == (2, "port_in_use")
        assert port in answer.error["message"]
        assert "--port 0" in answer.error["hint"]
    assert not (cli.home / "state" / "devnet.json").exists()


@pytest.mark.parametrize(
    "line",
    [("--scale", "huge"), ("--manual", "--block-time", "1"), ("--block-time", "0"), ("--port", "70000")],
)
def test_options_that_cannot_be_right(cli: Cli, line: tuple[str, ...]) -> None:
    answer = cli("devnet", "run", *line, "--json")
    assert (answer.code, answer.error["code"]) == (2, "usage")


def test_accounts_are_importable(cli: Cli) -> None:
    for row in cli("devnet", "accounts", "--json").data:
        name = row["name"] + row["uri"].count("/") * "x"
        made = cli("wallet", "import", "--name", name, "--uri", row["uri"], "--no-password", "--json")
        assert made.data["coldkey"] == row["address"]


def test_the_tour_confirms_every_step_on_chain(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("tour")
    done = subprocess.run(
        [sys.executable, "-m", "tao_tui", "demo", "--json"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "TAO_TUI_HOME": str(home), "TMPDIR": str(home)},
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (line,) = done.stdout.splitlines()
    steps = json.loads(line)["data"]["steps"]
    sent = [extrinsic for step in steps for extrinsic in step.get("extrinsics", ())]
    actions = [extrinsic["action"] for extrinsic in sent]
    wanted = [
        "transfer",
        "transfer",
        "stake.add",
        "stake.remove",
        "subnets.register",
        "gov.propose",
        "gov.vote",
    ]
    assert actions == wanted
    assert all(extrinsic["finalized"] for extrinsic in sent)
    assert len(steps[-1]["epochs"]) == 2
    assert list(home.iterdir()) == [], "the tour leaves nothing behind"
