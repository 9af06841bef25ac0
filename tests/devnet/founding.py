"""Small worlds for tests of the subtensor pallet: named keys, subnets and stake nobody had to pay for."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.pallets.aura import Aura
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.pallets.subtensor.claims import give_a_turn
from tao_tui.devnet.pallets.subtensor.keys import become_delegate, create_hotkey
from tao_tui.devnet.pallets.subtensor.neurons import admit
from tao_tui.devnet.pallets.subtensor.positions import increase, note_staking
from tao_tui.devnet.pallets.subtensor.purse import mint_all, subnet_account
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.pallets.subtensor.subnets import free_netuid, open_subnet, settle_subnet, start
from tao_tui.devnet.runtime import make_runtime

TAO = 10**9


def key(name: str) -> bytes:
    """A 32-byte account by name."""
    return name.encode().ljust(32, b".")


ALICE, BOB, AUTHOR, OWNER = key("alice"), key("bob"), key("author"), key("owner")
HOT, OWNER_HOT = key("hot"), key("owner-hot")


class World:
    """A runtime at genesis with root, a funded Alice and Bob, and an author of blocks."""

    def __init__(self) -> None:
        self.runtime: Runtime = make_runtime()
        self.chain = self.runtime.pallet(SubtensorModule)
        self.balances = self.runtime.pallet(Balances)
        self.runtime.pallet(Aura).Authorities.value = [AUTHOR]
        for who in (ALICE, BOB, AUTHOR, OWNER):
            self.balances.endow(who, 10_000 * TAO)
        self.chain.NetworksAdded[ROOT] = True
        self.chain.TotalNetworks.value = 1
        self.chain.MaxAllowedUids[ROOT] = 64
        self.chain.SubtokenEnabled[ROOT] = True

    def subnet(self, *, tao: int = 1_000 * TAO, alpha: int = 10_000 * TAO) -> int:
        """Create and start a subnet of Owner's."""
        netuid = free_netuid(self.chain)
        open_subnet(self.chain, netuid)
        mint_all(self.chain, {subnet_account(netuid): tao})
        settle_subnet(self.chain, netuid, OWNER, OWNER_HOT, tao=tao, alpha=alpha)
        start(self.chain, netuid)
        self.chain.SubnetEmissionEnabled[netuid] = True
        self.chain.CommitRevealWeightsEnabled[netuid] = False
        self.chain.SubnetMovingPrice[netuid] = (tao << 32) // alpha
        return netuid

    def neuron(self, netuid: int, coldkey: bytes, hotkey: bytes) -> int:
        """Register a hotkey without payment."""
        create_hotkey(self.chain, coldkey, hotkey)
        if netuid == ROOT:
            become_delegate(self.chain, hotkey)
        return admit(self.chain, netuid, hotkey)

    def stake(self, hotkey: bytes, coldkey: bytes, netuid: int, amount: int) -> None:
        """Give a coldkey alpha on a hotkey (TAO on root), newly minted."""
        increase(self.chain, hotkey, coldkey, netuid, amount)
        note_staking(self.chain, hotkey, coldkey)
        self.chain.SubnetAlphaOut[netuid] += amount
        if netuid == ROOT:
            give_a_turn(self.chain, coldkey)
            mint_all(self.chain, {subnet_account(ROOT): amount})
            self.chain.SubnetTAO[ROOT] += amount
            self.chain.TotalStake.value += amount

    def call(self, who: bytes, function: str, **args: Any) -> None:
        """Dispatch a call of the pallet, signed by `who`."""
        self.runtime.dispatch(self.runtime.call("SubtensorModule", function, **args), Origin.signed(who))

    def fails(self, error: str, who: bytes, function: str, **args: Any) -> None:
        """The same, which must fail with `Pallet.Error` and leave no trace."""
        before = {name: dict(item.data) for name, item in self.chain.storage.items()}
        with pytest.raises(DispatchFailure, match=rf"^{error}$"):
            self.call(who, function, **args)
        assert {name: item.data for name, item in self.chain.storage.items()} == before

    def events(self, name: str) -> list[tuple[Any, ...]]:
        """The fields of this block's events of the pallet with this name."""
        return [event.fields for event in self.runtime.events if event.name == name]

    def check_books(self, *, unspent: int = 0) -> None:
        """Every rao is accounted for: pots hold what pools say, and issuance is what accounts hold.

        A purchase its limit cut short leaves what it could not spend in the pot, and TotalStake counts what
        buyers gave, fees and all.
        """
        chain = self.chain
        for netuid in chain.netuids():
            held, told = self.balances.free(subnet_account(netuid)), chain.SubnetTAO[netuid]
            # A pot below the existential deposit is dust, which the chain takes away like any other.
            if held or told >= self.balances.ExistentialDeposit.value:
                unspent -= held - told
        assert unspent == 0
        assert chain.TotalStake.value >= sum(chain.SubnetTAO.values())
        system: Any = self.runtime.by_name["System"]
        held = sum(info.data.free + info.data.reserved for info in system.Account.values())
        assert self.balances.TotalIssuance.value == held
