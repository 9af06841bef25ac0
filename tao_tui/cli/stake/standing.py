"""How auto-stake, root claims, child hotkeys and takes stand: what `stake` shows before it sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tao_tui.actions.registry import ACTIONS
from tao_tui.cli.invocation.run import Run
from tao_tui.counted import counted

if TYPE_CHECKING:
    from tao_tui.actions.account import Account
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.auto_stake import AutoStake
    from tao_tui.reads.owned.root_claims import RootClaims
    from tao_tui.reads.validators.relations import Relations
    from tao_tui.reads.validators.takes import Take


def show_auto(run: Run, given: Mapping[str, object]) -> None:
    """Where the account's miners' earnings go, on one subnet or all."""
    coldkey = acting_account(run, given).coldkey
    netuid = _typed("stake.auto", "netuid", given)

    async def work(client: Client) -> Reading[tuple[AutoStake, ...]]:
        from tao_tui.chain.query import Reading
        from tao_tui.reads.auto_stake import read_auto_stake
        from tao_tui.reads.unknown_subnet import unknown_subnet

        found = await read_auto_stake(client, coldkey)
        rows = tuple(row for row in found.data if netuid in (None, row.netuid))
        if not rows and netuid is not None:
            raise unknown_subnet(netuid)
        return Reading(found.block, rows)

    run.out.reading(run.on_node(work), lambda rows: _auto_lines(rows, coldkey))


def show_claims(run: Run, given: Mapping[str, object]) -> None:
    """What the account's root stake may claim, by subnet and validator."""
    coldkey = acting_account(run, given).coldkey

    async def work(client: Client) -> Reading[RootClaims]:
        from tao_tui.chain.query import Reading
        from tao_tui.reads.owned.root_claims import read_root_claims

        found = await read_root_claims(client, [coldkey])
        return Reading(found.block, found.data[coldkey])

    reading = run.on_node(work)
    run.out.answer(_claims_row(reading.data), lambda: _claims_lines(reading.data), block=reading.block)


def show_children(run: Run, given: Mapping[str, object]) -> None:
    """Children, parents and what waits, of one hotkey or all of the account's, on one subnet or all."""
    account = acting_account(run, given)
    hotkey = _typed("stake.children", "hotkey", given, account)
    netuid = _typed("stake.children", "netuid", given)

    async def work(client: Client) -> Reading[tuple[Relations, ...]]:
        from tao_tui.chain.query import Reading
        from tao_tui.reads.owned_hotkeys import read_owned_hotkeys
        from tao_tui.reads.subnets.market import read_subnets
        from tao_tui.reads.unknown_subnet import unknown_subnet
        from tao_tui.reads.validators.relations import read_relations, require_children

        require_children(client.runtime)
        subnets = await read_subnets(client)
        netuids = [each.netuid for each in subnets.data if netuid in (None, each.netuid)]
        if not netuids:
            raise unknown_subnet(netuid)
        hotkeys: Sequence[Address] = [hotkey] if hotkey else ()
        if not hotkeys:
            hotkeys = (await read_owned_hotkeys(client, account.coldkey, _own(account, given))).data
        found = await read_relations(client, hotkeys, netuids)
        told = tuple(each for each in found.data if netuid is not None or not each.is_empty)
        return Reading(found.block, told)

    reading = run.on_node(work)
    rows = [_relation_row(each) for each in reading.data]
    run.out.answer(rows, lambda: _relation_lines(reading.data, reading.block.number), block=reading.block)


def show_takes(run: Run, given: Mapping[str, object]) -> None:
    """Takes, their bounds and when they may be raised, of one hotkey or all of the account's."""
    account = acting_account(run, given)
    hotkey = _typed("stake.take", "hotkey", given, account)

    async def work(client: Client) -> Reading[tuple[Take, ...]]:
        from tao_tui.reads.owned_hotkeys import read_owned_hotkeys
        from tao_tui.reads.validators.takes import read_takes

        hotkeys: Sequence[Address] = [hotkey] if hotkey else ()
        if not hotkeys:
            hotkeys = (await read_owned_hotkeys(client, account.coldkey, _own(account, given))).data
        return await read_takes(client, hotkeys)

    reading = run.on_node(work)
    run.out.answer(
        [_take_row(each) for each in reading.data],
        lambda: _take_lines(reading.data, reading.block.number),
        block=reading.block,
    )


def acting_account(run: Run, given: Mapping[str, object]) -> Account:
    """Whose state is shown: the wallet's own, or that of the account it would act for."""
    from dataclasses import replace

    from tao_tui.cli.signing.account import account_of, address_of
    from tao_tui.wallet.multisigs import Multisigs

    account = account_of(run)
    if name := given.get("multisig"):
        return replace(account, coldkey=Multisigs().find(str(name)).address)
    if real := given.get("proxy_for"):
        return replace(account, coldkey=address_of(run, str(real)))
    return account


