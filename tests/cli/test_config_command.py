"""`config`: the settings file."""

from __future__ import annotations

from tests.cli.conftest import Cli


def test_list_names_every_setting_and_where_it_comes_from(cli: Cli) -> None:
    cli("config", "set", "network", "test")
    rows = {row["name"]: row for row in cli("config", "list", "--json").data}
    assert rows["network"]["value"] == "test"
    assert rows["network"]["source"] == "config file"
    assert rows["wallet_path"] == {
        "name": "wallet_path",
        "value": str(cli.wallets),
        "source": "BT_WALLET_PATH",
        "help": "the folder that holds wallets",
    }
    assert rows["keyring"]["value"] == "false"


def test_set_stores_and_default_forgets(cli: Cli) -> None:
    assert cli("config", "set", "network", "local").out == "network = local (config file)\n"
    assert 'network = "local"' in (cli.home / "config.toml").read_text()
    assert cli("config", "set", "network", "--default").out == "network = finney (default)\n"


def test_set_refuses_what_is_no_setting_and_writes_nothing(cli: Cli) -> None:
    answer = cli("config", "set", "netwrok", "test")
    assert answer.code == 2
    assert "There is no setting “netwrok”" in answer.err
    assert not (cli.home / "config.toml").exists()


def test_a_network_that_is_none_is_not_stored(cli: Cli) -> None:
    answer = cli("config", "set", "network", "finny", "--json")
    assert (answer.code, answer.error["code"]) == (2, "unknown_network")
    assert not (cli.home / "config.toml").exists()
    assert cli("config", "set", "network", "dev").code == 0
    assert not (cli.home / "state").exists()


def test_set_needs_a_value(cli: Cli) -> None:
    answer = cli("config", "set", "network", "--json")
    assert answer.code == 2
    assert answer.error["code"] == "usage"


def test_a_broken_file_is_named_with_its_line(cli: Cli) -> None:
    cli.home.mkdir()
    (cli.home / "config.toml").write_text('network = "test"\nwallet = \n')
    answer = cli("wallet", "list", "--json")
    assert answer.code == 2
    assert answer.error["code"] == "bad_config"
    assert str(cli.home / "config.toml") in answer.error["message"]
    assert "line 2" in answer.error["message"]
    assert answer.error["hint"]
