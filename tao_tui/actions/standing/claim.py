"""Claim what root stake earned, and choose what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.arguments.choice import chosen
from tao_tui.actions.plan import Plan
from tao_tui.actions.review.wording import spendable
from tao_tui.actions.specs.standing import CLAIM_TYPE
from tao_tui.actions.standing.claim_words import ClaimWords, TypeWords
from tao_tui.addresses import Address
from tao_tui.amounts import ALL
from tao_tui.counted import numbered
from tao_tui.errors import Declined, Unsupported, UsageError
from tao_tui.reads.owned.root_claims import RootClaim, RootClaims, claim_kind, read_root_claims
from tao_tui.reads.trades.claim_sale import claim_proceeds
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.unknown_subnet import unknown_subnet

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

MOST_SUBNETS: Final = 5
"""Subnets one call may claim on (InvalidSubnetNumber); subtensor, `claim_root`."""

_MODULE: Final = "SubtensorModule"
_OF_ONE: Final = "claim_root_with_hotkey"


@dataclass(frozen=True, slots=True)
class StakeClaim:
    """Claim on `netuids`, or where validators have baskets from that of `hotkey`; None claims the most."""

    netuids: tuple[int, ...] | None
    hotkey: Address | None

    @classmethod
    def of(cls, values: Mapping[str, Any], account: Account) -> Self:
        """Build it from typed arguments; `UsageError` for more subnets than one call takes."""
        netuids, hotkey = values.get("netuids"), values.get("hotkey")
        netuids = None if netuids == ALL else netuids
        if netuids is not None and len(netuids) > MOST_SUBNETS:
            raise UsageError(
                f"One call claims on {MOST_SUBNETS} subnets at most (InvalidSubnetNumber).",
                hint="Claim on the others with a second one.",
                code="too_many_subnets",
            )
        return cls(netuids, Address(str(hotkey)) if hotkey is not None else None)

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that there is something large enough to be paid out."""
        from tao_tui.chain.query import Storage

        runtime = client.runtime
        if claim_kind(runtime) == "none":
            raise no_claims(runtime)
        reading = await read_root_claims(client, [account.coldkey])
        found = reading.data[account.coldkey]
        paid = self._chosen(found, runtime)
        (funds,) = (
            await client.read([Storage("System", "Account", (account.coldkey,))], reading.block.hash)
        ).data
        call = self._call(runtime, found, paid)
        sold = await claim_proceeds(client, _sold(found, paid), reading.block.hash)
        words = ClaimWords(found, paid, sold, spendable(funds, runtime), account)
        return Plan(call, reading.block, words.explain, self._said(call, found))

    def _said(self, call: Call, found: RootClaims) -> dict[str, object]:
        if self.hotkey is not None:
            return {"hotkey": self.hotkey}
        return {"netuids": ALL if found.kind == "basket" else call.arguments["subnets"]}

    def _chosen(self, found: RootClaims, runtime: ChainRuntime) -> tuple[RootClaim, ...]:
        """What a claim would pay out; `Declined` with the reason when that is nothing."""
        self._require_selectable(found, runtime)
        wanted = [
            claim
            for claim in found.claims
            if (self.netuids is None or claim.netuid in self.netuids)
            and (self.hotkey is None or claim.hotkey == self.hotkey)
        ]
        paid = [claim for claim in wanted if claim.claimable]
        if not paid:
            raise _nothing(wanted, self.netuids)
        if found.kind == "alpha" and self.netuids is None:
            netuids = _most_valuable(paid)
            paid = [claim for claim in paid if claim.netuid in netuids]
        return tuple(paid)

    def _require_selectable(self, found: RootClaims, runtime: ChainRuntime) -> None:
        if found.kind == "alpha" and self.hotkey is not None:
            raise UsageError(
                "On this runtime a claim covers all validators at once.",
                hint="Leave --hotkey out; choose subnets with --netuids.",
                code="claims_all_validators",
            )
        if found.kind == "basket" and self.netuids is not None:
            raise UsageError(
                "On this runtime a validator's basket is claimed as a whole, not by subnet.",
                hint="Leave --netuids out; choose one validator with --hotkey.",
                code="claims_whole_baskets",
            )
        if self.hotkey is not None and not runtime.has_call(_MODULE, _OF_ONE):
            raise Unsupported(f"Runtime {runtime.spec_version} claims from all validators at once.")

    def _call(self, runtime: ChainRuntime, found: RootClaims, paid: Sequence[RootClaim]) -> Call:
        from tao_tui.chain.calls.call import Call

        if self.hotkey is not None:
            return Call(_MODULE, _OF_ONE, {"hotkey": self.hotkey})
        if not any(name == "subnets" for name, _ in runtime.call_arguments(_MODULE, "claim_root")):
            return Call(_MODULE, "claim_root", {})
        # Runtimes with baskets ignore the list, but it must name a subnet.
        netuids = sorted({ROOT if claim.netuid is None else claim.netuid for claim in paid})
        return Call(_MODULE, "claim_root", {"subnets": tuple(netuids)})


