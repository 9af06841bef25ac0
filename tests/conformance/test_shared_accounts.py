"""Acting for others: as a proxy, and as one of the signatories of an account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import bittensor_core as bc
import pytest

from tao_tui.actions.plan import Review
from tao_tui.addresses import parse_address
from tao_tui.reads.proxies import read_proxies
from tao_tui.wallet.multisigs import Multisigs, SharedAccount
from tests.conformance.chain import ALICE, TAO, Chain, said, told
from tests.conformance.conftest import Subnet
from tests.conformance.test_staking import stake

PATIENT = {"tolerance": "0.5"}


async def test_a_proxy_costs_the_deposit_that_was_shown_and_gives_it_back(chain: Chain) -> None:
    real, delegate = await chain.account(10), await chain.account(10)
    whom = {"delegate": delegate.ss58_address, "type": "transfer"}
    shown = said(await chain.reviewed(real, "wallet.proxy.add", **whom))["Deposit"]
    await chain.act(real, "wallet.proxy.add", **whom)
    there = (await read_proxies(chain.client, parse_address(real.ss58_address))).data
    assert shown.startswith(str(there.deposit))
    account = await chain.get("System.Account", real.ss58_address)
    assert account["data"]["reserved"] == there.deposit.rao > 0
    assert [(each.delegate, each.proxy_type) for each in there.proxies] == [
        (delegate.ss58_address, "Transfer")
    ]
    again = {"delegate": delegate.ss58_address, "proxy_type": "Transfer", "delay": 0}
    assert await chain.declines(real, "wallet.proxy.add", **whom) == "no_change"
    assert await chain.fails(real, "Proxy.add_proxy", **again) == "Proxy.Duplicate"
    await chain.act(delegate, "transfer", dest=delegate.ss58_address, amount="1", proxy_for=real.ss58_address)
    await chain.act(real, "wallet.proxy.remove", delegate=delegate.ss58_address)
    account = await chain.get("System.Account", real.ss58_address)
    assert account["data"]["reserved"] == 0
    assert await chain.declines(real, "wallet.proxy.remove", delegate=delegate.ss58_address) == "not_proxy"
    assert await chain.fails(real, "Proxy.remove_proxy", **again) == "Proxy.NotFound"


async def test_what_a_delayed_proxy_announced_is_seen_and_stopped(chain: Chain) -> None:
    real, delegate = await chain.account(10), await chain.account(10)
    whom = {"delegate": delegate.ss58_address, "type": "any", "delay": 50}
    found = await chain.reviewed(real, "wallet.proxy.add", **whom)
    assert "gives_account_away" in [each.code for each in found.warnings]
    await chain.act(real, "wallet.proxy.add", **whom)
    call_hash = "0x" + "5e" * 32
    done = await chain.do(delegate, "Proxy.announce", real=real.ss58_address, call_hash=call_hash)
    account = parse_address(real.ss58_address)
    (waiting,) = (await read_proxies(chain.client, account)).data.announced
    assert (waiting.delegate, waiting.call_hash) == (delegate.ss58_address, call_hash)
    assert waiting.block == done.block.number
    await chain.act(real, "wallet.proxy.remove", delegate=delegate.ss58_address)
    assert (await read_proxies(chain.client, account)).data.announced == ()


async def test_a_proxy_trades_with_what_is_anothers_and_pays_the_fee(chain: Chain, subnet: Subnet) -> None:
    real, delegate = await chain.account(100), await chain.account(10)
    whom = {"delegate": delegate.ss58_address, "type": "staking"}
    await chain.act(real, "wallet.proxy.add", **whom)
    money, fees = await chain.free(real), await chain.free(delegate)
    place = {"netuid": subnet.netuid, "hotkey": subnet.hotkey.ss58_address}
    trade = {**place, **PATIENT, "proxy_for": real.ss58_address}
    done = await chain.act(delegate, "stake.add", amount="20", **trade)
    assert "SubtensorModule.StakeAdded" in told(done)
    assert money - await chain.free(real) == 20 * TAO
    assert fees - await chain.free(delegate) == done.fee_rao
    assert await stake(chain, subnet.hotkey, real, subnet.netuid) > 0
    await chain.act(delegate, "stake.remove", amount="all", **trade)
    assert money - await chain.free(real) < TAO
    beyond = {"dest": delegate.ss58_address, "amount": "1", "proxy_for": real.ss58_address}
    found = await chain.reviewed(delegate, "transfer", **beyond)
    assert "proxy_may_not" in [each.code for each in found.warnings]
    failed = await chain.carry_out(delegate, found)
    assert failed.error is not None
    assert failed.error.name == "CallFiltered"


@dataclass(frozen=True)
class Two:
    """An account two of three control, and the name it has here."""

    shared: SharedAccount
    signatories: tuple[bc.Keypair, ...]

    @property
    def name(self) -> str:
        return str(self.shared.name)


async def shared_account(chain: Chain, name: str) -> Two:
    """A new one with ten TAO."""
    signatories = [await chain.account(10) for _ in range(3)]
    shared = SharedAccount.of(name, 2, [each.ss58_address for each in signatories])
    await chain.do(ALICE, "Balances.transfer_keep_alive", dest=shared.address, value=10 * TAO)
    Multisigs().add(shared)
    return Two(shared, tuple(signatories))


async def free(chain: Chain, two: Two) -> int:
    account = await chain.get("System.Account", two.shared.address)
    return int(account["data"]["free"])


@pytest.fixture
def names() -> Iterator[str]:
    """A name for a multisig, forgotten afterwards."""
    yield "treasury"
    Multisigs().remove("treasury")


async def begun(chain: Chain, two: Two, receiver: bc.Keypair) -> Review:
    """The first of two approvals of a payment of a TAO; answers what was agreed to."""
    first = two.signatories[0]
    pay = {"dest": receiver.ss58_address, "amount": "1", "multisig": two.name}
    agreed = await chain.reviewed(first, "transfer", **pay)
    done = await chain.carry_out(first, agreed)
    assert done.success
    assert "Multisig.NewMultisig" in told(done)
    assert await chain.declines(first, "transfer", **pay) == "already_approved"
    return agreed


def waiting_hash(chain: Chain, agreed: Review) -> str:
    """The hash by which what was begun waits."""
    inner = agreed.call.decoded.arguments["call"]
    from tao_tui.chain.calls.call import Call, DecodedCall

    assert isinstance(inner, DecodedCall)
    return chain.client.runtime.compose(Call(inner.pallet, inner.function, inner.arguments)).hash


async def test_the_last_approval_carries_out_what_waits(chain: Chain, names: str) -> None:
    chain.needs_call("Multisig.as_multi")
    two, receiver = await shared_account(chain, names), chain.stranger()
    call_hash = waiting_hash(chain, await begun(chain, two, receiver))
    assert await chain.free(receiver) == 0
    last = {"call_hash": call_hash, "name": two.name}
    done = await chain.act(two.signatories[1], "wallet.multisig.approve", **last)
    assert "Multisig.MultisigExecuted" in told(done)
    assert (await chain.free(receiver), await free(chain, two)) == (TAO, 9 * TAO)
    assert await chain.declines(two.signatories[2], "wallet.multisig.approve", **last) == "nothing_waits"


async def test_who_began_a_call_takes_it_back_with_the_deposit(chain: Chain, names: str) -> None:
    chain.needs_call("Multisig.cancel_as_multi")
    two, receiver = await shared_account(chain, names), chain.stranger()
    first, second, _ = two.signatories
    call_hash = waiting_hash(chain, await begun(chain, two, receiver))
    what = {"call_hash": call_hash, "name": two.name}
    assert await chain.declines(second, "wallet.multisig.cancel", **what) == "not_depositor"
    done = await chain.act(first, "wallet.multisig.cancel", **what)
    assert "Multisig.MultisigCancelled" in told(done)
    account = await chain.get("System.Account", first.ss58_address)
    assert account["data"]["reserved"] == 0
    assert (await chain.free(receiver), await free(chain, two)) == (0, 10 * TAO)
