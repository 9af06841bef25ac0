"""A change of child hotkeys in words: who gets what, what stays, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Effect, Explanation
from tao_tui.actions.review.wording import effect, named, per_cent, require_funds, span, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.reads.validators.relations import Lent, Relations, kept_of
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.query import BlockRef


@dataclass(frozen=True, slots=True)
class ChildrenWords:
    """What the change starts from."""

    now: Relations
    block: BlockRef
    wait: int | None
    """Blocks before it can take effect; None where it does at once."""
    block_time: float
    unregistered: tuple[Address, ...]
    """Children that are no neurons of the subnet."""
    waiting_parents: tuple[Address, ...]
    """Children that are about to become parents of the hotkey."""
    have: Tao
    account: Account

    def explain(self, call: DecodedCall, fee: Tao) -> Explanation:
        """Words for the decoded call; `Declined` when its fee cannot be paid."""
        require_funds(fee, self.have, "The network fee")
        hotkey, netuid = str(call.arguments["hotkey"]), call.arguments["netuid"]
        lent: Any = call.arguments["children"]
        then = tuple(Lent(Address(str(child)), int(part)) for part, child in lent)
        effects = (
            effect("Hotkey", self._named(hotkey)),
            effect("Subnet", netuid),
            *self._changes(then),
            effect("Keeps itself", f"{per_cent(self.now.kept_ppm)} now, {per_cent(kept_of(then))} then"),
            effect("Takes effect", self._when()),
            effect("Network fee", fee),
        )
        count = counted(len(then), "child", "children") if then else "no children"
        title = f"Give {hotkey} {count} on subnet {netuid}"
        return Explanation(clean(title), effects, tuple(self._cautions(then)))

    def _changes(self, then: tuple[Lent, ...]) -> Iterator[Effect]:
        before = {each.hotkey: each.ppm for each in self.now.children}
        after = {each.hotkey: each.ppm for each in then}
        for child in (*after, *(gone for gone in before if gone not in after)):
            was, becomes = before.get(child), after.get(child)
            yield effect("Child", f"{self._named(child)}: {_share(was)} now, {_share(becomes)} then")

    def _when(self) -> str:
        if self.wait is None:
            return "at once"
        if not self.wait:
            return "with the subnet's next epoch"
        due = self.block.number + 1 + self.wait
        return f"with the first epoch after block {due:,}, in {span(self.wait, self.block_time)}"

    def _cautions(self, then: tuple[Lent, ...]) -> Iterator[Caution]:
        for child in self.unregistered:
            text = f"{child} is not registered on the subnet: what is lent to it earns nothing."
            yield warning("caution", "child_not_registered", text)
        for child in self.waiting_parents:
            text = (
                f"{child} is about to make this hotkey its own child: then this change is silently dropped."
            )
            yield warning("danger", "child_cycle_pending", text)
        if self.now.pending is not None:
            text = "Another change is waiting already; this one takes its place, and the wait begins anew."
            yield warning("caution", "replaces_pending", text)
        if then:
            text = (
                "Children vote with the lent stake. What it earns, less the child take, comes back to this "
                "hotkey and its nominators; the stake itself stays where it is."
            )
            yield warning("note", "lent", text)

    def _named(self, hotkey: str) -> str:
        return named(hotkey, self.account.name_of(hotkey))


def _share(ppm: int | None) -> str:
    return "nothing" if ppm is None else per_cent(ppm)
