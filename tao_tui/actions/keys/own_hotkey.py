"""What only the owner of a hotkey may do with it."""

from __future__ import annotations

from tao_tui.actions.account import Account
from tao_tui.actions.review.refusals import refused
from tao_tui.addresses import Address
from tao_tui.reads.chain_text import as_address, is_nobody


def require_own(
    hotkey: Address, owner: object, account: Account, unknown: str = "NonAssociatedColdKey"
) -> None:
    """Refuse unless `owner`, the answer of `SubtensorModule.Owner`, is the account's coldkey.

    `unknown` is the chain's name for a hotkey nobody owns, which differs by call.
    """
    coldkey = as_address(owner)
    if is_nobody(coldkey):
        raise refused(
            f"The chain does not know the hotkey {hotkey}.",
            unknown,
            "hotkey_not_on_chain",
            "A hotkey belongs to a coldkey once it is registered: tao-tui subnets register.",
        )
    if coldkey != account.coldkey:
        raise refused(f"The hotkey {hotkey} is owned by {coldkey}.", "NonAssociatedColdKey", "not_owner")
