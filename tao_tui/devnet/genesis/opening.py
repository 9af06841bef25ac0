"""The last touches to a genesis: first weights and scores, locks, an open proposal, and who acts for whom."""

from __future__ import annotations

from collections.abc import Mapping

from tao_tui.amounts import RAO_PER_TAO
from tao_tui.devnet.actors.governing import FIRST_OPEN_FOR, motion
from tao_tui.devnet.actors.validating import opinion
from tao_tui.devnet.cast.people import clerk, proposers, validators
from tao_tui.devnet.economics.emission import Pots, alpha_pots, block_emission, root_proportion, tao_weight
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.genesis.plan import SubnetPlan, WorldPlan
from tao_tui.devnet.pallets.governance import Triumvirate
from tao_tui.devnet.pallets.proxy import Proxy
from tao_tui.devnet.pallets.proxy_types import ProxyDefinition, ProxyType
from tao_tui.devnet.pallets.subtensor import claims
from tao_tui.devnet.pallets.subtensor.distribution import pay_root_dividends
from tao_tui.devnet.pallets.subtensor.dividends import pro_rata, split
from tao_tui.devnet.pallets.subtensor.epoch import step
from tao_tui.devnet.pallets.subtensor.locks import lock_stake
from tao_tui.devnet.pallets.subtensor.module import SubtensorModule
from tao_tui.devnet.pallets.subtensor.rows import row_of
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState

BLOCKS_A_DAY = 7_200
PAID_OUT = 82
"""Share of a tempo's alpha, in hundredths, that the scores of the opening epoch speak of; it is not paid."""


def open_world(runtime: Runtime, plan: WorldPlan, seed: int) -> None:
    """Finish a laid genesis so that the first look at it already has something to show."""
    chain = runtime.pallet(SubtensorModule)
    for subnet in plan.subnets:
        if not subnet.weights:
            first_weights(runtime, subnet, seed)
        held = [chain.TotalHotkeyAlpha[neuron.hotkey, subnet.netuid] for neuron in subnet.neurons]
        least = sorted(held)[-min(len(held), subnet.max_validators)]
        chain.ValidatorPermit[subnet.netuid] = [amount > 0 and amount >= least for amount in held]
        result = step(chain, subnet.netuid, subnet.tempo * RAO_PER_TAO * PAID_OUT // 100)
        due = 3 + subnet.netuid * subnet.tempo // (len(plan.subnets) + 1)
        hotkeys = [neuron.hotkey for neuron in subnet.neurons]
        earned = dict(zip(hotkeys, result.validator_emission.tolist(), strict=True))
        pots = pots_of(chain, subnet.netuid)
        leave_root_dividends(chain, subnet, earned, pots.root, plan.unclaimed_days * BLOCKS_A_DAY)
        fill_pots(chain, subnet.netuid, pots, max(0, subnet.tempo - due))
        # Spread over a tempo, or all subnets would step in the same block.
        chain.PendingEpochAt[subnet.netuid] = due
    for seat in plan.root:
        for netuid in chain.RootClaimable[seat.hotkey]:
            had = claims.owed(chain, seat.hotkey, seat.coldkey, netuid) >> 32
            chain.RootClaimed[netuid, seat.hotkey, seat.coldkey] = had
    for each in plan.locks:
        lock_stake(chain, each.coldkey, each.netuid, each.hotkey, each.amount_rao)
    if plan.triumvirate:
        first_proposal(runtime)
        definition = ProxyDefinition(clerk().public_key, ProxyType.Any, 0)
        runtime.pallet(Proxy).Proxies[plan.sudo] = ([definition], 0)


def pots_of(chain: SubtensorState, netuid: int) -> Pots:
    """What one block brings to the people of a subnet."""
    issuance = chain.SubnetAlphaIn[netuid] + chain.SubnetAlphaOut[netuid]
    proportion = root_proportion(chain.SubnetTAO[ROOT], tao_weight(chain.TaoWeight.value), issuance)
    return alpha_pots(block_emission(issuance), chain.SubnetOwnerCut.value, proportion)


def fill_pots(chain: SubtensorState, netuid: int, pots: Pots, blocks: int) -> None:
    """Let so many blocks have gone before, or the first epoch would pay, and tell, less than all others."""
    chain.PendingOwnerCut[netuid] = pots.owner * blocks
    chain.PendingServerEmission[netuid] = pots.server * blocks
    chain.PendingValidatorEmission[netuid] = pots.validator * blocks
    chain.PendingRootAlphaDivs[netuid] = pots.root * blocks
    chain.SubnetAlphaOut[netuid] += sum(pots) * blocks


def leave_root_dividends(
    chain: SubtensorState, subnet: SubnetPlan, earned: Mapping[bytes, int], root_pot: int, blocks: int
) -> None:
    """Let root stake have earned for so many blocks as in the opening epoch, in which hotkeys `earned` so."""
    netuid = subnet.netuid
    _, root = split(chain, netuid, earned)
    # The last epoch is paid by itself: from its dividends people read what a day brings.
    for paid in (root_pot * max(0, blocks - subnet.tempo), root_pot * min(blocks, subnet.tempo)):
        pay_root_dividends(chain, netuid, pro_rata(paid, root))
        chain.SubnetAlphaOut[netuid] += paid if any(root.values()) else 0


def first_weights(runtime: Runtime, subnet: SubnetPlan, seed: int) -> None:
    """Let every validator of the cast have judged the miners once."""
    chain = runtime.pallet(SubtensorModule)
    for judge, who in enumerate(validators(subnet.netuid)):
        uid = chain.Uids[subnet.netuid, who.hot.public_key]
        chain.Weights[subnet.netuid, uid] = row_of(opinion(runtime, seed, subnet.netuid, judge, 0))


def first_proposal(runtime: Runtime) -> None:
    """Leave one motion open, for a person to decide."""
    proposal = motion(runtime, 0)
    made = runtime.call(
        "Triumvirate",
        "propose",
        proposal=proposal,
        length_bound=len(proposal.encoded),
        duration=runtime.pallet(Triumvirate).motion_duration() + FIRST_OPEN_FOR,
    )
    runtime.dispatch(made, Origin.signed(proposers()[0].public_key))
