"""What the hotkeys in a review call themselves on chain: in quotation marks, for anybody may take a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tao_tui.addresses import Address, split_at_address
from tao_tui.chain.calls.call import DecodedCall
from tao_tui.errors import NodeError

if TYPE_CHECKING:
    from tao_tui.actions.plan import Review
    from tao_tui.chain.client import Client
    from tao_tui.text import Clean


async def read_names(review: Review, client: Client) -> Mapping[str, Clean]:
    """The names of those hotkeys in the effects that have none here, by address."""
    from tao_tui.reads.owned.stake import read_validator_names

    unnamed = {found for effect in review.effects for found in _unnamed(effect.value)}
    asked = [Address(hotkey) for hotkey in _hotkeys(review.call.decoded) if hotkey in unnamed]
    try:
        return {str(hotkey): name for hotkey, name in (await read_validator_names(client, asked)).items()}
    except NodeError:
        return {}  # addresses say it all; what is signed does not wait for a name


def with_names(text: str, names: Mapping[str, Clean]) -> str:
    """The text with the name behind each address that has one and is not named by the wallet."""
    before, address, after = split_at_address(text)
    if not address:
        return text
    name = names.get(address, "")
    told = f" “{name}”" if name and not after.startswith(" (") else ""
    return f"{before}{address}{told}{with_names(after, names)}"


def _hotkeys(call: DecodedCall) -> Iterator[str]:
    """Every hotkey among the arguments of a call and of the calls within it."""
    for name, value in call.arguments.items():
        if name.endswith("hotkey") and isinstance(value, str):
            yield value
        for each in value if isinstance(value, tuple | list) else (value,):
            if isinstance(each, DecodedCall):
                yield from _hotkeys(each)


def _unnamed(text: str) -> Iterator[str]:
    while True:
        _, address, text = split_at_address(text)
        if not address:
            return
        if not text.startswith(" ("):
            yield address
