"""Errors speak the app's language inside the app."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from tao_tui.actions.registry import ACTIONS
from tao_tui.chain.words.errors import every_name, known_words
from tao_tui.errors import UsageError
from tao_tui.screens.place import Place
from tao_tui.screens.signing.form_words import in_labels
from tao_tui.session.own_ways import WAYS, in_app
from tao_tui.session.wording import sentence
from tao_tui.widgets.bars.places_bar import PLACES


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("It melts: tao-tui stake lock shows how.", "It melts: l in Stake (3) shows how."),
        ("Wait until it has ended: tao-tui activity resume.", "Wait until it has ended: f in Activity (7)."),
        ("tao-tui stake validators --netuid 12 lists whom.", "Stake (3) lists whom."),
        ("Remove one first: tao-tui wallet proxy remove", "Remove one first: p in Wallets (2)"),
        (
            "See what waits: tao-tui wallet multisig waiting --name a.",
            "See what waits: Multisigs under m in Wallets (2).",
        ),
        ("`tao-tui scores 7` says in how many blocks.", "Scores (5) says in how many blocks."),
        ("See what became of it: tao-tui activity show 0xab12.", "See what became of it: Activity (7)."),
        ("To keep it, use: tao-tui stake move.", "To keep it, use: v in Stake (3)."),
        (
            "Names are those of the address book: tao-tui wallet book list. An address begins with 5.",
            "Names are those of the address book: m in Wallets (2). An address begins with 5.",
        ),
        (
            "To allow it: tao-tui wallet rules set --calls SubtensorModule.add_stake.",
            "To allow it: Spending rules under m in Wallets (2).",
        ),
        ("Give one: tao-tui subnets set --netuid 7 --name kappa.", "Give one: h in Subnets (4)."),
        (
            "Its owner starts it: tao-tui subnets start.",
            "Its owner starts it: “Start a subnet” in the palette (:).",
        ),
        ("Wait until there is more: tao-tui subnets show.", "Wait until there is more: Subnets (4)."),
        ("Those of the book (tao-tui wallet book list).", "Those of the book (m in Wallets (2))."),
        ("Or move the lock: tao-tui stake lock-move", "Or move the lock: l in Stake (3)"),
        ("Until it melts (tao-tui stake lock-mode --decaying).", "Until it melts (l in Stake (3))."),
        ("tao-tui query lists them.", "tao-tui query lists them."),
    ],
)
def test_a_command_line_becomes_a_place_and_keys(told: str, said: str) -> None:
    assert in_app(told).startswith(said)
    assert sentence(UsageError("No.", hint=told)).startswith(f"No. {said}")


def test_nothing_of_a_command_is_left_behind_the_place_that_stands_for_it() -> None:
    told = [in_app((known_words(name) or ("", ""))[1]) for name in every_name()]
    assert any("Stake (3)" in each for each in told)
    assert [each for each in told if re.search(r"\([1-8]\)[-\w]|tao-tui [a-z-]+ ", each)] == []


@pytest.mark.parametrize("way", sorted(set(WAYS.values())))
def test_every_way_names_a_place_and_keys_that_are_there(way: str) -> None:
    if (label := re.fullmatch(r"“(.+)” in the palette \(:\)", way)) is not None:
        assert label[1] in {str(action.label) for action in ACTIONS.values()}
        return
    found = re.fullmatch(r"(?:[\w ]+ under )?(?:(\w)(?: or (\w))? in )?(\w+) \((\d)\)", way)
    assert found is not None
    name, place_label, _ = PLACES[int(found[4]) - 1]
    assert place_label == found[3]
    place: type[Place] = getattr(import_module(f"tao_tui.screens.places.{name}"), name.capitalize())
    keys = {part for each in place.BINDINGS for part in each.key.split(",")}  # type: ignore[union-attr]
    assert {key for key in found.groups()[:2] if key} <= keys


@pytest.mark.parametrize(
    ("action", "told", "said"),
    [
        ("stake.add", "Allow more slippage (--tolerance).", "Allow more slippage (“Tolerance”)."),
        ("stake.add", "Send it openly (--no-shield).", "Send it openly (“Shield: no”)."),
        ("transfer", "Let it be closed (--allow-death).", "Let it be closed (“allow death”)."),
        ("subnets.register", "Look, and set --max-burn.", "Look, and set “Highest burn”."),
    ],
)  # fmt: skip
def test_an_option_goes_by_what_its_field_is_called(action: str, told: str, said: str) -> None:
    assert in_labels(ACTIONS[action], told) == said
