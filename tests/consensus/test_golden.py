"""Epochs equal the integers of a real runtime and of an independent implementation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tao_tui.consensus.yuma import epoch
from tests.consensus.golden import Scenario, inputs_of, runtime_cases, scenario_cases


@pytest.mark.parametrize("case", runtime_cases(), ids=lambda case: case["case"])
def test_equals_what_the_runtime_stored(case: dict[str, Any]) -> None:
    assert epoch(inputs_of(case)).as_chain() == case["output"]


@pytest.mark.parametrize("case", scenario_cases(), ids=lambda case: case["name"])
def test_equals_the_scenarios_of_the_runtime(case: dict[str, Any]) -> None:
    scenario = Scenario(case)
    for number, step in enumerate(case["steps"]):
        result = scenario.run(step)
        for column, expected in step["computed"].items():
            if column == "bonds":
                rows = {int(uid): [tuple(pair) for pair in row] for uid, row in expected.items()}
                assert {uid: row for uid, row in scenario.bonds.items() if row} == rows, number
            else:
                assert getattr(result, column).tolist() == expected, (number, column)


def test_the_golden_cases_exercise_every_mode() -> None:
    rules = [inputs_of(case).rules for case in runtime_cases()]
    assert {(rule.yuma3, rule.liquid_alpha) for rule in rules} == {
        (False, False),
        (False, True),
        (True, False),
        (True, True),
    }
    assert any(np.any(inputs_of(case).bonds.values) for case in runtime_cases())
