"""Epochs computed by other programs, read into inputs and outcomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from tao_tui.consensus.inputs import EpochInputs, Rules
from tao_tui.consensus.result import EpochResult
from tao_tui.consensus.sparse import SparseRows
from tao_tui.consensus.yuma import epoch

HERE = Path(__file__).parent


def runtime_cases() -> list[dict[str, Any]]:
    """Return epochs a real runtime of spec 293 computed: chosen ones, and ones drawn at random."""
    return _cases("epochs-293.json") + _cases("epochs-293-drawn.json")


def old_runtime_cases() -> list[dict[str, Any]]:
    """Return the epochs a real runtime of spec 103 computed."""
    return _cases("epochs-103.json")


def scenario_cases() -> list[dict[str, Any]]:
    """Return multi-epoch scenarios of the runtime's tests with an independent implementation's integers."""
    return _cases("epochs-by-runtime-tests.json")


def _cases(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((HERE / name).read_text())["cases"]
    return cases


def inputs_of(case: dict[str, Any]) -> EpochInputs:
    """Build the inputs of a runtime case."""
    return EpochInputs.from_chain(case["input"])


class Scenario:
    """A subnet driven epoch by epoch, carrying weights, bonds and permits over as the chain would."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.params = case["params"]
        self.n = case.get("n") or len(case["stakes"])
        self.yuma3 = case["mode"].startswith("yuma3")
        self.weights: dict[int, list[tuple[int, int]]] = {}
        self.bonds: dict[int, list[tuple[int, int]]] = {}
        all_permitted = self.params.get("permits") == "all true"
        self.permits = np.full(self.n, all_permitted)
        if not all_permitted:
            self.run({"block": 1})

    def run(self, step: dict[str, Any]) -> EpochResult:
        """Apply one step's weights and run its epoch."""
        for uid, row in (step.get("set_weights") or step.get("weights") or {}).items():
            self.weights[int(uid)] = [tuple(pair) for pair in row]
        block = step.get("block", 1)
        n, params = self.n, self.params
        rules = Rules(
            kappa=params["kappa"],
            bonds_moving_average=params["bonds_moving_average"],
            bonds_penalty=params["bonds_penalty"],
            max_allowed_validators=params["max_allowed_validators"],
            activity_cutoff=params.get("activity_cutoff", 5000),
            yuma3=self.yuma3,
            liquid_alpha="alpha on" in self.case["mode"],
            alpha_low=params.get("alpha_low", 45875),
            alpha_high=params.get("alpha_high", 58982),
            alpha_sigmoid_steepness=params.get("alpha_sigmoid_steepness", 1000),
        )
        # Registration lies one block before everything, so that no weight or bond counts as outdated.
        result = epoch(
            EpochInputs(
                block=block,
                tempo=1,
                emission=params["emission"],
                alpha_stake=self.case["stakes"],
                root_stake=[0] * n,
                last_update=np.array(step.get("last_update", [block] * n)),
                block_at_registration=np.full(n, -1),
                validator_permit=self.permits,
                weights=SparseRows.from_pairs(self.weights, n),
                bonds=SparseRows.from_pairs(self.bonds, n),
                rules=rules,
            )
        )
        stored = SparseRows.from_scale(result.bonds_to_store(), n)
        self.bonds = stored.rows(range(n))
        self.permits = result.validator_permit
        return result
