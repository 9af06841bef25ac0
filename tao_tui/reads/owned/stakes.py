"""Stake positions of coldkeys: from the runtime's own list, or from storage where it has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_int

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_API: Final = "StakeInfoRuntimeApi"
_LIST: Final = "get_stake_info_for_coldkeys"
_SUM: Final = "TotalColdkeyStake"
_MODULE: Final = "SubtensorModule"
_NETUIDS: Final = range(129)

Stake = Mapping[str, Any]
"""One position with the fields of the chain's `StakeInfo`: hotkey, netuid, stake, emission, is_registered."""


def lists_positions(runtime: ChainRuntime) -> bool:
    """Whether a coldkey's positions can be asked for; before there were pools, only their sum can."""
    kept = runtime.has_storage(_MODULE, "StakingHotkeys") and runtime.has_storage(_MODULE, "Alpha")
    return kept or runtime.has_api(_API, _LIST)


def stake_items(runtime: ChainRuntime, coldkeys: Sequence[Address]) -> list[Storage | RuntimeCall]:
    """What to ask for the positions of `coldkeys`; `Unsupported` where only a list of all would tell."""
    if runtime.has_api(_API, _LIST):
        return [RuntimeCall(_API, _LIST, (tuple(coldkeys),))]
    if lists_positions(runtime):
        return [Storage(_MODULE, "StakingHotkeys", (coldkey,)) for coldkey in coldkeys]
    if runtime.has_storage(_MODULE, _SUM):
        raise Unsupported(
            f"{not_listed(runtime)}, so its positions cannot be shown.",
            hint="tao-tui wallet balance shows what is staked in all.",
        )
    raise Unsupported(
        f"Runtime {runtime.spec_version} does not list stake positions through {_API}.",
        hint="Connect to a node with a newer runtime.",
    )


def sum_items(runtime: ChainRuntime, coldkeys: Sequence[Address]) -> list[Storage]:
    """What to ask for all the TAO each of `coldkeys` staked, on runtimes that list no positions."""
    if not runtime.has_storage(_MODULE, _SUM):
        stake_items(runtime, coldkeys)
    return [Storage(_MODULE, _SUM, (coldkey,)) for coldkey in coldkeys]


def not_listed(runtime: ChainRuntime) -> str:
    """Why there is a sum and no positions, without its full stop."""
    return f"Runtime {runtime.spec_version} keeps stake by hotkey first and tells a coldkey only its sum"


async def stakes_from(
    client: Client, answers: Sequence[Any], coldkeys: Sequence[Address], at: str
) -> dict[Address, tuple[Stake, ...]]:
    """Positions by coldkey from the answers to `stake_items`; those of storage take one batch more."""
    if client.runtime.has_api(_API, _LIST):
        return {Address(str(coldkey)): tuple(stakes) for coldkey, stakes in answers[0]}
    return {
        coldkey: await _from_storage(client, coldkey, [as_address(hotkey) for hotkey in hotkeys or ()], at)
        for coldkey, hotkeys in zip(coldkeys, answers, strict=True)
    }


def alpha_by_subnet(stakes: Sequence[Stake]) -> dict[int, int]:
    """Alpha in rao by netuid, whatever hotkey it is staked to."""
    sums: dict[int, int] = {}
    for stake in stakes:
        netuid = as_int(stake["netuid"])
        sums[netuid] = sums.get(netuid, 0) + as_int(stake["stake"])
    return sums


async def _from_storage(
    client: Client, coldkey: Address, hotkeys: Sequence[Address], at: str
) -> tuple[Stake, ...]:
    """A position is its share of all alpha staked to the hotkey on that subnet."""
    places = [(hotkey, netuid) for hotkey in hotkeys for netuid in _NETUIDS]
    items: list[Storage | RuntimeCall] = []
    for hotkey, netuid in places:
        items += [
            Storage(_MODULE, "Alpha", (hotkey, coldkey, netuid)),
            Storage(_MODULE, "TotalHotkeyShares", (hotkey, netuid)),
            Storage(_MODULE, "TotalHotkeyAlpha", (hotkey, netuid)),
            Storage(_MODULE, "Uids", (netuid, hotkey)),
        ]
    values = iter((await client.read(items, at)).data)
    found = []
    for hotkey, netuid in places:
        share, shares, alpha, uid = next(values), next(values), next(values), next(values)
        held = _held(as_int(alpha), share, shares)
        if held:
            found.append(
                {
                    "hotkey": hotkey, "coldkey": coldkey, "netuid": netuid, "stake": held, "emission": 0,
                    "is_registered": uid is not None,
                }
            )  # fmt: skip
    return tuple(found)


def _held(alpha_rao: int, share: Any, shares: Any) -> int:
    """The part of a hotkey's alpha that some of its shares are, rao.

    Runtimes with whole shares round what one is worth to 32 bits of fraction before they multiply
    (opentensor/subtensor 306dc754b): what is more than that cannot be taken out.
    """
    part, whole = as_int(share), as_int(shares)
    if not whole:
        return 0
    if isinstance(share, int):
        return (alpha_rao << 32) // whole * part >> 32
    return alpha_rao * part // whole
