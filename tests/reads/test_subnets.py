"""The list of subnets: one batch on the newest runtime, two where prices or schedules need asking."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.amounts import Alpha, Tao
from tao_tui.errors import UsageError
from tao_tui.reads.rows import as_row
from tao_tui.reads.subnets.market import read_subnet, read_subnets
from tests.reads.fake import ALICE, BOB, FakeClient

TAU = "𝜏".encode()


def pool(netuid: int, **fields: Any) -> dict[str, Any]:
    """A decoded DynamicInfo."""
    return {
        "netuid": netuid,
        "owner_hotkey": BOB,
        "owner_coldkey": ALICE,
        "subnet_name": list(b"apex"),
        "token_symbol": list(TAU),
        "tempo": 360,
        "last_step": 700,
        "blocks_since_last_step": 300,
        "emission": 0,
        "alpha_in": 4_000,
        "alpha_out": 9_000,
        "tao_in": 2_000,
        "alpha_out_emission": 10**9,
        "alpha_in_emission": 5,
        "tao_in_emission": 250_000_000,
        "subnet_volume": 77,
        "network_registered_at": 5,
        "subnet_identity": None,
        "moving_price": {"bits": 1 << 31},
        **fields,
    }


def sizes(netuid: int, **fields: Any) -> dict[str, Any]:
    """The part of a decoded SubnetInfo that is used."""
    return {"netuid": netuid, "subnetwork_n": 12, "max_allowed_uids": 256, "burn": 10**8, **fields}


def world(**more: Any) -> dict[str, Any]:
    return {
        "get_all_dynamic_info": [pool(0, subnet_name=list(b"root")), pool(1), None],
        "get_subnets_info": [sizes(0), sizes(1), None],
        "current_alpha_price_all": [{"netuid": 0, "price": 10**9}, {"netuid": 1, "price": 500_000_000}],
        "LastEpochBlock(1)": 900,
        "PendingEpochAt(1)": 0,
        **more,
    }


async def test_one_batch_and_every_field_of_the_contract() -> None:
    client = FakeClient(world())
    reading = await read_subnets(client)  # type: ignore[arg-type]
    assert len(client.batches) == 1
    root, first = reading.data
    assert (root.price_rao, root.blocks_to_epoch) == (10**9, None)
    assert first.name == "apex"
    assert first.symbol == "𝜏"
    assert first.emission == Tao(250_000_000)
    assert first.alpha_in == Alpha(4_000)
    assert first.blocks_to_epoch == 260
    row = as_row(first)
    assert isinstance(row, dict)
    required = (
        "netuid name symbol price_rao tao_in_rao alpha_in_rao alpha_out_rao emission_rao tempo neurons "
        "max_neurons owner registration_cost_rao blocks_to_epoch"
    )
    assert set(required.split()) <= set(row)
    assert (row["registration_cost_rao"], row["neurons"], row["max_neurons"]) == (10**8, 12, 256)


async def test_a_pending_epoch_comes_first() -> None:
    client = FakeClient(world(**{"PendingEpochAt(1)": 1010}))
    assert (await read_subnets(client)).data[1].blocks_to_epoch == 10  # type: ignore[arg-type]


async def test_older_runtimes_ask_for_prices_in_a_second_batch_and_count_epochs_by_number() -> None:
    missing = {"SwapRuntimeApi.current_alpha_price_all", "SubtensorModule.LastEpochBlock"}
    client = FakeClient(world(**{"current_alpha_price(1)": 42}), missing=missing)
    root, first = (await read_subnets(client)).data  # type: ignore[arg-type]
    assert len(client.batches) == 2
    assert first.price_rao == 42
    # (1000 + 1 + 1) mod 361 = 280, so 80 blocks are left; root steps too by that rule.
    assert first.blocks_to_epoch == 80
    assert root.blocks_to_epoch == 81
    assert not any(item.item == "LastEpochBlock" for item in client.batches[0] if hasattr(item, "item"))


async def test_runtimes_without_a_swap_price_by_their_reserves() -> None:
    missing = {"SwapRuntimeApi"}
    answers = world(**{"SubnetTAO(1)": 300, "SubnetAlphaIn(1)": 400, "SubnetMechanism(1)": 1})
    assert (await read_subnets(FakeClient(answers, missing=missing))).data[1].price_rao == 750_000_000  # type: ignore[arg-type]


async def test_netuids_beyond_the_usual_are_scheduled_too() -> None:
    answers = world(
        get_all_dynamic_info=[pool(300)],
        get_subnets_info=[sizes(300)],
        current_alpha_price_all=[{"netuid": 300, "price": 7}],
        **{"LastEpochBlock(300)": 999},
    )
    client = FakeClient(answers)
    assert (await read_subnets(client)).data[0].blocks_to_epoch == 359  # type: ignore[arg-type]
    assert len(client.batches) == 2


async def test_hostile_names_become_clean() -> None:
    name = list("\x1b[31mred\u202egnp".encode())
    client = FakeClient(world(get_all_dynamic_info=[pool(1, subnet_name=name)]))
    shown = (await read_subnets(client)).data[0].name  # type: ignore[arg-type]
    assert shown == "[31mredgnp"


async def test_one_subnet_and_an_unknown_one() -> None:
    answers = {"get_dynamic_info(1)": pool(1), "get_subnet_info(1)": sizes(1), "current_alpha_price(1)": 9}
    client = FakeClient(answers)
    assert (await read_subnet(client, 1)).data.price_rao == 9  # type: ignore[arg-type]
    assert len(client.batches) == 1
    with pytest.raises(UsageError) as refused:
        await read_subnet(client, 2)  # type: ignore[arg-type]
    assert refused.value.code == "unknown_subnet"


async def test_a_runtime_that_cannot_list_is_read_from_storage() -> None:
    kept = {
        "NetworksAdded(0)": True, "NetworksAdded(7)": True, "Tempo(7)": 360, "TokenSymbol(7)": "η",
        "SubnetTAO(7)": 3_000, "SubnetAlphaIn(7)": 4_000, "SubnetOwner(7)": ALICE, "SubnetworkN(7)": 12,
        "MaxAllowedUids(7)": 256, "Burn(7)": 5_000, "SubnetMechanism(7)": 1, "current_alpha_price_all": [],
        "current_alpha_price(7)": 750_000_000,
    }  # fmt: skip
    client = FakeClient(kept, missing={"SubnetInfoRuntimeApi"})
    root, seven = (await read_subnets(client)).data  # type: ignore[arg-type]
    assert (root.netuid, root.price_rao) == (0, 10**9)
    assert (seven.netuid, seven.symbol, seven.price_rao) == (7, "η", 750_000_000)
    assert (seven.tao_in, seven.alpha_in, seven.owner) == (Tao(3_000), Alpha(4_000), ALICE)
    assert (seven.neurons, seven.max_neurons, seven.registration_cost) == (12, 256, Tao(5_000))
    assert (await read_subnet(client, 7)).data == seven  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        await read_subnet(client, 8)  # type: ignore[arg-type]


async def test_before_pools_every_subnet_is_priced_in_tao() -> None:
    older = {"SubnetInfoRuntimeApi", "SwapRuntimeApi", "SubtensorModule.SubnetAlphaIn"}
    client = FakeClient({"NetworksAdded(3)": True, "Tempo(3)": 99}, missing=older)
    assert [row.price_rao for row in (await read_subnets(client)).data] == [10**9, 10**9]  # type: ignore[arg-type]
