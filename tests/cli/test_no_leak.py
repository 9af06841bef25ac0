"""No secret leaves its place: argv, environment, output, journal and tracebacks are searched for them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"
SEED = "6fa2796b0071cac425d8a7851038318c2c37dcebfe4bae73197ce93e75909bd2"
OLD, NEW = "Ocelot-umbrella-29-marzipan", "Quokka-lighthouse-83-fennel"


@cache
def private_key() -> str:
    from tao_tui.wallet import KeySource
    from tao_tui.wallet.files.keyfile import serialise
    from tao_tui.wallet.keysource import derive

    return str(json.loads(serialise(derive(KeySource.mnemonic(WORDS))))["privateKey"])[2:]


@cache
def secrets() -> list[bytes]:
    """Whatever would open the key, and enough of it to be told: any four words in a row."""
    words = WORDS.split()
    rows = [" ".join(words[start : start + 4]) for start in range(len(words) - 3)]
    return [text.encode() for text in (OLD, NEW, SEED, private_key(), *rows)]


def found_in(data: bytes) -> list[bytes]:
    lowered = data.lower()
    raw = [bytes.fromhex(SEED), bytes.fromhex(private_key())]
    return [secret for secret in secrets() if secret.lower() in lowered] + [
        each for each in raw if each in data
    ]


def search_files(root: Path, *but: Path) -> None:
    """Every file below `root` except those that are meant to hold the secret."""
    for path in root.rglob("*"):
        if path.is_file() and not any(path.is_relative_to(each) for each in but):
            assert not found_in(path.read_bytes()), path


@pytest.fixture
def kept(cli: Cli, tmp_path: Path) -> Path:
    """The files in which a person keeps secrets."""
    secrets()  # made before a test breaks what makes them
    folder = tmp_path / "kept"
    folder.mkdir()
    for name, text in {"words": WORDS, "seed": SEED, "old": OLD, "new": NEW}.items():
        (folder / name).write_text(text)
    return folder


def test_the_search_finds_what_it_looks_for() -> None:
    assert found_in(f'{{"x": "{WORDS}"}}'.encode())
    assert found_in(b"..." + bytes.fromhex(SEED))
    assert found_in(f"0X{SEED.upper()}".encode())
    assert not found_in(b"legal winner and nothing else")


def test_no_command_tells(cli: Cli, kept: Path, tmp_path: Path, cheap_keys: None) -> None:
    words, old, new = (str(kept / name) for name in ("words", "old", "new"))
    wallet = ("-w", "a")
    lines = [
        ("wallet", "import", "--name", "a", "--mnemonic-file", words, "--password-file", old),
        ("wallet", "check", *wallet, "--mnemonic-file", words),
        ("wallet", "check", *wallet, "--seed-file", str(kept / "seed")),
        ("wallet", "passwd", *wallet, "--password-file", old, "--new-password-file", new),
        ("wallet", "passwd", *wallet, "--password-file", old, "--new-password-file", new),
        ("wallet", "import", "--name", "b", "--seed-file", words, "--no-password"),
        ("wallet", "import", "--name", "b", "--mnemonic-file", old, "--no-password"),
        ("wallet", "import", "--name", "b", "--uri-file", old, "--no-password"),
        ("wallet", "import", "--name", "b", "--private-key-file", str(kept / "seed"), "--no-password"),
        ("wallet", "import", "--name", "b", "--json-file", words, "--passphrase-file", old, "--no-password"),
        ("wallet", "backup", *wallet, "--password-file", old, "--file", str(tmp_path / "a.bak")),
        ("wallet", "restore", "--file", str(tmp_path / "a.bak"), "--password-file", new, "--name", "c"),
        ("wallet", "restore", "--file", str(tmp_path / "a.bak"), "--password-file", old, "--name", "c"),
        ("wallet", "export", *wallet, "--format", "polkadot-js", "--file", str(tmp_path / "a.json"),
         "--password-file", new, "--export-password-file", old),
        ("wallet", "export", *wallet, "--format", "paper", "--file", str(kept / "sheet"),
         "--password-file", new, "--yes"),
        ("wallet", "rename", *wallet, "--to", "d"),
        ("wallet", "remove", "-w", "c", "--yes"),
        ("wallet", "show", "-w", "d"),
        ("doctor",),
    ]  # fmt: skip
    codes = []
    for line in lines:
        for more in ((), ("--json",)):
            answer = cli(*line, *more)
            codes.append(answer.code)
            told = found_in((answer.out + answer.err).encode())
            # A word that is none is repeated, if it is short enough to be one, so that it can be found.
            assert not told, (line, told)
    assert codes.count(0) >= len(lines) // 2
    assert (kept / "sheet").exists()
    search_files(tmp_path, kept)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (
            "tao_tui.wallet.files.folder.store_wallet",
            ("import", "--mnemonic-file", "words", "--password-file", "old"),
        ),
        (
            "tao_tui.wallet.files.nacl_box._derive",
            ("import", "--seed-file", "seed", "--password-file", "new"),
        ),
        ("tao_tui.wallet.files.keyfile.serialise", ("import", "--mnemonic-file", "words", "--no-password")),
        ("tao_tui.wallet.keysource.check_mnemonic", ("import", "--mnemonic-file", "words", "--no-password")),
    ],
)
def test_no_traceback_tells(
    cli: Cli,
    kept: Path,
    cheap_keys: None,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    line: tuple[str, ...],
    tmp_path: Path,
) -> None:
    def broken(*arguments: object, **more: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(place, broken)
    options = [str(kept / each) if (kept / each).exists() else each for each in line]
    answer = cli("wallet", *options, "--name", "a")
    assert answer.code == 1
    (fault,) = cli.faults()
    assert b"a defect" in fault.read_bytes()
    assert not found_in((answer.out + answer.err).encode())
    search_files(tmp_path, kept)


def test_no_process_shows_a_secret_to_others(cli: Cli, kept: Path, tmp_path: Path) -> None:
    """The whole way at its real cost, every process of it watched as another user of the machine could."""
    assert (
        cli("wallet", "import", "--name", "a", "--mnemonic-file", str(kept / "words"), "--no-password").code
        == 0
    )
    line = ["wallet", "passwd", "-w", "a", "--new-password-file", str(kept / "new"), "--json"]
    running = subprocess.Popen(
        [sys.executable, "-m", "tao_tui", *line], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    seen: dict[int, set[bytes]] = {}
    while running.poll() is None:
        with suppress(subprocess.TimeoutExpired):  # to look all the time would slow down what is looked at
            running.wait(0.01)
        for process in family(running.pid):
            for file in ("cmdline", "environ"):
                try:
                    seen.setdefault(process, set()).add(Path(f"/proc/{process}/{file}").read_bytes())
                except OSError:
                    continue
    assert running.stdout is not None
    output = running.stdout.read()
    assert running.returncode == 0, output
    assert len(seen) >= 2  # the command and the process that held the key
    for shown in (output, *(each for some in seen.values() for each in some)):
        assert not found_in(shown)
    search_files(tmp_path, kept)


def family(pid: int) -> list[int]:
    """A process and its children."""
    found = [pid]
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            children = Path(f"/proc/{pid}/task/{thread}/children").read_text()
            found += [each for child in children.split() for each in family(int(child))]
    except OSError:
        pass
    return found


@pytest.mark.xdist_group("cli-node")
def test_the_journal_does_not_tell(on_node: Cli, tmp_path: Path) -> None:
    from tao_tui.wallet import KeySource
    from tao_tui.wallet.files.keyfile import serialise
    from tao_tui.wallet.keysource import derive

    fields = json.loads(serialise(derive(KeySource.uri("//Bob"))))
    sent = on_node("transfer", "demo", "1", "-w", "bob", "--yes", "--json")
    assert sent.data["finalized"] is True
    searched = [path for path in on_node.home.rglob("*") if path.is_file()]
    assert any(path.name.startswith("journal") for path in searched)
    for path in searched:
        data = path.read_bytes()
        assert fields["privateKey"][2:].encode() not in data
        assert bytes.fromhex(fields["privateKey"][2:])[:32] not in data
