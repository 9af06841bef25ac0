"""Where actors act: reading the head and sending signed extrinsics, with nonces kept in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, Protocol

from tao_tui.devnet.actors.signing import signed_extrinsic
from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.genesis.accounts import Account
from tao_tui.devnet.pallets.subtensor.module import SubtensorModule


class Node(Protocol):
    """What actors need of a node."""

    @property
    def runtime(self) -> Runtime:
        """The runtime at the head."""

    @property
    def genesis_hash(self) -> bytes:
        """The hash of block 0."""

    def submit(self, extrinsic: bytes) -> Any:
        """Put a signed extrinsic into the pool; `InvalidTransaction` when it is refused."""


class Stage:
    """One moment after a block: what actors see, and how they act on it."""

    def __init__(self, node: Node, seed: int) -> None:
        self.node = node
        self.seed = seed
        self.runtime = node.runtime
        self.block = node.runtime.block
        self._sent: Counter[bytes] = Counter()

    @property
    def chain(self) -> SubtensorModule:
        """The subtensor pallet at the head."""
        return self.runtime.pallet(SubtensorModule)

    def chance(self, *what: object) -> Random:
        """Return a source of randomness for one question at this block, the same for the same seed."""
        return Random("/".join(map(str, (self.seed, self.block, *what))))

    def send(self, who: Account, call: Call) -> bool:
        """Sign and submit a call; return whether the pool took it."""
        key = who.public_key
        nonce = self.runtime.chain.nonce(key) + self._sent[key]
        extrinsic = signed_extrinsic(self.runtime, self.node.genesis_hash, who, call, nonce)
        try:
            self.node.submit(extrinsic)
        except InvalidTransaction:
            # Out of funds, or a slower block left an earlier one waiting: an actor just tries another time.
            return False
        self._sent[key] += 1
        return True

    def act(self, who: Account, pallet: str, function: str, **args: Any) -> bool:
        """Compose and send a call."""
        return self.send(who, self.runtime.call(pallet, function, **args))


Actor = Callable[[Stage], None]
"""Somebody who looks at the world after every block and may act."""
