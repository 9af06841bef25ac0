"""The subtensor pallet as the runtime composes it: its calls and its hooks."""

from __future__ import annotations

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.declare import Events
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.pallets.subtensor import coldkeys, fees
from tao_tui.devnet.pallets.subtensor.calls.children import ChildrenCalls
from tao_tui.devnet.pallets.subtensor.calls.claim import ClaimCalls
from tao_tui.devnet.pallets.subtensor.calls.coldkey import ColdkeyCalls
from tao_tui.devnet.pallets.subtensor.calls.commit import CommitCalls
from tao_tui.devnet.pallets.subtensor.calls.delegation import DelegationCalls
from tao_tui.devnet.pallets.subtensor.calls.governance import GovernanceCalls
from tao_tui.devnet.pallets.subtensor.calls.hotkey import HotkeyCalls
from tao_tui.devnet.pallets.subtensor.calls.identity import IdentityCalls
from tao_tui.devnet.pallets.subtensor.calls.lock import LockCalls
from tao_tui.devnet.pallets.subtensor.calls.moving import MovingCalls
from tao_tui.devnet.pallets.subtensor.calls.recycling import RecyclingCalls
from tao_tui.devnet.pallets.subtensor.calls.registration import RegistrationCalls
from tao_tui.devnet.pallets.subtensor.calls.serving import ServingCalls
from tao_tui.devnet.pallets.subtensor.calls.subnet import SubnetCalls
from tao_tui.devnet.pallets.subtensor.calls.tempo import TempoCalls
from tao_tui.devnet.pallets.subtensor.calls.voting import VotingCalls
from tao_tui.devnet.pallets.subtensor.coinbase import block_step
from tao_tui.devnet.pallets.subtensor.hotkeys import forget_old_swaps
from tao_tui.devnet.pallets.subtensor.pool_checks import check


class SubtensorModule(
    RecyclingCalls,
    MovingCalls,
    ChildrenCalls,
    ClaimCalls,
    ColdkeyCalls,
    HotkeyCalls,
    LockCalls,
    RegistrationCalls,
    CommitCalls,
    ServingCalls,
    SubnetCalls,
    TempoCalls,
    VotingCalls,
    IdentityCalls,
    DelegationCalls,
    GovernanceCalls,
):
    """Subnets, neurons, stake and emission."""

    index = 7
    name = "SubtensorModule"

    def on_initialize(self, block: int) -> None:
        """Forget hotkey swaps of long ago and run the block step."""
        forget_old_swaps(self, block)
        block_step(self, block)

    def before_dispatch(self, origin: Origin, call: Call) -> None:
        """An account whose coldkey swap is announced may do nothing else, inside other calls either."""
        who = origin.who
        forbidden = None if who is None else coldkeys.refusal(self, who, call)
        if forbidden is not None:
            raise forbidden()

    def validate(self, who: bytes, call: Call) -> None:
        """Refuse in the pool what could only fail."""
        check(self, who, call)

    def can_cover_fee(self, who: bytes, call: Call, fee_rao: int) -> bool:
        """Calls that move stake may pay with it."""
        return fees.can_pay(self, who, call, fee_rao)

    def cover_fee(self, who: bytes, call: Call, fee_rao: int) -> Events | None:
        """Sell the alpha a call pays with."""
        return fees.take(self, who, call, fee_rao)
