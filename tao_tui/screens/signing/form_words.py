"""What a form says beside its fields: where it happens, how much there is, what went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from re import sub
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tao_tui.actions.registry import ACTIONS, ActionSpec, Argument, Kind
from tao_tui.addresses import split_at_address
from tao_tui.amounts import Alpha
from tao_tui.errors import UsageError
from tao_tui.screens.words.called import hotkey_called, subnet_called
from tao_tui.session.own_ways import in_app
from tao_tui.session.wording import sentence
from tao_tui.widgets.address import fingerprint, shortened

if TYPE_CHECKING:
    from tao_tui.actions.plan import Review
    from tao_tui.session.session import Session

OF_ALL_OF_A_SUBNET: Final = frozenset({"stake.lock"})
"""Actions that take an amount of what is staked on a subnet, with whomever."""
ANOTHERS: Final = frozenset({"proxy_for", "multisig"})
"""Arguments that name an account other than the wallet's own; what that one has is not known here."""
PLACES_SHOWN: Final = 6
"""Places of several trades that are listed one by one."""


def quoted(text: str) -> str:
    """Words in backticks, as help has them for a terminal, in quotation marks."""
    return sub(r"`([^`]+)`", r"“\1”", text)


def places(session: Session, legs: Sequence[tuple[str, str]]) -> Content:
    """The places of several trades at once, one a line."""
    shown = []
    for netuid, hotkey in legs[:PLACES_SHOWN]:
        name = hotkey_called(session, hotkey) or shortened(hotkey)
        at = (f" on {subnet_called(session, netuid)}", "$tao-quiet")
        shown.append(Content.assemble("  ", fingerprint(hotkey), f" {name}", at))
    more = len(legs) - PLACES_SHOWN
    last = [Content(f"  and {more} more")] if more > 0 else []
    return Content("\n").join([Content(f"{len(legs)} at once, all of them or none:"), *shown, *last])


def where(session: Session, values: Mapping[str, str]) -> str:
    """Whose stake on which subnet, and where it goes, by name; empty where a name tells nothing new."""
    source = _place(session, values.get("hotkey", ""), values.get("netuid", ""))
    target = _place(session, values.get("to_hotkey", ""), values.get("to_netuid", ""))
    return f"{source} → {target}" if source and target else source or target


def news_of(session: Session, review: Review, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a review says that the fields do not, with hotkeys and accounts by their names."""
    totals = takewhile(lambda effect: not effect.label.startswith("Trade "), review.effects)
    facts = [(str(effect.label), str(effect.value)) for effect in totals]
    if not any("fee" in label.lower() for label, _ in facts):
        facts.append(("Network fee", f"{review.fee}"))
    place = where(session, values)
    news = [(label, _by_name(session, value)) for label, value in facts if not _is_typed(value, values)]
    return [("Where", place), *news] if place else news


def _is_typed(value: str, values: Mapping[str, str]) -> bool:
    """Whether a field says it already; a hotkey's name is told by where it happens."""
    head, _, rest = value.partition(" ")
    hotkeys = (values.get("hotkey"), values.get("to_hotkey"))
    return value in values.values() or (head in hotkeys and (not rest or rest[0] == "("))


def _by_name(session: Session, value: str) -> str:
    """The same words with the names addresses are known by in their place."""
    before, address, after = split_at_address(value)
    if not address:
        return value
    name = hotkey_called(session, address)
    rest = after.removeprefix(f" ({name})") if name else after
    return f"{before}{name or address}{_by_name(session, rest)}"


def _place(session: Session, hotkey: str, netuid: str) -> str:
    if ";" in hotkey or ";" in netuid:
        return ""
    subnet = subnet_called(session, netuid)
    parts = [hotkey_called(session, hotkey), subnet if subnet != netuid else ""]
    return " on ".join(part for part in parts if part)


def there_is(session: Session, action: str, argument: Argument, values: Mapping[str, str]) -> str:
    """How much there is of what an amount is taken from, as a sentence; empty where that is not known.

    Its digits stand together: sentences are wrapped at every blank, no-break ones too.
    """
    account = session.account
    if argument.name != "amount" or account is None or values.keys() & ANOTHERS:
        return ""
    if argument.kind is Kind.TAO:
        balance = session.known("balance", account.coldkey)
        return f"You have {balance.data[0].free} free." if balance else ""
    positions = session.known("positions", account.coldkey)
    if argument.kind is not Kind.ALPHA or positions is None:
        return ""
    if action in OF_ALL_OF_A_SUBNET:
        alpha = sum(row.alpha.rao for row in positions.data if str(row.netuid) == values.get("netuid", ""))
        return f"You have {Alpha(alpha)} on the subnet." if alpha else ""
    place = (values.get("netuid", ""), values.get("hotkey", ""))
    here = next((row for row in positions.data if (str(row.netuid), row.hotkey) == place), None)
    return f"You have {here.alpha} here." if here else ""


def in_its_words(spec: ActionSpec, error: BaseException) -> str:
    """An error with the names of the fields in place of the options of the command line."""
    if isinstance(error, UsageError) and error.code == "unknown_hotkey":
        return f"{error.message} ↓ lists whom there is."
    said = str(sentence(error))
    for argument in spec.arguments:
        # What is wrong stands below the field.
        said = said.removeprefix(f"{argument.flag}: ")
    return in_labels(spec, said)


def in_labels(spec: ActionSpec, text: str) -> str:
    """A text of the command line as the app says it: fields by their labels, actions by theirs."""
    said = in_app(text)
    for argument in spec.arguments:
        said = sub(rf"`?{argument.flag}\b(?!-)`?", f"“{argument.label}”", said)
        if argument.negative:
            no = choice_words(argument)[1]
            no = f"{argument.label}: {no}" if no == "no" else no
            said = sub(rf"`?--{argument.negative}\b(?!-)`?", f"“{no}”", said)
    labels = {" ".join(each.path): each.label for each in ACTIONS.values()}
    return sub(r"use: ([a-z]+ [a-z-]+)", lambda found: f"use: “{labels.get(found[1], found[1])}”", said)


def choice_words(argument: Argument) -> tuple[str, str]:
    """What the two sides of a choice are called."""
    if argument.negative.startswith("no-"):
        return "yes", "no"
    return argument.label.lower(), argument.negative.replace("-", " ") or "no"
