"""The subtensor APIs: their types are the live runtime's, and their answers what storage holds."""

from __future__ import annotations

from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.pallets.subtensor.rows import row_of
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.pallets.subtensor.types import AxonInfo, ChainIdentityV2, SubnetIdentityV3
from tao_tui.devnet.pallets.swap import Swap
from tests.devnet.founding import ALICE, BOB, HOT, OWNER, OWNER_HOT, TAO, World


def ss58(account: bytes) -> str:
    """The address of an account as decoders show it."""
    return str(bc.encode_ss58(account, 42))


class Client:
    """Asks as a client does: SCALE in, SCALE out, types from metadata alone."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.metadata = bytes(metadata(world.runtime, 15))
        self.codec = bc.Runtime(self.metadata, 1, 1, 42)

    def ask(self, api: str, method: str, *args: bytes) -> Any:
        """The decoded answer; `strict` decoding leaves no byte over."""
        answer = self.world.runtime.call_api(f"{api}_{method}", b"".join(args))
        return self.codec.decode(self.codec.runtime_api_map()[api][method]["output"], answer)

    def subnet(self, method: str, *args: bytes) -> Any:
        """Ask the subnet API."""
        return self.ask("SubnetInfoRuntimeApi", method, *args)


def n(number: int) -> bytes:
    """A u16 argument."""
    return number.to_bytes(2, "little")


@pytest.fixture
def client() -> Client:
    """A subnet with the owner's neuron and Bob's validator, on which Alice and Bob stake, ten blocks on."""
    world = World()
    chain = world.chain
    world.subnet()
    world.neuron(ROOT, BOB, HOT)
    world.neuron(1, BOB, HOT)
    world.stake(HOT, ALICE, 1, 30 * TAO)
    world.stake(HOT, BOB, 1, 10 * TAO)
    world.stake(HOT, ALICE, ROOT, 50 * TAO)
    chain.ValidatorPermit[1] = [False, True]
    chain.Weights[1, 1] = row_of([(0, 65_535), (1, 0)])
    chain.Axons[1, HOT] = AxonInfo(block=3, ip=2**32, port=8091, ip_type=4)
    chain.IdentitiesV2[BOB] = ChainIdentityV2(b"Bob")
    chain.SubnetIdentitiesV3[1] = SubnetIdentityV3("näme".encode())
    world.runtime.run_to(10)
    return Client(world)


def test_dynamic_info_is_the_pool(client: Client) -> None:
    """Root comes first; numbers are storage's."""
    infos = client.subnet("get_all_dynamic_info")
    chain = client.world.chain
    assert [info["netuid"] for info in infos] == [0, 1]
    info = infos[1]
    assert bytes(info["subnet_name"]).decode() == "näme"
    assert bytes(info["token_symbol"]).decode() == "α"
    assert info["tao_in"] == chain.SubnetTAO[1]
    assert info["alpha_in"] == chain.SubnetAlphaIn[1]
    assert info["alpha_out"] == chain.SubnetAlphaOut[1]
    assert (
        info["pending_alpha_emission"] == chain.PendingServerEmission[1] + chain.PendingValidatorEmission[1]
    )
    assert info["owner_coldkey"] == ss58(OWNER)
    assert info["moving_price"] == {"bits": chain.SubnetMovingPrice[1]}
    assert info["blocks_since_last_step"] == 10
    assert client.subnet("get_dynamic_info", n(1)) == info
    assert client.subnet("get_dynamic_info", n(9)) is None


