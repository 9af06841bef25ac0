"""One epoch of the largest subnet: 256 neurons, 64 validators, every weight set."""

from __future__ import annotations

from collections.abc import Iterator

from tao_tui.consensus.yuma import epoch
from tests.bench.measure import Figure, own_cpu_milliseconds
from tests.consensus.worlds import full_subnet


def figures() -> Iterator[Figure]:
    """Processor time of an epoch under both rules."""
    for yuma3 in (False, True):
        inputs = full_subnet(yuma3)
        epoch(inputs)
        cost = own_cpu_milliseconds(lambda inputs=inputs: epoch(inputs))  # type: ignore[misc]
        yield Figure(f"Yuma {3 if yuma3 else 2} epoch, CPU", cost, "ms", 5)
