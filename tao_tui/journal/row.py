"""One extrinsic in the journal, and the states it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Status = Literal["signed", "sent", "in_block", "finalized", "failed", "rejected", "expired", "lost"]
"""`signed`: written down, perhaps sent; `lost`: sent, and no node could say what became of it.

`failed`: included, and the runtime refused it; `rejected`: never included.
"""

SEEN: Final = ("finalized", "failed")
"""States that a final block is the proof of; nothing will change them any more."""

UNSEEN: Final = ("rejected", "expired")
"""States that rest on no block having it; only a final block that has it changes them."""

CLOSED: Final = (*SEEN, *UNSEEN)
"""States in which nothing is waited for any more."""

STATUSES: Final = ("signed", "sent", "in_block", "lost", *CLOSED)


@dataclass(frozen=True, slots=True)
class NewRow:
    """What is written down of an extrinsic before it is sent; its fields are those of `JournalRow`."""

    action: str
    network: str
    genesis: str
    signer: str
    nonce: int
    extrinsic_hash: str
    call_json: str
    extrinsic_hex: str
    valid_until: int
    command: str
    birth_block: int = 0
    intent: str = ""
    endpoint: str = ""
    real_account: str | None = None
    carrier_hash: str | None = None
    carrier_nonce: int | None = None
    quoted_json: str | None = None
    undo_json: str | None = None


@dataclass(frozen=True, slots=True)
class JournalRow:
    """What was signed, for which chain, until when it can be included, and what is known of it.

    Times are seconds since 1970; `call_json` is the decoded call; `extrinsic_hex` is public, as the
    chain will show it; nothing here can sign. `intent` is equal for extrinsics that mean the same, `endpoint`
    the node it was given to, `real_account` whom a proxy or a multisig's signatory acted for. One that
    travels encrypted has a `carrier`: the extrinsic around it, which uses a nonce of its own.
    `quoted_json` and `moved_json` hold the trades it was quoted and what its block says it moved
    (`journal.movement`), `undo_json` the action that would bring back what it replaced (`actions.undoing`).
    `fee_payer` is the account it is about where that paid the fee: a proxy's may be on whom it acts for.
    """

    id: int
    created_at: float
    updated_at: float
    action: str
    network: str
    genesis: str
    signer: str
    nonce: int
    extrinsic_hash: str
    call_json: str
    extrinsic_hex: str
    birth_block: int
    valid_until: int
    command: str
    status: Status
    block_hash: str | None
    block_number: int | None
    fee_rao: int | None
    error: str | None
    detail: str | None
    intent: str = ""
    endpoint: str = ""
    real_account: str | None = None
    carrier_hash: str | None = None
    carrier_nonce: int | None = None
    quoted_json: str | None = None
    moved_json: str | None = None
    undo_json: str | None = None
    block_time: int | None = None
    fee_payer: str | None = None

    @property
    def nonces(self) -> tuple[int, ...]:
        """The nonces that are taken as long as its fate is open."""
        return (self.nonce,) if self.carrier_nonce is None else (self.carrier_nonce, self.nonce)

    @property
    def is_open(self) -> bool:
        """Whether its fate can still change."""
        return self.status not in CLOSED
