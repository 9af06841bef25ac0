"""The tax export's lines: what a spreadsheet makes of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tao_tui.errors import Fault
from tao_tui.journal.journal import Journal
from tao_tui.journal.portfolio_history import PortfolioHistory
from tao_tui.journal.row import NewRow
from tao_tui.tables.ledger_rows import csv_lines, ledger_rows

HEADINGS = (
    "date", "network", "account", "action", "status", "what", "netuid", "other", "tao_rao", "alpha_rao",
    "price_rao", "quoted_price_rao", "fee_rao", "cost_rao", "gain_rao", "block", "extrinsic_hash",
    "date_of", "asset", "quantity_rao", "value_rao", "cost_method",
    "counts_from", "reward_method", "value_method", "cost_quantity_rao",
)  # fmt: skip


def read(**cells: object) -> dict[str, str]:
    heading, line = csv_lines([dict.fromkeys(HEADINGS) | cells])
    (found,) = csv.DictReader([heading, line])
    return found


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_what_a_node_calls_a_call_is_no_formula(name: str) -> None:
    assert read(action=name)["action"] == f"'{name}"


def test_amounts_are_numbers_and_what_is_not_known_is_empty() -> None:
    found = read(tao_rao=-1_500_000_000, block=7, action="stake.add", cost_quantity_rao=0)
    assert (found["tao"], found["block"], found["action"]) == ("-1.500000000", "7", "stake.add")
    assert (found["cost_quantity"], found["cost"], found["gain"]) == ("0.000000000", "", "")


def test_a_damaged_journal_is_no_matter_of_rewards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    PortfolioHistory().close()
    with Journal() as journal:
        new = NewRow("transfer", "dev", "0x00", "5A", 0, "0xaa", "{}", "0x", 9, "tao-tui transfer")
        journal.mark(journal.begin(new), "finalized", block_number=1, moved_json="[7]")
    with pytest.raises(Fault, match="is damaged") as caught:
        ledger_rows(with_rewards=True)
    assert "--no-rewards" not in caught.value.hint
