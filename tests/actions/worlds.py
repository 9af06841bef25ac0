"""State the actions are checked against."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from tao_tui.actions.account import Account
from tao_tui.reads.scores.items import OLDER_VECTORS, VECTORS
from tao_tui.wallet import Known
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, NOBODY, OTHER, account

TAO = 10**9
ME = Account(ALICE, "alice", (("h1", HOTKEY), ("h2", OTHER)), known=Known(book={"carol": CAROL}))
HASH = "0x" + "12" * 32


def stake(netuid: int, alpha: int, hotkey: str = HOTKEY) -> dict[str, Any]:
    """A decoded StakeInfo."""
    amounts = {"stake": alpha, "locked": 0, "emission": 0, "tao_emission": 0, "drain": 0}
    return {"hotkey": hotkey, "coldkey": ALICE, "netuid": netuid, **amounts, "is_registered": True}


def simulated(out: int, fee: int = 0, *, buying: bool) -> dict[str, int]:
    """A decoded SimSwapResult."""
    names = ("alpha_amount", "tao_fee", "tao_amount", "alpha_fee")
    values = (out, fee, 0, 0) if buying else (0, 0, out, fee)
    return {**dict(zip(names, values, strict=True)), "tao_slippage": 0, "alpha_slippage": 0}


def world(**more: Any) -> dict[str, Any]:
    """Alice has 100 τ and 50 α with h1 on subnet 1, whose pool holds 1,000 τ and 4,000 α."""
    return {
        f"Account({ALICE})": account(100 * TAO),
        f"Account({CAROL})": account(TAO),
        "Owner": NOBODY,
        f"Owner({HOTKEY})": ALICE,
        "get_stake_info_for_coldkeys": [(ALICE, [stake(1, 50 * TAO), stake(0, 9 * TAO)])],
        "NetworksAdded": False,
        "NetworksAdded(0)": True,
        "NetworksAdded(1)": True,
        "SubtokenEnabled": True,
        "SubnetMechanism(1)": 1,
        "SubnetTAO(1)": 1_000 * TAO,
        "SubnetAlphaIn(1)": 4_000 * TAO,
        "FeeRate": 33,
        "current_alpha_price": 250_000_000,
        "sim_swap_tao_for_alpha": lambda _, tao: simulated(
            4_000 * TAO * tao // (1_000 * TAO + tao), buying=True
        ),
        "sim_swap_alpha_for_tao": lambda _, alpha: simulated(
            1_000 * TAO * alpha // (4_000 * TAO + alpha), buying=False
        ),
        "Burn": 2 * TAO,
        "NetworkRegistrationAllowed": True,
        "SubnetworkN": 5,
        "MaxAllowedUids": 256,
        "Members": [ALICE, HOTKEY, BOB],
        "Proposals": [HASH],
        f"ProposalOf({HASH})": json.dumps(remark()).encode(),
        f"Voting({HASH})": {"index": 12, "threshold": 2, "ayes": [BOB], "nays": [], "end": 2_000},
        "Key": BOB,
        **more,
    }


def crowded(neurons: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    """What subnet 1 keeps of these neurons by uid: hotkey, coldkey, rao earned; the first is the oldest."""
    size = len(neurons)
    hotkeys, coldkeys, emission = (list(each) for each in zip(*neurons, strict=True))
    vectors = {f"{item}(1)": np.zeros(size, np.uint64) for item, _ in (VECTORS | OLDER_VECTORS).values()}
    people = {"hotkeys": hotkeys, "coldkeys": coldkeys, "block_at_registration": list(range(5, 5 + size))}
    return {
        **vectors,
        "Emission(1)": np.array(emission, np.uint64),
        "get_selective_metagraph": {**people, "total_stake": [1] * size},
        "SubnetworkN": size,
        "ImmunityPeriod": 100,
    }


def remark(text: str = "hello") -> dict[str, Any]:
    """A call in its JSON form."""
    return {"pallet": "System", "function": "remark", "arguments": {"remark": text}}