def test_metagraph_columns_are_in_uid_order(client: Client) -> None:
    """Stake is alpha, root and their weighted sum."""
    graph = client.subnet("get_metagraph", n(1))
    weight = client.world.chain.TaoWeight.value * 2**32 // (2**64 - 1)
    assert graph["hotkeys"] == [ss58(OWNER_HOT), ss58(HOT)]
    assert graph["coldkeys"] == [ss58(OWNER), ss58(BOB)]
    assert graph["alpha_stake"] == [0, 40 * TAO]
    assert graph["tao_stake"] == [0, 50 * TAO]
    assert graph["total_stake"] == [0, 40 * TAO + (50 * TAO * weight >> 32)]
    assert graph["identities"] == [
        None,
        {
            "name": "Bob", "url": "", "github_repo": "", "image": "", "discord": "", "description": "",
            "additional": "",
        },
    ]  # fmt: skip
    assert graph["axons"][1]["port"] == 8091
    assert graph["validator_permit"] == [False, True]
    assert graph["num_uids"] == 2
    assert graph["block"] == 10
    assert client.subnet("get_all_metagraphs")[1] == graph
    state = client.subnet("get_subnet_state", n(1))
    assert {name: graph[name] for name in state if name in graph} == {
        name: value for name, value in state.items() if name in graph
    }


def test_selective_metagraph_answers_only_what_was_asked(client: Client) -> None:
    """Every field by its own number agrees with the whole metagraph; the others stay empty."""
    whole = client.subnet("get_metagraph", n(1))
    names = list(client.subnet("get_selective_metagraph", n(1), b"\x00"))
    for number, name in enumerate(names):
        answer = client.subnet("get_selective_metagraph", n(1), b"\x04", n(number))
        asked = {key: value for key, value in answer.items() if value is not None}
        expected = {**whole, "validators": [1], "commitments": []}[name]
        assert asked == {"netuid": 1, name: expected} or expected is None, name
    assert client.subnet("get_selective_metagraph", n(1), b"\x04", n(99))["tempo"] is None
    assert client.subnet("get_selective_metagraph", n(7), b"\x00") is None


def test_an_identity_asked_for_but_missing_is_told_from_one_not_asked_for(client: Client) -> None:
    """Some(None) and None differ by a byte."""
    del client.world.chain.SubnetIdentitiesV3[1]
    ask = client.world.runtime.call_api
    name = "SubnetInfoRuntimeApi_get_selective_metagraph"
    assert len(ask(name, n(1) + b"\x04" + n(3))) == len(ask(name, n(1) + b"\x00")) + 1


def test_hyperparameters(client: Client) -> None:
    """Both versions agree where they overlap."""
    old = client.subnet("get_subnet_hyperparams", n(1))
    new = client.subnet("get_subnet_hyperparams_v2", n(1))
    assert {name: new[name] for name in old} == old
    assert (old["tempo"], old["max_validators"], old["activity_cutoff"]) == (360, 64, 5_000)
    assert (old["alpha_low"], old["alpha_high"]) == (45_875, 58_982)
    assert new["yuma_version"] == 3
    assert new["alpha_sigmoid_steepness"] == {"bits": 1_000 << 32}
    assert client.subnet("get_subnet_hyperparams", n(7)) is None


def test_subnet_info_in_its_oldest_forms(client: Client) -> None:
    """The second has the identity."""
    old, new = client.subnet("get_subnet_info", n(1)), client.subnet("get_subnet_info_v2", n(1))
    assert old["burn"] == client.world.chain.Burn[1]
    assert (old["subnetwork_n"], old["owner"]) == (2, ss58(OWNER))
    assert new["identity"]["subnet_name"] == "näme"
    assert [info["netuid"] for info in client.subnet("get_subnets_info")] == [0, 1]
    assert client.subnet("get_subnets_info_v2")[1] == new


def test_schedule_and_account_of_a_subnet(client: Client) -> None:
    """The first epoch is a tempo after the cycle began."""
    chain = client.world.chain
    assert client.subnet("get_next_epoch_start_block", n(1)) == 360
    chain.PendingEpochAt[1] = 20
    assert client.subnet("get_next_epoch_start_block", n(1)) == 20
    assert client.subnet("get_next_epoch_start_block", n(4)) is None
    assert client.subnet("get_subnet_account_id", n(1)) == ss58(b"modlsubtensr\x01" + bytes(19))
    assert client.subnet("get_subnet_to_prune") is None
    assert client.subnet("get_block_emission") == TAO


