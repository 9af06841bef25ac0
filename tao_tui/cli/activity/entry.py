"""One entry of Activity as a row of JSON and as lines for a person."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tao_tui.journal.ledger import Line
    from tao_tui.tables.activity import Entry


def entry_row(entry: Entry) -> dict[str, Any]:
    """One entry for JSON: the call as an object, the times in unix seconds, what was moved and quoted."""
    import json

    from tao_tui.cli.signing.review_text import unfilled_row
    from tao_tui.journal.ledger import ledger_of
    from tao_tui.journal.unfilled import unfilled_of

    row = entry.row
    return {
        "source": entry.by,
        "action": row.action,
        "status": row.status,
        "network": row.network,
        "genesis": row.genesis,
        "signer": row.signer,
        "real_account": row.real_account,
        "endpoint": row.endpoint,
        "nonce": row.nonce,
        "carrier_hash": row.carrier_hash,
        "extrinsic_hash": row.extrinsic_hash,
        "block_hash": row.block_hash,
        "block_number": row.block_number,
        "fee_rao": row.fee_rao,
        "error": row.error,
        "detail": row.detail,
        "call": json.loads(row.call_json),
        "valid_until": row.valid_until,
        "command": row.command,
        "created_at": int(row.created_at),
        "updated_at": int(row.updated_at),
        "moved": [_moved(line) for line in ledger_of([row]).lines if line.movement],
        "unfilled": [unfilled_row(each) for each in unfilled_of(row)],
        "warning": entry.warning or None,
    }


def _moved(line: Line) -> dict[str, Any]:
    from tao_tui.cli.signing.review_text import movement_row

    assert line.movement is not None
    quoted = line.quoted
    return movement_row(line.movement) | {"quoted_price_rao": quoted.effective_price_rao if quoted else None}


def entry_lines(row: dict[str, Any], entry: Entry) -> Iterable[str]:
    """The same for a person."""
    from tao_tui.amounts import Tao
    from tao_tui.cli.signing.review_text import call_json_lines
    from tao_tui.cli.terminal.layout import aligned
    from tao_tui.tables.activity import DONE_BY
    from tao_tui.tables.movement_words import lines_of

    block, fee = row["block_number"], row["fee_rao"]
    yield f"{row['action']}  {row['status'].replace('_', ' ')}"
    facts = [
        ("Sent" if entry.found is None else "Happened", _local_time(row["created_at"])),
        ("Changed", _local_time(row["updated_at"]) if entry.found is None else ""),
        ("Done by", DONE_BY.get(entry.by, "")),
        ("Network", row["network"]),
        ("Genesis", row["genesis"]),
        ("Node", row["endpoint"]),
        ("Signer", row["signer"]),
        ("Acting for" if entry.by in ("tao-tui", "proxy") else "Your account", row["real_account"] or ""),
        ("Nonce", str(row["nonce"]) if row["signer"] else ""),
        ("Extrinsic", row["extrinsic_hash"]),
        ("Carried by", row["carrier_hash"] or ""),
        ("Block", f"{block:,}" if block is not None else ""),
        ("Block hash", row["block_hash"] or ""),
        ("Fee", str(Tao(fee)) if fee is not None else ""),
        *((label.capitalize(), value) for label, value in lines_of(entry.row, entry.names)),
        ("Error", row["error"] or ""),
        ("Meaning", row["detail"] or ""),
        ("Valid until", f"block {row['valid_until']:,}" if row["valid_until"] else ""),
        ("As a command", row["command"]),
        ("Warning", entry.warning),
    ]
    yield from (f"  {line}" for line in aligned(fact for fact in facts if fact[1]))
    if row["call"]:
        yield from (f"  {line}" for line in call_json_lines(row["call"]))


def _local_time(seconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))
