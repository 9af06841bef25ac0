"""Money moves, accounts live and die, and every extrinsic costs what the runtime said it would."""

from __future__ import annotations

from tao_tui.addresses import parse_address
from tao_tui.amounts import Tao
from tao_tui.chain.calls.call import Call
from tests.conformance.chain import ALICE, TAO, Chain, field, said, told


async def test_a_transfer_moves_the_amount_and_costs_what_was_quoted(chain: Chain) -> None:
    sender, receiver = await chain.account(10), chain.stranger()
    composed = chain.client.runtime.compose(
        Call("Balances", "transfer_keep_alive", {"dest": receiver.ss58_address, "value": TAO})
    )
    quoted = (await chain.client.cost(composed, parse_address(sender.ss58_address))).fee_rao
    done = await chain.do(sender, "Balances.transfer_keep_alive", dest=receiver.ss58_address, value=TAO)
    assert done.fee_rao == quoted > 0
    assert await chain.free(receiver) == TAO
    assert await chain.free(sender) == 9 * TAO - done.fee_rao
    assert [name for name in told(done) if name != "Balances.Deposit"] == [
        "Balances.Withdraw",
        "System.NewAccount",
        "Balances.Endowed",
        "Balances.Transfer",
        "TransactionPayment.TransactionFeePaid",
        "System.ExtrinsicSuccess",
    ]
    assert field(done, "Balances.Transfer", "amount") == TAO


async def test_a_longer_extrinsic_costs_a_rao_for_every_byte(chain: Chain) -> None:
    sender = await chain.account(10)
    fees = [
        (await chain.do(sender, "System.remark", remark=b"x" * length)).fee_rao for length in (100, 1_100)
    ]
    # Both lengths take prefixes of two bytes; beyond the bytes, hashing them weighs a little.
    assert 1_000 <= fees[1] - fees[0] < 3_000


async def test_keep_alive_keeps_the_sender_and_allow_death_may_end_it(chain: Chain) -> None:
    sender, receiver = await chain.account(5), await chain.account(1)
    deposit = int(chain.client.runtime.constant("Balances", "ExistentialDeposit"))
    whole = await chain.free(sender)
    failed = await chain.fails(
        sender, "Balances.transfer_keep_alive", dest=receiver.ss58_address, value=whole - deposit
    )
    assert failed in ("System.FundsUnavailable", "System.NotExpendable")
    done = await chain.do(sender, "Balances.transfer_all", dest=receiver.ss58_address, keep_alive=True)
    assert await chain.free(sender) == deposit
    assert "System.KilledAccount" not in told(done)


async def test_an_account_below_the_existential_deposit_is_reaped(chain: Chain) -> None:
    sender, receiver = await chain.account(5), await chain.account(1)
    done = await chain.do(sender, "Balances.transfer_all", dest=receiver.ss58_address, keep_alive=False)
    assert "System.KilledAccount" in told(done)
    assert await chain.free(sender) == 0
    account = await chain.get("System.Account", sender.ss58_address)
    assert (account["nonce"], account["providers"]) == (0, 0)


async def test_too_much_cannot_be_sent_and_costs_its_fee(chain: Chain) -> None:
    sender = await chain.account(2)
    done = await chain.include(
        sender, "Balances.transfer_allow_death", dest=ALICE.ss58_address, value=3 * TAO
    )
    assert done.error is not None
    assert done.error.name == "FundsUnavailable"
    assert told(done)[-1] == "System.ExtrinsicFailed"
    assert await chain.free(sender) == 2 * TAO - done.fee_rao


async def test_less_than_the_existential_deposit_makes_no_account(chain: Chain) -> None:
    sender, nobody = await chain.account(2), chain.stranger()
    failed = await chain.fails(sender, "Balances.transfer_keep_alive", dest=nobody.ss58_address, value=499)
    assert failed == "System.BelowMinimum"


async def test_a_reviewed_transfer_leaves_what_was_said_down_to_the_last_of_it(chain: Chain) -> None:
    sender, receiver = await chain.account(10), chain.stranger()
    pay = {"dest": receiver.ss58_address}
    assert await chain.declines(sender, "transfer", **pay, amount="10") == "not_enough_balance"
    assert (
        await chain.declines(sender, "transfer", **pay, amount="0.000000499") == "below_existential_deposit"
    )
    found = await chain.reviewed(sender, "transfer", **pay, amount="1.5")
    done = await chain.carry_out(sender, found)
    assert (done.fee_rao, await chain.free(receiver)) == (found.fee.rao, 15 * TAO // 10)
    assert said(found)["After"] == f"{Tao(await chain.free(sender))} free"
    await chain.act(sender, "transfer", **pay, amount="all")
    deposit = int(chain.client.runtime.constant("Balances", "ExistentialDeposit"))
    assert await chain.free(sender) == deposit


async def test_everything_is_sent_where_the_account_may_end(chain: Chain) -> None:
    sender, receiver = await chain.account(3), await chain.account(1)
    last = {"dest": receiver.ss58_address, "amount": "all", "keep_alive": False}
    found = await chain.reviewed(sender, "transfer", **last)
    assert "account_reaped" in [each.code for each in found.warnings]
    done = await chain.carry_out(sender, found)
    assert "System.KilledAccount" in told(done)
    assert await chain.free(receiver) == 4 * TAO - done.fee_rao
