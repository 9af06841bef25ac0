"""Secrets are shown by nothing that prints them."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import traceback

import pytest

from tao_tui.wallet import KeySource, Secret


def test_nothing_that_prints_a_secret_shows_it() -> None:
    secret = Secret("hunter2")
    source = KeySource.mnemonic("legal winner thank year wave sausage worth useful legal winner thank yellow")
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>30}",
        repr([secret]),
        repr(source),
        str(source),
    ]
    assert not any("hunter2" in text or "winner" in text for text in shown)
    assert secret.reveal() == "hunter2"


def test_a_secret_cannot_be_pickled_or_copied() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret("x"))
    with pytest.raises(TypeError):
        copy.copy(Secret("x"))
    with pytest.raises(TypeError):
        hash(Secret("x"))


def test_secrets_compare_by_content() -> None:
    assert Secret("pä") == Secret("pä")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert not Secret("")
    assert Secret("\ud800") != Secret("\ud801")
    assert Secret("ä").is_text()
    assert not Secret("a\udcff").is_text()


def test_a_traceback_with_locals_shows_no_secret() -> None:
    def fail(password: Secret) -> None:
        raise RuntimeError("boom")

    try:
        fail(Secret("hunter2"))
    except RuntimeError as error:
        text = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
        assert "<secret>" in text
        # The only line that has it is this test's own source.
        assert "hunter2" not in text.replace('fail(Secret("hunter2"))', "")


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_a_process_with_a_secret_leaves_no_core_dump() -> None:
    program = """
import ctypes, resource
from tao_tui.wallet.secret import Secret
def private():
    return (resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
before = private()
Secret("x")
print(before[1], *private()[0], private()[1])
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["1", "0", "0", "0"]
