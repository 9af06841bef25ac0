"""The demo world: six subnets at work, a root network with a Senate, and money in circulation."""

from __future__ import annotations

from dataclasses import dataclass

from tao_tui.amounts import RAO_PER_TAO
from tao_tui.devnet.cast.accounts import ALICE, AUTHOR, DEMO, DEMO_HOTKEY, DEVELOPERS
from tao_tui.devnet.cast.people import (
    ACCOMPLICE,
    ACCOMPLICE_NETUID,
    OPERATORS,
    SENATORS_ONLY,
    clerk,
    miners,
    newcomers,
    nominators,
    operators,
    owner,
    person,
    proposers,
    senators,
    traders,
    treasury,
    validators,
)
from tao_tui.devnet.genesis.plan import (
    Neuron,
    Position,
    RootSeat,
    SubnetPlan,
    WorldPlan,
)

DEMO_TAO = 1_000
"""Free TAO of the demo coldkey at genesis."""
DEMO_ROOT_TAO = 400
"""What the demo coldkey has on root with the first operator, besides its own seat."""
FREE_UIDS = 4
ROOT_STAKE_TAO = (420_000, 300_000, 210_000, 150_000, 90_000)
TAKES = (11_796, 5_898, 9_830, 3_277, 11_796, 6_554, 0, 11_796)
"""What each senator keeps of its nominators' earnings, of 65535."""
ALPHA_SHARE = (30, 22, 16, 11, 7)
"""Alpha of each operator on a subnet, in hundredths of `SUBNETS` alpha."""
ACCOMPLICE_SHARE = 14
MOTION_DURATION = 40
"""Fewest blocks a proposal stays open in this world."""
ISSUANCE_TAO = 10_800_000


@dataclass(frozen=True, slots=True)
class Trade:
    """A subnet's line of work."""

    name: str
    symbol: str
    description: str
    price_rao: int
    tao: int
    alpha: int
    tempo: int
    yuma3: bool = True
    liquid: bool = False


SUBNETS = (
    Trade("Text generation", "α", "Miners answer prompts.", 340_000_000, 98_000, 900_000, 20),
    Trade("Image generation", "β", "Miners draw what a prompt describes.", 215_000_000, 61_000, 800_000, 22),
    Trade(
        "Data scraping", "γ", "Miners collect public posts.", 96_000_000, 38_000, 1_000_000, 24, yuma3=False
    ),
    Trade("Price prediction", "δ", "Miners forecast markets.", 280_000_000, 84_000, 700_000, 26, liquid=True),
    Trade("Protein folding", "ε", "Miners simulate how proteins fold.", 142_000_000, 45_000, 1_200_000, 28),
    Trade("Speech", "ζ", "Miners turn text into speech.", 67_000_000, 29_000, 1_500_000, 30, yuma3=False),
)
"""By netuid, from 1. Their prices sum to 1.14 τ: root stake earns only while it is more than one."""
UNCLAIMED_DAYS = 20
"""For how long nominators on root have left their dividends lying at genesis."""


def small_world(seed: int) -> WorldPlan:
    """Return the demo world; the seed decides only what its inhabitants do."""
    return WorldPlan(
        balances=_balances(),
        sudo=ALICE.public_key,
        author=AUTHOR.public_key,
        subnets=tuple(_subnet(netuid, trade) for netuid, trade in enumerate(SUBNETS, 1)),
        root=_root(),
        positions=_positions(),
        locks=_locks(),
        identities={person(name).cold.public_key: name for name in (*OPERATORS, ACCOMPLICE, *SENATORS_ONLY)},
        triumvirate=(DEMO.public_key, *(member.public_key for member in proposers())),
        motion_duration=MOTION_DURATION,
        root_claims=1,  # of the many nominators on root, one a block has its turn
        unclaimed_days=UNCLAIMED_DAYS,
        treasury=treasury().public_key,
        issuance_rao=ISSUANCE_TAO * RAO_PER_TAO,
    )


