"""A chain as the scenarios see it: accounts with money, calls that succeed or fail by name, storage."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, aclosing
from typing import Any, Final, TypeVar, cast

import bittensor_core as bc
import pytest

from tao_tui.actions.account import Account
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.addresses import parse_address
from tao_tui.amounts import Tao
from tao_tui.chain.calls.call import Call
from tao_tui.chain.client import Client
from tao_tui.chain.connection.rpc import RpcError
from tao_tui.chain.extrinsics.inclusion import Inclusion
from tao_tui.chain.extrinsics.pool_errors import pool_error_name
from tao_tui.chain.extrinsics.signing import SignedExtrinsic, assemble
from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.errors import ChainRejected, TaoTuiError

TAO: Final = 10**9
ALICE: Final = bc.Keypair.from_uri("//Alice")
PATIENCE: Final = 60.0
"""Seconds one extrinsic may take into a block."""


T = TypeVar("T")


def following(stream: AsyncIterator[T]) -> AbstractAsyncContextManager[AsyncGenerator[T, None]]:
    """A client's stream, ended with the `with` block."""
    return aclosing(cast("AsyncGenerator[T, None]", stream))


def split(name: str) -> tuple[str, str]:
    """`Pallet.item` as two names."""
    pallet, _, item = name.partition(".")
    return pallet, item


