"""`stake`: positions, quotes and validators; adding and removing come from the action registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.actions.account import Account
    from tao_tui.actions.stake.move_quote import MoveQuote, MoveSide
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.trades.quote import Quote

_STANDING = "tao_tui.cli.stake.standing"
_LOCKS = "tao_tui.cli.stake.locks"

_Side: TypeAlias = Annotated[
    str,
    typer.Option(
        "--side",
        help="add (buy alpha), remove (sell it), move (to another hotkey) or swap (to another subnet).",
        metavar="add|remove|move|swap",
    ),
]
_Netuid: TypeAlias = Annotated[
    int, typer.Option("--netuid", help="The subnet's number (0 is root).", metavar="N", min=0, max=65535)
]
_Amount: TypeAlias = Annotated[
    str, typer.Option("--amount", help="TAO to stake; else alpha; or all there is.", metavar="AMOUNT|all")
]
_Hotkey: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--hotkey", help="The validator's hotkey, or the name of one of yours.", metavar="ADDRESS|NAME"
    ),
]
_ToNetuid: TypeAlias = Annotated[
    int | None,
    typer.Option("--to-netuid", help="The subnet a move or swap goes to.", metavar="N", min=0, max=65535),
]
_ToHotkey: TypeAlias = Annotated[
    str | None, typer.Option("--to-hotkey", help="The hotkey a move goes to.", metavar="ADDRESS|NAME")
]


@dataclass(frozen=True, slots=True)
class _Amounts:
    """What was typed as an amount: rao, or None for all the account has there."""

    typed: int | None
    account: Account | None
    netuid: int
    hotkey: Address | None

    def __post_init__(self) -> None:
        if self.typed is None and (self.account is None or self.hotkey is None):
            raise UsageError(
                "All of what? It takes a wallet and a hotkey to know how much that is.",
                hint="Give --hotkey, and --wallet for another wallet than the usual one.",
                code="all_of_nothing",
            )

    async def rao(self, client: Client, *, buying: bool) -> int:
        """The amount, asked of the chain where it is all there is."""
        if self.typed is not None:
            return self.typed
        from tao_tui.actions.stake.everything import everything

        assert self.account is not None
        assert self.hotkey is not None
        return await everything(client, self.account, self.netuid, self.hotkey, buying=buying)


app = Noun("Stake: what it is worth and earns; trading, claiming and locking it.")


def command() -> LazyGroup:
    """The `stake` group."""
    app.actions("stake")
    app.standing("stake.auto", f"{_STANDING}:show_auto", "hotkey")
    app.standing("stake.claim", f"{_STANDING}:show_claims", "netuids", "hotkey")
    app.standing("stake.children", f"{_STANDING}:show_children", "children")
    app.standing("stake.claim_type", f"{_STANDING}:show_claims", "type", "netuids")
    app.standing("stake.child_take", f"{_STANDING}:show_children", "take")
    app.standing("stake.lock", f"{_LOCKS}:show_locks", "amount", "hotkey", "perpetual")
    app.standing("stake.lock_move", f"{_LOCKS}:show_locks", "to_hotkey")
    app.standing("stake.lock_mode", f"{_LOCKS}:show_locks", "perpetual")
    app.standing("stake.lock_accept", f"{_LOCKS}:show_accepts", "accept")
    app.standing("stake.take", f"{_STANDING}:show_takes", "take")
    app.section("See", "list quote validators")
    app.section("Trade and move", "add remove exit move swap transfer")
    app.section("What it earns, and for whom", "claim claim-type basket auto children take child-take")
    app.section("Lock", "lock lock-move lock-mode lock-accept")
    app.section("Give up", "burn recycle")
    return app.group()


@app.verb("quote")
def quote(
    context: typer.Context,
    side: _Side,
    netuid: _Netuid,
    amount: _Amount,
    hotkey: _Hotkey = None,
    to_netuid: _ToNetuid = None,
    to_hotkey: _ToHotkey = None,
) -> None:
    """Price a trade at this moment: what comes out, slippage, fees. Nothing is signed."""
    from tao_tui.cli.signing.account import account_if_any
    from tao_tui.cli.stake.quote_text import checked_side, quote_lines, typed_amount, typed_hotkey

    run = run_of(context)
    chosen = checked_side(side)
    address = typed_hotkey(run, hotkey)
    account = account_if_any(run)
    amounts = _Amounts(typed_amount(chosen, amount), account, netuid, address)
    match chosen:
        case "move" | "swap":
            hotkeys = address, typed_hotkey(run, to_hotkey)
            _quote_move(run, chosen, netuid, hotkeys, to_netuid, amounts)
            return
        case trade:
            pass
    if to_netuid is not None or to_hotkey is not None:
        raise UsageError(
            "Only a move or swap goes somewhere else.", hint="Quote it with --side move or --side swap."
        )

    async def work(client: Client) -> Reading[Quote]:
        from tao_tui.actions.stake.checks import check_quoted, minimum_stake
        from tao_tui.reads.owned.quote_left import read_quote_for
        from tao_tui.reads.trades.quoting import read_quote

        rao = await amounts.rao(client, buying=trade == "add")
        if address is None or account is None:
            found = await read_quote(client, trade, netuid, address, rao)
        else:
            found = await read_quote_for(client, trade, (netuid, address), account.coldkey, rao)
        check_quoted(found.data, minimum_stake(client.runtime))
        return found

    run.out.reading(run.on_node(work), quote_lines)


def _quote_move(
    run: Run,
    side: MoveSide,
    netuid: int,
    hotkeys: tuple[Address | None, Address | None],
    to_netuid: int | None,
    amounts: _Amounts,
) -> None:
    """Price alpha that goes to another hotkey or subnet."""
    from tao_tui.cli.signing.account import account_if_any
    from tao_tui.cli.stake.move_quote_text import move_quote_lines, typed_route

    route = typed_route(side, netuid, hotkeys, to_netuid)
    account = account_if_any(run) if hotkeys[0] is not None else None

    async def work(client: Client) -> Reading[MoveQuote]:
        from dataclasses import replace

        from tao_tui.actions.stake.move_quote import read_move_quote
        from tao_tui.amounts import Alpha

        whole = replace(route, amount=Alpha(await amounts.rao(client, buying=False)))
        return await read_move_quote(client, side, whole, account.coldkey if account else None)

    run.out.reading(run.on_node(work), move_quote_lines)


app.elsewhere(
    "list", "tao_tui.cli.stake.positions:list_positions", "List stake positions, most valuable first."
)
app.elsewhere(
    "validators",
    "tao_tui.cli.stake.validators:validators",
    "List whom one can stake to on a subnet, or compare some: take, yield to stakers, stake, weights, kin.",
)
