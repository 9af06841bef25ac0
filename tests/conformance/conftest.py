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
from tao_tui.cli.embedded import EmbeddedNode
from tests.conformance.chain import ALICE, TAO, Chain, split

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
        await chain.advance(1)
        yield chain


async def give_alice_the_chain(chain: Chain) -> None:
    """Make //Alice the rich sudo key where a development node's genesis has another."""
    alice, runtime = ALICE.ss58_address, chain.client.runtime
    account = await chain.get("System.Account", alice)
    wanted: list[tuple[str, tuple[object, ...], object]] = []
    if account["data"]["free"] < RICH:
        rich = {**account, "providers": 1, "data": {**account["data"], "free": RICH}}
        wanted.append(("System.Account", (alice,), rich))
        wanted.append(
            ("Balances.TotalIssuance", (), max(await chain.get("Balances.TotalIssuance"), 2 * RICH))
        )
    if await chain.get("Sudo.Key") != alice:
        wanted.append(("Sudo.Key", (), alice))
    if wanted:
        pairs = []
        for name, keys, value in wanted:
            item = runtime.item(*split(name))
            raw = bytes(runtime.codec.encode(item.value_type, value))
            pairs.append(["0x" + runtime.storage_key(Storage(*split(name), keys)).hex(), "0x" + raw.hex()])
        await chain.client.request("dev_setStorage", pairs)


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
    await chain.as_root("AdminUtils.sudo_set_network_rate_limit", rate_limit=0)
    await chain.put("SubtensorModule.NetworkLastLockCost", value=100 * TAO)  # it doubles with every subnet


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
        await chain.advance(await start_delay(chain))
        await chain.do(owner, "SubtensorModule.start_call", netuid=netuid)
    rules = {"max_registrations_per_block": 64, "immunity_period": 5_000}
    if chain.takes("AdminUtils.sudo_set_target_registrations_per_interval", "netuid"):
        rules["target_registrations_per_interval"] = 64  # older runtimes refuse more than three times as many
    if await chain.get("SubtensorModule.SubnetTAO", netuid) == 1:  # a pool of one rao trades nothing
        await fill(chain, netuid)
    for name, value in rules.items():
        await chain.as_root(f"AdminUtils.sudo_set_{name}", netuid=netuid, **{name: value})
    return Subnet(netuid, owner, hotkey, done)


async def fill(chain: Chain, netuid: int) -> None:
    """Put a thousand TAO and as much alpha into a pool."""
    for name in ("SubnetTAO", "SubnetAlphaIn"):
        await chain.put(f"SubtensorModule.{name}", netuid, value=1_000 * TAO)


__all__ = ["ALICE", "Subnet", "found_subnet"]
