"""Let another account act for one's own, and end that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.arguments.choice import chosen
from tao_tui.actions.plan import Caution, Explanation, Plan
from tao_tui.actions.review.proxy_words import powers_of, type_caution
from tao_tui.actions.review.recipient import delegate_warnings
from tao_tui.actions.review.wording import effect, named, require_funds, span, spendable, warning
from tao_tui.actions.specs.proxies import PROXY_TYPE
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.errors import Declined, UsageError
from tao_tui.reads.proxies import Proxies, Proxy, deposit_for, read_proxies, require_proxies
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client

_PALLET: Final = "Proxy"


@dataclass(frozen=True, slots=True)
class ProxyAdd:
    """Make `delegate` a proxy of type `kind`, whose calls wait for `delay` blocks."""

    delegate: Address
    kind: str
    delay: int

    @classmethod
    def of(cls, values: Mapping[str, Any], account: Account) -> Self:
        """Build it from typed arguments; `UsageError` for the account itself."""
        delegate = Address(str(values["delegate"]))
        if delegate == account.coldkey:
            raise UsageError(
                "An account cannot be its own proxy (NoSelfProxy).",
                hint="Name another account.",
                code="to_itself",
            )
        return cls(delegate, str(values["type"]), int(values["delay"] or 0))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test the type, that it is new and has room, and that its deposit can be paid."""
        from tao_tui.chain.calls.call import Call
        from tao_tui.chain.query import Storage

        runtime = client.runtime
        require_proxies(runtime)
        kind = chosen(PROXY_TYPE, self.kind, runtime)
        reading = await read_proxies(client, account.coldkey)
        there, new = reading.data, Proxy(self.delegate, clean(kind), self.delay)
        _require_room(there, new)
        items = [
            Storage("System", "Account", (account.coldkey,)),
            Storage("System", "Account", (self.delegate,)),
            Storage("SubtensorModule", "Owner", (self.delegate,)),
        ]
        funds, theirs, owner = (await client.read(items, reading.block.hash)).data
        deposit = Tao(max(0, deposit_for(runtime, len(there.proxies) + 1).rao - there.deposit.rao))
        have = spendable(funds, runtime)
        strangers = delegate_warnings(self.delegate, account, theirs, owner)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee + deposit, have, "The deposit and the network fee")
            effects = (
                effect("Delegate", named(self.delegate, account.name_of(self.delegate))),
                effect("May", f"{powers_of(kind)} (type {kind})"),
                effect("Waits", _delay_words(self.delay, client.block_time)),
                effect("Deposit", f"{deposit}, reserved until it is removed"),
                effect("Network fee", fee),
            )
            cautions = (*_cautions(kind, self.delay), *strangers)
            title = f"Let {self.delegate} act for {account.coldkey} as {kind}"
            return Explanation(clean(title), effects, cautions)

        arguments = {"delegate": self.delegate, "proxy_type": kind, "delay": self.delay}
        said = {"delegate": self.delegate, "type": kind, "delay": self.delay}
        return Plan(Call(_PALLET, "add_proxy", arguments), reading.block, explain, said)


@dataclass(frozen=True, slots=True)
class ProxyRemove:
    """End that `delegate` is a proxy; `kind` and `delay` say which, where it is one in several ways."""

    delegate: Address
    kind: str | None
    delay: int | None

    @classmethod
    def of(cls, values: Mapping[str, Any], account: Account) -> Self:
        """Build it from typed arguments."""
        kind = values.get("type")
        return cls(Address(str(values["delegate"])), None if kind is None else str(kind), values.get("delay"))

    async def check(self, client: Client, account: Account) -> Plan:
        """Find the one that is meant; `Declined` when there is none, `UsageError` when there are several."""
        from tao_tui.chain.calls.call import Call
        from tao_tui.chain.query import Storage

        runtime = client.runtime
        require_proxies(runtime)
        kind = None if self.kind is None else chosen(PROXY_TYPE, self.kind, runtime)
        reading = await read_proxies(client, account.coldkey)
        there = reading.data
        one = self._meant(there.proxies, kind)
        funds = await client.read([Storage("System", "Account", (account.coldkey,))], reading.block.hash)
        have = spendable(funds.data[0], runtime)
        back = Tao(max(0, there.deposit.rao - deposit_for(runtime, len(there.proxies) - 1).rao))

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            effects = (
                effect("Delegate", named(one.delegate, account.name_of(one.delegate))),
                effect("May no longer", f"{powers_of(one.proxy_type)} (type {one.proxy_type})"),
                effect("Comes back", f"{back} of deposit"),
                effect("Network fee", fee),
            )
            title = f"End that {one.delegate} acts for {account.coldkey} as {one.proxy_type}"
            return Explanation(clean(title), effects)

        arguments = {"delegate": one.delegate, "proxy_type": str(one.proxy_type), "delay": one.delay}
        said = {"delegate": one.delegate, "type": str(one.proxy_type), "delay": one.delay or None}
        return Plan(Call(_PALLET, "remove_proxy", arguments), reading.block, explain, said)

    def _meant(self, proxies: Sequence[Proxy], kind: str | None) -> Proxy:
        mine = [each for each in proxies if each.delegate == self.delegate]
        fitting = [
            each for each in mine if kind in (None, each.proxy_type) and self.delay in (None, each.delay)
        ]
        if not fitting:
            known = "; ".join(_told(each) for each in mine) or "tao-tui wallet proxy list shows who is."
            raise Declined(
                f"{self.delegate} is no such proxy of this account (NotFound).", hint=known, code="not_proxy"
            )
        if len(fitting) > 1:
            raise UsageError(
                f"{self.delegate} is a proxy in {len(fitting)} ways.",
                hint=f"Say which with --type and --delay: {'; '.join(_told(each) for each in fitting)}.",
                code="ambiguous_proxy",
            )
        return fitting[0]


def _require_room(there: Proxies, new: Proxy) -> None:
    if new in there.proxies:
        raise Declined(f"{new.delegate} is that already (Duplicate).", code="no_change")
    if there.most and len(there.proxies) >= there.most:
        raise Declined(
            f"An account has {counted(there.most, 'proxy', 'proxies')} at most (TooMany).",
            hint="Remove one first: tao-tui wallet proxy remove",
            code="too_many_proxies",
        )


def _cautions(kind: str, delay: int) -> tuple[Caution, ...]:
    found = [type_caution(kind)]
    if not delay and found[0].level == "danger":
        text = (
            "Without a delay nothing it does can be stopped. With one, what it announces is listed, and "
            "removing it in time stops it."
        )
        found.append(warning("caution", "no_delay", text))
    return tuple(found)


def _delay_words(delay: int, block_time: float) -> str:
    if not delay:
        return "not at all: it may act at once"
    return f"{counted(delay, 'block')} ({span(delay, block_time)}) between announcing a call and making it"


def _told(proxy: Proxy) -> str:
    return f"type {proxy.proxy_type}, delay {proxy.delay}"
