"""The API about root baskets: what root stakers are owed and what validators' funds hold."""

from __future__ import annotations

from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.pallets.subtensor import SubtensorModule, baskets
from tao_tui.devnet.scale.hints import AccountId, NetUid, Vec, u64


class BetaBasketRuntimeApi(RuntimeApi):
    """Funds by validator and what they owe by staker, in rao of TAO."""

    def get_root_basket_owed(self, coldkey: AccountId) -> u64:
        """What redeeming all its shares in all baskets would pay a coldkey."""
        return sum(tao for _, _, tao in self.get_root_basket_positions(coldkey))

    def get_basket_payout(self, hotkey: AccountId, coldkey: AccountId) -> u64:
        """What redeeming its shares in one basket would pay a coldkey."""
        return baskets.payout(self.pallet(SubtensorModule), hotkey, coldkey)

    def get_validator_basket_nav(self, hotkey: AccountId) -> u64:
        """What a validator's basket would fetch."""
        return baskets.net_value(self.pallet(SubtensorModule), hotkey)

    def get_validator_basket(self, hotkey: AccountId) -> Vec[tuple[NetUid, u64, u64]]:
        """A validator's basket: netuid, alpha, TAO it would fetch."""
        return baskets.holdings(self.pallet(SubtensorModule), hotkey)

    def get_root_basket_total_nav(self) -> u64:
        """What all baskets would fetch."""
        chain = self.pallet(SubtensorModule)
        return sum(baskets.net_value(chain, hotkey) for hotkey, _ in chain.BasketShares.items())

    def get_root_basket_positions(self, coldkey: AccountId) -> Vec[tuple[AccountId, u64, u64]]:
        """The baskets a coldkey may redeem from: hotkey, shares, TAO."""
        chain = self.pallet(SubtensorModule)
        owed = [
            (hotkey, baskets.owed_shares(chain, hotkey, coldkey)) for hotkey in chain.StakingHotkeys[coldkey]
        ]
        return [(hotkey, amount, baskets.payout(chain, hotkey, coldkey)) for hotkey, amount in owed if amount]
