"""`make bench`: every budget, measured now; exits 1 when one is exceeded."""

from __future__ import annotations

import compileall
import importlib
import sys
from pathlib import Path

import tao_tui

SUBJECTS = ("startup", "yuma", "node", "wire", "reading", "submitting", "far", "app", "live")


def main() -> int:
    """Measure the subjects named on the command line, or all."""
    # As installed: edited modules, and a machine that keeps no bytecode, would be compiled at every start.
    compileall.compile_dir(Path(tao_tui.__file__).parent, quiet=1)
    over = 0
    for subject in sys.argv[1:] or SUBJECTS:
        module = importlib.import_module(f"tests.bench.{subject}")
        print(f"\n{subject}: {module.__doc__}")
        for figure in module.figures():
            print(f"  {figure}", flush=True)
            over += not figure.within
    print(f"\n{over} over budget" if over else "\nall within budget")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
