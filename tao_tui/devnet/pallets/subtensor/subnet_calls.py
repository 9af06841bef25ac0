"""The calls of subnet owners: register a subnet, start it, say what it is."""

from __future__ import annotations

from typing import Final

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.pallets.subtensor import purse
from tao_tui.devnet.pallets.subtensor.keys import hotkey_exists, owns
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.subtensor.subnets import (
    create_subnet,
    current_lock_cost,
    dissolve,
    free_netuid,
    median_price,
    start,
    subnet_to_prune,
)
from tao_tui.devnet.pallets.subtensor.types import SubnetIdentityV3
from tao_tui.devnet.scale.hints import AccountId, Bytes, NetUid

IDENTITY_LIMITS: Final = {
    "subnet_name": 256,
    "github_repo": 1024,
    "subnet_contact": 1024,
    "subnet_url": 1024,
    "discord": 256,
    "description": 1024,
    "logo_url": 1024,
    "additional": 1024,
}
"""Longest allowed value of each field of a subnet's identity, bytes."""


class SubnetCalls(SubtensorState):
    """register_network, start_call and set_subnet_identity."""

    @call(59, ref_time=235_400_000)
    def register_network(self, origin: Origin, hotkey: AccountId) -> None:
        """Create a subnet for its lock cost, all of which becomes the pool's TAO."""
        coldkey = ensure_signed(origin)
        if hotkey_exists(self, hotkey) and not owns(self, coldkey, hotkey):
            raise self.Error.NonAssociatedColdKey()
        if registers_networks_too_fast(self):
            raise self.Error.NetworkTxRateLimitExceeded()
        pruned = self._full_then_prune()
        cost = current_lock_cost(self)
        if purse.spendable(self, coldkey) < cost:
            raise self.Error.CannotAffordLockCost()
        if pruned is not None:
            dissolve(self, pruned)
        alpha = (cost << 64) // median_price(self)
        purse.pay(self, coldkey, purse.subnet_account(free_netuid(self)), cost)
        create_subnet(self, coldkey, hotkey, tao=cost, alpha=alpha)
        self.NetworkLastLockCost.value = cost
        self.NetworkLastRegistered.value = self.block

    @call(92, ref_time=92_780_000)
    def start_call(self, origin: Origin, netuid: NetUid) -> None:
        """Start a subnet's trading and emission."""
        owner = ensure_signed(origin)
        if not self.NetworksAdded[netuid]:
            raise self.Error.SubnetNotExists()
        if self.SubnetOwner[netuid] != owner:
            raise self.Error.NotSubnetOwner()
        if netuid in self.FirstEmissionBlockNumber:
            raise self.Error.FirstEmissionBlockNumberAlreadySet()
        if self.block < self.NetworkRegisteredAt[netuid] + self.StartCallDelay.value:
            raise self.Error.NeedWaitingMoreBlocksToStarCall()
        start(self, netuid)

    @call(78, ref_time=29_000_000)
    def set_subnet_identity(
        self,
        origin: Origin,
        netuid: NetUid,
        subnet_name: Bytes,
        github_repo: Bytes,
        subnet_contact: Bytes,
        subnet_url: Bytes,
        discord: Bytes,
        description: Bytes,
        logo_url: Bytes,
        additional: Bytes,
    ) -> None:
        """Say what a subnet is; its owner only."""
        owner = ensure_signed(origin)
        if self.SubnetOwner[netuid] != owner:
            raise self.Error.NotSubnetOwner()
        identity = SubnetIdentityV3(
            subnet_name,
            github_repo,
            subnet_contact,
            subnet_url,
            discord,
            description,
            logo_url,
            additional,
        )
        if any(len(getattr(identity, field)) > limit for field, limit in IDENTITY_LIMITS.items()):
            raise self.Error.InvalidIdentity()
        self.SubnetIdentitiesV3[netuid] = identity
        self.deposit_event(self.Event.SubnetIdentitySet(netuid))

    def _full_then_prune(self) -> int | None:
        """The subnet to make room by ending, or None while there is room."""
        count = sum(netuid != ROOT for netuid in self.netuids())
        if count < self.SubnetLimit.value:
            return None
        pruned = subnet_to_prune(self)
        if pruned is None:
            raise self.Error.SubnetLimitReached()
        return pruned


def registers_networks_too_fast(chain: SubtensorState) -> bool:
    """Whether the last subnet was registered too recently, by anybody; never for the first one."""
    last, limit = chain.NetworkLastRegistered.value, chain.NetworkRateLimit.value
    return last != 0 and chain.block - last < limit
