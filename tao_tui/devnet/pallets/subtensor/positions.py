"""Reading and changing positions: alpha of a coldkey on a hotkey, kept in share pools."""

from __future__ import annotations

from collections.abc import Iterator

from tao_tui.devnet.economics import shares
from tao_tui.devnet.economics.fixed import clamp_u64
from tao_tui.devnet.economics.shares import Holding
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState


def stake_of(chain: SubtensorState, hotkey: bytes, coldkey: bytes, netuid: int) -> int:
    """Alpha of a coldkey on a hotkey, rao; on root it is TAO."""
    held = chain.AlphaV2.get((hotkey, coldkey, netuid))
    if held is None:
        return 0
    key = (hotkey, netuid)
    return shares.value_of(Holding(chain.TotalHotkeyAlpha[key], chain.TotalHotkeySharesV2[key], held))


def alpha_on(chain: SubtensorState, coldkey: bytes, netuid: int) -> int:
    """Alpha of a coldkey on a subnet, whatever hotkeys it is on, rao."""
    return sum(stake_of(chain, hotkey, coldkey, netuid) for hotkey in chain.StakingHotkeys[coldkey])


def root_stake_of(chain: SubtensorState, hotkey: bytes) -> int:
    """Root TAO of everyone on a hotkey, rao."""
    return chain.TotalHotkeyAlpha[hotkey, ROOT]


def accepts(chain: SubtensorState, hotkey: bytes, netuid: int, amount: int) -> bool:
    """Whether a deposit would be worth any shares of the hotkey's pool."""
    key = (hotkey, netuid)
    return shares.accepts(amount, chain.TotalHotkeyAlpha[key], chain.TotalHotkeySharesV2[key])


def increase(chain: SubtensorState, hotkey: bytes, coldkey: bytes, netuid: int, amount: int) -> None:
    """Add alpha to one coldkey's position."""
    if amount:
        _store(
            chain, hotkey, coldkey, netuid, shares.deposit(_holding(chain, hotkey, coldkey, netuid), amount)
        )


def decrease(chain: SubtensorState, hotkey: bytes, coldkey: bytes, netuid: int, amount: int) -> None:
    """Take alpha, at most what it holds, from one coldkey's position."""
    holding = _holding(chain, hotkey, coldkey, netuid)
    if amount and shares.value_of(holding) >= amount:
        _store(chain, hotkey, coldkey, netuid, shares.withdraw(holding, amount))


def reward(chain: SubtensorState, hotkey: bytes, netuid: int, amount: int) -> None:
    """Add alpha to everybody on a hotkey in proportion to their shares."""
    if amount:
        key = (hotkey, netuid)
        chain.TotalHotkeyAlpha[key] = clamp_u64(chain.TotalHotkeyAlpha[key] + amount)


def positions_of(chain: SubtensorState, coldkey: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(hotkey, netuid, alpha) of every position a coldkey holds."""
    for hotkey in chain.StakingHotkeys[coldkey]:
        for (_, _, netuid), _ in chain.AlphaV2.under(hotkey, coldkey):
            amount = stake_of(chain, hotkey, coldkey, netuid)
            if amount:
                yield hotkey, netuid, amount


def note_staking(chain: SubtensorState, hotkey: bytes, coldkey: bytes) -> None:
    """Remember that a coldkey stakes on a hotkey."""
    known = chain.StakingHotkeys[coldkey]
    if hotkey not in known:
        chain.StakingHotkeys[coldkey] = [*known, hotkey]


def _holding(chain: SubtensorState, hotkey: bytes, coldkey: bytes, netuid: int) -> Holding:
    key = (hotkey, netuid)
    return Holding(
        chain.TotalHotkeyAlpha.data.get(key, 0),
        chain.TotalHotkeySharesV2.data.get(key, shares.ZERO),
        chain.AlphaV2.data.get((hotkey, coldkey, netuid), shares.ZERO),
    )


def _store(chain: SubtensorState, hotkey: bytes, coldkey: bytes, netuid: int, holding: Holding) -> None:
    """Write a pool and one member back; what became zero is removed."""
    key = (hotkey, netuid)
    if holding.value:
        chain.TotalHotkeyAlpha[key] = holding.value
    else:
        del chain.TotalHotkeyAlpha[key]
    if holding.denominator.mantissa:
        chain.TotalHotkeySharesV2[key] = holding.denominator
    else:
        del chain.TotalHotkeySharesV2[key]
    if holding.shares.mantissa:
        chain.AlphaV2[hotkey, coldkey, netuid] = holding.shares
    else:
        del chain.AlphaV2[hotkey, coldkey, netuid]
