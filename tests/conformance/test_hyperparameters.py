"""A subnet's rules are set by its owner where the runtime lets owners, and by root."""

from __future__ import annotations

import pytest

from tests.conformance.chain import Chain
from tests.conformance.conftest import Subnet

OWNERS = [
    ("immunity_period", "ImmunityPeriod", 4_321),
    ("min_allowed_weights", "MinAllowedWeights", 1),
    ("serving_rate_limit", "ServingRateLimit", 44),
]


async def let_owners_set(chain: Chain) -> None:
    """No window before an epoch in which owners may change nothing, no wait between two changes."""
    if chain.offers("AdminUtils.sudo_set_admin_freeze_window"):
        await chain.as_root("AdminUtils.sudo_set_admin_freeze_window", window=0)
    if chain.offers("AdminUtils.sudo_set_owner_hparam_rate_limit"):
        await chain.as_root("AdminUtils.sudo_set_owner_hparam_rate_limit", epochs=0)


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