def _balances() -> dict[bytes, int]:
    free = {account.public_key: 10_000 * RAO_PER_TAO for account in DEVELOPERS}
    free[DEMO.public_key] = DEMO_TAO * RAO_PER_TAO
    free |= {account.public_key: 5_000 * RAO_PER_TAO for account in (*traders(), *proposers(), clerk())}
    netuids = range(1, len(SUBNETS) + 1)
    everybody = [*senators(), *map(owner, netuids)]
    everybody += [who for netuid in netuids for who in (*miners(netuid), *newcomers(netuid))]
    return free | {somebody.cold.public_key: 50 * RAO_PER_TAO for somebody in everybody}


def _subnet(netuid: int, trade: Trade) -> SubnetPlan:
    shares = (*ALPHA_SHARE, *((ACCOMPLICE_SHARE,) if netuid == ACCOMPLICE_NETUID else ()))
    validating = [
        Neuron(who.hot.public_key, who.cold.public_key, trade.alpha * RAO_PER_TAO * share // 100)
        for who, share in zip(validators(netuid), shares, strict=True)
    ]
    mining = [
        Neuron(who.hot.public_key, who.cold.public_key, (40 + 13 * number) * RAO_PER_TAO, serves=True)
        for number, who in enumerate(miners(netuid))
    ]
    lord = owner(netuid)
    neurons = (Neuron(lord.hot.public_key, lord.cold.public_key), *validating, *mining)
    return SubnetPlan(
        netuid=netuid,
        name=trade.name,
        symbol=trade.symbol,
        description=trade.description,
        owner=lord.cold.public_key,
        neurons=neurons,
        tao_rao=trade.tao * RAO_PER_TAO,
        price_rao=trade.price_rao,
        tempo=trade.tempo,
        max_uids=len(neurons) + FREE_UIDS,
        max_validators=len(validating),
        burn_rao=RAO_PER_TAO // 2 + netuid * RAO_PER_TAO // 10,
        settings={
            "CommitRevealWeightsEnabled": False,
            "WeightsSetRateLimit": 5,
            "ImmunityPeriod": 300,
            "BondsMovingAverage": 700_000,
            "Yuma3On": trade.yuma3,
            "LiquidAlphaOn": trade.liquid,
            "MinAllowedUids": 8,
            "MinNonImmuneUids": 2,
        },
    )


def _root() -> tuple[RootSeat, ...]:
    stakes = (*ROOT_STAKE_TAO, 60_000, 45_000, 30_000)
    seats = [
        RootSeat(who.hot.public_key, who.cold.public_key, tao * RAO_PER_TAO, take)
        for who, tao, take in zip(senators(), stakes, TAKES, strict=True)
    ]
    return (*seats, RootSeat(DEMO_HOTKEY.public_key, DEMO.public_key, 250 * RAO_PER_TAO))


def _positions() -> tuple[Position, ...]:
    """Traders nominate the larger operators, a crowd does on root; the demo coldkey holds a little."""
    nominated = [
        Position(
            operators()[number % 3].hot.public_key, who.public_key, netuid, (200 + 70 * number) * RAO_PER_TAO
        )
        for number, who in enumerate(traders())
        for netuid in range(1, len(SUBNETS) + 1)
    ]
    held = [
        Position(operators()[0].hot.public_key, DEMO.public_key, 1, 420 * RAO_PER_TAO),
        Position(operators()[1].hot.public_key, DEMO.public_key, 2, 150 * RAO_PER_TAO),
        Position(operators()[0].hot.public_key, DEMO.public_key, 0, DEMO_ROOT_TAO * RAO_PER_TAO),
    ]
    crowd = [
        Position(operators()[number % 5].hot.public_key, who, 0, (20 + 37 * number % 380) * RAO_PER_TAO)
        for number, who in enumerate(nominators())
    ]
    return (*nominated, *held, *crowd)


def _locks() -> tuple[Position, ...]:
    """The demo coldkey and the operator it nominates have both locked for that operator's hotkey."""
    operator = operators()[1]
    return (
        Position(operator.hot.public_key, operator.cold.public_key, 2, 3_000 * RAO_PER_TAO),
        Position(operator.hot.public_key, DEMO.public_key, 2, 40 * RAO_PER_TAO),
    )
