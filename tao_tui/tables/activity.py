"""The columns of Activity: what was sent from here, what others did to one's accounts, how it ended."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.counted import counted
from tao_tui.journal.row import JournalRow
from tao_tui.tables import cells
from tao_tui.tables.columns import Column
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.journal.finding import Finding
    from tao_tui.journal.movement import Movement
    from tao_tui.wallet.known import Known

_GLYPHS: Final = {
    "finalized": "✔",
    "in_block": "◐",
    "sent": "…",
    "signed": "…",
    "lost": "?",
    "failed": "✘",
    "rejected": "✘",
    "expired": "✘",
}
_PLAIN_TRANSFERS: Final = tuple(
    f"Balances.transfer{how}" for how in ("", "_keep_alive", "_allow_death", "_all")
)
_FOR: Final = {"real": "for"}
"""Arguments whose names say little: for whom a proxy acts."""
_NESTED: Final = 3
"""How deep calls within calls are told of: a proxy's sudo of a batch."""
HERE: Final = "tao-tui"
_BY: Final = {"signed": "elsewhere", "proxied": "proxy", "received": "others", "moved": "others"}
"""Who did it, by what the account had to do with it: another program of one's own, one's proxy, others."""

DONE_BY: Final = {
    "elsewhere": "another program with your key",
    "proxy": "somebody acting for you",
    "others": "others",
}
"""The same in words, for what was not sent from here."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of Activity: an extrinsic sent from here, or something found in a block."""

    row: JournalRow
    found: Finding | None = None
    warning: str = ""
    """Why the other side may not be who it seems; an empty text where nothing speaks against it."""
    own: bool = False
    """Whether a key of this person's signed what was found."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What addresses are called here."""

    @property
    def key(self) -> int | tuple[str, str, int, int]:
        """What tells it from every other."""
        return self.row.id if self.found is None else self.found.key

    @property
    def by(self) -> str:
        """Who did it: `tao-tui`, `elsewhere`, `proxy` or `others`."""
        if self.found is None:
            return HERE
        return "elsewhere" if self.own else _BY[self.found.role]

    @property
    def done_by(self) -> Literal["account", "proxy", "others"]:
        """Whose act it was: the account's own, its proxy's, or that of others."""
        return "proxy" if self.by == "proxy" else "others" if self.by == "others" else "account"

    @property
    def glyph(self) -> str:
        """How it stands, in one cell."""
        return _GLYPHS.get(self.row.status, " ")

    @property
    def account(self) -> str:
        """Whose account it concerns."""
        return self.row.real_account or self.row.signer

    @property
    def movements(self) -> tuple[Movement, ...]:
        """What the account gained and gave."""
        from tao_tui.journal.movement import Movement, read_back

        return read_back(Movement, self.row.moved_json)

    def called(self, address: str) -> str:
        """What an address is called here, or its ends."""
        return self.names.get(address) or cells.short_address(address)

    @property
    def brief(self) -> tuple[str, ...]:
        """What it moved, a few words each."""
        from tao_tui.tables.movement_words import brief

        told = (brief(movement, self.names) for movement in self.movements)
        return tuple(each.removesuffix(f", {self.action}") for each in told)

    @property
    def told(self) -> str:
        """What it did in a line: as it was typed here, else what it moved, else what was called."""
        if self.found is None:
            return _typed(self)
        return "; ".join(self.brief) or _called(self)

    @property
    def action(self) -> str:
        """What was done, in a word: an action's name, or what came or went, or the chain's call."""
        if self.row.command:
            return self.row.action
        if self.found is not None and self.found.role in ("received", "moved") and self.movements:
            return self.movements[0].kind.replace("_", " ")
        name = self.row.action
        return "transfer" if name in _PLAIN_TRANSFERS else name.partition(".")[2] or name


def entries_of(
    rows: Sequence[JournalRow],
    findings: Sequence[Finding] = (),
    known: Known | None = None,
    on_chain: Mapping[str, str] = MappingProxyType({}),
) -> list[Entry]:
    """Both kinds, the newest first; `known` addresses tell whose look is only borrowed.

    What hotkeys call themselves `on_chain`, by address, stands where they have no name here.
    """
    from tao_tui.wallet.dev_accounts import DEV_NAMES

    here = {str(address): name for name, address in reversed(tuple(known.pairs()))} if known else {}
    names = {**on_chain, **DEV_NAMES, **here}
    own = {*known.wallets.values(), *known.hotkeys.values()} if known else set()
    found = [
        Entry(
            each.as_row(),
            each,
            _look_alike(each, known),
            each.role == "signed" or each.signer in own,
            names,
        )
        for each in findings
    ]
    entries = [Entry(row, names=names) for row in rows] + found
    return sorted(entries, key=lambda entry: entry.row.created_at, reverse=True)


