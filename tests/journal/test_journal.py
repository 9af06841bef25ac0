"""The journal: durable before sending, private, shared, never reopening what is closed."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tao_tui.errors import Fault
from tao_tui.journal import schema
from tao_tui.journal.journal import Journal
from tao_tui.journal.movement import Movement, read_back
from tao_tui.journal.row import JournalRow, NewRow, Status

GENESIS = "0x" + "11" * 32


def begin(journal: Journal, number: int, *, genesis: str = GENESIS, signer: str = "5A") -> int:
    return journal.begin(
        NewRow(
            "transfer",
            "dev",
            genesis,
            signer,
            number,
            f"0x{number:064x}",
            '{"a":1}',
            "0x00",
            128,
            "tao-tui x",
            7,
        )
    )


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "inner" / "journal.sqlite")


def test_a_row_is_on_disk_when_begin_returns(journal: Journal) -> None:
    row_id = begin(journal, 1)
    with Journal(journal.path) as other:
        row = other.row(f"0x{1:064x}")
    assert row is not None
    assert (row.id, row.status, row.birth_block, row.valid_until, row.nonce) == (row_id, "signed", 7, 128, 1)
    assert row.is_open


def test_the_file_is_private_and_durable(journal: Journal) -> None:
    begin(journal, 1)
    for path in journal.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700
    assert journal.connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_facts_accumulate_until_the_row_closes(journal: Journal) -> None:
    row_id = begin(journal, 1)
    journal.mark(row_id, "sent")
    journal.mark(row_id, "in_block", block_hash="0xaa", block_number=9)
    journal.mark(row_id, "finalized", fee_rao=137_050)
    row = journal.rows(1)[0]
    assert (row.status, row.block_hash, row.block_number, row.fee_rao) == ("finalized", "0xaa", 9, 137_050)
    assert not row.is_open


@pytest.mark.parametrize("closed", ["finalized", "failed", "rejected", "expired"])
def test_a_closed_row_stays_closed(journal: Journal, closed: Status) -> None:
    row_id = begin(journal, 1)
    journal.mark(row_id, closed)
    journal.mark(row_id, "lost", detail="a late and wrong guess")
    row = journal.rows()[0]
    assert row.status == closed
    assert row.detail is None


@pytest.mark.parametrize("closed", ["rejected", "expired"])
@pytest.mark.parametrize("seen", ["finalized", "failed"])
def test_a_final_block_corrects_what_rested_on_seeing_none(
    journal: Journal, closed: Status, seen: Status
) -> None:
    row_id = begin(journal, 1)
    journal.mark(row_id, closed, error="Expired", detail="not seen by a node that lagged")
    journal.mark(row_id, "in_block", block_number=8)
    assert journal.rows()[0].status == closed
    journal.mark(row_id, seen, block_number=9)
    row = journal.rows()[0]
    assert (row.status, row.block_number, row.error, row.detail) == (seen, 9, None, None)
    journal.mark(row_id, "expired")
    journal.mark(row_id, "failed" if seen == "finalized" else "finalized")
    assert journal.rows()[0].status == seen


def test_a_full_disk_after_sending_does_not_say_that_nothing_was_sent(
    journal: Journal,
) -> None:
    row_id = begin(journal, 1)
    journal.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(Fault) as caught:
        journal.mark(row_id, "in_block")
    assert "may have been sent" in caught.value.hint
    with pytest.raises(Fault) as caught:
        begin(journal, 2)
    assert "Nothing is sent" in caught.value.hint


def test_open_rows_are_those_of_one_chain(journal: Journal) -> None:
    first, second = begin(journal, 1), begin(journal, 2)
    begin(journal, 3, genesis="0x22")
    third = begin(journal, 4)
    journal.mark(second, "rejected", error="Stale")
    journal.mark(third, "lost")
    assert [row.id for row in journal.open_rows(GENESIS)] == [first, third]


def test_the_same_extrinsic_has_one_row(journal: Journal) -> None:
    row_id = begin(journal, 1)
    journal.mark(row_id, "in_block", block_number=5)
    assert begin(journal, 1) == row_id
    assert journal.rows()[0].status == "in_block"


def test_rows_are_newest_first_and_filtered(journal: Journal) -> None:
    for number in range(5):
        begin(journal, number, signer="5A" if number % 2 else "5B")
    assert [row.nonce for row in journal.rows(2)] == [4, 3]
    assert [row.nonce for row in journal.rows(signer="5A")] == [3, 1]
    assert journal.rows(genesis="0x99") == ()


def test_an_unknown_status_is_refused(journal: Journal) -> None:
    with pytest.raises(ValueError, match="no state"):
        journal.mark(begin(journal, 1), "maybe")  # type: ignore[arg-type]


def test_processes_write_at_the_same_time(journal: Journal) -> None:
    script = (
        "import sys; from pathlib import Path; from tao_tui.journal.journal import Journal\n"
        "from tao_tui.journal.row import NewRow\n"
        "j = Journal(Path(sys.argv[1])); s = int(sys.argv[2])\n"
        "for n in range(s, s + 20): j.begin(NewRow('a','n','g','s',n,str(n),'{}','0x',1,'c'))\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(journal.path), str(start)])
        for start in (0, 100, 200)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert len(journal.rows(1000)) == 60


def test_what_is_no_journal_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(Fault) as caught:
        Journal(path)
    assert caught.value.code == "journal_unusable"
    assert path.read_bytes().startswith(b"this is no database")


def test_a_number_no_honest_node_tells_is_no_defect(journal: Journal) -> None:
    row_id = begin(journal, 1)
    with pytest.raises(Fault, match="a number is too large") as caught:
        journal.mark(row_id, "in_block", fee_rao=2**63)
    assert caught.value.code == "journal_unusable"
    assert "It may have been sent all the same" in caught.value.hint
    row = journal.row(f"0x{1:064x}")
    assert row is not None
    assert row.status == "signed"


@pytest.mark.parametrize("text", ["x", "[1]", "7", '[{"kind": "paid"}]', '[{"of": "a later version"}]'])
def test_what_cannot_be_read_back_is_a_damaged_journal(text: str) -> None:
    with pytest.raises(Fault, match="is damaged"):
        read_back(Movement, text)


def test_a_newer_journal_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(Fault) as caught:
        Journal(path)
    assert caught.value.code == "journal_too_new"


def test_a_row_holds_the_columns_in_order() -> None:
    assert JournalRow.__slots__[0] == "id"
    assert JournalRow.__slots__[-1] == "fee_payer"


def test_a_journal_left_open_to_others_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    path.touch(mode=0o644)
    path.chmod(0o644)
    Journal(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_closing_waits_for_what_another_thread_writes(tmp_path: Path) -> None:
    """Without waiting sqlite takes the whole process down, so this runs in one of its own."""
    program = (
        "import sys, threading; from pathlib import Path; from tao_tui.journal.journal import Journal\n"
        "from tao_tui.journal.row import NewRow\n"
        "from tao_tui.errors import Fault\n"
        "def write(journal, row):\n"
        "    try:\n"
        "        while True: journal.mark(row, 'sent')\n"
        "    except Fault: pass\n"
        "for turn in range(60):\n"
        "    journal = Journal(Path(sys.argv[1]))\n"
        "    row = journal.begin(NewRow('a', 'n', 'g', 's', turn, hex(turn), '{}', '0x', 1, 'c'))\n"
        "    thread = threading.Thread(target=write, args=(journal, row)); thread.start()\n"
        "    journal.close(); thread.join()\n"
    )
    path = str(tmp_path / "journal.sqlite")
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_rows_that_mean_the_same_are_found_until_a_final_block_ends_them(journal: Journal) -> None:
    def sent(number: int, intent: str) -> int:
        return journal.begin(
            NewRow("transfer", "dev", GENESIS, "5A", number, hex(number), "{}", "0x", 9, "c", intent=intent)
        )

    first, second, third = sent(1, "pay"), sent(2, "pay"), sent(3, "pay")
    sent(4, "other")
    sent(5, "")
    journal.mark(first, "expired")
    journal.mark(second, "finalized")
    assert [row.id for row in journal.alike(GENESIS, "pay")] == [first, third]
    assert journal.alike(GENESIS, "") == ()


def test_a_retracted_block_leaves_nothing_behind(journal: Journal) -> None:
    row_id, final = begin(journal, 1), begin(journal, 2)
    for each in (row_id, final):
        journal.mark(
            each, "in_block", block_hash="0xaa", block_number=9, fee_rao=5, error="Frozen", detail="x"
        )
    journal.mark(final, "failed")
    journal.retract(row_id)
    journal.retract(final)
    closed, open_ = journal.rows()
    assert (open_.status, open_.block_hash, open_.block_number, open_.fee_rao, open_.error, open_.detail) == (
        "sent", None, None, None, None, None,
    )  # fmt: skip
    assert (closed.status, closed.block_number) == ("failed", 9)


def test_a_journal_of_the_first_version_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with sqlite3.connect(path) as raw:
        for statement in schema.STEPS[0].split(";"):
            raw.execute(statement)
        raw.execute("PRAGMA user_version = 1")
        raw.execute(
            "INSERT INTO extrinsics VALUES"
            " (1, 1, 1, 'transfer', 'dev', ?, '5A', 3, '0xaa', '{}', '0x', 7, 9, 'c', 'lost',"
            " NULL, NULL, NULL, NULL, NULL)",
            (GENESIS,),
        )
    with Journal(path) as journal:
        (row,) = journal.open_rows(GENESIS)
        assert (row.status, row.intent, row.real_account, row.nonces) == ("lost", "", None, (3,))
        begin(journal, 4)


def test_an_encrypted_row_holds_two_nonces(journal: Journal) -> None:
    journal.begin(
        NewRow(
            "stake.add",
            "dev",
            GENESIS,
            "5A",
            6,
            "0x06",
            "{}",
            "0x",
            9,
            "c",
            carrier_hash="0x05",
            carrier_nonce=5,
        )
    )
    assert journal.rows()[0].nonces == (5, 6)
    assert journal.rows()[0].carrier_hash == "0x05"
