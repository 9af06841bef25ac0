"""Which runtime a node says it serves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tao_tui.chain.runtime import RuntimeId
from tao_tui.errors import NodeProtocolError
from tao_tui.text import clean


@dataclass(frozen=True, slots=True)
class RuntimeVersion:
    """What `state_getRuntimeVersion` says that matters here."""

    spec_name: str
    spec_version: int
    impl_version: int
    transaction_version: int

    @property
    def id(self) -> RuntimeId:
        """What its metadata is filed under."""
        return RuntimeId(self.spec_version, self.impl_version)


def parse_version(raw: object) -> RuntimeVersion:
    """Read a runtime version; nonsense is a `NodeProtocolError`."""
    told: dict[str, Any] = raw if isinstance(raw, dict) else {}
    fields: list[Any] = [told.get(each) for each in ("specName", "specVersion", "transactionVersion")]
    (name, spec, transaction), impl = fields, told.get("implVersion", 1)
    if not isinstance(name, str) or not all(
        type(n) is int and 0 <= n < 1 << 32 for n in (spec, impl, transaction)
    ):
        raise NodeProtocolError("The node does not say which runtime it serves.")
    return RuntimeVersion(clean(name, 60), spec, impl, transaction)
