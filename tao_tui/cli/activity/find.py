"""Finds what a hash means: something sent from here, or something found in a block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.cli.signing.account import known_here

if TYPE_CHECKING:
    from tao_tui.cli.invocation.run import Run
    from tao_tui.journal.findings import Findings
    from tao_tui.journal.journal import Journal
    from tao_tui.tables.activity import Entry

_LEAST_SHOWN: Final = 6
"""Letters of a hash that must be given for it to be looked up."""

_SEARCHED: Final = 10_000


def entry_called(run: Run, extrinsic: str) -> Entry:
    """The entry with that hash, or the one whose hash begins so; `UsageError` when it is not just one."""
    from tao_tui.journal.findings import Findings
    from tao_tui.journal.journal import Journal
    from tao_tui.tables.activity import Entry, entries_of

    with Journal() as journal:
        row = journal.row(extrinsic.casefold())
        entry = Entry(row) if row else _only_one(journal, Findings(journal), extrinsic.casefold())
    if entry.found is not None:
        (entry,) = entries_of((), [entry.found], known_here(run))
    return entry


def _only_one(journal: Journal, findings: Findings, shortened: str) -> Entry:
    """What has a hash that begins and ends as `shortened` does; lists show `0x1234…abcd`."""
    from tao_tui.errors import UsageError
    from tao_tui.tables.activity import entries_of

    head, _, tail = shortened.partition("…")
    found: list[Entry] = []
    if len(head) >= _LEAST_SHOWN:
        entries = entries_of(journal.rows(_SEARCHED), findings.newest(_SEARCHED))
        hashes = [(entry.row.extrinsic_hash, entry) for entry in entries]
        found = [entry for each, entry in hashes if each.startswith(head) and each.endswith(tail)]
    if len({entry.row.extrinsic_hash for entry in found}) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{len(found)} extrinsics have a hash like “{shortened}”.",
            hint="Give more of it; in a pipe tao-tui activity list --json has it whole.",
            code="ambiguous_extrinsic",
        )
    raise UsageError(
        f"Nothing with the hash “{shortened[:80]}” was sent from here or found.",
        hint="tao-tui activity list --all shows what was.",
        code="unknown_extrinsic",
    )
