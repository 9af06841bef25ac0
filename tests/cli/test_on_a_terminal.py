"""What a person meets on a terminal: the review, the question, hidden passwords, ctrl-c, tables that fit."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli
from tests.cli.terminal import Terminal

pytestmark = pytest.mark.xdist_group("cli-node")

CHARLIE = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y"
SEND = ("transfer", CHARLIE, "0.25", "-w", "bob")


def test_the_word_of_the_review_signs(on_node: Cli) -> None:
    terminal = Terminal(*SEND)
    review = terminal.until("Type SEND to agree: ")
    assert CHARLIE in review
    assert "Balances.transfer" in review
    assert "As a command: tao-tui transfer" in review
    terminal.type("SEND\n")
    assert terminal.end() == 0
    assert "finalized in block" in terminal.shown


@pytest.mark.parametrize("keys", ["\n", "y\n", "\x04"])
def test_anything_else_signs_nothing(on_node: Cli, keys: str) -> None:
    terminal = Terminal(*SEND)
    terminal.until("to agree: ")
    terminal.type(keys)
    assert terminal.end() == 3
    assert "nothing was signed or sent" in terminal.shown
    assert on_node("activity", "list", "--json").data == []


def test_ctrl_c_at_the_question_is_clean(on_node: Cli) -> None:
    terminal = Terminal(*SEND)
    terminal.until("to agree: ")
    terminal.type("\x03")
    assert terminal.end() == 130
    assert "Traceback" not in terminal.shown
    assert on_node("activity", "list", "--json").data == []


def test_ctrl_c_after_sending_tells_what_goes_on(on_node: Cli) -> None:
    terminal = Terminal(*SEND, "--yes")
    terminal.until("Written to the journal.")
    terminal.type("\x03")
    assert terminal.end() == 7
    assert "tao-tui activity resume" in terminal.shown
    (row,) = on_node("activity", "list", "--json").data
    assert row["extrinsic_hash"] in terminal.shown
    settled = on_node("activity", "resume", "--json").data
    assert [each["extrinsic_hash"] for each in settled] == [row["extrinsic_hash"]]
    assert settled[0]["status"] in {"finalized", "in_block", "sent", "signed"}


def test_a_mistyped_password_may_be_typed_again(cli: Cli) -> None:
    terminal = Terminal("wallet", "import", "--name", "a", "--uri", "//Alice")
    terminal.until("New password for the coldkey: ")
    terminal.type("correct horse battery 77\n")
    terminal.until("The same password again: ")
    terminal.type("correct horse battery 77\n")
    assert terminal.end() == 0
    assert "horse" not in terminal.shown
    signing = Terminal("wallet", "sign", "-w", "a", "--message", "hello")
    signing.until("Password for the coldkey of wallet a: ")
    signing.type("wrong horse\n")
    signing.until("That is not the password")
    signing.until("Password for the coldkey of wallet a: ")
    signing.type("correct horse battery 77\n")
    assert signing.end() == 0
    assert "0x" in signing.shown
    assert "horse" not in signing.shown


def test_ctrl_c_at_a_password_is_clean(cli: Cli) -> None:
    terminal = Terminal("wallet", "import", "--name", "a", "--uri", "//Alice")
    terminal.until("New password for the coldkey: ")
    terminal.type("\x03")
    assert terminal.end() == 130
    assert not cli.wallets.exists()


def test_a_new_mnemonic_is_shown_once_even_with_json(cli: Cli) -> None:
    terminal = Terminal("wallet", "create", "--name", "n", "--no-password", "--json")
    assert terminal.end() == 0
    assert " 1 " in terminal.shown
    assert "12 " in terminal.shown
    assert "Write it down" in terminal.shown
    document = terminal.shown.splitlines()[-1]
    assert document.startswith('{"ok":true')


@pytest.mark.parametrize(
    "line", [("subnets", "list"), ("scores", "1"), ("stake", "validators", "--netuid", "1"), ("gov", "list")]
)
def test_tables_fit_eighty_columns(on_node: Cli, line: tuple[str, ...]) -> None:
    from tao_tui.cli.layout import cell_width

    terminal = Terminal(*line)
    assert terminal.end() == 0
    rows = terminal.shown.splitlines()
    assert len(rows) >= 2
    assert max(cell_width(row) for row in rows) <= 80, terminal.shown
