"""Reviews on the command line say what validators call themselves, where they do."""

from __future__ import annotations

import pytest

from tao_tui.cli.signing.validator_names import with_names
from tao_tui.text import clean
from tests.cli.conftest import Cli
from tests.cli.contract import BOB, SENATOR

pytestmark = pytest.mark.xdist_group("cli-node")


def test_a_name_stands_behind_its_address_unless_the_wallet_has_one() -> None:
    names = {BOB: clean("tao\x1b[31m.bot")}
    told = with_names(f"from {BOB}, to {SENATOR}; {BOB} (mine)", names)
    assert told == f"from {BOB} “{names[BOB]}”, to {SENATOR}; {BOB} (mine)"
    assert "\x1b" not in told
    assert with_names("nobody", names) == "nobody"


def test_reviews_of_stake_name_their_validators(on_node: Cli) -> None:
    rows = on_node("stake", "validators", "--netuid", "1", "--json").data
    first, second = [(row["hotkey"], row["name"]) for row in rows if row["name"]][:2]
    add = ("stake", "add", "--netuid", "1", "--hotkey", first[0], "--amount", "3", "--dry-run")
    assert f"To           {first[0]} “{first[1]}”\n" in on_node(*add).out
    for flags in (("--json",), ("--json", "--yes", "--quiet")):
        assert on_node(*add, *flags).data["validator_names"] == {first[0]: first[1]}
    both = ("--netuid", "1", "--amount", "2; 1", "--hotkey", f"{first[0]}; {second[0]}", "--dry-run")
    assert on_node("stake", "add", *both, "--json").data["validator_names"] == dict([first, second])
    paid = on_node("transfer", BOB, "1", "--dry-run", "--json").data
    assert paid["validator_names"] == {}
