"""Names of wallets and hotkeys: which are taken and which a path or a person could misread."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.errors import UsageError
from tao_tui.wallet import check_name


@pytest.mark.parametrize("name", ["alice", "Alice-2", "my wallet", "älter", "a", "x" * 64, "-dash", "钱包"])
def test_ordinary_names(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", ".hidden", "a/b", "../up", "/abs", "a\\b", "nul\0", "line\nfeed", "esc\x1b[31m"),
        *("rtl\u202e", "zero\u200bwidth", " lead", "trail ", "two  spaces", "a\u0308", "\ud800"),
        *("x" * 65, "钱" * 65),
    ],
)
def test_names_a_path_or_a_person_could_misread(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_name(name)
    assert caught.value.code == "bad_name"
    assert caught.value.message.isprintable()


def test_a_hotkey_is_not_named_like_a_public_file() -> None:
    with pytest.raises(UsageError):
        check_name("h1pub.txt", "hotkey")
    assert check_name("h1pub.txt", "wallet")


@given(st.text(max_size=80))
def test_an_accepted_name_is_one_plain_path_component(text: str) -> None:
    try:
        name = check_name(text)
    except UsageError:
        return
    assert Path("/w", name).parent == Path("/w")
    assert os.path.normpath(f"/w/{name}") == f"/w/{name}"
    assert len(os.fsencode(f"{name}pub.txt")) < 255
