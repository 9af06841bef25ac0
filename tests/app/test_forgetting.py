"""What is forgotten stays forgotten, whatever was still on its way from the node."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tao_tui.chain.query import BlockRef, Reading
from tao_tui.session import reward_memory
from tests.app.conftest import Opener
from tests.app.fake_world import HASH


async def test_what_was_asked_before_is_neither_kept_nor_joined(stage: Opener) -> None:
    async with stage() as s:
        answered = asyncio.Event()

        async def old(client: Any) -> Reading[str]:
            await answered.wait()
            return Reading(BlockRef(s.session.head + 1_000, HASH), "of the other network")

        async def new(client: Any) -> Reading[str]:
            return Reading(BlockRef(s.session.head, HASH), "of this one")

        asked = asyncio.create_task(s.session.fact("which", old))
        await asyncio.sleep(0)
        s.session.forget()
        assert (await s.session.fact("which", new)).data == "of this one"
        answered.set()
        assert (await asked).data == "of the other network"
        assert (await s.session.fact("which", new)).data == "of this one"


async def test_validators_kept_after_forgetting_have_their_yields(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(place="settings") as s:
        real = reward_memory._counted
        forgotten: list[bool] = []

        def slowly(*told: Any) -> Any:
            counted = real(*told)
            if not forgotten:
                forgotten.append(True)
                s.session.forget()
            return counted

        monkeypatch.setattr(reward_memory, "_counted", slowly)
        for _ in range(2):
            await s.session.validators(1)
        assert forgotten
        assert s.session.rewards.rewards(1)
