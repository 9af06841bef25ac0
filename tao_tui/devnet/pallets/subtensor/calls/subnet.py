"""The calls that make a subnet, start it and end it."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.errors import BadOrigin
from tao_tui.devnet.frame.origin import Origin, ensure_root, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor import purse
from tao_tui.devnet.pallets.subtensor.calls.identity import SUBNET_LIMITS, fits
from tao_tui.devnet.pallets.subtensor.keys import hotkey_exists, owns
from tao_tui.devnet.pallets.subtensor.rate_limits import LAST_SUBNET
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.subtensor.subnets import (
    current_lock_cost,
    dissolve,
    free_netuid,
    median_price,
    open_subnet,
    settle_subnet,
    start,
    subnet_to_prune,
)
from tao_tui.devnet.pallets.subtensor.types import SubnetIdentityV3
from tao_tui.devnet.scale.hints import AccountId, NetUid


class SubnetCalls(SubtensorState):
    """register_network, with an identity or without, start_call and dissolve_network."""

    @call(59, ref_time=277_125_000 + database(40, 48))
    def register_network(self, origin: Origin, hotkey: AccountId) -> None:
        """Create a subnet for its lock cost, all of which becomes the pool's TAO."""
        self._register_network(ensure_signed(origin), hotkey, None)

    @call(79, ref_time=275_041_000 + database(39, 47), proof_size=9_883)
    def register_network_with_identity(
        self, origin: Origin, hotkey: AccountId, identity: SubnetIdentityV3 | None
    ) -> None:
        """Create a subnet and say at once what it is."""
        self._register_network(ensure_signed(origin), hotkey, identity)

    @call(92, ref_time=39_454_000 + database(5, 2))
    def start_call(self, origin: Origin, netuid: NetUid) -> None:
        """Start a subnet's trading and emission."""
        owner = ensure_signed(origin)
        if not self.NetworksAdded[netuid]:
            raise self.Error.SubnetNotExists()
        if self.SubnetOwner[netuid] != owner:
            raise BadOrigin()
        if netuid in self.FirstEmissionBlockNumber:
            raise self.Error.FirstEmissionBlockNumberAlreadySet()
        if self.block < self.NetworkRegisteredAt[netuid] + self.StartCallDelay.value:
            raise self.Error.NeedWaitingMoreBlocksToStarCall()
        start(self, netuid)

    @call(120, ref_time=119_000_000 + database(6, 31))
    def root_dissolve_network(self, origin: Origin, netuid: NetUid) -> None:
        """End a subnet and pay its TAO out to the holders of its alpha."""
        ensure_root(origin)
        self._dissolve(netuid)

    @call(61, ref_time=119_000_000 + database(6, 31))
    def dissolve_network(self, origin: Origin, coldkey: AccountId, netuid: NetUid) -> None:
        """The same by its older name; whose subnet it is no longer matters."""
        ensure_root(origin)
        self._dissolve(netuid)

    def _dissolve(self, netuid: int) -> None:
        if netuid == ROOT or not self.NetworksAdded[netuid]:
            raise self.Error.SubnetNotExists()
        dissolve(self, netuid)

    def _register_network(self, coldkey: bytes, hotkey: bytes, identity: SubnetIdentityV3 | None) -> None:
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
        netuid = free_netuid(self) if pruned is None else pruned
        alpha = (cost << 64) // median_price(self)
        open_subnet(self, netuid)
        purse.pay(self, coldkey, purse.subnet_account(netuid), cost)
        settle_subnet(self, netuid, coldkey, hotkey, tao=cost, alpha=alpha)
        self.NetworkLastLockCost.value = cost
        self.LastRateLimitedBlock[LAST_SUBNET] = self.block
        if identity is not None:
            if not fits(identity, SUBNET_LIMITS):
                raise self.Error.InvalidIdentity()
            self.SubnetIdentitiesV3[netuid] = identity
            self.deposit_event(self.Event.SubnetIdentitySet(netuid))
        self.deposit_event(self.Event.NetworkAdded(netuid, 1))

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
    last, limit = chain.LastRateLimitedBlock[LAST_SUBNET], chain.NetworkRateLimit.value
    return last != 0 and chain.block - last < limit
