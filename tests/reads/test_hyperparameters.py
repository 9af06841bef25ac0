"""Hyperparameters from whichever list the runtime has."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.errors import Unsupported, UsageError
from tao_tui.reads.rows import as_row
from tao_tui.reads.subnets.hyperparameters import read_hyperparameters
from tests.reads.fake import FakeClient

V3 = "SubnetInfoRuntimeApi.get_subnet_hyperparams_v3"
V2 = "SubnetInfoRuntimeApi.get_subnet_hyperparams_v2"


async def shown(client: FakeClient) -> dict[str, tuple[int | bool, str]]:
    return {each.name: (each.value, each.text) for each in (await read_hyperparameters(client, 1)).data}  # type: ignore[arg-type]


def entry(name: str, **value: Any) -> dict[str, Any]:
    return {"name": name, "value": value}


async def test_the_open_list_of_the_newest_runtimes() -> None:
    answer = [
        entry("kappa", U16=32_767),
        entry("min_burn", TaoBalance=500_000),
        entry("burn_increase_mult", U64F64={"bits": 126 * (1 << 64) // 100}),
        entry("registration_allowed", Bool=False),
        entry("never_seen_before", U64=1_234_567),
        entry("alpha_sigmoid_steepness", I32F32={"bits": -10 << 32}),
    ]
    assert await shown(FakeClient({"get_subnet_hyperparams_v3": answer})) == {
        "kappa": (32_767, "32767 (50.0 %)"),
        "min_burn": (500_000, "0.000500000 τ"),
        "burn_increase_mult": (126 * (1 << 64) // 100, "1.26"),
        "registration_allowed": (False, "no"),
        "never_seen_before": (1_234_567, "1,234,567"),
        "alpha_sigmoid_steepness": (-10 << 32, "-10"),
    }


async def test_the_fixed_list_of_older_ones() -> None:
    answer = {"tempo": 360, "max_burn": 10**11, "alpha_sigmoid_steepness": {"bits": 1000 << 32}, "yes": True}
    found = await shown(FakeClient({"get_subnet_hyperparams_v2": answer}, missing={V3}))
    assert found["tempo"] == (360, "360")
    assert found["max_burn"][1] == "100.000000000 τ"
    assert found["alpha_sigmoid_steepness"][1] == "1000"
    assert found["yes"] == (True, "yes")
    assert as_row(found) is not None


async def test_unknown_subnets_and_runtimes() -> None:
    with pytest.raises(UsageError):
        await read_hyperparameters(FakeClient(), 1)  # type: ignore[arg-type]
    with pytest.raises(Unsupported):
        await read_hyperparameters(FakeClient(missing={"SubnetInfoRuntimeApi"}), 1)  # type: ignore[arg-type]
