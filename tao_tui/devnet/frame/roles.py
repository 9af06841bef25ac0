"""What block execution needs from pallets, so that it need not know any by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.declare import Events
from tao_tui.devnet.frame.errors import DispatchError, DispatchFailure
from tao_tui.devnet.frame.weight import DispatchEventInfo


@runtime_checkable
class Chain(Protocol):
    """The pallet that keeps the block's frame: number, hashes, nonces, events."""

    def begin_block(self, number: int, parent_hash: bytes, logs: list[bytes]) -> None:
        """Start block `number` with these encoded digest items."""

    def begin_extrinsic(self, index: int) -> None:
        """Events from here on belong to extrinsic `index`."""

    def begin_finalization(self) -> None:
        """Events from here on belong to the block's end."""

    def note_outcome(self, error: DispatchError | None, info: DispatchEventInfo) -> None:
        """Record how the extrinsic being applied ended."""

    def end_block(self) -> None:
        """Store the block's events and drop what lives for one block."""

    def nonce(self, who: bytes) -> int:
        """The next nonce of an account."""

    def can_pay(self, who: bytes) -> bool:
        """Whether the account exists at all (has a provider or is self-sufficient)."""

    def use_nonce(self, who: bytes) -> None:
        """Count the account's nonce up."""

    def hash_of(self, number: int) -> bytes | None:
        """The hash of a recent block."""

    def filtered(self) -> DispatchFailure:
        """The failure of a call its origin may not make."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What was taken for a fee before the call: rao, or something else that an event tells of."""

    rao: int = 0
    instead: Events | None = None


@runtime_checkable
class Fees(Protocol):
    """The pallet that takes fees."""

    def fee(self, call: Call, length: int, tip: int, ref_time: int | None = None) -> int:
        """What an extrinsic of `length` bytes costs, in rao; `ref_time` when known better than declared."""

    def payer(self, who: bytes, call: Call) -> bytes:
        """Who is charged for a call that `who` signed."""

    def check(self, who: bytes, call: Call, fee_rao: int) -> None:
        """`InvalidTransaction` when `who` cannot pay."""

    def withdraw(self, who: bytes, call: Call, fee_rao: int) -> Withdrawal:
        """Take the fee; `InvalidTransaction` when it cannot be."""

    def settle(self, who: bytes, taken: Withdrawal, fee_rao: int, tip_rao: int) -> None:
        """Give back what was taken beyond `fee_rao`, pay the author, deposit the event."""


@runtime_checkable
class Shielding(Protocol):
    """The pallet whose calls carry extrinsics encrypted to the author's key."""

    def sealed(self, call: Call) -> Any | None:
        """What a call carries encrypted, or None."""

    def sealed_for_next(self, sealed: Any) -> bool:
        """Whether the author of the next block, on top of the newest state, has the key."""

    def unseal(self, sealed: Any) -> bytes | None:
        """The extrinsic inside with its length, or None when it cannot be opened."""


@runtime_checkable
class Clock(Protocol):
    """The pallet that knows when the block was made."""

    def now(self) -> int:
        """The block's time, milliseconds since 1970."""


@runtime_checkable
class Authoring(Protocol):
    """The pallet that knows whose turn it is."""

    def pre_digest(self, now_ms: int) -> tuple[bytes, bytes]:
        """The engine and its entry in the header of a block made at `now_ms`."""

    def begin_slot(self, data: bytes) -> None:
        """Take over the header's entry."""
