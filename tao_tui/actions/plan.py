"""What the steps of an action hand each other: the plan, the review, a step of the way, the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from tao_tui.actions.account import Account
from tao_tui.actions.spec import Danger
from tao_tui.actions.weight import Weight
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.journal.movement import Movement, Quoted
from tao_tui.text import Clean

if TYPE_CHECKING:
    from tao_tui.chain.blocks.events import Event
    from tao_tui.chain.calls.call import Call, ComposedCall, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef
    from tao_tui.chain.trust.evidence import Confirmation
    from tao_tui.journal.unfilled import Unfilled
    from tao_tui.reads.past.given import Given


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of a review: what it is about and what happens to it."""

    label: Clean
    value: Clean


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to know before agreeing."""

    level: Literal["note", "caution", "danger"]
    code: str
    """A stable name for scripts, such as `destination_is_hotkey`."""
    text: Clean


def gravest_first(warnings: Iterable[Caution]) -> list[Caution]:
    """Dangers before cautions before notes; of one kind in their order."""
    return sorted(warnings, key=lambda each: ("danger", "caution", "note").index(each.level))


@dataclass(frozen=True, slots=True)
class Explanation:
    """The decoded call in plain words."""

    title: Clean
    effects: tuple[Effect, ...]
    warnings: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class PricedTrade:
    """What an action trades with one pool, all of it on one side, as it was priced; rao of TAO or alpha."""

    netuid: int
    side: Literal["add", "remove"]
    amount_in_rao: int
    """TAO when adding, alpha when removing; the pool's share included."""
    amount_out_rao: int
    least_out_rao: int | None
    """The least that comes out if it happens; None where no limit holds all of it to a price."""
    price_rao: int
    """Rao per alpha before it."""
    effective_price_rao: int
    """Rao per alpha with the pool's share."""
    swap_fee_rao: int
    """What the pool keeps, in the currency paid in."""

    @property
    def kept(self) -> Quoted:
        """As the journal keeps it."""
        return Quoted(
            self.netuid, self.side, self.amount_in_rao, self.amount_out_rao, self.effective_price_rao
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A call that passed every check against live state, and how to explain its decoded form."""

    call: Call
    block: BlockRef
    """The block the checks and quotes hold for."""
    explain: Callable[[DecodedCall, Tao], Explanation]
    """Words for the decoded call and the network fee; raises `Declined` when the fee cannot be paid."""
    arguments: Mapping[str, object]
    """The arguments as understood, for the equivalent command line."""
    period: int = 128
    """Blocks the signature is valid for."""
    quoted: tuple[PricedTrade, ...] = ()
    """The trades with pools as they were priced, to be held against what they bring."""
    undo: tuple[str, Mapping[str, object]] | None = None
    """The action, with its typed arguments, that would bring back what is there now; None where the call
    itself or what it moves tells (`actions.undoing`)."""


class Action(Protocol):
    """One thing a person can do; built from arguments, checked against a node."""

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Action:
        """Build it from typed arguments; `UsageError` when they cannot go together."""
        ...

    async def check(self, client: Client, account: Account) -> Plan:
        """Test it against live state; `UsageError` or `Declined` say why it would fail."""
        ...


@dataclass(frozen=True, slots=True)
class Review:
    """What a person agrees to: words made from the very bytes that will be signed."""

    action: str
    title: Clean
    call: ComposedCall
    signer: Address
    crypto_type: int
    fee: Tao
    weight: Weight
    effects: tuple[Effect, ...]
    warnings: tuple[Caution, ...]
    command_line: str
    valid_blocks: int
    confirm_word: str
    danger: Danger
    block: BlockRef
    arguments: Mapping[str, object]
    account: Account
    source: Confirmation
    """Which node said what this rests on; what a second one does not confirm is not signed."""
    shielded: bool
    """Whether it is sent encrypted, inside another extrinsic."""
    intent: str
    """Equal for reviews that mean the same, so that one is not carried out twice."""
    quoted: tuple[PricedTrade, ...] = ()
    """The trades with pools as they were priced at `block`."""
    undo: tuple[str, Mapping[str, object]] | None = None
    """The action that would bring back what was there at `block`, where it is one that sets something."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an action is called where it is written down."""

    action: str
    title: Clean
    command_line: str
    quoted: tuple[Quoted, ...] = ()
    undo: tuple[str, Mapping[str, object]] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened on the way to finality."""

    name: Literal[
        "repriced", "looking", "waiting", "signing", "journaled", "sent", "in_block",
        "failed_there", "retracted", "finalized", "lost",
    ]  # fmt: skip
    text: Clean
    block_hash: str | None = None
    extrinsic_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a submitted action ended on chain; only successes are returned."""

    action: str
    extrinsic_hash: str
    block_hash: str
    block_number: int
    finalized: bool
    fee: Tao
    events: tuple[Event, ...]
    summary: Clean
    moved: tuple[Movement, ...] = ()
    """What the account gained and gave, the network fee left out."""
    unfilled: tuple[Unfilled, ...] = ()
    """What stayed of trades that were filled only in part; told of a final block alone."""
    given: tuple[Given, ...] = ()
    """The uids and subnets it brought."""
