"""What tests of spending rules share: sparing rules, payments under them, and how one is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tao_tui.errors import Declined
from tao_tui.wallet import KeyRef, KeySource, Rules, Signer, open_signer
from tests.wallet.transactions import BOB, transaction, transfer

TAO = 10**9

ALICE = KeySource.uri("//Alice")

SPARING = Rules(per_transaction_rao=2 * TAO, per_day_rao=5 * TAO)


def rules_file(key: KeyRef) -> Path:
    return key.path.parent / "rules.json"


async def pays(signer: Signer, tao: float, to: str = BOB, **more: Any) -> bytes:
    return await signer.sign(transaction(signer.address, transfer(tao, to), **more))


async def opens(key: KeyRef) -> None:
    async with open_signer(key):
        return


@asynccontextmanager
async def refused(code: str) -> AsyncIterator[None]:
    with pytest.raises(Declined) as caught:
        yield
    assert caught.value.code == code, caught.value.message
    assert caught.value.exit_code == 3
    assert caught.value.hint
