"""In whose name an action is done: the wallet's own, another's as its proxy, or one shared with others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.actions.account import Account
from tao_tui.actions.origin.proxied import Proxied, acting_for, read_proxied, require_proxy
from tao_tui.actions.origin.shared import Shared, acting_as, read_shared, shared_by
from tao_tui.actions.plan import Plan
from tao_tui.actions.specs.arguments import MULTISIG, PROXY_FOR
from tao_tui.addresses import Address
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.wallet.multisigs import SharedAccount


@dataclass(frozen=True, slots=True)
class Route:
    """Who signs, and whom it is done for."""

    signer: Account
    acting: Account
    """The account the action is checked for."""
    shared: SharedAccount | None
    arguments: Mapping[str, object]
    """What the equivalent command line says of it."""

    @property
    def real(self) -> Address | None:
        """Whom it is done for, where that is not the signer."""
        return None if self.acting is self.signer else self.acting.coldkey

    async def require(self, client: Client) -> None:
        """`Declined` where the signer is no proxy of whom it would act for."""
        if self.shared is None and self.real is not None:
            await require_proxy(client, self.signer, self.real)

    async def wrapped(self, client: Client, plan: Plan) -> Plan | Proxied | Shared:
        """The plan as the signer has to carry it out."""
        if self.shared is not None:
            return await read_shared(client, self.signer, self.shared, plan)
        if self.real is not None:
            return await read_proxied(client, self.signer, self.real, plan)
        return plan


def acted_for(call: DecodedCall, signer: str) -> str | None:
    """The account that a call is made for, where its signer is a proxy or one of several signatories."""
    if call.name == "Proxy.proxy":
        return str(call.arguments["real"])
    shared = shared_by(call.name, call.arguments, Address(signer))
    return None if shared is None else str(shared.address)


async def route_of(values: Mapping[str, object], account: Account) -> Route:
    """As `route_named`, from another thread: the names of multisigs are in a file."""
    return await asyncio.to_thread(route_named, values, account)


def route_named(values: Mapping[str, object], account: Account) -> Route:
    """The way the arguments name; `UsageError` for two at once, or one that does not exist."""
    from tao_tui.wallet.multisigs import Multisigs

    real, name = values.get(PROXY_FOR.name), values.get(MULTISIG.name)
    said = {PROXY_FOR.name: real, MULTISIG.name: name}
    if real is not None and name is not None:
        raise UsageError(
            "An action goes through a proxy or a multisig, not both.",
            hint="Leave one out.",
            code="two_routes",
        )
    if name is not None:
        shared = Multisigs().find(str(name))
        return Route(account, acting_as(account, shared), shared, said)
    acting = account if real is None else acting_for(account, Address(str(real)))
    return Route(account, acting, None, said)
