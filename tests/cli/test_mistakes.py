"""Mistakes on the line, lost nodes, defects: a sentence, what to do, the right exit code, no traceback."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tao_tui import __version__
from tao_tui.cli import config as config_command
from tests.cli.conftest import Cli

SOMEBODY = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
OTHERS = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("confg",), "Did you mean 'config'?"),
        (("config", "lst"), "Did you mean 'list'"),
        (("--bogus",), "--bogus"),
        (("config", "get"), "NAME"),
        (("stake", "add"), "--netuid"),
        (("config",), "list, get, set, path"),
        (("scores", "seven"), "seven"),
        (("scores", "70000"), "70000"),
        (("scores", "seven"), "not a whole number"),
        (("wallet", "create", "alice"), "a name is given with --name"),
        (("gov", "vote", "1"), "Say --approve or --reject"),
        (("transfer", SOMEBODY, "-1"), "is negative"),
        (("gov", "list", "--decided", "--blocks", "-5"), "-5 is not between 1 and 1000000"),
    ],
)
def test_mistakes_on_the_line(cli: Cli, line: tuple[str, ...], said: str) -> None:
    answer = cli(*line)
    assert answer.code == 2
    assert answer.out == ""
    assert said in answer.err
    assert answer.err.startswith("error: ")
    document = cli(*line, "--json")
    assert document.code == 2
    assert document.error["code"] == "usage"
    assert document.error["hint"]


def test_unknown_network_names_the_known_ones(alice: Cli) -> None:
    for line in (("status",), ("transfer", SOMEBODY, "1", "-w", "alice"), ("subnets", "list")):
        answer = alice(*line, "--network", "finey", "--json")
        assert (answer.code, answer.error["code"]) == (2, "unknown_network")
        assert "finney" in answer.error["hint"]


def test_an_argument_is_judged_before_passwords_and_nodes(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "pw"
    file.write_text("correct horse battery 77")
    made = ("wallet", "import", "--name", "a", "--uri", "//Alice", "--password-file", str(file))
    assert cli(*made).code == 0
    for name, first in (("both", "a"), ("theirs", OTHERS)):
        several = ("--threshold", "2", "--signatories", f"{first},{SOMEBODY}")
        assert cli("wallet", "multisig", "add", "--name", name, *several).code == 0
    line = ("transfer", SOMEBODY, "nan", "-w", "a", "--yes", "-n", "ws://127.0.0.1:1", "--json")
    assert (cli(*line).code, cli(*line).error["code"]) == (2, cli(*line, "--dry-run").error["code"])
    place = ("--netuid", "1", "--hotkey", SOMEBODY)
    for zero in (
        ("transfer", SOMEBODY, "0"),
        ("stake", "add", *place, "--amount", "0"),
        ("stake", "add", *place, "--netuid", "2", "--amount", "0"),
        ("stake", "swap", *place, "--to-netuid", "2", "--amount", "0"),
    ):
        answer = cli(*zero, "-w", "a", "--yes", "-n", "ws://127.0.0.1:1", "--json")
        assert (answer.code, answer.error["code"]) == (2, "zero_amount")
        ways = [
            ("--proxy-for", OTHERS),
            ("--multisig", "both"),
            *([("--shield",)] if zero[0] == "stake" else []),
        ]
        for way in ways:
            answer = cli(*zero, *way, "-w", "a", "--yes", "-n", "ws://127.0.0.1:1", "--json")
            assert (answer.code, answer.error["code"]) == (2, "zero_amount"), (zero, way)
    for wrong, code in (
        (("--proxy-for", "a"), "to_itself"),
        (("--multisig", "none"), "unknown_multisig"),
        (("--multisig", "theirs"), "not_signatory"),
        (("--multisig", "both", "--proxy-for", SOMEBODY), "two_routes"),
    ):
        answer = cli(
            "transfer", SOMEBODY, "1", *wrong, "-w", "a", "--yes", "-n", "ws://127.0.0.1:1", "--json"
        )
        assert answer.error["code"] == code
    absent = ("transfer", SOMEBODY, "1", "-w", "a", "--yes", "-n", "ws://127.0.0.1:1", "--json")
    answer = cli(*absent, "--password-file", str(tmp_path / "none"))
    assert answer.code == 2
    assert "none" in answer.error["message"]


def test_no_node_there(alice: Cli) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"ws://127.0.0.1:{free.getsockname()[1]}"
        for line in (
            ("status",),
            ("transfer", SOMEBODY, "1", "-w", "alice", "--yes"),
            ("activity", "resume"),
        ):
            answer = alice(*line, "--network", url, "--json")
            assert (answer.code, answer.error["code"]) == (4, "node_unreachable")
            assert url in answer.error["message"]
    assert alice("activity", "list", "--json").data == []


def test_a_defect_keeps_its_traceback_private(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(run: object) -> None:
        secret = "do not tell"  # noqa: F841 - what must not be in the file
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(config_command, "_rows", broken)
    answer = cli("config", "list", "--json")
    assert (answer.code, answer.error["code"]) == (1, "fault")
    (kept,) = cli.faults()
    assert str(kept) in answer.error["hint"]
    assert "ZeroDivisionError" in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_help_of_every_command(cli: Cli) -> None:
    from tao_tui.cli.commands.lazy import LazyGroup
    from tao_tui.cli.entry import root

    def paths(group: LazyGroup, before: tuple[str, ...]) -> list[tuple[str, ...]]:
        found = [before]
        assert sorted(group.list_commands(None)) == sorted(group.entries), (
            before
        )  # none left out of a section
        for name in group.list_commands(None):
            command = group.get_command(None, name)
            below = paths(command, (*before, name)) if isinstance(command, LazyGroup) else [(*before, name)]
            found += below
        return found

    lines = paths(root(), ())
    assert len(lines) > 35
    for line in lines:
        answer = cli(*line, "--help")
        assert answer.code == 0, line
        assert answer.out.startswith(f"Usage: {' '.join(('tao-tui', *line))} "), line
        assert max(map(len, answer.out.splitlines())) <= 100, line


def test_a_reader_that_goes_away_is_no_error() -> None:
    program = f"{sys.executable} -m tao_tui schema | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout in ("{0\n", "{141\n")


def test_what_is_asked_for_is_done_also_when_nobody_reads_what_is_said_of_it(alice: Cli) -> None:
    """As with `2>&1 | head -1`: the exit code tells what became of it."""
    read, write = os.pipe()
    os.close(read)
    line = [sys.executable, "-m", "tao_tui", "wallet", "rules", "set", "--wallet", "alice", "--yes"]
    try:
        for amount, code in (("5", 0), ("nonsense", 2)):
            done = subprocess.run([*line, "--per-day", amount], stderr=write, check=False, timeout=60)
            assert done.returncode == code
    finally:
        os.close(write)
    assert alice("wallet", "rules", "show", "--wallet", "alice", "--json").data["per_day_rao"] == 5 * 10**9


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_closed_streams_are_no_defect(cli: Cli, closed: str) -> None:
    for line in ("config list", "config lst", "config list --json"):
        done = subprocess.run(["bash", "-c", f"{sys.executable} -m tao_tui {line} {closed}"], check=False)
        assert done.returncode == (2 if line == "config lst" else 0)
    assert cli.faults() == []


def test_a_full_disk_is_told_and_told_once() -> None:
    for line in ("config list", "config list --json"):
        command = f"{sys.executable} -m tao_tui {line} > /dev/full"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith("error: Standard output cannot be written: No space left")
        assert "Traceback" not in done.stderr


def test_the_version_is_an_answer_like_any_other(cli: Cli) -> None:
    assert cli("--version", "--json").data == cli("--json", "-V").data == {"version": __version__}
    assert cli("--version", "--network", "nonsense").out == f"tao-tui {__version__}\n"


@pytest.mark.parametrize("seconds", [0.05, 0.08, 0.12])
def test_ctrl_c_while_starting_is_clean(seconds: float) -> None:
    # “up” is said from within the door: before it, ctrl-c is this little program's own matter.
    program = (
        "import sys, tao_tui.__main__ as door; run = door._run;"
        "door._run = lambda: (print('up', flush=True), run())[1]; sys.exit(door.main())"
    )
    command = [sys.executable, "-c", program, "config", "list"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.readline()
    time.sleep(seconds - 0.04)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    assert "Traceback" not in err


DROPPED = """
import sys, threading, time, weakref, tao_tui.__main__ as door

