"""What hotkeys and subnets are called, as far as it is known without asking anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tao_tui.session.session import Session


def hotkey_called(session: Session, address: str) -> str:
    """What the wallet calls it, else what it calls itself on chain; empty where neither is known."""
    account = session.account
    own = account.name_of(address) if account else ""
    return own or calls_itself(session, address)


def calls_itself(session: Session, hotkey: str) -> str:
    """The name on chain of a hotkey that was looked at; its owner chose it, and so may anybody."""
    rows = session.all_known("validators")
    named = next((str(row.name) for row in rows if row.hotkey == hotkey and row.name), "")
    if named:
        return named
    mine = (row for row in session.all_known("positions") if row.hotkey == hotkey)
    return next((str(row.validator_name) for row in mine if row.validator_name), "")


def subnet_called(session: Session, netuid: str) -> str:
    """A subnet's number with its name, the number alone where no name is known."""
    for name, attribute in (("subnets", "name"), ("positions", "subnet_name")):
        for row in session.all_known(name):
            if str(row.netuid) == netuid and getattr(row, attribute):
                return f"{netuid} {getattr(row, attribute)}"
    return netuid
