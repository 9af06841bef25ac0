"""What stands until it is changed, as sheets: auto-stake, root claims, children, takes and proxies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.actions.arguments.lists import write_list
from tao_tui.amounts import write_ppm
from tao_tui.counted import counted
from tao_tui.messages import Perform
from tao_tui.screens.sheets.picker import Choice
from tao_tui.tables.auto_stake import AUTO_STAKE_COLUMNS
from tao_tui.tables.proxies import PROXY_COLUMNS, proxies_sentence
from tao_tui.tables.relations import RELATION_COLUMNS, links_of
from tao_tui.tables.root_claims import CLAIM_COLUMNS, claims_sentence
from tao_tui.tables.takes import TAKE_COLUMNS, take_rule

if TYPE_CHECKING:
    from tao_tui.reads.auto_stake import AutoStake
    from tao_tui.reads.owned.root_claims import RootClaim
    from tao_tui.reads.proxies import Proxy
    from tao_tui.reads.validators.takes import Take
    from tao_tui.session.session import Session
    from tao_tui.tables.columns import Column
    from tao_tui.tables.relations import Link

Prefill = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do in a sheet: its key, and the form it opens, filled in from the row under the cursor."""

    key: str
    label: str
    action: str
    prefill: Callable[[Any], Prefill | None] = lambda row: {}
    """From the row, or None where there is none; answers None when the deed needs a row."""

    def of(self, row: Any) -> Perform | None:
        """The form to open, or None when it needs a row."""
        filled = self.prefill(row)
        return None if filled is None else Perform(self.action, dict(filled))


@dataclass(frozen=True, slots=True)
class Shown:
    """What was read: rows, and a sentence about all of them."""

    rows: Sequence[Any]
    said: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One kind of standing rule."""

    title: str
    note: str
    columns: tuple[Column[Any], ...]
    key: Callable[[Any], Hashable]
    empty: str
    read: Callable[[Session], Awaitable[Shown]]
    deeds: tuple[Deed, ...]
    """The first one is what enter does."""

    @property
    def choice(self) -> Choice:
        """How a list offers it."""
        return Choice(f"{self.title:<16}", self, self.note)


async def _read_auto(session: Session) -> Shown:
    coldkey = _account(session).coldkey
    found = await session.fact("auto-stake", lambda c: session.reads.auto_stake(c, coldkey), coldkey)
    rows: list[AutoStake] = sorted(found.data, key=lambda row: not (row.destination or row.miners))
    set_on = sum(1 for row in rows if row.destination)
    if not set_on:
        return Shown(rows, "Set nowhere: what a miner earns is staked to its own hotkey.")
    where = f"on {set_on} of {counted(len(rows), 'subnet')}"
    return Shown(rows, f"Set {where}; elsewhere what a miner earns is staked to its own hotkey.")


async def _read_claims(session: Session) -> Shown:
    coldkey = _account(session).coldkey
    found = await session.fact("claims", lambda c: session.reads.root_claims(c, coldkey), coldkey)
    return Shown(found.data.claims, claims_sentence(found.data))


async def _read_children(session: Session) -> Shown:
    account = _account(session)
    netuids = tuple(subnet.netuid for subnet in (await session.subnets()).data)
    known = tuple(address for _, address in account.hotkeys)
    found = await session.fact(
        "children", lambda c: session.reads.relations(c, account.coldkey, known, netuids), account.coldkey
    )
    rows = list(links_of(each for each in found.data if not each.is_empty))
    waits = any(each.pending for each in found.data)
    said = (
        "What waits takes effect with the first epoch after its block."
        if waits
        else "No change waits for an epoch."
    )
    return Shown(rows, said)


async def _read_takes(session: Session) -> Shown:
    account = _account(session)
    known = tuple(address for _, address in account.hotkeys)
    found = await session.fact(
        "takes", lambda c: session.reads.takes(c, account.coldkey, known), account.coldkey
    )
    return Shown(found.data, take_rule(found.data[0]) if found.data else "")


async def _read_proxies(session: Session) -> Shown:
    coldkey = _account(session).coldkey
    found = await session.fact("proxies", lambda c: session.reads.proxies(c, coldkey), coldkey)
    return Shown(found.data.proxies, proxies_sentence(found.data))


def _account(session: Session) -> Any:
    assert session.account is not None
    return session.account


def _of_claim(row: RootClaim | None) -> Prefill | None:
    if row is None:
        return None
    return {"hotkey": row.hotkey} if row.netuid is None else {"netuids": str(row.netuid)}


def _of_link(row: Link | None) -> Prefill:
    if row is None:
        return {}
    found = row.relations
    children = found.pending.children if found.pending else found.children
    shares = tuple((child.hotkey, child.ppm) for child in children)
    typed = write_list(shares, write_ppm) if shares else ""
    return {"hotkey": found.hotkey, "netuid": str(found.netuid), "children": typed}


def _of_relation(row: Link | None) -> Prefill:
    return {} if row is None else {"hotkey": row.relations.hotkey, "netuid": str(row.relations.netuid)}


def _of_take(row: Take | None) -> Prefill:
    return {} if row is None else {"hotkey": row.hotkey}


def _of_proxy(row: Proxy | None) -> Prefill | None:
    if row is None:
        return None
    return {"delegate": row.delegate, "type": row.proxy_type, "delay": str(row.delay)}


def _of_subnet(row: AutoStake | None) -> Prefill:
    return {} if row is None else {"netuid": str(row.netuid)}


AUTO: Final = Standing(
    "Auto-stake",
    "where your miners' earnings are staked",
    AUTO_STAKE_COLUMNS,
    lambda row: row.netuid,
    "There are no subnets yet.",
    _read_auto,
    (Deed("enter", "Set", "stake.auto", _of_subnet),),
)
CLAIMS: Final = Standing(
    "Root claims",
    "what root stake has earned, and what becomes of it",
    CLAIM_COLUMNS,
    lambda row: f"{row.hotkey} {row.netuid}",
    "Nothing to claim.",
    _read_claims,
    (
        Deed("enter", "Claim", "stake.claim", _of_claim),
        Deed("a", "Claim all", "stake.claim", lambda row: {"netuids": "all"}),
        Deed("t", "Type", "stake.claim_type"),
    ),
)
CHILDREN: Final = Standing(
    "Child hotkeys",
    "stake your hotkeys lend and borrow",
    RELATION_COLUMNS,
    lambda row: row.key,
    "None of your hotkeys lends or borrows stake.",
    _read_children,
    (
        Deed("enter", "Change", "stake.children", _of_link),
        Deed("n", "New", "stake.children"),
        Deed("t", "Child take", "stake.child_take", _of_relation),
    ),
)
TAKES: Final = Standing(
    "Takes",
    "what your hotkeys keep of dividends",
    TAKE_COLUMNS,
    lambda row: row.hotkey,
    "You have no hotkeys.",
    _read_takes,
    (Deed("enter", "Set", "stake.take", _of_take),),
)
PROXIES: Final = Standing(
    "Proxies",
    "who may act for your account",
    PROXY_COLUMNS,
    lambda row: f"{row.delegate} {row.proxy_type} {row.delay}",
    "No proxies.",
    _read_proxies,
    (
        Deed("enter", "Remove", "wallet.proxy.remove", _of_proxy),
        Deed("n", "Add", "wallet.proxy.add"),
    ),
)
STANDINGS: Final = (AUTO, CLAIMS, CHILDREN, TAKES, PROXIES)
"""Every sheet, in the order lists offer them."""
