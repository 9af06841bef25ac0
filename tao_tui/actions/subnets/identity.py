"""What a subnet or a coldkey says of itself: only what is said anew changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Effect, Explanation, Plan
from tao_tui.actions.review.refusals import mistaken, refused
from tao_tui.actions.review.wording import effect, require_funds, spendable
from tao_tui.actions.subnets.owner import not_owner
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.errors import Declined, Unsupported, UsageError
from tao_tui.reads.chain_text import as_address, as_bytes
from tao_tui.reads.identity import (
    COLDKEY_CALL,
    LABELS,
    MODULE,
    SUBNET_CALL,
    Identity,
    coldkey_identity_item,
    identity_fields,
    identity_from,
    subnet_identity_item,
)
from tao_tui.reads.owned_hotkeys import read_owned_hotkeys
from tao_tui.reads.subnets.market import USUAL_NETUIDS
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef

_NONE: Final = "none"
_LONG: Final = 1_024
_COLDKEY_LIMITS: Final = {
    **dict.fromkeys(("name", "url", "github_repo", "discord"), 256),
    **dict.fromkeys(("image", "description", "additional"), _LONG),
}
_SUBNET_LIMITS: Final = {
    **dict.fromkeys(("subnet_name", "discord"), 256),
    **dict.fromkeys(("github_repo", "subnet_contact", "subnet_url"), _LONG),
    **dict.fromkeys(("description", "logo_url", "additional"), _LONG),
}
"""Longest value of each field, bytes (`is_valid_subnet_identity`)."""


@dataclass(frozen=True, slots=True)
class SubnetIdentitySet:
    """Say what `netuid` is; fields that are not in `said` stay."""

    netuid: int
    said: Mapping[str, str]

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments; `UsageError` for a field that is too long or cannot be shown."""
        return cls(int(str(values["netuid"])), _said(values, _SUBNET_LIMITS))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that the subnet is this coldkey's, and that something changes."""
        from tao_tui.chain.query import Storage

        runtime = client.runtime
        fields = identity_fields(runtime, SUBNET_CALL)
        items = [Storage("System", "Account", (account.coldkey,))]
        items += [Storage(MODULE, name, (self.netuid,)) for name in ("NetworksAdded", "SubnetOwner")]
        reading = await client.read([*items, subnet_identity_item(runtime, self.netuid)])
        funds, added, owner, found = reading.data
        if not added:
            raise unknown_subnet(self.netuid)
        if as_address(owner) != account.coldkey:
            raise not_owner(self.netuid, as_address(owner), "NotSubnetOwner")
        change = _Change(fields, identity_from(runtime, SUBNET_CALL, found), self.said)
        return change.plan(client, (reading.block, funds), SUBNET_CALL, {"netuid": self.netuid})


@dataclass(frozen=True, slots=True)
class ColdkeyIdentitySet:
    """Say who the coldkey is; fields that are not in `said` stay."""

    said: Mapping[str, str]

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments; `UsageError` for a field that is too long or cannot be shown."""
        return cls(_said(values, _COLDKEY_LIMITS))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that a hotkey of the coldkey is registered somewhere, and that something changes."""
        from tao_tui.chain.query import Storage

        runtime = client.runtime
        fields = identity_fields(runtime, COLDKEY_CALL)
        hotkeys = (
            await read_owned_hotkeys(client, account.coldkey, [key for _, key in account.hotkeys])
        ).data
        pairs = [(hotkey, netuid) for hotkey in hotkeys for netuid in USUAL_NETUIDS]
        items = [
            Storage("System", "Account", (account.coldkey,)),
            coldkey_identity_item(runtime, account.coldkey),
        ]
        reading = await client.read([*items, *(Storage(MODULE, "IsNetworkMember", pair) for pair in pairs)])
        funds, found, *members = reading.data
        if not any(members):
            raise refused(
                "None of this coldkey's hotkeys is registered on a subnet; an identity needs one.",
                "HotKeyNotRegisteredInNetwork",
                "not_registered",
            )
        change = _Change(fields, identity_from(runtime, COLDKEY_CALL, found), self.said)
        return change.plan(client, (reading.block, funds), COLDKEY_CALL, {})


@dataclass(frozen=True, slots=True)
class _Change:
    """What is said now and what is to be said, under the runtime's fields."""

    fields: tuple[str, ...]
    now: Identity
    said: Mapping[str, str]

    def plan(
        self, client: Client, at: tuple[BlockRef, dict[str, Any]], function: str, where: Mapping[str, object]
    ) -> Plan:
        from tao_tui.chain.calls.call import Call

        block, funds = at
        for name in self.said:
            if name not in self.fields:
                raise Unsupported(
                    f"Runtime {client.runtime.spec_version} has no field “{name}” in this identity.",
                    hint=f"Its fields are {', '.join(self.fields)}.",
                )
        new = {**self.now.stored, **{name: text.encode() for name, text in self.said.items()}}
        changed = [name for name in self.fields if new[name] != self.now.stored[name]]
        if not changed:
            raise Declined("That is what it says already.", code="nothing_to_change")
        have = spendable(funds, client.runtime)
        before = self.now.texts

        def explain(decoded: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            lines = [
                effect(_label(name), f"{_shown(before[name])} → {_shown(as_bytes(decoded.arguments[name]))}")
                for name in changed
            ]
            return Explanation(_title(decoded), (*lines, *self._kept(changed), effect("Network fee", fee)))

        undo = {name: before[name] or _NONE for name in changed}
        return Plan(
            Call(MODULE, function, {**where, **new}),
            block,
            explain,
            {**where, **{name: text or _NONE for name, text in self.said.items()}},
            undo=(_action(function), {**where, **undo}),
        )

    def _kept(self, changed: list[str]) -> tuple[Effect, ...]:
        kept = [_label(name) for name in self.fields if self.now.stored[name] and name not in changed]
        return (effect("Stays", ", ".join(kept)),) if kept else ()


def _said(values: Mapping[str, object], limits: Mapping[str, int]) -> dict[str, str]:
    """The fields that are given, checked; what is empty is said with `none`."""
    said: dict[str, str] = {}
    for name, limit in limits.items():
        value = values.get(name)
        if value is None:
            continue
        text = "" if str(value).strip().lower() == _NONE else str(value).strip()
        size, flag = len(text.encode()), f"--{name.replace('_', '-')}"
        if size > limit:
            raise mistaken(
                f"{flag} has {counted(size, 'byte')}; the chain takes {limit:,}.",
                "InvalidIdentity",
                "too_long",
                f"Shorten it by {counted(size - limit, 'byte')} or more.",
            )
        if clean(text, _LONG + 1) != text:
            raise UsageError(
                f"{flag} has line breaks, double spaces or characters that cannot be seen.",
                hint="Give it in one line, in letters people can see.",
                code="bad_argument",
            )
        said[name] = text
    if not said:
        flags = ", ".join(f"--{name.replace('_', '-')}" for name in limits)
        raise UsageError("Nothing is said anew.", hint=f"Give one of {flags}.", code="missing_argument")
    return said


def _label(name: str) -> str:
    return LABELS.get(name, name)


def _shown(text: str | bytes) -> str:
    return clean(text, _LONG + 1) or "nothing"


def _title(call: DecodedCall) -> Clean:
    netuid = call.arguments.get("netuid")
    return clean("Say who this coldkey is" if netuid is None else f"Say what subnet {netuid} is")


def _action(function: str) -> str:
    return "subnets.identity" if function == SUBNET_CALL else "wallet.identity"
