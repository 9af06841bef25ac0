"""The API about positions, and what moving them costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tao_tui.devnet.economics.swap import swap_fee
from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.pallets.subtensor.lock_power import conviction_for, most_convicted
from tao_tui.devnet.pallets.subtensor.locks import locked_now
from tao_tui.devnet.pallets.subtensor.market import fee_rate
from tao_tui.devnet.pallets.subtensor.positions import positions_of, stake_of
from tao_tui.devnet.pallets.subtensor.types import LockState
from tao_tui.devnet.runtime_apis.stake_types import StakeAvailability, StakeInfo
from tao_tui.devnet.scale.hints import U64F64, AccountId, NetUid, Vec, u64


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

    def get_stake_availability_for_coldkeys(
        self, coldkey_accounts: Vec[AccountId], netuids: Vec[NetUid] | None
    ) -> dict[AccountId, dict[NetUid, StakeAvailability]]:
        """How much alpha coldkeys have per subnet over all hotkeys, and how much of it their locks hold.

        Nothing is answered for a list of subnets that is empty or longer than the list of all.
        """
        chain = self.pallet(SubtensorModule)
        known = chain.netuids()
        wanted = known if netuids is None else sorted(set(netuids))
        if len(wanted) > len(known):
            wanted = []
        return {coldkey: self._available(coldkey, wanted) for coldkey in coldkey_accounts}

    def _available(self, coldkey: bytes, netuids: Sequence[int]) -> dict[int, StakeAvailability]:
        chain = self.pallet(SubtensorModule)
        totals: Counter[int] = Counter()
        for _, netuid, amount in positions_of(chain, coldkey):
            totals[netuid] += amount
        found = {}
        for netuid in netuids:
            lock = locked_now(chain, coldkey, netuid)
            total, locked = totals[netuid], lock.locked_mass if lock else 0
            if chain.NetworksAdded[netuid] and (total or locked):
                found[netuid] = StakeAvailability(total, locked, max(0, total - locked))
        return found

    def get_coldkey_lock(self, coldkey: AccountId, netuid: NetUid) -> LockState | None:
        """What a coldkey has locked on a subnet, as of now."""
        return locked_now(self.pallet(SubtensorModule), coldkey, netuid)

    def get_hotkey_conviction(self, hotkey: AccountId, netuid: NetUid) -> U64F64:
        """The conviction of all locks for a hotkey, as of now."""
        return conviction_for(self.pallet(SubtensorModule), hotkey, netuid)

    def get_most_convicted_hotkey_on_subnet(self, netuid: NetUid) -> AccountId | None:
        """The hotkey most conviction stands for."""
        return most_convicted(self.pallet(SubtensorModule), netuid)

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
