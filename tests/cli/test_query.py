"""`query`: anything the connected runtime has, by name."""

from __future__ import annotations

from tests.cli.conftest import Cli

BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"


def test_it_lists_what_there_is(on_node: Cli) -> None:
    data = on_node("query", "--json").data
    system = next(each for each in data["pallets"] if each["name"] == "System")
    assert set(system) == {"name", "index", "storage", "constants", "calls"}
    assert {"name": "AccountNonceApi", "methods": 1} in data["apis"]
    text = on_node("query").out
    assert "SubtensorModule" in text
    assert "AccountNonceApi" in text

    contents = on_node("query", "balances", "--json").data
    assert contents["pallet"] == "Balances"
    deposit = next(each for each in contents["constants"] if each["name"] == "ExistentialDeposit")
    assert (deposit["type"], deposit["value"]) == ("u64", 500)
    assert "ExistentialDeposit  u64 = 500" in on_node("query", "Balances").out
    methods = on_node("query", "SubnetInfoRuntimeApi", "--json").data["methods"]
    assert any(each["arguments"] == [{"name": "netuid", "type": "u16", "shape": "", "example": "1"}]
               for each in methods)  # fmt: skip


def test_one_value_by_its_keys(on_node: Cli) -> None:
    answer = on_node("query", "System.Account", "bob", "--json")
    assert answer.document["block"]["number"] >= 0
    data = answer.data
    assert (data["keys"], data["type"], data["stored"]) == ([BOB], "AccountInfo", True)
    assert data["value"]["data"]["free"] > 0
    assert on_node("query", "system.account", BOB, "--json").data["value"]["data"] == data["value"]["data"]
    nobody = on_node("query", "System.Account", "0x" + "07" * 32, "--json").data
    assert nobody["stored"] is False
    assert nobody["value"]["data"]["free"] == 0
    text = on_node("query", "System.Account", "bob").out
    assert "providers" in text
    assert "System.Account: AccountInfo, at block" in text


def test_bytes_are_hex_in_json_and_text_too_for_people(on_node: Cli) -> None:
    found = on_node("query", "SubtensorModule.TokenSymbol", "1", "--json").data["value"]
    assert found.startswith("0x")
    assert bytes.fromhex(found[2:]).decode() in on_node("query", "SubtensorModule.TokenSymbol", "1").out


def test_constants_and_runtime_apis(on_node: Cli) -> None:
    deposit = on_node("query", "Balances.ExistentialDeposit", "--json").data
    assert deposit == {"pallet": "Balances", "constant": "ExistentialDeposit", "type": "u64", "value": 500}
    nonce = on_node("query", "AccountNonceApi.account_nonce", "bob", "--json").data
    assert (nonce["arguments"], nonce["type"]) == ([BOB], "u32")
    info = on_node("query", "SubnetInfoRuntimeApi.get_subnet_hyperparams", "1", "--json").data
    assert info["value"]["tempo"] > 0
    remark = '{"pallet":"System","function":"remark","arguments":{"remark":"0x00"}}'
    fee = on_node("query", "TransactionPaymentCallApi.query_call_info", remark, "100", "--json").data
    assert fee["value"]["partial_fee"] > 0


def test_a_map_with_keys_left_out_is_listed_in_pages(on_node: Cli) -> None:
    first = on_node("query", "SubtensorModule.Keys", "1", "--limit", "1000", "--json")
    whole, block = first.data, first.document["block"]["hash"]
    assert whole["next"] is None
    assert whole["key_types"] == ["u16", "u16"]
    assert all(entry["keys"][0] == 1 for entry in whole["entries"])
    paged: list[object] = []
    after: list[str] = []
    for _ in range(len(whole["entries"])):
        line = ("query", "SubtensorModule.Keys", "1", "--limit", "3", "--block", block, "--json", *after)
        page = on_node(*line).data
        assert len(page["entries"]) <= 3
        paged += page["entries"]
        if page["next"] is None:
            break
        after = ["--after", page["next"]]
    assert paged == whole["entries"]
    assert "There are more: add --after 0x" in on_node("query", "SubtensorModule.Keys", "--limit", "1").out


def test_a_block_of_its_own(on_node: Cli) -> None:
    head = on_node("query", "System.Number", "--json").data["value"]
    block = max(head - 2, 1)  # nodes keep the state of newer blocks only
    then = on_node("query", "System.Number", "--block", str(block), "--json")
    assert then.data["value"] == then.document["block"]["number"] == block
    by_hash = on_node("query", "System.Number", "--block", then.document["block"]["hash"], "--json")
    assert by_hash.data == then.data
    assert on_node("query", "System", "--block", str(block), "--json").document["block"]["number"] == block
    entries = on_node("query", "System.Account", "--block", str(block), "--limit", "1", "--json").document
    assert entries["block"]["number"] == block


def test_what_is_there_before_it_is_read(on_node: Cli) -> None:
    data = on_node("query", "System.Account", "--describe", "--json").data
    assert (data["sort"], data["type"]) == ("storage", "AccountInfo")
    assert data["shape"].startswith("{nonce: u32")
    assert [each["type"] for each in data["arguments"]] == ["AccountId32"]
    text = on_node("query", "SubnetInfoRuntimeApi.get_metagraph", "--describe").out
    assert "netuid  u16, such as 1" in text
    assert "constant" in on_node("query", "Balances.ExistentialDeposit", "--describe").out


def test_words_in_names(on_node: Cli) -> None:
    names = [each["item"] for each in on_node("query", "--find", "tempo", "--json").data]
    assert "Tempo" in names
    assert "SubtensorModule.Tempo" in on_node("query", "--find", "tempo").out
    assert on_node("query", "--find", "zzzz", "--json").data == []


MISTAKES: tuple[tuple[list[str], str, str], ...] = (
    (["Nope"], "unknown_name", "Nope"),
    (["System.Acount"], "unknown_name", "System.Account"),
    (["System.Account", "bob", "bob"], "bad_argument", "1 key"),
    (["System.Account", "nobody-at-all"], "unknown_name", "Key 1"),
    (["SubtensorModule.Tempo", "x"], "bad_argument", "u16, such as 1"),
    (["SubtensorModule.Tempo", "70000"], "bad_argument", "between 0 and 65535"),
    (["AccountNonceApi.account_nonce"], "bad_argument", "account: AccountId32"),
    (["Balances.ExistentialDeposit", "1"], "bad_argument", "constant"),
    (["SubtensorModule.Keys", "1", "--after", "0x00"], "bad_argument", "--after"),
    (["System.Number", "--after", "0x00"], "bad_argument", "--after"),
    (["System.Number", "--block", "4000000000"], "no_block", "4,000,000,000"),
    (["System.Number", "--block", "soon"], "bad_argument", "soon"),
    (["System", "1"], "usage", "System"),
    (["System.Number", "--limit", "0"], "usage", "limit"),
)


def test_mistakes_say_what_is_wanted(on_node: Cli) -> None:
    for arguments, code, says in MISTAKES:
        answer = on_node("query", *arguments, "--json")
        assert (answer.code, answer.error["code"]) == (2, code), arguments
        assert says in answer.error["message"] + answer.error["hint"], arguments
