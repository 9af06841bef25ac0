"""A world as plain data: subnets, their neurons and markets, the root network and the bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tao_tui.amounts import RAO_PER_TAO


@dataclass(frozen=True, slots=True)
class Neuron:
    """A hotkey with a uid, and what its coldkey holds on it."""

    hotkey: bytes
    coldkey: bytes
    alpha_rao: int = 0
    """Alpha the owner itself staked on the subnet."""
    serves: bool = False
    """Whether it announces an endpoint."""


@dataclass(frozen=True, slots=True)
class Position:
    """Alpha (on netuid 0: TAO) of a coldkey on somebody's hotkey."""

    hotkey: bytes
    coldkey: bytes
    netuid: int
    amount_rao: int


@dataclass(frozen=True, slots=True)
class SubnetPlan:
    """One subnet at block 0."""

    netuid: int
    name: str
    symbol: str
    description: str
    owner: bytes
    """Coldkey."""
    neurons: tuple[Neuron, ...]
    """In uid order; the first one is the owner's hotkey."""
    tao_rao: int
    """TAO in the pool."""
    price_rao: int
    """Rao of TAO per alpha; fixes the alpha in the pool."""
    tempo: int = 360
    max_uids: int = 256
    max_validators: int = 64
    burn_rao: int = RAO_PER_TAO
    """What registering costs."""
    settings: Mapping[str, int | bool] = field(default_factory=dict)
    """Other hyperparameters by storage name."""
    weights: Mapping[int, bytes] = field(default_factory=dict)
    """Weight rows already set, SCALE by uid."""


@dataclass(frozen=True, slots=True)
class RootSeat:
    """A validator on the root network."""

    hotkey: bytes
    coldkey: bytes
    stake_rao: int
    take: int = 11_796
    """Share kept of nominators' earnings, of 65535."""
    senator: bool = True


@dataclass(frozen=True, slots=True)
class WorldPlan:
    """Everything a genesis lays down."""

    balances: Mapping[bytes, int]
    """Free TAO by account, rao."""
    sudo: bytes
    author: bytes
    """The one authority: makes every block and earns the fees."""
    subnets: tuple[SubnetPlan, ...] = ()
    root: tuple[RootSeat, ...] = ()
    positions: tuple[Position, ...] = ()
    """Stake of nominators."""
    locks: tuple[Position, ...] = ()
    """What of its alpha on a subnet a coldkey has locked for a hotkey; it melts."""
    identities: Mapping[bytes, str] = field(default_factory=dict)
    """Names coldkeys go by."""
    triumvirate: tuple[bytes, ...] = ()
    motion_duration: int | None = None
    """Fewest blocks a proposal stays open; None keeps the chain's."""
    root_claims: int | None = None
    """Coldkeys that claim their root dividends in each block; None keeps the chain's."""
    unclaimed_days: int = 0
    """Days of 7,200 blocks whose root dividends wait to be claimed; validators have claimed their own."""
    treasury: bytes | None = None
    """Account that receives the rest of `issuance_rao`."""
    issuance_rao: int = 0
    """Total TAO that exists."""
