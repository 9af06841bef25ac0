"""The network's state and its halvings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.reads.network import SUPPLY_RAO, emission_at, read_status
from tests.reads.fake import FakeClient

TAO = 10**9


@pytest.mark.parametrize(
    ("issued_tao", "emission", "halving_tao"),
    [
        (0, 10**9, 10_500_000),
        (10_499_999, 10**9, 10_500_000),
        (10_500_000, 500_000_000, 15_750_000),
        (15_750_000, 250_000_000, 18_375_000),
        (21_000_000, 0, 21_000_000),
    ],
)
def test_halvings(issued_tao: int, emission: int, halving_tao: int) -> None:
    assert emission_at(issued_tao * TAO) == (emission, halving_tao * TAO)


@given(st.integers(0, SUPPLY_RAO - 1))
def test_the_next_halving_lies_ahead(issued: int) -> None:
    emission, halving = emission_at(issued)
    assert issued < halving <= SUPPLY_RAO
    assert emission_at(halving)[0] in (emission // 2, 0)


async def test_status_in_one_batch() -> None:
    client = FakeClient({"TotalIssuance": 4 * TAO, "TotalStake": TAO, "TotalNetworks": 3})
    status = (await read_status(client)).data  # type: ignore[arg-type]
    assert (status.staked_ppm, status.finality_lag, status.subnets) == (250_000, 2, 3)
    assert len(client.batches) == 1
