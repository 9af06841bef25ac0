"""The chain of the scenarios: one node, one client and one subnet for the whole session."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import bittensor_core as bc
import pytest
import pytest_asyncio

from tao_tui.chain.client import connect
from tao_tui.chain.extrinsics.inclusion import Inclusion
from tao_tui.chain.networks import resolve_network
from tao_tui.chain.query import Storage
from tao_tui.cli.invocation.embedded_node import EmbeddedNode
from tests.conformance.chain import ALICE, TAO, Chain

RICH = 2_000_000 * TAO


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """All scenarios share one node, so they run in one process and one event loop.

    A named node may take seconds for a block.
    """
    patience = pytest.mark.timeout(1_800)
    for item in items:
        if "tests/conformance/" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("conformance"))
            if inspect.iscoroutinefunction(getattr(item, "function", None)):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            if config.getoption("--node"):
                item.add_marker(patience)


@pytest.fixture(scope="session")
def node_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The node that was named, or an embedded one without a world."""
    named = request.config.getoption("--node")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAO_TUI_HOME", str(tmp_path_factory.mktemp("conformance")))
        if named:
            yield str(named)
            return
        with EmbeddedNode(("--scale", "empty", "--manual")) as node:
            yield node.url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chain(node_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Chain]:
    async with connect(resolve_network(node_url)) as client:
        if request.config.getoption("--node") is None:
            await client.request("dev_setBlockBuildMode", "Instant")
            await client.request("dev_setFinalityLag", 0)
        chain = Chain(client)
        await give_alice_the_chain(chain)
        await let_many_register(chain, 0)
        await chain.advance(1)
        yield chain


async def give_alice_the_chain(chain: Chain) -> None:
    """Make //Alice the rich sudo key where a development node's genesis has another."""
    alice = ALICE.ss58_address
    account = await chain.get("System.Account", alice)
    wanted: dict[Storage, object] = {}
    if account["data"]["free"] < RICH:
        rich = {**account, "providers": 1, "data": {**account["data"], "free": RICH}}
        wanted[Storage("System", "Account", (alice,))] = rich
        # Beside hers, what the scenarios' accounts will have.
        issued = max(await chain.get("Balances.TotalIssuance"), 2 * RICH)
        wanted[Storage("Balances", "TotalIssuance")] = issued
    if await chain.get("Sudo.Key") != alice:
        wanted[Storage("Sudo", "Key")] = alice
    if wanted:
        await chain.store(wanted)


async def start_delay(chain: Chain) -> int:
    """Blocks a new subnet waits before it may be started; none where the runtime lets root say so."""
    if not chain.offers("AdminUtils.sudo_set_start_call_delay"):
        return int(chain.client.runtime.constant("SubtensorModule", "DurationOfStartCall"))
    await chain.as_root("AdminUtils.sudo_set_start_call_delay", delay=0)
    return 0


async def let_owners_set(chain: Chain) -> None:
    """No window before an epoch in which owners may change nothing, no wait between two changes."""
    if chain.offers("AdminUtils.sudo_set_admin_freeze_window"):
        await chain.as_root("AdminUtils.sudo_set_admin_freeze_window", window=0)
    if chain.offers("AdminUtils.sudo_set_owner_hparam_rate_limit"):
        await chain.as_root("AdminUtils.sudo_set_owner_hparam_rate_limit", epochs=0)


@dataclass(frozen=True)
class Subnet:
    """A started subnet and its owner."""

    netuid: int
    owner: bc.Keypair
    hotkey: bc.Keypair
    founding: Inclusion
    """The extrinsic that registered it."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def subnet(chain: Chain) -> Subnet:
    return await found_subnet(chain)


async def allow_subnets(chain: Chain) -> None:
    """Let the next subnet be created at once, and at the price of the first."""
    await chain.put("SubtensorModule.NetworkRateLimit", value=0)
    await chain.put("SubtensorModule.NetworkLastLockCost", value=100 * TAO)  # it doubles with every subnet


async def let_many_register(chain: Chain, netuid: int) -> None:
    """On older runtimes three times the target may register in an interval, and root has one too."""
    rules = ("MaxRegistrationsPerBlock", "TargetRegistrationsPerInterval")
    await chain.store({Storage("SubtensorModule", name, (netuid,)): 64 for name in rules})


async def found_subnet(chain: Chain) -> Subnet:
    """Register and start a subnet whose epochs and registrations do not get in a scenario's way."""
    await allow_subnets(chain)
    cost = await chain.ask("SubnetRegistrationRuntimeApi.get_network_registration_cost")
    owner, hotkey = await chain.account(cost / TAO + 1_000), chain.stranger()
    dynamic = {"mechid": 1} if chain.takes("SubtensorModule.register_network", "mechid") else {}
    done = await chain.do(owner, "SubtensorModule.register_network", hotkey=hotkey.ss58_address, **dynamic)
    netuid = next(e.get("", 0) for e in done.events if e.name == "NetworkAdded")
    assert isinstance(netuid, int)
    if chain.offers("SubtensorModule.start_call"):
        await start(chain, owner, netuid)
    await let_many_register(chain, netuid)
    rules = {"ImmunityPeriod": 5_000}
    if await chain.get("SubtensorModule.SubnetTAO", netuid) == 1:  # a pool of one rao trades nothing
        rules |= {"SubnetTAO": 1_000 * TAO, "SubnetAlphaIn": 1_000 * TAO}
    await chain.store({Storage("SubtensorModule", name, (netuid,)): value for name, value in rules.items()})
    return Subnet(netuid, owner, hotkey, done)


async def start(chain: Chain, owner: bc.Keypair, netuid: int) -> None:
    """Let trading and emission begin, as if the subnet had been registered long enough ago."""
    delay = await start_delay(chain)
    born = int(await chain.get("SubtensorModule.NetworkRegisteredAt", netuid))
    await chain.put("SubtensorModule.NetworkRegisteredAt", netuid, value=max(0, born - delay))
    await chain.advance(max(0, delay - born))
    await chain.do(owner, "SubtensorModule.start_call", netuid=netuid)


__all__ = ["ALICE", "Subnet", "found_subnet"]
