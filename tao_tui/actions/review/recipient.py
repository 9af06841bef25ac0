"""Warnings about where money is going, before it goes there."""

from __future__ import annotations

from typing import Any, Final

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution
from tao_tui.actions.review.wording import warning
from tao_tui.addresses import Address
from tao_tui.reads.chain_text import as_address, is_nobody
from tao_tui.wallet.dev_accounts import is_dev_account
from tao_tui.wallet.look_alike import look_alike

_TAO_TO_HOTKEY: Final = (
    "The recipient is a hotkey, not a coldkey. Sending TAO to a hotkey does not stake it, and its key is "
    "often kept on a server. To stake, use: tao-tui stake add."
)
_STAKE_TO_HOTKEY: Final = (
    "The recipient is a hotkey, not a coldkey. Whoever has its key, which is often kept on a server, would "
    "own the stake. To stake with another hotkey and keep it, use: tao-tui stake move."
)


def recipient_warnings(
    dest: Address,
    account: Account,
    on_chain: dict[str, Any],
    owner: object,
    *,
    on_dev: bool,
    stake: bool = False,
) -> tuple[Caution, ...]:
    """What to know about `dest`: a hotkey, nobody yet, new to this wallet, or close to a known address.

    `on_chain` is its decoded `System.Account`, `owner` the answer of `SubtensorModule.Owner`; `on_dev` says
    that the chain is a development one, where accounts whose key everybody has are nothing unusual; `stake`
    that stake is given, not TAO.
    """
    found: list[Caution] = []
    if is_dev_account(dest) and not on_dev:
        text = "This is a development account: everybody has its key and can take what it gets."
        found.append(warning("danger", "destination_public_key", text))
    if not is_nobody(as_address(owner)):
        found.append(
            warning("danger", "destination_is_hotkey", _STAKE_TO_HOTKEY if stake else _TAO_TO_HOTKEY)
        )
    elif is_new_account(on_chain):
        found.append(
            warning(
                "caution",
                "destination_unknown",
                "This address has never been used on this chain. Check it letter by letter.",
            )
        )
    return (*found, *_unfamiliar(dest, account))


def delegate_warnings(
    delegate: Address, account: Account, on_chain: dict[str, Any], owner: object
) -> tuple[Caution, ...]:
    """What to know about an account that is to act for another; arguments as for `recipient_warnings`."""
    found: list[Caution] = []
    if not is_nobody(as_address(owner)):
        text = "The delegate is a hotkey: such keys are often kept on servers, unencrypted."
        found.append(warning("caution", "delegate_is_hotkey", text))
    elif is_new_account(on_chain):
        text = "The delegate has never been used on this chain and has nothing to pay fees with."
        found.append(warning("caution", "destination_unknown", text))
    return (*found, *_unfamiliar(delegate, account))


def _unfamiliar(address: Address, account: Account) -> tuple[Caution, ...]:
    twin = look_alike(address, [(account.wallet, account.coldkey), *account.hotkeys, *account.known.pairs()])
    if twin:
        text = (
            f"This address looks like {twin}, which you know, but it is another one. "
            f"If you mean {twin}, write that name."
        )
        return (warning("danger", "destination_look_alike", text),)
    if not account.name_of(address):
        return (warning("note", "destination_new", "This address is not in your address book."),)
    return ()


def is_new_account(on_chain: dict[str, Any]) -> bool:
    """Whether a decoded `System.Account` shows no trace of use."""
    data = on_chain["data"]
    used = on_chain.get("nonce", 0), on_chain.get("providers", 0), data["free"], data.get("reserved", 0)
    return not any(int(each) for each in used)
