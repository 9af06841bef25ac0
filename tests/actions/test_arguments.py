"""What a person types becomes typed values, and writes back to the same."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.actions.account import Account
from tao_tui.actions.arguments.command_line import command_line
from tao_tui.actions.arguments.preferences import with_preferences
from tao_tui.actions.arguments.reading import parse_argument, parse_arguments, write_argument
from tao_tui.actions.registry import ACTIONS, Argument, Kind
from tao_tui.amounts import ALL, Alpha, Tao, parse_ppm
from tao_tui.config import load_settings, set_option
from tao_tui.errors import UsageError
from tests.reads.fake import ALICE, BOB, HOTKEY

ME = Account(ALICE, "alice", (("h1", HOTKEY),))


def argument(kind: Kind, **more: object) -> Argument:
    return Argument("some_thing", kind, "Some thing", "", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TAO, "1.5", Tao(1_500_000_000)),
        (Kind.ALPHA, "2", Alpha(2_000_000_000)),
        (Kind.PRICE, "0.000000001", Tao(1)),
        (Kind.NETUID, "64", 64),
        (Kind.HASH, "12", 12),
        (Kind.HASH, "0x" + "AB" * 32, "0x" + "ab" * 32),
        (Kind.BOOL, "Yes", True),
        (Kind.PPM, "5%", 50_000),
        (Kind.HOTKEY, "h1", HOTKEY),
        (Kind.HOTKEY, BOB, BOB),
        (Kind.ADDRESS, f" {BOB} ", BOB),
        (Kind.CALL, "System.remark", "System.remark"),
        (Kind.CALL, '{"pallet": "System"}', {"pallet": "System"}),
        (Kind.JSON, '{"a": 1}', {"a": 1}),
    ],
)
def test_each_kind(kind: Kind, text: str, value: object) -> None:
    assert parse_argument(argument(kind), text, ME) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.TAO, "all"),
        (Kind.TAO, "-1"),
        (Kind.NETUID, "65536"),
        (Kind.NETUID, "²"),
        (Kind.NETUID, "x"),
        (Kind.HASH, "0x12"),
        (Kind.BOOL, "maybe"),
        (Kind.PPM, "1.5"),
        (Kind.PPM, "."),
        (Kind.PPM, "0.0000001"),
        (Kind.HOTKEY, "nobody"),
        (Kind.ADDRESS, BOB[:-1] + "z"),
        (Kind.JSON, "[1]"),
        (Kind.JSON, "{"),
        (Kind.FILE, "/nowhere/at/all.json"),
    ],
)
def test_what_cannot_be_right_is_refused(kind: Kind, text: str) -> None:
    with pytest.raises(UsageError):
        parse_argument(argument(kind), text, ME)


@pytest.mark.parametrize(
    "kind", [Kind.TAO, Kind.PRICE, Kind.ALPHA, Kind.PPM, Kind.NETUID, Kind.BLOCKS, Kind.INTEGER]
)
def test_whatever_is_a_number_says_what_is_wrong_with_a_minus(kind: Kind) -> None:
    with pytest.raises(UsageError, match="“-1” is negative"):
        parse_argument(argument(kind), "-1", ME)


@given(st.integers(0, 10**6))
def test_shares_write_back_to_the_same(ppm: int) -> None:
    assert parse_ppm(write_argument(argument(Kind.PPM), ppm)) == ppm


@given(st.integers(0, 2**64 - 1))
def test_amounts_write_back_to_the_same(rao: int) -> None:
    assert Tao.parse(write_argument(argument(Kind.TAO), Tao(rao))) == Tao(rao)


def test_typed_values_pass_and_wrong_ones_do_not() -> None:
    assert parse_argument(argument(Kind.TAO), Tao(5)) == Tao(5)
    assert parse_argument(argument(Kind.NETUID), 5) == 5
    for kind, wrong in [
        (Kind.TAO, Alpha(5)),
        (Kind.TAO, 5),
        (Kind.NETUID, True),
        (Kind.BOOL, 1),
        (Kind.PPM, 2.5),
    ]:
        with pytest.raises(UsageError):
            parse_argument(argument(kind), wrong)


def test_files_and_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "call.json").write_text('{"pallet": "System"}')
    assert parse_argument(argument(Kind.FILE), str(tmp_path / "call.json")) == {"pallet": "System"}
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"b": 2}'))
    assert parse_argument(argument(Kind.FILE), "-") == {"b": 2}


def test_defaults_missing_and_unknown_arguments() -> None:
    spec = ACTIONS["stake.add"]
    typed = parse_arguments(spec, {"netuid": "1", "hotkey": "h1", "amount": "ALL"}, ME)
    assert typed == {
        "netuid": 1,
        "hotkey": HOTKEY,
        "amount": ALL,
        "tolerance": 50_000,
        "limit_price": None,
        "partial": False,
        "shield": False,
        "proxy_for": None,
        "multisig": None,
    }
    with pytest.raises(UsageError, match="missing") as missing:
        parse_arguments(spec, {"netuid": "1"}, ME)
    assert missing.value.hint == "Give it with --hotkey."
    with pytest.raises(UsageError, match="no argument"):
        parse_arguments(spec, {"netuid": "1", "hotkey": "h1", "amount": "1", "colour": "red"}, ME)


def test_the_command_line_leaves_defaults_out_and_quotes() -> None:
    spec = ACTIONS["transfer"]
    line = command_line(
        spec,
        {"dest": BOB, "amount": Tao(1_500_000_000), "keep_alive": False},
        wallet="my wallet",
        network="finney",
    )
    assert line == f"tao-tui transfer {BOB} 1.5 --allow-death --wallet 'my wallet' --network finney"
    vote = command_line(ACTIONS["gov.vote"], {"proposal": 12, "approve": True}, wallet="w", network="dev")
    assert vote == "tao-tui gov vote 12 --approve --wallet w --network dev"


def test_every_action_loads_and_is_described() -> None:
    for name, spec in ACTIONS.items():
        assert spec.name == name
        assert hasattr(spec.load(), "of")
        assert spec.help.endswith(".")
        for each in spec.arguments:
            assert each.help.endswith(".")
            assert each.kind is not Kind.BOOL or each.negative
            assert spec.argument(each.name) is each


def test_the_registry_imports_nothing_heavy() -> None:
    program = (
        "import sys, tao_tui.actions.registry\n"
        "import tao_tui.actions.arguments.reading, tao_tui.actions.arguments.command_line\n"
        "heavy = {'tao_tui.chain', 'bittensor_core', 'numpy', 'websockets', 'asyncio'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_persons_own_tolerance_stands_in_for_one_that_is_not_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    spec = ACTIONS["stake.add"]
    assert with_preferences(spec, {}, load_settings()) == {"tolerance": 50_000}
    set_option("tolerance", "0.5%")
    settings = load_settings()
    assert with_preferences(spec, {"amount": "1", "tolerance": ""}, settings) == {
        "amount": "1", "tolerance": 5_000
    }  # fmt: skip
    assert with_preferences(spec, {"tolerance": "0.2"}, settings) == {"tolerance": "0.2"}
    assert with_preferences(ACTIONS["transfer"], {}, settings) == {}
    with pytest.raises(UsageError, match="more than the whole"):
        set_option("tolerance", "150%")
