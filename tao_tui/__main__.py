"""The door: answers `--version` at once and hands everything else to the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Run one invocation of `tao-tui` and return its exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from tao_tui import __version__

        sys.stdout.write(f"tao-tui {__version__}\n")
        return 0
    import gc

    # Starting makes many objects and no garbage; looking for it costs a twentieth of the time.
    gc.disable()
    from tao_tui.cli.entry import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
