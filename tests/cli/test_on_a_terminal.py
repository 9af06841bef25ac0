"""What a person meets on a terminal: the review, the question, hidden passwords, ctrl-c, tables that fit."""

from __future__ import annotations

import re

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
    answer = on_node("activity", "resume", "--json")
    (settled,) = answer.data
    assert settled["extrinsic_hash"] == row["extrinsic_hash"]
    assert settled["command"] == row["command"]
    assert settled["command"].startswith("tao-tui transfer ")
    assert settled["status"] in {"finalized", "in_block", "sent", "signed"}
    assert answer.code == (0 if settled["status"] == "finalized" else 7)


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


def words_shown(terminal: Terminal) -> list[str]:
    """The mnemonic on the screen, in order."""
    shown = terminal.until("they will be hidden. ")
    found = dict(re.findall(r"(\d+) ([a-z]{3,8})\b", shown))
    return [found[str(number)] for number in range(1, len(found) + 1)]


def answer_proof(terminal: Terminal, words: list[str]) -> None:
    for _ in range(3):
        asked = terminal.until(": ").rpartition("Word ")[2]
        terminal.type(words[int(asked.rstrip(": ")) - 1] + "\n")


def test_a_new_mnemonic_is_shown_once_and_proven_even_with_json(cli: Cli) -> None:
    terminal = Terminal("wallet", "create", "--name", "n", "--no-password", "--json")
    words = words_shown(terminal)
    assert len(words) == 12
    terminal.type("\n")
    terminal.until("enter alone shows all again.")
    terminal.until(": ")
    terminal.type("nonsense\n")
    terminal.until("not what was shown.")
    terminal.type("\n")
    assert words_shown(terminal) == words
    assert not cli.wallets.exists()  # nothing is written before the words are proven to be on paper
    terminal.type("\n")
    terminal.until("enter alone shows all again.")
    answer_proof(terminal, words)
    assert terminal.end() == 0
    document = terminal.shown.splitlines()[-1]
    assert '{"ok":true' in document
    # All of it was on the second screen, wiped before it was left.
    first_screen = terminal.shown[: terminal.shown.index("\x1b[?1049h")]
    first_screen += terminal.shown[terminal.shown.index("\x1b[2J\x1b[3J\x1b[H\x1b[?1049l") :]
    assert not any(f" {word} " in first_screen for word in words)
    checked = cli("wallet", "check", "-w", "n", "--mnemonic-file", "-", "--json", stdin=" ".join(words))
    assert checked.data["matches"] is True


def test_leaving_before_the_proof_writes_nothing(cli: Cli) -> None:
    terminal = Terminal("wallet", "create", "--name", "n", "--no-password")
    words_shown(terminal)
    terminal.type("\n")
    terminal.until("enter alone shows all again.")
    terminal.until(": ")
    terminal.type("\x03")
    assert terminal.end() == 130
    assert "\x1b[?1049l" in terminal.shown
    assert not cli.wallets.exists()


def test_words_are_completed_and_corrected_while_they_are_typed(cli: Cli) -> None:
    terminal = Terminal("wallet", "import", "--name", "dev", "--no-password")
    terminal.until("Word 1:")
    terminal.type("bottom driv\t")  # tab completes what can be only one word
    terminal.until("Word 3:")
    terminal.type("obbey ")
    terminal.until("Word 3, “obbey”, is not in the list (obey")
    terminal.type("obey lake curtain smoke basket hold race lonely fit wal ")
    terminal.until("is not in the list (walk, wall):")
    terminal.type("walk\n")
    terminal.until("enter: that is all")
    terminal.type("\n")
    assert terminal.end() == 0
    assert cli("wallet", "show", "-w", "dev", "--json").data["coldkey"].startswith("5DfhG")


@pytest.mark.parametrize(
    "line",
    [
        ("subnets", "list"),
        ("scores", "1"),
        ("stake", "validators", "--netuid", "1", "--amount", "100"),
        ("stake", "validators"),
        ("gov", "list"),
    ],
)
def test_tables_fit_eighty_columns(on_node: Cli, line: tuple[str, ...]) -> None:
    from tao_tui.cli.terminal.layout import cell_width

    terminal = Terminal(*line)
    assert terminal.end() == 0
    rows = terminal.shown.splitlines()
    # The world closes what it has decided: there may be no proposal just now.
    assert len(rows) >= (1 if line[0] == "gov" else 2)
    assert max(cell_width(row) for row in rows) <= 80, terminal.shown
