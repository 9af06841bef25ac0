"""What it costs to start: multiples of an interpreter that does nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import PROGRAM, Figure, bare_python_seconds, child_cpu_seconds


def figures() -> Iterator[Figure]:
    """Processor time of the commands that need no node."""
    bare = bare_python_seconds()
    yield Figure("python -c pass, CPU", bare * 1000, "ms", None)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for arguments, budget in (
            (["--version"], 2.5),
            (["--help"], 8.0),
            (["stake", "--help"], 8.0),
            (["wallet", "list", "--wallet-path", folder], 8.0),
            (["config", "list"], 8.0),
            (["activity", "list"], 8.0),
        ):
            cost = child_cpu_seconds([str(PROGRAM), *arguments], home=home)
            yield Figure(f"tao-tui {' '.join(arguments[:2])}, CPU", cost / bare, "x python", budget)
