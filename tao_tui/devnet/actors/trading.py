"""Traders: small purchases and sales of alpha that keep prices moving."""

from __future__ import annotations

from tao_tui.amounts import RAO_PER_TAO
from tao_tui.devnet.actors.quality import wave
from tao_tui.devnet.actors.stage import Stage
from tao_tui.devnet.actors.validating import subnets_of_the_cast
from tao_tui.devnet.cast.people import operators, traders
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.subtensor.positions import stake_of

RESERVE = 20 * RAO_PER_TAO
"""What a trader never spends."""
LARGEST_TAO = 60
OFTEN = 0.55
"""Trades per block."""


def trade(stage: Stage) -> None:
    """Let one trader buy or sell, or nobody."""
    rng = stage.chance("trade")
    subnets = subnets_of_the_cast(stage.runtime)
    if rng.random() > OFTEN or not subnets:
        return
    number = rng.randrange(len(traders()))
    who, netuid = traders()[number], rng.choice(subnets)
    hotkey = operators()[number % 3].hot.public_key
    held = stake_of(stage.chain, hotkey, who.public_key, netuid)
    rising = wave(stage.block + 37 * netuid, 150 + 40 * netuid)
    free = stage.runtime.pallet(Balances).free(who.public_key)
    if rng.random() < 0.5 + 0.3 * rising and free > RESERVE + LARGEST_TAO * RAO_PER_TAO:
        amount = rng.randrange(2 * RAO_PER_TAO, LARGEST_TAO * RAO_PER_TAO)
        stage.act(who, "SubtensorModule", "add_stake", hotkey=hotkey, netuid=netuid, amount_staked=amount)
    elif held > 2 * RAO_PER_TAO:
        amount = held * rng.randrange(2, 20) // 100
        stage.act(
            who, "SubtensorModule", "remove_stake", hotkey=hotkey, netuid=netuid, amount_unstaked=amount
        )
