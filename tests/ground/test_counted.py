"""Numbers, nouns and verbs that agree."""

from __future__ import annotations

from tao_tui.counted import counted, doing, numbered


def test_words_agree_with_their_number() -> None:
    assert [counted(number, "entry", "entries") for number in (0, 1, 1_000)] == [
        "0 entries", "1 entry", "1,000 entries",
    ]  # fmt: skip
    assert [doing(number, "neuron", "remain") for number in (0, 1, 2)] == [
        "0 neurons remain", "1 neuron remains", "2 neurons remain",
    ]  # fmt: skip
    assert (numbered([1], "subnet"), numbered([1, 5], "subnet")) == ("subnet 1", "subnets 1, 5")
