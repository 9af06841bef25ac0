"""Writes a world plan into the storage of a new chain."""

from __future__ import annotations

from collections import Counter

from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.genesis.plan import WorldPlan
from tao_tui.devnet.genesis.subnets import lay_root, lay_subnet
from tao_tui.devnet.pallets.aura import Aura
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.governance import Triumvirate, TriumvirateMembers
from tao_tui.devnet.pallets.subtensor.claims import give_a_turn
from tao_tui.devnet.pallets.subtensor.module import SubtensorModule
from tao_tui.devnet.pallets.subtensor.positions import increase, note_staking
from tao_tui.devnet.pallets.subtensor.purse import subnet_account
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.pallets.subtensor.types import ChainIdentityV2
from tao_tui.devnet.pallets.sudo import Sudo


def lay(runtime: Runtime, plan: WorldPlan) -> None:
    """Write a plan; the runtime must be at its genesis."""
    chain = runtime.pallet(SubtensorModule)
    for account, rao in plan.balances.items():
        runtime.pallet(Balances).endow(account, rao)
    runtime.pallet(Sudo).Key.value = plan.sudo
    runtime.pallet(Aura).Authorities.value = [plan.author]
    lay_root(runtime, plan.root)
    for subnet in plan.subnets:
        lay_subnet(chain, subnet)
    for position in plan.positions:
        note_staking(chain, position.hotkey, position.coldkey)
        increase(chain, position.hotkey, position.coldkey, position.netuid, position.amount_rao)
        if position.netuid == ROOT:
            give_a_turn(chain, position.coldkey)
    for coldkey, name in plan.identities.items():
        chain.IdentitiesV2[coldkey] = ChainIdentityV2(name.encode())
    for member in plan.triumvirate:
        runtime.pallet(TriumvirateMembers).insert(member)
    if plan.motion_duration is not None:
        runtime.pallet(Triumvirate).MotionDuration.value = plan.motion_duration
    if plan.root_claims is not None:
        chain.NumRootClaim.value = plan.root_claims
    balance_books(runtime, plan)


def balance_books(runtime: Runtime, plan: WorldPlan) -> None:
    """Make the totals agree with what was laid: outstanding alpha, TAO in the subnets' accounts, issuance."""
    chain, balances = runtime.pallet(SubtensorModule), runtime.pallet(Balances)
    staked: Counter[int] = Counter()
    for (_, netuid), amount in chain.TotalHotkeyAlpha.items():
        staked[netuid] += amount
    chain.SubnetTAO[ROOT] = staked[ROOT]
    chain.TotalNetworks.value = len(plan.subnets) + 1
    for netuid in [ROOT, *(subnet.netuid for subnet in plan.subnets)]:
        chain.SubnetAlphaOut[netuid] = staked[netuid]
        balances.endow(subnet_account(netuid), chain.SubnetTAO[netuid])
    chain.TotalStake.value = sum(chain.SubnetTAO.values())
    unclaimed = plan.issuance_rao - balances.TotalIssuance.value
    if plan.treasury is not None and unclaimed > 0:
        balances.endow(plan.treasury, unclaimed)
    chain.TotalIssuance.value = balances.TotalIssuance.value
