"""The API about validators that take nominations."""

from __future__ import annotations

from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.pallets.subtensor.positions import positions_of, root_stake_of, stake_of
from tao_tui.devnet.runtime_apis.delegate_types import DelegateInfo
from tao_tui.devnet.scale.hints import AccountId, Compact, NetUid, Vec, u64

BLOCKS_PER_DAY = 7_200
THOUSAND_TAO = 10**12
U16_MAX = 65_535


class DelegateInfoRuntimeApi(RuntimeApi):
    """Delegates: what they take, who stakes on them, where they validate."""

    def get_delegates(self) -> Vec[DelegateInfo]:
        """Every delegate."""
        return [self._delegate(hotkey) for hotkey in sorted(self.pallet(SubtensorModule).Delegates.keys())]

    def get_delegate(self, delegate_account: AccountId) -> DelegateInfo | None:
        """One delegate, by hotkey."""
        known = delegate_account in self.pallet(SubtensorModule).Delegates
        return self._delegate(delegate_account) if known else None

    def get_delegated(
        self, delegatee_account: AccountId
    ) -> Vec[tuple[DelegateInfo, tuple[Compact[NetUid], Compact[u64]]]]:
        """A coldkey's positions on delegates, each with the delegate."""
        chain = self.pallet(SubtensorModule)
        return [
            (self._delegate(hotkey), (netuid, amount))
            for hotkey, netuid, amount in positions_of(chain, delegatee_account)
            if hotkey in chain.Delegates
        ]

    def _delegate(self, hotkey: bytes) -> DelegateInfo:
        chain = self.pallet(SubtensorModule)
        seats = {netuid: chain.Uids.get((netuid, hotkey)) for netuid in chain.netuids()}
        seated = {netuid: uid for netuid, uid in seats.items() if uid is not None}
        daily, take = self._daily(seated), chain.Delegates[hotkey]
        root = root_stake_of(chain, hotkey)
        nominators = daily * (U16_MAX - take) // U16_MAX
        return DelegateInfo(
            delegate_ss58=hotkey,
            take=take,
            nominators=self._nominators(hotkey),
            owner_ss58=chain.Owner[hotkey],
            registrations=list(seated),
            validator_permits=[n for n, uid in seated.items() if chain.ValidatorPermit[n][uid]],
            return_per_1000=nominators * THOUSAND_TAO // root if root else 0,
            total_daily_return=daily,
        )

    def _nominators(self, hotkey: bytes) -> list[tuple[bytes, list[tuple[int, int]]]]:
        """Everybody with a position on the hotkey, by coldkey: (netuid, alpha)."""
        chain = self.pallet(SubtensorModule)
        found: dict[bytes, list[tuple[int, int]]] = {}
        for (_, coldkey, netuid), _ in chain.AlphaV2.under(hotkey):
            amount = stake_of(chain, hotkey, coldkey, netuid)
            if amount:
                found.setdefault(coldkey, []).append((netuid, amount))
        return sorted((coldkey, sorted(held)) for coldkey, held in found.items())

    def _daily(self, seats: dict[int, int]) -> int:
        """Emission per day over all subnets, rao."""
        chain = self.pallet(SubtensorModule)
        return sum(
            chain.Emission[netuid][uid] * BLOCKS_PER_DAY // chain.Tempo[netuid]
            for netuid, uid in seats.items()
            if chain.Tempo[netuid]
        )