def interrupted(*_):
    raise KeyboardInterrupt

class Dying:
    __del__ = interrupted

def run():
    print("said before")
    if sys.argv[1] == "del":
        Dying()
    else:
        dead = type("Dead", (), {{}})()
        seen = weakref.ref(dead, interrupted)
        del dead
    {waiting}
    return 0

door._run = run
sys.exit(door.main())
"""


@pytest.mark.parametrize("where", ["del", "weakref"])
@pytest.mark.parametrize(
    "waiting",
    ["sys.stdin.read()", "while True: pass", "import asyncio; asyncio.run(asyncio.sleep(600))"],
    ids=["blocked", "busy", "loop"],
)
def test_ctrl_c_where_python_drops_it_is_heard_all_the_same(where: str, waiting: str) -> None:
    command = [sys.executable, "-c", DROPPED.format(waiting=waiting), where]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    code = process.wait(60)
    out, err = process.communicate()
    assert (code, out, err) == (130, "said before\n", "\nInterrupted.\n")


def test_what_else_python_drops_is_told() -> None:
    program = DROPPED.format(waiting="").replace("raise KeyboardInterrupt", "raise ZeroDivisionError")
    done = subprocess.run(
        [sys.executable, "-c", program, "del"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0
    assert "Exception ignored in" in done.stderr
    assert "ZeroDivisionError" in done.stderr


def test_ctrl_c_while_connecting_is_clean() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        command = [
            sys.executable,
            "-m",
            "tao_tui",
            "status",
            "-n",
            f"ws://127.0.0.1:{silent.getsockname()[1]}",
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        silent.settimeout(60)
        connection, _ = silent.accept()
        connection.recv(1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        connection.close()
    assert process.returncode == 130
    assert out == ""
    assert err.strip() == "Interrupted."
