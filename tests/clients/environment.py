"""Environments for other people's clients: made once from pinned versions, used until the pins change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".venv-clients"
INSTALL_SECONDS = 600
RUN_SECONDS = 120


@dataclass(frozen=True)
class Answer:
    """How a client ended and what it wrote."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Environment:
    """A folder with one client in it; `programs` is where its commands are."""

    folder: Path
    programs: Path

    def run(self, *line: str | Path, env: Mapping[str, str] | None = None, stdin: str = "") -> Answer:
        """Run one of its commands in its own folder; a client that hangs fails the test."""
        command = [str(self.programs / line[0]), *map(str, line[1:])]
        inherited = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**inherited, "HOME": str(self.folder), "NO_COLOR": "1", **(env or {})},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)


def _fingerprint(pins: Iterable[Path]) -> str:
    digest = sha256(f"{sys.version_info[:2]}".encode())
    for path in pins:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _fresh(folder: Path, pins: list[Path]) -> bool:
    """Whether the folder was made from exactly these pins; when not, it is cleared."""
    ready = folder / ".ready"
    if ready.is_file() and ready.read_text() == _fingerprint(pins):
        return True
    shutil.rmtree(folder, ignore_errors=True)
    return False


def _install(*line: str | Path, cwd: Path | None = None) -> None:
    subprocess.run([str(part) for part in line], cwd=cwd, check=True, timeout=INSTALL_SECONDS)


def python_environment(name: str) -> Environment:
    """The environment of the pins in `locks/NAME.txt`."""
    pins = [HERE / "locks" / f"{name}.txt"]
    folder = CACHE / name
    if not _fresh(folder, pins):
        venv.create(folder, with_pip=True)
        _install(folder / "bin" / "pip", "install", "--quiet", "--no-deps", "-r", pins[0])
        (folder / ".ready").write_text(_fingerprint(pins))
    return Environment(folder, folder / "bin")


def npm_environment(name: str) -> Environment:
    """The environment of the folder NAME's package.json and package-lock.json."""
    source = HERE / name
    pins = [source / "package.json", source / "package-lock.json"]
    folder = CACHE / name
    if not _fresh(folder, pins):
        folder.mkdir(parents=True)
        for path in pins:
            shutil.copy(path, folder)
        _install("npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", cwd=folder)
        (folder / ".ready").write_text(_fingerprint(pins))
    return Environment(folder, Path(shutil.which("node") or "node").parent)
