"""What only the owner of a hotkey may do with it."""

from __future__ import annotations

from tao_tui.actions.account import Account
from tao_tui.addresses import Address
from tao_tui.errors import Declined
from tao_tui.reads.chain_text import as_address, is_nobody


def require_own(hotkey: Address, owner: object, account: Account) -> None:
    """Refuse unless `owner`, the answer of `SubtensorModule.Owner`, is the account's coldkey."""
    coldkey = as_address(owner)
    if is_nobody(coldkey):
        raise Declined(
            f"The chain does not know the hotkey {hotkey}.",
            hint="A hotkey belongs to a coldkey once it is registered: tao-tui subnets register",
            code="hotkey_not_on_chain",
        )
    if coldkey != account.coldkey:
        raise Declined(
            f"The hotkey {hotkey} is not owned by this coldkey but by {coldkey}.",
            hint="Only its owner may do that (NonAssociatedColdKey).",
            code="not_owner",
        )