@dataclass(frozen=True, slots=True)
class StakeClaimType:
    """Choose what root dividends become when they are claimed."""

    kind: str
    netuids: tuple[int, ...] | None

    @classmethod
    def of(cls, values: Mapping[str, Any], account: Account) -> Self:
        """Build it from typed arguments."""
        return cls(str(values["type"]), values.get("netuids"))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test the choice against those the runtime offers, and that something would change."""
        from tao_tui.chain.calls.call import Call
        from tao_tui.chain.query import Storage

        runtime = client.runtime
        kind = claim_kind(runtime)
        if kind == "none":
            raise no_claims(runtime)
        if kind == "basket":
            raise Unsupported(
                f"Runtime {runtime.spec_version} has no claim types: a claim always becomes root stake."
            )
        name = chosen(CLAIM_TYPE, self.kind, runtime)
        netuids = self._netuids(name)
        items = [Storage("System", "Account", (account.coldkey,))]
        items += [Storage(_MODULE, "NetworksAdded", (netuid,)) for netuid in netuids]
        reading = await read_root_claims(client, [account.coldkey])
        funds, *added = (await client.read(items, reading.block.hash)).data
        for netuid, there in zip(netuids, added, strict=True):
            if not there:
                raise unknown_subnet(netuid)
        found = reading.data[account.coldkey]
        if (found.claim_type, found.keep_subnets) == (name, netuids):
            raise Declined("That is the claim type already.", code="no_change")
        value = {name: {"subnets": netuids}} if netuids else name
        call = Call(_MODULE, "set_root_claim_type", {"new_root_claim_type": value})
        words = TypeWords(found, spendable(funds, runtime))
        said = {"type": name, "netuids": netuids or None}
        undo = ("stake.claim_type", {"type": found.claim_type, "netuids": found.keep_subnets or None})
        return Plan(call, reading.block, words.explain, said, undo=undo if found.claim_type else None)

    def _netuids(self, name: str) -> tuple[int, ...]:
        if (name == "KeepSubnets") == bool(self.netuids):
            return self.netuids or ()
        if self.netuids:
            raise UsageError(
                f"{name} holds for every subnet.", hint="Leave --netuids out.", code="bad_argument"
            )
        raise UsageError(
            "KeepSubnets needs the subnets whose alpha is to be kept.",
            hint="Name them with --netuids 1,5.",
            code="missing_argument",
        )


def no_claims(runtime: ChainRuntime) -> Unsupported:
    """What to say where root stake is not paid by claims, or the node does not tell what could be claimed."""
    if runtime.has_call(_MODULE, "claim_root"):
        return Unsupported(
            "This node does not tell what its baskets owe, so a claim cannot be shown before it is signed.",
            hint="Connect to a node that offers metadata version 15.",
        )
    return Unsupported(f"Runtime {runtime.spec_version} has no root claims: root stake grows by itself.")


def _most_valuable(claims: Sequence[RootClaim]) -> set[int | None]:
    """The subnets that are worth most, as many as one call takes; `claims` are ordered by value."""
    worth: dict[int | None, int] = {}
    for claim in claims:
        worth[claim.netuid] = worth.get(claim.netuid, 0) + claim.value.rao
    return set(sorted(worth, key=lambda netuid: -worth[netuid])[:MOST_SUBNETS])


def _sold(found: RootClaims, paid: Sequence[RootClaim]) -> dict[int, int]:
    """Rao of alpha by netuid that a claim sells; a pool takes what is owed by several validators as one."""
    alpha: dict[int, int] = {}
    for claim in paid:
        if claim.netuid is not None and not found.keeps(claim.netuid):
            alpha[claim.netuid] = alpha.get(claim.netuid, 0) + claim.alpha.rao
    return alpha


def _nothing(wanted: Sequence[RootClaim], netuids: tuple[int, ...] | None) -> Declined:
    where = f" on {numbered(netuids, 'subnet')}" if netuids else ""
    if not wanted:
        return Declined(
            f"There is nothing to claim{where}.",
            hint="Root stake earns with the epochs of subnets; tao-tui stake claim shows what has come.",
            code="nothing_to_claim",
        )
    most = max(wanted, key=lambda claim: claim.alpha.rao)
    return Declined(
        f"What is owed{where} is too little to be paid out: {most.alpha} of the {most.threshold} it takes.",
        hint="It goes on growing and is not lost.",
        code="below_claim_threshold",
    )
