"""What subnets and coldkeys say of themselves is kept as it was said."""

from __future__ import annotations

from tao_tui.addresses import parse_address
from tao_tui.reads.identity import read_coldkey_identity, read_subnet_identity
from tests.conformance.chain import Chain
from tests.conformance.conftest import Subnet


async def test_a_subnet_says_what_it_is_field_by_field(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call("SubtensorModule.set_subnet_identity")
    await chain.act(subnet.owner, "subnets.identity", netuid=subnet.netuid, subnet_name="Äpex 0x00")
    await chain.act(subnet.owner, "subnets.identity", netuid=subnet.netuid, github_repo="https://x.y")
    found = (await read_subnet_identity(chain.client, subnet.netuid)).data
    assert found.owner == subnet.owner.ss58_address
    said = {name: text for name, text in found.identity.texts.items() if text}
    assert said == {"subnet_name": "Äpex 0x00", "github_repo": "https://x.y"}
    await chain.act(subnet.owner, "subnets.identity", netuid=subnet.netuid, github_repo="none")
    last = (await read_subnet_identity(chain.client, subnet.netuid)).data.identity
    assert [text for text in last.texts.values() if text] == ["Äpex 0x00"]
    assert await chain.declines(await chain.account(), "subnets.identity", netuid=subnet.netuid,
                                subnet_name="Mine") == "not_owner"  # fmt: skip


async def test_a_coldkey_with_a_neuron_says_who_it_is(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call("SubtensorModule.set_identity")
    stranger = await chain.account()
    assert await chain.declines(stranger, "wallet.identity", name="nobody") == "not_registered"
    await chain.act(subnet.owner, "wallet.identity", name="Owner", url="https://x.y")
    found = (await read_coldkey_identity(chain.client, parse_address(subnet.owner.ss58_address))).data
    assert {name: text for name, text in found.texts.items() if text} == {
        "name": "Owner",
        "url": "https://x.y",
    }
    longest = "x" * 1_024
    await chain.act(subnet.owner, "wallet.identity", description=longest)
    assert (await read_coldkey_identity(chain.client, parse_address(subnet.owner.ss58_address))).data.texts[
        "description"
    ] == longest