class Chain:
    """One chain behind a client; every account of a run is new to it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._run = secrets.token_hex(4)
        self._accounts = 0

    @property
    def runtime_name(self) -> str:
        """The runtime as a reason to skip names it."""
        return f"runtime {self.client.runtime.spec_version}"

    def needs_call(self, name: str, *arguments: str) -> None:
        """Skip the scenario where the runtime has no such call, or one that takes other arguments."""
        runtime = self.client.runtime
        if not runtime.has_call(*split(name)):
            pytest.skip(f"{self.runtime_name} has no call {name}")
        for argument in arguments:
            if not self.takes(name, argument):
                pytest.skip(f"{self.runtime_name}'s {name} takes no {argument}")

    def needs_storage(self, name: str) -> None:
        """Skip the scenario where the runtime stores no such thing."""
        if not self.client.runtime.has_storage(*split(name)):
            pytest.skip(f"{self.runtime_name} has no storage {name}")

    def needs_api(self, name: str) -> None:
        """Skip the scenario where the runtime answers no such question."""
        if not self.client.runtime.has_api(*split(name)):
            pytest.skip(f"{self.runtime_name} has no API {name}")

    def offers(self, name: str) -> bool:
        """Whether the runtime has the call."""
        return self.client.runtime.has_call(*split(name))

    def takes(self, name: str, argument: str) -> bool:
        """Whether the call has an argument of that name."""
        return argument in {known for known, _ in self.client.runtime.call_arguments(*split(name))}

    def stranger(self) -> bc.Keypair:
        """A key this chain has never seen."""
        self._accounts += 1
        return bc.Keypair.from_uri(f"//conformance//{self._run}//{self._accounts}")

    async def account(self, tao: float = 1_000) -> bc.Keypair:
        """A new account with this much TAO, written into the state: a block each would take most of a run."""
        keypair = self.stranger()
        empty = await self.get("System.Account", keypair.ss58_address)
        money = {**empty, "providers": 1, "data": {**empty["data"], "free": int(tao * TAO)}}
        await self.put("System.Account", keypair.ss58_address, value=money)
        return keypair

    async def paid(self, tao: float) -> bc.Keypair:
        """A new account to which //Alice paid this much TAO."""
        keypair = self.stranger()
        await self.do(ALICE, "Balances.transfer_keep_alive", dest=keypair.ss58_address, value=int(tao * TAO))
        return keypair

    async def signed(self, signer: bc.Keypair, name: str, /, **arguments: object) -> SignedExtrinsic:
        """An extrinsic ready to send."""
        composed = self.client.runtime.compose(Call(*split(name), arguments))
        address = parse_address(signer.ss58_address)
        request = await self.client.prepare(composed, address, signer.crypto_type, period=64)
        return assemble(request, signer.sign(request.payload))

    async def include(self, signer: bc.Keypair, name: str, /, **arguments: object) -> Inclusion:
        """Sign and send a call; answers what became of it once a block holds it."""
        return await self._included(await self.signed(signer, name, **arguments), name)

    async def _included(self, signed: SignedExtrinsic, name: str) -> Inclusion:
        async with asyncio.timeout(PATIENCE), following(self.client.submit(signed)) as steps:
            async for step in steps:
                if step.kind in ("in_block", "finalized"):
                    assert step.block_hash is not None
                    return await self.client.outcome(signed.hash, step.block_hash)
        raise AssertionError(f"{name} came into no block")

    async def do(self, signer: bc.Keypair, name: str, /, **arguments: object) -> Inclusion:
        """As `include`; the call must succeed, calls inside it too."""
        done = await self.include(signer, name, **arguments)
        assert done.success, (name, done.error)
        return done

    async def fails(self, signer: bc.Keypair, name: str, /, **arguments: object) -> str:
        """As `include`; the call must fail. Answers `Pallet.Error`."""
        done = await self.include(signer, name, **arguments)
        assert done.error is not None, name
        return f"{done.error.pallet}.{done.error.name}"

    async def rejects(self, signer: bc.Keypair, name: str, /, **arguments: object) -> str:
        """A call refused by the pool or failing on chain, as the runtime has it; answers the error's name."""
        try:
            return (await self.fails(signer, name, **arguments)).partition(".")[2]
        except ChainRejected as refused:
            return refused.code

    def account_of(self, signer: bc.Keypair, *hotkeys: bc.Keypair) -> Account:
        """The signer as actions see it."""
        named = tuple(
            (f"h{number}", parse_address(hotkey.ss58_address)) for number, hotkey in enumerate(hotkeys)
        )
        return Account(parse_address(signer.ss58_address), "conformance", named, signer.crypto_type)

    async def reviewed(self, signer: bc.Keypair, action: str, /, **arguments: object) -> Review:
        """An action checked for the signer against this chain's state."""
        return await review(action, arguments, self.client, self.account_of(signer))

    async def carry_out(self, signer: bc.Keypair, agreed: Review) -> Inclusion:
        """Sign the very call that was reviewed, and have it included."""
        request = await self.client.prepare(agreed.call, agreed.signer, signer.crypto_type, period=64)
        signed = assemble(request, signer.sign(request.payload))
        return await self._included(signed, str(agreed.title))

    async def act(self, signer: bc.Keypair, action: str, /, **arguments: object) -> Inclusion:
        """Carry out what the review of an action shows; it must succeed and cost no more than was said."""
        agreed = await self.reviewed(signer, action, **arguments)
        done = await self.carry_out(signer, agreed)
        assert done.success, (action, done.error)
        assert done.fee_rao <= agreed.fee.rao, action
        return done

    async def declines(self, signer: bc.Keypair, action: str, /, **arguments: object) -> str:
        """The code of the reason for which an action is refused before it is signed."""
        with pytest.raises(TaoTuiError) as refused:
            await self.reviewed(signer, action, **arguments)
        return refused.value.code

    async def put(self, name: str, *keys: object, value: object) -> None:
        """Write a stored value, as development nodes let one."""
        await self.store({Storage(*split(name), keys): value})

    async def store(self, values: Mapping[Storage, object]) -> None:
        """Write values into the state of the head."""
        runtime = self.client.runtime
        pairs = []
        for item, value in values.items():
            kind = runtime.item(item.pallet, item.item).value_type
            raw = bytes(runtime.codec.encode(kind, value))
            pairs.append(["0x" + runtime.storage_key(item).hex(), "0x" + raw.hex()])
        await self.client.request("dev_setStorage", pairs)

    async def as_root(self, name: str, /, **arguments: object) -> Inclusion:
        """Make a call as root by the sudo key."""
        return await self.do(ALICE, "Sudo.sudo", call=Call(*split(name), arguments))

    async def refuses(self, data: bytes) -> tuple[int, str]:
        """Submit bytes the pool must refuse; answers its JSON-RPC code and the chain's name of the reason."""
        try:
            found = await self.client.request("author_submitExtrinsic", "0x" + data.hex())
        except RpcError as error:
            return error.number, pool_error_name(error, self.client.runtime.spec_version)
        raise AssertionError(f"the pool took {found}")

    async def get(self, name: str, *keys: object) -> Any:
        """A stored value."""
        (value,) = (await self.client.read((Storage(*split(name), keys),))).data
        return value

    async def ask(self, name: str, *arguments: object) -> Any:
        """The answer of a runtime API method, `Api.method`."""
        (value,) = (await self.client.read((RuntimeCall(*split(name), arguments),))).data
        return value

    async def free(self, keypair: bc.Keypair) -> int:
        """The account's free balance, rao."""
        account = await self.get("System.Account", keypair.ss58_address)
        return int(account["data"]["free"])

    async def advance(self, blocks: int) -> None:
        """Let so many blocks be made."""
        head = (await self.client.head()).number
        try:
            for _ in range(blocks):
                await self.client.request("dev_newBlock", {"count": 1})
        except RpcError as error:
            if not error.lacks_method:
                raise
        async with asyncio.timeout(PATIENCE * (1 + blocks)):
            while (await self.client.head()).number < head + blocks:
                await asyncio.sleep(0.1)


def said(found: Review) -> dict[str, str]:
    """What a review says, by the label of its line; the last of several with one label."""
    return {str(each.label): str(each.value) for each in found.effects}


def written(rao: int) -> str:
    """Rao as a person writes them."""
    return f"{rao // TAO}.{rao % TAO:09d}"


def amount_in(words: str) -> int:
    """Rao of the amount a line of a review begins with."""
    return Tao.parse(words.removeprefix("about ").partition(" ")[0].replace(",", "")).rao


def told(done: Inclusion) -> list[str]:
    """The events of an extrinsic, `Pallet.Event`, in order."""
    return [f"{event.pallet}.{event.name}" for event in done.events]


def field(done: Inclusion, event: str, name: str, position: int = -1) -> Any:
    """A field of the first event of that name; `position` for runtimes that name no fields."""
    found = next(e for e in done.events if f"{e.pallet}.{e.name}" == event)
    return found.get(name, position)
