"""The calls that stake and unstake."""

from __future__ import annotations

from tao_tui.devnet.economics.pool import price_limit
from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor import positions
from tao_tui.devnet.pallets.subtensor.children import forget_pending_of_the_poor
from tao_tui.devnet.pallets.subtensor.keys import become_delegate, hotkey_exists, owns
from tao_tui.devnet.pallets.subtensor.staking import clear_small_nomination, stake_into, unstake_from
from tao_tui.devnet.pallets.subtensor.staking_rules import (
    check_add,
    check_remove,
    most_to_add,
    most_to_remove,
    require_input_in_range,
    require_subnet,
    require_subtoken,
)
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.scale.hints import AccountId, NetUid, u64


class StakingCalls(SubtensorState):
    """add_stake, remove_stake and their price-limited and all-at-once forms."""

    @call(2, ref_time=664_064_000 + database(32, 16))
    def add_stake(self, origin: Origin, hotkey: AccountId, netuid: NetUid, amount_staked: u64) -> None:
        """Stake TAO on a hotkey of a subnet at any price."""
        self.add(ensure_signed(origin), hotkey, netuid, amount_staked)

    @call(88, ref_time=853_005_000 + database(32, 16))
    def add_stake_limit(
        self,
        origin: Origin,
        hotkey: AccountId,
        netuid: NetUid,
        amount_staked: u64,
        limit_price: u64,
        allow_partial: bool,
    ) -> None:
        """Stake TAO while the price, in rao per alpha, is not above the limit."""
        coldkey = ensure_signed(origin)
        self.add_within(coldkey, hotkey, netuid, amount_staked, limit_price, partial=allow_partial)

    @call(3, ref_time=569_198_000 + database(28, 13))
    def remove_stake(self, origin: Origin, hotkey: AccountId, netuid: NetUid, amount_unstaked: u64) -> None:
        """Sell alpha, at most what the position holds, at any price."""
        coldkey = ensure_signed(origin)
        require_subtoken(self, netuid)
        alpha = min(amount_unstaked, positions.stake_of(self, hotkey, coldkey, netuid))
        require_input_in_range(self, netuid, alpha, self.SubnetAlphaIn[netuid])
        check_remove(self, coldkey, hotkey, netuid, alpha, most=alpha, partial=False)
        unstake_from(self, hotkey, coldkey, netuid, alpha)
        clear_small_nomination(self, hotkey, coldkey, netuid)
        forget_pending_of_the_poor(self, hotkey)

    @call(89, ref_time=740_696_000 + database(27, 13))
    def remove_stake_limit(
        self,
        origin: Origin,
        hotkey: AccountId,
        netuid: NetUid,
        amount_unstaked: u64,
        limit_price: u64,
        allow_partial: bool,
    ) -> None:
        """Sell alpha while the price, in rao per alpha, is not below the limit."""
        self._remove_limit(ensure_signed(origin), hotkey, netuid, amount_unstaked, limit_price, allow_partial)

    @call(103, ref_time=754_292_000 + database(27, 13))
    def remove_stake_full_limit(
        self, origin: Origin, hotkey: AccountId, netuid: NetUid, limit_price: u64 | None
    ) -> None:
        """Sell the whole position, all of it within the limit or none."""
        coldkey = ensure_signed(origin)
        require_subnet(self, netuid)
        alpha = positions.stake_of(self, hotkey, coldkey, netuid)
        if limit_price is None:
            self.remove_stake(origin, hotkey, netuid, alpha)
        else:
            self._remove_limit(coldkey, hotkey, netuid, alpha, limit_price, False)

    @call(83, ref_time=26_830_000 + database(6, 0))
    def unstake_all(self, origin: Origin, hotkey: AccountId) -> None:
        """Sell every position on a hotkey, root included; those that cannot be sold stay."""
        coldkey = ensure_signed(origin)
        self._require_hotkey(hotkey)
        for netuid in self.netuids():
            self._unstake_whole(coldkey, hotkey, netuid)

    @call(84, ref_time=700_873_000 + database(43, 25))
    def unstake_all_alpha(self, origin: Origin, hotkey: AccountId) -> None:
        """Sell every position on a hotkey but root's and stake the proceeds on root."""
        coldkey = ensure_signed(origin)
        self._require_hotkey(hotkey)
        netuids = [netuid for netuid in self.netuids() if netuid != ROOT]
        total = sum(self._unstake_whole(coldkey, hotkey, netuid) for netuid in netuids)
        stake_into(self, hotkey, coldkey, ROOT, total)

    def add(self, coldkey: bytes, hotkey: bytes, netuid: int, tao: int) -> int:
        """Stake TAO after all checks; answers the alpha."""
        require_input_in_range(self, netuid, tao, self.SubnetTAO[netuid])
        check_add(self, coldkey, hotkey, netuid, tao, most=tao, partial=False)
        return stake_into(self, hotkey, coldkey, netuid, tao)

    def add_within(
        self, coldkey: bytes, hotkey: bytes, netuid: int, tao: int, limit_rao: int, *, partial: bool
    ) -> int:
        """Stake TAO within a price limit after all checks; answers the alpha."""
        require_input_in_range(self, netuid, tao, self.SubnetTAO[netuid])
        most = most_to_add(self, netuid, limit_rao)
        check_add(self, coldkey, hotkey, netuid, tao, most=most, partial=partial)
        if not owns(self, coldkey, hotkey):
            become_delegate(self, hotkey)
        return stake_into(self, hotkey, coldkey, netuid, min(tao, most), limit=price_limit(limit_rao))

    def _remove_limit(
        self, coldkey: bytes, hotkey: bytes, netuid: int, alpha: int, limit_rao: int, partial: bool
    ) -> None:
        require_input_in_range(self, netuid, alpha, self.SubnetAlphaIn[netuid])
        most = most_to_remove(self, netuid, limit_rao)
        check_remove(self, coldkey, hotkey, netuid, alpha, most=most, partial=partial)
        unstake_from(self, hotkey, coldkey, netuid, min(alpha, most), limit=price_limit(limit_rao))
        clear_small_nomination(self, hotkey, coldkey, netuid)
        forget_pending_of_the_poor(self, hotkey)

    def _unstake_whole(self, coldkey: bytes, hotkey: bytes, netuid: int) -> int:
        """Sell one whole position; answers the TAO, 0 where it cannot be sold."""
        if not self.SubtokenEnabled[netuid]:
            return 0
        alpha = positions.stake_of(self, hotkey, coldkey, netuid)
        try:
            check_remove(self, coldkey, hotkey, netuid, alpha, most=alpha, partial=False)
        except DispatchFailure:
            return 0
        tao = unstake_from(self, hotkey, coldkey, netuid, alpha)
        clear_small_nomination(self, hotkey, coldkey, netuid)
        return tao

    def _require_hotkey(self, hotkey: bytes) -> None:
        if not hotkey_exists(self, hotkey):
            raise self.Error.HotKeyAccountNotExists()
