"""What a node said while something was reviewed, kept so that a second node can be asked the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from tao_tui.chain.query import BlockRef
from tao_tui.errors import NodeError


@dataclass(slots=True)
class Testimony:
    """Raw answers about one block: each by what it was asked with, beside the name of what it is."""

    block: BlockRef
    stored: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """By storage key in hex."""
    called: dict[tuple[str, str], tuple[str, Any]] = field(default_factory=dict)
    """By the method and the encoded arguments of `state_call`."""


@dataclass(slots=True)
class Evidence:
    """Everything a review rests on, by block, and the endpoints that said it."""

    blocks: dict[str, Testimony] = field(default_factory=dict)
    endpoints: list[str] = field(default_factory=list)

    def add(self, endpoint: str, told: Testimony) -> None:
        """Keep what `endpoint` told of a block."""
        if endpoint not in self.endpoints:
            self.endpoints.append(endpoint)
        known = self.blocks.setdefault(told.block.hash, Testimony(told.block))
        known.stored |= told.stored
        known.called |= told.called


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Which node said what a review rests on, and whether a second one says the same."""

    said_by: str
    second: str = ""
    """The second node's address; empty where none is set."""
    objection: str = ""
    """Why the second node does not confirm it; empty when it does."""

    @property
    def confirmed(self) -> bool:
        """Whether a second node said the same."""
        return bool(self.second) and not self.objection

    def require(self) -> None:
        """Raise `Unconfirmed` where a second node is set and did not say the same."""
        if self.objection:
            raise Unconfirmed(
                self.objection,
                hint="Nothing was signed. Look again in a moment; if it stays so, one of the two is wrong "
                "and a third can tell which. The second node is set with: tao-tui config set.",
            )

    def words(self) -> str:
        """One line for a person: who said it and who confirmed it."""
        if self.objection:
            return f"{self.said_by} alone"
        return (
            f"{self.said_by}, confirmed by {self.second}"
            if self.second
            else f"{self.said_by} (no second node is set)"
        )


class Unconfirmed(NodeError):
    """The second node does not say what the first one said."""

    default_code = "unconfirmed"


_LISTENING: Final[ContextVar[Evidence | None]] = ContextVar("evidence", default=None)


@contextmanager
def collected() -> Iterator[Evidence]:
    """Keep what this task reads, and what tasks it starts read, until the block ends; nobody else's reads."""
    evidence = Evidence()
    token = _LISTENING.set(evidence)
    try:
        yield evidence
    finally:
        _LISTENING.reset(token)


def is_collected() -> bool:
    """Whether evidence is being collected where this is asked."""
    return _LISTENING.get() is not None


def testify(
    endpoint: str,
    block: BlockRef,
    stored: Mapping[str, tuple[str, str | None]],
    called: Mapping[tuple[str, str], tuple[str, Any]],
) -> None:
    """Add answers about `block` to the evidence being collected, if any is."""
    evidence = _LISTENING.get()
    if evidence is not None:
        evidence.add(endpoint, Testimony(block, dict(stored), dict(called)))
