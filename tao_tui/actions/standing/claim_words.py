"""A claim of root dividends, and the choice of what becomes of them, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Effect, Explanation
from tao_tui.actions.review.wording import effect, named, require_funds, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.counted import numbered
from tao_tui.reads.owned.root_claims import RootClaim, RootClaims
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall

_BECOMES = {
    "Swap": "sold and added to your root stake",
    "Keep": "kept as alpha staked on its subnet",
}


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """What is claimed, of what there is, and by whom."""

    found: RootClaims
    paid: tuple[RootClaim, ...]
    sold: int | None
    """Rao the pools would pay for what is sold; None where that cannot be told."""
    have: Tao
    account: Account

    def explain(self, call: DecodedCall, fee: Tao) -> Explanation:
        """Words for the decoded call; `Declined` when its fee cannot be paid."""
        require_funds(fee, self.have, "The network fee")
        total, how = self._together()
        effects = [
            effect("Together", f"{total} {how}"),
            *self._lines(),
            effect("Network fee", f"{fee} at most"),
        ]
        cautions: list[Caution] = []
        if fee > total:
            text = f"The network fee may be more than what is claimed is worth ({total})."
            cautions.append(warning("caution", "fee_above_value", text))
        if self.found.kind == "basket" or any(self._is_sold(claim) for claim in self.paid):
            text = "Alpha is sold without a pool fee at whatever the pools pay then: no limit price holds it."
            cautions.append(warning("note", "no_limit_price", text))
        left = len([claim for claim in self.found.claims if claim.claimable]) - len(self.paid)
        if left > 0:
            text = f"{left} more can be claimed: one call takes five subnets."
            cautions.append(warning("note", "more_to_claim", text))
        return Explanation(clean(f"Claim root dividends{_where(call)}"), tuple(effects), tuple(cautions))

    def _together(self) -> tuple[Tao, str]:
        """What all of it comes to, and what that rests on."""
        kept = sum(claim.value.rao for claim in self.paid if not self._is_sold(claim))
        if self.sold is None:
            return Tao(sum(claim.value.rao for claim in self.paid)), "at the pools' prices now"
        return Tao(kept + self.sold), "as the pools stand now"

    def _lines(self) -> Iterator[Effect]:
        """What each subnet or basket pays; one validator that pays all of it is named once."""
        only = len({claim.hotkey for claim in self.paid}) == 1
        if only:
            yield effect("Validator", self._named(self.paid[0].hotkey))
        for claim in self.paid:
            what = f"{claim.value} as root stake"
            if claim.netuid is not None:
                becomes = "sold for root stake" if self._is_sold(claim) else "kept as alpha"
                what = f"{claim.alpha} ({claim.value}), {becomes}"
            place = "Basket" if claim.netuid is None else f"Subnet {claim.netuid}"
            yield effect(place, what if only else f"{what}, with {self._named(claim.hotkey)}")

    def _named(self, hotkey: Address) -> str:
        return named(hotkey, self.account.name_of(hotkey))

    def _is_sold(self, claim: RootClaim) -> bool:
        return claim.netuid is not None and not self.found.keeps(claim.netuid)


@dataclass(frozen=True, slots=True)
class TypeWords:
    """The choice so far, and what waits to be claimed by the new one."""

    found: RootClaims
    have: Tao

    def explain(self, call: DecodedCall, fee: Tao) -> Explanation:
        """Words for the decoded call; `Declined` when its fee cannot be paid."""
        require_funds(fee, self.have, "The network fee")
        chosen: Any = call.arguments["new_root_claim_type"]
        name, netuids = _type_of(chosen)
        after = claim_type_words(name, netuids)
        effects = (
            effect("Now", claim_type_words(self.found.claim_type, self.found.keep_subnets)),
            effect("Then", after),
            effect("Waiting", f"{self.found.value} to be claimed, by the new choice"),
            effect("Network fee", fee),
        )
        text = "The chain also claims for you from time to time; it goes by this choice as well."
        return Explanation(
            clean(f"Root dividends: {after}"), effects, (warning("note", "claimed_in_turn", text),)
        )


def claim_type_words(name: str | None, netuids: tuple[int, ...]) -> str:
    """What becomes of claimed alpha, in words."""
    if name == "KeepSubnets":
        return f"kept as alpha on {numbered(netuids, 'subnet')}, else {_BECOMES['Swap']}"
    return _BECOMES.get(str(name), "added to your root stake" if name is None else str(name))


def type_note(name: str) -> str:
    """What a claim type does, for a list to choose from."""
    return _BECOMES.get(name, "kept as alpha on the subnets you name, sold elsewhere")


def _type_of(chosen: object) -> tuple[str, tuple[int, ...]]:
    if isinstance(chosen, Mapping):
        ((name, inner),) = chosen.items()
        return str(name), tuple(inner["subnets"])
    return str(chosen), ()


def _where(call: DecodedCall) -> str:
    if "hotkey" in call.arguments:
        return f" from the basket of {call.arguments['hotkey']}"
    netuids: Any = call.arguments.get("subnets", ())
    return f" of {numbered(netuids, 'subnet')}" if netuids and netuids != (0,) else ""
