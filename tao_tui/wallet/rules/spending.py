"""What a call costs, pays and touches, told from the decoded call alone; what is not understood is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tao_tui.wallet.rules.alpha import ALPHA_CALLS, WHOLE, AlphaPrices, alpha_at_risk

_SPENT: Final = {
    "Balances.transfer": "value",
    "Balances.transfer_allow_death": "value",
    "Balances.transfer_keep_alive": "value",
    "Balances.burn": "value",
    "SubtensorModule.add_stake": "amount_staked",
    "SubtensorModule.add_stake_limit": "amount_staked",
    "SubtensorModule.add_subnet_stake": "amount_staked",
    "SubtensorModule.stake_into_basket": "amount_staked",
    "SubtensorModule.add_stake_burn": "amount",
    "SubtensorModule.register_limit": "limit_price",
    "Crowdloan.contribute": "amount",
    "Crowdloan.create": "deposit",
}
"""Calls that take TAO, and the argument that says how much at most, in rao."""

_UNMEASURED: Final = frozenset(
    {
        "Balances.transfer_all",
        "SubtensorModule.register",  # proof of work once; newer runtimes take the burn for it
        "SubtensorModule.burned_register",
        "SubtensorModule.register_network",
        "SubtensorModule.register_network_with_identity",
        "SubtensorModule.register_leased_network",
        "SubtensorModule.swap_hotkey",
        "SubtensorModule.swap_hotkey_v2",
        "SubtensorModule.set_perpetual_lock",
    }
)
"""Calls that take, bind or give away value the call itself does not put a number on."""

_PAYS: Final = {
    "Balances.transfer": "dest",
    "Balances.transfer_allow_death": "dest",
    "Balances.transfer_keep_alive": "dest",
    "Balances.transfer_all": "dest",
    "SubtensorModule.transfer_stake": "destination_coldkey",
    "Crowdloan.create": "target_address",
}
"""Calls that give value to somebody, and the argument that says to whom."""

_LENDS: Final = {"SubtensorModule.set_children": "children"}
"""Calls that lend stake, with a part of what it earns, and the argument with its (share, hotkey) pairs."""

_BINDS: Final = {"SubtensorModule.move_lock": "destination_hotkey"}
"""Calls that give a lock's conviction to a hotkey, and the argument that says to which."""

_PAYS_UNNAMED: Final = frozenset({"Crowdloan.contribute"})
"""Calls that give value to somebody the call does not name."""

_NETUIDS_UNNAMED: Final = frozenset(
    {
        "SubtensorModule.stake_into_basket",
        "SubtensorModule.unstake_all",
        "SubtensorModule.unstake_all_alpha",
        "SubtensorModule.root_register",
        "SubtensorModule.register_network",
        "SubtensorModule.register_network_with_identity",
        "SubtensorModule.register_leased_network",
    }
)
_ONE_OR_EVERY_SUBNET: Final = frozenset({"SubtensorModule.swap_hotkey", "SubtensorModule.swap_hotkey_v2"})
"""Calls for every subnet where they name none; those above name none ever."""

_POWER: Final = frozenset(
    {
        "Proxy.add_proxy",
        "Proxy.announce",
        "Multisig.approve_as_multi",
        "MevShield.submit_encrypted",
        "SubtensorModule.schedule_swap_coldkey",
        "SubtensorModule.announce_coldkey_swap",
        "SubtensorModule.swap_coldkey_announced",
        "SubtensorModule.swap_coldkey",
        "SubtensorModule.associate_evm_key",
        "Sudo.set_key",
        "Utility.dispatch_as",
        "Utility.dispatch_as_fallible",
    }
)
"""Calls that let somebody else spend, or that hide what they do: no rule can see through them."""

_WRAPPERS: Final = frozenset(
    {
        "Utility.batch",
        "Utility.batch_all",
        "Utility.force_batch",
        "Utility.as_derivative",
        "Utility.with_weight",
        "Utility.if_else",
        "Proxy.proxy",
        "Proxy.proxy_announced",
        "Multisig.as_multi",
        "Multisig.as_multi_threshold_1",
        "Sudo.sudo",
    }
)
"""Calls that are what the calls inside them are."""

_HARMLESS_PALLETS: Final = frozenset({"AdminUtils", "Commitments", "Registry", "Preimage", "Triumvirate"})
_HARMLESS_IN_SUBTENSOR: Final = """
set_weights set_mechanism_weights batch_set_weights set_tao_weights commit_weights commit_mechanism_weights
batch_commit_weights commit_crv3_weights commit_crv3_mechanism_weights commit_timelocked_weights
commit_timelocked_mechanism_weights reveal_weights reveal_mechanism_weights batch_reveal_weights
decrease_take increase_take set_delegate_takes become_delegate set_childkey_take set_coldkey_auto_stake_hotkey
claim_root claim_root_with_hotkey set_root_claim_type
serve_axon serve_axon_tls serve_prometheus root_register try_associate_hotkey start_call
set_identity set_subnet_identity update_symbol set_tempo set_activity_cutoff_factor trigger_epoch
vote adjust_senate faucet
enable_voting_power_tracking disable_voting_power_tracking
set_children dispute_coldkey_swap clear_coldkey_swap_announcement move_lock set_reject_locked_alpha
"""
_HARMLESS: Final = frozenset(
    {
        "System.remark",
        "System.remark_with_event",
        "Proxy.remove_proxy",
        "Proxy.remove_proxies",
        "Proxy.reject_announcement",
        "Proxy.remove_announcement",
        "Multisig.cancel_as_multi",
        "Crowdloan.withdraw",
        "Crowdloan.refund",
        *(f"SubtensorModule.{name}" for name in _HARMLESS_IN_SUBTENSOR.split()),
    }
)
"""Calls that take no TAO from the account and give nothing to anybody but its own keys."""

