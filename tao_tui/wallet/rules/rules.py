"""Spending rules of a wallet: what they say, and what they refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.errors import Declined, UsageError
from tao_tui.wallet.rules.alpha import WHOLE, AlphaPrices
from tao_tui.wallet.rules.spending import NO_PRICES, UNNAMED, Spending, spending_of

_LISTED: Final = 1000


@dataclass(frozen=True, slots=True)
class Rules:
    """What the owner of a wallet allows its key to sign; None and an empty tuple of calls ask nothing."""

    per_transaction_rao: int | None = None
    per_day_rao: int | None = None
    """Within any 24 hours, per chain."""
    destinations: tuple[Address, ...] | None = None
    """Who may be paid, beside the wallet itself."""
    netuids: tuple[int, ...] | None = None
    calls: tuple[str, ...] = ()
    """Calls, as `Pallet.function`, that are signed though rules cannot see what they cost or give away."""
    alpha_prices: AlphaPrices = NO_PRICES
    """What alpha counts for where an amount is limited."""

    @property
    def limits_money(self) -> bool:
        """Whether an amount must be known before it is signed."""
        return self.per_transaction_rao is not None or self.per_day_rao is not None

    @property
    def empty(self) -> bool:
        """Whether everything is allowed."""
        return not self.limits_money and self.destinations is None and self.netuids is None

    def to_fields(self) -> dict[str, Any]:
        """As plain values, the same names as in JSON output."""
        return {
            "per_transaction_rao": self.per_transaction_rao,
            "per_day_rao": self.per_day_rao,
            "destinations": None if self.destinations is None else list(self.destinations),
            "netuids": None if self.netuids is None else list(self.netuids),
            "calls": list(self.calls),
            "alpha_prices": self.alpha_prices.to_fields(),
        }

    @property
    def signed_fields(self) -> dict[str, Any]:
        """What is signed and written: without prices, as it was before there were any."""
        fields = self.to_fields()
        if self.alpha_prices.empty:
            del fields["alpha_prices"]
        return fields

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Rules:
        """From plain values; `ValueError` for anything that is not exactly rules."""
        if {*fields, "alpha_prices"} != set(cls().to_fields()):
            raise ValueError("other fields")
        to, netuids = fields["destinations"], fields["netuids"]
        return cls(
            _amount(fields["per_transaction_rao"]),
            _amount(fields["per_day_rao"]),
            None if to is None else tuple(Address(each) for each in _list(to, str)),
            None if netuids is None else tuple(_list(netuids, int)),
            tuple(_list(fields["calls"], str)),
            AlphaPrices.from_fields(fields.get("alpha_prices", [])),
        )

    def refuse(self, spending: Spending, signer: Address) -> None:
        """Raise `Declined` when one transaction is against these rules, whatever was spent before."""
        if self.empty:
            return
        for name in spending.unknown:
            raise refusal(
                "unknown_call", f"{name} is a call whose cost and effect the rules cannot tell", name
            )
        for name in spending.powers:
            raise refusal("gives_control", f"{name} gives control away or hides what it does", name)
        if self.limits_money:
            _refuse_unmeasured(spending)
        self._refuse_destinations(spending, signer)
        self._refuse_netuids(spending)
        most = self.per_transaction_rao
        if most is not None and spending.rao > most:
            takes = f"{'takes or may lose' if spending.trades_alpha else 'takes'} {Tao(spending.rao)}"
            raise refusal("per_transaction", f"it {takes}, and at most {Tao(most)} is allowed")

    def _refuse_destinations(self, spending: Spending, signer: Address) -> None:
        if self.destinations is None:
            return
        for to in spending.destinations:
            if to == UNNAMED:
                raise refusal("destination", "it pays an account that it does not name")
            if to != signer and to not in self.destinations:
                raise refusal("destination", f"{to} is not among the allowed destinations")

    def _refuse_netuids(self, spending: Spending) -> None:
        if self.netuids is None:
            return
        for name in spending.netuids_unnamed:
            raise refusal("netuid", f"{name} acts on subnets it does not name", name)
        for netuid in spending.netuids:
            if netuid not in self.netuids:
                raise refusal("netuid", f"subnet {netuid} is not among the allowed ones")

    def refuse_day(self, spending: Spending, spent_before: int) -> None:
        """Raise `Declined` when it would make the last 24 hours dearer than allowed."""
        most = self.per_day_rao
        if most is not None and spending.rao and spent_before + spending.rao > most:
            raise refusal(
                "per_day",
                f"with the {Tao(spent_before)} signed in the last 24 hours it makes "
                f"{Tao(spent_before + spending.rao)}, and at most {Tao(most)} is allowed",
            )


def judged(
    rules: Rules, call: Mapping[str, Any], address: Address, *, tip: int = 0, proven: bool = True
) -> Spending:
    """What `call`, as bittensor-core decodes it, takes; `Declined` when one transaction may not do that."""
    if not proven:
        raise refusal(
            "unproven",
            "this chain's runtime does not check the metadata hash, so what a call does is unproven",
        )
    try:
        spending = spending_of(call, tip, frozenset(rules.calls), rules.alpha_prices)
    except RecursionError:
        raise refusal("unknown_call", "its calls are nested too deeply to be judged") from None
    rules.refuse(spending, address)
    return spending


def _refuse_unmeasured(spending: Spending) -> None:
    """Raise `Declined` for what an amount cannot be put on."""
    for name in spending.unmeasured:
        error = refusal("unmeasured", f"{name} does not say how much it takes", name)
        if name in WHOLE:
            error.hint = (
                "Nothing was signed. Give the amount instead of all (an exit: --partial). "
                f"Or let it go uncounted: tao-tui wallet rules set --calls {name}."
            )
        raise error
    for name in spending.lent:
        raise refusal("lends", f"{name} lends stake and what it earns, and nobody can tell how much", name)
    for name in spending.unpriced:
        error = refusal("unpriced", f"nobody said what the alpha {name} trades or gives counts for", name)
        error.hint = (
            "Nothing was signed. Say what one alpha is worth at most: "
            f"tao-tui wallet rules set --alpha-prices N=PRICE. Or let it go uncounted: --calls {name}."
        )
        raise error


def refusal(rule: str, why: str, call: str = "") -> Declined:
    """The error for what a rule forbids; `code` is `rule_` and the rule's name."""
    hint = "Nothing was signed. See the rules with: tao-tui wallet rules show."
    if call:
        hint = f"Nothing was signed. To allow it: tao-tui wallet rules set --calls {call}."
    return Declined(f"A spending rule of this wallet forbids it: {why}.", hint=hint, code=f"rule_{rule}")


def _amount(value: object) -> int | None:
    if value is None or (type(value) is int and value >= 0):
        return value
    raise ValueError("not an amount")


def _list(value: object, kind: type) -> list[Any]:
    if not isinstance(value, list) or len(value) > _LISTED or any(type(each) is not kind for each in value):
        raise ValueError("not a list")
    return value


def check_call_name(text: str) -> str:
    """`Pallet.function` as typed, or a `UsageError`."""
    pallet, dot, function = text.partition(".")
    if not dot or not pallet.isidentifier() or not function.isidentifier():
        raise UsageError(
            f"“{text[:60]}” is not the name of a call.", hint="Write it as Pallet.function.", code="bad_call"
        )
    return text
