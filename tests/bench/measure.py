"""How a budget is stated and how processor time is taken."""

from __future__ import annotations

import math
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("tao-tui")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number beside the most it may be."""

    what: str
    value: float
    """NaN for what is not here to be measured."""
    unit: str
    budget: float | None

    @property
    def within(self) -> bool:
        """Whether the budget holds; a figure without one is for information."""
        return self.budget is None or self.value <= self.budget

    def __str__(self) -> str:
        if math.isnan(self.value):
            return f"–     {self.what:<58} {'absent':>9}"
        most = "" if self.budget is None else f"≤ {self.budget:g} {self.unit}"
        return (
            f"{'ok  ' if self.within else 'OVER'}  {self.what:<58} {self.value:>9.2f} {self.unit:<9} {most}"
        )


def child_cpu_seconds(command: Sequence[str], *, repeat: int = 7, home: Path | None = None) -> float:
    """The least processor time a command took over `repeat` runs, user and system together."""
    environment = {**os.environ, **({"TAO_TUI_HOME": str(home)} if home else {})}
    best = float("inf")
    for _ in range(repeat):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, capture_output=True, env=environment, check=False, stdin=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def own_cpu_milliseconds(work: Callable[[], object], *, repeat: int = 15) -> float:
    """The least processor time `work` took in this process."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best * 1000


def bare_python_seconds() -> float:
    """The peer of every start-up figure: the same interpreter doing nothing."""
    return child_cpu_seconds([sys.executable, "-c", "pass"], repeat=15)
