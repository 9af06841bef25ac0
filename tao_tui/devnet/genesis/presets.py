"""The worlds the embedded node can start from, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tao_tui.amounts import RAO_PER_TAO
from tao_tui.devnet.cast.accounts import ALICE, AUTHOR, DEVELOPERS
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.genesis.lay import lay
from tao_tui.devnet.genesis.mainnet import mainnet_world
from tao_tui.devnet.genesis.opening import open_world
from tao_tui.devnet.genesis.plan import WorldPlan
from tao_tui.devnet.genesis.small import small_world

DEVELOPER_TAO = 1_000_000
"""Free TAO of each well-known account in the empty world."""


def empty_world(seed: int) -> WorldPlan:
    """Return a chain with funded developers, Alice as sudo and nothing but the root network."""
    return WorldPlan(
        balances={account.public_key: DEVELOPER_TAO * RAO_PER_TAO for account in DEVELOPERS},
        sudo=ALICE.public_key,
        author=AUTHOR.public_key,
    )


PRESETS: Final[dict[str, Callable[[int], WorldPlan]]] = {
    "empty": empty_world,
    "small": small_world,
    "mainnet": mainnet_world,
}
"""Plans by the name `--scale` takes."""


@dataclass(frozen=True, slots=True)
class Genesis:
    """A world to be written into a new runtime."""

    preset: str
    seed: int
    plan: WorldPlan

    def apply(self, runtime: Runtime) -> None:
        """Write block 0; `RuntimeError` when the chain has begun."""
        with runtime.genesis():
            lay(runtime, self.plan)
            open_world(runtime, self.plan, self.seed)


def build_genesis(preset: str, seed: int = 0) -> Genesis:
    """Return the genesis of a preset (`empty`, `small`, `mainnet`); everything in it follows from the seed.

    Raises:
        ValueError: when there is no such preset.
    """
    if preset not in PRESETS:
        raise ValueError(f"no world is called {preset!r}; there are {', '.join(PRESETS)}")
    return Genesis(preset, seed, PRESETS[preset](seed))
