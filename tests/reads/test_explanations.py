"""Explaining scores: from the state before the epoch, or from now where the node has forgotten that."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tao_tui.chain.query import Reading
from tao_tui.errors import NodeError, Unsupported, UsageError
from tao_tui.reads.rows import as_row
from tao_tui.reads.scores.audit import AUDITED, read_audit
from tao_tui.reads.scores.explanations import read_explanation
from tao_tui.tables.score_reasons import origin
from tests.reads.fake import HOTKEY, NOBODY, OTHER, FakeClient

TAO = 10**9


def row(*pairs: tuple[int, int]) -> bytes:
    """A SCALE `Vec<(u16, u16)>`."""
    return bytes([len(pairs) << 2]) + b"".join(
        uid.to_bytes(2, "little") + value.to_bytes(2, "little") for uid, value in pairs
    )


def world(**more: Any) -> dict[str, Any]:
    """uid 0 validates and gives all its weight to uid 1; the chain agreed so at block 990."""
    return {
        "NetworksAdded(1)": True,
        "SubnetworkN": 2,
        "LastMechansimStepBlock": 990,
        "get_selective_metagraph": {
            "owner_hotkey": NOBODY,
            "hotkeys": [HOTKEY, OTHER],
            "block_at_registration": [1, 2],
            "alpha_stake": [100 * TAO, 0],
            "tao_stake": [0, 0],
        },
        "Tempo": 360,
        "ActivityCutoffFactorMilli": 13_889,
        "Kappa": 32_767,
        "BondsMovingAverage": 900_000,
        "BondsPenalty": 65_535,
        "MaxAllowedValidators": 64,
        "ActivityCutoff": 5_000,
        "Yuma3On": True,
        "LiquidAlphaOn": False,
        "AlphaSigmoidSteepness": 1_000,
        "AlphaValues": (45_875, 58_982),
        "StakeThreshold": 0,
        "TaoWeight": 0,
        "LastUpdate": np.array([980, 0], np.uint64),
        "ValidatorPermit": np.array([True, False]),
        "Weights(1, 0)": row((1, 65_535)),
        "Bonds(1, 0)": row((1, 65_535)),
        "Consensus": np.array([0, 65_535], np.uint16),
        "Incentive": np.array([0, 65_535], np.uint16),
        "Dividends": np.array([65_535, 0], np.uint16),
        "ValidatorTrust": np.array([65_535, 0], np.uint16),
        "Emission": np.array([TAO, TAO], np.uint64),
        "Active": np.array([True, True]),
        **more,
    }


class Forgetful(FakeClient):
    """Knows only the state of its head."""

    async def read(self, items: Any, at: str | None = None) -> Reading[tuple[Any, ...]]:
        if at not in (None, self.block.hash):
            raise NodeError("State already discarded.")
        return await super().read(items, at)


async def test_an_epoch_that_follows_from_its_inputs_has_no_differences() -> None:
    client = FakeClient(world())
    audit = (await read_audit(client, 1)).data  # type: ignore[arg-type]
    assert (audit.follows, audit.epoch_block, audit.neurons) == (True, 990, 2)
    assert audit.differences == ()
    assert "emission" in audit.columns
    assert len(client.batches) == 3


async def test_a_chain_that_stored_something_else_is_found_out() -> None:
    client = FakeClient(world(Incentive=np.array([9, 65_000], np.uint16)))
    found = (await read_audit(client, 1)).data.differences  # type: ignore[arg-type]
    assert [(each.column, each.uid, each.stored, each.computed) for each in found] == [
        ("incentive", 0, 9, 0),
        ("incentive", 1, 65_000, 65_535),
    ]


async def test_a_score_is_explained_by_its_supporters() -> None:
    found = (await read_explanation(FakeClient(world()), 1, 1)).data  # type: ignore[arg-type]
    server = found.explanation.server
    assert [(vote.validator, vote.counted) for vote in server.supporters] == [(0, 65_535)]
    assert (server.consensus, server.incentive) == (65_535, 65_535)
    assert isinstance(as_row(found), dict)


async def test_a_forgetful_node_explains_what_would_be_now() -> None:
    found = (await read_explanation(Forgetful(world()), 1, 1)).data  # type: ignore[arg-type]
    assert (found.exact, found.epoch_block) == (False, 1001)
    with pytest.raises(NodeError, match="cannot be audited"):
        await read_audit(Forgetful(world()), 1)  # type: ignore[arg-type]


async def test_a_subnet_that_never_stepped() -> None:
    client = FakeClient(world(LastMechansimStepBlock=0))
    with pytest.raises(UsageError, match="no epoch yet"):
        await read_audit(client, 1)  # type: ignore[arg-type]
    found = (await read_explanation(client, 1, 1)).data  # type: ignore[arg-type]
    assert origin(found) == "The subnet has had no epoch yet: this is what one would make of now."


async def test_what_is_not_there() -> None:
    with pytest.raises(UsageError, match="no uid 2"):
        await read_explanation(FakeClient(world()), 1, 2)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no subnet 9"):
        await read_audit(FakeClient(world()), 9)  # type: ignore[arg-type]
    old = FakeClient(world(), missing={"SubnetInfoRuntimeApi.get_selective_metagraph"})
    with pytest.raises(Unsupported):
        await read_audit(old, 1)  # type: ignore[arg-type]


async def test_an_emission_that_is_no_share_of_the_total_is_found_out() -> None:
    client = FakeClient(world(Emission=np.array([TAO, TAO + 7], np.uint64)))
    audit = (await read_audit(client, 1)).data  # type: ignore[arg-type]
    assert not audit.follows
    assert {each.column for each in audit.differences} == {"emission"}


async def test_dividends_before_are_part_of_the_explanation() -> None:
    found = (await read_explanation(FakeClient(world()), 1, 0)).data  # type: ignore[arg-type]
    validator = found.explanation.validator
    assert validator is not None
    assert validator.shift is not None
    assert (validator.shift.before, validator.shift.after) == (65_535, 65_535)


def two_mechanisms(**more: Any) -> dict[str, Any]:
    """The world with a second mechanism nobody gives weights on, which has half of the emission."""
    half = {"Consensus": [0, 32_767], "Dividends": [32_767, 0], "ValidatorTrust": [32_767, 0]}
    columns = {name: np.array(column, np.uint16) for name, column in half.items()}
    return world(MechanismCountCurrent=2, **columns, **more)


async def test_several_mechanisms_are_audited_as_the_chain_mixes_them() -> None:
    audit = (await read_audit(FakeClient(two_mechanisms()), 1)).data  # type: ignore[arg-type]
    assert (audit.differences, audit.mechanisms) == ((), 2)
    assert audit.columns == AUDITED
    split = two_mechanisms(MechanismEmissionSplit=(65_535,))
    differing = (await read_audit(FakeClient(split), 1)).data.differences  # type: ignore[arg-type]
    assert {each.column for each in differing} == {"consensus", "dividends", "validator_trust"}
    whole = {**split, **{name: world()[name] for name in ("Consensus", "Dividends", "ValidatorTrust")}}
    assert (await read_audit(FakeClient(whole), 1)).data.follows  # type: ignore[arg-type]


async def test_what_a_mechanism_paid_is_its_share() -> None:
    """Of each mechanism's pay the chain stores its share: of two even halves, half of what was paid."""
    client = FakeClient(two_mechanisms(Emission=np.array([TAO, TAO], np.uint64)))
    found = (await read_explanation(client, 1, 1)).data  # type: ignore[arg-type]
    assert (found.mechanism, found.mechanisms) == (0, 2)
    assert abs(found.explanation.emission_rao - TAO) <= 1
