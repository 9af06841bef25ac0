"""The child process from outside: what it loads, what it may do, when it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tao_tui.wallet import KeyRef, WalletFolder, confinement
from tao_tui.wallet.agent import wire

COMMAND = [sys.executable, "-P", "-s", "-m", "tao_tui.wallet.agent.process"]
NETWORK = {
    "socket",
    "_socket",
    "ssl",
    "_ssl",
    "asyncio",
    "select",
    "http.client",
    "urllib.request",
    "websockets",
}


def unlock(key: KeyRef, **changed: Any) -> wire.Message:
    log = key.path.parent.parent / "signed" / f"{key.address}.log"
    return {
        "purpose": "sign",
        "path": str(key.path),
        "password": None,
        "address": key.address,
        "log": str(log),
        "lifetime": 30.0,
    } | changed


def message(text: str) -> bytes:
    return wire.encode({"do": "message", "text": text})


def converse(*questions: bytes) -> tuple[list[wire.Message], int]:
    """Everything the process answers to these bytes, and how it ended."""
    run = subprocess.run(COMMAND, input=b"".join(questions), capture_output=True, timeout=60, check=False)
    answers, rest = [], run.stdout
    while rest:
        length = wire.body_length(rest[:4])
        answers.append(wire.decode(rest[4 : 4 + length]))
        rest = rest[4 + length :]
    return answers, run.returncode


def test_it_answers_and_ends_when_the_pipe_closes(alice: KeyRef) -> None:
    answers, code = converse(wire.encode(unlock(alice)), message("x"), message(""))
    assert code == 0
    assert (answers[0]["address"], answers[0]["crypto_type"]) == (alice.address, 1)
    assert 0 < answers[0]["seconds_left"] <= 30
    assert [len(answer["signature"]) for answer in answers[1:]] == [128, 128]


@pytest.mark.parametrize(
    "noise", [b"", b"\0", b"\xff\xff\xff\xff", wire.HEADER.pack(3) + b"[1]", wire.HEADER.pack(9) + b"cut"]
)
def test_noise_ends_it_without_an_answer(noise: bytes) -> None:
    answers, code = converse(noise)
    assert answers == []
    assert code in (0, 1)


def test_told_to_lock_it_answers_and_ends(alice: KeyRef) -> None:
    answers, code = converse(wire.encode(unlock(alice)), wire.encode({"do": "lock"}), message("x"))
    assert (len(answers), answers[1], code) == (2, {}, 0)


def test_asking_for_a_signature_over_bytes_is_no_question(alice: KeyRef) -> None:
    answers, code = converse(wire.encode(unlock(alice)), wire.encode({"do": "sign", "payload": "00" * 32}))
    assert len(answers) == 1
    assert code != 0


def test_noise_after_unlocking_signs_nothing(alice: KeyRef) -> None:
    for noise in ({"do": "nothing"}, {"do": "message"}, {"do": "runtime", "runtime": {}}, {}):
        answers, _ = converse(wire.encode(unlock(alice)), wire.encode(noise), message("x"))
        assert len(answers) == 1


def test_a_lifetime_of_nothing_is_no_eternity(alice: KeyRef) -> None:
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin is not None
    process.stdin.write(wire.encode(unlock(alice, lifetime=0)))
    process.stdin.flush()
    assert process.wait(timeout=60) == -signal.SIGALRM
    process.stdin.close()


@pytest.mark.parametrize("asleep_for", [10, 31])
def test_a_key_does_not_outlive_a_sleep_of_the_machine(alice: KeyRef, asleep_for: int) -> None:
    asleep = """
import sys
from tao_tui.wallet import confinement
from tao_tui.wallet.agent import process as agent_process
clock = confinement.passed
receive = agent_process._receive
def wake_after(seconds):
    confinement.passed = lambda: clock() + seconds
    return receive()
asks = iter([receive, lambda: wake_after(float(sys.argv[1]))])
agent_process._receive = lambda: next(asks)()
sys.exit(agent_process.main())
"""
    run = subprocess.run(
        [sys.executable, "-P", "-s", "-c", asleep, str(asleep_for)],
        input=wire.encode(unlock(alice)) + message("x"),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == confinement.SLEPT
    assert b"signature" not in run.stdout
    assert b"address" in run.stdout


def test_the_interrupt_key_does_not_end_it(alice: KeyRef) -> None:
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(wire.encode(unlock(alice)))
    process.stdin.flush()
    assert process.stdout.read(4)
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(message("x"), timeout=60)
    assert b"signature" in rest
    assert process.returncode == 0


INSIDE = """
import ctypes, json, os, resource, sys
from tao_tui.wallet.agent import process as agent_process
libc = ctypes.CDLL(None)
agent_process.main()
loaded = sorted(sys.modules)
def errno_of(action):
    try:
        action()
    except OSError as error:
        return error.errno
    return 0
report = {
    "loaded": loaded,
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "open": errno_of(lambda: os.open("/dev/null", os.O_RDONLY)),
    "pipe": errno_of(os.pipe),
    "dumpable": libc.prctl(3, 0, 0, 0, 0) if sys.platform == "linux" else 0,
}
os.write(2, json.dumps(report).encode())
"""


def inside(key: KeyRef, password: str | None) -> dict[str, Any]:
    """What holds inside the process after it has opened `key` and signed with it."""
    run = subprocess.run(
        [sys.executable, "-P", "-s", "-c", INSIDE],
        input=wire.encode(unlock(key, password=password)) + message("x"),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert b"signature" in run.stdout
    report: dict[str, Any] = json.loads(run.stderr)
    return report


def test_no_network_no_core_dump_and_no_new_descriptor_inside(alice: KeyRef) -> None:
    report = inside(alice, None)
    assert NETWORK.isdisjoint(report["loaded"])
    assert report["core"] == [0, 0]
    assert report["open"] == report["pipe"] == 24  # EMFILE; a socket needs a descriptor just as these do
    assert report["dumpable"] == 0


@pytest.mark.xdist_group("derivation")
def test_no_network_module_is_needed_for_an_encrypted_key_either(golden: Path) -> None:
    report = inside(WalletFolder(golden / "bittensor11").coldkey("ed"), "Test-pass-1!")
    assert NETWORK.isdisjoint(report["loaded"])
    assert "nacl.secret" in report["loaded"]


def test_a_hole_in_the_network_test_would_be_seen() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import asyncio, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not NETWORK.isdisjoint(loaded.stdout.split())
