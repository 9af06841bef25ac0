"""async-substrate-interface on the embedded node: queries, maps, runtime calls, a signed transfer, heads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.clients.environment import Environment

SCRIPT = Path(__file__).parent / "scripts" / "async_substrate.py"
TAO = 10**9


def test_it_queries_signs_and_follows(python_client: Callable[[str], Environment], node: str) -> None:
    answer = python_client("async-substrate-interface").run("python", SCRIPT, node)
    assert answer.code == 0, answer.err
    found = json.loads(answer.out)
    assert found["chain"]["result"] == "Bittensor devnet"
    asked = found["queries"]
    assert asked["netuids"] == [0, 1, 2, 3, 4, 5, 6]
    assert (asked["tempo"], asked["deposit"]) == (20, 500)
    sent = found["sent"]
    assert sent["success"] is True
    assert sent["free"] == asked["free"] + TAO
    assert sent["fee"] == sent["quoted"]
    assert ["Balances", "Transfer"] in sent["events"]
    assert sent["events"][-1] == ["System", "ExtrinsicSuccess"]
    first = found["heads"][0]
    assert found["heads"] == [first, first + 1, first + 2]
