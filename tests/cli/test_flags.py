"""The global flags: anywhere on the line, and how they rank against environment and config."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli


@pytest.mark.parametrize(
    "line",
    [
        ("--network", "test", "config", "get", "network"),
        ("-n", "test", "config", "get", "network"),
        ("config", "--network", "test", "get", "network"),
        ("config", "get", "network", "--network", "test"),
        ("config", "get", "-n", "test", "network"),
        ("config", "get", "network", "--network=test"),
    ],
)
def test_a_global_flag_stands_anywhere(cli: Cli, line: tuple[str, ...]) -> None:
    assert cli(*line).out == "test\n"


@pytest.mark.parametrize(
    "line", [("--json", "config", "path"), ("config", "--json", "path"), ("config", "path", "--json")]
)
def test_json_stands_anywhere(cli: Cli, line: tuple[str, ...]) -> None:
    assert cli(*line).data == {"path": str(cli.home / "config.toml"), "exists": False}


def test_the_flag_nearest_the_command_wins(cli: Cli) -> None:
    assert cli("-n", "test", "config", "get", "network", "-n", "local").out == "local\n"


def test_flag_beats_environment_beats_file_beats_default(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli("config", "get", "wallet").out == "default\n"
    assert cli("config", "set", "wallet", "stored").code == 0
    assert cli("config", "get", "wallet").out == "stored\n"
    monkeypatch.setenv("BT_WALLET", "environment")
    assert cli("config", "get", "wallet").out == "environment\n"
    assert cli("config", "get", "wallet", "-w", "flag").out == "flag\n"


def test_each_command_line_starts_without_the_flags_of_the_last(cli: Cli) -> None:
    cli("--json", "-n", "test", "config", "path")
    assert cli("config", "get", "network").out == "finney\n"


def test_every_command_names_the_global_flags_whole(cli: Cli) -> None:
    said = cli("wallet", "rename", "--help").out
    assert {"--network", "--wallet-hotkey", "--password-file", "--dry-run"} <= {
        word.strip(",:") for word in said.split()
    }