def test_neurons_with_and_without_weights(client: Client) -> None:
    """Zero weights are not shown; unknown uids are none."""
    ask = "NeuronInfoRuntimeApi"
    neurons, lite = client.ask(ask, "get_neurons", n(1)), client.ask(ask, "get_neurons_lite", n(1))
    assert neurons[1]["weights"] == [(0, 65_535)]
    assert neurons[1]["stake"] == [(ss58(BOB), 40 * TAO)]
    assert neurons[1]["axon_info"]["ip"] == 2**32
    assert [{k: v for k, v in neuron.items() if k not in ("weights", "bonds")} for neuron in neurons] == lite
    assert client.ask(ask, "get_neuron", n(1), n(1)) == neurons[1]
    assert client.ask(ask, "get_neuron_lite", n(1), n(0)) == lite[0]
    assert client.ask(ask, "get_neuron", n(1), n(2)) is None
    assert client.ask(ask, "get_neurons", n(9)) == []


def test_delegates_and_their_nominators(client: Client) -> None:
    """Bob's validator: registered on both networks, permitted on one, staked on by two."""
    ask, chain = "DelegateInfoRuntimeApi", client.world.chain
    chain.Emission[1] = [0, 1_000_000]
    (delegate,) = client.ask(ask, "get_delegates")
    assert delegate["delegate_ss58"] == ss58(HOT)
    assert delegate["owner_ss58"] == ss58(BOB)
    assert delegate["take"] == 11_796
    assert delegate["nominators"] == [
        (ss58(ALICE), [(0, 50 * TAO), (1, 30 * TAO)]),
        (ss58(BOB), [(1, 10 * TAO)]),
    ]
    assert (delegate["registrations"], delegate["validator_permits"]) == ([0, 1], [1])
    # 1,000,000 rao an epoch, 20 epochs a day; 82 % of it on 50 TAO is 20 times as much on 1,000.
    assert delegate["total_daily_return"] == 20_000_000
    assert delegate["return_per_1000"] == 20_000_000 * (65_535 - 11_796) // 65_535 * 20
    assert client.ask(ask, "get_delegate", HOT) == delegate
    assert client.ask(ask, "get_delegate", OWNER_HOT) is None
    assert client.ask(ask, "get_delegated", BOB) == [(delegate, (1, 10 * TAO))]


def test_positions(client: Client) -> None:
    """By coldkey, and one by one; only positions that are not zero are listed."""
    ask = "StakeInfoRuntimeApi"
    held = client.ask(ask, "get_stake_info_for_coldkey", ALICE)
    assert [(p["netuid"], p["stake"], p["is_registered"]) for p in held] == [
        (1, 30 * TAO, True),
        (0, 50 * TAO, True),
    ]
    both = client.ask(ask, "get_stake_info_for_coldkeys", b"\x08", ALICE, OWNER)
    assert both == [(ss58(ALICE), held), (ss58(OWNER), [])]
    one = client.ask(ask, "get_stake_info_for_hotkey_coldkey_netuid", HOT, OWNER, n(1))
    assert (one["stake"], one["coldkey"]) == (0, ss58(OWNER))
    assert client.ask(ask, "get_stake_info_for_hotkey_coldkey_netuid", HOT, ALICE, n(6)) is None


def test_stake_fee(client: Client) -> None:
    """The destination's rate, or the origin's; nothing on root or within a subnet."""
    place, nowhere, amount = b"\x01" + HOT + n(1), b"\x00", (10**9).to_bytes(8, "little")

    def fee(origin: bytes, destination: bytes) -> Any:
        return client.ask("StakeInfoRuntimeApi", "get_stake_fee", origin, ALICE, destination, ALICE, amount)

    assert fee(nowhere, place) == fee(place, nowhere) == 503_547
    assert fee(place, b"\x01" + OWNER_HOT + n(1)) == 0
    assert fee(nowhere, b"\x01" + HOT + n(0)) == 0


