"""Finds a part of the runtime by the name a person typed, or the names that are near it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tao_tui.errors import UsageError
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

Sort = Literal["pallet", "storage", "constant", "api", "method", "call"]

_NEAR: Final = 6
_MOST_FOUND: Final = 200


@dataclass(frozen=True, slots=True)
class Target:
    """A part of the runtime: a pallet or an API where `item` is empty, else something in it."""

    sort: Sort
    home: str
    item: str = ""

    @property
    def name(self) -> str:
        """As it is typed."""
        return f"{self.home}.{self.item}" if self.item else self.home


def readable(runtime: ChainRuntime, text: str, *, constant: bool = False) -> Target:
    """What `text` names among what can be read; `constant` prefers a constant to storage of the same name.

    Capitals do not matter. `UsageError` (code `unknown_name`) with the nearest names when there is none.
    """
    home, _, item = text.strip().partition(".")
    homes = {**dict.fromkeys(runtime.sections, "pallet"), **dict.fromkeys(runtime.apis, "api")}
    known_home = _same(home, homes)
    if known_home is None:
        known = "tao-tui query lists them."
        if not runtime.apis:
            known += " Its metadata is of version 14, which lists no runtime APIs."
        raise _unknown(runtime, text, homes, "pallet or runtime API", known)
    if homes[known_home] == "api":
        if not item:
            return Target("api", known_home)
        return Target(
            "method", known_home, _in(runtime, known_home, item, runtime.apis[known_home], "method")
        )
    if not item:
        return Target("pallet", known_home)
    section = runtime.sections[known_home]
    sorts: dict[str, Sort] = {**dict.fromkeys(section.constants, "constant")}
    if not constant:
        sorts.update(dict.fromkeys(section.storage_docs, "storage"))
    found = _in(runtime, known_home, item, sorts, "constant" if constant else "storage item or constant")
    return Target(sorts[found], known_home, found)


def callable_(runtime: ChainRuntime, text: str) -> Target:
    """The pallet or the call that `text` names; `UsageError` as for `readable`."""
    home, _, item = text.strip().partition(".")
    homes = [name for name in runtime.pallets() if runtime.call_names(name)]
    known_home = _same(home, homes)
    if known_home is None:
        raise _unknown(runtime, text, homes, "pallet with calls", "tao-tui call lists them.")
    if not item:
        return Target("pallet", known_home)
    calls = runtime.call_names(known_home)
    found = _same(item, calls)
    if found is None:
        near = ", ".join(f"{known_home}.{each}" for each in _near(item, calls))
        raise UsageError(
            f"{known_home} has no call “{clean(item, 60)}”.",
            hint=f"Perhaps: {near}." if near else f"tao-tui call {known_home} lists its calls.",
            code="unknown_name",
        )
    return Target("call", known_home, found)


def found_everywhere(runtime: ChainRuntime, word: str, *, calls: bool = False) -> tuple[Target, ...]:
    """Every part of the runtime with `word` in its name, in the order of the metadata."""
    wanted = word.strip().lower().replace("_", "")
    found: list[Target] = []
    for target in _all_calls(runtime) if calls else _all_readable(runtime):
        if wanted in target.name.lower().replace("_", ""):
            found.append(target)
        if len(found) >= _MOST_FOUND:
            break
    return tuple(found)


def _all_readable(runtime: ChainRuntime) -> Iterable[Target]:
    for pallet, section in runtime.sections.items():
        yield from (Target("storage", pallet, item) for item in section.storage_docs)
        yield from (Target("constant", pallet, name) for name in section.constants)
    for api, methods in runtime.apis.items():
        yield from (Target("method", api, method) for method in methods)


def _all_calls(runtime: ChainRuntime) -> Iterable[Target]:
    for pallet in runtime.pallets():
        yield from (Target("call", pallet, function) for function in runtime.call_names(pallet))


def _in(runtime: ChainRuntime, home: str, item: str, names: Iterable[str], what: str) -> str:
    known = list(names)
    found = _same(item, known)
    if found is not None:
        return found
    near = [f"{home}.{each}" for each in _near(item, known)]
    elsewhere = [each.name for each in _all_readable(runtime) if each.item.lower() == item.lower()]
    perhaps = ", ".join([*elsewhere[:_NEAR], *near][:_NEAR])
    raise UsageError(
        f"{home} has no {what} “{clean(item, 60)}”.",
        hint=f"Perhaps: {perhaps}." if perhaps else f"tao-tui query {home} lists what it has.",
        code="unknown_name",
    )


def _unknown(runtime: ChainRuntime, text: str, homes: Iterable[str], what: str, else_: str) -> UsageError:
    home = text.partition(".")[0]
    near = _near(home, list(homes))
    return UsageError(
        f"The connected runtime has no {what} “{clean(home, 60)}”.",
        hint=f"Perhaps: {', '.join(near)}. {else_}" if near else else_,
        code="unknown_name",
    )


def _same(text: str, names: Iterable[str]) -> str | None:
    """The one name that is `text`, or that differs from it in capitals alone."""
    known = list(names)
    if text in known:
        return text
    alike = [name for name in known if name.lower() == text.lower()]
    return alike[0] if len(alike) == 1 else None


def _near(text: str, names: Sequence[str]) -> list[str]:
    """Names like `text`: those that contain it first, then those that are spelled almost so."""
    from difflib import get_close_matches

    wanted = text.lower()[:60]
    if not wanted:
        return []
    containing = sorted((name for name in names if wanted in name.lower()), key=len)[:_NEAR]
    by_lower = {name.lower(): name for name in names}
    close = [by_lower[each] for each in get_close_matches(wanted, by_lower, _NEAR, 0.6)]
    return list(dict.fromkeys([*containing, *close]))[:_NEAR]
