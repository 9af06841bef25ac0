"""Where neurons serve, who people and subnets are, and the end of a subnet by root."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.purse import subnet_account
from tao_tui.devnet.pallets.subtensor.types import (
    AxonInfo,
    NeuronCertificate,
    PrometheusInfo,
    SubnetIdentityV3,
)
from tests.devnet.founding import ALICE, BOB, HOT, OWNER, TAO, World, key

HERE = {"netuid": 1, "version": 2, "ip": 0x0A000001, "port": 8091, "ip_type": 4}
AXON = HERE | {"protocol": 4, "placeholder1": 0, "placeholder2": 0}


@pytest.fixture
def world() -> World:
    """Bob's neuron on subnet 1, at block 100."""
    made = World()
    made.subnet()
    made.neuron(1, BOB, HOT)
    made.runtime.run_to(100)
    return made


def test_a_neuron_says_where_it_serves(world: World) -> None:
    """Again after the subnet's rate limit of 50 blocks."""
    world.call(HOT, "serve_axon", **AXON)
    assert world.chain.Axons[1, HOT] == AxonInfo(100, 2, 0x0A000001, 8091, 4, 4, 0, 0)
    assert world.events("AxonServed") == [(1, HOT)]
    world.runtime.run_to(149)
    world.fails("SubtensorModule.ServingRateLimitExceeded", HOT, "serve_axon", **AXON)
    world.runtime.run_to(150)
    world.call(HOT, "serve_axon_tls", **AXON, certificate=b"\x01key")
    assert world.chain.NeuronCertificates[1, HOT] == NeuronCertificate(b"key", 1)


def test_a_certificate_too_long_is_passed_over(world: World) -> None:
    """The axon is served all the same."""
    world.call(HOT, "serve_axon_tls", **AXON, certificate=bytes(66))
    assert (1, HOT) in world.chain.Axons
    assert (1, HOT) not in world.chain.NeuronCertificates


@pytest.mark.parametrize(
    ("error", "changes"),
    [
        ("InvalidIpType", {"ip_type": 5}),
        ("InvalidIpAddress", {"ip": 0x7F000001}),
        ("InvalidIpAddress", {"ip": 2**32 - 1}),
        ("InvalidIpAddress", {"ip": 1, "ip_type": 6}),
        ("InvalidPort", {"port": 0}),
        ("HotKeyNotRegisteredInNetwork", {"netuid": 0}),
    ],
)
def test_addresses_nobody_can_reach_are_refused(world: World, error: str, changes: dict[str, Any]) -> None:
    """Of axons and of metrics."""
    world.fails(f"SubtensorModule.{error}", HOT, "serve_axon", **(AXON | changes))
    world.fails(f"SubtensorModule.{error}", HOT, "serve_prometheus", **(HERE | changes))


def test_metrics_need_an_address(world: World) -> None:
    """Unlike axons, which may serve at none."""
    world.call(HOT, "serve_axon", **(AXON | {"ip": 0}))
    world.fails("SubtensorModule.InvalidIpAddress", HOT, "serve_prometheus", **(HERE | {"ip": 0}))
    world.call(HOT, "serve_prometheus", **HERE)
    assert world.chain.Prometheus[1, HOT] == PrometheusInfo(100, 2, 0x0A000001, 8091, 4)
    world.fails("SubtensorModule.ServingRateLimitExceeded", HOT, "serve_prometheus", **HERE)


def test_people_with_a_neuron_say_who_they_are(world: World) -> None:
    """Within the lengths of the fields."""
    fields = ("url", "github_repo", "image", "discord", "description", "additional")
    who = {"name": b"Bob"} | dict.fromkeys(fields, b"")
    world.call(BOB, "set_identity", **who)
    assert world.chain.IdentitiesV2[BOB].name == b"Bob"
    assert world.events("ChainIdentitySet") == [(BOB,)]
    world.fails("SubtensorModule.HotKeyNotRegisteredInNetwork", ALICE, "set_identity", **who)
    world.fails("SubtensorModule.InvalidIdentity", BOB, "set_identity", **(who | {"name": bytes(257)}))


def test_a_subnet_is_made_with_its_name(world: World) -> None:
    """A name too long makes none."""
    world.chain.NetworkMinLockCost.value = world.chain.NetworkLastLockCost.value = 10 * TAO
    long = SubnetIdentityV3(bytes(257))
    refused = "SubtensorModule.InvalidIdentity"
    world.fails(refused, ALICE, "register_network_with_identity", hotkey=key("a"), identity=long)
    named = SubnetIdentityV3(b"Mine")
    world.call(ALICE, "register_network_with_identity", hotkey=key("a"), identity=named)
    assert world.chain.SubnetIdentitiesV3[2].subnet_name == b"Mine"
    assert world.chain.SubnetOwner[2] == ALICE


def test_a_symbol_is_one_of_the_catalogue_that_is_free(world: World) -> None:
    """Alpha is taken by subnet 1, which may become gamma."""
    world.call(OWNER, "update_symbol", netuid=1, symbol="γ".encode())
    assert world.chain.TokenSymbol[1].decode() == "γ"
    world.fails("SubtensorModule.SymbolAlreadyInUse", OWNER, "update_symbol", netuid=1, symbol="γ".encode())
    world.fails("SubtensorModule.SymbolDoesNotExist", OWNER, "update_symbol", netuid=1, symbol=b"$")
    world.fails("BadOrigin", ALICE, "update_symbol", netuid=1, symbol="δ".encode())


def test_root_alone_ends_a_subnet(world: World) -> None:
    """Its holders are paid and the books are right."""
    world.stake(HOT, BOB, 1, 100 * TAO)
    before = world.balances.free(BOB)
    world.fails("BadOrigin", OWNER, "root_dissolve_network", netuid=1)
    dissolve = world.runtime.call("SubtensorModule", "dissolve_network", coldkey=OWNER, netuid=1)
    world.runtime.dispatch(dissolve, Origin.root())
    assert not world.chain.NetworksAdded[1]
    assert world.balances.free(BOB) > before
    with pytest.raises(DispatchFailure, match=r"SubnetNotExists"):
        world.runtime.dispatch(dissolve, Origin.root())
    world.check_books()


def test_the_pools_part_of_an_ended_subnet_is_recycled(world: World) -> None:
    """A tenth of all alpha is worth a tenth of the TAO, though the pool holds the rest."""
    chain = world.chain
    chain.NetworkRegisteredAt[1] = 50
    world.stake(HOT, BOB, 1, chain.SubnetAlphaIn[1] // 9)
    chain.SubnetProtocolAlpha[1] = 0
    held = sum(alpha for (_, netuid), alpha in chain.TotalHotkeyAlpha.items() if netuid == 1)
    tao, alpha, before = chain.SubnetTAO[1], chain.SubnetAlphaIn[1], world.balances.free(BOB)
    mine = stake_of(chain, HOT, BOB, 1)
    world.runtime.dispatch(
        world.runtime.call("SubtensorModule", "root_dissolve_network", netuid=1), Origin.root()
    )
    assert abs(world.balances.free(BOB) - before - tao * mine // (held + alpha)) <= 1
    assert world.balances.free(subnet_account(1)) == 0
    world.check_books()
