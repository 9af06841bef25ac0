"""The keyring against a real Secret Service: GNOME's, on a message bus of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = ("dbus-run-session", "gnome-keyring-daemon")

STORY = """
import os, subprocess, sys
from pathlib import Path
from tao_tui.wallet import Secret, keyring_delete, keyring_get, keyring_save, uses_keyring
subprocess.run(["gnome-keyring-daemon", "--unlock", "--components=secrets"], input=b"login", check=True,
               stdout=subprocess.DEVNULL)
one, two = Path("/wallets/a/coldkey"), Path("/wallets/b/coldkey")
assert keyring_get(one) is None
keyring_save(one, Secret("first"))
keyring_save(one, Secret("s\u00e9cond, with words"))
again = "import sys; from pathlib import Path; from tao_tui.wallet import *; "
again += "assert keyring_get(Path('/wallets/a/coldkey')) == Secret('s\u00e9cond, with words')"
subprocess.run([sys.executable, "-c", again], check=True)
assert keyring_get(two) is None and uses_keyring(one) and not uses_keyring(two)
assert keyring_delete(one) and not keyring_delete(one)
assert keyring_get(one) is None and not uses_keyring(one)
import keyring
print(type(keyring.get_keyring()).__module__)
"""


def run(tmp_path: Path, story: str) -> subprocess.CompletedProcess[str]:
    """`story` in a session with a message bus, a home and a keyring of its own."""
    home = tmp_path / "home"
    for folder in (home, tmp_path / "run"):
        folder.mkdir(exist_ok=True, mode=0o700)
    environment = {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "TAO_TUI_HOME": str(home / "tao-tui"),
        "PATH": os.environ["PATH"],
        "PYTHONUTF8": "1",
    }
    command = ["dbus-run-session", "--", sys.executable, "-c", story]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS),
    reason="needs gnome-keyring and dbus: make test-keyring installs them where apt is",
)
def test_a_password_is_kept_found_from_another_process_and_forgotten(tmp_path: Path) -> None:
    done = run(tmp_path, STORY)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "keyring.backends.SecretService"
    kept = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file())
    assert b"with words" not in kept
