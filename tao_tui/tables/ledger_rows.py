"""The ledger of trades, payments and rewards, as rows of the export and as lines of CSV."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from tao_tui.errors import Fault

if TYPE_CHECKING:
    from tao_tui.journal.ledger import Ledger, Line
    from tao_tui.journal.row import JournalRow
    from tao_tui.journal.share_rewards import ShareReward

_AMOUNT: Final = "_rao"
_DIVIDENDS: Final = {
    "dividends": "state before and after the block",
    "dividends_untold": "unknown: no node told the state of the block",
}
"""How the amount of a claim was found."""


def ledger_rows(*, with_rewards: bool) -> list[dict[str, Any]]:
    """A row for every line of the ledger and every reward, by chain and block."""
    from tao_tui.journal.ledger import COST_METHOD, COST_METHOD_WITH_REWARDS, ledger_of

    sent = _included()
    rewards = _rewards(sent) if with_rewards else ()
    ledger: Ledger = ledger_of(sent, rewards if with_rewards else None)
    method = COST_METHOD_WITH_REWARDS if with_rewards else COST_METHOD
    names = _network_names(sent)
    found = [((line.row.genesis, line.row.block_number or 0), _row(line, method)) for line in ledger.lines]
    found += [((each.genesis, each.block), _reward_row(each, names)) for each in rewards]
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def _included() -> list[JournalRow]:
    from tao_tui.paths import journal_file

    if not journal_file().exists():
        return []
    from tao_tui.journal.findings import Findings
    from tao_tui.journal.journal import Journal

    with Journal() as journal:
        return [*journal.every_row(), *(finding.as_row() for finding in Findings(journal).every())]


def _rewards(sent: Iterable[JournalRow]) -> tuple[ShareReward, ...]:
    from tao_tui.paths import portfolio_history_file

    if not portfolio_history_file().exists():
        return ()
    from tao_tui.journal.portfolio_history import PortfolioHistory
    from tao_tui.journal.share_rewards import kept_share_rewards

    try:
        with PortfolioHistory() as history:
            return kept_share_rewards(history, sent)
    except Fault as error:
        if error.code == "journal_unusable":  # without rewards it is no better
            raise
        hint = f"{error.hint} Without rewards: tao-tui activity export --no-rewards."
        raise Fault(error.message, hint=hint, code=error.code) from error


def _network_names(sent: Iterable[JournalRow]) -> dict[str, str]:
    """What networks are called, by genesis hash: as something was sent to them, else as everybody does."""
    from tao_tui.genesis import FINNEY_GENESIS, TEST_GENESIS

    return {FINNEY_GENESIS: "finney", TEST_GENESIS: "test"} | {row.genesis: row.network for row in sent}


def _row(line: Line, cost_method: str) -> dict[str, Any]:
    row, moved, quoted = line.row, line.movement, line.quoted
    untold = moved is not None and moved.kind == "dividends_untold"
    return {
        "date": _utc(row.block_time or row.created_at),
        "network": row.network,
        "account": line.account,
        "action": row.action,
        "status": row.status,
        "what": moved.kind if moved else "fee",
        "netuid": moved.netuid if moved else None,
        "other": moved.other if moved else "",
        "tao_rao": None if untold else moved.tao_rao if moved else 0,
        "alpha_rao": None if untold else moved.alpha_rao if moved else 0,
        "price_rao": moved.price_rao if moved else None,
        "quoted_price_rao": quoted.effective_price_rao if quoted else None,
        "fee_rao": line.fee_rao,
        "cost_rao": line.cost_rao,
        "gain_rao": line.gain_rao,
        "block": row.block_number,
        "extrinsic_hash": row.extrinsic_hash,
        "date_of": "signing" if row.block_time is None else "block",
        "asset": "" if untold else line.asset,
        "quantity_rao": None if untold else line.quantity_rao,
        "value_rao": moved.value_rao if moved else None,
        "cost_method": cost_method if line.cost_rao is not None else None,
        "counts_from": None,
        "reward_method": None,
        "value_method": _DIVIDENDS.get(moved.kind) if moved else None,
        "cost_quantity_rao": line.cost_alpha_rao,
    }


def _reward_row(reward: ShareReward, networks: Mapping[str, str]) -> dict[str, Any]:
    """A reward in the columns of the rest: no extrinsic, no fee; a chain nobody named goes by its genesis."""
    from tao_tui.journal.ledger import asset_of
    from tao_tui.journal.share_rewards import VALUE_METHOD

    empty = dict.fromkeys(_HEADINGS)
    return empty | {
        "date": _utc(reward.until),
        "network": networks.get(reward.genesis, reward.genesis),
        "account": reward.coldkey,
        "action": "",
        "status": "read",
        "what": "staking_reward",
        "netuid": reward.netuid,
        "other": reward.hotkey,
        "tao_rao": 0,
        "alpha_rao": reward.alpha_rao,
        "block": reward.block,
        "extrinsic_hash": "",
        "date_of": "reading",
        "asset": asset_of(reward.netuid),
        "quantity_rao": reward.alpha_rao,
        "value_rao": reward.value_rao,
        "counts_from": _utc(reward.since),
        "reward_method": reward.method,
        "value_method": VALUE_METHOD,
    }


def _utc(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def csv_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Lines without their ends; a heading even when there is nothing below it."""
    listed = list(rows)
    yield ",".join(name.removesuffix(_AMOUNT) for name in _HEADINGS)
    for row in listed:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(_cell(name, row[name]) for name in _HEADINGS)
        yield line.getvalue()


def _cell(name: str, value: object) -> str:
    from tao_tui.amounts import Tao

    if value is None:
        return ""
    if name.endswith(_AMOUNT) and isinstance(value, int):
        return Tao(value).plain
    text = str(value)
    # A node names calls as it likes; a spreadsheet takes what begins like this for a formula and runs it.
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


_HEADINGS: Final = (
    "date", "network", "account", "action", "status", "what", "netuid", "other", "tao_rao", "alpha_rao",
    "price_rao", "quoted_price_rao", "fee_rao", "cost_rao", "gain_rao", "block", "extrinsic_hash",
    "date_of", "asset", "quantity_rao", "value_rao", "cost_method",
    "counts_from", "reward_method", "value_method", "cost_quantity_rao",
)  # fmt: skip
