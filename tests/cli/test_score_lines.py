"""Scores as lines of text: what a block changed, in the figures of the table."""

from __future__ import annotations

from tao_tui.cli.scores.document import change_lines
from tests.reads.fake import CAROL, HOTKEY, OTHER
from tests.reads.test_scores import change, collect, column, node, people


async def test_only_what_changed_is_said_in_the_figures_of_the_table() -> None:
    client = node()
    client.feed = [change(1001, Incentive=column(1, 32_768), ValidatorPermit=column(0, 0, kind="bool"))]
    delta = (await collect(client))[-1]
    assert list(change_lines(delta, ())) == [
        "Subnet 1, block 1,001, next epoch in 259 blocks",
        "  uid 0    has no permit",
        "  uid 1    incentive 0.5000",
    ]
    assert len(list(change_lines(delta, (0,)))) == 2


async def test_a_uid_of_another_neuron_is_said_with_its_key() -> None:
    asked = iter([people(HOTKEY, OTHER), people(HOTKEY, CAROL)])
    client = node(get_selective_metagraph=lambda *_: next(asked))
    client.feed = [change(1001, LastUpdate=column(990, 1001, kind="uint64"))]
    delta = (await collect(client))[-1]
    assert list(change_lines(delta, ()))[1:] == [f"  uid 1    now {CAROL}  updated in block 1,001"]
