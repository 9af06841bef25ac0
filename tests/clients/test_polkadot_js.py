"""@polkadot/api on the embedded node: connects, reads, subscribes, signs and sends, and hears why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.clients.environment import Environment

SCENARIO = Path(__file__).parent / "polkadot_js" / "scenario.mjs"
TAO = 10**9
OWN_EVENTS = [
    "balances.Withdraw",
    "balances.Transfer",
    "balances.Deposit",
    "balances.Deposit",
    "transactionPayment.TransactionFeePaid",
    "system.ExtrinsicSuccess",
]


def test_it_connects_subscribes_signs_and_sends(npm_client: Callable[[str], Environment], node: str) -> None:
    environment = npm_client("polkadot_js")
    # Packages are looked up beside the script.
    script = environment.folder / SCENARIO.name
    script.write_text(SCENARIO.read_text())
    answer = environment.run("node", script, node)
    assert answer.code == 0, answer.err
    found = json.loads(answer.out)
    assert (found["chain"], found["decimals"]) == ("Bittensor devnet", [9])
    first = found["heads"][0]
    assert found["heads"][:3] == [first, first + 1, first + 2]
    assert found["netuids"] == [0, 1, 2, 3, 4, 5, 6]
    assert found["tempo"] == 20
    assert found["gained"] == str(TAO)
    assert int(found["balances"][-1]) - int(found["balances"][0]) == TAO
    assert 50_000 < int(found["quoted"]) < 1_000_000
    sent = [
        event for event in found["sent"]["events"] if event not in ("system.NewAccount", "balances.Endowed")
    ]
    assert sent == OWN_EVENTS
    assert set(OWN_EVENTS) <= set(found["heard"])
    assert "Transaction is outdated" in found["refused"]
