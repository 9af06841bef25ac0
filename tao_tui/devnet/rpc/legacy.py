"""Subtensor's own methods, older than `state_call`: runtime APIs whose answers are arrays of bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import bittensor_core as bc

from tao_tui.devnet.rpc.messages import Json, RpcError
from tao_tui.devnet.rpc.registry import Context, method
from tao_tui.devnet.scale.codec import Codec

Taken = Callable[[Json], Any]
"""How a parameter becomes an argument; ValueError or TypeError when it cannot."""
Answered = Callable[[Any, Codec], Json]
"""How a result becomes an answer."""


def _number(bits: int) -> Taken:
    def take(value: Json) -> int:
        if type(value) is not int or not 0 <= value < 1 << bits:
            raise ValueError(f"a whole number of {bits} bits expected")
        return value

    return take


def _bytes_account(value: Json) -> bytes:
    account = bytes(value) if isinstance(value, list) else b""
    if len(account) < 32:
        raise ValueError("the 32 bytes of an account expected")
    return account[:32]


def _address(value: Json) -> bytes:
    return bytes(bc.decode_ss58(str(value)))


def _indexes(value: Json) -> list[int]:
    if not isinstance(value, list):
        raise TypeError("a list of numbers expected")
    return [NETUID(each) for each in value]


def _as_bytes(result: Any, codec: Codec) -> Json:
    return list(codec.encode(result))


def _as_it_is(result: Any, codec: Codec) -> Json:
    return result


def _as_prices(result: Any, codec: Codec) -> Json:
    return [{"netuid": each.netuid, "price": each.price} for each in result]


NETUID, MECID, AMOUNT = _number(16), _number(8), _number(64)


@dataclass(frozen=True, slots=True)
class _Legacy:
    """One such method: the runtime API behind it, its parameters, and how it answers."""

    api: str
    function: str
    takes: tuple[Taken, ...] = ()
    answers: Answered = _as_bytes


_DELEGATE, _NEURON, _SUBNET = "DelegateInfoRuntimeApi", "NeuronInfoRuntimeApi", "SubnetInfoRuntimeApi"
_STAKE, _SWAP, _REGISTRATION = "StakeInfoRuntimeApi", "SwapRuntimeApi", "SubnetRegistrationRuntimeApi"
LEGACY = {
    "delegateInfo_getDelegates": _Legacy(_DELEGATE, "get_delegates"),
    "delegateInfo_getDelegate": _Legacy(_DELEGATE, "get_delegate", (_bytes_account,)),
    "delegateInfo_getDelegated": _Legacy(_DELEGATE, "get_delegated", (_bytes_account,)),
    "neuronInfo_getNeuronsLite": _Legacy(_NEURON, "get_neurons_lite", (NETUID,)),
    "neuronInfo_getNeuronLite": _Legacy(_NEURON, "get_neuron_lite", (NETUID, NETUID)),
    "neuronInfo_getNeurons": _Legacy(_NEURON, "get_neurons", (NETUID,)),
    "neuronInfo_getNeuron": _Legacy(_NEURON, "get_neuron", (NETUID, NETUID)),
    "subnetInfo_getSubnetInfo": _Legacy(_SUBNET, "get_subnet_info", (NETUID,)),
    "subnetInfo_getSubnetsInfo": _Legacy(_SUBNET, "get_subnets_info"),
    "subnetInfo_getSubnetInfo_v2": _Legacy(_SUBNET, "get_subnet_info_v2", (NETUID,)),
    "subnetInfo_getSubnetsInfo_v2": _Legacy(_SUBNET, "get_subnets_info_v2"),
    "subnetInf_getSubnetsInfo_v2": _Legacy(_SUBNET, "get_subnets_info_v2"),
    "subnetInfo_getSubnetHyperparams": _Legacy(_SUBNET, "get_subnet_hyperparams", (NETUID,)),
    "subnetInfo_getSubnetHyperparamsV2": _Legacy(_SUBNET, "get_subnet_hyperparams_v2", (NETUID,)),
    "subnetInfo_getAllDynamicInfo": _Legacy(_SUBNET, "get_all_dynamic_info"),
    "subnetInfo_getDynamicInfo": _Legacy(_SUBNET, "get_dynamic_info", (NETUID,)),
    "subnetInfo_getAllMetagraphs": _Legacy(_SUBNET, "get_all_metagraphs"),
    "subnetInfo_getMetagraph": _Legacy(_SUBNET, "get_metagraph", (NETUID,)),
    "subnetInfo_getAllMechagraphs": _Legacy(_SUBNET, "get_all_mechagraphs"),
    "subnetInfo_getMechagraph": _Legacy(_SUBNET, "get_mechagraph", (NETUID, MECID)),
    "subnetInfo_getSubnetState": _Legacy(_SUBNET, "get_subnet_state", (NETUID,)),
    "subnetInfo_getLockCost": _Legacy(_REGISTRATION, "get_network_registration_cost", (), _as_it_is),
    "subnetInfo_getSelectiveMetagraph": _Legacy(_SUBNET, "get_selective_metagraph", (NETUID, _indexes)),
    "subnetInfo_getColdkeyAutoStakeHotkey": _Legacy(
        _SUBNET, "get_coldkey_auto_stake_hotkey", (_address, NETUID)
    ),
    "subnetInfo_getSelectiveMechagraph": _Legacy(
        _SUBNET, "get_selective_mechagraph", (NETUID, MECID, _indexes)
    ),
    "subnetInfo_getSubnetToPrune": _Legacy(_SUBNET, "get_subnet_to_prune", (), _as_it_is),
    "subnetInfo_getSubnetAccountId": _Legacy(_SUBNET, "get_subnet_account_id", (NETUID,)),
    "stakeInfo_getColdkeyLock": _Legacy(_STAKE, "get_coldkey_lock", (_address, NETUID)),
    "swap_currentAlphaPrice": _Legacy(_SWAP, "current_alpha_price", (NETUID,), _as_it_is),
    "swap_currentAlphaPriceAll": _Legacy(_SWAP, "current_alpha_price_all", (), _as_prices),
    "swap_simSwapTaoForAlpha": _Legacy(_SWAP, "sim_swap_tao_for_alpha", (NETUID, AMOUNT)),
    "swap_simSwapAlphaForTao": _Legacy(_SWAP, "sim_swap_alpha_for_tao", (NETUID, AMOUNT)),
}


def _answer(legacy: _Legacy, context: Context, *params: Json) -> Json:
    """Call the runtime API at the block named last, if one is."""
    if len(params) < len(legacy.takes):
        raise RpcError(-32602, "Invalid params", "No more params")
    try:
        args = [take(value) for take, value in zip(legacy.takes, params, strict=False)]
    except (ValueError, TypeError) as error:
        raise RpcError(-32602, "Invalid params", str(error)) from error
    at = params[len(legacy.takes)] if len(params) > len(legacy.takes) else None
    try:
        runtime = context.node.runtime_with(context.state(at))
    except RpcError as error:
        raise RpcError(1, f"Unable to call {legacy.function}: {error.message}") from error
    api = runtime.apis[legacy.api]
    called = api.methods[legacy.function]
    with runtime.layer(discard=True):
        return legacy.answers(called.function(api(runtime), *args), called.output)


def _handler(legacy: _Legacy) -> Callable[..., Json]:
    return lambda context, *params: _answer(legacy, context, *params)


for _name, _each in LEGACY.items():
    method(_name)(_handler(_each))
