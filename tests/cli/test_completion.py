"""The tab key: what is offered where, and that the shells really ask for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ADDRESS = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"

Offered = Callable[..., list[str]]


@pytest.fixture
def offered(cli: Cli) -> Offered:
    """What is offered in place of the last of some words, in a home with a wallet, a hotkey and a shop."""
    for made in (
        ("wallet", "import", "--uri", "//Alice", "--name", "alice", "--no-password"),
        (
            "wallet",
            "watch",
            "--name",
            "aunt",
            "--address",
            "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
        ),
        ("wallet", "hotkey", "import", "--wallet", "alice", "--uri", "//Alice//h", "--name", "miner"),
        ("wallet", "book", "add", "--name", "shop", "--address", ADDRESS),
    ):
        assert cli(*made).code == 0, made

    def ask(*words: str) -> list[str]:
        return [row["value"] for row in cli("completion", "answer", "--json", "--", *words).data]

    return ask


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("sta",), ["status", "stake"]),
        (("stake", "a"), ["add", "auto"]),
        (("--json", "-w", "alice", "stake", "ad"), ["add"]),
        (("stake", "add", "--hot"), ["--hotkey"]),
        (("stake", "add", "--netuid", "1", "--netu"), ["--netuid"]),
        (("stake", "quote", "--netuid", "1", "--netu"), []),
        (("stake", "add", "--wallet-h"), ["--wallet-hotkey"]),
        (("stake", "add", "--partial", "--he"), ["--help"]),
        (("stake", "quote", "--side", ""), ["add", "remove", "move", "swap"]),
        (
            (
                "stake",
                "quote",
                "--side=r",
            ),
            ["--side=remove"],
        ),
        (("stake", "quote", "--side", "=", "r"), ["remove"]),
        (("stake", "quote", "--side", "="), ["add", "remove", "move", "swap"]),
        (("--network", ""), ["finney", "test", "local", "dev"]),
        (("status", "-n", "d"), ["dev"]),
        (("-w", ""), ["alice", "aunt"]),
        (("transfer", ""), ["alice", "aunt", "shop"]),
        (("transfer", "shop", ""), []),
        (("stake", "add", "--hotkey", ""), ["alice/miner", "shop"]),
        (("-w", "alice", "-H", ""), ["miner"]),
        (("-w", "alice", "wallet", "hotkey", "rename", "--name", ""), ["miner"]),
        (("wallet", "book", "remove", "--name", ""), ["shop"]),
        (("wallet", "create", "--crypto", "e"), ["ed25519"]),
        (("wallet", "backup", "--file", "/e"), [":files"]),
        (("config", "set", "wallet_"), ["wallet_hotkey", "wallet_path"]),
        (("config", "set", "keyring", ""), ["true", "false"]),
        (("config", "set", "wallet", ""), ["alice", "aunt"]),
        (
            ("explain", "NotEnoughBalanceToPay"),
            ["NotEnoughBalanceToPaySwapColdKey", "NotEnoughBalanceToPaySwapHotKey"],
        ),
        (("nonsense", "x"), []),
        (("stake", "add", "--amount", ""), []),
        (("completion", ""), ["bash", "zsh", "fish", "answer"]),
    ],
)
def test_what_is_offered(offered: Offered, words: tuple[str, ...], expected: list[str]) -> None:
    assert offered(*words) == expected


def test_a_broken_config_file_offers_nothing_and_says_nothing(cli: Cli) -> None:
    cli.home.mkdir(parents=True, exist_ok=True)
    (cli.home / "config.toml").write_text("[[[")
    answer = cli("completion", "answer", "--", "-w", "")
    assert (answer.code, answer.out, answer.err) == (0, "", "")


def test_words_after_two_dashes_are_no_flags_of_the_question(cli: Cli) -> None:
    assert cli("completion", "answer", "--", "stake", "--json", "ad").out.startswith("add\t")


@pytest.fixture
def on_path(tmp_path: Path) -> dict[str, str]:
    """An environment in which `tao-tui` is this program, and its home holds no wallet."""
    program = tmp_path / "bin" / "tao-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tao_tui "$@"\n')
    program.chmod(0o755)
    return {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "TAO_TUI_HOME": str(tmp_path / "home"),
        "BT_WALLET_PATH": str(tmp_path / "wallets"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


def run_in(shell: str, script: str, environment: dict[str, str]) -> str:
    """What a shell prints that runs `script`; a test skipped where there is no such shell."""
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    done = subprocess.run(
        [shell, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_bash_completes_by_it(on_path: dict[str, str]) -> None:
    script = """source <(tao-tui completion bash)
complete -p tao-tui
COMP_WORDS=(tao-tui stake quote --side = re) COMP_CWORD=5
_tao_tui
printf '%s;' "${COMPREPLY[@]}"
COMP_WORDS=(tao-tui wallet backup --file '') COMP_CWORD=4
_tao_tui
printf '%s' "${#COMPREPLY[@]}" """
    assert run_in("bash", script, on_path) == "complete -F _tao_tui tao-tui\nremove;0"


def test_fish_completes_by_it(on_path: dict[str, str]) -> None:
    script = "tao-tui completion fish | source; complete -C 'tao-tui stake quote --side re'"
    assert run_in("fish", script, on_path) == "remove\n"


def test_zsh_understands_it(on_path: dict[str, str]) -> None:
    script = """compdef() { print defined $@ }
words=(tao-tui stake quote --side re) CURRENT=5
_describe() { shift 2; print -l ${(P)1} }
source <(tao-tui completion zsh)
_tao_tui"""
    assert run_in("zsh", script, on_path) == "defined _tao_tui tao-tui\nremove:\n"
