"""What hotkeys and subnets are called, as far as it is known without asking anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tao_tui.session.session import Session
    from tao_tui.tables.columns import Column


def hotkey_called(session: Session, address: str) -> str:
    """What the wallet calls it, else what it calls itself on chain; empty where neither is known."""
    return called_here(session, address) or calls_itself(session, address)


def called_here(session: Session, address: str) -> str:
    """What the wallet or the address book calls it; empty when they do not."""
    return session.account.name_of(address) if session.account else ""


def with_names_here(
    columns: Iterable[Column[Any]], key: str, unnamed: Callable[[Any], str], session: Session
) -> tuple[Column[Any], ...]:
    """The columns, where in that of `key` the hotkey `unnamed` on chain, if any, has the name it has here."""

    def named(column: Column[Any]) -> Column[Any]:
        def here(row: Any) -> str:
            hotkey = unnamed(row)
            return called_here(session, hotkey) if hotkey else ""

        return replace(
            column,
            sort_key=lambda row: here(row).casefold() or column.sort_key(row),
            cell=lambda row: here(row) or column.cell(row),
        )

    return tuple(named(column) if column.key == key else column for column in columns)


def calls_itself(session: Session, hotkey: str) -> str:
    """The name on chain of a hotkey that was looked at; its owner chose it, and so may anybody."""
    rows = session.all_known("validators")
    named = next((str(row.name) for row in rows if row.hotkey == hotkey and row.name), "")
    if named:
        return named
    mine = (row for row in session.all_known("positions") if row.hotkey == hotkey)
    return next((str(row.validator_name) for row in mine if row.validator_name), "")


def names_on_chain(session: Session) -> dict[str, str]:
    """What the hotkeys that were looked at call themselves, by address."""
    mine = ((row.hotkey, row.validator_name) for row in session.all_known("positions"))
    others = ((row.hotkey, row.name) for row in session.all_known("validators"))
    return {str(hotkey): str(name) for hotkey, name in (*mine, *others) if name}


def subnet_called(session: Session, netuid: str) -> str:
    """A subnet's number with its name, the number alone where no name is known."""
    for name, attribute in (("subnets", "name"), ("positions", "subnet_name")):
        for row in session.all_known(name):
            if str(row.netuid) == netuid and getattr(row, attribute):
                return f"{netuid} {getattr(row, attribute)}"
    return netuid
