"""Who takes part in the tour: a fresh traveller, a rich friend, and a member of the voting bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.cli.tour.tale import Tale
from tao_tui.errors import OutcomeUnknown

if TYPE_CHECKING:
    from tao_tui.actions.account import Account
    from tao_tui.actions.plan import Outcome
    from tao_tui.chain.client import Client
    from tao_tui.journal.journal import Journal
    from tao_tui.wallet import KeyRef, Signer, WalletFolder

TRAVELLER: Final = "traveller"
FRIEND: Final = "bob"
MEMBER: Final = "demo"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs."""

    account: Account
    signer: Signer


@dataclass(frozen=True, slots=True)
class Scene:
    """What every step works with."""

    client: Client
    journal: Journal
    tale: Tale
    folder: WalletFolder
    people: Mapping[str, Person]

    async def act(self, who: str, action: str, **arguments: object) -> Outcome:
        """Review, sign and send one action, and wait until it is final."""
        from tao_tui.actions.lifecycle.flow import submit
        from tao_tui.actions.lifecycle.reviewing import review

        person = self.people[who]
        reviewed = await review(action, arguments, self.client, person.account)
        outcome = await submit(reviewed, self.client, person.signer.sign, self.journal)
        if not outcome.finalized:
            raise OutcomeUnknown(f"{action} is in block {outcome.block_number}, which is not final yet.")
        return outcome


def import_known(folder: WalletFolder) -> tuple[KeyRef, KeyRef]:
    """The friend and the member, whose keys the demo world's genesis knows."""
    from tao_tui.wallet import KeySource

    friend = folder.import_coldkey(FRIEND, KeySource.uri("//Bob"))
    member = folder.import_coldkey(MEMBER, KeySource.uri("//Demo"))
    folder.import_hotkey(MEMBER, "default", KeySource.uri("//Demo//senator"))
    return friend, member


def account(folder: WalletFolder, key: KeyRef) -> Account:
    """The account of a wallet of the tour."""
    from tao_tui.actions.account import Account

    hotkeys = folder.wallet(key.wallet).hotkeys
    named = tuple((str(hotkey.name), hotkey.address) for hotkey in hotkeys if hotkey.address is not None)
    return Account(coldkey=key.address, wallet=key.wallet, hotkeys=named, crypto_type=key.crypto_type)
