"""What starting costs: nothing heavy is imported on the way to an offline answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tao_tui import __version__

HEAVY = {"textual", "rich", "websockets", "asyncio", "numpy", "bittensor_core", "nacl", "keyring", "pydantic"}


def modules_after(arguments: list[str], home: Path) -> tuple[set[str], str]:
    """Run `tao-tui` with `arguments` in a new process; its top-level modules and its output."""
    program = (
        "import sys; from tao_tui.__main__ import main\n"
        f"sys.argv = ['tao-tui', *{arguments!r}]\n"
        "code = main()\n"
        "print('MODULES', *{name.partition('.')[0] for name in sys.modules})\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={"TAO_TUI_HOME": str(home), "BT_WALLET_PATH": str(home / "wallets"), "PATH": ""},
        check=True,
    )
    output, _, names = done.stdout.rpartition("MODULES ")
    return set(names.split()), output


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["stake", "add", "--help"], ["wallet", "--help"]]
)
def test_asking_for_help_imports_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    modules, output = modules_after(arguments, tmp_path)
    assert output.startswith(("tao-tui", "Usage: tao-tui"))
    assert not modules & HEAVY


@pytest.mark.parametrize("arguments", [["wallet", "list"], ["config", "list", "--json"], ["schema"]])
def test_offline_commands_import_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    modules, output = modules_after(arguments, tmp_path)
    assert output
    assert not modules & HEAVY


def test_version_does_not_even_load_the_command_line(tmp_path: Path) -> None:
    modules, output = modules_after(["--version"], tmp_path)
    assert output == f"tao-tui {__version__}\n"
    assert not modules & {"typer", "inspect", "dataclasses"}


def test_help_of_one_noun_does_not_load_the_others(tmp_path: Path) -> None:
    program = (
        "import sys; from tao_tui.cli.entry import run; run(['stake', '--help'])\n"
        "print('LOADED', *(name for name in sys.modules if name.startswith('tao_tui.cli.')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rpartition("LOADED ")[2].split())
    assert "tao_tui.cli.stake.group" in loaded
    assert (
        not {"tao_tui.cli.wallet.group", "tao_tui.cli.devnet", "tao_tui.cli.demo", "tao_tui.cli.gov"} & loaded
    )


def test_bare_call_without_a_terminal_prints_help_and_fails(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tao_tui"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Commands:" in done.stderr
    assert done.stderr.endswith("on a terminal it can draw on; here is none.\n")