def _own(account: Account, given: Mapping[str, object]) -> tuple[Address, ...]:
    """The wallet's hotkeys, which belong to nobody else it may act for."""
    other = given.get("multisig") or given.get("proxy_for")
    return () if other else tuple(hotkey for _, hotkey in account.hotkeys)


def _typed(action: str, name: str, given: Mapping[str, object], account: Account | None = None) -> Any:
    """An option as its argument's kind reads it; None when it was not given."""
    from tao_tui.actions.arguments.reading import parse_argument

    if given.get(name) is None:
        return None
    return parse_argument(ACTIONS[action].argument(name), given[name], account)


def _auto_lines(rows: Sequence[AutoStake], coldkey: Address) -> Iterable[str]:
    from tao_tui.cli.terminal.layout import table
    from tao_tui.tables.auto_stake import AUTO_STAKE_COLUMNS

    telling = [row for row in rows if row.destination or row.miners or len(rows) == 1]
    if telling:
        yield from table(AUTO_STAKE_COLUMNS, telling)
    if len(telling) < len(rows):
        rest = counted(len(rows) - len(telling), "subnet")
        yield f"On {'the other ' if telling else ''}{rest} {coldkey} has no miner and no destination."
    yield "Set one: tao-tui stake auto --netuid N --hotkey HOTKEY"


def _claims_row(found: RootClaims) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "claim_type": found.claim_type,
        "keep_subnets": list(found.keep_subnets),
        "value_rao": found.value.rao,
        "claims": [
            {
                "netuid": claim.netuid,
                "hotkey": claim.hotkey,
                "alpha_rao": claim.alpha.rao,
                "value_rao": claim.value.rao,
                "threshold_rao": claim.threshold.rao,
                "claimable": claim.claimable,
            }
            for claim in found.claims
        ],
    }


def _claims_lines(found: RootClaims) -> Iterable[str]:
    from tao_tui.cli.terminal.layout import table
    from tao_tui.tables.root_claims import CLAIM_COLUMNS, claims_sentence

    if found.claims:
        yield from table(CLAIM_COLUMNS, found.claims)
    yield claims_sentence(found)
    if any(claim.claimable for claim in found.claims):
        yield "Claim it: tao-tui stake claim --netuids all"
    if found.kind == "alpha":
        yield "Choose what it becomes: tao-tui stake claim-type --type Swap|Keep|KeepSubnets"


def _relation_row(each: Relations) -> dict[str, Any]:
    return {
        "hotkey": each.hotkey,
        "netuid": each.netuid,
        "children": lent_rows(each.children),
        "parents": lent_rows(each.parents),
        "pending": {"children": lent_rows(each.pending.children), "from_block": each.pending.from_block}
        if each.pending
        else None,
        "kept_ppm": each.kept_ppm,
        "settable_at": each.settable_at,
        "child_take_ppm": each.take_ppm,
        "child_take_raisable_at": each.take_raisable_at,
    }


def lent_rows(lent: Iterable[Any]) -> list[dict[str, Any]]:
    """Children or parents as JSON tells of them."""
    return [{"hotkey": one.hotkey, "proportion": one.proportion, "share_ppm": one.ppm} for one in lent]


def _relation_lines(found: Sequence[Relations], block: int) -> Iterator[str]:
    from tao_tui.cli.terminal.layout import table
    from tao_tui.tables.relations import RELATION_COLUMNS, links_of

    lines = list(links_of(found))
    if lines:
        yield from table(RELATION_COLUMNS, lines)
    else:
        yield "None of these hotkeys lends, borrows or is about to."
    for each in found:
        if each.pending:
            yield f"What waits on subnet {each.netuid} takes effect with the first epoch after its block."
        if block + 1 < each.settable_at:
            left = each.settable_at - block - 1
            yield f"Subnet {each.netuid}: children may be set again in {counted(left, 'block')}."
    yield "Set them: tao-tui stake children --hotkey HOTKEY --netuid N --children CHILD=50%"


def _take_row(take: Take) -> dict[str, Any]:
    from tao_tui.reads.validators.takes import ppm

    return {
        "hotkey": take.hotkey,
        "owner": take.owner,
        "take_ppm": take.take_ppm,
        "min_ppm": ppm(take.min),
        "max_ppm": ppm(take.max),
        "rate_limit_blocks": take.rate_limit_blocks,
        "changed_at": take.changed_at,
        "raisable_at": take.raisable_at,
    }


def _take_lines(found: Sequence[Take], block: int) -> Iterator[str]:
    from tao_tui.cli.terminal.layout import table
    from tao_tui.tables.takes import TAKE_COLUMNS, take_rule

    if not found:
        yield "This wallet has no hotkeys. Name one: tao-tui stake take --hotkey ADDRESS"
        return
    yield from table(TAKE_COLUMNS, found)
    for each in found:
        if block + 1 < each.raisable_at:
            yield f"{each.hotkey} may be raised again in {counted(each.raisable_at - block - 1, 'block')}."
    yield take_rule(found[0])
    yield "Set it: tao-tui stake take --hotkey HOTKEY --take 9%"
