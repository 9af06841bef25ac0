"""Choosing a validator in the app: the amount thought of, who is picked to compare, what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tao_tui.amounts import Tao
from tao_tui.errors import Declined
from tao_tui.screens.words.called import called_here, calls_itself
from tao_tui.widgets.address import shortened

if TYPE_CHECKING:
    from textual.app import App

    from tao_tui.addresses import Address
    from tao_tui.reads.validators.candidates import Bought, Candidate
    from tao_tui.reads.validators.nominators import Nominators
    from tao_tui.reads.validators.roster import Validator
    from tao_tui.session.session import Session

MOST: Final = 3
"""Validators side by side."""
_AMOUNT: Final = 100 * 10**9
"""Rao a person is taken to think of until they say otherwise."""
_PATIENCE: Final = 50
"""Blocks what an amount buys, and a count of nominators, is good for."""


class Choosing:
    """One for the Stake place."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._marked: dict[int, list[Address]] = {}

    @property
    def amount(self) -> Tao:
        """What would have been staked."""
        return Tao(self.session.views.number("stake.amount", _AMOUNT))

    @amount.setter
    def amount(self, amount: Tao) -> None:
        self.session.views.put("stake.amount", amount.rao)

    @property
    def amount_words(self) -> str:
        """The amount without the zeros at its end."""
        return f"{self.amount.short(9).rstrip('0').rstrip('.')} τ"

    def ask_amount(self, app: App[Any], then: Callable[[], object]) -> None:
        """Let the person think of another amount, and go on with `then` once they did."""
        from tao_tui.screens.stake.amount_sheet import AmountSheet

        def take(amount: Tao | None) -> None:
            if amount is not None:
                self.amount = amount
                then()

        app.push_screen(AmountSheet("What amount would have earned?", self.amount), take)

    @property
    def typed(self) -> Tao | None:
        """The amount, when a person named one."""
        return self.amount if self.session.views.number("stake.amount", 0) else None

    def marked(self, netuid: int) -> tuple[Address, ...]:
        """Who is picked on a subnet, in the order they were."""
        return tuple(self._marked.get(netuid, ()))

    def mark(self, netuid: int, hotkey: Address) -> bool:
        """Pick one, or let it go; False when enough are picked."""
        marked = self._marked.setdefault(netuid, [])
        if hotkey in marked:
            marked.remove(hotkey)
        elif len(marked) >= MOST:
            return False
        else:
            marked.append(hotkey)
        return True

    def name_of(self, hotkey: str) -> str:
        """What a hotkey calls itself on chain, else what it is called here; empty when it has no name."""
        return calls_itself(self.session, hotkey) or called_here(self.session, hotkey)

    def title_of(self, validator: Validator) -> str:
        """Its name, or the ends of its address."""
        return str(validator.name) or self.name_of(validator.hotkey) or shortened(validator.hotkey)

    async def listed(self, netuid: int) -> tuple[Candidate, ...]:
        """Every validator of a subnet, the largest first."""
        from tao_tui.reads.validators.candidates import candidates

        loaded = await self.session.validators(netuid)
        bought, marked = await self._bought(netuid), self.marked(netuid)
        found = candidates(loaded.data, self.session.rewards.rewards(netuid), bought)
        return tuple(replace(row, marked=True) if row.validator.hotkey in marked else row for row in found)

    async def together(self, netuid: int, hotkeys: Sequence[Address]) -> tuple[Candidate, ...]:
        """Some validators in this order: rewards over the same blocks, nominators counted."""
        from tao_tui.reads.validators.candidates import candidates

        loaded, bought = await self.session.validators(netuid), await self._bought(netuid)
        nominators = await self._nominators(netuid, tuple(hotkeys))
        rewards = self.session.rewards.together(self.session.online.genesis, netuid, hotkeys)
        found = {row.validator.hotkey: row for row in candidates(loaded.data, rewards, bought, nominators)}
        return tuple(found[hotkey] for hotkey in hotkeys if hotkey in found)

    async def _bought(self, netuid: int) -> Bought | None:
        """What the amount buys; None where the pool takes no such trade."""
        from tao_tui.reads.validators.candidates import Bought

        amount, survey = self.amount, self.session.rewards.survey(netuid)
        if survey is None:
            return None
        try:
            quote = await self.session.fact(
                "bought",
                lambda client: self.session.reads.bought(client, netuid, amount.rao),
                netuid,
                amount.rao,
                for_blocks=_PATIENCE,
            )
        except Declined:
            return None
        return Bought(amount, quote.data.amount_out_rao, survey.prices.get(netuid, 0))

    async def _nominators(self, netuid: int, hotkeys: tuple[Address, ...]) -> dict[Address, Nominators]:
        loaded = await self.session.fact(
            "nominators",
            lambda client: self.session.reads.nominators(client, netuid, hotkeys),
            netuid,
            hotkeys,
            for_blocks=_PATIENCE,
        )
        counted: dict[Address, Nominators] = loaded.data
        return counted
