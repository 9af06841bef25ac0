"""Where actors act: reading the head and sending signed extrinsics through the pool."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tao_tui.devnet.actors.signing import signed_extrinsic
from tao_tui.devnet.cast.accounts import Account
from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.pool import PoolError
from tao_tui.devnet.pallets.subtensor.module import SubtensorModule


class Stage:
    """One moment after a block: what actors see, and how they act on it."""

    def __init__(self, node: Node, seed: int) -> None:
        self.node = node
        self.seed = seed
        self.runtime = node.runtime
        self.block = node.runtime.block
        self.chain = node.runtime.pallet(SubtensorModule)
        """The subtensor pallet at the head."""

    def chance(self, *what: object) -> Random:
        """Return a source of randomness for one question at this block, the same for the same seed."""
        return Random("/".join(map(str, (self.seed, self.block, *what))))

    def send(self, who: Account, call: Call) -> bool:
        """Sign and submit a call; return whether the pool took it."""
        nonce = self.node.pool.next_nonce(who.public_key)
        extrinsic = signed_extrinsic(self.runtime, self.node.genesis_hash, who, call, nonce)
        try:
            self.node.submit(extrinsic)
        except PoolError:
            # Out of funds, or no longer allowed: an actor tries another time.
            return False
        return True

    def act(self, who: Account, pallet: str, function: str, **args: Any) -> bool:
        """Compose and send a call."""
        return self.send(who, self.runtime.call(pallet, function, **args))


Actor = Callable[[Stage], None]
"""Somebody who looks at the world after every block and may act."""
