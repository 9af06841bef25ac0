"""The calls that move stake: one, or two in a batch where only that way a limit holds the price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from tao_tui.actions.stake.trade_calls import MODULE

if TYPE_CHECKING:
    from tao_tui.actions.stake.relocation import Relocation, Route
    from tao_tui.addresses import Address
    from tao_tui.amounts import Alpha
    from tao_tui.chain.calls.call import Call
    from tao_tui.chain.runtime import ChainRuntime

LIMITED_SWAP: Final = "swap_stake_limit"
LIMITED_MOVE: Final = "move_stake_limit"


class Moved(Protocol):
    """What the calls ask of a move."""

    @property
    def route(self) -> Route:
        """From where to where."""

    @property
    def amount(self) -> Alpha:
        """What leaves."""

    @property
    def limit(self) -> int:
        """The least ratio of prices accepted, in billionths."""


def swap_calls(runtime: ChainRuntime, found: Moved, *, partial: bool) -> tuple[Call, ...]:
    """To another subnet with the same hotkey."""
    where = {"hotkey": found.route.hotkey}
    if not runtime.has_call(MODULE, LIMITED_SWAP):
        return (_call("swap_stake", found, where),)
    return (_call(LIMITED_SWAP, found, {**where, **_limit(found, partial=partial)}),)


def move_calls(runtime: ChainRuntime, found: Moved, *, partial: bool) -> tuple[Call, ...]:
    """To another hotkey, and to another subnet where the route goes there.

    Where no call does both under a limit, the stake changes its hotkey first, which meets no pool, and then
    its subnet.
    """
    route = found.route
    both = {"origin_hotkey": route.hotkey, "destination_hotkey": route.to_hotkey}
    if route.crosses and runtime.has_call(MODULE, LIMITED_MOVE):
        return (_call(LIMITED_MOVE, found, {**both, **_limit(found, partial=partial)}),)
    if route.crosses and in_steps(runtime):
        first = _call("move_stake", found, both, to_netuid=route.netuid)
        how = {"hotkey": route.to_hotkey, **_limit(found, partial=False)}
        return first, _call(LIMITED_SWAP, found, how)
    return (_call("move_stake", found, both),)


def transfer_calls(runtime: ChainRuntime, found: Relocation, to_coldkey: Address) -> tuple[Call, ...]:
    """To another coldkey.

    Across subnets it is swapped under a limit first; then the least that arrives is given, as what arrives
    beyond it is not known before.
    """
    route = found.route
    where = {"destination_coldkey": to_coldkey, "hotkey": route.hotkey}
    if not (route.crosses and in_steps(runtime)):
        return (_call("transfer_stake", found, where),)
    swap = _call(LIMITED_SWAP, found, {"hotkey": route.hotkey, **_limit(found, partial=False)})
    least = found.least_arriving.rao
    return swap, _call("transfer_stake", found, where, from_netuid=route.to_netuid, alpha=least)


def in_steps(runtime: ChainRuntime) -> bool:
    """Whether the same stake may be moved twice in a block, and its price limited."""
    limited = runtime.has_call(MODULE, LIMITED_SWAP)
    return limited and not runtime.has_storage(MODULE, "StakingOperationRateLimiter")


def _limit(found: Moved, *, partial: bool) -> dict[str, object]:
    return {"limit_price": found.limit, "allow_partial": partial}


def _call(
    function: str,
    found: Moved,
    where: Mapping[str, object],
    *,
    from_netuid: int | None = None,
    to_netuid: int | None = None,
    alpha: int | None = None,
) -> Call:
    from tao_tui.chain.calls.call import Call

    route = found.route
    ends = {
        "origin_netuid": route.netuid if from_netuid is None else from_netuid,
        "destination_netuid": route.to_netuid if to_netuid is None else to_netuid,
    }
    amount = found.amount.rao if alpha is None else alpha
    return Call(MODULE, function, {**where, **ends, "alpha_amount": amount})
