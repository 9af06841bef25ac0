"""The calls by which root stake claims what it earned on subnets."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.errors import BadOrigin
from tao_tui.devnet.frame.origin import Origin, ensure_root, ensure_signed
from tao_tui.devnet.frame.weight import Post, database
from tao_tui.devnet.pallets.subtensor import claims
from tao_tui.devnet.pallets.subtensor.staking_rules import require_subnet
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.subtensor.types import RootClaimType
from tao_tui.devnet.scale.hints import NetUid, u64

MOST_SUBNETS = 5
"""Subnets one call may claim on."""
MOST_TURNS = 50
"""Coldkeys that may be made to claim in one block."""
GREATEST_THRESHOLD = 10_000_000
"""Greatest least claim a subnet may set, rao of alpha."""
ONE_CLAIM = 60_000_000 + database(7, 5)


class ClaimCalls(SubtensorState):
    """claim_root, set_root_claim_type, and the parameters of claims."""

    @call(121, ref_time=138_999_000 + database(16, 4))
    def claim_root(self, origin: Origin, subnets: frozenset[NetUid]) -> Post:
        """Claim what the sender's root stake earned on up to five subnets."""
        coldkey = ensure_signed(origin)
        if not 0 < len(subnets) <= MOST_SUBNETS:
            raise self.Error.InvalidSubnetNumber()
        claims.give_a_turn(self, coldkey)
        hotkeys = len(self.StakingHotkeys[coldkey])
        looked_at = claims.claim(self, coldkey, subnets)
        return Post(ref_time=database(1 + 3 * hotkeys, 0) + ONE_CLAIM * looked_at)

    @call(122, ref_time=18_283_000 + database(2, 4))
    def set_root_claim_type(self, origin: Origin, new_root_claim_type: RootClaimType) -> None:
        """Choose what becomes of root dividends: root stake, alpha, or alpha on some subnets only."""
        coldkey = ensure_signed(origin)
        kind = new_root_claim_type
        if kind.variant is RootClaimType.KeepSubnets and not kind["subnets"]:
            raise self.Error.InvalidSubnetNumber()
        claims.give_a_turn(self, coldkey)
        self.RootClaimType[coldkey] = kind
        self.deposit_event(self.Event.RootClaimTypeSet(coldkey=coldkey, root_claim_type=kind))

    @call(123, ref_time=2_735_000 + database(0, 1))
    def sudo_set_num_root_claims(self, origin: Origin, new_value: u64) -> None:
        """Set how many coldkeys claim in every block. Root only."""
        ensure_root(origin)
        if new_value > MOST_TURNS:
            raise self.Error.InvalidNumRootClaim()
        self.NumRootClaim.value = new_value

    @call(124, ref_time=5_681_000 + database(0, 1))
    def sudo_set_root_claim_threshold(self, origin: Origin, netuid: NetUid, new_value: u64) -> None:
        """Set the least claim of a subnet, rao of alpha. The subnet's owner or root."""
        require_subnet(self, netuid)
        if not origin.is_root and origin.who != self.SubnetOwner[netuid]:
            raise BadOrigin()
        if new_value > GREATEST_THRESHOLD:
            raise self.Error.InvalidRootClaimThreshold()
        self.RootClaimableThreshold[netuid] = new_value << 32
