"""The runtime the embedded node runs: which pallets and runtime APIs it is made of."""

from __future__ import annotations

from collections.abc import Sequence

from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.pallets.admin import AdminUtils
from tao_tui.devnet.pallets.aura import Aura
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.core_apis import CORE_APIS
from tao_tui.devnet.pallets.governance import SenateMembers, Triumvirate, TriumvirateMembers
from tao_tui.devnet.pallets.grandpa import Grandpa
from tao_tui.devnet.pallets.mev_shield import MevShield
from tao_tui.devnet.pallets.multisig import Multisig
from tao_tui.devnet.pallets.proxy import Proxy
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.pallets.sudo import Sudo
from tao_tui.devnet.pallets.swap import Swap
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.pallets.timestamp import Timestamp
from tao_tui.devnet.pallets.transaction_payment import TransactionPayment
from tao_tui.devnet.pallets.utility import Utility
from tao_tui.devnet.runtime_apis import SUBTENSOR_APIS

PALLETS: list[type[Pallet]] = [
    System,
    Timestamp,
    Aura,
    Grandpa,
    Balances,
    TransactionPayment,
    SubtensorModule,
    Triumvirate,
    TriumvirateMembers,
    SenateMembers,
    Utility,
    Sudo,
    Multisig,
    Proxy,
    AdminUtils,
    Swap,
    MevShield,
]
APIS: list[type[RuntimeApi]] = [*CORE_APIS, *SUBTENSOR_APIS]


def make_runtime(
    pallets: Sequence[type[Pallet]] = PALLETS,
    apis: Sequence[type[RuntimeApi]] = APIS,
    *,
    block_time_ms: int = 12_000,
) -> Runtime:
    """A runtime with empty state; `block_time_ms` sets the constants clients learn the pace from."""
    runtime = Runtime(pallets, apis)
    if runtime.has(Timestamp):
        runtime.pallet(Timestamp).MinimumPeriod.value = block_time_ms // 2
    if runtime.has(Aura):
        runtime.pallet(Aura).SlotDuration.value = block_time_ms
    return runtime
