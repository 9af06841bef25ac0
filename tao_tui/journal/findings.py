"""What was found in blocks, and which blocks were looked through, kept in the journal's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

from tao_tui.journal.finding import Finding
from tao_tui.journal.journal import Journal
from tao_tui.journal.spans import Span, both, joined

_STORED: Final = Finding.__slots__[:-1]
"""Every field but whether it is final, which the blocks that are not final yet tell."""
_COLUMNS: Final = ", ".join(_STORED)
_MARKS: Final = ", ".join("?" * len(_STORED))
_FINAL: Final = (
    "NOT EXISTS (SELECT 1 FROM unsettled WHERE unsettled.genesis = findings.genesis AND"
    " unsettled.account = findings.account AND unsettled.block_number = findings.block_number)"
)
_SENT_ELSEWHERE: Final = (
    "NOT EXISTS (SELECT 1 FROM extrinsics AS sent WHERE sent.extrinsic_hash = findings.extrinsic_hash"
    " AND findings.account IN (sent.signer, sent.real_account)) AND findings.extrinsic_hash NOT IN"
    " (SELECT carrier_hash FROM extrinsics WHERE carrier_hash IS NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class Looked:
    """A block that was looked through, and everything in it that concerns the accounts looked for."""

    number: int
    hash: str
    findings: tuple[Finding, ...] = ()


class Findings:
    """The part of a journal that holds what other programs and other people did.

    A block counts as looked at for good once it is final; until then its hash is kept beside it, so that
    one a fork replaced is looked at again.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def spans(self, genesis: str, accounts: Sequence[str]) -> tuple[Span, ...]:
        """The final blocks that were looked through for every one of `accounts`, oldest first."""
        with self._journal.faults():
            each = [self._spans(genesis, account) for account in accounts]
        common = each[0] if each else ()
        for spans in each[1:]:
            common = tuple(both(common, spans))
        return common

    def unsettled(self, genesis: str, accounts: Sequence[str]) -> dict[int, str]:
        """Hashes by number of blocks looked through for every one of `accounts` before they were final."""
        with self._journal.faults():
            rows = self._journal.connection.execute(
                "SELECT account, block_number, block_hash FROM unsettled WHERE genesis = ?", (genesis,)
            ).fetchall()
        found: dict[tuple[int, str], set[str]] = {}
        for account, number, block_hash in rows:
            found.setdefault((number, block_hash), set()).add(account)
        return {number: known for (number, known), seen in found.items() if seen >= set(accounts)}

    def keep(self, genesis: str, accounts: Sequence[str], blocks: Sequence[Looked], final: int) -> None:
        """Write down neighbouring blocks, in order, that were looked through; `final` is the newest final.

        What was kept of blocks with their numbers and is not in them any more goes.
        """
        with self._journal.transaction():
            for block in blocks:
                self._replace(genesis, accounts, block)
            self._settle(genesis, accounts, [(each.number, each.hash) for each in blocks], final)

    def settle(
        self, genesis: str, accounts: Sequence[str], blocks: Sequence[tuple[int, str]], final: int
    ) -> None:
        """Count neighbouring blocks, looked through before, as final where they are by now."""
        with self._journal.transaction():
            self._settle(genesis, accounts, blocks, final)

    def forget(self, genesis: str) -> None:
        """Drop everything of a chain that began anew."""
        with self._journal.transaction():
            for table in ("findings", "looked_at", "unsettled"):
                self._journal.connection.execute(f"DELETE FROM {table} WHERE genesis = ?", (genesis,))

    def newest(self, limit: int = 100) -> tuple[Finding, ...]:
        """The newest first, without what was sent from here, whichever own account it concerns."""
        return self._select(
            "AND extrinsic_hash NOT IN (SELECT extrinsic_hash FROM extrinsics)"
            " ORDER BY block_time DESC, block_number DESC, position DESC, account LIMIT ?",
            limit,
        )

    def every(self, genesis: str | None = None) -> tuple[Finding, ...]:
        """All, oldest first, of one chain where given: a ledger of every account.

        Without what was sent from here by the same account; what it brought another one of this person's is
        there, for that account's row is nowhere else.
        """
        return self._select(
            "AND (? IS NULL OR genesis = ?) ORDER BY block_time, block_number, position, account",
            genesis,
            genesis,
        )

    def _select(self, rest: str, *values: object) -> tuple[Finding, ...]:
        with self._journal.faults():
            rows = self._journal.connection.execute(
                f"SELECT {_COLUMNS}, {_FINAL} FROM findings WHERE {_SENT_ELSEWHERE} {rest}",
                values,
            )
            return tuple(Finding(*(*row[:-1], bool(row[-1]))) for row in rows)

    def _replace(self, genesis: str, accounts: Sequence[str], block: Looked) -> None:
        execute = self._journal.connection.execute
        for account in accounts:
            execute(
                "DELETE FROM findings WHERE genesis = ? AND account = ? AND block_number = ?",
                (genesis, account, block.number),
            )
        for finding in block.findings:
            execute(f"INSERT OR REPLACE INTO findings ({_COLUMNS}) VALUES ({_MARKS})", astuple(finding)[:-1])

    def _settle(
        self, genesis: str, accounts: Sequence[str], blocks: Sequence[tuple[int, str]], final: int
    ) -> None:
        execute = self._journal.connection.execute
        settled = [block for block in blocks if block[0] <= final]
        for account in accounts:
            for number, block_hash in blocks:
                if number > final:
                    execute(
                        "INSERT OR REPLACE INTO unsettled VALUES (?, ?, ?, ?)",
                        (genesis, account, number, block_hash),
                    )
            if not settled:
                continue
            new = Span(settled[0][0], *settled[-1])
            spans = joined([*self._spans(genesis, account), new])
            execute("DELETE FROM looked_at WHERE genesis = ? AND account = ?", (genesis, account))
            for span in spans:
                execute("INSERT INTO looked_at VALUES (?, ?, ?, ?, ?)", (genesis, account, *astuple(span)))
            execute(
                "DELETE FROM unsettled WHERE genesis = ? AND account = ? AND block_number BETWEEN ? AND ?",
                (genesis, account, new.first, new.last),
            )

    def _spans(self, genesis: str, account: str) -> tuple[Span, ...]:
        rows = self._journal.connection.execute(
            "SELECT first, last, last_hash FROM looked_at WHERE genesis = ? AND account = ? ORDER BY first",
            (genesis, account),
        )
        return tuple(Span(*row) for row in rows)
