"""Values decoded before, so that bytes that did not change are not decoded again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.chain.runtime import RuntimeId

_KEPT: Final = 512
_WORTH_KEEPING: Final = 256
"""Characters of hex below which decoding is quicker than looking it up."""


class Decoded:
    """The last value of each question with the bytes it came from; readers must not change what they get."""

    def __init__(self) -> None:
        self._last: OrderedDict[Storage | RuntimeCall, tuple[RuntimeId, str, Any]] = OrderedDict()

    def value(
        self, item: Storage | RuntimeCall, runtime: RuntimeId, raw: object, decode: Callable[[], Any]
    ) -> Any:
        """What `decode` makes of `raw`, or made of it when the answer to `item` was the same last time."""
        if not isinstance(raw, str) or len(raw) < _WORTH_KEEPING:
            return decode()
        last = self._last.get(item)
        if last is not None and last[0] == runtime and last[1] == raw:
            self._last.move_to_end(item)
            return last[2]
        value = decode()
        self._last[item] = (runtime, raw, value)
        self._last.move_to_end(item)
        if len(self._last) > _KEPT:
            self._last.popitem(last=False)
        return value
