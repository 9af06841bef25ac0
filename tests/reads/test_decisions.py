"""Looking back for what was decided: motions and the sudo key's calls, forks, pruned nodes, what is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.addresses import Address
from tao_tui.chain.blocks import whole_block
from tao_tui.chain.client import Client, connect
from tao_tui.chain.networks import resolve_network
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.aura import Aura
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.governance import SenateMembers, Triumvirate, TriumvirateMembers
from tao_tui.devnet.pallets.multisig import Multisig
from tao_tui.devnet.pallets.multisig_types import multisig_account
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.pallets.sudo import Sudo
from tao_tui.devnet.rpc.server import serve
from tao_tui.devnet.runtime import make_runtime
from tao_tui.errors import NodeError
from tao_tui.journal.decisions import Decisions
from tao_tui.journal.journal import Journal
from tao_tui.reads.governance.decision import Decision, outcome_words, vote_words
from tao_tui.reads.governance.decisions import LookBack, read_decisions
from tao_tui.reads.governance.motion_history import MotionHistory
from tao_tui.reads.governance.root_history import RootHistory
from tests.devnet.signing import ALICE, BOB, CHARLIE, MILLION_TAO, runtime_of, signed

SENATORS = [bc.Keypair.from_uri(f"//Senator{number}") for number in range(3)]
ENOUGH = {"ref_time": 10**11, "proof_size": 10**6}


@dataclass
class Stage:
    """A governed node, a client, and what the journal keeps."""

    node: Node
    client: Client
    decisions: Decisions

    def block(self, *sent: tuple[bc.Keypair, tuple[str, str, dict[str, Any]]]) -> None:
        """Make a block that holds these calls."""
        for keypair, call in sent:
            self.node.submit(signed(self.node, keypair, call))
        self.node.new_block()

    def bytes_of(self, call: tuple[str, str, dict[str, Any]]) -> bytes:
        return bytes(runtime_of(self.node).compose_call(*call))

    def propose(self, call: tuple[str, str, dict[str, Any]], *, as_root: bool = True) -> tuple[bytes, int]:
        """Put a call before the senate; the hash it is known by and its number."""
        inner = ("SubtensorModule", "sudo", {"call": self.bytes_of(call)}) if as_root else call
        data = self.bytes_of(inner)
        arguments = {"proposal": data, "length_bound": len(data), "duration": 4_000}
        self.block((ALICE, ("Triumvirate", "propose", arguments)))
        body = self.node.runtime.pallet(Triumvirate)
        return body.Proposals.value[-1], body.ProposalCount.value - 1

    def vote(self, proposal: tuple[bytes, int], *votes: bool) -> None:
        for senator, approve in zip(SENATORS, votes, strict=False):
            said = {"hotkey": senator.ss58_address, "proposal": "0x" + proposal[0].hex()}
            said |= {"index": proposal[1], "approve": approve}
            self.block((BOB, ("SubtensorModule", "vote", said)))

    def close(self, *proposals: tuple[bytes, int]) -> None:
        """Close proposals, all in one extrinsic."""
        closing = [
            self.bytes_of(
                (
                    "Triumvirate",
                    "close",
                    {
                        "proposal_hash": "0x" + each[0].hex(),
                        "index": each[1],
                        "proposal_weight_bound": ENOUGH,
                        "length_bound": 1_000,
                    },
                )
            )
            for each in proposals
        ]
        batch = self.bytes_of(("Utility", "batch_all", {"calls": closing}))
        self.block((ALICE, ("Sudo", "sudo", {"call": batch})))

    async def look(self, **limits: Any) -> LookBack:
        mine = [Address(SENATORS[1].ss58_address)]
        return (await read_decisions(self.client, self.decisions, mine, **limits)).data


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    runtime = make_runtime()
    with runtime.genesis():
        for keypair in (ALICE, BOB):
            runtime.pallet(Balances).endow(bytes(keypair.public_key), MILLION_TAO)
        runtime.pallet(Sudo).Key.value = bytes(ALICE.public_key)
        runtime.pallet(Aura).Authorities.value = [bytes(ALICE.public_key)]
        runtime.pallet(TriumvirateMembers).insert(bytes(ALICE.public_key))
        for senator in SENATORS:
            runtime.pallet(SenateMembers).insert(bytes(senator.public_key))
            runtime.pallet(SubtensorModule).Owner[bytes(senator.public_key)] = bytes(BOB.public_key)
    node = Node(runtime, block_time=None, finality_lag=1)
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        with Journal(tmp_path / "journal.sqlite") as journal:
            node.new_block()
            yield Stage(node, client, Decisions(journal))


def remark(text: str) -> tuple[str, str, dict[str, Any]]:
    return "System", "remark", {"remark": text.encode()}


def grant(amount: int) -> tuple[str, str, dict[str, Any]]:
    said = {"source": CHARLIE.ss58_address, "dest": BOB.ss58_address, "value": amount}
    return "Balances", "force_transfer", said


async def test_what_was_approved_refused_and_failed_with_its_votes(stage: Stage) -> None:
    done = stage.propose(remark("yes"))
    stage.vote(done, True, True)
    stage.close(done)
    refused = stage.propose(remark("no"))
    stage.vote(refused, True, False, False)
    stage.close(refused)
    failing = stage.propose(grant(5))
    stage.vote(failing, True, False, True)
    stage.close(failing)
    found = await stage.look()
    failed, disapproved, executed = found.decided
    assert [each.id for each in found.decided] == ["2", "1", "0"]
    assert (executed.outcome, executed.error, executed.my_vote) == ("executed", None, "aye")
    assert (executed.summary, executed.threshold, executed.seats) == ("As root: Put on record: “yes”", 2, 3)
    assert executed.ayes == tuple(Address(each.ss58_address) for each in SENATORS[:2])
    assert (executed.counted_ayes, executed.counted_nays, executed.hash) == (2, 0, "0x" + done[0].hex())
    assert {each.proposer for each in found.decided} == {Address(ALICE.ss58_address)}
    assert executed.closed_by == Address(ALICE.ss58_address)
    assert executed.block_time is not None
    assert (disapproved.outcome, disapproved.my_vote) == ("disapproved", "nay")
    assert vote_words(disapproved) == "1 aye, 2 nays, 2 needed"
    assert (failed.outcome, failed.error) == ("failed", "FundsUnavailable")
    assert outcome_words(failed) == "approved, but failed: FundsUnavailable"
    assert failed.call is not None
    assert failed.call.name == "SubtensorModule.sudo"
    assert (found.from_block, found.gaps, found.ended_by) == (1, (), None)


async def test_several_closed_in_one_extrinsic_each_have_their_own_end(stage: Stage) -> None:
    one, two = stage.propose(grant(5)), stage.propose(remark("two"))
    stage.vote(one, True, True)
    stage.vote(two, True, True)
    stage.close(one, two)
    later, sooner = (await stage.look()).decided
    assert (sooner.id, sooner.outcome, later.id, later.outcome) == ("0", "failed", "1", "executed")


async def test_a_call_proposed_again_is_another_decision(stage: Stage) -> None:
    for _ in range(2):
        again = stage.propose(remark("again"))
        stage.vote(again, True, True)
        stage.close(again)
    found = (await stage.look()).decided
    assert len({each.hash for each in found}) == 1
    assert [each.id for each in found] == ["1", "0"]


async def test_what_root_put_away_has_no_count(stage: Stage) -> None:
    gone = stage.propose(remark("gone"))
    away = {"proposal_hash": "0x" + gone[0].hex()}
    inner = stage.bytes_of(("Triumvirate", "disapprove_proposal", away))
    stage.block((ALICE, ("Sudo", "sudo", {"call": inner})))
    (found,) = (await stage.look()).decided
    assert vote_words(found) == "put away by root, whatever the vote"


async def test_blocks_without_motions_are_not_read_and_none_is_looked_at_twice(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = stage.propose(remark("yes"))
    stage.vote(done, True, True)
    stage.close(done)
    for _ in range(200):
        stage.node.new_block()
    asked: list[int] = []
    plain = Client.block_hash

    async def counting(self: Client, number: int) -> str | None:
        asked.append(number)
        return await plain(self, number)

    monkeypatch.setattr(Client, "block_hash", counting)
    first = await stage.look()
    assert len(asked) < 150
    asked.clear()
    stage.node.new_block()
    again = await stage.look()
    assert len(asked) <= 6
    assert again.decided == first.decided
    assert again.from_block == 1


async def test_only_the_newest_are_looked_for_and_older_ones_stay_to_be_found(stage: Stage) -> None:
    for number in range(3):
        made = stage.propose(remark(str(number)))
        stage.vote(made, True, True)
        stage.close(made)
    newest = await stage.look(most=1)
    assert [each.id for each in newest.decided] == ["2"]
    assert newest.from_block == newest.decided[0].block_number
    assert [each.id for each in (await stage.look()).decided] == ["2", "1", "0"]


async def test_a_node_that_forgot_says_so_and_what_was_seen_before_stays(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = stage.propose(remark("yes"))
    stage.vote(done, True, True)
    stage.close(done)
    stage.node.new_block()
    await stage.look()
    seen_to = stage.node.head.number - 1
    for _ in range(40):
        stage.node.new_block()
    forgotten = stage.node.head.number - 10
    plain = Client.read

    async def pruned(self: Client, items: Any, at: str | None = None) -> Any:
        found = await plain(self, items, at)
        if at and found.block.number < forgotten:
            raise NodeError("Gone.", hint="Ask another.", code="state_pruned")
        return found

    monkeypatch.setattr(Client, "read", pruned)
    found = await stage.look()
    assert [each.id for each in found.decided] == ["0"]
    assert found.ended_by == "Gone. Ask another."
    assert (found.from_block, found.gaps) == (1, ((seen_to + 1, forgotten),))


@pytest.mark.parametrize("governed", [True, False])
async def test_what_a_node_forgets_while_it_is_looked_through_ends_the_look(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, governed: bool
) -> None:
    for number in range(2):
        made = stage.propose(remark(str(number)))
        stage.vote(made, True, True)
        stage.close(made)
    history = MotionHistory(stage.client) if governed else RootHistory(stage.client)
    where = f"{type(history).__module__}.read_whole_block"
    plain = whole_block.read_whole_block

    async def forgetful(client: Client, block_hash: str) -> whole_block.WholeBlock:
        monkeypatch.setattr(where, forgotten)
        return await plain(client, block_hash)

    async def forgotten(client: Client, block_hash: str) -> whole_block.WholeBlock:
        raise NodeError("Gone.", hint="Ask another.", code="state_pruned")

    head = stage.node.head.number
    monkeypatch.setattr(where, forgetful)
    found = [each async for each in history.decisions(1, head)]
    ((newest, (decided,)),) = [(number, closed) for number, closed in found if closed]
    assert newest == head == decided.block_number, "closed in the newest block"
    assert min(number for number, _ in found) > 1, "how far it came, not as far as was asked"
    assert history.ended_by == "Gone. Ask another."


async def test_a_development_chain_that_began_anew_is_looked_through_anew(stage: Stage) -> None:
    done = stage.propose(remark("yes"))
    stage.vote(done, True, True)
    stage.close(done)
    stage.node.new_block()
    await stage.look()
    with stage.decisions._journal.transaction():
        stage.decisions._journal.connection.execute(
            "UPDATE decisions_looked_at SET last_hash = '0x00', first = 1, last = 3"
        )
    assert [each.id for each in (await stage.look()).decided] == ["0"]


async def test_what_the_sudo_key_had_done_and_how_it_ended(stage: Stage) -> None:
    def as_root(call: tuple[str, str, dict[str, Any]]) -> tuple[str, str, dict[str, Any]]:
        return "Sudo", "sudo", {"call": stage.bytes_of(call)}

    stage.block((ALICE, as_root(remark("one"))))
    stage.block()
    both = [stage.bytes_of(as_root(remark("two"))), stage.bytes_of(as_root(grant(5)))]
    stage.block((ALICE, ("Utility", "batch", {"calls": both})))
    found: list[Decision] = []
    numbers: list[int] = []
    async for number, decided in RootHistory(stage.client).decisions(1, stage.node.head.number):
        numbers.append(number)
        found += decided
    assert numbers == [4, 3, 2, 1]
    assert [(each.id, each.outcome) for each in found] == [
        (f"4-{found[0].id.split('-')[1]}", "executed"),
        (f"4-{found[0].id.split('-')[1]}-2", "failed"),
        (found[2].id, "executed"),
    ]
    assert found[1].error == "FundsUnavailable"
    assert found[2].summary == "Put on record: “one”"
    assert found[2].closed_by == Address(ALICE.ss58_address)
    assert vote_words(found[2]) == "by the key's own signature"


async def test_whose_approvals_made_a_shared_sudo_key_act(stage: Stage) -> None:
    keys = sorted((ALICE, BOB, CHARLIE), key=lambda pair: bytes(pair.public_key))
    shared = multisig_account([bytes(each.public_key) for each in keys], 2)
    new = bc.ss58_encode(shared, 42)
    stage.block((ALICE, ("Sudo", "set_key", {"new": new})))
    stage.block((ALICE, ("Balances", "transfer_keep_alive", {"dest": new, "value": 10**9})))
    call = stage.bytes_of(("Sudo", "sudo", {"call": stage.bytes_of(remark("shared"))}))

    def approving(who: bc.Keypair, since: dict[str, int] | None) -> tuple[str, str, dict[str, Any]]:
        others = [each.ss58_address for each in keys if each.public_key != who.public_key]
        said = {"threshold": 2, "other_signatories": others, "maybe_timepoint": since}
        return "Multisig", "as_multi", {**said, "call": call, "max_weight": ENOUGH}

    stage.block((ALICE, approving(ALICE, None)))
    began = stage.node.head.number
    position = next(
        index
        for index in range(5)
        if stage.node.runtime.pallet(Multisig).Multisigs.items()[0][1].when.index == index
    )
    stage.block((BOB, approving(BOB, {"height": began, "index": position})))
    found = [each async for _, some in RootHistory(stage.client).decisions(began, began + 1) for each in some]
    assert [(each.summary, each.outcome) for each in found] == [("Put on record: “shared”", "executed")]
    assert found[0].ayes == (Address(ALICE.ss58_address), Address(BOB.ss58_address))
    assert vote_words(found[0]) == "2 approvals of 2 needed"
    assert (found[0].threshold, found[0].seats) == (2, 3)


async def test_a_look_over_nothing_finds_nothing(stage: Stage) -> None:
    assert [each async for each in MotionHistory(stage.client).decisions(1, 1)] == [(1, ())]
    assert (await stage.look()).decided == ()
