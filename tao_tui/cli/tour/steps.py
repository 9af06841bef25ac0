"""The steps of the tour that send something: funds, transfer, stake, registration, governance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tao_tui.cli.tour.cast import FRIEND, MEMBER, TRAVELLER, Scene
from tao_tui.errors import ChainRejected, Declined, Fault, UsageError

if TYPE_CHECKING:
    from tao_tui.actions.plan import Outcome
    from tao_tui.amounts import Alpha, Tao
    from tao_tui.reads.governance.proposals import Proposal

NETUID: Final = 1
"""The subnet the tour stakes on, registers on and watches."""
MAX_BURN = "20"
"""TAO the traveller would pay for a place there, of the several hundred it holds."""


async def get_funds(scene: Scene) -> None:
    """The friend sends the traveller something to live on."""
    traveller = scene.people[TRAVELLER].account.coldkey
    with scene.tale.step("Get funds: a development account sends 500 τ") as row:
        scene.tale.outcome(row, await scene.act(FRIEND, "transfer", dest=traveller, amount="500"))
        free = await _free(scene)
        if free.rao != 500 * 10**9:
            raise Fault(f"The traveller should have 500 τ now and has {free}.")
        scene.tale.say(f"   The wallet holds {free}.")


async def transfer(scene: Scene) -> None:
    """The traveller pays somebody."""
    dest = scene.people[MEMBER].account.coldkey
    with scene.tale.step("Transfer 25 τ") as row:
        scene.tale.outcome(row, await scene.act(TRAVELLER, "transfer", dest=dest, amount="25"))
        scene.tale.say(f"   The wallet holds {await _free(scene)}.")


async def stake_and_unstake(scene: Scene) -> None:
    """The traveller stakes with the largest validator, then takes half back."""
    from tao_tui.amounts import Alpha
    from tao_tui.reads.validators.roster import read_validators

    validators = (await read_validators(scene.client, NETUID)).data
    if not validators:
        raise Fault(f"Subnet {NETUID} has no validator to stake with.")
    chosen = validators[0]
    with scene.tale.step(f"Stake 100 τ with {chosen.name or chosen.hotkey} on subnet {NETUID}") as row:
        place = {"netuid": NETUID, "hotkey": chosen.hotkey}
        scene.tale.outcome(row, await scene.act(TRAVELLER, "stake.add", **place, amount="100"))
        held = await _staked(scene)
        scene.tale.say(f"   The position: {held}.")
    with scene.tale.step("Unstake half of it") as row:
        half = Alpha(held.rao // 2)
        scene.tale.outcome(row, await scene.act(TRAVELLER, "stake.remove", **place, amount=half))
        scene.tale.say(f"   The position: {await _staked(scene)}.")


async def register(scene: Scene) -> Scene:
    """The traveller makes a hotkey and registers it as a neuron."""
    from tao_tui.cli.tour.cast import account
    from tao_tui.reads.scores.columns import read_scores

    with scene.tale.step(f"Make a hotkey and register it on subnet {NETUID}") as row:
        scene.folder.create_hotkey(TRAVELLER, "default")
        person = scene.people[TRAVELLER]
        known = replace(person, account=account(scene.folder, scene.folder.coldkey(TRAVELLER)))
        scene = replace(scene, people={**scene.people, TRAVELLER: known})
        # Newcomers of the demo world register too, which raises the price while this waits for its block.
        scene.tale.outcome(
            row, await scene.act(TRAVELLER, "subnets.register", netuid=NETUID, max_burn=MAX_BURN)
        )
        hotkey = known.account.hotkeys[0][1]
        scores = (await read_scores(scene.client, NETUID)).data
        if hotkey not in scores.hotkeys:
            raise Fault(f"The registered hotkey {hotkey} is not among the subnet's neurons.")
        row["uid"] = scores.hotkeys.index(hotkey)
        scene.tale.say(f"   {hotkey} is uid {row['uid']}.")
    return scene


async def propose_and_vote(scene: Scene) -> None:
    """A member of the triumvirate proposes, and votes with the senator hotkey it holds."""
    from tao_tui.devnet.cast.accounts import actor

    grant = {
        "pallet": "Balances",
        "function": "force_transfer",
        "arguments": {
            "source": actor("treasury").address,
            "dest": scene.people[TRAVELLER].account.coldkey,
            "value": 40 * 10**9,
        },
    }
    with scene.tale.step("Propose a grant of 40 τ from the treasury") as row:
        scene.tale.outcome(row, await scene.act(MEMBER, "gov.propose", call=grant))
    with scene.tale.step("Vote on a proposal") as row:
        scene.tale.outcome(row, await _vote(scene))


async def _vote(scene: Scene) -> Outcome:
    """Vote on the newest proposal that is still open; the world's senators may close one before we come."""
    refusal: Exception = Fault("No proposal is open, though one was just made.")
    for proposal in await _open_proposals(scene):
        scene.tale.say(f"   Proposal {proposal.id}: {proposal.summary}")
        try:
            return await scene.act(MEMBER, "gov.vote", proposal=proposal.hash, approve=True)
        except (ChainRejected, Declined, UsageError) as error:
            scene.tale.say(f"   Too late for this one: {error.message}")
            refusal = error
    raise refusal


async def _open_proposals(scene: Scene) -> list[Proposal]:
    from tao_tui.reads.governance.proposals import read_proposals

    mine = [address for _, address in scene.people[MEMBER].account.hotkeys]
    found = (await read_proposals(scene.client, mine)).data
    return [proposal for proposal in found if proposal.status == "open" and proposal.my_vote is None]


async def _free(scene: Scene) -> Tao:
    from tao_tui.reads.owned.balance import read_balances

    return (await read_balances(scene.client, [scene.people[TRAVELLER].account.coldkey])).data[0].free


async def _staked(scene: Scene) -> Alpha:
    from tao_tui.reads.owned.stake import read_positions

    positions = (await read_positions(scene.client, scene.people[TRAVELLER].account.coldkey)).data
    if not positions:
        raise Fault("The stake that was just added is not there.")
    return positions[0].alpha