def _look_alike(found: Finding, known: Known | None) -> str:
    """What to say when the other side looks like a known address and is not: such payments are bait."""
    if known is None:
        return ""
    from tao_tui.journal.movement import Movement, read_back
    from tao_tui.wallet.look_alike import look_alike

    pairs = tuple(known.pairs())
    for movement in read_back(Movement, found.moved_json):
        if movement.other and (twin := look_alike(movement.other, pairs)):
            return f"{movement.other} looks like {twin}, which you know, but it is another address."
    return ""


def _when(entry: Entry) -> str:
    return time.strftime("%d %b %H:%M", time.localtime(entry.row.created_at))


def _what(entry: Entry) -> str:
    if entry.row.command:
        return _typed(entry)
    words = "; ".join(entry.brief) or _called(entry)
    return clean(f"{'! ' if entry.warning else ''}{words}", 120)


def _called(entry: Entry) -> str:
    """The call's plain arguments and the calls within it, for what moved nothing."""
    import json

    call = json.loads(entry.row.call_json)
    return _arguments(entry, call, _NESTED) if call else ""


def _arguments(entry: Entry, call: Mapping[str, Any], deeper: int) -> str:
    told = []
    for name, value in call.get("arguments", {}).items():
        if isinstance(value, str | int):
            told.append(f"{_FOR.get(name, name)} {entry.called(str(value))}")
        elif isinstance(value, dict) and "function" in value:
            within = _arguments(entry, value, deeper - 1) if deeper else ""
            told.append(f"{value['function']}: {within}" if within else str(value["function"]))
        elif name == "calls" and isinstance(value, list):
            told.append(f"{counted(len(value), 'call')}")
    return ", ".join(told)


def _typed(entry: Entry) -> str:
    """The arguments of the command: for whom, what stands alone, the amount, then the rest by name."""
    try:
        words = shlex.split(entry.row.command)[1 + len(entry.row.action.split(".")) :]
    except ValueError:  # another program wrote the row
        words = []
    acting: list[str] = []
    alone: list[str] = []
    named: dict[str, list[str]] = {}
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            alone.append(entry.called(word))
            continue
        value = "" if not words or words[0].startswith("--") else entry.called(words.pop(0))
        if word in ("--proxy-for", "--multisig"):
            acting.append(f"{'for' if word == '--proxy-for' else 'as'} {value},")
        elif word == "--amount":
            alone.append(value)
        elif word not in ("--wallet", "--network", "--tolerance"):
            named.setdefault(word.removeprefix("--"), []).append(value)
    rest = [f"{name} {'+'.join(values)}".rstrip() for name, values in named.items()]
    return clean(" ".join([*acting, *alone, *rest]), 120)


ACTIVITY_COLUMNS: Final[tuple[Column[Entry], ...]] = (
    Column("when", "when", 12, "left", 0, lambda entry: entry.row.created_at, _when),
    Column("by", "by", 9, "left", 0, lambda entry: entry.by, lambda entry: entry.by),
    Column("action", "action", 17, "left", 0, lambda entry: entry.action, lambda entry: entry.action),
    Column(
        "status",
        "status",
        12,
        "left",
        0,
        lambda entry: entry.row.status,
        lambda entry: f"{entry.glyph} {entry.row.status.replace('_', ' ')}",
    ),
    Column("what", "what", 24, "left", 1, _what, _what),
    Column(
        "block",
        "block",
        11,
        "right",
        1,
        lambda entry: entry.row.block_number,
        lambda entry: cells.NONE if entry.row.block_number is None else cells.count(entry.row.block_number),
    ),
    Column(
        "error",
        "error",
        24,
        "left",
        2,
        lambda entry: entry.row.error or "",
        lambda entry: clean(entry.row.error or "", 60),
    ),
    Column(
        "account",
        "account",
        12,
        "left",
        3,
        lambda entry: entry.names.get(entry.account, entry.account),
        lambda entry: entry.called(entry.account),
    ),
    Column(
        "network",
        "network",
        10,
        "left",
        4,
        lambda entry: entry.row.network,
        lambda entry: clean(entry.row.network, 40),
    ),
    Column(
        "hash",
        "hash",
        12,
        "left",
        2,
        lambda entry: entry.row.extrinsic_hash,
        lambda entry: cells.short_address(entry.row.extrinsic_hash),
    ),
)
"""What one entry shows."""
