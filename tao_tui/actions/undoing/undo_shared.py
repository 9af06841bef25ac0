"""The way back from what a multisig did: through the same multisig, where it has a name here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tao_tui.actions.origin.shared import shared_by
from tao_tui.addresses import Address
from tao_tui.wallet.multisigs import Multisigs

_TOGETHER: Final = "It goes through the multisig again: the other signatories have to agree as well."
_PERHAPS: Final = "If approvals were still missing then, nothing happened yet and there is nothing to undo."


@dataclass(frozen=True, slots=True)
class Through:
    """How the inverse goes, or why it cannot."""

    route: Mapping[str, str] = field(default_factory=dict)
    """What joins its arguments."""
    note: str = ""
    why_not: str = ""


def through(call: Any, signer: str, *, carried_out: bool) -> Through | None:
    """The way through the multisig in which `signer` made `call`, in its JSON form; None for any other call.

    `carried_out` is known to be so where something moved; else it is told from the approvals, as far as the
    call says how many there were. Raises `UsageError` where the file of multisigs cannot be read.
    """
    if not isinstance(call, dict) or call.get("pallet") != "Multisig":
        return None
    arguments = call["arguments"]
    shared = shared_by(f"{call['pallet']}.{call['function']}", arguments, Address(signer))
    if shared is None:
        return None
    began = shared.threshold > 1 and arguments.get("maybe_timepoint") is None
    if began and not carried_out:
        return Through(
            why_not="It only began this in a multisig. While approvals are missing it can be taken back: "
            "tao-tui wallet multisig cancel."
        )
    address = shared.address
    name = next((str(each.name) for each in Multisigs().entries() if each.address == address), None)
    if name is None:
        return Through(
            why_not=f"A multisig did this, {address}, which has no name here: tao-tui wallet multisig add."
        )
    certain = carried_out or shared.threshold <= 2
    return Through({"multisig": name}, _TOGETHER if certain else f"{_TOGETHER} {_PERHAPS}")
