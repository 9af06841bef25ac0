"""MevShield: extrinsics encrypted to the author of a coming block, who opens and includes them."""

from __future__ import annotations

from typing import Annotated, Final

from tao_tui.devnet.frame.call import Call, call
from tao_tui.devnet.frame.declare import Errors, Events, error, event
from tao_tui.devnet.frame.errors import DispatchError
from tao_tui.devnet.frame.hashing import blake2_256, twox128
from tao_tui.devnet.frame.origin import Origin, ensure_none, ensure_root, ensure_signed
from tao_tui.devnet.frame.pallet import Inherent, Pallet
from tao_tui.devnet.frame.storage import Identity, StorageMap, StorageValue, Twox64Concat
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.frame.weight import READ_REF_TIME, WRITE_REF_TIME
from tao_tui.devnet.pallets.aura import Aura, AuthorityId
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import H256, AccountId, Bytes, bounded, codec_of, u32, u64
from tao_tui.devnet.scale.reader import ScaleError
from tao_tui.devnet.shield.envelope import ShieldedTransaction
from tao_tui.devnet.shield.keystore import author_key, find_key
from tao_tui.devnet.shield.ml_kem import ENCAPSULATION_KEY_BYTES

MAX_CIPHERTEXT_BYTES: Final = 8192
MAX_ERA_BLOCKS: Final = 8
"""The longest a carrier may wait: no author can open it once its key is out of use."""
MAX_ON_INITIALIZE_REF_TIME: Final = 2_000_000_000_000
STORE_REF_TIME: Final = 20_000_000_000
PENDING_KEY_BLOCKS: Final = 2
NEXT_KEY_BLOCKS: Final = 3
FAILED_PARSING: Final = 23
SETTER_REF_TIME: Final = 4_200_000 + WRITE_REF_TIME

ShieldEncKey = Annotated[bytes, bounded(2048)]
Ciphertext = Annotated[bytes, bounded(MAX_CIPHERTEXT_BYTES)]


@struct("pallet_shield::pallet::PendingExtrinsic")
class PendingExtrinsic:
    """A call stored to be opened by the chain itself."""

    who: AccountId
    encrypted_call: Ciphertext
    submitted_at: u32


