"""`stake lock` when it locks nothing: what is locked, for whom, and how it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tao_tui.cli.invocation.run import Run

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.owned.locks import StakeLock


def show_locks(run: Run, given: Mapping[str, object]) -> None:
    """The account's locks, on one subnet or all, now and in 30, 90 and 365 days."""
    from tao_tui.actions.arguments.reading import parse_argument
    from tao_tui.actions.registry import ACTIONS
    from tao_tui.cli.stake.standing import acting_account

    coldkey = acting_account(run, given).coldkey
    netuid = given.get("netuid")
    chosen: Any = None if netuid is None else parse_argument(ACTIONS["stake.lock"].argument("netuid"), netuid)

    async def work(client: Client) -> Reading[tuple[StakeLock, ...]]:
        from tao_tui.chain.query import Reading
        from tao_tui.reads.owned.locks import read_locks

        found = await read_locks(client, coldkey)
        return Reading(found.block, tuple(lock for lock in found.data if chosen in (None, lock.netuid)))

    run.out.reading(run.on_node(work), lambda locks: _lines(locks, coldkey, chosen))


def show_accepts(run: Run, given: Mapping[str, object]) -> None:
    """Whether the account takes locked alpha from others."""
    from tao_tui.cli.stake.standing import acting_account
    from tao_tui.reads.owned.lock_situation import read_accepts_locked_alpha

    coldkey = acting_account(run, given).coldkey
    reading = run.on_node(lambda client: read_accepts_locked_alpha(client, coldkey))
    accepts, _ = reading.data
    run.out.answer({"accepts_locked_alpha": accepts}, lambda: _accepts(accepts, coldkey), block=reading.block)


def _accepts(accepts: bool, coldkey: str) -> Iterator[str]:
    does, other = ("accepts", "refuse") if accepts else ("refuses", "accept")
    yield f"{coldkey} {does} stake that is locked from others."
    yield f"Change it: tao-tui stake lock-accept --{other}"


def _lines(locks: Sequence[StakeLock], coldkey: str, netuid: int | None) -> Iterator[str]:
    """A block of lines for each lock, and how to make one."""
    for lock in locks:
        yield from _block(lock)
        yield ""
    if not locks:
        yield f"{coldkey} has nothing locked{'' if netuid is None else f' on subnet {netuid}'}."
    yield "Lock more: tao-tui stake lock --netuid N --hotkey HOTKEY --amount AMOUNT"


def _block(lock: StakeLock) -> Iterator[str]:
    from functools import partial

    from tao_tui.amounts import as_staked
    from tao_tui.counted import counted

    melts = f"melts, half of it in about {counted(lock.half_life_days, 'day')}"
    kind = "stays until you let it melt" if lock.perpetual else melts
    show = partial(as_staked, lock.netuid)
    yield f"Subnet {lock.netuid}, for {lock.hotkey}"
    yield f"  locked       {show(lock.locked)}; {kind}"
    yield f"  can leave    {show(lock.available)} of {show(lock.staked)}"
    owner = "; at once, for the owner's hotkey" if lock.owner_hotkey else ""
    yield f"  conviction   {show(lock.conviction)}{owner}"
    yield f"  all for it   {show(lock.hotkey_conviction)}"
    if lock.netuid:
        yield f"  new owner    with {lock.needed} of conviction on the subnet, once it is a year old"
    for each in lock.projection:
        day = f"in {each.days} days"
        yield f"  {day:<12} {show(each.locked)} locked, conviction {show(each.conviction)}"
