"""The columns of what root stake may claim, and its sum in words."""

from __future__ import annotations

from typing import Final

from tao_tui.counted import numbered
from tao_tui.reads.owned.root_claims import RootClaim, RootClaims
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

CLAIM_COLUMNS: Final[tuple[Column[RootClaim], ...]] = (
    Column(
        "netuid",
        "#",
        6,
        "right",
        0,
        lambda row: -1 if row.netuid is None else row.netuid,
        lambda row: "basket" if row.netuid is None else str(row.netuid),
    ),
    Column(
        "alpha",
        "owed α",
        15,
        "right",
        0,
        lambda row: row.alpha.rao,
        lambda row: cells.amount(row.alpha, 15, 6),
        cells.ONE,
    ),
    Column(
        "value",
        "value τ",
        13,
        "right",
        0,
        lambda row: row.value.rao,
        lambda row: cells.amount(row.value, 13, 6),
        cells.ONE,
    ),
    Column(
        "claimable",
        "claim",
        9,
        "left",
        0,
        lambda row: row.claimable,
        lambda row: "now" if row.claimable else "too small",
    ),
    Column(
        "threshold",
        "least α",
        9,
        "right",
        2,
        lambda row: row.threshold.rao,
        lambda row: cells.amount(row.threshold, 9, 6),
        cells.ONE,
    ),
    Column(
        "hotkey",
        "validator",
        13,
        "left",
        1,
        lambda row: row.hotkey,
        lambda row: cells.short_address(row.hotkey),
    ),
)
"""What one claim shows."""

_BECOMES: Final = {
    "Swap": "a claim is sold and becomes root stake (Swap)",
    "Keep": "a claim stays alpha on its subnet (Keep)",
}


def claims_sentence(found: RootClaims) -> str:
    """What is owed altogether, and what becomes of it."""
    if found.kind == "none":
        return "This runtime has no root claims: root stake grows by itself."
    what = f"Owed {found.value} altogether" if found.claims else "Nothing is owed now"
    if found.kind == "basket":
        return f"{what}; a claim redeems a validator's basket and becomes root stake."
    if found.claim_type == "KeepSubnets":
        kept = numbered(found.keep_subnets, "subnet")
        return f"{what}; a claim stays alpha on {kept} and is sold elsewhere (KeepSubnets)."
    return f"{what}; {_BECOMES.get(str(found.claim_type), str(found.claim_type))}."
