"""Who lives in the demo world: operators, miners of different quality, a cheat, its accomplice, voters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from tao_tui.devnet.cast.accounts import Account, actor

OPERATORS = ("Opentide", "Rootwell", "Datanaut", "Greenfold", "Lanternlab")
"""Validators that judge honestly, on every subnet."""
ACCOMPLICE = "Quickspan"
"""The validator that pays the cheat."""
ACCOMPLICE_NETUID = 1
CHEAT = 5
"""Number of the cheating miner among the miners of that subnet."""
MINERS = 10
"""On every subnet."""
NEWCOMERS = 8
"""Waiting for a place on each of the first subnets."""
SETTLED_NETUIDS = range(1, 7)
"""The subnets newcomers want to mine on; the large world has more."""
TRADERS = 4
NOMINATORS = 240
"""Small holders who stake on root; one in so many blocks each of them has a turn to claim."""
PROPOSERS = ("Meridian", "Halcyon")
SENATORS_ONLY = ("Northlight", "Stillwater")
"""Root validators with no subnet, for a larger Senate."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a coldkey and a hotkey."""

    cold: Account
    hot: Account


@cache
def person(role: str) -> Person:
    """Return the keys of an inhabitant."""
    cold = actor(role)
    return Person(cold, cold.child("hot"))


@cache
def operators() -> tuple[Person, ...]:
    """Return the honest validators."""
    return tuple(person(name) for name in OPERATORS)


@cache
def validators(netuid: int) -> tuple[Person, ...]:
    """Return a subnet's validators in uid order, which starts at 1."""
    accomplices = (person(ACCOMPLICE),) if netuid == ACCOMPLICE_NETUID else ()
    return (*operators(), *accomplices)


@cache
def miners(netuid: int) -> tuple[Person, ...]:
    """Return a subnet's miners in uid order, after the validators."""
    return tuple(person(f"miner-{netuid}-{number}") for number in range(MINERS))


@cache
def newcomers(netuid: int) -> tuple[Person, ...]:
    """Return who would like to mine on a subnet; their numbers follow those of the miners."""
    return tuple(person(f"newcomer-{netuid}-{number}") for number in range(NEWCOMERS))


def miner_uid(netuid: int, number: int) -> int:
    """Return the uid a miner is registered with."""
    return 1 + len(validators(netuid)) + number


@cache
def owner(netuid: int) -> Person:
    """Return who owns a subnet."""
    return person(f"owner-{netuid}")


@cache
def traders() -> tuple[Account, ...]:
    """Return those who buy and sell alpha."""
    return tuple(actor(f"trader-{number}") for number in range(TRADERS))


def nominators() -> tuple[bytes, ...]:
    """Return the coldkeys of small holders on root, who never sign anything: keys of nobody."""
    return tuple(
        blake2b(f"nominator/{number}".encode(), digest_size=32).digest() for number in range(NOMINATORS)
    )


@cache
def clerk() -> Account:
    """Return who acts for the sudo key: its own signatures are random, and one seed is to be one chain."""
    return actor("clerk")


@cache
def proposers() -> tuple[Account, ...]:
    """Return the Triumvirate's members besides the demo coldkey."""
    return tuple(actor(name) for name in PROPOSERS)


@cache
def senators() -> tuple[Person, ...]:
    """Return the senators that actors play; the demo hotkey has a seat besides."""
    return (*operators(), person(ACCOMPLICE), *(person(name) for name in SENATORS_ONLY))


def treasury() -> Account:
    """Return the account that holds what nobody else has been given."""
    return actor("treasury")
