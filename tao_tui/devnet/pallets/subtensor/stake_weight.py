"""How much a hotkey counts on a subnet: its own and its parents' alpha, less what it lends to children."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tao_tui.devnet.economics.emission import tao_weight
from tao_tui.devnet.economics.fixed import U64_MAX, clamp_u64, mul32
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState


def inherited(chain: SubtensorState, hotkey: bytes, netuid: int, of_netuid: int) -> int:
    """Stake of `of_netuid` (the subnet itself, or root) that counts for a hotkey on `netuid`, rao."""
    total = chain.TotalHotkeyAlpha.data.get
    own: int = total((hotkey, of_netuid), 0)
    children = chain.ChildKeys.get((hotkey, netuid))
    parents = chain.ParentKeys.get((hotkey, netuid))
    if not children and not parents:
        return own
    lent = sum(_part(own, proportion) for proportion, _ in children or ())
    borrowed = sum(_part(total((parent, of_netuid), 0), proportion) for proportion, parent in parents or ())
    return clamp_u64((max(0, (own << 32) - lent) + borrowed) >> 32)


def stake_columns(
    chain: SubtensorState, netuid: int, hotkeys: Sequence[bytes]
) -> tuple[list[int], list[int]]:
    """Inherited alpha and inherited root stake of each hotkey, rao."""
    lends: Callable[[bytes], bool] = _lending(chain, netuid)
    total = chain.TotalHotkeyAlpha.data.get
    alpha = [
        inherited(chain, hotkey, netuid, netuid) if lends(hotkey) else total((hotkey, netuid), 0)
        for hotkey in hotkeys
    ]
    root = [
        inherited(chain, hotkey, netuid, ROOT) if lends(hotkey) else total((hotkey, ROOT), 0)
        for hotkey in hotkeys
    ]
    return alpha, root


def stake_weight(chain: SubtensorState, hotkey: bytes, netuid: int) -> int:
    """alpha + root * TaoWeight, floored, rao."""
    alpha = inherited(chain, hotkey, netuid, netuid)
    root = inherited(chain, hotkey, netuid, ROOT)
    return alpha + ((root * tao_weight(chain.TaoWeight.value)) >> 32)


def _lending(chain: SubtensorState, netuid: int) -> Callable[[bytes], bool]:
    """Whether a hotkey has children or parents on the subnet; cheap when nobody has."""
    children, parents = chain.ChildKeys.data, chain.ParentKeys.data
    if not children and not parents:
        return lambda hotkey: False
    return lambda hotkey: (hotkey, netuid) in children or (hotkey, netuid) in parents


def _part(amount: int, proportion: int) -> int:
    """amount * proportion/u64::MAX as U96F32."""
    return mul32(amount << 32, (proportion << 32) // U64_MAX)
