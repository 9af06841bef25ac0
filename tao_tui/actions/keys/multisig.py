"""Approve or cancel a call that waits in a multisig, known by its hash alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.origin.shared import Waiting, approval_of, read_shared, waiting_of
from tao_tui.actions.plan import Explanation, Plan
from tao_tui.actions.review.wording import effect, named, require_funds, spendable, warning
from tao_tui.amounts import Tao
from tao_tui.errors import Declined, NodeProtocolError, Unsupported, UsageError
from tao_tui.text import clean
from tao_tui.wallet.multisigs import Multisigs, SharedAccount

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import ComposedCall, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef, Reading

_HASH: Final = re.compile(r"0x[0-9a-f]{64}")
_UNSEEN: Final = (
    "What it does is not known here: only its hash is approved. Ask whoever began it for the call, check it, "
    "and give it with --call-data."
)


@dataclass(frozen=True, slots=True)
class Operation:
    """A call that waits in a multisig: where, for whom, and the call itself where it is known."""

    shared: SharedAccount
    call_hash: str
    waiting: Waiting
    call: ComposedCall | None
    block: BlockRef
    funds: Tao
    """What the signatory can spend."""


@dataclass(frozen=True, slots=True)
class Approve:
    """Approve the call with hash `call_hash` in the multisig called `name`."""

    name: str
    call_hash: str
    call_data: bytes | None

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments; `UsageError` for a call that has another hash."""
        given = values.get("call_data")
        return cls(
            str(values["name"]), _hash(str(values["call_hash"])), _bytes(str(given)) if given else None
        )

    async def check(self, client: Client, account: Account) -> Plan:
        """Find what waits and what it does: from `call_data`, or from the block where it began."""
        found = await read_operation(client, account, self.name, self.call_hash, self.call_data)
        said = {"call_hash": self.call_hash, "name": self.name}
        if self.call_data is not None:
            said["call_data"] = "0x" + self.call_data.hex()
        if found.call is None:
            return _unseen(found, account, client, said)
        inner = _plan_of(found.call, found.block)
        shared = await read_shared(client, account, found.shared, inner)
        return Plan(shared.call, found.block, shared.explain, said)


