"""The calls that move stake between hotkeys, coldkeys and subnets."""

from __future__ import annotations

from dataclasses import dataclass

from tao_tui.devnet.economics.fixed import U64_MAX, clamp_u64, div64, mul64
from tao_tui.devnet.economics.pool import RAO_PER_UNIT, price_limit
from tao_tui.devnet.economics.swap import SwapError
from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor import locks, market, positions, purse
from tao_tui.devnet.pallets.subtensor.keys import become_delegate, hotkey_exists, owns
from tao_tui.devnet.pallets.subtensor.staking import hand_over, stake_into, unstake_from
from tao_tui.devnet.pallets.subtensor.staking_rules import (
    most_to_add,
    most_to_remove,
    require_subnet,
    require_subtoken,
)
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.scale.hints import AccountId, NetUid, u64


@dataclass(frozen=True, slots=True)
class Place:
    """A position: hotkey, coldkey and subnet."""

    hotkey: bytes
    coldkey: bytes
    netuid: int


class MovingCalls(SubtensorState):
    """move_stake, transfer_stake, swap_stake and swap_stake_limit."""

    @call(85, ref_time=216_061_000 + database(19, 7))
    def move_stake(
        self,
        origin: Origin,
        origin_hotkey: AccountId,
        destination_hotkey: AccountId,
        origin_netuid: NetUid,
        destination_netuid: NetUid,
        alpha_amount: u64,
    ) -> None:
        """Move stake to another hotkey, on the same or another subnet."""
        coldkey = ensure_signed(origin)
        source = Place(origin_hotkey, coldkey, origin_netuid)
        target = Place(destination_hotkey, coldkey, destination_netuid)
        tao = self._move(source, target, alpha_amount)
        self.deposit_event(
            self.Event.StakeMoved(
                coldkey, origin_hotkey, origin_netuid, destination_hotkey, destination_netuid, tao
            )
        )

    @call(86, ref_time=258_541_000 + database(19, 6))
    def transfer_stake(
        self,
        origin: Origin,
        destination_coldkey: AccountId,
        hotkey: AccountId,
        origin_netuid: NetUid,
        destination_netuid: NetUid,
        alpha_amount: u64,
    ) -> None:
        """Give stake to another coldkey, on the same or another subnet."""
        coldkey = ensure_signed(origin)
        source = Place(hotkey, coldkey, origin_netuid)
        target = Place(hotkey, destination_coldkey, destination_netuid)
        tao = self._move(source, target, alpha_amount, transfer=True)
        self.deposit_event(
            self.Event.StakeTransferred(
                coldkey, destination_coldkey, hotkey, origin_netuid, destination_netuid, tao
            )
        )

    @call(87, ref_time=742_019_000 + database(47, 24))
    def swap_stake(
        self,
        origin: Origin,
        hotkey: AccountId,
        origin_netuid: NetUid,
        destination_netuid: NetUid,
        alpha_amount: u64,
    ) -> None:
        """Change the subnet of a stake, at any price."""
        self._swap(ensure_signed(origin), hotkey, origin_netuid, destination_netuid, alpha_amount)

    @call(90, ref_time=944_515_000 + database(47, 24))
    def swap_stake_limit(
        self,
        origin: Origin,
        hotkey: AccountId,
        origin_netuid: NetUid,
        destination_netuid: NetUid,
        alpha_amount: u64,
        limit_price: u64,
        allow_partial: bool,
    ) -> None:
        """Change the subnet of a stake while origin price / destination price is not below the limit."""
        limit = (limit_price, allow_partial)
        self._swap(ensure_signed(origin), hotkey, origin_netuid, destination_netuid, alpha_amount, limit)

    def _swap(
        self,
        coldkey: bytes,
        hotkey: bytes,
        origin_netuid: int,
        destination_netuid: int,
        alpha: int,
        limit: tuple[int, bool] | None = None,
    ) -> None:
        source, target = Place(hotkey, coldkey, origin_netuid), Place(hotkey, coldkey, destination_netuid)
        tao = self._move(source, target, alpha, limit=limit)
        self.deposit_event(self.Event.StakeSwapped(coldkey, hotkey, origin_netuid, destination_netuid, tao))

    def _move(
        self,
        source: Place,
        target: Place,
        alpha: int,
        *,
        limit: tuple[int, bool] | None = None,
        transfer: bool = False,
    ) -> int:
        """Move stake, at most all there is; answers its TAO value. `limit`: ratio in rao, partial allowed."""
        alpha = min(alpha, positions.stake_of(self, source.hotkey, source.coldkey, source.netuid))
        crossing = source.netuid != target.netuid
        most = most_to_move(self, source.netuid, target.netuid, limit[0]) if limit and crossing else alpha
        whole = limit is not None and not limit[1]
        self._check_move(source, target, alpha, most=most if whole else U64_MAX, transfer=transfer)
        amount = min(alpha, most)
        if not crossing:
            return hand_over(
                self, (source.hotkey, source.coldkey), (target.hotkey, target.coldkey), source.netuid, amount
            )
        free_sale = source.netuid == ROOT
        tao = unstake_from(self, source.hotkey, source.coldkey, source.netuid, amount, free=free_sale)
        if source.coldkey != target.coldkey:
            purse.pay(self, source.coldkey, target.coldkey, tao)
        if tao >= self.InitialMinStake.value:
            if not owns(self, target.coldkey, target.hotkey):
                become_delegate(self, target.hotkey)
            stake_into(self, target.hotkey, target.coldkey, target.netuid, tao, free=not free_sale)
        return tao

    def _check_move(self, source: Place, target: Place, alpha: int, *, most: int, transfer: bool) -> None:
        """The chain's checks of a transition, in its order."""
        if source == target:
            raise self.Error.SameNetuid()
        for netuid in {source.netuid: None, target.netuid: None}:
            require_subnet(self, netuid)
        require_subtoken(self, source.netuid)
        require_subtoken(self, target.netuid)
        if not hotkey_exists(self, source.hotkey) or not hotkey_exists(self, target.hotkey):
            raise self.Error.HotKeyAccountNotExists()
        if source.netuid != target.netuid:
            self._check_sale(source.netuid, alpha)
            if alpha > most:
                raise self.Error.SlippageTooHigh()
        if transfer and not (self.TransferToggle[source.netuid] and self.TransferToggle[target.netuid]):
            raise self.Error.TransferDisallowed()
        if source.netuid != target.netuid:
            locks.require_unlocked(self, source.coldkey, source.netuid, alpha)

    def _check_sale(self, netuid: int, alpha: int) -> None:
        try:
            proceeds = market.quote_sale(self, netuid, alpha).paid_out
        except SwapError as refused:
            raise self.Error.InsufficientLiquidity() from refused
        if proceeds <= self.InitialMinStake.value:
            raise self.Error.AmountTooLow()


