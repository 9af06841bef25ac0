"""What a signed extrinsic must satisfy to enter the pool or a block: the signed extensions' rules."""

from __future__ import annotations

from functools import cached_property

import bittensor_core as bc

from tao_tui.devnet.frame.extension import Mode
from tao_tui.devnet.frame.extrinsic import Extrinsic
from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.frame.version import SS58_PREFIX, TOKEN_DECIMALS, UNIT_SYMBOL
from tao_tui.devnet.frame.weight import BASE_EXTRINSIC_REF_TIME, MAX_NORMAL_LENGTH, NORMAL_REF_TIME

MAX_NESTING = 8
"""How deep calls may stand inside calls."""


def birth_block(period: int, phase: int, current: int) -> int:
    """The block a mortal era began with, seen from block `current`; it ends `period` blocks later."""
    return (max(current, phase) - phase) // period * period + phase


class Checker:
    """Checks extrinsics against one runtime's newest state."""

    def __init__(self, runtime: Runtime, genesis_hash: bytes) -> None:
        self.runtime = runtime
        self.genesis_hash = genesis_hash

    @cached_property
    def metadata_hash(self) -> bytes:
        """The digest a signature with `CheckMetadataHash` covers."""
        version = self.runtime.version
        raw = metadata(self.runtime, 15)
        digest = bc.metadata_digest(
            raw, version.spec_version, version.spec_name, SS58_PREFIX, TOKEN_DECIMALS, UNIT_SYMBOL
        )
        return bytes(digest)

    def signature(self, extrinsic: Extrinsic) -> None:
        """The signature must cover this runtime, this chain and this era."""
        if not extrinsic.address_is_account:
            raise InvalidTransaction.cannot_lookup()
        if not extrinsic.signed_by_its_sender(self._additional(extrinsic)):
            raise InvalidTransaction.bad_proof()

    def _additional(self, extrinsic: Extrinsic) -> bytes:
        version = self.runtime.version
        numbers = version.spec_version.to_bytes(4, "little") + version.transaction_version.to_bytes(
            4, "little"
        )
        birth = self.genesis_hash if extrinsic.era is None else self._birth_hash(*extrinsic.era)
        digest = b"\x00" if extrinsic.mode is Mode.Disabled else b"\x01" + self.metadata_hash
        return numbers + self.genesis_hash + birth + digest

    def _birth_hash(self, period: int, phase: int) -> bytes:
        birth = birth_block(period, phase, self.runtime.number + 1)
        known = self.newest_hash if birth == self.runtime.number else self.runtime.chain.hash_of(birth)
        if known is None:
            raise InvalidTransaction.ancient()
        return known

    newest_hash: bytes | None = None
    """The hash of the newest block, which the state itself learns only in the next one."""

    def sender(self, extrinsic: Extrinsic) -> None:
        """The signer must be able to pay, and no pallet may object."""
        who, call = extrinsic.who, extrinsic.call
        assert who is not None
        if extrinsic.nesting > MAX_NESTING:
            raise InvalidTransaction.call()
        longest = call.definition.longest_era
        if longest is not None and (extrinsic.era is None or extrinsic.era[0] > longest):
            raise InvalidTransaction.stale()
        if (
            len(extrinsic.raw) > MAX_NORMAL_LENGTH
            or call.weight.ref_time > NORMAL_REF_TIME - BASE_EXTRINSIC_REF_TIME
        ):
            raise InvalidTransaction.exhausts()
        runtime = self.runtime
        if runtime.fees is not None:
            fee = runtime.fees.fee(call, len(extrinsic.encoded), extrinsic.tip)
            if fee and not runtime.chain.can_pay(who):
                raise InvalidTransaction.payment()
            runtime.fees.check(runtime.fees.payer(who, call), call, fee)
        for pallet in runtime.validators:
            pallet.validate(who, call)

    def nonce(self, extrinsic: Extrinsic) -> int:
        """How far ahead of the account's nonce the extrinsic is; `Stale` when behind."""
        assert extrinsic.who is not None
        ahead = extrinsic.nonce - self.runtime.chain.nonce(extrinsic.who)
        if ahead < 0:
            raise InvalidTransaction.stale()
        return ahead
