"""A transaction prepared here, signed there and sent from here; and all that can be wrong on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tao_tui.genesis import FINNEY_GENESIS
from tests.cli.conftest import Answer, Cli
from tests.cli.contract import BOB, CHARLIE

Air = Callable[..., Answer]

pytestmark = pytest.mark.xdist_group("cli-node")


@pytest.fixture
def request_file(on_node: Cli, tmp_path: Path) -> Path:
    """A transfer of bob's, written down for a machine that is never online."""
    assert on_node("wallet", "watch", "--name", "cold", "--address", BOB).code in (0, 6)
    file = tmp_path / "request.json"
    line = ("offline", "prepare", "--file", str(file), "transfer", CHARLIE, "1.5", "-w", "cold", "--json")
    data = on_node(*line).data
    assert data["signer"] == BOB
    assert data["call"]["arguments"] == {"dest": CHARLIE, "value": 1_500_000_000}
    return file


@pytest.fixture
def air_gapped(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Air:
    """Another machine, with bob's key and no network."""

    def there(*line: str, stdin: str = "") -> Answer:
        with monkeypatch.context() as patch:
            patch.setenv("TAO_TUI_HOME", str(tmp_path / "air" / "home"))
            patch.setenv("BT_WALLET_PATH", str(tmp_path / "air" / "wallets"))
            patch.setenv("BT_NETWORK", "ws://127.0.0.1:9")
            patch.delenv("BT_WALLET", raising=False)
            return cli(*line, stdin=stdin)

    assert there("wallet", "import", "--name", "bob", "--uri", "//Bob", "--no-password").code == 0
    return there


def changed(file: Path, **fields: Any) -> Path:
    content = json.loads(file.read_text())
    there = file.with_name("changed.json")
    there.write_text(json.dumps(content | fields))
    return there


def test_there_and_back(on_node: Cli, request_file: Path, air_gapped: Air, tmp_path: Path) -> None:
    shown = air_gapped("offline", "sign", "--file", str(request_file), "--dry-run")
    assert CHARLIE in shown.out
    assert "1.500000000 τ" in shown.out
    assert "which the signature covers" in shown.out
    signed = tmp_path / "signed.json"
    answer = air_gapped(
        "offline", "sign", "--file", str(request_file), "--out", str(signed), "--yes", "--json"
    )
    assert answer.data["signature"].startswith("0x")
    assert "metadata" not in json.loads(signed.read_text())
    sent = on_node("offline", "submit", "--file", str(signed), "--yes", "--json")
    assert sent.data["finalized"]
    assert sent.data["action"] == "Balances.transfer_keep_alive"
    row = on_node("activity", "list", "--json").data[0]
    assert (row["status"], row["extrinsic_hash"]) == ("finalized", sent.data["extrinsic_hash"])
    again = on_node("offline", "submit", "--file", str(signed), "--yes", "--json")
    assert (again.code, again.error["code"]) == (3, "already_sent")


def test_as_qr_frames_both_ways(on_node: Cli, air_gapped: Air, tmp_path: Path) -> None:
    assert on_node("wallet", "watch", "--name", "cold", "--address", BOB).code in (0, 6)
    file = tmp_path / "request.json"
    prepare = ("offline", "prepare", "--file", str(file), "--qr", "transfer", CHARLIE, "1", "-w", "cold")
    scanned = frames_in(on_node(*prepare).err)
    bare = ("offline", "sign", "--file", "-", "--json", "--yes")
    answer = air_gapped(*bare, stdin=scanned)
    assert (answer.code, answer.error["code"]) == (2, "no_metadata")
    assert air_gapped("offline", "sign", "--file", str(file), "--dry-run").code == 0  # carried over once
    answer = air_gapped(*bare, "--qr", stdin=scanned)
    assert answer.code == 0
    back = frames_in(answer.err)
    assert on_node("offline", "submit", "--file", "-", "--yes", "--json", stdin=back).data["finalized"]


def frames_in(shown: str) -> str:
    """The frames below their codes, as a scanner would read them."""
    found = [line for line in shown.splitlines() if line.startswith("TAOTUI:")]
    assert found
    return "\n".join(reversed(found))


def test_lies_of_the_online_machine_are_caught_where_the_key_is(
    request_file: Path, air_gapped: Air, tmp_path: Path
) -> None:
    honest = json.loads(request_file.read_text())
    dear = honest["call_hex"].removesuffix("59") + "5a"
    call = honest["call"] | {"arguments": {"dest": BOB, "value": 1}}
    lies: list[tuple[dict[str, Any], str]] = [
        ({"call": call}, "described_otherwise"),
        ({"spec_version": honest["spec_version"] + 1}, "false_metadata"),
        ({"metadata_hash": "0x" + "ab" * 32}, "false_metadata"),
        ({"signer": CHARLIE}, "another_signer"),
        ({"call_hex": dear}, "described_otherwise"),
        ({"call_hex": honest["call_hex"] + "00"}, "node_protocol"),
        ({"metadata": "!!"}, "bad_document"),
        ({"nonce": "7"}, "bad_document"),
        ({"kind": "x"}, "bad_document"),
        ({"more": 1}, "bad_document"),
        ({"genesis": "0x00"}, "bad_document"),
    ]
    for fields, code in lies:
        answer = air_gapped(
            "offline", "sign", "--file", str(changed(request_file, **fields)), "--yes", "--json"
        )
        assert answer.error["code"] == code, fields
    for content in ("", "[]", "{}", "[" * 5000, "TAOTUI:x"):
        file = tmp_path / "nonsense"
        file.write_text(content)
        assert air_gapped("offline", "sign", "--file", str(file), "--json").code == 2


def test_rules_hold_where_the_key_is(request_file: Path, air_gapped: Air) -> None:
    rules = ("wallet", "rules", "set", "-w", "bob", "--yes")
    assert air_gapped(*rules, "--per-transaction", "1").code == 0
    answer = air_gapped("offline", "sign", "--file", str(request_file), "--yes", "--json")
    assert (answer.code, answer.error["code"]) == (3, "rule_per_transaction")
    assert air_gapped(*rules, "--per-transaction", "2").code == 0
    assert air_gapped("offline", "sign", "--file", str(request_file), "--yes", "--json").code == 0


def test_a_changed_signature_is_not_sent(
    on_node: Cli, request_file: Path, air_gapped: Air, tmp_path: Path
) -> None:
    assert (
        on_node("offline", "submit", "--file", str(request_file), "--yes", "--json").error["code"]
        == "not_signed"
    )
    signed = tmp_path / "signed.json"
    assert air_gapped("offline", "sign", "--file", str(request_file), "--out", str(signed), "--yes").code == 0
    for fields, code in (
        ({"nonce": 99}, "bad_signature"),
        ({"signature": "0x" + "11" * 64}, "bad_signature"),
        ({"signature": "zz"}, "bad_document"),
        ({"genesis": "0x" + "ab" * 32}, "wrong_network"),
        ({"spec_version": 1}, "runtime_changed"),
    ):
        answer = on_node("offline", "submit", "--file", str(changed(signed, **fields)), "--yes", "--json")
        assert answer.error["code"] == code, fields


def test_what_an_answer_says_of_itself_is_not_believed(
    on_node: Cli, request_file: Path, air_gapped: Air, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = tmp_path / "signed.json"
    assert air_gapped("offline", "sign", "--file", str(request_file), "--out", str(signed), "--yes").code == 0
    lie = {"action": "stake.add", "title": "Nothing at all", "command_line": f"tao-tui transfer {BOB} all"}
    file = str(changed(signed, **lie, network="ws://203.0.113.1:9944"))
    with monkeypatch.context() as patch:
        patch.setenv("BT_NETWORK", "ws://127.0.0.1:9")
        answer = on_node("offline", "submit", "--file", file, "--yes", "--json")
    assert answer.error["code"] == "node_unreachable"
    assert "203.0.113.1" not in answer.err  # only the network that is set is asked
    sent = on_node("offline", "submit", "--file", file, "--yes")
    assert sent.code == 0
    assert "Send 1.500000000 τ" in sent.out
    row = on_node("activity", "list", "--json").data[0]
    assert (row["action"], row["command"]) == ("Balances.transfer_keep_alive", "")
    assert CHARLIE in on_node("activity", "show", row["extrinsic_hash"]).out
    listed = on_node("activity", "list").out
    assert "stake.add" not in listed
    assert "Nothing at all" not in listed


def test_nothing_unproven_is_signed_for_a_chain_that_checks(request_file: Path, air_gapped: Air) -> None:
    spaced = FINNEY_GENESIS[:4] + " " + FINNEY_GENESIS[4:]
    for genesis, code in (
        (FINNEY_GENESIS, "unproven"),
        (spaced, "bad_document"),
        (FINNEY_GENESIS[2:], "bad_document"),
    ):
        file = str(changed(request_file, genesis=genesis, metadata_hash=None))
        answer = air_gapped("offline", "sign", "--file", file, "--yes", "--json")
        assert answer.error["code"] == code, genesis


def test_only_actions_can_be_prepared_and_nothing_is_overwritten(on_node: Cli, tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    for line in (("wallet", "list"), ("stake",), ("transfers", "x")):
        assert on_node("offline", "prepare", "--file", str(file), *line).code == 2
    assert on_node("offline", "prepare", "transfer", CHARLIE, "1", "-w", "bob").code == 2
    assert not file.exists()
    file.write_text("mine")
    assert on_node("offline", "prepare", "--file", str(file), "transfer", CHARLIE, "1", "-w", "bob").code == 2
    assert file.read_text() == "mine"
