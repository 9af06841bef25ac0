"""The API about positions, and what moving them costs."""

from __future__ import annotations

from tao_tui.devnet.economics.swap import swap_fee
from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.pallets.subtensor.market import fee_rate
from tao_tui.devnet.pallets.subtensor.positions import positions_of, stake_of
from tao_tui.devnet.runtime_apis.stake_types import StakeInfo
from tao_tui.devnet.scale.hints import AccountId, NetUid, Vec, u64


class StakeInfoRuntimeApi(RuntimeApi):
    """Positions by coldkey."""

    def get_stake_info_for_coldkey(self, coldkey_account: AccountId) -> Vec[StakeInfo]:
        """Every position of a coldkey that is not zero."""
        chain = self.pallet(SubtensorModule)
        return [
            self._position(hotkey, coldkey_account, netuid, amount)
            for hotkey, netuid, amount in positions_of(chain, coldkey_account)
        ]

    def get_stake_info_for_coldkeys(
        self, coldkey_accounts: Vec[AccountId]
    ) -> Vec[tuple[AccountId, Vec[StakeInfo]]]:
        """The same for several coldkeys."""
        return [(coldkey, self.get_stake_info_for_coldkey(coldkey)) for coldkey in coldkey_accounts]

    def get_stake_info_for_hotkey_coldkey_netuid(
        self, hotkey_account: AccountId, coldkey_account: AccountId, netuid: NetUid
    ) -> StakeInfo | None:
        """One position, also when it is zero; none for a netuid not in use."""
        chain = self.pallet(SubtensorModule)
        if not chain.NetworksAdded[netuid]:
            return None
        amount = stake_of(chain, hotkey_account, coldkey_account, netuid)
        return self._position(hotkey_account, coldkey_account, netuid, amount)

    def get_stake_fee(
        self,
        origin: tuple[AccountId, NetUid] | None,
        origin_coldkey_account: AccountId,
        destination: tuple[AccountId, NetUid] | None,
        destination_coldkey_account: AccountId,
        amount: u64,
    ) -> u64:
        """The swap fee of staking, unstaking or moving this much; none within one subnet."""
        chain = self.pallet(SubtensorModule)
        netuids = [place[1] for place in (origin, destination) if place is not None]
        if not netuids or (len(netuids) == 2 and netuids[0] == netuids[1]):
            return 0
        return swap_fee(amount, fee_rate(chain, netuids[-1]))

    def _position(self, hotkey: bytes, coldkey: bytes, netuid: int, amount: int) -> StakeInfo:
        chain = self.pallet(SubtensorModule)
        return StakeInfo(
            hotkey=hotkey,
            coldkey=coldkey,
            netuid=netuid,
            stake=amount,
            locked=0,
            emission=chain.AlphaDividendsPerSubnet[netuid, hotkey],
            tao_emission=0,
            drain=0,
            is_registered=(netuid, hotkey) in chain.Uids,
        )
