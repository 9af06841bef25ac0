"""Signing without holding a key: the key is opened in a process of its own for as long as a block lasts."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Protocol

from tao_tui.addresses import Address
from tao_tui.errors import KeyfileMissing, PasswordNeeded
from tao_tui.wallet.agent import Agent
from tao_tui.wallet.folder import KeyRef
from tao_tui.wallet.public import PublicKey
from tao_tui.wallet.secret import Secret

LIFETIME_SECONDS: Final = 300.0
"""How long an opened key stays usable unless the caller says otherwise."""


class Signer(Protocol):
    """Somebody who can sign for one address."""

    @property
    def address(self) -> Address:
        """Whose signature it is."""

    @property
    def crypto_type(self) -> int:
        """The chain's number for the kind of key: 0 ed25519, 1 sr25519."""

    async def sign(self, payload: bytes) -> bytes:
        """The 64-byte signature over exactly `payload`."""


class AgentSigner:
    """A signer whose key lives in a child process."""

    def __init__(self, agent: Agent, public: PublicKey) -> None:
        self._agent = agent
        self._public = public

    @property
    def address(self) -> Address:
        """Whose signature it is."""
        return self._public.address

    @property
    def crypto_type(self) -> int:
        """The chain's number for the kind of key: 0 ed25519, 1 sr25519."""
        return self._public.crypto_type

    async def sign(self, payload: bytes) -> bytes:
        """The signature; `SignerLost` when the key was locked meanwhile."""
        answer = await self._agent.ask({"payload": payload.hex()})
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
    public file, code `key_mismatch`), `SignerLost`.
    """
    if key.watch_only:
        raise KeyfileMissing(
            f"Wallet {key.wallet} is watch-only: it knows the address {key.address}, not its key.",
            hint="Import the key from its mnemonic to sign with it.",
            code="watch_only",
        )
    if key.encrypted and password is None:
        raise PasswordNeeded(
            f"The {key.role} of wallet {key.wallet} is encrypted.",
            hint="Give its password at the prompt or with --password-file.",
        )
    agent = await Agent.start()
    try:
        public = await _unlock(agent, key.path, password, key.address, lifetime)
        yield AgentSigner(agent, public)
    finally:
        await agent.stop()


async def derive_public(path: Path, password: Secret | None) -> PublicKey:
    """Whose key the keyfile `path` holds: for a wallet that has lost its public file."""
    agent = await Agent.start()
    try:
        return await _unlock(agent, path, password, None, LIFETIME_SECONDS)
    finally:
        await agent.stop()


async def _unlock(
    agent: Agent, path: Path, password: Secret | None, address: Address | None, lifetime: float
) -> PublicKey:
    answer = await agent.ask(
        {
            "path": os.fspath(path),
            "password": None if password is None else password.reveal(),
            "address": address,
            "lifetime": lifetime,
        }
    )
    return PublicKey(Address(answer["address"]), int(answer["crypto_type"]))
