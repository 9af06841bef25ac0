"""What validators keep of their nominators' dividends, within which bounds, and when they may raise it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading, Storage, Variant
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_int, is_nobody

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

U16_MAX: Final = 65_535
MILLION: Final = 1_000_000

_MODULE: Final = "SubtensorModule"
_LAST: Final = "LastTxBlockDelegateTake"
"""A map of older runtimes, a key of `LastRateLimitedBlock` in newer ones."""


@dataclass(frozen=True, slots=True)
class Take:
    """The take of one hotkey."""

    hotkey: Address
    owner: Address | None
    """The coldkey that owns it; None when the chain does not know the hotkey."""
    take: int
    """Of 65535, as the chain keeps it."""
    min: int
    max: int
    rate_limit_blocks: int
    """Least blocks after any change before it may be raised; lowering it is always allowed."""
    changed_at: int | None
    """The block of the last change."""

    @property
    def take_ppm(self) -> int:
        """In millionths."""
        return ppm(self.take)

    @property
    def raisable_at(self) -> int:
        """The first block in which it may be raised; 0 when nothing holds it back."""
        if self.changed_at is None or not self.rate_limit_blocks:
            return 0
        return self.changed_at + self.rate_limit_blocks + 1


def ppm(take: int) -> int:
    """A take of 65535 in millionths, to the nearest: 11796 is 17.9995 %."""
    return (take * MILLION + U16_MAX // 2) // U16_MAX


def require_takes(runtime: ChainRuntime) -> None:
    """Raise `Unsupported` where a hotkey cannot choose its take by itself."""
    if not _has_call(runtime) or not runtime.has_storage(_MODULE, "MaxDelegateTake"):
        raise Unsupported(
            f"Runtime {runtime.spec_version} does not let a hotkey choose one take for all its subnets."
        )


async def read_takes(
    client: Client, hotkeys: Sequence[Address], at: str | None = None
) -> Reading[tuple[Take, ...]]:
    """The takes of `hotkeys` in their order, in one batch at the block `at` or the head.

    Raises `Unsupported` on runtimes where takes are another matter.
    """
    runtime = client.runtime
    require_takes(runtime)
    rules = [Storage(_MODULE, f"{which}DelegateTake") for which in ("Min", "Max")]
    rules.append(Storage(_MODULE, "TxDelegateTakeRateLimit"))
    items = [item for hotkey in hotkeys for item in _items(runtime, hotkey)]
    least, most, wait, *each = (reading := await client.read([*rules, *items], at)).data
    size = len(each) // len(hotkeys) if hotkeys else 0
    found = tuple(
        _take(hotkey, each[number * size : (number + 1) * size], (least, most, wait))
        for number, hotkey in enumerate(hotkeys)
    )
    return Reading(reading.block, found)


def _has_call(runtime: ChainRuntime) -> bool:
    return runtime.has_call(_MODULE, "increase_take") and runtime.has_call(_MODULE, "decrease_take")


def _items(runtime: ChainRuntime, hotkey: Address) -> list[Storage]:
    """Owner and take, then every place in which a runtime notes when it was changed."""
    items = [Storage(_MODULE, name, (hotkey,)) for name in ("Owner", "Delegates")]
    noted = (
        Storage(_MODULE, _LAST, (hotkey,)),
        Storage(_MODULE, "LastRateLimitedBlock", (Variant(_LAST, hotkey),)),
    )
    return [*items, *(item for item in noted if runtime.has_key(item))]


def _take(hotkey: Address, told: Sequence[Any], rules: tuple[Any, Any, Any]) -> Take:
    owner, take, *changed = told
    least, most, wait = (as_int(rule) for rule in rules)
    coldkey = as_address(owner)
    return Take(
        hotkey=hotkey,
        owner=None if is_nobody(coldkey) else coldkey,
        take=as_int(take),
        min=least,
        max=most,
        rate_limit_blocks=wait,
        changed_at=max((as_int(block) for block in changed), default=0) or None,
    )
