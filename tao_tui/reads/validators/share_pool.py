"""What one share of the alpha staked to a hotkey is worth: the chain's own record of what stakers earned.

Everybody who stakes to a hotkey on a subnet holds shares of one pool (`pallet_subtensor`, share-pool): a
deposit or a withdrawal moves alpha and shares together and leaves the worth of a share as it was, dividends
raise the alpha alone. So the worth of a share between two blocks grows by exactly what a nominator's stake
grew by: after the validator's take, after what parents and children give each other, whatever epochs passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import Storage
from tao_tui.reads.chain_text import as_int

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

WORTH_ONE: Final = 10**18
"""A worth of one rao of alpha for one share, which a pool begins with."""

_MODULE: Final = "SubtensorModule"
_SHARE: Final = 10**30
"""One share in the units they are counted in: the chain keeps 21 digits."""
_LARGEST_EXPONENT: Final = 40


@dataclass(frozen=True, slots=True)
class SharePool:
    """The pool of one hotkey on one subnet, and its owner's part of it."""

    alpha_rao: int
    shares: int
    """In units of 10^-30."""
    owner_shares: int

    @property
    def worth(self) -> int | None:
        """Alpha of one share in units of 10^-18; None for a pool nobody is in."""
        return self.alpha_rao * _SHARE * WORTH_ONE // self.shares if self.shares else None

    @property
    def owner_rao(self) -> int:
        """Alpha of the hotkey's owner, the rest being its nominators'."""
        return min(self.alpha_rao, self.alpha_rao * self.owner_shares // self.shares) if self.shares else 0


def pool_items(
    runtime: ChainRuntime, hotkey: Address, owner: Address | None, netuid: int
) -> dict[str, Storage]:
    """What to ask for, by item: shares are U64F64, on newer runtimes decimal floats, or some of both.

    Without an `owner` the pool is taken to be nobody's.
    """
    keys: dict[str, tuple[object, ...]] = {
        "TotalHotkeyAlpha": (hotkey, netuid),
        "TotalHotkeyShares": (hotkey, netuid),
        "TotalHotkeySharesV2": (hotkey, netuid),
    }
    if owner is not None:
        keys |= {"Alpha": (hotkey, owner, netuid), "AlphaV2": (hotkey, owner, netuid)}
    return {
        name: Storage(_MODULE, name, params)
        for name, params in keys.items()
        if runtime.has_storage(_MODULE, name)
    }


def pool_from(values: Mapping[str, Any]) -> SharePool:
    """The pool from the values of `pool_items`; where both kinds of shares are kept, the older come first."""
    return SharePool(
        as_int(values.get("TotalHotkeyAlpha")),
        _binary(values.get("TotalHotkeyShares")) or _decimal(values.get("TotalHotkeySharesV2")),
        _binary(values.get("Alpha")) or _decimal(values.get("AlphaV2")),
    )


def shares_of(value: Any) -> int:
    """Shares of either kind, in units of 10^-30."""
    return _decimal(value) if isinstance(value, Mapping) and "mantissa" in value else _binary(value)


def _binary(value: Any) -> int:
    """Shares kept as U64F64."""
    return max(0, as_int(value)) * _SHARE >> 64


def _decimal(value: Any) -> int:
    """Shares kept as a mantissa and a power of ten; what a node claims beyond reason is no share."""
    if not isinstance(value, Mapping):
        return 0
    mantissa, exponent = as_int(value.get("mantissa")), as_int(value.get("exponent"))
    if mantissa <= 0 or abs(exponent) > _LARGEST_EXPONENT:
        return 0
    shares: int = mantissa * _SHARE * 10 ** max(0, exponent) // 10 ** max(0, -exponent)
    return shares
