"""A world of the live chain's size: 128 subnets of 256 neurons, with plausible stake, prices and names."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from itertools import product
from random import Random

import numpy as np

from tao_tui.amounts import RAO_PER_TAO
from tao_tui.consensus.sparse import SparseRows
from tao_tui.devnet.cast.accounts import DEMO, DEMO_HOTKEY
from tao_tui.devnet.cast.people import operators, senators
from tao_tui.devnet.genesis.plan import Neuron, RootSeat, SubnetPlan, WorldPlan
from tao_tui.devnet.genesis.small import small_world
from tao_tui.devnet.pallets.subtensor.symbols import default_symbol

NEURONS = 256
VALIDATORS = 40
"""Per subnet."""
ROOT_VALIDATORS = 64
COLDKEYS_PER_SUBNET = 48
"""Mining coldkeys of a subnet, each with several hotkeys."""
SUBJECTS = (
    "Text", "Image", "Video", "Speech", "Code", "Market", "Protein", "Weather",
    "Map", "Medical", "Legal", "Music", "Robot", "Sensor", "Graph", "Web",
)  # fmt: skip
TASKS = (
    "generation",
    "search",
    "labelling",
    "forecasting",
    "compression",
    "translation",
    "storage",
    "review",
)
ISSUANCE_TAO = 10_800_000


def mainnet_world(seed: int) -> WorldPlan:
    """Return the large world of a seed."""
    small = small_world(seed)
    rng = Random(f"{seed}/mainnet")
    names = [f"{subject} {task}" for subject, task in product(SUBJECTS, TASKS)]
    rng.shuffle(names)
    root = tuple(_root(seed, rng))
    subnets = tuple(_subnet(seed, netuid, name, root) for netuid, name in enumerate(names, 1))
    return WorldPlan(
        balances=small.balances,
        sudo=small.sudo,
        author=small.author,
        subnets=subnets,
        root=root,
        positions=small.positions,
        identities=small.identities,
        triumvirate=small.triumvirate,
        motion_duration=small.motion_duration,
        root_claims=0,  # among mainnet's tens of thousands of stakers a turn comes up about once a day
        unclaimed_days=small.unclaimed_days,
        treasury=small.treasury,
        issuance_rao=ISSUANCE_TAO * RAO_PER_TAO,
    )


def key(*path: object) -> bytes:
    """Return the public key of an account nobody signs for."""
    return blake2b("/".join(map(str, path)).encode(), digest_size=32).digest()


def _root(seed: int, rng: Random) -> Iterator[RootSeat]:
    """The demo world's senators, then strangers, stake falling off as ranks do."""
    for rank in range(ROOT_VALIDATORS - 1):
        stake = int(600_000 / (rank + 1) ** 0.8 * rng.uniform(0.8, 1.2)) * RAO_PER_TAO
        known = senators()[rank] if rank < len(senators()) else None
        hotkey = known.hot.public_key if known else key(seed, "validator", rank)
        coldkey = known.cold.public_key if known else key(seed, "validator", rank, "cold")
        yield RootSeat(hotkey, coldkey, stake, rng.choice((0, 5_898, 11_796)), senator=rank < 11)
    yield RootSeat(DEMO_HOTKEY.public_key, DEMO.public_key, 250 * RAO_PER_TAO)


def _subnet(seed: int, netuid: int, name: str, root: tuple[RootSeat, ...]) -> SubnetPlan:
    """One subnet: price falls with its number; its validators are the operators and some of root."""
    rng = Random(f"{seed}/subnet/{netuid}")
    price = int(RAO_PER_TAO * 0.09 / netuid**0.55 * rng.uniform(0.7, 1.3)) + 2_000_000
    alpha_in = rng.randrange(1_200_000, 2_600_000)
    alpha_out = rng.randrange(1_500_000, 3_500_000)
    judges = [
        *root[: len(operators())],
        *rng.sample(root[len(operators()) : -1], VALIDATORS - len(operators())),
    ]
    shares = [1 / (rank + 1) for rank in range(len(judges))]
    rng.shuffle(shares)
    validating = [
        Neuron(seat.hotkey, seat.coldkey, int(alpha_out * RAO_PER_TAO * 0.8 * share / sum(shares)))
        for seat, share in zip(judges, shares, strict=True)
    ]
    mining = [
        Neuron(
            key(seed, netuid, "miner", number),
            key(seed, netuid, "cold", number % COLDKEYS_PER_SUBNET),
            int(rng.expovariate(1 / 600) * RAO_PER_TAO),
            serves=True,
        )
        for number in range(NEURONS - 1 - VALIDATORS)
    ]
    owner = Neuron(key(seed, netuid, "owner", "hot"), key(seed, netuid, "owner"))
    return SubnetPlan(
        netuid=netuid,
        name=name,
        symbol=default_symbol(netuid, set()).decode(),
        description=f"Miners compete at {name.lower()}.",
        owner=owner.coldkey,
        neurons=(owner, *validating, *mining),
        tao_rao=alpha_in * price,
        price_rao=price,
        burn_rao=rng.randrange(RAO_PER_TAO // 1_000, 3 * RAO_PER_TAO),
        settings={
            "CommitRevealWeightsEnabled": False,
            "WeightsSetRateLimit": 10,  # not 100: genesis counts as set, and judges do not wait that long
            "ImmunityPeriod": rng.choice((4_096, 5_000, 7_200)),
            "Yuma3On": rng.random() < 0.7,
            "LiquidAlphaOn": rng.random() < 0.2,
            "MinAllowedUids": 64,
        },
        weights=weight_rows(seed, netuid),
    )


def weight_rows(seed: int, netuid: int) -> dict[int, bytes]:
    """Return every validator's weights: a common view of who mines well, with noise."""
    rng = np.random.default_rng((seed, netuid))
    talent = rng.pareto(1.2, NEURONS)
    talent[: 1 + VALIDATORS] = 0
    rows = talent * rng.uniform(0.85, 1.15, (VALIDATORS, NEURONS))
    values = np.minimum(65_535, rows * (65_535 / rows.max(axis=1, keepdims=True))).astype(np.int64)
    uids = np.arange(1, 1 + VALIDATORS)
    return SparseRows(uids, values, np.broadcast_to(talent > 0, values.shape)).scale_rows()
