"""What stands until it is changed, in the small world of the app's tests."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from tao_tui.addresses import Address, address_of
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.query import BlockRef, Reading
from tao_tui.reads.auto_stake import AutoStake
from tao_tui.reads.owned.root_claims import RootClaim, RootClaims
from tao_tui.reads.proxies import Proxies, Proxy
from tao_tui.reads.validators.relations import WHOLE, Lent, Pending, Relations
from tao_tui.reads.validators.takes import Take
from tao_tui.session.sources import Reads
from tao_tui.text import clean

BLOCK = 5_123_456
REF = BlockRef(BLOCK, "0x" + "ab" * 32)
NAMES = ("Apex", "Omron", "Templar", "Targon", "Vision", "Chutes", "Ridges")


def address(number: int) -> Address:
    """A stable address."""
    return address_of(blake2b(f"key{number}".encode(), digest_size=32).digest())


class StandingReads(Reads):
    """One hotkey that lends, borrows and waits; claims on three subnets; two proxies."""

    async def auto_stake(self, client: Any, coldkey: Any) -> Reading[Any]:
        rows = tuple(
            AutoStake(
                netuid,
                clean(name),
                address(101) if netuid == 3 else None,
                clean("tao.bot" if netuid == 3 else ""),
                netuid == 3,
                (address(9),) if netuid in (3, 6) else (),
            )
            for netuid, name in enumerate(NAMES, 1)
        )
        return Reading(REF, rows)

    async def root_claims(self, client: Any, coldkey: Any) -> Reading[Any]:
        claims = tuple(
            RootClaim(address(100 + n), netuid, Alpha(alpha), Tao(alpha // 50), Alpha(500_000))
            for n, netuid, alpha in ((1, 6, 12_004_220_000), (2, 1, 840_000_000), (3, 4, 70_000))
        )
        return Reading(REF, RootClaims("alpha", "KeepSubnets", (6,), claims, Tao(256_885_800)))

    async def relations(
        self, client: Any, coldkey: Any, known: Sequence[Any], netuids: Sequence[int]
    ) -> Reading[Any]:
        lent = (Lent(address(101), WHOLE // 4), Lent(address(102), WHOLE // 3))
        pending = Pending((Lent(address(103), WHOLE),), BLOCK + 7_000)
        rows = (
            Relations(address(9), 3, lent, (), None, 0, 5_898, 0, 11_796, 216_000, 0),
            Relations(address(9), 6, (), (Lent(address(104), WHOLE),), pending, 0, 0, 0, 11_796, 216_000, 0),
        )
        return Reading(REF, rows)

    async def takes(self, client: Any, coldkey: Any, known: Sequence[Any]) -> Reading[Any]:
        rows = (
            Take(address(9), address(1), 5_898, 0, 11_796, 216_000, BLOCK - 9_000),
            Take(address(10), None, 11_796, 0, 11_796, 216_000, None),
        )
        return Reading(REF, rows)

    async def proxies(self, client: Any, account: Any) -> Reading[Any]:
        there = (Proxy(address(12), clean("Staking"), 0), Proxy(address(13), clean("Any"), 7_200))
        return Reading(REF, Proxies(account, there, Tao(126_000_000), 20))
