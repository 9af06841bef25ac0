"""Dividing an epoch's dividends: between children and parents, and between alpha and root stake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tao_tui.devnet.economics.emission import tao_weight
from tao_tui.devnet.economics.fixed import ONE_32, U16_MAX, U64_MAX, clamp_u64, div32, mul32
from tao_tui.devnet.pallets.subtensor import positions
from tao_tui.devnet.pallets.subtensor.children import childkey_take
from tao_tui.devnet.pallets.subtensor.state import SubtensorState


def with_parents(chain: SubtensorState, netuid: int, earned: Mapping[bytes, int]) -> dict[bytes, int]:
    """Dividends in rao after children have shared theirs with the parents whose stake they used."""
    shared: dict[bytes, int] = {}
    for hotkey, amount in earned.items():
        if amount:
            for whose, part in shares(chain, netuid, hotkey, amount):
                shared[whose] = shared.get(whose, 0) + part
    return shared


def shares(chain: SubtensorState, netuid: int, hotkey: bytes, amount: int) -> Iterator[tuple[bytes, int]]:
    """A dividend divided by the stake behind it; the child keeps its take of what parents of others get."""
    parents = chain.ParentKeys.get((hotkey, netuid))
    if not parents:
        yield hotkey, amount
        return
    whole = left = amount << 32
    take = div32(childkey_take(chain, hotkey, netuid) << 32, U16_MAX << 32)
    burn = (chain.CKBurn.value << 32) // U64_MAX
    behind = [(parent, _contribution(chain, parent, netuid, _part(part))) for part, parent in parents]
    total = _own_contribution(chain, hotkey, netuid) + sum(stake for _, stake in behind)
    kept = 0
    for parent, stake in behind:
        given = mul32(whole, div32(stake, total))
        left = max(0, left - given)
        if chain.Owner[parent] != chain.Owner[hotkey]:
            burned, taken = mul32(burn, given), mul32(take, given)
            given -= burned + taken
            kept += taken
            recycle(chain, netuid, burned >> 32)
        yield parent, given >> 32
    yield hotkey, (left + kept) >> 32


def split(
    chain: SubtensorState, netuid: int, dividends: Mapping[bytes, int]
) -> tuple[dict[bytes, int], dict[bytes, int]]:
    """Each hotkey's dividend, U96F32, divided by what earned it: alpha here, or root stake."""
    weight = tao_weight(chain.TaoWeight.value)
    alpha, root = {}, {}
    for hotkey in sorted(dividends):
        whole = dividends[hotkey] << 32
        weighted_root = positions.root_stake_of(chain, hotkey) * weight
        backing = (chain.TotalHotkeyAlpha[hotkey, netuid] << 32) + weighted_root
        root[hotkey] = mul32(whole, div32(weighted_root, backing))
        alpha[hotkey] = whole - root[hotkey]
    return alpha, root


def pro_rata(amount: int, parts: Mapping[bytes, int]) -> dict[bytes, int]:
    """`amount` rao divided in proportion to U96F32 parts, in U96F32."""
    total = sum(parts.values())
    return {hotkey: mul32(amount << 32, div32(part, total)) for hotkey, part in parts.items()}


def recycle(chain: SubtensorState, netuid: int, alpha: int) -> None:
    """Take alpha out of issuance."""
    chain.SubnetAlphaOut[netuid] = clamp_u64(chain.SubnetAlphaOut[netuid] - alpha)


def _part(proportion: int) -> int:
    """A proportion of u64::MAX as U96F32."""
    return (proportion << 32) // U64_MAX


def _contribution(chain: SubtensorState, hotkey: bytes, netuid: int, part: int) -> int:
    """A U96F32 part of a hotkey's alpha and weighted root stake, U96F32."""
    alpha = chain.TotalHotkeyAlpha[hotkey, netuid] * part
    root = positions.root_stake_of(chain, hotkey) * part
    return alpha + mul32(root, tao_weight(chain.TaoWeight.value))


def _own_contribution(chain: SubtensorState, hotkey: bytes, netuid: int) -> int:
    """What a hotkey has not lent itself, in whole rao as U96F32."""
    lent = sum(_part(proportion) for proportion, _ in chain.ChildKeys[hotkey, netuid])
    return _contribution(chain, hotkey, netuid, max(0, ONE_32 - lent)) >> 32 << 32
