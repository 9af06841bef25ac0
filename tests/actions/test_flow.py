"""Sign, journal, send once, follow: and what the journal knows whatever happens on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tao_tui.actions.lifecycle import flow
from tao_tui.actions.lifecycle.flow import submit
from tao_tui.actions.lifecycle.resume import resume
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review, Step
from tao_tui.chain.blocks.dispatch_error import ChainError
from tao_tui.chain.blocks.events import Event
from tao_tui.chain.extrinsics.inclusion import Inclusion
from tao_tui.chain.extrinsics.nonces import NonceUse
from tao_tui.chain.extrinsics.pay import NonceTaken
from tao_tui.chain.extrinsics.status import TxStatus
from tao_tui.chain.query import BlockRef
from tao_tui.errors import (
    ChainRejected,
    Fault,
    NodeError,
    NodeUnreachable,
    OutcomeUnknown,
    TaoTuiError,
    UsageError,
    WrongPassword,
)
from tao_tui.journal.journal import Journal
from tao_tui.journal.row import NewRow
from tests.actions.worlds import ME, world
from tests.reads.fake import ALICE, CAROL, FakeClient, account

BLOCK = BlockRef(1001, "0x" + "bb" * 32)
EVENTS = (Event("System", "ExtrinsicSuccess", {}),)
INCLUDED = Inclusion(BLOCK, 1, True, None, EVENTS, 140_000)
FAILED = replace(
    INCLUDED, success=False, error=ChainError("Balances", "InsufficientBalance", "Too little.", "Add.")
)


@dataclass(frozen=True)
class Request:
    """As much of a signing request as the flow looks at."""

    call: Any
    signer: str
    payload: bytes = b"sign me"
    nonce: int = 7
    valid_until: int = 1_100
    birth_block: int = 990


@dataclass(frozen=True)
class Signed:
    """As much of a signed extrinsic as the flow looks at."""

    data: bytes
    hash: str = "0x" + "ee" * 32
    signer: str = ALICE
    nonce: int = 7
    birth_block: int = 990
    valid_until: int = 1_100


class SendingClient(FakeClient):
    """Reports a scripted fate for whatever is submitted."""

    def __init__(
        self, fate: Sequence[TxStatus | TaoTuiError], inclusion: Inclusion | None = INCLUDED
    ) -> None:
        super().__init__(world())
        self.fate = fate
        self.inclusion = inclusion
        self.sent: list[Signed] = []
        self.final = 1_050
        self.rows_when_sent: list[str] = []
        self.journal: Journal | None = None
        self.use = NonceUse("unused")
        self.asked: list[tuple[dict[int, int], int | None]] = []
        self.following = 0
        self.outcomes_asked = 0
        self.found_later: Inclusion | None = None
        """What `outcome` finds, where the search before sending does not."""

    async def prepare(
        self, call: Any, signer: str, crypto_type: int, *, period: int, taken: Any, instead_of: int | None
    ) -> Request:
        self.asked.append((dict(taken), instead_of))
        if instead_of is not None and self.following > instead_of:
            raise NonceTaken("taken")
        return Request(call, signer)

    async def nonce_use(self, signer: str, nonce: int, from_block: int, until_block: int) -> NonceUse:
        return self.use

    async def submit(self, signed: Signed) -> AsyncIterator[TxStatus]:
        self.sent.append(signed)
        assert self.journal is not None
        self.rows_when_sent = [row.status for row in self.journal.rows()]
        for status in self.fate:
            if isinstance(status, TaoTuiError):
                raise status
            yield status

    async def outcome(self, extrinsic_hash: str, block_hash: str) -> Inclusion:
        self.outcomes_asked += 1
        found = self.found_later or self.inclusion
        if found is None:
            raise NodeError("That block does not hold it.", code="not_in_block")
        return found

    async def find_extrinsic(self, *_: Any) -> Inclusion | None:
        return self.inclusion

    async def finalized(self) -> BlockRef:
        return BlockRef(self.final, "0x" + "ff" * 32)


def status(kind: Any, block_hash: str | None = None) -> TxStatus:
    return TxStatus(kind, block_hash, "")


HAPPY = [status("ready"), status("in_block", BLOCK.hash), status("finalized", BLOCK.hash)]


@pytest.fixture
def journal(tmp_path: Path) -> Any:
    with Journal(tmp_path / "journal.sqlite") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _assemble(monkeypatch: pytest.MonkeyPatch) -> None:
    made = count()
    monkeypatch.setattr(
        "tao_tui.chain.extrinsics.signing.assemble",
        lambda request, signature: Signed(signature, f"0x{next(made):062x}ee"),
    )
    monkeypatch.setattr("tao_tui.actions.lifecycle.written.shown_to_signer", lambda request: request)


async def sign(transaction: Any) -> bytes:
    assert transaction.payload == b"sign me"
    return b"s" * 64


async def agreed(client: SendingClient, journal: Journal) -> Review:
    client.journal = journal
    return await review("transfer", {"dest": CAROL, "amount": "1"}, client, ME)  # type: ignore[arg-type]


async def go(client: SendingClient, journal: Journal, steps: list[Step] | None = None, **more: Any) -> Any:
    seen = steps if steps is not None else []
    return await submit(await agreed(client, journal), client, sign, journal, seen.append, **more)  # type: ignore[arg-type]


async def test_a_row_exists_before_anything_is_sent(journal: Journal) -> None:
    client = SendingClient(HAPPY)
    steps: list[Step] = []
    outcome = await go(client, journal, steps)
    assert client.rows_when_sent == ["sent"]
    assert [step.name for step in steps] == ["signing", "journaled", "sent", "in_block", "finalized"]
    assert (outcome.finalized, outcome.block_number, outcome.fee.rao) == (True, 1001, 140_000)
    (row,) = journal.rows()
    assert (row.status, row.signer, row.nonce, row.valid_until, row.birth_block) == (
        "finalized",
        ALICE,
        7,
        1_100,
        990,
    )
    assert row.command.startswith("tao-tui transfer")
    assert row.fee_rao == 140_000


async def test_waiting_for_a_block_only(journal: Journal) -> None:
    outcome = await go(SendingClient(HAPPY), journal, wait="in_block")
    assert not outcome.finalized
    assert journal.rows()[0].status == "in_block"


async def test_a_failed_dispatch_is_the_chains_own_error(journal: Journal) -> None:
    with pytest.raises(ChainRejected) as refused:
        await go(SendingClient(HAPPY, FAILED), journal)
    assert (refused.value.code, refused.value.hint) == ("InsufficientBalance", "Add.")
    assert (journal.rows()[0].status, journal.rows()[0].error) == ("failed", "InsufficientBalance")


async def test_a_failure_is_told_once_its_block_is_known_and_followed_to_the_end(journal: Journal) -> None:
    steps: list[Step] = []
    client = SendingClient([*HAPPY[:2], status("searching"), *HAPPY[1:]], FAILED)
    with pytest.raises(ChainRejected, match="Too little"):
        await go(client, journal, steps)
    assert [step.name for step in steps][3:] == ["in_block", "failed_there", "lost", "in_block", "finalized"]
    told = steps[4]
    assert told.text == (
        "It failed in block 1,001: InsufficientBalance: Too little. Not final yet; the block may be replaced."
    )
    assert told.block_hash == BLOCK.hash
    assert client.outcomes_asked == 2, "once for the block, once when it is final"


async def test_a_block_that_is_replaced_may_change_the_verdict(journal: Journal) -> None:
    class Replaced(SendingClient):
        async def submit(self, signed: Signed) -> AsyncIterator[TxStatus]:
            async for each in super().submit(signed):
                if each.kind == "retracted":
                    self.inclusion = INCLUDED
                yield each

    steps: list[Step] = []
    fate = [status("in_block", "0x" + "aa" * 32), status("retracted", "0x" + "aa" * 32), *HAPPY[1:]]
    outcome = await go(Replaced(fate, FAILED), journal, steps)
    names = [step.name for step in steps]
    assert names[3:] == ["in_block", "failed_there", "retracted", "in_block", "finalized"]
    assert outcome.finalized
    (row,) = journal.rows()
    assert (row.status, row.error, row.detail) == ("finalized", None, None)


async def test_a_node_that_cannot_tell_of_the_block_ends_nothing(journal: Journal) -> None:
    class Silent(SendingClient):
        async def outcome(self, extrinsic_hash: str, block_hash: str) -> Inclusion:
            if not self.outcomes_asked:
                self.outcomes_asked += 1
                raise NodeUnreachable("gone")
            return await super().outcome(extrinsic_hash, block_hash)

    steps: list[Step] = []
    outcome = await go(Silent(HAPPY), journal, steps)
    assert [step.name for step in steps][3:] == ["in_block", "finalized"]
    assert outcome.finalized


@pytest.mark.parametrize(
    ("error", "state", "raised"),
    [
        (ChainRejected("no", code="Stale"), "rejected", ChainRejected),
        (ChainRejected("too late", code="Expired"), "expired", ChainRejected),
        (OutcomeUnknown("lost"), "lost", OutcomeUnknown),
        (NodeUnreachable("gone"), "lost", OutcomeUnknown),
    ],
)
async def test_other_ends(
    journal: Journal, error: TaoTuiError, state: str, raised: type[TaoTuiError]
) -> None:
    client = SendingClient([status("ready"), error])
    with pytest.raises(raised):
        await go(client, journal)
    assert journal.rows()[0].status == state
    assert len(client.sent) == 1


@pytest.mark.parametrize(
    ("code", "free", "said"),
    [
        ("BadRequest", 3, " FundsUnavailable: the account does not hold that much."),
        ("BadRequest", 10**12, "not now"),
        ("Payment", 3, "not now"),
        ("TooManyRegistrationsThisInterval", 3, "not now"),
    ],
)
async def test_a_pool_that_does_not_tell_why_is_explained_by_what_moved(
    journal: Journal, code: str, free: int, said: str
) -> None:
    class Moved(SendingClient):
        async def submit(self, signed: Signed) -> AsyncIterator[TxStatus]:
            self.answers[f"Account({ALICE})"] = account(free)
            async for each in super().submit(signed):
                yield each

    with pytest.raises(ChainRejected) as refused:
        await go(Moved([ChainRejected("not now", code=code)]), journal)
    assert said in refused.value.message
    assert refused.value.code == code


async def test_a_stream_that_just_ends_is_unknown_and_stays_open(journal: Journal) -> None:
    steps: list[Step] = []
    with pytest.raises(OutcomeUnknown, match="not known"):
        await go(SendingClient([status("retracted", BLOCK.hash), status("searching")]), journal, steps)
    assert [step.name for step in steps][-2:] == ["retracted", "lost"]
    assert len(journal.open_rows("0x" + "45" * 32)) == 1


class FullDisk(Journal):
    """A journal whose disk fills up once a row has reached `full_from`."""

    full_from: Any = "in_block"

    def __enter__(self) -> FullDisk:
        return self

    def mark(self, row_id: int, status: Any, **facts: Any) -> None:
        if status == self.full_from:
            raise Fault("The journal cannot be written: no space left.")
        super().mark(row_id, status, **facts)


@pytest.mark.parametrize("full_from", ["in_block", "finalized"])
async def test_a_disk_that_fills_up_after_sending_is_no_proof_that_nothing_happened(
    tmp_path: Path, full_from: str
) -> None:
    with FullDisk(tmp_path / "journal.sqlite") as journal:
        journal.full_from = full_from
        client = SendingClient(HAPPY)
        with pytest.raises(OutcomeUnknown, match="no space left"):
            await go(client, journal)
        assert len(client.sent) == 1
        assert len(journal.open_rows(client.genesis)) == 1


async def test_a_journal_that_cannot_be_written_before_sending_stops_it(tmp_path: Path) -> None:
    with FullDisk(tmp_path / "journal.sqlite") as journal:
        journal.full_from = "sent"
        client = SendingClient(HAPPY)
        with pytest.raises(Fault, match="no space left"):
            await go(client, journal)
        assert not client.sent


async def test_a_row_the_node_cannot_tell_of_does_not_keep_the_others_open(journal: Journal) -> None:
    client = SendingClient([OutcomeUnknown("lost")])
    lost = "0x" + "01" * 32
    journal.begin(NewRow("transfer", "dev", client.genesis, ALICE, 6, lost, "{}", "0x00", 1_100, "tao-tui"))
    with pytest.raises(OutcomeUnknown):
        await go(client, journal)

    async def find(extrinsic_hash: str, *_: Any) -> Inclusion:
        if extrinsic_hash == lost:
            raise NodeUnreachable("That block is not here.")
        return INCLUDED

    client.find_extrinsic = find  # type: ignore[method-assign]
    first, second = await resume(journal, client)  # type: ignore[arg-type]
    assert (first.status, second.status) == ("signed", "finalized")
    assert "not here" in first.summary


async def test_a_signer_that_refuses_leaves_no_trace(journal: Journal) -> None:
    client = SendingClient(HAPPY)

    async def refuse(payload: bytes) -> bytes:
        raise WrongPassword("no")

    with pytest.raises(WrongPassword):
        await submit(await agreed(client, journal), client, refuse, journal)  # type: ignore[arg-type]
    assert not journal.rows()
    assert not client.sent


@pytest.mark.parametrize(
    ("inclusion", "final", "state"),
    [
        (INCLUDED, 1_050, "finalized"),
        (INCLUDED, 1_000, "in_block"),
        (FAILED, 1_050, "failed"),
        (None, 1_050, "lost"),
        (None, 1_100, "expired"),
    ],
)
async def test_resuming_settles_what_is_certain(
    journal: Journal, inclusion: Inclusion | None, final: int, state: str
) -> None:
    client = SendingClient([OutcomeUnknown("lost")], inclusion)
    with pytest.raises(OutcomeUnknown):
        await go(client, journal)
    client.final = final
    (settled,) = await resume(journal, client)  # type: ignore[arg-type]
    assert settled.status == state
    assert journal.rows()[0].status == state
    assert len(client.sent) == 1


async def test_resuming_tells_of_a_failure_before_it_is_final(journal: Journal) -> None:
    client = SendingClient([OutcomeUnknown("lost")], FAILED)
    with pytest.raises(OutcomeUnknown):
        await go(client, journal)
    client.final = 1_000
    (settled,) = await resume(journal, client)  # type: ignore[arg-type]
    assert settled.status == "in_block"
    assert settled.summary.startswith("It failed in block 1,001: InsufficientBalance: Too little. Not final")


async def test_an_unknown_action() -> None:
    with pytest.raises(UsageError, match="no action"):
        await review("stake.everything", {}, FakeClient(), ME)  # type: ignore[arg-type]


def test_every_status_the_chain_knows_is_worded() -> None:
    assert all(text.endswith(".") for text in flow._WORDS.values())
