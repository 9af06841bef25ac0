"""A process that pays and is killed at a named step: run by the tests, with SIGKILL as its own doing.

Usage: doomed.py NODE GENESIS JOURNAL STEP
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any, Final

import bittensor_core as bc

from tao_tui.actions.account import Account
from tao_tui.actions.lifecycle.flow import submit
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Step
from tao_tui.addresses import Address
from tao_tui.chain.client import connect
from tao_tui.chain.networks import Network
from tao_tui.journal.journal import Journal

STEPS: Final = (
    "signing", "signed", "begin", "journaled", "marked", "sent", "submitted", "in_block", "finalized",
    "settle",
)  # fmt: skip
"""In the order they come: what was told to the person, and the moments between them."""

PAIR: Final = bc.Keypair.from_uri("//Alice")
RECIPIENT: Final = bc.Keypair.from_uri("//Bob").ss58_address


def die() -> None:
    """As the machine would: nothing is flushed, closed or said."""
    os.kill(os.getpid(), signal.SIGKILL)


def doom(step: str) -> None:
    """Let the process die right after what the step names."""

    def dying(owner: Any, name: str, when: str = "") -> None:
        done = getattr(owner, name)

        def until_then(self: Any, *values: Any, **more: Any) -> Any:
            found = done(self, *values, **more)
            if not when or when in values:
                die()
            return found

        setattr(owner, name, until_then)

    from tao_tui.chain.connection.wire import Wire

    if step == "begin":
        dying(Journal, "begin")
    elif step == "marked":
        dying(Journal, "mark", "sent")
    elif step == "settle":
        dying(Journal, "mark", "finalized")
    elif step == "submitted":
        ask = Wire._ask

        async def asked(self: Wire, requests: Any, *, batch: bool) -> Any:
            answers = await ask(self, requests, batch=batch)
            if any(request.method.startswith("author_submit") for request in requests):
                die()
            return answers

        Wire._ask = asked  # type: ignore[method-assign]


async def pay(url: str, genesis: str, journal: Path, step: str) -> None:
    async def sign(transaction: Any) -> bytes:
        signature = bytes(PAIR.sign(transaction.payload))
        if step == "signed":
            die()
        return signature

    def on_step(told: Step) -> None:
        if told.name == step:
            die()

    doom(step)
    account = Account(Address(PAIR.ss58_address), "alice")
    async with connect(Network("doomed", (url,), genesis)) as client:
        agreed = await review("transfer", {"dest": RECIPIENT, "amount": "7"}, client, account)
        with Journal(journal) as opened:
            await submit(agreed, client, sign, opened, on_step)


if __name__ == "__main__":
    asyncio.run(pay(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4]))
