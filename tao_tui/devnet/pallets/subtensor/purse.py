"""The pallet's dealings in real TAO: what coldkeys can spend, and the pots that hold what is staked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.pallets.aura import Aura
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.pallets.system_types import AccountData, AccountInfo

BURNED = b"modlburntnsr".ljust(32, b"\0")
"""The account of what is burned: it stays in issuance and nobody can ever move it."""


@cache
def subnet_account(netuid: int) -> bytes:
    """The account that holds a subnet's TAO: pallet id `subtensr` and the netuid."""
    return (b"modlsubtensr" + netuid.to_bytes(2, "little")).ljust(32, b"\0")


def is_subnet_account(who: bytes) -> bool:
    """Whether an account is one that holds a subnet's TAO, whatever its netuid."""
    return who.startswith(b"modlsubtensr") and not any(who[14:])


def spendable(chain: Pallet, who: bytes) -> int:
    """What an account can spend and still exist, rao."""
    return chain.pallet(Balances).reducible(who, keep_alive=True)


def whole(chain: Pallet, who: bytes) -> int:
    """What an account can spend if it need not go on, rao."""
    return chain.pallet(Balances).reducible(who, keep_alive=False)


def pay(chain: Pallet, source: bytes, target: bytes, amount: int) -> None:
    """Move rao between accounts."""
    chain.pallet(Balances).transfer(source, target, amount, keep_alive=False)


def burn(chain: Pallet, who: bytes, amount: int) -> None:
    """Destroy rao of an account."""
    if amount:
        chain.pallet(Balances).burn_from(who, amount, keep_alive=False)


def pay_author(chain: Pallet, source: bytes, amount: int) -> None:
    """Pay a fee to the block's author, or to the burn account when there is none."""
    pay(chain, source, author(chain) or BURNED, amount)


def author(chain: Pallet) -> bytes | None:
    """The account of the block's author, if blocks have authors."""
    return chain.pallet(Aura).author if chain.runtime.has(Aura) else None


def mint_all(chain: Pallet, amounts: Mapping[bytes, int]) -> None:
    """Create rao in many accounts without events, as the block's own emission does."""
    balances, accounts = chain.pallet(Balances), chain.pallet(System).Account
    for who, amount in amounts.items():
        info = accounts[who]
        if not info.providers:
            balances.change_free(who, amount)
            continue
        data = AccountData(info.data.free + amount, info.data.reserved, info.data.frozen)
        accounts[who] = AccountInfo(info.nonce, info.consumers, info.providers, info.sufficients, data)
    balances.TotalIssuance.value += sum(amounts.values())