def most_to_move(chain: SubtensorState, origin: int, destination: int, limit_rao: int) -> int:
    """Alpha that can move until the ratio of prices falls to the limit (rao, 1e9 meaning one to one)."""
    from_pool, to_pool = market.is_dynamic(chain, origin), market.is_dynamic(chain, destination)
    if not from_pool and not to_pool:
        return 0 if limit_rao > RAO_PER_UNIT else U64_MAX
    if not from_pool:
        if limit_rao == 0:
            return U64_MAX
        inverse = mul64(div64(RAO_PER_UNIT, limit_rao), RAO_PER_UNIT << 64) >> 64
        return most_to_add(chain, destination, inverse)
    if not to_pool:
        return most_to_remove(chain, origin, limit_rao)
    return _most_between_pools(chain, origin, destination, limit_rao)


def _most_between_pools(chain: SubtensorState, origin: int, destination: int, limit_rao: int) -> int:
    """alpha2 * t1/(t1+t2) / limit - alpha1 * t2/(t1+t2), in U64F64."""
    first, second = market.pool_of(chain, origin), market.pool_of(chain, destination)
    if not (first.tao and second.tao and first.alpha and second.alpha):
        return 0
    limit = price_limit(limit_rao)
    if limit > div64(first.price(), second.price()):
        return 0
    if limit_rao == 0:
        return U64_MAX
    total = first.tao + second.tao
    gained = div64(mul64(second.alpha << 64, div64(first.tao, total)), limit)
    return clamp_u64((gained - mul64(first.alpha << 64, div64(second.tao, total))) >> 64)
