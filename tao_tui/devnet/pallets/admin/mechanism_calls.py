"""The calls that give a subnet several incentive mechanisms."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_root
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.admin.state import AdminState
from tao_tui.devnet.pallets.subtensor.mechanisms import (
    CHANGE_BLOCKS,
    COUNT_CHANGE,
    MOST_MECHANISMS,
    SPLIT_CHANGE,
    set_count,
    set_split,
)
from tao_tui.devnet.scale.hints import NetUid, Vec, u8, u16

WEIGHT = 15_000_000 + database(1, 1)


class MechanismCalls(AdminState):
    """How many there are, and how emission is split among them."""

    @call(76, ref_time=WEIGHT)
    def sudo_set_mechanism_count(self, origin: Origin, netuid: NetUid, mechanism_count: u8) -> None:
        """Set how many mechanisms the subnet has; those above lose everything."""
        self.require_owner_at_pace(origin, netuid, COUNT_CHANGE, CHANGE_BLOCKS)
        set_count(self.chain, netuid, mechanism_count)

    @call(77, ref_time=WEIGHT)
    def sudo_set_mechanism_emission_split(
        self, origin: Origin, netuid: NetUid, maybe_split: Vec[u16] | None
    ) -> None:
        """Set what share of the subnet's emission each mechanism pays out, of 65535; none divides evenly."""
        self.require_owner_at_pace(origin, netuid, SPLIT_CHANGE, CHANGE_BLOCKS)
        set_split(self.chain, netuid, maybe_split)

    @call(88, ref_time=WEIGHT)
    def sudo_set_max_mechanism_count(self, origin: Origin, max_mechanism_count: u8) -> None:
        """Set how many mechanisms any subnet may have."""
        ensure_root(origin)
        if not 0 < max_mechanism_count <= MOST_MECHANISMS:
            raise self.chain.Error.InvalidValue()
        self.change_all(self.chain.MaxMechanismCount, max_mechanism_count)
