"""The signer whose key is in a process of its own: opened for a time, asked, forgotten."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tao_tui.addresses import Address
from tao_tui.wallet.agent import unlock_pace
from tao_tui.wallet.agent.client import Agent, Channel
from tao_tui.wallet.agent.opening import check_openable, opening, opening_of, public_in
from tao_tui.wallet.files.folder import KeyRef
from tao_tui.wallet.files.public import PublicKey
from tao_tui.wallet.rules.rules import Rules
from tao_tui.wallet.secret import Secret
from tao_tui.wallet.stoppable import answer_or_stop
from tao_tui.wallet.transaction import Transaction

LIFETIME_SECONDS: Final = 300.0
"""How long an opened key stays usable unless the caller says otherwise."""

_STOPPED: Final = "Stopped; nothing was signed."
_RULES_STOPPED: Final = "Stopped. Look which rules are in force before you rely on them."


class AgentSigner:
    """A signer whose key lives in another process."""

    def __init__(self, channel: Channel, public: PublicKey) -> None:
        self._channel = channel
        self._public = public

    @property
    def address(self) -> Address:
        """Whose signature it is."""
        return self._public.address

    @property
    def crypto_type(self) -> int:
        """The chain's number for the kind of key: 0 ed25519, 1 sr25519."""
        return self._public.crypto_type

    @property
    def alive(self) -> bool:
        """Whether the key can still be asked."""
        return self._channel.alive

    async def sign(self, transaction: Transaction) -> bytes:
        """The signature; `Declined` when a rule forbids it, `SignerLost` when the key was locked."""
        question = {"do": "sign", "runtime": transaction.runtime.key, "transaction": transaction.to_message()}
        answer = await self._channel.ask(question)
        if "signature" not in answer:
            await self._channel.ask({"do": "runtime", "runtime": transaction.runtime.to_message()})
            answer = await self._channel.ask(question)
        return bytes.fromhex(answer["signature"])

    async def sign_message(self, message: str) -> bytes:
        """The signature of a text; `SignerLost` when the key was locked meanwhile."""
        answer = await self._channel.ask({"do": "message", "text": message})
        return bytes.fromhex(answer["signature"])

    def __repr__(self) -> str:
        return f"<signer for {self.address}>"


@asynccontextmanager
async def open_signer(
    key: KeyRef, password: Secret | None = None, *, lifetime: float = LIFETIME_SECONDS
) -> AsyncIterator[AgentSigner]:
    """Open `key` and sign with it inside the `async with` block; leaving or cancelling forgets it.

    An encrypted key takes about 3.5 s and 512 MB, all of it in the child. `lifetime` is in
    seconds from the moment it is open. Raises `KeyfileMissing` for a watch-only key,
    `PasswordNeeded`, `WrongPassword`, `KeyfileCorrupt` (also when the key is not that of the
    public file, code `key_mismatch`), `SignerLost`, and `Declined` for rules that are not as they were set.
    """
    check_openable(key, password)
    agent = await Agent.start()
    try:
        began = time.monotonic()
        answer = await answer_or_stop(agent.ask(opening(key, password, lifetime)), _STOPPED)
        if key.encrypted:
            unlock_pace.remember(time.monotonic() - began)
        yield AgentSigner(agent, public_in(answer))
    finally:
        await agent.stop()


async def write_rules(key: KeyRef, password: Secret | None, rules: Rules) -> int:
    """Sign `rules` with the coldkey `key` and put them in force; their version.

    It takes the password each time: a key that is merely held open for signing cannot do it.
    """
    check_openable(key, password)
    agent = await Agent.start()
    try:
        question = opening(key, password, LIFETIME_SECONDS) | {"purpose": "rules", "rules": rules.to_fields()}
        return int((await answer_or_stop(agent.ask(question), _RULES_STOPPED))["version"])
    finally:
        await agent.stop()


async def derive_public(path: Path, password: Secret | None) -> PublicKey:
    """Whose key the keyfile `path` holds: for a wallet that has lost its public file."""
    agent = await Agent.start()
    try:
        question = opening_of(path, password, None, LIFETIME_SECONDS) | {"purpose": "identify"}
        return public_in(await agent.ask(question))
    finally:
        await agent.stop()
