"""A process killed at any step of a submission loses nothing, and its successor pays exactly once."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import bittensor_core as bc
import pytest

from tao_tui.actions.account import Account
from tao_tui.actions.lifecycle.flow import submit
from tao_tui.actions.lifecycle.resume import resume
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.addresses import Address
from tao_tui.chain.client import connect
from tao_tui.chain.extrinsics.inclusion import extrinsic_hash
from tao_tui.chain.networks import Network
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc.server import serve
from tao_tui.journal.journal import Journal
from tests.devnet.signing import small_node
from tests.faults.doomed import PAIR, RECIPIENT, STEPS

LEAST_WRITTEN = STEPS.index("begin")
LEAST_SENT = STEPS.index("submitted")


def carried_out(node: Node) -> list[str]:
    """Hashes of the signed extrinsics on the chain."""
    return [
        extrinsic_hash(bytes(data))
        for block in node.blocks
        for data in block.extrinsics
        if bytes(PAIR.public_key) in bytes(data)
    ]


@pytest.mark.parametrize("step", STEPS)
async def test_killed_at(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    monkeypatch.setattr("tao_tui.chain.extrinsics.fate._POLL", 0.05)
    node, path = small_node(), tmp_path / "journal.sqlite"
    genesis = "0x" + node.genesis_hash.hex()

    async def blocks() -> None:
        while True:
            node.new_block()
            await asyncio.sleep(0.02)

    async with serve(node) as server:
        for _ in range(4):
            node.new_block()
        maker = asyncio.create_task(blocks())
        try:
            assert (await _doomed(server.url, genesis, path, step))[0] == -signal.SIGKILL
            await _look_after(node, Network("doomed", (server.url,), genesis), path, step)
        finally:
            maker.cancel()


async def _look_after(node: Node, network: Network, path: Path, step: str) -> None:
    """What a successor finds in the journal, and that its own attempt makes one payment in all."""
    number = STEPS.index(step)
    with Journal(path) as journal:
        async with connect(network) as client:
            assert len(journal.rows()) == int(number >= LEAST_WRITTEN)
            await _waited(node, 6)
            settled = await resume(journal, client)
            assert [each.status for each in settled] == _found(number)
            account = Account(Address(PAIR.ss58_address), "alice")
            agreed = await review("transfer", {"dest": RECIPIENT, "amount": "7"}, client, account)

            async def sign(transaction: object) -> bytes:
                return bytes(bc.Keypair.from_uri("//Alice").sign(transaction.payload))  # type: ignore[attr-defined]

            if number < LEAST_SENT:
                assert (await submit(agreed, client, sign, journal)).finalized
            rows = journal.rows()
    assert carried_out(node) == [row.extrinsic_hash for row in rows if row.status == "finalized"]
    assert len(carried_out(node)) == 1


def _found(step: int) -> list[str]:
    """The end of the one open row, before the era is over."""
    if step < LEAST_WRITTEN or STEPS[step] == "settle":
        return []
    if step >= LEAST_SENT:
        return ["finalized"]
    return ["signed" if step < STEPS.index("marked") else "sent"]


async def _waited(node: Node, blocks: int) -> None:
    until = node.head.number + blocks
    while node.head.number < until:
        await asyncio.sleep(0.01)


async def _doomed(url: str, genesis: str, journal: Path, step: str) -> tuple[int | None, bytes]:
    """Run the process to its end: its code, and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.doomed", url, genesis, str(journal), step,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, said


async def test_a_successor_that_does_not_look_first_still_pays_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script that is simply run again after it was killed."""
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    node, path = small_node(), tmp_path / "journal.sqlite"
    genesis = "0x" + node.genesis_hash.hex()
    async with serve(node) as server:
        for _ in range(4):
            node.new_block()
        assert (await _doomed(server.url, genesis, path, "submitted"))[0] == -signal.SIGKILL
        code, said = await _doomed(server.url, genesis, path, "no step")
        assert (code, b"SentBefore" in said, b"still on its way" in said) == (1, True, True)
        for _ in range(4):
            node.new_block()
        code, said = await _doomed(server.url, genesis, path, "no step")
        assert (code, b"has been included: Done in block 5" in said) == (1, True)
    assert len(carried_out(node)) == 1
