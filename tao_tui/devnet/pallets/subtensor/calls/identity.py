"""The calls by which people and subnets say who they are."""

from __future__ import annotations

from typing import Final

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.errors import BadOrigin
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.subtensor.symbols import SYMBOLS
from tao_tui.devnet.pallets.subtensor.types import ChainIdentityV2, SubnetIdentityV3
from tao_tui.devnet.scale.hints import Bytes, NetUid

PERSON_LIMITS: Final = {
    "name": 256,
    "url": 256,
    "github_repo": 256,
    "image": 1024,
    "discord": 256,
    "description": 1024,
    "additional": 1024,
}
SUBNET_LIMITS: Final = {
    "subnet_name": 256,
    "github_repo": 1024,
    "subnet_contact": 1024,
    "subnet_url": 1024,
    "discord": 256,
    "description": 1024,
    "logo_url": 1024,
    "additional": 1024,
}
"""Longest allowed value of each field of an identity, bytes."""


class IdentityCalls(SubtensorState):
    """set_identity, set_subnet_identity and update_symbol."""

    @call(68, ref_time=32_040_000 + database(3, 1), proof_size=6_829)
    def set_identity(
        self,
        origin: Origin,
        name: Bytes,
        url: Bytes,
        github_repo: Bytes,
        image: Bytes,
        discord: Bytes,
        description: Bytes,
        additional: Bytes,
    ) -> None:
        """Say who owns a coldkey, one of whose hotkeys must be registered somewhere."""
        coldkey = ensure_signed(origin)
        if not any(self.IsNetworkMember.under(hotkey) for hotkey in self.OwnedHotkeys[coldkey]):
            raise self.Error.HotKeyNotRegisteredInNetwork()
        identity = ChainIdentityV2(name, url, github_repo, image, discord, description, additional)
        if not fits(identity, PERSON_LIMITS):
            raise self.Error.InvalidIdentity()
        self.IdentitiesV2[coldkey] = identity
        self.deposit_event(self.Event.ChainIdentitySet(coldkey))

    @call(78, ref_time=17_513_000 + database(1, 1))
    def set_subnet_identity(
        self,
        origin: Origin,
        netuid: NetUid,
        subnet_name: Bytes,
        github_repo: Bytes,
        subnet_contact: Bytes,
        subnet_url: Bytes,
        discord: Bytes,
        description: Bytes,
        logo_url: Bytes,
        additional: Bytes,
    ) -> None:
        """Say what a subnet is; its owner only."""
        owner = ensure_signed(origin)
        if self.SubnetOwner[netuid] != owner:
            raise self.Error.NotSubnetOwner()
        identity = SubnetIdentityV3(
            subnet_name,
            github_repo,
            subnet_contact,
            subnet_url,
            discord,
            description,
            logo_url,
            additional,
        )
        if not fits(identity, SUBNET_LIMITS):
            raise self.Error.InvalidIdentity()
        self.SubnetIdentitiesV3[netuid] = identity
        self.deposit_event(self.Event.SubnetIdentitySet(netuid))

    @call(112, ref_time=28_313_000 + database(4, 1), proof_size=9_074)
    def update_symbol(self, origin: Origin, netuid: NetUid, symbol: Bytes) -> None:
        """Give a subnet another symbol of the catalogue that no subnet has; its owner or root."""
        if not origin.is_root and self.SubnetOwner[netuid] != ensure_signed(origin):
            raise BadOrigin()
        if symbol not in {known.encode() for known in SYMBOLS[1:]}:
            raise self.Error.SymbolDoesNotExist()
        if symbol in set(self.TokenSymbol.values()):
            raise self.Error.SymbolAlreadyInUse()
        self.TokenSymbol[netuid] = symbol
        self.deposit_event(self.Event.SymbolUpdated(netuid=netuid, symbol=symbol))


def fits(identity: ChainIdentityV2 | SubnetIdentityV3, limits: dict[str, int]) -> bool:
    """Whether no field is longer than allowed."""
    return all(len(getattr(identity, field)) <= limit for field, limit in limits.items())
