"""System: accounts, block numbers and hashes, events, remarks."""

from __future__ import annotations

from dataclasses import replace

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.declare import Constant, Errors, error, event
from tao_tui.devnet.frame.declare import Events as PalletEvents
from tao_tui.devnet.frame.errors import DispatchError, DispatchFailure, OtherFailure
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.origin import Origin, ensure_root, ensure_signed
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import (
    Blake2_128Concat,
    Key,
    StorageItem,
    StorageMap,
    StorageValue,
    Twox64Concat,
)
from tao_tui.devnet.frame.version import SS58_PREFIX, VERSION, RuntimeVersion
from tao_tui.devnet.frame.weight import DispatchEventInfo, Weight
from tao_tui.devnet.pallets import system_types as types
from tao_tui.devnet.pallets.system_types import (
    BLOCK_LENGTH,
    BLOCK_WEIGHTS,
    DB_WEIGHT,
    DigestItem,
    EventRecord,
    Phase,
)
from tao_tui.devnet.scale.hints import H256, AccountId, Bytes, Vec, codec_of, u16, u32, u64
from tao_tui.devnet.scale.reader import ScaleError

BLOCK_HASH_COUNT = 2400


class System(Pallet):
    """The frame of every block."""

    index = 0
    config_path = "frame_system"

    BlockWeights = Constant[types.BlockWeights](BLOCK_WEIGHTS)
    BlockLength = Constant[types.BlockLength](BLOCK_LENGTH)
    BlockHashCount = Constant[u32](BLOCK_HASH_COUNT)
    DbWeight = Constant[types.RuntimeDbWeight](DB_WEIGHT)
    Version = Constant[RuntimeVersion](VERSION)
    """Metadata shows the runtime's own, with its APIs and fingerprint."""
    SS58Prefix = Constant[u16](SS58_PREFIX)

    Account = StorageMap[AccountId, types.AccountInfo](Blake2_128Concat, default=types.AccountInfo())
    ExtrinsicCount = StorageValue[u32]()
    InherentsApplied = StorageValue[bool](False)
    BlockWeight = StorageValue[types.ClassWeights](types.ClassWeights(Weight(0), Weight(0), Weight(0)))
    AllExtrinsicsLen = StorageValue[u32]()
    BlockHash = StorageMap[u32, H256](Twox64Concat, default=bytes(32))
    ExtrinsicData = StorageMap[u32, Bytes](Twox64Concat, default=b"")
    Number = StorageValue[u32](0)
    ParentHash = StorageValue[H256](bytes(32))
    Digest = StorageValue[types.Digest](types.Digest([]))
    Events = StorageValue[Vec[EventRecord]]([])
    EventCount = StorageValue[u32](0)
    EventTopics = StorageMap[H256, Vec[tuple[u32, u32]]](Blake2_128Concat, default=[])
    LastRuntimeUpgrade = StorageValue[types.LastRuntimeUpgradeInfo]()
    UpgradedToU32RefCount = StorageValue[bool](False)
    UpgradedToTripleRefCount = StorageValue[bool](False)
    ExecutionPhase = StorageValue[Phase]()
    AuthorizedUpgrade = StorageValue[types.CodeUpgradeAuthorization]()
    ExtrinsicWeightReclaimed = StorageValue[Weight](Weight(0))

    class Event(PalletEvents):
        """What happens to extrinsics, accounts and code."""

        ExtrinsicSuccess = event(dispatch_info=DispatchEventInfo)
        ExtrinsicFailed = event(dispatch_error=DispatchError, dispatch_info=DispatchEventInfo)
        CodeUpdated = event()
        NewAccount = event(account=AccountId)
        KilledAccount = event(account=AccountId)
        Remarked = event(sender=AccountId, hash=H256)
        UpgradeAuthorized = event(code_hash=H256, check_version=bool)
        RejectedInvalidAuthorizedUpgrade = event(code_hash=H256, error=DispatchError)

    class Error(Errors):
        """Why a System call fails."""

        InvalidSpecName = error(
            "The name of specification does not match between the current and the new runtime."
        )
        SpecVersionNeedsToIncrease = error("The specification version is not allowed to decrease.")
        FailedToExtractRuntimeVersion = error("Failed to extract the runtime version from the new runtime.")
        NonDefaultComposite = error("Suicide called when the account has non-default composite data.")
        NonZeroRefCount = error(
            "There is a non-zero reference count preventing the account from being purged."
        )
        CallFiltered = error("The origin filter prevents the call to be dispatched.")
        MultiBlockMigrationsOngoing = error(
            "A multi-block migration is ongoing and prevents the current code change."
        )
        NothingAuthorized = error("No upgrade authorized.")
        Unauthorized = error("The submitted code is not authorized.")

    @call(0, ref_time=600_000)
    def remark(self, origin: Origin, remark: Bytes) -> None:
        """Make some on-chain remark."""

    @call(1, ref_time=130_000_000, operational=True)
    def set_heap_pages(self, origin: Origin, pages: u64) -> None:
        """Set the number of pages of the WebAssembly heap; this node has none, so nothing changes."""
        ensure_root(origin)

    @call(2, ref_time=160_000_000_000, operational=True)
    def set_code(self, origin: Origin, code: Bytes) -> None:
        """Set new runtime code; this node runs no WebAssembly, so no code has a version it could read."""
        ensure_root(origin)
        raise self.Error.FailedToExtractRuntimeVersion()

    @call(3, ref_time=160_000_000_000, operational=True)
    def set_code_without_checks(self, origin: Origin, code: Bytes) -> None:
        """Set new runtime code without checks; fails as `set_code` does."""
        ensure_root(origin)
        raise self.Error.FailedToExtractRuntimeVersion()

    @call(4, ref_time=lambda args: 100_000_000 * max(1, len(args["items"])), operational=True)
    def set_storage(self, origin: Origin, items: Vec[tuple[Bytes, Bytes]]) -> None:
        """Set some items of storage."""
        ensure_root(origin)
        for raw, value in items:
            item, key = self._locate(raw)
            try:
                item.write(key, item.value_codec.decode(value, self.runtime))
            except ScaleError as failure:
                raise OtherFailure(str(failure)) from failure

    @call(5, ref_time=lambda args: 100_000_000 * max(1, len(args["keys"])), operational=True)
    def kill_storage(self, origin: Origin, keys: Vec[Bytes]) -> None:
        """Kill some items from storage."""
        ensure_root(origin)
        for raw in keys:
            item, key = self._locate(raw)
            item.remove(key)

    @call(6, ref_time=lambda args: 100_000_000 * (1 + args["subkeys"]), operational=True)
    def kill_prefix(self, origin: Origin, prefix: Bytes, subkeys: u32) -> None:
        """Kill all storage items with a key that starts with the given prefix."""
        ensure_root(origin)
        for item_prefix, item in self.runtime.state.items.items():
            if item_prefix.startswith(prefix[:32]):
                for raw in [raw for raw in item.sorted_keys() if raw.startswith(prefix)]:
                    item.remove(item.native_key(raw))

    @call(7, ref_time=lambda args: 10_000_000 + 1_200 * len(args["remark"]))
    def remark_with_event(self, origin: Origin, remark: Bytes) -> None:
        """Make some on-chain remark and emit event."""
        self.deposit_event(self.Event.Remarked(sender=ensure_signed(origin), hash=blake2_256(remark)))

    @call(9, ref_time=130_000_000, operational=True)
    def authorize_upgrade(self, origin: Origin, code_hash: H256) -> None:
        """Authorize an upgrade to a given `code_hash` for the runtime."""
        ensure_root(origin)
        self._authorize(code_hash, check_version=True)

    @call(10, ref_time=130_000_000, operational=True)
    def authorize_upgrade_without_checks(self, origin: Origin, code_hash: H256) -> None:
        """Authorize an upgrade to a given `code_hash` without version checks."""
        ensure_root(origin)
        self._authorize(code_hash, check_version=False)

    @call(11, ref_time=160_000_000_000, operational=True)
    def apply_authorized_upgrade(self, origin: Origin, code: Bytes) -> None:
        """Provide the code whose hash was authorized; fails as `set_code` does once the hash fits."""
        authorized = self.AuthorizedUpgrade.get()
        if authorized is None:
            raise self.Error.NothingAuthorized()
        if blake2_256(code) != authorized.code_hash:
            raise self.Error.Unauthorized()
        raise self.Error.FailedToExtractRuntimeVersion()

    def _authorize(self, code_hash: bytes, *, check_version: bool) -> None:
        self.AuthorizedUpgrade.value = types.CodeUpgradeAuthorization(code_hash, check_version)
        self.deposit_event(self.Event.UpgradeAuthorized(code_hash=code_hash, check_version=check_version))

    def _locate(self, raw: bytes) -> tuple[StorageItem, Key]:
        item = self.runtime.state.items.get(raw[:32])
        if item is None:
            raise OtherFailure("no storage item has this prefix")
        try:
            return item, item.native_key(raw)
        except ScaleError as failure:
            raise OtherFailure(str(failure)) from failure

    def begin_block(self, number: int, parent_hash: bytes, logs: list[bytes]) -> None:
        """Start block `number` with these encoded digest items."""
        self.Number.value = number
        self.ParentHash.value = parent_hash
        self.BlockHash[number - 1] = parent_hash
        self.BlockHash.pop(number - 1 - BLOCK_HASH_COUNT)
        self.Digest.value = types.Digest([codec_of(DigestItem).decode(log) for log in logs])
        self.Events.clear()
        self.runtime.state.phase = Phase.Initialization()

    def begin_extrinsic(self, index: int) -> None:
        """Events from here on belong to extrinsic `index`."""
        self.runtime.state.phase = Phase.ApplyExtrinsic(index)

    @property
    def extrinsic_index(self) -> int:
        """Which extrinsic of the block is being applied; 0 outside of any."""
        phase = self.runtime.state.phase
        applying = phase is not None and phase.variant is Phase.ApplyExtrinsic
        return int(phase.value) if applying else 0

    def begin_finalization(self) -> None:
        """Events from here on belong to the block's end."""
        self.runtime.state.phase = Phase.Finalization()

    def note_outcome(self, error: DispatchError | None, info: DispatchEventInfo) -> None:
        """Record how the extrinsic being applied ended."""
        if error is None:
            self.deposit_event(self.Event.ExtrinsicSuccess(dispatch_info=info))
        else:
            self.deposit_event(self.Event.ExtrinsicFailed(dispatch_error=error, dispatch_info=info))

    def end_block(self) -> None:
        """Store the block's events."""
        events = self.runtime.state.events
        if events:
            self.Events.value = [EventRecord(phase, deposited, []) for phase, deposited in events]
        self.EventCount.value = len(events)

    def nonce(self, who: bytes) -> int:
        """The next nonce of an account."""
        return self.Account[who].nonce

    def can_pay(self, who: bytes) -> bool:
        """Whether the account exists at all."""
        info = self.Account[who]
        return bool(info.providers or info.sufficients)

    def use_nonce(self, who: bytes) -> None:
        """Count the account's nonce up."""
        info = self.Account[who]
        self.Account[who] = replace(info, nonce=info.nonce + 1)

    def hash_of(self, number: int) -> bytes | None:
        """The hash of a recent block."""
        return self.BlockHash.get(number)

    def filtered(self) -> DispatchFailure:
        """The failure of a call the base filter does not let through."""
        return self.Error.CallFiltered()
