"""How far a chain was seen to be, so that no node can take it backwards."""

from __future__ import annotations

from typing import Final

from tao_tui.counted import counted
from tao_tui.errors import NodeError
from tao_tui.text import clean

_FORK: Final = 5
"""Blocks a head may fall back without the node being behind."""
_ROUNDS_AHEAD: Final = 3
"""How often all endpoints may be behind what was seen before that is believed of the chain."""


class Behind(NodeError):
    """The node's head is older than what was already seen of the chain."""

    default_code = "node_behind"


class Frontier:
    """The highest block seen of one chain, by whatever node."""

    def __init__(self, *, may_restart: bool) -> None:
        """With `may_restart` the chain may begin anew, as a development chain does."""
        self._may_restart = may_restart
        self._newest = 0
        self._rounds_behind = 0

    def saw(self, number: int) -> None:
        """Remember that the chain has a block of this number."""
        self._newest = max(self._newest, number)

    def count_round(self, *, behind: bool) -> None:
        """Remember that all endpoints were asked in vain, and whether one of them was behind."""
        self._rounds_behind += behind

    def must_reach(self, endpoint: str, number: int) -> None:
        """Raise `Behind` for a head at `number` that would take the chain backwards.

        When nothing else is found in several rounds, what was seen before may have been the lie.
        """
        behind = self._newest - number
        if behind > _FORK and not self._may_restart and self._rounds_behind < _ROUNDS_AHEAD:
            raise Behind(
                f"{clean(endpoint, 120)} is {counted(behind, 'block')} behind.",
                hint="Wait, or use another node.",
            )
        if behind > _FORK:
            self._newest = number
        self._rounds_behind = 0
