"""Lent stake, takes, auto-stake and proxies as they stand."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.chain.query import Variant
from tao_tui.errors import Unsupported
from tao_tui.reads.proxies import deposit_for, read_proxies
from tao_tui.reads.validators.relations import WHOLE, Lent, read_relations
from tao_tui.reads.validators.takes import ppm, read_takes
from tests.reads.fake import ALICE, BOB, HOTKEY, NOBODY, OTHER, FakeClient

LENT: dict[str, Any] = {
    f"ChildKeys({HOTKEY}, 1)": [(WHOLE // 4, OTHER)],
    f"ParentKeys({HOTKEY}, 1)": [(WHOLE, BOB)],
    f"PendingChildKeys(1, {HOTKEY})": ([], 1_500),
    f"ChildkeyTake({HOTKEY}, 1)": 100,
    "MinChildkeyTakePerSubnet(1)": 655,
    "MaxChildkeyTake": 11_796,
    "TxChildkeyTakeRateLimit": 5_000,
    f"TransactionKeyLastBlock({HOTKEY}, 1, 0)": 990,
    f"TransactionKeyLastBlock({HOTKEY}, 1, 1)": 10,
}


async def test_relations_tell_children_parents_what_waits_and_when_it_may_change() -> None:
    client = FakeClient(LENT)
    lent, idle = (await read_relations(client, [HOTKEY], [0, 1, 2])).data  # type: ignore[arg-type]
    assert lent.children == (Lent(OTHER, WHOLE // 4),)
    assert (lent.children[0].ppm, lent.parents[0].ppm, lent.kept_ppm) == (250_000, 1_000_000, 750_000)
    assert lent.pending is not None
    assert (lent.pending.children, lent.pending.from_block) == ((), 1_500)
    assert (lent.settable_at, lent.take_raisable_at) == (1_140, 5_010)
    # A subnet's least take stands above a lower one that was chosen.
    assert (lent.take, lent.take_min, lent.take_max) == (655, 655, 11_796)
    assert (idle.netuid, idle.is_empty, idle.settable_at, idle.kept_ppm) == (2, True, 0, 1_000_000)
    assert len(client.batches) == 1


async def test_runtimes_without_children_say_so() -> None:
    client = FakeClient(LENT, missing={"SubtensorModule.set_children"})
    with pytest.raises(Unsupported, match="no child hotkeys"):
        await read_relations(client, [HOTKEY], [1])  # type: ignore[arg-type]


async def test_takes_have_bounds_and_a_wait_wherever_the_runtime_notes_it() -> None:
    answers = {
        f"Owner({HOTKEY})": ALICE,
        "Owner": NOBODY,
        f"Delegates({HOTKEY})": 5_898,
        "MaxDelegateTake": 11_796,
        "TxDelegateTakeRateLimit": 216_000,
        f"LastTxBlockDelegateTake({HOTKEY})": 7,
        "LastRateLimitedBlock": lambda key: 900 if key == Variant("LastTxBlockDelegateTake", HOTKEY) else 0,
    }
    mine, unknown = (await read_takes(FakeClient(answers), [HOTKEY, OTHER])).data  # type: ignore[arg-type]
    assert (mine.owner, mine.take, mine.changed_at) == (ALICE, 5_898, 900)
    assert (mine.take_ppm, mine.raisable_at) == (89_998, 216_901)
    assert (unknown.owner, unknown.changed_at, unknown.raisable_at) == (None, None, 0)
    assert ppm(11_796) == 179_995


async def test_proxies_and_what_is_reserved_for_them() -> None:
    client = FakeClient(
        {
            f"Proxies({ALICE})": ([{"delegate": BOB, "proxy_type": "Any", "delay": 3}], 93_000_000),
            f"Announcements({BOB})": (
                [
                    {"real": who, "call_hash": f"0x{number:064x}", "height": 990}
                    for number, who in enumerate((OTHER, ALICE))
                ],
                0,
            ),
        },
        constants={
            "Proxy.ProxyDepositBase": 60_000_000,
            "Proxy.ProxyDepositFactor": 33_000_000,
            "Proxy.MaxProxies": 20,
        },
    )
    found = (await read_proxies(client, ALICE)).data  # type: ignore[arg-type]
    assert [(each.delegate, each.proxy_type, each.delay) for each in found.proxies] == [(BOB, "Any", 3)]
    assert [(each.delegate, int(each.call_hash, 16), each.block) for each in found.announced] == [
        (BOB, 1, 990)
    ]
    assert (found.deposit, found.most) == (deposit_for(client.runtime, 1), 20)  # type: ignore[arg-type]
    assert deposit_for(client.runtime, 0).rao == 0  # type: ignore[arg-type]
