"""What a command says about its connection while a person waits."""

from __future__ import annotations

import time

import pytest

from tao_tui.chain.connection.state import ConnectionState, Phase
from tao_tui.cli.invocation.run import Run


@pytest.mark.parametrize(
    ("phase", "wait", "said"),
    [
        ("switching", None, "looking for another connection than wss://node.example: It was lost.\n"),
        ("stale", None, "wss://node.example stale for 0 s: It was lost.\n"),
        ("live", 31.0, "connected to wss://node.example; trying again in 31 s: It was lost.\n"),
        ("live", None, ""),
        ("closed", None, ""),
    ],
)
def test_what_is_waited_for_is_said(
    capsys: pytest.CaptureFixture[str], phase: Phase, wait: float | None, said: str
) -> None:
    now = time.monotonic()
    until = None if wait is None else now + wait
    Run()._say_state(ConnectionState(phase, "wss://node.example", "It was lost.", now, until))
    assert capsys.readouterr() == ("", said)