UNNAMED: Final = "?"
"""Stands for an account that gets something and is not named, or is no plain account."""

_NETUIDS: Final = ("netuid", "origin_netuid", "destination_netuid", "netuids", "subnets")


@dataclass(slots=True)
class Spending:
    """What one transaction would do, as far as rules ask."""

    rao: int = 0
    """What leaves at most, rao of TAO: TAO, the tip included and the fee not, and the worth of alpha that is
    given, or may be lost in a trade."""
    unmeasured: list[str] = field(default_factory=list)
    """Calls whose cost the call does not say."""
    destinations: list[str] = field(default_factory=list)
    """Accounts that get something; what is no plain account stands as `UNNAMED`."""
    netuids: list[int] = field(default_factory=list)
    netuids_unnamed: list[str] = field(default_factory=list)
    """Calls that act on subnets they do not name."""
    trades_alpha: bool = False
    """Whether some of that is alpha's worth."""
    unpriced: list[str] = field(default_factory=list)
    """Calls that sell, move or give alpha whose worth nobody said."""
    lent: list[str] = field(default_factory=list)
    """Calls that lend stake and what it earns."""
    powers: list[str] = field(default_factory=list)
    """Calls that give away control, or whose doing cannot be seen."""
    unknown: list[str] = field(default_factory=list)
    """Calls nobody here knows."""


NO_PRICES: Final = AlphaPrices()


def spending_of(
    call: Mapping[str, Any],
    tip: int = 0,
    allowed_calls: frozenset[str] = frozenset(),
    prices: AlphaPrices = NO_PRICES,
) -> Spending:
    """What `call`, as bittensor-core decodes it, would do; `allowed_calls` are taken as harmless."""
    found = Spending(rao=tip)
    _add(found, call, allowed_calls, prices)
    return found


def _add(found: Spending, call: Mapping[str, Any], allowed: frozenset[str], prices: AlphaPrices) -> None:
    name = f"{call['call_module']}.{call['call_function']}"
    arguments = {each["name"]: each["value"] for each in call["call_args"]}
    for key in _NETUIDS:
        found.netuids += _numbers(arguments.get(key))
    _add_destinations(found, name, arguments)
    if name not in allowed:
        _add_unnamed(found, name, arguments)
    if name in _SPENT:
        found.rao += int(arguments[_SPENT[name]])
    elif name in allowed:
        pass
    elif name in ALPHA_CALLS:
        _add_alpha(found, name, arguments, prices)
    elif name in _UNMEASURED:
        found.unmeasured.append(name)
    elif name in _POWER or (name in _WRAPPERS and _hides(arguments)):
        found.powers.append(name)
    elif name in _HARMLESS or name.partition(".")[0] in _HARMLESS_PALLETS:
        return  # a call inside it, such as a proposal, is not made in this account's name
    elif name not in _WRAPPERS:
        found.unknown.append(name)
    for inner in _calls_in(arguments.values()):
        _add(found, inner, allowed, prices)


def _add_destinations(found: Spending, name: str, arguments: Mapping[str, Any]) -> None:
    """Whom a call pays or lends to; what is taken back is lent to nobody."""
    to: list[Any] = []
    if name in _PAYS and arguments[_PAYS[name]] is not None:
        to = [arguments[_PAYS[name]]]
    elif name in _LENDS:
        to = [each[-1] for each in arguments[_LENDS[name]]]
    elif name in _BINDS:
        to = [arguments[_BINDS[name]]]
    found.destinations += [each if isinstance(each, str) else UNNAMED for each in to]


def _add_unnamed(found: Spending, name: str, arguments: Mapping[str, Any]) -> None:
    """Whom and what a call concerns that does not say so."""
    if name in _PAYS_UNNAMED:
        found.destinations.append(UNNAMED)
    if name in _NETUIDS_UNNAMED or (name in _ONE_OR_EVERY_SUBNET and arguments.get("netuid") is None):
        found.netuids_unnamed.append(name)
    if name in _LENDS and arguments[_LENDS[name]]:
        found.lent.append(name)


def _add_alpha(found: Spending, name: str, arguments: Mapping[str, Any], prices: AlphaPrices) -> None:
    risk = alpha_at_risk(name, arguments, prices)
    if risk is not None:
        found.rao += risk
        found.trades_alpha = found.trades_alpha or risk > 0
    elif name in WHOLE:
        found.unmeasured.append(name)
    else:
        found.unpriced.append(name)


def _hides(arguments: Mapping[str, Any]) -> bool:
    """Whether the call inside a wrapper cannot be read."""
    return "call" in arguments and not isinstance(arguments["call"], Mapping)


def _numbers(value: object) -> list[int]:
    if isinstance(value, bool):
        return []
    if isinstance(value, int):
        return [value]
    return [each for each in value if isinstance(each, int)] if isinstance(value, list | tuple) else []


def _calls_in(values: Any) -> Iterator[Mapping[str, Any]]:
    """Every call that stands somewhere in the arguments, however deep."""
    for value in values:
        if isinstance(value, Mapping):
            if "call_module" in value:
                yield value
            else:
                yield from _calls_in(value.values())
        elif isinstance(value, list | tuple):
            yield from _calls_in(value)
