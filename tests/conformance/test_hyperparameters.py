"""A subnet's rules are set by its owner where the runtime lets owners, and by root."""

from __future__ import annotations

import pytest

from tests.conformance.chain import Chain
from tests.conformance.conftest import Subnet, found_subnet, let_owners_set

OWNERS = [
    ("immunity_period", "ImmunityPeriod", 4_321),
    ("min_allowed_weights", "MinAllowedWeights", 1),
    ("serving_rate_limit", "ServingRateLimit", 44),
]


@pytest.mark.parametrize(("name", "item", "value"), OWNERS, ids=lambda value: str(value))
async def test_the_owner_sets_what_is_the_owners(
    chain: Chain, subnet: Subnet, name: str, item: str, value: int
) -> None:
    await let_owners_set(chain)
    await chain.do(subnet.owner, f"AdminUtils.sudo_set_{name}", netuid=subnet.netuid, **{name: value})
    assert await chain.get(f"SubtensorModule.{item}", subnet.netuid) == value


async def test_strangers_set_nothing(chain: Chain, subnet: Subnet) -> None:
    stranger = await chain.account(1)
    failed = await chain.fails(
        stranger, "AdminUtils.sudo_set_immunity_period", netuid=subnet.netuid, immunity_period=1
    )
    assert failed == "System.BadOrigin"


async def test_some_rules_are_roots_alone(chain: Chain, subnet: Subnet) -> None:
    rule = {"netuid": subnet.netuid, "max_registrations_per_block": 63}
    call = "AdminUtils.sudo_set_max_registrations_per_block"
    assert await chain.fails(subnet.owner, call, **rule) == "System.BadOrigin"
    await chain.as_root(call, **rule)
    assert await chain.get("SubtensorModule.MaxRegistrationsPerBlock", subnet.netuid) == 63


async def test_an_owner_is_told_when_it_may_change_something(chain: Chain) -> None:
    chain.needs_storage("SubtensorModule.OwnerHyperparamRateLimit")
    await let_owners_set(chain)
    subnet = await found_subnet(chain)
    await chain.as_root("AdminUtils.sudo_set_owner_hparam_rate_limit", epochs=2)
    where = {"netuid": subnet.netuid, "name": "min_allowed_weights"}
    await chain.act(subnet.owner, "subnets.set", **where, value="2")
    assert await chain.declines(subnet.owner, "subnets.set", **where, value="3") == "too_early"
    call = "AdminUtils.sudo_set_min_allowed_weights"
    failed = await chain.fails(subnet.owner, call, netuid=subnet.netuid, min_allowed_weights=3)
    assert failed == "SubtensorModule.TxRateLimitExceeded"
    other = {"netuid": subnet.netuid, "name": "bonds_penalty", "value": "65535"}
    tempo = int(await chain.get("SubtensorModule.Tempo", subnet.netuid))
    await chain.as_root("AdminUtils.sudo_set_admin_freeze_window", window=tempo + 1)
    assert await chain.declines(subnet.owner, "subnets.set", **other) == "frozen"
    call = "AdminUtils.sudo_set_bonds_penalty"
    failed = await chain.fails(subnet.owner, call, netuid=subnet.netuid, bonds_penalty=65_535)
    assert failed == "SubtensorModule.AdminActionProhibitedDuringWeightsWindow"
    await let_owners_set(chain)
    await chain.act(subnet.owner, "subnets.set", **other)
    (caution,) = (await chain.reviewed(subnet.owner, "subnets.set", **{**other, "name": "kappa"})).warnings
    assert caution.code == "root_only"
    failed = await chain.fails(subnet.owner, "AdminUtils.sudo_set_kappa", netuid=subnet.netuid, kappa=65_535)
    assert failed.endswith("BadOrigin")
