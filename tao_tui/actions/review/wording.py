"""Lines of a review and the refusals several actions share."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.actions.plan import Caution, Effect
from tao_tui.actions.review.refusals import refused
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

MOST_PER_CENT: Final = 90
"""Spending more than this much of what is free earns a warning."""

_MILLION: Final = 1_000_000
_TIMES: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def effect(label: str, value: object) -> Effect:
    """One line of a review."""
    return Effect(clean(label), clean(str(value), 2000))


def warning(level: Literal["note", "caution", "danger"], code: str, text: str) -> Caution:
    """One warning of a review."""
    return Caution(level, code, clean(text, 1000))


def per_cent(ppm: int) -> str:
    """Millionths as per cent with what decimals they need: `0.05 %`."""
    whole, part = divmod(ppm, _MILLION // 100)
    digits = f"{part:04d}".rstrip("0")
    return f"{whole}.{digits} %" if digits else f"{whole} %"


def u16_share(share: int) -> str:
    """A share of 65535 as per cent to two decimals, rounded: 11796 is `18 %`, 5898 is `9 %`."""
    return per_cent((share * 10_000 + 32_767) // 65_535 * 100)


def span(blocks: int, block_time: float) -> str:
    """About how long so many blocks take: `about 30 days`, with fewer than ten `about 2 days 12 hours`."""
    seconds = max(0, blocks) * block_time
    for (size, unit), (part, smaller) in pairwise(_TIMES):
        if seconds >= 10 * size:
            return f"about {counted(int(seconds / size + 0.5), unit)}"
        if seconds >= 2 * size:
            whole, rest = divmod(int(seconds / part + 0.5), size // part)
            return f"about {counted(whole, unit)}{f' {counted(rest, smaller)}' if rest else ''}"
    return f"about {counted(int(seconds + 0.5), 'second')}"


def waiting(blocks: int, block_time: float) -> str:
    """A number of blocks, and about how long they take at so many seconds each."""
    about = f", {span(blocks, block_time)}" if blocks > 1 else ""
    return f"{counted(blocks, 'block')}{about}"


def price_text(price_rao: int) -> str:
    """A price in rao per alpha as TAO per alpha, all nine decimals."""
    return f"{plain_price(price_rao)} τ/α"


def plain_price(price_rao: int) -> str:
    """The same without its unit, beside a price that has it."""
    return Tao(price_rao).plain


def trade_fees(pool: str, network: Tao) -> str:
    """What a trade costs; a network fee of nothing is paid by somebody else, and told of elsewhere."""
    return f"{pool}, {network} network" if network.rao else pool


def existential_deposit(runtime: ChainRuntime) -> Tao:
    """The least an account must hold to exist, 500 rao on every runtime so far."""
    found = runtime.constant("Balances", "ExistentialDeposit")
    return Tao(int(found) if found is not None else 500)


def spendable(account: dict[str, Any] | None, runtime: ChainRuntime, *, keep_alive: bool = True) -> Tao:
    """What may leave a decoded `System.Account`: frozen funds stay, and the deposit unless it may die."""
    if not account:
        return Tao(0)
    data = account["data"]
    floor = max(0, int(data.get("frozen", 0)) - int(data.get("reserved", 0)))
    if keep_alive:
        floor = max(floor, existential_deposit(runtime).rao)
    return Tao(max(0, int(data["free"]) - floor))


def require_funds(need: Tao, have: Tao, what: str, name: str = "Payment", hint: str = "") -> None:
    """Refuse, naming both numbers, when `need` is more than what may be spent; `name` is the chain's.

    The `hint` knows the situation; without one it is the remedy that always goes with the name.
    """
    if need > have:
        usual = "Choose a smaller amount, or add funds to this coldkey first." if name == "Payment" else ""
        raise refused(
            f"{what} takes {need}, but only {have} can be spent.", name, "not_enough_balance", hint or usual
        )


def most_beside(fee: Tao, have: Tao) -> str:
    """What to do where the fee does not fit beside an amount: the most that does; empty where none does."""
    return f"Write all, or {have - fee} at most: the fee is taken beside it." if have > fee else ""


def spends_most(spent: Tao, free: Tao) -> tuple[Caution, ...]:
    """A warning when `spent` is most of what is free."""
    if free.rao and spent.rao * 100 > free.rao * MOST_PER_CENT:
        return (warning("caution", "most_of_balance", f"This takes most of the {free} that are free."),)
    return ()


def named(address: str, name: str) -> Clean:
    """An address in full, with the wallet's own name for it."""
    return clean(f"{address} ({name})" if name else address)
