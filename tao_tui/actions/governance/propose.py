"""Put a call before the triumvirate's senate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Explanation, Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, require_funds, spendable, warning
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.errors import Unsupported, UsageError
from tao_tui.reads.chain_text import as_address
from tao_tui.reads.governance.call_words import call_words
from tao_tui.reads.governance.proposals import TRIUMVIRATE, capability_note, has_triumvirate, motion_duration
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef
    from tao_tui.chain.runtime import ChainRuntime

_ROOT_CALLS = frozenset({"sudo", "sudo_unchecked_weight"})
_RENAMED_SINCE: Final = 218
"""The first version known here whose motions have errors of the newer names; 181 has the older ones."""
_OLDER_NAMES: Final = {
    "DurationLowerThanConfiguredMotionDuration": "WrongDuration",
    "ProposalNotExists": "ProposalMissing",
    "TooEarlyToCloseProposal": "TooEarly",
}


@dataclass(frozen=True, slots=True)
class Propose:
    """Propose the call in `inner` (pallet, function, arguments), open for `duration` blocks."""

    inner: Mapping[str, object]
    duration: int | None
    as_root: bool

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments: one of `file` and `call`, with `arguments` beside a bare name."""
        given, file, arguments = values.get("call"), values.get("file"), values.get("arguments")
        if (given is None) == (file is None):
            raise UsageError(
                "Say what to propose: either --call Pallet.function with --arguments, or --file.",
                code="missing_argument",
            )
        whole = file if given is None else given
        if isinstance(whole, str):
            pallet, dot, function = whole.partition(".")
            if not dot or not pallet or not function:
                raise UsageError(f"“{whole[:80]}” is not Pallet.function.", code="bad_call")
            whole = {"pallet": pallet, "function": function, "arguments": arguments or {}}
        elif arguments is not None:
            raise UsageError("--arguments goes with --call Pallet.function only.", code="bad_call")
        assert isinstance(whole, Mapping)
        duration = values.get("duration")
        return cls(whole, duration if isinstance(duration, int) else None, bool(values.get("as_root", True)))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test membership, duration and that the same call is not proposed yet; compose the inner call."""
        from tao_tui.chain.calls.call import Call
        from tao_tui.chain.query import Storage

        require_triumvirate(client.runtime)
        proposal = client.runtime.compose(self._proposal(client.runtime), account.address)
        duration = self._checked_duration(client.runtime)
        items = [Storage(TRIUMVIRATE, "Members"), Storage(TRIUMVIRATE, "Proposals")]
        items += [Storage("SenateMembers", "Members"), Storage("System", "Account", (account.coldkey,))]
        reading = await client.read(items)
        members, proposals, senators, funds = reading.data
        if account.coldkey not in map(as_address, members):
            raise refused(
                f"{account.coldkey} is not in the triumvirate, so it cannot propose.",
                "NotMember",
                "not_a_member",
                "tao-tui gov members shows who can.",
            )
        if proposal.hash in map(str, proposals):
            raise refused("The same call is already proposed.", "DuplicateProposal", "already_proposed")
        have = spendable(funds, client.runtime)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            return _explain(call, fee, reading.block, (proposal.hash, len(senators)))

        bounds: dict[str, object] = {"length_bound": len(proposal.data), "duration": duration}
        call = Call(TRIUMVIRATE, "propose", {"proposal": proposal, **bounds})
        arguments = {"call": dict(self.inner), "duration": self.duration, "as_root": self.as_root}
        return Plan(call, reading.block, explain, arguments)

    def _proposal(self, runtime: ChainRuntime) -> Call:
        from tao_tui.chain.calls.call import Call
        from tao_tui.reads.runtime.names import callable_

        written = to_call(self.inner)
        named = callable_(runtime, f"{written.pallet}.{written.function}")
        call = Call(named.home, named.item, written.arguments)
        already = call.pallet == "SubtensorModule" and call.function in _ROOT_CALLS
        return Call("SubtensorModule", "sudo", {"call": call}) if self.as_root and not already else call

    def _checked_duration(self, runtime: ChainRuntime) -> int:
        shortest = motion_duration(runtime)
        if self.duration is None:
            return shortest
        if runtime.constant(TRIUMVIRATE, "MotionDuration") is not None and self.duration < shortest:
            raise refused(
                f"A vote must stay open for {counted(shortest, 'block')} at least, not {self.duration}.",
                motion_error(runtime, "DurationLowerThanConfiguredMotionDuration"),
                "duration_too_short",
            )
        return self.duration


def require_triumvirate(runtime: ChainRuntime) -> None:
    """Refuse with a sentence where the runtime has nothing to vote on."""
    if not has_triumvirate(runtime):
        raise Unsupported(capability_note(runtime), hint="tao-tui gov status says what can be decided here.")


def motion_error(runtime: ChainRuntime, name: str) -> str:
    """What this runtime calls the error of a motion that has `name` on the newest that has motions."""
    return name if runtime.spec_version >= _RENAMED_SINCE else _OLDER_NAMES.get(name, name)


def to_call(fields: Mapping[str, object]) -> Call:
    """A call from its JSON form, calls among its arguments included; `UsageError` for another shape."""
    from tao_tui.chain.calls.call import Call

    pallet, function, arguments = fields.get("pallet"), fields.get("function"), fields.get("arguments", {})
    if not isinstance(pallet, str) or not isinstance(function, str) or not isinstance(arguments, Mapping):
        raise UsageError(
            "A call is written as pallet, function and arguments.",
            hint='{"pallet": "System", "function": "remark", "arguments": {"remark": "hello"}}',
            code="bad_call",
        )
    return Call(pallet, function, {str(name): _nested(value) for name, value in arguments.items()})


def _nested(value: object) -> object:
    if isinstance(value, Mapping) and "pallet" in value and "function" in value:
        return to_call(value)
    if isinstance(value, list | tuple):
        return [_nested(item) for item in value]
    return value


def _explain(call: DecodedCall, fee: Tao, block: BlockRef, known: tuple[str, int]) -> Explanation:
    from tao_tui.chain.calls.call import DecodedCall as Decoded

    proposal_hash, seats = known
    inner = call.arguments["proposal"]
    assert isinstance(inner, Decoded)
    words = call_words(inner)
    duration = int(str(call.arguments["duration"]))
    effects = (
        effect("Proposes", words),
        effect("Proposal hash", proposal_hash),
        effect("Needs", f"{seats // 2 + 1} of {counted(seats, 'senator')}"),
        effect("Open until", f"block {block.number + duration:,} ({counted(duration, 'block')})"),
        effect("Network fee", fee),
    )
    public = warning("note", "public", "A proposal is public and stays until it is closed.")
    return Explanation(clean(f"Propose: {words}"), effects, (public,))
