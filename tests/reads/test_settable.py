"""What can be set on a subnet: with the chain's list of values, and where it lists none."""

from __future__ import annotations

import pytest

from tao_tui.errors import UsageError
from tao_tui.reads.subnets.settable import read_settable, sets_one_value
from tests.reads.fake import FakeClient, FakeRuntime

VALUES = ("netuid", "value")
LISTS = {f"SubnetInfoRuntimeApi.get_subnet_hyperparams{edition}" for edition in ("", "_v2", "_v3")}


def setting(*names: str) -> dict[str, tuple[str, ...]]:
    return {f"sudo_set_{name}": VALUES for name in names}


async def test_a_runtime_that_lists_no_values_still_has_names() -> None:
    client = FakeClient({"NetworksAdded(1)": True}, missing=LISTS, arguments=setting("rho", "max_burn"))
    found = (await read_settable(client, 1)).data  # type: ignore[arg-type]
    assert {each.name: each.value for each in found if each.name in ("rho", "max_burn")} == {
        "rho": None,
        "max_burn": None,
    }
    with pytest.raises(UsageError, match="no subnet 9"):
        await read_settable(client, 9)  # type: ignore[arg-type]


async def test_the_owners_come_first_and_root_may_set_the_rest() -> None:
    told = {"get_subnet_hyperparams_v3": [
        {"name": "kappa", "value": {"U16": 32_767}}, {"name": "min_burn", "value": {"TaoBalance": 5}},
        {"name": "yuma_version", "value": {"U16": 3}},
    ]}  # fmt: skip
    arguments = {**setting("kappa", "min_burn"), "sudo_set_yuma_version": ("netuid",)}
    found = (await read_settable(FakeClient(told, arguments=arguments), 1)).data  # type: ignore[arg-type]
    kappa, burn = (next(each for each in found if each.name == name) for name in ("kappa", "min_burn"))
    assert (kappa.owners, burn.owners, found[-1]) == (False, True, kappa)
    assert "yuma_version" not in {each.name for each in found}, "there is no call that sets it"


def test_a_call_of_more_values_than_one_sets_nothing_alone() -> None:
    runtime = FakeRuntime(arguments={"sudo_set_alpha_values": ("netuid", "low", "high")})
    assert not sets_one_value(runtime, "alpha_values")  # type: ignore[arg-type]
