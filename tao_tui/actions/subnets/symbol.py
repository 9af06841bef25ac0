"""Give one's subnet another symbol of the chain's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, warning
from tao_tui.actions.subnets.owner import owners_plan, read_ownership
from tao_tui.errors import Declined, Unsupported, UsageError
from tao_tui.reads.subnets.symbols import known_symbols, read_symbols
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_MODULE, _CALL = "SubtensorModule", "update_symbol"
_LONGEST: Final = 16
_OFFERED: Final = 12
_UNKNOWN: Final = (
    "This is no symbol of the catalogue known so far: the chain will most likely refuse it "
    "(SymbolDoesNotExist), and the fee is paid all the same."
)


@dataclass(frozen=True, slots=True)
class SubnetSymbol:
    """Give `netuid` the symbol `symbol`."""

    netuid: int
    symbol: str

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments; `UsageError` for what cannot be a symbol."""
        symbol = str(values["symbol"]).strip()
        if not symbol or len(symbol) > _LONGEST or clean(symbol, _LONGEST + 1) != symbol:
            raise UsageError(
                "A symbol is one letter people can see.",
                hint="Such as ᚠ; the chain has a catalogue of them.",
                code="bad_argument",
            )
        return cls(int(str(values["netuid"])), symbol)

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that the subnet is this coldkey's and the symbol is nobody's."""
        from tao_tui.chain.calls.call import Call

        if not client.runtime.has_call(_MODULE, _CALL):
            raise Unsupported("This runtime gives a subnet its symbol for good.")
        found = await read_ownership(client, account, self.netuid)
        taken = (await read_symbols(client)).data
        known = known_symbols()
        free = "Free ones: " + " ".join([each for each in known if each not in taken][:_OFFERED])
        if taken.get(self.symbol) == self.netuid:
            raise Declined("That is its symbol already.", code="nothing_to_change")
        if self.symbol in taken:
            what = f"Subnet {taken[self.symbol]} has the symbol {self.symbol}."
            raise refused(what, "SymbolAlreadyInUse", "symbol_in_use", free)
        now = next((symbol for symbol, netuid in taken.items() if netuid == self.netuid), "")
        doubt = () if self.symbol in known else (warning("danger", "unknown_symbol", f"{_UNKNOWN} {free}"),)
        said = {"netuid": self.netuid, "symbol": self.symbol}
        return owners_plan(
            client,
            found,
            Call(_MODULE, _CALL, {"netuid": self.netuid, "symbol": self.symbol.encode()}),
            said,
            undo=("subnets.symbol", {**said, "symbol": now}) if now in known else None,
            more=((effect("Symbol", f"{clean(now) or 'none'} → {self.symbol}"),), doubt),
        )
