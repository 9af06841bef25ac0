"""An account's next number is taken by one process at a time, and a dead one holds nothing."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tao_tui.errors import Declined
from tao_tui.journal import turn as module
from tao_tui.journal.turn import turn

HOLD = (
    "import asyncio, sys; from pathlib import Path; from tao_tui.journal.turn import turn\n"
    "async def hold():\n"
    "    async with turn(Path(sys.argv[1]), '0x11', '5A'):\n"
    "        print('held', flush=True)\n"
    "        await asyncio.to_thread(sys.stdin.read)\n"
    "asyncio.run(hold())\n"
)


async def test_one_waits_for_the_other_and_is_told(tmp_path: Path) -> None:
    order: list[str] = []

    async def second() -> None:
        async with turn(tmp_path, "0x11", "5A", lambda: order.append("waits")):
            order.append("second")

    async with turn(tmp_path, "0x11", "5A"):
        waiting = asyncio.create_task(second())
        async with asyncio.timeout(60):
            while not order:
                await asyncio.sleep(0)
        order.append("first")
    await asyncio.wait_for(waiting, 60)
    assert order == ["waits", "first", "second"]


async def test_other_accounts_and_other_chains_do_not_wait(tmp_path: Path) -> None:
    async with (
        asyncio.timeout(60),
        turn(tmp_path, "0x11", "5A"),
        turn(tmp_path, "0x11", "5B"),
        turn(tmp_path, "0x22", "5A"),
    ):
        pass


async def test_a_killed_process_gives_its_turn_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert await asyncio.to_thread(holder.stdout.readline) == b"held\n"
        with monkeypatch.context() as brief:
            brief.setattr(module, "_PATIENCE", 0.1)
            with pytest.raises(Declined) as busy:
                async with turn(tmp_path, "0x11", "5A"):
                    pass
        assert busy.value.code == "signer_busy"
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    async with asyncio.timeout(60), turn(tmp_path, "0x11", "5A"):
        pass
