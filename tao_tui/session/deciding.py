"""What was decided lately, for the places that show it; looked for again when a proposal came or went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tao_tui.reads.governance.decision import Decision
    from tao_tui.reads.governance.decisions import LookBack
    from tao_tui.session.session import Session

_FACT: Final = "decisions"
_STEADY_BLOCKS: Final = 50
"""Blocks after which it is looked for although the same proposals are open."""


async def decisions(session: Session) -> LookBack:
    """The look back; blocks that were looked through before are not read again."""
    proposals = (await session.proposals()).data
    hotkeys = tuple(address for _, address in session.account.hotkeys) if session.account else ()
    open_now = tuple(proposal.hash for proposal in proposals)

    async def read(client: Any) -> Any:
        return await session.reads.decisions(client, session.journal, hotkeys)

    loaded = await session.fact(_FACT, read, hotkeys, open_now, for_blocks=_STEADY_BLOCKS)
    found: LookBack = loaded.data
    return found


def known_decisions(session: Session) -> tuple[Decision, ...]:
    """Those that were read, without asking anybody."""
    found: dict[str, Decision] = {}
    for look_back in session.every_known(_FACT):
        found.update((each.key, each) for each in look_back.decided)
    return tuple(found.values())
