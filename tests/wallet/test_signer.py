"""Signing in a process of its own: what is signed, for how long, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import bittensor_core
import pytest

from tao_tui.chain.calls.call import Call
from tao_tui.errors import (
    KeyfileCorrupt,
    KeyfileMissing,
    PasswordNeeded,
    SignerLost,
    WalletError,
    WrongPassword,
)
from tao_tui.wallet import (
    ED25519,
    KeyRef,
    KeySource,
    PublicKey,
    Secret,
    Signer,
    WalletFolder,
    derive_public,
    open_signer,
)
from tao_tui.wallet.agent.client import Agent
from tao_tui.wallet.agent.signing import AgentSigner
from tests.wallet.transactions import transaction

ALICE = KeySource.uri("//Alice")
PASSWORD = Secret("Test-pass-1!")
REMARK = Call("System", "remark", {"remark": "x" * 300})


@asynccontextmanager
async def opened(key: KeyRef, **options: float) -> AsyncIterator[tuple[AgentSigner, int]]:
    """A signer and the process id of its child."""
    async with open_signer(key, None, **options) as signer:
        assert isinstance(signer._channel, Agent)
        yield signer, signer._channel.pid


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_signatures_are_valid_for_the_address(alice: KeyRef) -> None:
    async with open_signer(alice, None) as signer:
        typed: Signer = signer
        assert (typed.address, typed.crypto_type) == (ALICE.address, 1)
        for shown in (transaction(ALICE.address), transaction(ALICE.address, REMARK)):
            signature = await typed.sign(shown)
            assert len(signature) == 64
            assert bittensor_core.verify_signature(shown.payload, signature, ALICE.address, 1)
        for text in ("", "hello", "é" * 50_000):
            signature = await typed.sign_message(text)
            assert bittensor_core.verify_signature(text.encode(), signature, ALICE.address, 1)


async def test_what_is_signed_is_put_together_from_what_is_shown(alice: KeyRef) -> None:
    honest = transaction(ALICE.address)
    async with open_signer(alice, None) as signer:
        for lie in (
            replace(honest, payload=b"another payload"),
            replace(honest, call=transaction(ALICE.address, REMARK).call),
            replace(honest, nonce=9),
            replace(honest, proven=False),
            replace(honest, genesis="0x" + "00" * 32),
            replace(honest, runtime=replace(honest.runtime, spec_version=9)),
            replace(honest, call=b"\xff\xff"),
        ):
            with pytest.raises(WalletError) as caught:
                await signer.sign(lie)
            assert caught.value.code == "not_as_shown"
        assert len(await signer.sign(honest)) == 64


async def test_ed25519_keys_sign_deterministically(folder: WalletFolder) -> None:
    key = folder.import_coldkey("ed", KeySource.uri("//Alice", crypto_type=ED25519))
    async with open_signer(key, None) as signer:
        assert signer.crypto_type == ED25519
        assert await signer.sign_message("x") == bittensor_core.Keypair.from_uri("//Alice", 0).sign(b"x")


async def test_a_hotkey_signs_too(folder: WalletFolder, alice: KeyRef) -> None:
    made = folder.create_hotkey("alice", "h1")
    async with open_signer(made.key, None) as signer:
        assert bittensor_core.verify_signature(b"x", await signer.sign_message("x"), made.key.address, 1)


async def test_signing_at_once_from_many_tasks_gives_each_its_own(alice: KeyRef) -> None:
    async with open_signer(alice, None) as signer:
        texts = [str(number) for number in range(40)]
        signatures = await asyncio.gather(*map(signer.sign_message, texts))
    for text, signature in zip(texts, signatures, strict=True):
        assert bittensor_core.verify_signature(text.encode(), signature, ALICE.address, 1)


@pytest.mark.xdist_group("derivation")
async def test_an_encrypted_key_opens_with_its_password_only(golden: Path) -> None:
    key = WalletFolder(golden / "btwallet9").coldkey("cold12")
    with pytest.raises(PasswordNeeded, match="coldkey of wallet cold12"):
        async with open_signer(key, None):
            pytest.fail("opened without a password")
    with pytest.raises(WrongPassword) as caught:
        async with open_signer(key, Secret("wrong")):
            pytest.fail("opened with a wrong password")
    assert caught.value.exit_code == 6
    assert str(key.path) in caught.value.message
    async with open_signer(key, PASSWORD) as signer:
        assert bittensor_core.verify_signature(b"x", await signer.sign_message("x"), key.address, 1)


async def test_a_key_that_is_not_the_public_files_is_refused(folder: WalletFolder, alice: KeyRef) -> None:
    bob = folder.import_coldkey("bob", KeySource.uri("//Bob"))
    alice.path.write_bytes(bob.path.read_bytes())
    with pytest.raises(KeyfileCorrupt, match="but its public file says") as caught:
        async with open_signer(folder.coldkey("alice"), None):
            pytest.fail("opened somebody else's key")
    assert caught.value.code == "key_mismatch"
    assert alice.address in caught.value.message
    assert bob.address in caught.value.message


async def test_what_cannot_be_opened_says_why(folder: WalletFolder, alice: KeyRef) -> None:
    watched = folder.watch("watched", ALICE.address)
    with pytest.raises(KeyfileMissing, match="watch-only"):
        async with open_signer(watched, None):
            pytest.fail("opened without a key")
    alice.path.write_text('{"secretPhrase": "not a phrase"}')
    with pytest.raises(KeyfileCorrupt, match="damaged") as caught:
        async with open_signer(alice, None):
            pytest.fail("opened garbage")
    assert "phrase" not in caught.value.message
    alice.path.unlink()
    with pytest.raises(KeyfileMissing):
        async with open_signer(alice, None):
            pytest.fail("opened nothing")


async def test_the_process_ends_with_the_block(alice: KeyRef) -> None:
    async with opened(alice) as (_, pid):
        assert alive(pid)
    assert not alive(pid)


async def test_an_error_in_the_block_ends_the_process(alice: KeyRef) -> None:
    with pytest.raises(RuntimeError, match="mine"):
        async with opened(alice) as (_, pid):
            raise RuntimeError("mine")
    assert not alive(pid)


async def test_cancelling_while_it_opens_ends_the_process(
    golden: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = WalletFolder(golden / "btwallet9").coldkey("cold12")
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    real = Agent.ask

    async def ask(agent: Agent, question: dict[str, object]) -> dict[str, object]:
        started.set_result(agent.pid)
        return await real(agent, question)

    async def unlock() -> None:
        async with open_signer(key, PASSWORD):
            pytest.fail("was not cancelled")

    monkeypatch.setattr(Agent, "ask", ask)
    task = asyncio.create_task(unlock())
    pid = await asyncio.wait_for(started, 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not alive(pid)


async def test_cancelling_one_signature_ends_the_process_and_the_next_one_says_so(alice: KeyRef) -> None:
    async with opened(alice) as (signer, pid):
        os.kill(pid, signal.SIGSTOP)
        task = asyncio.create_task(signer.sign_message("x"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(SignerLost, match="has ended"):
            await asyncio.wait_for(signer.sign_message("y"), 60)


async def test_a_process_that_dies_is_a_clear_error(alice: KeyRef) -> None:
    async with opened(alice) as (signer, pid):
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(SignerLost) as caught:
            await signer.sign_message("x")
        with pytest.raises(SignerLost):
            await signer.sign_message("x")
    assert caught.value.exit_code == 6
    assert "Nothing was signed" in caught.value.hint


async def test_time_is_up(alice: KeyRef) -> None:
    async with opened(alice, lifetime=0.2) as (signer, _):
        assert isinstance(signer._channel, Agent)
        await asyncio.wait_for(signer._channel._process.wait(), 60)
        with pytest.raises(SignerLost, match="time was up"):
            await signer.sign_message("x")


async def test_the_public_key_of_a_wallet_that_lost_it(alice: KeyRef) -> None:
    assert await derive_public(alice.path, None) == PublicKey(ALICE.address, 1)


async def test_nothing_secret_is_in_the_childs_arguments_or_environment(
    alice: KeyRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BT_PW_SOMETHING", "inherited-secret")
    async with opened(alice) as (_, pid):
        proc = Path(f"/proc/{pid}")
        if not proc.exists():
            pytest.skip("no /proc on this system")
        assert str(alice.path).encode() not in (proc / "cmdline").read_bytes()
        if os.geteuid() == 0:
            assert b"inherited-secret" not in (proc / "environ").read_bytes()
