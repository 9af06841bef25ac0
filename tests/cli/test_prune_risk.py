"""`subnets prune-risk` on the embedded node: queues of neurons and of subnets, mine among them."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli

pytestmark = pytest.mark.xdist_group("cli-node")


def test_the_queue_of_neurons_is_the_whole_subnet_by_rank(on_node: Cli) -> None:
    data = on_node("subnets", "prune-risk", "1", "--json").data
    assert (data["netuid"], data["rule"]) == (1, "emission")
    assert data["free_places"] == data["places"] - data["neurons"] or data["free_places"] == 0
    ranks = [row["rank"] for row in data["queue"] if row["rank"] is not None]
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(data["queue"]) == data["neurons"] > len(ranks), "the owner's is never pruned"
    text = on_node("subnets", "prune-risk", "1").out
    assert f"{data['neurons']} of {data['places']} places taken" in text
    assert f"The whole queue of {data['neurons']}: --all." in text
    assert len(on_node("subnets", "prune-risk", "1", "--all").out.splitlines()) >= data["neurons"]


def test_one_hotkey_on_one_subnet_or_on_all(on_node: Cli) -> None:
    hotkey = on_node("subnets", "prune-risk", "2", "--json").data["queue"][3]["hotkey"]
    only = on_node("subnets", "prune-risk", "2", "--hotkey", hotkey, "--json").data
    assert [row["hotkey"] for row in only["queue"]] == [hotkey]
    everywhere = on_node("subnets", "prune-risk", "--hotkey", hotkey, "--json").data
    assert 2 in [each["netuid"] for each in everywhere]
    assert all(row["hotkey"] == hotkey and row["mine"] for each in everywhere for row in each["queue"])
    assert "Subnet 2. " in on_node("subnets", "prune-risk", "--hotkey", hotkey).out
    absent = on_node("subnets", "prune-risk", "2", "--mine", "--json")
    assert (absent.code, absent.error["code"]) == (2, "not_registered")
    nowhere = on_node("subnets", "prune-risk", "--mine")
    assert "None of these hotkeys is registered on a subnet." in nowhere.out
    assert (
        on_node("subnets", "prune-risk", "--mine", "--wallet", "bob", "--json").error["code"] == "no_hotkey"
    )
    assert on_node("subnets", "prune-risk", "99", "--json").error["code"] == "unknown_subnet"


def test_the_queue_of_subnets(on_node: Cli) -> None:
    data = on_node("subnets", "prune-risk", "--json").data
    listed = on_node("subnets", "list", "--json").data
    assert data["subnets"] == len(data["queue"]) == len(listed) - 1
    assert data["free_places"] == data["limit"] - data["subnets"]
    assert data["next_netuid"] is None
    text = on_node("subnets", "prune-risk").out
    assert f"the next {data['free_places']} creations dissolve none." in text
    assert "Creating one costs" in text


def test_the_subnets_somebody_owns_and_what_they_bring(on_node: Cli) -> None:
    owner = on_node("subnets", "list", "--json").data[1]["owner"]
    (row,) = on_node("subnets", "list", "--address", owner, "--json").data
    assert (row["netuid"], row["owner"], row["started"]) == (1, owner, True)
    assert row["cut_per_day_rao"] > 0
    assert row["cut_ppm"] == 179_995
    assert {"price_rao", "tao_in_rao", "value_per_day_rao", "pending_rao"} <= set(row)
    assert "Text generation" in on_node("subnets", "list", "--address", owner).out
    assert on_node("subnets", "list", "--mine", "--json").data == []
    assert "owns no subnet." in on_node("subnets", "list", "--mine").out
