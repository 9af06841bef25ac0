"""`subnets identity` and `wallet identity` on the embedded node."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli

pytestmark = pytest.mark.xdist_group("cli-node")


def test_a_subnet_says_what_it_is(on_node: Cli) -> None:
    data = on_node("subnets", "identity", "1", "--json").data
    assert (data["netuid"], data["is_set"]) == (1, True)
    assert set(data["identity"]) == {
        "subnet_name", "github_repo", "subnet_contact", "subnet_url", "discord", "description", "logo_url",
        "additional",
    }  # fmt: skip
    text = on_node("subnets", "identity", "1").out
    assert f"Name         {data['identity']['subnet_name']}" in text
    assert data["owner"] in text
    assert on_node("subnets", "identity", "99", "--json").error["code"] == "unknown_subnet"
    assert on_node("subnets", "identity", "--json").error["code"] == "missing_argument"
    foreign = on_node("subnets", "identity", "1", "--subnet-name", "Mine", "--dry-run", "--json")
    assert (foreign.code, foreign.error["code"]) == (3, "not_owner")


def test_a_coldkey_says_who_it_is_and_takes_it_back(on_node: Cli) -> None:
    # Senators are registered on root, which is enough.
    before = on_node("wallet", "identity", "--json").data
    done = on_node("wallet", "identity", "--url", "https://example.org", "--yes", "--json")
    assert done.code == 0, done.err
    now = on_node("wallet", "identity", "--json").data["identity"]
    assert now == {**before["identity"], "url": "https://example.org"}
    assert "Website  https://example.org" in " ".join(on_node("wallet", "identity").out.split("\n"))
    undone = on_node("activity", "undo", done.data["extrinsic_hash"], "--yes", "--json")
    assert undone.code == 0, undone.err
    assert on_node("wallet", "identity", "--json").data["identity"] == before["identity"]
    assert on_node("wallet", "import", "--name", "new", "--uri", "//New", "--no-password").code == 0
    nobody = on_node("wallet", "identity", "--name", "x", "--wallet", "new", "--dry-run", "--json")
    assert nobody.error["code"] == "not_registered"
