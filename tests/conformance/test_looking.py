"""Looking through blocks finds what was signed, paid, staked and given, as the chain's own events tell it."""

from __future__ import annotations

from pathlib import Path

import bittensor_core as bc

from tao_tui.addresses import Address
from tao_tui.journal.finding import Finding
from tao_tui.journal.findings import Findings
from tao_tui.journal.journal import Journal
from tao_tui.journal.movement import Movement, read_back
from tao_tui.reads.past.block_scan import Progress, scan
from tests.conformance.chain import TAO, Chain
from tests.conformance.conftest import Subnet


async def looked(
    chain: Chain, folder: Path, first: int, *accounts: bc.Keypair
) -> tuple[list[Finding], list[Progress]]:
    """What the blocks from `first` on hold for `accounts`, and how looking through them went."""
    mine = [Address(each.ss58_address) for each in accounts]
    with Journal(folder / "journal.sqlite") as journal:
        findings = Findings(journal)
        head = (await chain.client.head()).number
        blocks = head - first + 1
        steps = [step async for step in scan(chain.client, findings, mine, blocks=blocks, rest=0)]
        return list(findings.every()), steps


def told(found: list[Finding], account: bc.Keypair) -> list[tuple[str, str, str | None, list[str]]]:
    """Role, call, error and what was moved, of one account's findings in order."""
    return [
        (each.role, each.call_name, each.error, [m.kind for m in read_back(Movement, each.moved_json)])
        for each in found
        if each.account == account.ss58_address
    ]


async def test_payments_and_failures_are_found_for_both_sides(chain: Chain, tmp_path: Path) -> None:
    first = (await chain.client.head()).number + 1
    sender, receiver = await chain.paid(10), await chain.paid(1)
    await chain.do(sender, "Balances.transfer_keep_alive", dest=receiver.ss58_address, value=TAO)
    await chain.include(sender, "Balances.transfer_keep_alive", dest=receiver.ss58_address, value=99 * TAO)
    found, steps = await looked(chain, tmp_path, first, sender, receiver)
    pays = "Balances.transfer_keep_alive"
    assert told(found, sender)[1:] == [
        ("signed", pays, None, ["paid"]),
        ("signed", pays, "FundsUnavailable", []),
    ]
    assert told(found, receiver) == [("received", pays, None, ["received"])] * 2
    paid = next(each for each in found if each.role == "signed")
    assert paid.fee_rao is not None
    assert await chain.free(sender) == 9 * TAO - sum(each.fee_rao or 0 for each in found)
    assert (steps[-1].unreadable, steps[-1].ended_by) == (0, "")
    again, steps = await looked(chain, tmp_path, first, sender, receiver)
    assert again == found
    assert steps[-1].wanted <= 1 + steps[-1].done


async def test_stake_and_stake_that_is_given_are_found(chain: Chain, subnet: Subnet, tmp_path: Path) -> None:
    chain.needs_call("SubtensorModule.transfer_stake", "alpha_amount")
    first = (await chain.client.head()).number + 1
    giver, taker = await chain.paid(200), await chain.paid(1)
    hotkey = subnet.hotkey.ss58_address
    await chain.do(
        giver, "SubtensorModule.add_stake", hotkey=hotkey, netuid=subnet.netuid, amount_staked=50 * TAO
    )
    ends = {"origin_netuid": subnet.netuid, "destination_netuid": subnet.netuid}
    await chain.do(
        giver, "SubtensorModule.transfer_stake", destination_coldkey=taker.ss58_address, hotkey=hotkey,
        alpha_amount=TAO, **ends,
    )  # fmt: skip
    found, _ = await looked(chain, tmp_path, first, giver, taker)
    assert told(found, giver)[1:] == [
        ("signed", "SubtensorModule.add_stake", None, ["stake_added"]),
        ("signed", "SubtensorModule.transfer_stake", None, ["stake_given"]),
    ]
    assert told(found, taker)[1:] == [
        ("received", "SubtensorModule.transfer_stake", None, ["stake_received"]),
    ]
    (arrived,) = read_back(Movement, next(each for each in found[::-1] if each.role == "received").moved_json)
    assert TAO * 0.99 < arrived.alpha_rao <= TAO  # an older runtime keeps a pool's fee


async def test_what_moved_and_the_fees_are_what_the_balance_changed_by(
    chain: Chain, subnet: Subnet, tmp_path: Path
) -> None:
    """Also where TAO goes to somebody beside a trade, or where a gift leaves its subnet."""
    from tao_tui.chain.calls.call import Call

    chain.needs_call("SubtensorModule.transfer_stake", "alpha_amount")
    first = (await chain.client.head()).number + 1
    giver, taker = await chain.paid(200), await chain.paid(10)
    hotkey = subnet.hotkey.ss58_address
    both = [
        Call("Balances", "transfer_keep_alive", {"dest": taker.ss58_address, "value": 3 * TAO}),
        Call(
            "SubtensorModule",
            "add_stake",
            {"hotkey": hotkey, "netuid": subnet.netuid, "amount_staked": 50 * TAO},
        ),
    ]
    await chain.do(giver, "Utility.batch_all", calls=both)
    if chain.client.runtime.spec_version > 393:  # earlier ones tell nobody of the TAO between the two
        await chain.do(
            giver, "SubtensorModule.transfer_stake", destination_coldkey=taker.ss58_address, hotkey=hotkey,
            origin_netuid=subnet.netuid, destination_netuid=0, alpha_amount=20 * TAO,
        )  # fmt: skip
    found, _ = await looked(chain, tmp_path, first, giver, taker)
    for account in (giver, taker):
        mine = [each for each in found if each.account == account.ss58_address]
        moved = sum(move.tao_rao for each in mine for move in read_back(Movement, each.moved_json))
        assert await chain.free(account) == moved - sum(each.fee_rao or 0 for each in mine)


async def test_what_a_proxy_does_is_found_for_the_account_it_acts_for(chain: Chain, tmp_path: Path) -> None:
    from tao_tui.chain.calls.call import Call

    first = (await chain.client.head()).number + 1
    real, proxy, other = await chain.paid(10), await chain.paid(5), await chain.paid(1)
    await chain.do(real, "Proxy.add_proxy", delegate=proxy.ss58_address, proxy_type="Any", delay=0)
    inner = Call("Balances", "transfer_keep_alive", {"dest": other.ss58_address, "value": TAO})
    await chain.do(proxy, "Proxy.proxy", real=real.ss58_address, force_proxy_type=None, call=inner)
    found, _ = await looked(chain, tmp_path, first, real)
    assert told(found, real)[1:] == [
        ("signed", "Proxy.add_proxy", None, []),
        ("proxied", "Proxy.proxy", None, ["paid"]),
    ]
    assert found[-1].fee_rao is None
