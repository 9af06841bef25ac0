"""Any value of the runtime in the app: pick where, pick what, fill in keys, read, copy; and any call."""

from __future__ import annotations

import json
from typing import Any

from textual.events import Key
from textual.widgets import Input, OptionList

from tao_tui.chain.query import BlockRef, Found, Reading, RuntimeCall, Storage
from tao_tui.errors import NodeError
from tao_tui.messages import Perform
from tao_tui.screens.runtime.state_sheet import StateSheet
from tao_tui.screens.sheets.picker import Picker
from tao_tui.screens.signing.call_form import CallArgument, CallForm
from tao_tui.widgets.field import Field
from tests.app.conftest import Opener, Stage
from tests.app.fake_world import HASH
from tests.chain.fake_node import BOB, runtime

BLOCK = BlockRef(5_123_456, HASH)


class Answering:
    """What stands in for the node: one answer to everything, and a map of five keys."""

    def __init__(self, s: Stage) -> None:
        self.asked: list[Any] = []
        self.broken = False
        client: Any = s.session.online
        client.runtime, client.read, client.request = runtime(), self.read, self.request
        prefix = runtime().storage_prefix("SubtensorModule", "Tempo")
        self.keys = ["0x" + (prefix + n.to_bytes(2, "little")).hex() for n in range(70)]

    async def read(self, items: Any, at: str | None = None) -> Reading[Any]:
        self.asked += items
        if self.broken:
            raise NodeError("The node is away.", hint="Try again.")
        stored = Found({"nonce": 7, "data": {"free": 12}}, stored=True)
        return Reading(BLOCK, tuple(stored if isinstance(each, Storage) else 9 for each in items))

    async def request(self, method: str, *params: Any) -> Any:
        if method == "state_getKeysPaged":
            _, size, start, _ = params
            first = self.keys.index(start) + 1 if start else 0
            return self.keys[first : first + size]
        assert method == "state_queryStorageAt"
        return [{"block": HASH, "changes": [[key, "0x0a00"] for key in params[0]]}]


async def pick(s: Stage, text: str) -> None:
    """Choose the line that `text` leaves on top of the list that is open."""
    await s.until(lambda: isinstance(s.app.screen, Picker) and s.app.screen.query(Input))
    s.app.screen.query_one(Input).value = text
    await s.press("enter")


async def browse_to(s: Stage, home: str, item: str) -> Answering:
    await s.until(lambda: "τ if all were sold now" in s.text())
    node = Answering(s)
    await s.press("question_mark")
    await pick(s, "chain state")
    await s.until(lambda: "Chain state, runtime" in s.text())
    await pick(s, home)
    await s.until(lambda: f"─ {home}" in s.text())
    await pick(s, item)
    await s.until(lambda: isinstance(s.app.screen, StateSheet) and s.app.screen.query("#read"))
    return node


async def test_a_value_by_its_key_at_80x24(stage: Opener) -> None:
    async with stage() as s:
        node = await browse_to(s, "System", "account")
        assert "AccountId32" in s.text()
        await s.press(*BOB[:10], "ctrl+r")
        await s.until(lambda: "✗" in s.text())
        for field in s.app.screen.query(Field):
            field.set(BOB)
        await s.press("ctrl+r")
        await s.until(lambda: '{"free": 12}' in s.text())
        assert "nonce  7" in s.text()
        assert "at block 5,123,456" in s.text()
        assert isinstance(node.asked[-1], Storage)
        await s.press("y")
        await s.until(lambda: "Copied as JSON." in s.toasts())
        assert json.loads(s.app.clipboard)["value"] == {"nonce": 7, "data": {"free": 12}}
        node.broken = True
        await s.press("ctrl+r")
        await s.until(lambda: "The node is away" in s.text())
        await s.press("escape")
        await s.until(lambda: isinstance(s.app.screen, Picker))
        await s.press("escape")
        await s.until(lambda: "Chain state, runtime" in s.text())
        await s.press("escape")
        await s.until(lambda: not isinstance(s.app.screen, Picker))


async def test_a_map_is_listed_in_pages_by_mouse(stage: Opener) -> None:
    async with stage() as s:
        await browse_to(s, "SubtensorModule", "tempo[")
        await s.pilot.click("#read")
        await s.until(lambda: "0: 10" in s.text())
        s.app.screen.query_one("#value").scroll_end(animate=False)
        await s.until(lambda: "50 entries" in s.text())
        await s.pilot.click("#more")
        await s.until(lambda: "50: 10" in s.text())
        await s.until(lambda: not s.app.screen.query_one("#more").display)
        await s.pilot.click("#cancel")
        await s.until(lambda: isinstance(s.app.screen, Picker))


async def test_what_takes_no_key_is_read_at_once(stage: Opener) -> None:
    async with stage() as s:
        node = await browse_to(s, "Balances", "existential")
        await s.until(lambda: "500" in s.text())
        assert not s.app.screen.query(Field)
        await s.press("escape", "escape")
        await s.until(lambda: "Chain state, runtime" in s.text())
        await pick(s, "AccountNonceApi")
        await s.until(lambda: "─ AccountNonceApi" in s.text())
        await pick(s, "account_nonce")
        await s.until(lambda: isinstance(s.app.screen, StateSheet) and s.app.screen.query(Field))
        for field in s.app.screen.query(Field):
            assert field.argument == "account"
            field.set(BOB)
        await s.press("ctrl+r")
        await s.until(lambda: "AccountNonceApi.account_nonce: u32" in s.text())
        assert isinstance(node.asked[-1], RuntimeCall)


