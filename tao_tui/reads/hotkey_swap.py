"""What swapping one hotkey for another starts from: owners, registrations, and when it was done before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.chain.query import Reading, Storage, Variant
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_int, is_nobody
from tao_tui.reads.trades.prices import ROOT

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_LAST: Final = "LastTxBlock"
"""A map of older runtimes, a key of `LastRateLimitedBlock` in newer ones."""
_COOLDOWN: Final = "StakeMoveCooldownUntil"


@dataclass(frozen=True, slots=True)
class HotkeySwapSituation:
    """Two hotkeys and the coldkey that would swap one for the other."""

    account: Any
    """The coldkey's decoded `System.Account`."""
    owner: Address | None
    """Who owns the old hotkey; None when the chain does not know it."""
    new_owner: Address | None
    registered_on: tuple[int, ...]
    """Subnets on which the old hotkey is registered."""
    new_registered_on: tuple[int, ...]
    swappable_at: int
    """The first block in which the coldkey may swap any hotkey; 0 when nothing holds it back."""
    swapped_on: Mapping[int, int] = field(default_factory=dict)
    """When the coldkey last swapped a hotkey there, by the subnets asked about."""
    interval_blocks: int = 0
    """Least blocks between two swaps on one subnet; 0 where the runtime does not ask for any."""
    stake_held_until: Mapping[int, int] = field(default_factory=dict)
    """The first block in which stake that came to the old hotkey by a swap may go on by another, by subnet;
    whoever staked it may take it out before (RaoFoundation/subtensor 473, `StakeMoveCooldownUntil`)."""
    new_is_known_on_root: bool = False
    """Whether the new hotkey has root stake, rates of claims, or a basket."""
    cost_everywhere: Tao = field(default_factory=lambda: Tao(0))
    cost_on_one: Tao = field(default_factory=lambda: Tao(0))


def require_hotkey_swaps(runtime: ChainRuntime, *, on_one_subnet: bool, keep_stake: bool) -> str:
    """The call that swaps hotkeys so; `Unsupported` where there is none."""
    if keep_stake:
        if runtime.has_call(_MODULE, "swap_hotkey_v2"):
            return "swap_hotkey_v2"
        raise Unsupported(
            f"Runtime {runtime.spec_version} moves the stake with the hotkey.", hint="Leave out --keep-stake."
        )
    names = {name for name, _ in runtime.call_arguments(_MODULE, "swap_hotkey")}
    if not names:
        raise Unsupported(f"Runtime {runtime.spec_version} cannot swap hotkeys.")
    if on_one_subnet and "netuid" not in names:
        raise Unsupported(
            f"Runtime {runtime.spec_version} swaps a hotkey on all subnets at once.",
            hint="Leave out --netuid.",
        )
    return "swap_hotkey"


async def read_hotkey_swap(
    client: Client, coldkey: Address, old: Address, new: Address, netuid: int | None
) -> Reading[HotkeySwapSituation]:
    """Where both are registered, then the rest in one batch at the same block."""
    listed = await client.entries(_MODULE, "IsNetworkMember", (old,))
    at = listed.block.hash
    others = await client.entries(_MODULE, "IsNetworkMember", (new,), at=at)
    mine, theirs = (
        tuple(sorted(as_int(key) for key, member in found.data if member)) for found in (listed, others)
    )
    runtime = client.runtime
    asked = (netuid,) if netuid is not None else mine
    held = await _subnets_with_stake(client, old, netuid, at)
    items = _items(coldkey, old, new, asked, held)
    wanted = {name: item for name, item in items.items() if runtime.has_key(item)}
    told = dict(zip(wanted, (await client.read(list(wanted.values()), at)).data, strict=True))
    last = max(as_int(told.get("last")), as_int(told.get("last_noted")))
    limit = as_int(told.get("limit"))
    return Reading(
        listed.block,
        HotkeySwapSituation(
            account=told["account"],
            owner=_known(told["owner"]),
            new_owner=_known(told["new_owner"]),
            registered_on=mine,
            new_registered_on=theirs,
            swappable_at=last + limit + 1 if last and limit else 0,
            swapped_on={each: as_int(told.get(f"swapped {each}")) for each in asked},
            interval_blocks=as_int(runtime.constant(_MODULE, "HotkeySwapOnSubnetInterval")),
            stake_held_until={each: as_int(told.get(f"held {each}")) for each in held},
            new_is_known_on_root=any(
                (as_int(told.get("root_stake")), told.get("root_rates"), as_int(told.get("basket")))
            ),
            cost_everywhere=Tao(as_int(runtime.constant(_MODULE, "KeySwapCost"))),
            cost_on_one=Tao(as_int(runtime.constant(_MODULE, "KeySwapOnSubnetCost"))),
        ),
    )


def _items(
    coldkey: Address, old: Address, new: Address, asked: Sequence[int], held: Sequence[int]
) -> dict[str, Storage]:
    """Every key that may matter, by what it is called here; not every runtime has all of them."""
    return {
        "account": Storage("System", "Account", (coldkey,)),
        "owner": Storage(_MODULE, "Owner", (old,)),
        "new_owner": Storage(_MODULE, "Owner", (new,)),
        "limit": Storage(_MODULE, "TxRateLimit"),
        "last": Storage(_MODULE, _LAST, (coldkey,)),
        "last_noted": Storage(_MODULE, "LastRateLimitedBlock", (Variant(_LAST, coldkey),)),
        "root_stake": Storage(_MODULE, "TotalHotkeyAlpha", (new, ROOT)),
        "root_rates": Storage(_MODULE, "RootClaimable", (new,)),
        "basket": Storage(_MODULE, "BasketShares", (new,)),
        **{f"held {each}": Storage(_MODULE, _COOLDOWN, (each, old)) for each in held},
        **{f"swapped {each}": Storage(_MODULE, "LastHotkeySwapOnNetuid", (each, coldkey)) for each in asked},
    }


async def _subnets_with_stake(
    client: Client, hotkey: Address, netuid: int | None, at: str
) -> tuple[int, ...]:
    """The subnets whose stake a swap would take along, where the runtime may hold it back; else none."""
    if not client.runtime.has_storage(_MODULE, _COOLDOWN):
        return ()
    staked = await client.entries(_MODULE, "TotalHotkeyAlpha", (hotkey,), at=at)
    found = (as_int(key) for key, alpha in staked.data if as_int(alpha))
    return tuple(sorted(each for each in found if netuid in (None, each)))


def _known(owner: object) -> Address | None:
    found = as_address(owner)
    return None if is_nobody(found) else found
