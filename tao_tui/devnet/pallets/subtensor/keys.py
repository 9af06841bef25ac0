"""Who owns which hotkey, and what a hotkey keeps of its nominators' earnings."""

from __future__ import annotations

from tao_tui.devnet.pallets.subtensor.state import SubtensorState


def hotkey_exists(chain: SubtensorState, hotkey: bytes) -> bool:
    """Whether any coldkey owns this hotkey."""
    return hotkey in chain.Owner


def owns(chain: SubtensorState, coldkey: bytes, hotkey: bytes) -> bool:
    """Whether this coldkey owns this hotkey."""
    return chain.Owner.get(hotkey) == coldkey


def create_hotkey(chain: SubtensorState, coldkey: bytes, hotkey: bytes) -> None:
    """Give an unknown hotkey to a coldkey; a known one is left alone."""
    if hotkey in chain.Owner:
        return
    chain.Owner[hotkey] = coldkey
    chain.OwnedHotkeys[coldkey] = [*chain.OwnedHotkeys[coldkey], hotkey]
    if hotkey not in chain.StakingHotkeys[coldkey]:
        chain.StakingHotkeys[coldkey] = [*chain.StakingHotkeys[coldkey], hotkey]


def become_delegate(chain: SubtensorState, hotkey: bytes) -> None:
    """Let others stake on a hotkey, at the default take, if they could not yet."""
    if hotkey not in chain.Delegates:
        chain.Delegates[hotkey] = chain.MaxDelegateTake.value


def require_owner(chain: SubtensorState, coldkey: bytes, hotkey: bytes) -> None:
    """`HotKeyAccountNotExists` or `NonAssociatedColdKey` unless the coldkey owns the hotkey."""
    if not hotkey_exists(chain, hotkey):
        raise chain.Error.HotKeyAccountNotExists()
    if not owns(chain, coldkey, hotkey):
        raise chain.Error.NonAssociatedColdKey()
