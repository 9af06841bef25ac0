"""The queues of neurons and subnets that give way: columns, and what is said above them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tao_tui.addresses import Address
from tao_tui.counted import counted, doing
from tao_tui.reads.subnets.subnet_risk import SubnetRisk, SubnetRisks
from tao_tui.reads.uids.prune_risk import NeuronRisk, PruneRisk
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

_BY: Final = {
    "emission": "the lowest emission",
    "pruning_score": "the lowest pruning score",
    "stake": "the lowest stake",
}


def neuron_risk_columns(
    block_seconds: float, named: Callable[[Address], str] = lambda _: "", *, of_root: bool = False
) -> tuple[Column[NeuronRisk], ...]:
    """What a neuron in the queue shows, immunity in blocks and as time; `named` names hotkeys of mine.

    `of_root` leaves out what root knows nothing of.
    """

    def name(row: NeuronRisk) -> str:
        return (named(row.hotkey) or "mine") if row.mine else ""

    columns: tuple[Column[NeuronRisk], ...] = (
        Column("rank", "rank", 5, "right", 1, lambda row: row.rank, lambda row: cells.blocks(row.rank)),
        Column(
            "registrations_left", "turn", 7, "right", 0, lambda row: row.registrations_left,
            turn_of_neuron,
        ),
        Column("uid", "uid", 5, "right", 0, lambda row: row.uid, lambda row: str(row.uid)),
        Column("mine", "mine", 10, "left", 0, lambda row: row.mine, name),
        Column(
            "hotkey", "hotkey", 12, "left", 0, lambda row: row.hotkey,
            lambda row: cells.short_address(row.hotkey),
        ),
        Column(
            "emission", "earned α", 10, "right", 1, lambda row: row.emission.rao,
            lambda row: cells.amount(row.emission, 10), cells.ONE,
        ),
        Column(
            "immune_blocks_left", "immune for", 14, "right", 1, lambda row: row.immune_blocks_left,
            lambda row: cells.lasting(row.immune_blocks_left, block_seconds),
        ),
        Column(
            "registered_at", "born", 9, "right", 2, lambda row: row.registered_at,
            lambda row: cells.count(row.registered_at),
        ),
        Column(
            "stake", "stake", 11, "right", 3, lambda row: row.stake.rao,
            lambda row: cells.amount(row.stake, 11, 1), cells.ONE,
        ),
        Column(
            "coldkey", "coldkey", 12, "left", 5, lambda row: row.coldkey,
            lambda row: cells.short_address(row.coldkey),
        ),
    )  # fmt: skip
    unknown = ("emission", "immune_blocks_left") if of_root else ()
    return tuple(column for column in columns if column.key not in unknown)


def subnet_risk_columns(block_seconds: float) -> tuple[Column[SubnetRisk], ...]:
    """What a subnet in the queue shows."""
    return (
        Column("creations_left", "turn", 6, "right", 0, lambda row: row.creations_left, turn_of_subnet),
        Column("netuid", "#", 3, "right", 0, lambda row: row.netuid, lambda row: str(row.netuid)),
        Column("mine", "", 4, "left", 0, lambda row: row.mine, lambda row: "mine" if row.mine else ""),
        Column("name", "name", 20, "left", 0, lambda row: row.name.casefold(), lambda row: row.name),
        Column(
            "moving_price", "average τ", 11, "right", 0, lambda row: row.moving_price.rao,
            lambda row: cells.price(row.moving_price.rao), cells.ONE,
        ),
        Column(
            "immune_blocks_left", "immune for", 14, "right", 0, lambda row: row.immune_blocks_left,
            lambda row: cells.lasting(row.immune_blocks_left, block_seconds),
        ),
        Column(
            "registered_at", "born", 9, "right", 1, lambda row: row.registered_at,
            lambda row: cells.count(row.registered_at),
        ),
        Column(
            "owner", "owner", 12, "left", 2, lambda row: row.owner,
            lambda row: cells.short_address(row.owner),
        ),
    )  # fmt: skip


def turn_of_neuron(row: NeuronRisk) -> str:
    """The how-manieth registration replaces it, or why none does."""
    if row.registrations_left is not None:
        return f"{row.registrations_left:,}"
    return "owner's" if row.rank is None else "stays"


def turn_of_subnet(row: SubnetRisk) -> str:
    """The how-manieth creation dissolves it."""
    return cells.blocks(row.creations_left)


def neuron_risk_words(risk: PruneRisk) -> Iterator[str]:
    """The rule and who is next, in sentences."""
    taken = f"{risk.neurons:,} of {counted(risk.places, 'place')} taken"
    if risk.free_places:
        yield f"{taken}: the next {_next(risk.free_places, 'registration', 'replace')} nobody."
    elif risk.next_uid is None:
        yield f"{taken}, and nobody can be replaced: no hotkey can register."
    else:
        mine = any(row.mine for row in risk.queue if row.uid == risk.next_uid)
        whose = ", which is yours" if mine else ""
        yield f"{taken}: the next registration replaces uid {risk.next_uid}{whose}."
    if not risk.registration_open:
        yield "Registration is closed, so that nobody is replaced until the subnet opens it."
    if risk.rule == "stake":
        yield "Who has the lowest stake gives way, to a hotkey with more."
        return
    yield (
        f"Of those out of immunity ({counted(risk.immunity_period, 'block')}) {_BY[risk.rule]} goes first, "
        "of equals the oldest; then the immune."
    )
    if risk.least_not_immune:
        remain = doing(risk.least_not_immune, "neuron", "remain")
        yield f"Out of immunity {remain} always: then the immune go first."


def subnet_risk_words(risks: SubnetRisks, block: int, block_seconds: float) -> Iterator[str]:
    """The rule, who is next, and from when on."""
    if risks.limit is None:
        yield f"{counted(risks.subnets, 'subnet')}. This runtime dissolves none to make room for another."
    else:
        count = f"{risks.subnets:,} of {counted(risks.limit, 'subnet')}"
        if risks.free_places:
            yield f"{count}: the next {_next(risks.free_places, 'creation', 'dissolve')} none."
        elif risks.next_netuid is None:
            yield f"{count}, all of them immune: none can be created."
        else:
            yield f"{count}: the next creation dissolves subnet {risks.next_netuid}."
        yield (
            f"Of those out of immunity ({cells.lasting(risks.immunity_period, block_seconds)}) the lowest "
            "average price goes first, of equals the oldest."
        )
    wait = risks.creatable_at - block - 1
    when = f", from block {risks.creatable_at:,} on" if wait > 0 else ""
    yield f"Creating one costs {risks.registration_cost} now{when}."


def _next(count: int, noun: str, verb: str) -> str:
    """`registration replaces`, `4 registrations replace`."""
    return f"{noun} {verb}s" if count == 1 else f"{counted(count, noun)} {verb}"
