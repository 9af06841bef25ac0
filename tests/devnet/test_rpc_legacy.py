"""Subtensor's own methods answer what the runtime APIs answer, as arrays of bytes."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc.legacy import LEGACY
from tests.devnet.signing import ALICE
from tests.devnet.test_rpc import Client, client_of
from tests.devnet.worldly import world

ACCOUNT, ADDRESS = list(ALICE.public_key), ALICE.ss58_address
WHO = bytes(ALICE.public_key).hex()
SAME: list[tuple[str, list[Any], str, str]] = [
    ("delegateInfo_getDelegates", [], "DelegateInfoRuntimeApi_get_delegates", ""),
    ("delegateInfo_getDelegate", [ACCOUNT], "DelegateInfoRuntimeApi_get_delegate", WHO),
    ("delegateInfo_getDelegated", [ACCOUNT], "DelegateInfoRuntimeApi_get_delegated", WHO),
    ("neuronInfo_getNeuronsLite", [1], "NeuronInfoRuntimeApi_get_neurons_lite", "0100"),
    ("neuronInfo_getNeuronLite", [1, 2], "NeuronInfoRuntimeApi_get_neuron_lite", "01000200"),
    ("neuronInfo_getNeurons", [1], "NeuronInfoRuntimeApi_get_neurons", "0100"),
    ("neuronInfo_getNeuron", [1, 2], "NeuronInfoRuntimeApi_get_neuron", "01000200"),
    ("subnetInfo_getSubnetInfo", [1], "SubnetInfoRuntimeApi_get_subnet_info", "0100"),
    ("subnetInfo_getSubnetsInfo", [], "SubnetInfoRuntimeApi_get_subnets_info", ""),
    ("subnetInfo_getSubnetInfo_v2", [1], "SubnetInfoRuntimeApi_get_subnet_info_v2", "0100"),
    ("subnetInfo_getSubnetsInfo_v2", [], "SubnetInfoRuntimeApi_get_subnets_info_v2", ""),
    ("subnetInf_getSubnetsInfo_v2", [], "SubnetInfoRuntimeApi_get_subnets_info_v2", ""),
    ("subnetInfo_getSubnetHyperparams", [1], "SubnetInfoRuntimeApi_get_subnet_hyperparams", "0100"),
    ("subnetInfo_getSubnetHyperparamsV2", [1], "SubnetInfoRuntimeApi_get_subnet_hyperparams_v2", "0100"),
    ("subnetInfo_getAllDynamicInfo", [], "SubnetInfoRuntimeApi_get_all_dynamic_info", ""),
    ("subnetInfo_getDynamicInfo", [1], "SubnetInfoRuntimeApi_get_dynamic_info", "0100"),
    ("subnetInfo_getAllMetagraphs", [], "SubnetInfoRuntimeApi_get_all_metagraphs", ""),
    ("subnetInfo_getMetagraph", [1], "SubnetInfoRuntimeApi_get_metagraph", "0100"),
    ("subnetInfo_getAllMechagraphs", [], "SubnetInfoRuntimeApi_get_all_mechagraphs", ""),
    ("subnetInfo_getMechagraph", [1, 0], "SubnetInfoRuntimeApi_get_mechagraph", "010000"),
    ("subnetInfo_getSubnetState", [1], "SubnetInfoRuntimeApi_get_subnet_state", "0100"),
    (
        "subnetInfo_getSelectiveMetagraph",
        [1, [1, 52]],
        "SubnetInfoRuntimeApi_get_selective_metagraph",
        "01000801003400",
    ),
    (
        "subnetInfo_getColdkeyAutoStakeHotkey",
        [ADDRESS, 1],
        "SubnetInfoRuntimeApi_get_coldkey_auto_stake_hotkey",
        WHO + "0100",
    ),
    (
        "subnetInfo_getSelectiveMechagraph",
        [1, 0, [7]],
        "SubnetInfoRuntimeApi_get_selective_mechagraph",
        "010000040700",
    ),
    ("subnetInfo_getSubnetAccountId", [1], "SubnetInfoRuntimeApi_get_subnet_account_id", "0100"),
    ("stakeInfo_getColdkeyLock", [ADDRESS, 1], "StakeInfoRuntimeApi_get_coldkey_lock", WHO + "0100"),
    (
        "swap_simSwapTaoForAlpha",
        [1, 5 * 10**9],
        "SwapRuntimeApi_sim_swap_tao_for_alpha",
        "0100" + (5 * 10**9).to_bytes(8, "little").hex(),
    ),
    (
        "swap_simSwapAlphaForTao",
        [1, 7],
        "SwapRuntimeApi_sim_swap_alpha_for_tao",
        "01000700000000000000",
    ),
]
NUMBERS = {
    "subnetInfo_getLockCost",
    "subnetInfo_getSubnetToPrune",
    "swap_currentAlphaPrice",
    "swap_currentAlphaPriceAll",
}


@pytest.fixture(scope="module")
def node() -> Node:
    made = world("small")
    made.new_block()
    return made


async def called(client: Client, api: str, args: str = "") -> bytes:
    return bytes.fromhex((await client.ask("state_call", api, "0x" + args))[2:])


def test_every_method_is_compared() -> None:
    assert {name for name, *_ in SAME} | NUMBERS == set(LEGACY)


async def test_bytes_are_those_of_the_runtime_apis(node: Node) -> None:
    async with client_of(node) as client:
        genesis = await client.ask("chain_getBlockHash", 0)
        for name, params, api, args in SAME:
            expected = await called(client, api, args)
            assert bytes(await client.ask(name, *params)) == expected, name
            assert bytes(await client.ask(name, *params, None)) == expected, name
            old = bytes.fromhex((await client.ask("state_call", api, "0x" + args, genesis))[2:])
            assert bytes(await client.ask(name, *params, genesis)) == old, name


async def test_numbers_are_those_of_the_runtime_apis(node: Node) -> None:
    async with client_of(node) as client:
        cost = await called(client, "SubnetRegistrationRuntimeApi_get_network_registration_cost")
        assert await client.ask("subnetInfo_getLockCost") == int.from_bytes(cost, "little")
        price = int.from_bytes(await called(client, "SwapRuntimeApi_current_alpha_price", "0100"), "little")
        assert await client.ask("swap_currentAlphaPrice", 1) == price
        prices = await client.ask("swap_currentAlphaPriceAll")
        assert {"netuid": 1, "price": price} in prices
        pruned = await called(client, "SubnetInfoRuntimeApi_get_subnet_to_prune")
        answer = await client.ask("subnetInfo_getSubnetToPrune")
        assert answer == (int.from_bytes(pruned[1:], "little") if pruned[0] else None)


@pytest.mark.parametrize(
    ("name", "params", "code"),
    [
        ("neuronInfo_getNeuron", [1], -32602),
        ("neuronInfo_getNeuron", [1, 70_000], -32602),
        ("neuronInfo_getNeuron", ["1", 2], -32602),
        ("neuronInfo_getNeuron", [True, 2], -32602),
        ("delegateInfo_getDelegate", [[1, 2, 3]], -32602),
        ("delegateInfo_getDelegate", [[999] * 32], -32602),
        ("stakeInfo_getColdkeyLock", ["5Nobody", 1], -32602),
        ("subnetInfo_getSelectiveMetagraph", [1, 5], -32602),
        ("subnetInfo_getSubnetInfo", [1, "0x" + "11" * 32], 1),
    ],
)
async def test_what_cannot_be_asked_is_refused(node: Node, name: str, params: list[Any], code: int) -> None:
    async with client_of(node) as client:
        assert (await client.error(name, *params))[0] == code
        assert await client.ask("subnetInfo_getSubnetInfo", 999) == [0]
