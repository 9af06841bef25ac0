"""Who is replaced by a registration is who was said to be next."""

from __future__ import annotations

from tao_tui.reads.uids.prune_risk import PruneRisk, read_prune_risks
from tests.conformance.chain import Chain, field
from tests.conformance.conftest import found_subnet

_MODULE = "SubtensorModule"
NEURONS, IMMUNITY = 7, 25


LISTS = "SubnetInfoRuntimeApi.get_metagraph"
"""How the neurons of a subnet are listed."""


async def full_subnet(chain: Chain) -> int:
    """A subnet with as many neurons as it has room for; uids 1 to 3 are out of immunity."""
    made = await found_subnet(chain)
    for setting in ("target_registrations_per_interval", "max_registrations_per_block"):
        await chain.as_root(f"AdminUtils.sudo_set_{setting}", netuid=made.netuid, **{setting: 50})
    while await chain.get(f"{_MODULE}.SubnetworkN", made.netuid) < NEURONS:
        await register(chain, made.netuid)
    head = (await chain.client.head()).number
    if head <= IMMUNITY:
        await chain.advance(IMMUNITY + 1 - head)
        head = IMMUNITY + 1
    await chain.put(f"{_MODULE}.Tempo", made.netuid, value=50_000)
    await chain.put(f"{_MODULE}.MaxAllowedUids", made.netuid, value=NEURONS)
    await chain.put(f"{_MODULE}.ImmunityPeriod", made.netuid, value=IMMUNITY)
    for uid in range(NEURONS):
        born = head - IMMUNITY - uid % 2 if uid in (1, 2, 3) else head
        await chain.put(f"{_MODULE}.BlockAtRegistration", made.netuid, uid, value=born)
    worth = [0, 9, 4, 4, 0, 2, 0]
    await chain.put(f"{_MODULE}.Emission", made.netuid, value=worth)
    if chain.client.runtime.has_storage(_MODULE, "MinNonImmuneUids"):
        await chain.put(f"{_MODULE}.MinNonImmuneUids", made.netuid, value=1)
    else:
        await chain.put(f"{_MODULE}.PruningScores", made.netuid, value=worth)
    return made.netuid


async def register(chain: Chain, netuid: int) -> int:
    """Register a stranger's hotkey; answers its uid."""
    hotkey = chain.stranger().ss58_address
    who = await chain.account(1_000)
    done = await chain.do(who, f"{_MODULE}.burned_register", netuid=netuid, hotkey=hotkey)
    return int(field(done, f"{_MODULE}.NeuronRegistered", "", 1))


async def risk_of(chain: Chain, netuid: int) -> PruneRisk:
    return (await read_prune_risks(chain.client, [netuid])).data[0]


async def test_the_foretold_is_replaced_turn_after_turn(chain: Chain) -> None:
    chain.needs_api(LISTS)
    netuid = await full_subnet(chain)
    before = await risk_of(chain, netuid)
    assert (before.neurons, before.free_places, before.registration_open) == (NEURONS, 0, True)
    turns = {row.registrations_left: row.uid for row in before.queue if row.registrations_left}
    assert before.next_uid == turns[1]
    found = []
    for _ in range(3):
        expected = (await risk_of(chain, netuid)).next_uid
        found.append(await register(chain, netuid))
        assert found[-1] == expected
    assert found == [turns[turn] for turn in (1, 2, 3)]


async def test_while_there_is_room_nobody_is_replaced(chain: Chain) -> None:
    chain.needs_api(LISTS)
    made = await found_subnet(chain)
    risk = await risk_of(chain, made.netuid)
    assert (risk.next_uid, risk.free_places) == (None, risk.places - risk.neurons)
    assert await register(chain, made.netuid) == risk.neurons
