"""What a block did to one of this person's accounts, as far as this program did not do it itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tao_tui.journal.row import JournalRow

Role = Literal["signed", "proxied", "received", "moved"]
"""What the account has to do with it: it signed, another acted for it, it gained, or it lost something."""

OF_THE_BLOCK: Final = -1
"""The position of what the chain did by itself, in no extrinsic."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One extrinsic of a block, or the block's own doing, as it concerns `account`.

    `block_time` is seconds since 1970 by the block's author; `position` the extrinsic's place in the block.
    `fee_rao` is there only where the account paid it, `call_json` is the decoded call, `moved_json` what the
    account gained and gave (`journal.movement`). All text came from the chain and is clean.
    """

    genesis: str
    network: str
    account: str
    role: Role
    block_number: int
    block_hash: str
    block_time: int
    position: int
    extrinsic_hash: str
    signer: str
    nonce: int
    call_json: str
    fee_rao: int | None
    error: str | None
    detail: str | None
    moved_json: str
    final: bool = True
    """Whether its block was final when it was last looked for."""

    @property
    def call_name(self) -> str:
        """`Pallet.function`, or an empty text where the chain did it by itself."""
        import json

        call = json.loads(self.call_json)
        return f"{call['pallet']}.{call['function']}" if call else ""

    @property
    def key(self) -> tuple[str, str, int, int]:
        """What tells it from every other."""
        return (self.genesis, self.account, self.block_number, self.position)

    def as_row(self) -> JournalRow:
        """The same in the shape of what was sent from here, for whatever reads both."""
        return JournalRow(
            id=0,
            created_at=float(self.block_time),
            updated_at=float(self.block_time),
            action=self.call_name or "chain",
            network=self.network,
            genesis=self.genesis,
            signer=self.signer,
            nonce=self.nonce,
            extrinsic_hash=self.extrinsic_hash,
            call_json=self.call_json,
            extrinsic_hex="",
            birth_block=0,
            valid_until=0,
            command="",
            status="in_block" if not self.final else "failed" if self.error else "finalized",
            block_hash=self.block_hash,
            block_number=self.block_number,
            fee_rao=self.fee_rao,
            error=self.error,
            detail=self.detail,
            real_account=None if self.account == self.signer else self.account,
            moved_json=self.moved_json,
            block_time=self.block_time,
        )
