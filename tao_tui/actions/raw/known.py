"""Which action of the registry a call is, so that its own checks and words can speak for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.amounts import ALL, Alpha, Tao
from tao_tui.errors import Declined, TaoTuiError
from tao_tui.reads.chain_text import as_bytes

if TYPE_CHECKING:
    from tao_tui.actions.account import Account
    from tao_tui.actions.plan import Plan
    from tao_tui.chain.calls.call import ComposedCall, DecodedCall
    from tao_tui.chain.client import Client

_SETS: Final = "sudo_set_"
_MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class Known:
    """What the registry says of a call: the plan that makes these very bytes, or why it would refuse them."""

    action: str
    plan: Plan | None
    refusal: str = ""


async def known_as(client: Client, account: Account, call: ComposedCall) -> Known | None:
    """The action that makes exactly this call, checked against live state; None where there is none.

    The action is asked with the call's own values. Only when it composes the same bytes do its words hold.
    """
    from tao_tui.actions.arguments.reading import parse_arguments
    from tao_tui.actions.registry import ACTIONS

    named = action_of(call.decoded)
    if named is None:
        return None
    name, values = named
    spec = ACTIONS[name]
    try:
        plan = await spec.load().of(parse_arguments(spec, values, account), account).check(client, account)
        if client.runtime.compose(plan.call).data != call.data:
            return None
    except Declined as error:
        return Known(name, None, error.message)
    except TaoTuiError:
        return None
    return Known(name, plan)


def action_of(call: DecodedCall) -> tuple[str, dict[str, object]] | None:
    """The name and the values of the action that a call looks like."""
    said: Mapping[str, Any] = call.arguments
    try:
        if call.pallet == "AdminUtils" and call.function.startswith(_SETS) and len(said) == 2:
            return _setting(call.function.removeprefix(_SETS), said)
        found = _ACTIONS.get(call.name)
        return None if found is None else (found[0], found[1](said))
    except KeyError:  # another runtime's arguments
        return None


def _setting(name: str, said: Mapping[str, Any]) -> tuple[str, dict[str, object]] | None:
    netuid = said["netuid"]
    (value,) = (each for key, each in said.items() if key != "netuid")
    if not isinstance(value, int):
        return None
    return "subnets.set", _set(name, netuid, value)


def _set(name: str, netuid: int, value: int | bool) -> dict[str, object]:
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return {"netuid": netuid, "name": name, "value": text}


def _transfer(said: Mapping[str, Any], *, keep_alive: bool) -> dict[str, object]:
    return {"dest": said["dest"], "amount": Tao(said["value"]), "keep_alive": keep_alive}


def _trade(said: Mapping[str, Any], amount: Tao | Alpha | str) -> dict[str, object]:
    return {
        "netuid": said["netuid"],
        "hotkey": said["hotkey"],
        "amount": amount,
        "limit_price": Tao(said["limit_price"]),
        "partial": said.get("allow_partial", False),
    }


def _swap(said: Mapping[str, Any]) -> dict[str, object]:
    return {
        "netuid": said["origin_netuid"],
        "to_netuid": said["destination_netuid"],
        "hotkey": said["hotkey"],
        "amount": Alpha(said["alpha_amount"]),
        "limit_price": Tao(said["limit_price"]),
        "partial": said["allow_partial"],
    }


def _move(said: Mapping[str, Any]) -> dict[str, object]:
    return {
        "netuid": said["origin_netuid"],
        "hotkey": said["origin_hotkey"],
        "to_netuid": said["destination_netuid"],
        "to_hotkey": said["destination_hotkey"],
        "amount": Alpha(said["alpha_amount"]),
    }


def _gift(said: Mapping[str, Any]) -> dict[str, object]:
    return {
        "netuid": said["origin_netuid"],
        "to_netuid": said["destination_netuid"],
        "hotkey": said["hotkey"],
        "to_coldkey": said["destination_coldkey"],
        "amount": Alpha(said["alpha_amount"]),
    }


def _proxy(said: Mapping[str, Any]) -> dict[str, object]:
    return {"delegate": said["delegate"], "type": said["proxy_type"], "delay": said["delay"]}


_ACTIONS: Final[Mapping[str, tuple[str, Callable[[Mapping[str, Any]], dict[str, object]]]]] = {
    "Balances.transfer_keep_alive": ("transfer", lambda said: _transfer(said, keep_alive=True)),
    "Balances.transfer_allow_death": ("transfer", lambda said: _transfer(said, keep_alive=False)),
    "Balances.transfer": ("transfer", lambda said: _transfer(said, keep_alive=False)),
    "Balances.transfer_all": (
        "transfer",
        lambda said: {"dest": said["dest"], "amount": ALL, "keep_alive": said["keep_alive"]},
    ),
    f"{_MODULE}.add_stake_limit": ("stake.add", lambda said: _trade(said, Tao(said["amount_staked"]))),
    f"{_MODULE}.remove_stake_limit": (
        "stake.remove",
        lambda said: _trade(said, Alpha(said["amount_unstaked"])),
    ),
    f"{_MODULE}.swap_stake_limit": ("stake.swap", _swap),
    f"{_MODULE}.move_stake": ("stake.move", _move),
    f"{_MODULE}.transfer_stake": ("stake.transfer", _gift),
    f"{_MODULE}.start_call": ("subnets.start", lambda said: {"netuid": said["netuid"]}),
    f"{_MODULE}.set_tempo": ("subnets.set", lambda said: _set("tempo", said["netuid"], said["tempo"])),
    f"{_MODULE}.set_activity_cutoff_factor": (
        "subnets.set",
        lambda said: _set("activity_cutoff_factor", said["netuid"], said["factor_milli"]),
    ),
    f"{_MODULE}.update_symbol": (
        "subnets.symbol",
        lambda said: {"netuid": said["netuid"], "symbol": as_bytes(said["symbol"]).decode()},
    ),
    "AdminUtils.sudo_trim_to_max_allowed_uids": (
        "subnets.trim",
        lambda said: {"netuid": said["netuid"], "max": said["max_n"]},
    ),
    f"{_MODULE}.set_coldkey_auto_stake_hotkey": (
        "stake.auto",
        lambda said: {"netuid": said["netuid"], "hotkey": said["hotkey"]},
    ),
    f"{_MODULE}.vote": (
        "gov.vote",
        lambda said: {"proposal": said["proposal"], "approve": said["approve"], "hotkey": said["hotkey"]},
    ),
    "Proxy.add_proxy": ("wallet.proxy.add", _proxy),
    "Proxy.remove_proxy": ("wallet.proxy.remove", _proxy),
}
"""Calls that an action makes, and the values it would be given."""