class MevShield(Pallet, Inherent):
    """Keys of the coming authors, and what was encrypted to them."""

    index = 30
    config_path = "pallet_shield"

    CurrentKey = StorageValue[ShieldEncKey]()
    PendingKey = StorageValue[ShieldEncKey]()
    NextKey = StorageValue[ShieldEncKey]()
    AuthorKeys = StorageMap[AuthorityId, ShieldEncKey](Twox64Concat)
    PendingKeyExpiresAt = StorageValue[u32]()
    NextKeyExpiresAt = StorageValue[u32]()
    HasMigrationRun = StorageMap[Annotated[bytes, bounded(128)], bool](Identity, default=False)
    MaxPendingExtrinsicsLimit = StorageValue[u32](100)
    ExtrinsicLifetime = StorageValue[u32](10)
    OnInitializeWeight = StorageValue[u64](500_000_000_000)
    MaxExtrinsicWeight = StorageValue[u64](50_000_000_000)
    CounterForPendingExtrinsics = StorageValue[u32](0)
    PendingExtrinsics = StorageMap[u32, PendingExtrinsic](Identity)
    NextPendingExtrinsicIndex = StorageValue[u32](0)

    class Event(Events):
        """What happened to encrypted extrinsics."""

        EncryptedSubmitted = event(id=H256, who=AccountId)
        ExtrinsicStored = event(index=u32, who=AccountId)
        ExtrinsicDecodeFailed = event(index=u32)
        ExtrinsicDispatchFailed = event(index=u32, error=DispatchError)
        ExtrinsicDispatched = event(index=u32)
        ExtrinsicExpired = event(index=u32)
        ExtrinsicPostponed = event(index=u32)
        MaxPendingExtrinsicsNumberSet = event(value=u32)
        OnInitializeWeightSet = event(value=u64)
        ExtrinsicLifetimeSet = event(value=u32)
        MaxExtrinsicWeightSet = event(value=u64)
        ExtrinsicWeightExceeded = event(index=u32)

    class Error(Errors):
        """Why a call of the shield fails."""

        BadEncKeyLen = error("The announced ML‑KEM encapsulation key length is invalid.")
        Unreachable = error("Unreachable.")
        TooManyPendingExtrinsics = error("Too many pending extrinsics in storage.")
        WeightExceedsAbsoluteMax = error("Weight exceeds the absolute maximum (half of total block weight).")

    def validate(self, who: bytes, call: Call) -> None:
        """A carrier must be an envelope, though not one this chain can open."""
        if call.is_("MevShield", "submit_encrypted"):
            try:
                ShieldedTransaction.parse(call.args["ciphertext"])
            except ScaleError as error:
                raise InvalidTransaction.custom(FAILED_PARSING) from error

    def inherent(self, now_ms: int) -> Call | None:
        """The author's new key; nothing when blocks have no author."""
        author = self.pallet(Aura).author
        if author is None:
            return None
        return self.runtime.call(
            "MevShield", "announce_next_key", enc_key=author_key(author, self.block).public
        )

    def on_initialize(self, block: int) -> None:
        """Try to open what was stored; the runtime has no key for it yet, so it fails or expires."""
        for index, pending in self.PendingExtrinsics.items():
            expired = block - pending.submitted_at > self.ExtrinsicLifetime.value
            del self.PendingExtrinsics[index]
            self.CounterForPendingExtrinsics.value -= 1
            arm = self.Event.ExtrinsicExpired if expired else self.Event.ExtrinsicDecodeFailed
            self.deposit_event(arm(index=index))

    def sealed(self, call: Call) -> ShieldedTransaction | None:
        """What a carrier carries; None when the call is none."""
        if not call.is_("MevShield", "submit_encrypted"):
            return None
        return ShieldedTransaction.parse(call.args["ciphertext"])

    def sealed_for_next(self, sealed: ShieldedTransaction) -> bool:
        """Whether the author of the next block has the key."""
        pending = self.PendingKey.get()
        return pending is not None and twox128(pending) == sealed.key_hash

    def unseal(self, sealed: ShieldedTransaction) -> bytes | None:
        """The extrinsic inside; None when the envelope was tampered with or made for an old key."""
        author = self.pallet(Aura).author
        key = None if author is None else find_key(author, sealed.key_hash, self.block)
        return None if key is None else sealed.open(key)

    @call(0, ref_time=33_661_000 + 4 * READ_REF_TIME + 6 * WRITE_REF_TIME, proof_size=5555)
    def announce_next_key(self, origin: Origin, enc_key: ShieldEncKey | None) -> None:
        """Rotate the key chain and announce the current author's ML-KEM encapsulation key."""
        ensure_none(origin)
        author, after_next = self.pallet(Aura).author, self.pallet(Aura).author_after(2)
        if author is None or after_next is None:
            raise self.Error.Unreachable()
        following = self.AuthorKeys.get(after_next)
        self._move(self.PendingKey.take(), self.CurrentKey)
        self._move(self.NextKey.take(), self.PendingKey)
        self._move(following, self.NextKey)
        if enc_key is None:
            self.AuthorKeys.pop(author)
        elif len(enc_key) != ENCAPSULATION_KEY_BYTES:
            raise self.Error.BadEncKeyLen()
        else:
            self.AuthorKeys[author] = enc_key
        self._expire(self.PendingKey, self.PendingKeyExpiresAt, PENDING_KEY_BLOCKS)
        self._expire(self.NextKey, self.NextKeyExpiresAt, NEXT_KEY_BLOCKS)

    @staticmethod
    def _move(key: bytes | None, to: StorageValue[bytes]) -> None:
        if key is None:
            to.clear()
        else:
            to.value = key

    def _expire(self, key: StorageValue[bytes], at: StorageValue[int], blocks: int) -> None:
        if key.exists:
            at.value = self.block + blocks
        else:
            at.clear()

    @call(1, ref_time=207_223_000, longest_era=MAX_ERA_BLOCKS)
    def submit_encrypted(self, origin: Origin, ciphertext: Ciphertext) -> None:
        """Users submit an encrypted wrapper; the author who can open it includes the extrinsic inside."""
        who = ensure_signed(origin)
        digest = blake2_256(who + codec_of(Bytes).encode(ciphertext))
        self.deposit_event(self.Event.EncryptedSubmitted(id=digest, who=who))

    @call(2, ref_time=STORE_REF_TIME)
    def store_encrypted(self, origin: Origin, encrypted_call: Ciphertext) -> None:
        """Store an encrypted extrinsic for later execution in on_initialize."""
        who = ensure_signed(origin)
        if self.CounterForPendingExtrinsics.value >= self.MaxPendingExtrinsicsLimit.value:
            raise self.Error.TooManyPendingExtrinsics()
        index = self.NextPendingExtrinsicIndex.value
        self.PendingExtrinsics[index] = PendingExtrinsic(who, encrypted_call, self.block)
        self.CounterForPendingExtrinsics.value += 1
        self.NextPendingExtrinsicIndex.value = index + 1
        self.deposit_event(self.Event.ExtrinsicStored(index=index, who=who))

    @call(3, ref_time=SETTER_REF_TIME)
    def set_max_pending_extrinsics_number(self, origin: Origin, value: u32) -> None:
        """Set the maximum number of pending extrinsics allowed in the queue."""
        ensure_root(origin)
        self.MaxPendingExtrinsicsLimit.value = value
        self.deposit_event(self.Event.MaxPendingExtrinsicsNumberSet(value=value))

    @call(4, ref_time=SETTER_REF_TIME)
    def set_on_initialize_weight(self, origin: Origin, value: u64) -> None:
        """Set the maximum weight allowed for on_initialize processing."""
        ensure_root(origin)
        self._check_weight(value)
        self.OnInitializeWeight.value = value
        self.deposit_event(self.Event.OnInitializeWeightSet(value=value))

    @call(5, ref_time=SETTER_REF_TIME)
    def set_stored_extrinsic_lifetime(self, origin: Origin, value: u32) -> None:
        """Set the extrinsic lifetime (max blocks between submission and execution)."""
        ensure_root(origin)
        self.ExtrinsicLifetime.value = value
        self.deposit_event(self.Event.ExtrinsicLifetimeSet(value=value))

    @call(6, ref_time=SETTER_REF_TIME)
    def set_max_extrinsic_weight(self, origin: Origin, value: u64) -> None:
        """Set the maximum weight allowed for a single extrinsic during on_initialize processing."""
        ensure_root(origin)
        self._check_weight(value)
        self.MaxExtrinsicWeight.value = value
        self.deposit_event(self.Event.MaxExtrinsicWeightSet(value=value))

    def _check_weight(self, value: int) -> None:
        if value > MAX_ON_INITIALIZE_REF_TIME:
            raise self.Error.WeightExceedsAbsoluteMax()
