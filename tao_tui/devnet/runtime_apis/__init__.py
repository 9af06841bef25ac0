"""Runtime APIs over the subtensor, swap and shield pallets: what clients ask with `state_call`."""

from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.runtime_apis.basket_info import BetaBasketRuntimeApi
from tao_tui.devnet.runtime_apis.delegate_info import DelegateInfoRuntimeApi
from tao_tui.devnet.runtime_apis.neuron_info import NeuronInfoRuntimeApi
from tao_tui.devnet.runtime_apis.shield_api import ShieldApi
from tao_tui.devnet.runtime_apis.stake_info import StakeInfoRuntimeApi
from tao_tui.devnet.runtime_apis.subnet_info import SubnetInfoRuntimeApi
from tao_tui.devnet.runtime_apis.swap_api import SubnetRegistrationRuntimeApi, SwapRuntimeApi

SUBTENSOR_APIS: list[type[RuntimeApi]] = [
    DelegateInfoRuntimeApi,
    NeuronInfoRuntimeApi,
    SubnetInfoRuntimeApi,
    StakeInfoRuntimeApi,
    SubnetRegistrationRuntimeApi,
    SwapRuntimeApi,
    ShieldApi,
    BetaBasketRuntimeApi,
]
"""All of them."""
