"""What the transaction pool refuses before it costs anybody anything, by the chain's custom error numbers."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.pallets.subtensor import coldkeys
from tao_tui.devnet.pallets.subtensor.calls.subnet import registers_networks_too_fast
from tao_tui.devnet.pallets.subtensor.calls.weight import has_stake_for_weights, sets_weights_too_fast
from tao_tui.devnet.pallets.subtensor.keys import owns
from tao_tui.devnet.pallets.subtensor.state import SubtensorState


class Reason(enum.IntEnum):
    """`Custom error: N` as subtensor numbers it."""

    COLDKEY_SWAP_ANNOUNCED = 0
    STAKE_AMOUNT_TOO_LOW = 1
    RATE_LIMIT_EXCEEDED = 6
    HOTKEY_NOT_REGISTERED = 10
    INPUT_LENGTHS_UNEQUAL = 18
    COLDKEY_SWAP_DISPUTED = 21
    NON_ASSOCIATED_COLDKEY = 25
    TAKE_TOO_LOW = 26
    TAKE_TOO_HIGH = 27


def check(chain: SubtensorState, who: bytes, call: Call) -> None:
    """Raise `InvalidTransaction` for a call of this pallet that could only fail."""
    forbidden = coldkeys.refusal(chain, who, call)
    if forbidden is not None:
        disputed = forbidden.name == "ColdkeySwapDisputed"
        raise InvalidTransaction.custom(
            int(Reason.COLDKEY_SWAP_DISPUTED if disputed else Reason.COLDKEY_SWAP_ANNOUNCED)
        )
    if call.pallet != chain.name:
        return
    reason: Reason | None = None
    if call.function == "set_weights":
        reason = _weights(chain, who, call.args)
    elif call.function == "register_network" and registers_networks_too_fast(chain):
        reason = Reason.RATE_LIMIT_EXCEEDED
    elif call.function in ("increase_take", "decrease_take"):
        reason = _take(chain, who, call.function, call.args)
    if reason is not None:
        raise InvalidTransaction.custom(int(reason))


def _weights(chain: SubtensorState, who: bytes, args: Mapping[str, Any]) -> Reason | None:
    if len(args["dests"]) != len(args["weights"]):
        return Reason.INPUT_LENGTHS_UNEQUAL
    netuid = args["netuid"]
    if not has_stake_for_weights(chain, who, netuid):
        return Reason.STAKE_AMOUNT_TOO_LOW
    uid = chain.Uids.get((netuid, who))
    if uid is None:
        return Reason.HOTKEY_NOT_REGISTERED
    return Reason.RATE_LIMIT_EXCEEDED if sets_weights_too_fast(chain, netuid, uid) else None


def _take(chain: SubtensorState, who: bytes, function: str, args: Mapping[str, Any]) -> Reason | None:
    hotkey, take = args["hotkey"], args["take"]
    if not owns(chain, who, hotkey):
        return Reason.NON_ASSOCIATED_COLDKEY
    current = chain.Delegates.get(hotkey)
    if take < chain.MinDelegateTake.value:
        return Reason.TAKE_TOO_LOW
    if take > chain.MaxDelegateTake.value:
        return Reason.TAKE_TOO_HIGH
    if current is None:
        return None
    wrong = take <= current if function == "increase_take" else take >= current
    return Reason.TAKE_TOO_LOW if wrong else None
