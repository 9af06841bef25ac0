"""Acting as one of several signatories: the call waits on chain until enough of them made the same one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Explanation, Plan
from tao_tui.actions.review.wording import effect, named, require_funds, spendable, warning
from tao_tui.addresses import Address, public_key_of
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.errors import Declined, Unsupported
from tao_tui.text import clean
from tao_tui.wallet.multisigs import SharedAccount

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.extrinsics.pay import Cost

_TRADES: Final = ("_limit", "_full_limit")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call some signatories have approved: where it began, who approved, whose deposit it holds."""

    height: int
    index: int
    depositor: Address
    approvals: tuple[Address, ...]
    deposit: Tao

    @property
    def timepoint(self) -> dict[str, int]:
        """Where it began, as the chain's calls name it."""
        return {"height": self.height, "index": self.index}


@dataclass(frozen=True, slots=True)
class Shared:
    """One signatory's step towards a call of the shared account."""

    of: SharedAccount
    account: Account
    """The signatory's own, which signs."""
    plan: Plan
    """What the action would do, checked for the shared account."""
    waiting: Waiting | None
    cost: Cost
    """What the call may use at most when it is carried out."""
    funds: Tao
    """What the signatory can spend."""
    deposit: Tao
    """What the first approval holds back until the call is carried out or cancelled."""

    @property
    def call(self) -> Call:
        """The call this signatory makes."""
        from tao_tui.chain.calls.call import Call

        others = self.of.others(self.account.coldkey)
        if self.of.threshold == 1:
            arguments: dict[str, object] = {"other_signatories": others, "call": self.plan.call}
            return Call("Multisig", "as_multi_threshold_1", arguments)
        when = None if self.waiting is None else self.waiting.timepoint
        return Call(
            "Multisig",
            "as_multi",
            {
                "threshold": self.of.threshold,
                "other_signatories": others,
                "maybe_timepoint": when,
                "call": self.plan.call,
                "max_weight": {"ref_time": self.cost.ref_time, "proof_size": self.cost.proof_size},
            },
        )

    @property
    def approved(self) -> tuple[Address, ...]:
        """Who approved once this is in a block."""
        before = () if self.waiting is None else self.waiting.approvals
        return (*before, *(() if self.account.coldkey in before else (self.account.coldkey,)))

    @property
    def carries_out(self) -> bool:
        """Whether this approval is the last that is needed."""
        return len(self.approved) >= self.of.threshold

    def explain(self, call: DecodedCall, fee: Tao) -> Explanation:
        """Words for the inner call, who approved it, and what is missing."""
        inner: Any = call.arguments["call"]
        deposit = self.deposit if self.waiting is None and self.of.threshold > 1 else Tao(0)
        require_funds(Tao(fee.rao + deposit.rao), self.funds, "The fee and the deposit of an approval")
        told = self.plan.explain(inner, Tao(0))
        missing = self.of.threshold - len(self.approved)
        state = (
            "carries it out" if missing <= 0 else f"then {missing} more of them must approve the same call"
        )
        effects = [
            effect("You act for", named(self.of.address, str(self.of.name))),
            effect("Approvals", f"{len(self.approved)} of {self.of.threshold} needed: yours {state}"),
            *(effect("Approved by", named(each, self._name(each))) for each in self.approved[:-1]),
            *(effect("Missing", named(each, self._name(each))) for each in self._missing()),
            *(each for each in told.effects if each.label != "Network fee"),
            effect("Network fee", f"{fee}, paid by {self.account.coldkey}"),
        ]
        if deposit.rao:
            effects.append(effect("Deposit", f"{deposit} of yours, back when it is carried out or cancelled"))
        title = clean(f"With {self.of.name}: {told.title}", 1000)
        return Explanation(title, tuple(effects), (*self._warnings(), *told.warnings))

    def _missing(self) -> tuple[Address, ...]:
        if self.carries_out:
            return ()
        return tuple(each for each in self.of.signatories if each not in self.approved)

    def _warnings(self) -> tuple[Caution, ...]:
        if self.carries_out or not self.plan.call.function.endswith(_TRADES):
            return ()
        text = (
            "The others must make this very call: let them give the same limit price, "
            "or approvals of different calls never meet."
        )
        return (warning("caution", "same_call", text),)

    def _name(self, address: Address) -> str:
        return self.account.name_of(address)


def shared_by(name: str, arguments: Mapping[str, Any], signer: Address) -> SharedAccount | None:
    """The account, without a name, in which `signer` makes or approves a call; None for any other call."""
    threshold = {"Multisig.as_multi": arguments.get("threshold"), "Multisig.as_multi_threshold_1": 1}.get(
        name
    )
    if threshold is None:
        return None
    signatories = (signer, *(Address(str(each)) for each in arguments["other_signatories"]))
    return SharedAccount(clean(""), int(threshold), tuple(sorted(signatories, key=public_key_of)))


def acting_as(account: Account, shared: SharedAccount) -> Account:
    """The account an action is checked for: the shared one."""
    shared.others(account.coldkey)
    return replace(account, coldkey=shared.address, wallet=str(shared.name))


async def read_shared(client: Client, account: Account, shared: SharedAccount, plan: Plan) -> Shared:
    """How far the call of `plan` is; `Declined` when this signatory approved it already."""
    from tao_tui.chain.query import Storage

    runtime = client.runtime
    if not (runtime.has_call("Multisig", "as_multi") and runtime.has_storage("Multisig", "Multisigs")):
        raise Unsupported("This chain's runtime has no multisig accounts.")
    inner = runtime.compose(plan.call)
    items = [
        Storage("Multisig", "Multisigs", (shared.address, inner.hash)),
        Storage("System", "Account", (account.coldkey,)),
    ]
    raw, funds = (await client.read(items, plan.block.hash)).data
    waiting = None if raw is None else waiting_of(raw)
    enough = waiting is not None and len(waiting.approvals) >= shared.threshold
    if waiting is not None and account.coldkey in waiting.approvals and not enough:
        raise Declined(
            f"{account.coldkey} (wallet {account.wallet}) approved this call already; "
            f"{counted(len(waiting.approvals), 'signatory has', 'signatories have')}, of {shared.threshold}.",
            hint="Another signatory's turn.",
            code="already_approved",
        )
    base, factor = (runtime.constant("Multisig", name) for name in ("DepositBase", "DepositFactor"))
    deposit = Tao(int(base or 0) + int(factor or 0) * shared.threshold)
    cost = await client.cost(inner, account.coldkey)
    return Shared(shared, account, plan, waiting, cost, spendable(funds, runtime), deposit)


def waiting_of(raw: Any) -> Waiting:
    """A stored operation, as the chain has it."""
    when = raw["when"]
    approvals = tuple(Address(str(each)) for each in raw["approvals"])
    depositor, deposit = Address(str(raw["depositor"])), Tao(int(raw["deposit"]))
    return Waiting(int(when["height"]), int(when["index"]), depositor, approvals, deposit)


def approval_of(shared: SharedAccount, signer: Address, waiting: Waiting, call_hash: str) -> Call:
    """The approval of a call by its hash alone, which can be any but the last."""
    from tao_tui.chain.calls.call import Call

    return Call(
        "Multisig",
        "approve_as_multi",
        {
            "threshold": shared.threshold,
            "other_signatories": shared.others(signer),
            "maybe_timepoint": waiting.timepoint,
            "call_hash": call_hash,
            "max_weight": {"ref_time": 0, "proof_size": 0},
        },
    )