async def call_form(s: Stage, action: str, call: str, count: int = 2) -> dict[str, Field]:
    """The form of an action that takes a call, with one chosen; its fields by label."""
    await s.until(lambda: "τ if all were sold now" in s.text())
    Answering(s)
    await s.press("question_mark")
    await pick(s, action)
    await s.until(lambda: isinstance(s.app.screen, CallForm) and s.app.screen.query(Field))
    assert "✗" not in s.text(), "nothing is wrong before anything was typed"
    await s.press("down")
    await s.until(lambda: isinstance(s.app.screen, Picker) and s.app.screen.query_one(OptionList).options)
    await pick(s, call)
    await s.until(lambda: len(s.app.screen.query("CallArgument FieldInput")) == count)
    return {each.label: each for each in s.app.screen.query(Field)}


def form_of(s: Stage) -> CallForm:
    assert isinstance(s.app.screen, CallForm)
    return s.app.screen


def call_of(s: Stage) -> tuple[str, str | None]:
    """The call and its arguments as the form would hand them on."""
    values = form_of(s).values()
    return values["call"], values.get("arguments")


async def test_a_chosen_call_has_a_line_for_each_argument(stage: Opener) -> None:
    async with stage() as s:
        fields = await call_form(s, "any call", "balances.burn")
        await s.until(lambda: "value" in s.text() and "keep_alive" in s.text())
        assert not fields["Arguments"].display
        fields["value"].enter()
        await s.until(lambda: "u64, such as 1" in s.text())
        fields["value"].set("1.5")
        await s.until(lambda: "value must be a whole number" in s.text())
        fields["value"].set("1.5tao")
        fields["keep_alive"].set("yes")
        await s.until(lambda: "value must be a whole number" not in s.text())
        assert call_of(s) == ("Balances.burn", "value=1.5tao keep_alive=yes")


async def test_another_call_has_other_lines_and_no_call_has_none(stage: Opener) -> None:
    async with stage() as s:
        fields = await call_form(s, "any call", "balances.burn")
        fields["Call"].set("system.remark")
        await s.until(lambda: [each.label for each in s.app.screen.query(CallArgument)] == ["remark"])
        fields["Call"].set("0x00000400")
        await s.until(lambda: not s.app.screen.query(CallArgument))
        await s.until(lambda: fields["Arguments"].display)
        assert call_of(s) == ("0x00000400", None)


async def test_who_types_on_at_once_is_in_the_first_line(stage: Opener) -> None:
    async with stage() as s:
        fields = await call_form(s, "any call", "balances.burn")
        fields["Call"].set("")
        await s.until(lambda: not s.app.screen.query(CallArgument) and fields["Arguments"].display)
        fields["Call"].enter()
        await s.pilot.pause()
        for letter in "system.remark":
            s.app.post_message(Key("full_stop" if letter == "." else letter, letter))
        s.app.post_message(Key("tab", None))
        for letter in "hello":
            s.app.post_message(Key(letter, letter))
        await s.until(lambda: s.app.screen.query("CallArgument FieldInput"))
        await s.until(lambda: call_of(s) == ("system.remark", "remark=hello"))
        assert s.app.screen.query_one(CallArgument).has_class("-here")


async def test_what_is_written_as_json_takes_the_place_of_the_lines(stage: Opener) -> None:
    async with stage() as s:
        fields = await call_form(s, "any call", "balances.burn")
        fields["value"].set("nonsense")
        await s.press("ctrl+t")
        await s.until(lambda: fields["Arguments"].display)
        fields["Arguments"].set('{"value": 5, "keep_alive": true}')
        assert form_of(s).values()["arguments"] == '{"value": 5, "keep_alive": true}'
        assert form_of(s).check_field(fields["value"])


async def test_lines_of_a_proposed_call_are_typed_json(stage: Opener) -> None:
    async with stage() as s:
        fields = await call_form(s, "propose", "balances.force_transfer", 3)
        fields["source"].set("alice")
        fields["dest"].set(BOB)
        fields["value"].set("2tao")
        written = json.loads(form_of(s).values()["arguments"])
        assert s.session.account is not None
        assert written == {"source": s.session.account.coldkey, "dest": BOB, "value": 2 * 10**9}


async def test_a_call_that_is_filled_in_already_is_parted_into_its_lines(stage: Opener) -> None:
    async with stage() as s:
        await s.until(lambda: "τ if all were sold now" in s.text())
        Answering(s)
        given = {"call": "System.remark", "arguments": "remark='hello there'"}
        s.app.post_message(Perform("call", given))
        await s.until(lambda: [each.value for each in s.app.screen.query(CallArgument)] == ["hello there"])
        await s.until(lambda: call_of(s) == ("System.remark", "'remark=hello there'"))
