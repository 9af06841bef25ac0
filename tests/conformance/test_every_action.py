"""Every action has a scenario, and is refused by a sentence where the runtime lacks its call."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tao_tui.actions.registry import ACTIONS
from tao_tui.errors import Unsupported
from tests.conformance.chain import Chain
from tests.conformance.conftest import Subnet
from tests.conformance.market import KINDS

CARRYING_OUT = {"act", "carry_out"}
"""The methods that sign what a review shows."""

NEW: dict[str, object] = {"new_coldkey": "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"}


def lacked(chain: Chain, subnet: Subnet) -> dict[str, dict[str, object]]:
    """Actions whose call the runtime lacks, with arguments that are right elsewhere."""
    hotkey, netuid = subnet.hotkey.ss58_address, {"netuid": subnet.netuid}
    place: dict[str, object] = {**netuid, "hotkey": hotkey}
    calls: dict[str, tuple[str, dict[str, object]]] = {
        "stake.lock": ("lock_stake", {**place, "amount": "1"}),
        "stake.lock_move": ("move_lock", {**netuid, "to_hotkey": hotkey}),
        "stake.lock_mode": ("set_perpetual_lock", {**netuid, "perpetual": True}),
        "stake.lock_accept": ("set_reject_locked_alpha", {"accept": True}),
        "stake.auto": ("set_coldkey_auto_stake_hotkey", place),
        "stake.claim": ("claim_root", {}),
        "stake.claim_type": ("set_root_claim_type", {"type": "keep"}),
        "stake.basket": ("stake_into_basket", {"hotkey": hotkey, "amount": "1"}),
        "stake.children": ("set_children", {**place, "children": "none"}),
        "stake.child_take": ("set_childkey_take", {**place, "take": "1%"}),
        "stake.burn": ("burn_alpha", {**place, "amount": "1"}),
        "stake.recycle": ("recycle_alpha", {**place, "amount": "1"}),
        "wallet.coldkey.announce": ("announce_coldkey_swap", NEW),
        "wallet.coldkey.swap": ("swap_coldkey_announced", NEW),
        "wallet.coldkey.withdraw": ("clear_coldkey_swap_announcement", {}),
        "wallet.coldkey.dispute": ("dispute_coldkey_swap", {}),
        "wallet.identity": ("set_identity", {"name": "me"}),
        "subnets.start": ("start_call", {**netuid}),
        "subnets.symbol": ("update_symbol", {**netuid, "symbol": "ᚠ"}),
        "subnets.trim": ("AdminUtils.sudo_trim_to_max_allowed_uids", {**netuid, "max": 64}),
        "subnets.identity": ("set_subnet_identity", {**netuid, "subnet_name": "x"}),
        "gov.propose": ("Triumvirate.propose", {"call": "System.remark", "arguments": {"remark": "0x00"}}),
        "gov.vote": ("Triumvirate.propose", {"proposal": 0, "approve": True}),
        "gov.close": ("Triumvirate.propose", {"proposal": 0}),
        "stake.add": ("MevShield.submit_encrypted", {**place, "amount": "1", "shield": True}),
    }
    return {
        action: arguments
        for action, (name, arguments) in calls.items()
        if not chain.offers(name if "." in name else f"SubtensorModule.{name}")
    }


def functions() -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of the scenarios."""
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def carried_out() -> set[str]:
    """The texts in functions that sign what a review shows, and the kinds of the random trades."""
    found = set(KINDS)
    for function in functions():
        nodes = list(ast.walk(function))
        if any(isinstance(each, ast.Attribute) and each.attr in CARRYING_OUT for each in nodes):
            found |= {
                each.value for each in nodes if isinstance(each, ast.Constant) and isinstance(each.value, str)
            }
    return found


def test_every_action_is_carried_out_by_a_scenario() -> None:
    assert set(ACTIONS) - carried_out() == set()


async def test_what_the_runtime_lacks_is_said_and_nothing_is_signed(chain: Chain, subnet: Subnet) -> None:
    for action, arguments in lacked(chain, subnet).items():
        with pytest.raises(Unsupported) as refused:
            await chain.reviewed(subnet.owner, action, **arguments)
        assert refused.value.message.endswith("."), action
