"""Timestamp: the time of every block, set by its first extrinsic."""

from __future__ import annotations

from tao_tui.devnet.frame.call import Call, call
from tao_tui.devnet.frame.declare import Constant
from tao_tui.devnet.frame.errors import OtherFailure
from tao_tui.devnet.frame.origin import Origin, ensure_none
from tao_tui.devnet.frame.pallet import Inherent, Pallet
from tao_tui.devnet.frame.storage import StorageValue
from tao_tui.devnet.scale.hints import Compact, u64


class Timestamp(Pallet, Inherent):
    """Milliseconds since 1970."""

    index = 2
    config_path = "pallet_timestamp"

    MinimumPeriod = Constant[u64](6000)

    Now = StorageValue[u64](0)
    DidUpdate = StorageValue[bool](False)

    @call(0, ref_time=160_000_000, mandatory=True)
    def set(self, origin: Origin, now: Compact[u64]) -> None:
        """Set the current time; once per block, never back, from the block's author only."""
        ensure_none(origin)
        if self.DidUpdate.exists:
            raise OtherFailure("Timestamp must be updated only once in the block")
        previous = self.Now.value
        if previous and now < previous + self.MinimumPeriod.value:
            raise OtherFailure("Timestamp must increment by at least MinimumPeriod between blocks")
        self.Now.value = now
        self.DidUpdate.value = True

    def on_finalize(self, block: int) -> None:
        """A block without its time is not a block."""
        if self.DidUpdate.take() is None and self.runtime.state.phase is not None:
            raise RuntimeError("Timestamp must be updated once in the block")

    def now(self) -> int:
        """The newest block's time."""
        return self.Now.value

    def inherent(self, now_ms: int) -> Call:
        """The call that sets the time, moved forward when the clock stands or runs back."""
        previous = self.Now.value
        now = max(now_ms, previous + self.MinimumPeriod.value if previous else now_ms)
        return self.runtime.call("Timestamp", "set", now=now)