@dataclass(frozen=True, slots=True)
class Cancel:
    """Take back the call with hash `call_hash` from the multisig called `name`."""

    name: str
    call_hash: str

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        return cls(str(values["name"]), _hash(str(values["call_hash"])))

    async def check(self, client: Client, account: Account) -> Plan:
        """It waits, and this account began it."""
        from tao_tui.chain.calls.call import Call

        found = await read_operation(client, account, self.name, self.call_hash, None)
        waiting, shared = found.waiting, found.shared
        if waiting.depositor != account.coldkey:
            raise Declined(
                f"Only {waiting.depositor}, who began it, can cancel it.",
                hint="Without enough approvals it is never carried out.",
                code="not_depositor",
            )
        arguments: dict[str, object] = {
            "threshold": shared.threshold,
            "other_signatories": shared.others(account.coldkey),
            "timepoint": waiting.timepoint,
            "call_hash": self.call_hash,
        }

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, found.funds, "The network fee")
            effects = (
                effect("Multisig", named(shared.address, str(shared.name))),
                effect("Which would", _words(found.call)),
                effect("Call hash", str(call.arguments["call_hash"])),
                effect("Approvals", f"{len(waiting.approvals)} of {shared.threshold} are lost"),
                effect("Deposit", f"{waiting.deposit} comes back to you"),
                effect("Network fee", fee),
            )
            return Explanation(clean(f"Cancel in {shared.name}: {_words(found.call)}", 1000), effects)

        said = {"call_hash": self.call_hash, "name": self.name}
        return Plan(Call("Multisig", "cancel_as_multi", arguments), found.block, explain, said)


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A call that waits in a multisig, and what it is where that is known."""

    call_hash: str
    waiting: Waiting
    call: ComposedCall | None

    @property
    def words(self) -> str:
        """What it would do."""
        return _words(self.call)


async def read_waiting(client: Client, shared: SharedAccount) -> Reading[tuple[WaitingCall, ...]]:
    """Every call of the shared account that waits for approvals, each looked up in the block it began in."""
    from tao_tui.chain.query import Reading

    if not client.runtime.has_storage("Multisig", "Multisigs"):
        raise Unsupported("This chain's runtime has no multisig accounts.")
    found = await client.entries("Multisig", "Multisigs", (shared.address,))
    calls: list[WaitingCall] = []
    for key, raw in found.data:
        waiting = waiting_of(raw)
        calls.append(WaitingCall(str(key), waiting, await known_call(client, waiting, str(key))))
    return Reading(found.block, tuple(calls))


async def read_operation(
    client: Client, account: Account, name: str, call_hash: str, data: bytes | None
) -> Operation:
    """What waits under `call_hash`; `Declined` (code `nothing_waits`) when nothing does."""
    from tao_tui.chain.query import Storage

    shared = await asyncio.to_thread(Multisigs().find, name)
    shared.others(account.coldkey)
    items = (
        Storage("Multisig", "Multisigs", (shared.address, call_hash)),
        Storage("System", "Account", (account.coldkey,)),
    )
    reading = await client.read(items)
    raw, funds = reading.data
    if raw is None:
        raise Declined(
            f"No call with that hash waits in {shared.name}: it was carried out, cancelled or never begun.",
            hint=f"See what waits: tao-tui wallet multisig waiting --name {shared.name}.",
            code="nothing_waits",
        )
    waiting = waiting_of(raw)
    call = await known_call(client, waiting, call_hash, data)
    return Operation(shared, call_hash, waiting, call, reading.block, spendable(funds, client.runtime))


async def known_call(
    client: Client, waiting: Waiting, call_hash: str, data: bytes | None = None
) -> ComposedCall | None:
    """The call with that hash: from its bytes `data`, else from the extrinsic that began it; None unseen.

    Raises `UsageError` (code `other_call`) when `data` is another call.
    """
    from tao_tui.chain.calls.call import Call
    from tao_tui.chain.extrinsics.inner_call import call_in_block

    if data is None:
        return await call_in_block(client, waiting.height, waiting.index, call_hash)
    try:
        decoded = client.runtime.decode_call(data)
        call = client.runtime.compose(Call(decoded.pallet, decoded.function, decoded.arguments))
    except NodeProtocolError:
        raise _no_call() from None
    if call.hash != call_hash:
        raise UsageError(
            f"This is another call: its hash is {call.hash}.",
            hint="Give the very bytes of the call that waits.",
            code="other_call",
        )
    return call


def _plan_of(call: ComposedCall, block: BlockRef) -> Plan:
    """The waiting call as a plan, in words made of its bytes."""
    from tao_tui.chain.calls.call import Call

    def explain(inner: DecodedCall, fee: Tao) -> Explanation:
        from tao_tui.reads.governance.call_words import call_words

        words = call_words(inner)
        return Explanation(words, (effect("Which does", words), effect("Call hash", call.hash)))

    decoded = call.decoded
    return Plan(Call(decoded.pallet, decoded.function, decoded.arguments), block, explain, {})


def _unseen(found: Operation, account: Account, client: Client, said: Mapping[str, object]) -> Plan:
    """An approval of a hash whose call nobody showed: it can be any but the last."""
    shared, waiting = found.shared, found.waiting
    after = len(waiting.approvals) + 1
    if account.coldkey in waiting.approvals or after >= shared.threshold:
        raise Declined(
            f"{len(waiting.approvals)} of {shared.threshold} approved it, and what it does is unknown here: "
            "the last approval has to bring the call itself.",
            hint="Ask whoever began it for the call in hex, and give it with --call-data.",
            code="call_needed",
        )

    def explain(call: DecodedCall, fee: Tao) -> Explanation:
        require_funds(fee, found.funds, "The network fee")
        effects = (
            effect("Multisig", named(shared.address, str(shared.name))),
            effect("Call hash", str(call.arguments["call_hash"])),
            effect("Approvals", f"{after} of {shared.threshold} needed, yours included"),
            effect("Network fee", fee),
        )
        title = clean(f"Approve an unknown call in {shared.name}", 1000)
        return Explanation(title, effects, (warning("danger", "unseen_call", _UNSEEN),))

    return Plan(approval_of(shared, account.coldkey, waiting, found.call_hash), found.block, explain, said)


def _words(call: ComposedCall | None) -> str:
    from tao_tui.reads.governance.call_words import call_words

    return "a call that is not known here" if call is None else str(call_words(call.decoded))


def _hash(text: str) -> str:
    digits = text.strip().lower()
    if not _HASH.fullmatch(digits):
        raise UsageError(
            f"“{text[:80]}” is not the hash of a call.", hint="It is 0x and 64 digits.", code="bad_hash"
        )
    return digits


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text.strip().removeprefix("0x"))
    except ValueError:
        raise _no_call() from None


def _no_call() -> UsageError:
    return UsageError(
        "That is not a call of this chain in hex.",
        hint="It is 0x and digits, as --dry-run --json shows it as call_hex.",
        code="bad_call",
    )
