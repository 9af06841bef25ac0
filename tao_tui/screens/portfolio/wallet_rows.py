"""A wallet of the folder with what its account owns: the columns of Wallets, and one wallet in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tao_tui.screens.portfolio.needs import plain
from tao_tui.screens.portfolio.owned_words import beside_words, gain_of
from tao_tui.tables.cells import MILLION, NONE, part
from tao_tui.tables.columns import Column
from tao_tui.widgets.address import fingerprint, fingerprint_text, shortened
from tao_tui.widgets.figures import RAO, fixed, grouped, signed

if TYPE_CHECKING:
    from tao_tui.reads.owned.holdings import Holding
    from tao_tui.reads.owned.portfolio import Portfolio
    from tao_tui.wallet import HotkeySummary, WalletSummary


@dataclass(frozen=True, slots=True)
class Held:
    """A wallet and what it holds; no portfolio until the chain answered."""

    wallet: Any
    in_use: bool
    owned: Portfolio | None = None
    share_ppm: int | None = None
    """Of everything the accounts of the folder own together, in millionths."""
    holdings: Sequence[Holding] = ()
    """Its stake with what is known here of its past."""

    @property
    def earned_rao(self) -> int | None:
        """TAO a day by the yields of its stake, at the pools' prices; None where no yield is told."""
        told = [
            held.value.rao * held.best_yield_daily_ppm // MILLION
            for held in self.holdings
            if held.best_yield_daily_ppm is not None
        ]
        return sum(told) if told else None

    @property
    def gain_rao(self) -> int | None:
        """What was gained on what was bought from here; None where nothing was."""
        return gain_of(self.holdings)


def shares(owned: Iterable[Portfolio]) -> dict[str, int]:
    """What part each account has of all together, in millionths."""
    totals = {str(each.coldkey): each.total.rao for each in owned}
    together = sum(totals.values())
    return {key: total * MILLION // together for key, total in totals.items()} if together else {}


def _amount(key: str, label: str, priority: int, name: str) -> Column[Any]:
    def rao(held: Held) -> int | None:
        return None if held.owned is None else int(getattr(held.owned, name).rao)

    def cell(held: Held) -> str:
        amount = rao(held)
        return "…" if amount is None else fixed(amount, 4)

    return Column(key, label, 14, "right", priority, rao, cell, RAO)


COLUMNS: tuple[Column[Any], ...] = (
    plain("in_use", "", 1, "left", 0, lambda h: "●" if h.in_use else " "),
    plain("name", "wallet", 14, "left", 0, lambda h: str(h.wallet.name)),
    plain("address", "coldkey", 14, "left", 1, lambda h: _address(h.wallet.coldkey)),
    _amount("free", "free τ", 0, "free"),
    _amount("staked", "staked τ", 0, "staked"),
    _amount("liquidation", "if sold τ", 4, "liquidation"),
    _amount("total", "total τ", 3, "total"),
    Column("share", "share", 7, "right", 3, lambda h: h.share_ppm, lambda h: _share(h.share_ppm)),
    Column(
        "earned", "earns τ/d", 10, "right", 4, lambda h: h.earned_rao, lambda h: _earned(h.earned_rao), RAO
    ),
    Column("gain", "gain τ", 10, "right", 4, lambda h: h.gain_rao, lambda h: _gain(h.gain_rao), RAO),
    plain("state", "key", 11, "left", 2, lambda h: state_of(h.wallet)),
)
"""What a wallet shows; sums of TAO are at the pools' prices."""


def wallet_words(held: Held) -> Content:
    """A wallet in full: what it owns, what is set aside of it, its addresses, and what is wrong with it."""
    wallet = held.wallet
    lines = [Content.styled(str(wallet.name), "bold $primary")]
    if held.owned is not None:
        lines += [_line("owns", _owned(held)), *(_line("also", each) for each in _beside(held))]
    if wallet.coldkey:
        lines.append(_key_line("coldkey", wallet.coldkey))
    lines += [
        _key_line(str(hotkey.name), hotkey.address, state_of(hotkey))
        for hotkey in wallet.hotkeys
        if hotkey.address
    ]
    if wallet.problem:
        lines.append(Content.styled(f"! {wallet.problem}", "$warning"))
    return Content("\n").join(lines)


def state_of(key: WalletSummary | HotkeySummary) -> str:
    """How the key of a wallet, or a hotkey, lies on this machine."""
    if key.problem:
        return "! problem"
    if getattr(key, "on_ledger", False):
        return "Ledger"
    return "watch-only" if key.watch_only else "encrypted" if key.encrypted else "plain"


def _owned(held: Held) -> str:
    owned = held.owned
    assert owned is not None
    share = "" if held.share_ppm is None else f", {part(held.share_ppm)} of all"
    return (
        f"{grouped(owned.total.rao)} τ{share}: {fixed(owned.free.rao)} free, {fixed(owned.staked.rao)} staked"
    )


def _beside(held: Held) -> list[str]:
    """One line at most: what stake earns and gained, what is reserved, locked or to be claimed."""
    assert held.owned is not None
    told = beside_words(held.owned)
    if held.gain_rao is not None:
        told.insert(0, f"gain {signed(held.gain_rao)} τ")
    if held.earned_rao:
        told.insert(0, f"earns {fixed(held.earned_rao, 4)} τ a day")
    return [" · ".join(told)] if told else []


def _address(address: str | None) -> str:
    return f"{fingerprint_text(address)} {shortened(address)}" if address else NONE


def _share(ppm: int | None) -> str:
    return NONE if ppm is None else part(ppm)


def _earned(rao: int | None) -> str:
    return NONE if rao is None else fixed(rao, 4)


def _gain(rao: int | None) -> str:
    return NONE if rao is None else signed(rao)


def _line(label: str, words: str) -> Content:
    return Content.assemble((f"{label:<12.12} ", "$tao-quiet"), words)


def _key_line(label: str, address: str, state: str = "") -> Content:
    return Content.assemble(
        (f"{label:<12.12} ", "$tao-quiet"),
        fingerprint(address),
        " ",
        (address, "bold"),
        (f" {state}", "$tao-quiet"),
    )
