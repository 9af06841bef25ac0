"""The calls that register hotkeys: on a subnet for its price, on root by stake, or merely as somebody's."""

from __future__ import annotations

from tao_tui.devnet.economics.fixed import clamp_u64
from tao_tui.devnet.economics.prices import raised_burn
from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor import market, neurons, purse
from tao_tui.devnet.pallets.subtensor.keys import become_delegate, create_hotkey, owns
from tao_tui.devnet.pallets.subtensor.positions import root_stake_of
from tao_tui.devnet.pallets.subtensor.senate import join_senate_if_possible
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.scale.hints import AccountId, NetUid, u64


class RegistrationCalls(SubtensorState):
    """burned_register, register_limit, root_register and try_associate_hotkey."""

    @call(7, ref_time=336_815_000 + database(34, 29))
    def burned_register(self, origin: Origin, netuid: NetUid, hotkey: AccountId) -> None:
        """Register a hotkey on a subnet at the current price."""
        self._register(ensure_signed(origin), netuid, hotkey)

    @call(134, ref_time=354_200_000 + database(47, 40))
    def register_limit(self, origin: Origin, netuid: NetUid, hotkey: AccountId, limit_price: u64) -> None:
        """Register a hotkey on a subnet unless the price is above the limit, in rao."""
        coldkey = ensure_signed(origin)
        self._require_registrable(netuid)
        if self.Burn[netuid] > limit_price:
            raise self.Error.RegistrationPriceLimitExceeded()
        self._register(coldkey, netuid, hotkey)

    @call(62, ref_time=103_934_000 + database(19, 16))
    def root_register(self, origin: Origin, hotkey: AccountId) -> None:
        """Take a seat on the root network, if need be that of the member with the least root stake."""
        coldkey = ensure_signed(origin)
        if not self.NetworksAdded[ROOT]:
            raise self.Error.RootNetworkDoesNotExist()
        if self.RegistrationsThisBlock[ROOT] >= self.MaxRegistrationsPerBlock[ROOT]:
            raise self.Error.TooManyRegistrationsThisBlock()
        if (ROOT, hotkey) in self.Uids:
            raise self.Error.HotKeyAlreadyRegisteredInSubNet()
        create_hotkey(self, coldkey, hotkey)
        uid = self._root_seat(hotkey)
        join_senate_if_possible(self, hotkey)
        become_delegate(self, hotkey)
        self.RegistrationsThisBlock[ROOT] += 1
        self.deposit_event(self.Event.NeuronRegistered(ROOT, uid, hotkey))

    @call(91, ref_time=25_337_000 + database(3, 3))
    def try_associate_hotkey(self, origin: Origin, hotkey: AccountId) -> None:
        """Claim a hotkey nobody owns yet; does nothing for one that is owned."""
        create_hotkey(self, ensure_signed(origin), hotkey)

    def _register(self, coldkey: bytes, netuid: int, hotkey: bytes) -> None:
        self._require_registrable(netuid)
        if not self.NetworkRegistrationAllowed[netuid]:
            raise self.Error.SubNetRegistrationDisabled()
        if (netuid, hotkey) in self.Uids:
            raise self.Error.HotKeyAlreadyRegisteredInSubNet()
        price = self.Burn[netuid]
        if purse.spendable(self, coldkey) < price:
            raise self.Error.NotEnoughBalanceToStake()
        create_hotkey(self, coldkey, hotkey)
        if not owns(self, coldkey, hotkey):
            raise self.Error.NonAssociatedColdKey()
        self._burn_price(coldkey, netuid, price)
        uid = neurons.admit(self, netuid, hotkey)
        multiplier = self.BurnIncreaseMult[netuid]
        self.Burn[netuid] = raised_burn(price, multiplier, self.MinBurn[netuid], self.MaxBurn[netuid])
        self.RegistrationsThisBlock[netuid] += 1
        self.RAORecycledForRegistration[netuid] = clamp_u64(self.RAORecycledForRegistration[netuid] + price)
        self.deposit_event(self.Event.NeuronRegistered(netuid, uid, hotkey))

    def _burn_price(self, coldkey: bytes, netuid: int, price: int) -> None:
        """Buy alpha with the price and burn it; the swap fee goes to the author."""
        pot = purse.subnet_account(netuid)
        purse.pay(self, coldkey, pot, price)
        bought = market.buy(self, netuid, price)
        self.SubnetAlphaOut[netuid] = clamp_u64(self.SubnetAlphaOut[netuid] - bought.paid_out)
        purse.pay_author(self, pot, bought.fee)

    def _require_registrable(self, netuid: int) -> None:
        if netuid == ROOT:
            raise self.Error.RegistrationNotPermittedOnRootSubnet()
        if not self.NetworksAdded[netuid]:
            raise self.Error.SubnetNotExists()

    def _root_seat(self, hotkey: bytes) -> int:
        """A free root uid, or that of the member with the least stake if ours is more."""
        if self.SubnetworkN[ROOT] < self.MaxAllowedUids[ROOT]:
            return neurons.append(self, ROOT, hotkey)
        members = enumerate(neurons.hotkeys_of(self, ROOT))
        least, uid = min((root_stake_of(self, member), uid) for uid, member in members)
        if least >= root_stake_of(self, hotkey):
            raise self.Error.StakeTooLowForRoot()
        neurons.replace(self, ROOT, uid, hotkey)
        return uid
