"""The throw-away wallet the demo hands out, and who else is who: for `devnet accounts` and the tour."""

from __future__ import annotations

from dataclasses import dataclass

from tao_tui.addresses import Address
from tao_tui.devnet.genesis.accounts import DEMO, DEMO_HOTKEY, DEVELOPERS, Account
from tao_tui.devnet.genesis.cast import operators
from tao_tui.devnet.genesis.plan import TAO


@dataclass(frozen=True, slots=True)
class DemoWallet:
    """A funded wallet whose keys everybody knows; import its URIs to use it."""

    coldkey_uri: str
    coldkey: Address
    hotkey_name: str
    hotkey_uri: str
    hotkey: Address
    free_rao: int
    """Free balance at genesis."""
    rights: tuple[str, ...]
    """What it may do, in plain words."""


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account somebody may import and use."""

    uri: str
    address: Address
    role: str


DEMO_TAO = 1_000
"""Free TAO of the demo coldkey at genesis."""


def demo_wallet() -> DemoWallet:
    """Return the demo wallet of the `small` and `mainnet` worlds."""
    return DemoWallet(
        coldkey_uri=DEMO.uri,
        coldkey=DEMO.address,
        hotkey_name=DEMO_HOTKEY.name,
        hotkey_uri=DEMO_HOTKEY.uri,
        hotkey=DEMO_HOTKEY.address,
        free_rao=DEMO_TAO * TAO,
        rights=(
            "proposes: the coldkey sits in the Triumvirate",
            "votes: its hotkey is registered on root and has a seat in the Senate",
            f"stakes: it holds alpha with {operators()[0].cold.name} and {operators()[1].cold.name}",
        ),
    )


def known_accounts(preset: str) -> tuple[KnownAccount, ...]:
    """Return the accounts a world offers for use; Alice holds the sudo key in all of them."""
    developers = [_known(who, "sudo key" if who.name == "Alice" else "funded") for who in DEVELOPERS]
    if preset == "empty":
        return tuple(developers)
    return (
        *developers,
        _known(DEMO, "demo coldkey, Triumvirate"),
        _known(DEMO_HOTKEY, "demo hotkey, Senate"),
    )


def _known(who: Account, role: str) -> KnownAccount:
    return KnownAccount(who.uri, who.address, role)