def test_quotes_are_what_trades_then_do(client: Client) -> None:
    """A simulated trade and the real one agree to the rao; slippage is what the spot price promises more."""
    tao, chain = 7 * TAO, client.world.chain
    quote = client.ask("SwapRuntimeApi", "sim_swap_tao_for_alpha", n(1), tao.to_bytes(8, "little"))
    weight = client.world.runtime.pallet(Swap).SwapBalancer[1]
    straight = tao * weight * chain.SubnetAlphaIn[1] // ((10**18 - weight) * chain.SubnetTAO[1])
    assert abs(quote["alpha_slippage"] - (straight - quote["alpha_amount"])) <= 1
    client.world.call(ALICE, "add_stake", hotkey=HOT, netuid=1, amount_staked=tao)
    event = client.world.events("StakeAdded")[0]
    assert (event[3], event[5]) == (quote["alpha_amount"], quote["tao_fee"])
    assert quote["tao_amount"] + quote["tao_fee"] == tao

    alpha = (5 * TAO).to_bytes(8, "little")
    quote = client.ask("SwapRuntimeApi", "sim_swap_alpha_for_tao", n(1), alpha)
    client.world.call(ALICE, "remove_stake", hotkey=HOT, netuid=1, amount_unstaked=5 * TAO)
    event = client.world.events("StakeRemoved")[0]
    assert (event[2], event[3], event[5]) == (quote["tao_amount"], quote["alpha_amount"], quote["alpha_fee"])
    huge = (2**63).to_bytes(8, "little")
    assert set(client.ask("SwapRuntimeApi", "sim_swap_tao_for_alpha", n(1), huge).values()) == {0}


def test_prices(client: Client) -> None:
    """Root's is one; the lock cost starts at 1,000 TAO."""
    chain = client.world.chain
    price = chain.SubnetTAO[1] * 10**9 // chain.SubnetAlphaIn[1]
    assert client.ask("SwapRuntimeApi", "current_alpha_price", n(1)) in (price, price - 1)
    listed = client.ask("SwapRuntimeApi", "current_alpha_price_all")
    assert listed[0] == {"netuid": 0, "price": 10**9}
    assert client.ask("SubnetRegistrationRuntimeApi", "get_network_registration_cost") == 1_000 * TAO


def test_the_only_mechanism_is_the_subnets_metagraph(client: Client) -> None:
    assert client.subnet("get_mechagraph", n(1), b"\x00") == client.subnet("get_metagraph", n(1))
    assert client.subnet("get_mechagraph", n(1), b"\x01") is None
    asked = b"\x08" + n(52) + n(67)
    whole = client.subnet("get_selective_metagraph", n(1), asked)
    assert client.subnet("get_selective_mechagraph", n(1), b"\x00", asked) == whole
    of_none = client.subnet("get_selective_mechagraph", n(1), b"\x01", asked)
    assert of_none["hotkeys"] == whole["hotkeys"]


def test_hyperparameters_as_an_open_list_agree_with_the_struct(client: Client) -> None:
    struct = client.subnet("get_subnet_hyperparams_v2", n(1))
    listed = {entry["name"]: entry["value"] for entry in client.subnet("get_subnet_hyperparams_v3", n(1))}
    shared = struct.keys() & listed.keys()
    assert len(shared) == 27
    for name in shared:
        ((_, value),) = listed[name].items()
        assert value == struct[name], name
    assert listed["burn_half_life"] == {"U16": 360}
    assert client.subnet("get_subnet_hyperparams_v3", n(9)) is None


def test_all_stake_is_available_and_nothing_locked(client: Client) -> None:
    answer = client.ask(
        "StakeInfoRuntimeApi", "get_stake_availability_for_coldkeys", b"\x04" + ALICE, b"\x00"
    )
    staked = client.ask("StakeInfoRuntimeApi", "get_stake_info_for_coldkey", ALICE)
    available = answer.pop(ss58(ALICE))
    assert not answer
    assert {netuid: each["total"] for netuid, each in available.items()} == {
        each["netuid"]: each["stake"] for each in staked
    }
    assert all(each["locked"] == 0 and each["available"] == each["total"] for each in available.values())
    assert client.ask("StakeInfoRuntimeApi", "get_coldkey_lock", ALICE, n(1)) is None
