"""Settings: precedence, and a broken file is said to be broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tao_tui import paths
from tao_tui.config import OPTIONS, load_settings, set_option
from tao_tui.errors import Fault, UsageError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    for option in OPTIONS.values():
        if option.environment:
            monkeypatch.delenv(option.environment, raising=False)
    return tmp_path


def test_flag_beats_environment_beats_file_beats_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().network == "finney"
    set_option("network", "local")
    assert load_settings().network == "local"
    monkeypatch.setenv("BT_NETWORK", "test")
    assert load_settings().network == "test"
    assert load_settings({"network": "dev"}).network == "dev"
    assert load_settings({"network": None}).network == "test"


def test_every_environment_variable_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, option in OPTIONS.items():
        if option.environment:
            monkeypatch.setenv(option.environment, f"{name}-told")
    settings = load_settings()
    assert (settings.network, settings.wallet) == ("network-told", "wallet-told")
    assert (settings.wallet_hotkey, settings.wallet_path) == ("wallet_hotkey-told", Path("wallet_path-told"))


def test_setting_keeps_comments_and_forgets(home: Path) -> None:
    paths.config_file().write_text('# mine\nnetwork = "test" # for now\n')
    set_option("keyring", "true")
    assert paths.config_file().read_text() == '# mine\nnetwork = "test" # for now\nkeyring = true\n'
    assert load_settings().keyring is True
    set_option("network", None)
    assert load_settings().network == "finney"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"network = \n", "line 1"),
        (b"\xff\xfe", "utf-8"),
        (b'netwrok = "test"', "no setting “netwrok”"),
        (b"wallet = 3", "must be text"),
        (b'keyring = "maybe"', "not a value"),
        (b'wallet = "a\\u0007"', "unprintable"),
    ],
)
def test_a_broken_file_is_named_and_left_alone(content: bytes, said: str) -> None:
    paths.config_file().write_bytes(content)
    with pytest.raises(UsageError, match=said) as caught:
        load_settings()
    assert caught.value.hint
    assert paths.config_file().read_bytes() == content


def test_a_broken_file_is_not_written_over() -> None:
    paths.config_file().write_text("network = ")
    with pytest.raises(UsageError):
        set_option("network", "test")
    assert paths.config_file().read_text() == "network = "


def test_unknown_settings_and_values_are_refused() -> None:
    with pytest.raises(UsageError, match="no setting"):
        set_option("colour", "red")
    with pytest.raises(UsageError, match="not a value"):
        set_option("keyring", "maybe")
    assert not paths.config_file().exists()


def test_the_home_of_nobody_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="no such user"):
        load_settings({"wallet_path": "~nobody-of-that-name/wallets"})
    monkeypatch.setenv("TAO_TUI_HOME", "~nobody-of-that-name")
    with pytest.raises(Fault, match="no such user"):
        load_settings()
