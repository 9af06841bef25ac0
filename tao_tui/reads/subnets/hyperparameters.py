"""A subnet's hyperparameters as an open list: newer runtimes add to it without asking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.amounts import Tao
from tao_tui.chain.query import Reading, RuntimeCall
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_int, chain_text
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_API: Final = "SubnetInfoRuntimeApi"
_METHODS: Final = ("get_subnet_hyperparams_v3", "get_subnet_hyperparams_v2", "get_subnet_hyperparams")
_OF_65535: Final = frozenset({"kappa", "max_weights_limit", "alpha_high", "alpha_low", "min_childkey_take"})
_FRACTION_BITS: Final = {"I32F32": 32, "U64F64": 64}
_TAO: Final = frozenset({"min_burn", "max_burn"})


@dataclass(frozen=True, slots=True)
class Hyperparameter:
    """One hyperparameter: the chain's own integer, and words for it."""

    name: Clean
    value: int | bool
    """As stored: rao, 65535ths, or the bits of a fixed-point number."""
    text: Clean
    """As people read it, with its unit."""


async def read_hyperparameters(client: Client, netuid: int) -> Reading[tuple[Hyperparameter, ...]]:
    """Every hyperparameter of `netuid` in the chain's order; `UsageError` when there is no such subnet."""
    for method in _METHODS:
        if client.runtime.has_api(_API, method):
            reading = await client.read([RuntimeCall(_API, method, (netuid,))])
            if reading.data[0] is None:
                raise unknown_subnet(netuid)
            return Reading(reading.block, tuple(_parameters(reading.data[0])))
    raise Unsupported(
        f"Runtime {client.runtime.spec_version} does not list hyperparameters through {_API}.",
        hint="Connect to a node with a newer runtime that offers metadata version 15.",
    )


def _parameters(answer: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> Iterable[Hyperparameter]:
    if isinstance(answer, Mapping):
        for name, value in answer.items():
            yield _parameter(clean(name, 60), "I32F32" if isinstance(value, Mapping) else "", value)
        return
    for entry in answer:
        ((kind, value),) = entry["value"].items()
        yield _parameter(chain_text(entry["name"], 60), str(kind), value)


def _parameter(name: Clean, kind: str, value: Any) -> Hyperparameter:
    if isinstance(value, bool):
        return Hyperparameter(name, value, Clean("yes" if value else "no"))
    number = as_int(value)
    return Hyperparameter(name, number, _words(name, kind, number))


def _words(name: str, kind: str, number: int) -> Clean:
    if kind == "TaoBalance" or name in _TAO:
        return clean(str(Tao(number)))
    bits = _FRACTION_BITS.get(kind)
    if bits is not None:
        whole, part = divmod(abs(number), 1 << bits)
        sign = "-" if number < 0 else ""
        decimals = f"{(part * 10_000 + (1 << bits - 1)) >> bits:04d}".rstrip("0")
        return Clean(f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}")
    if name in _OF_65535:
        tenths = (number * 1000 + 32_767) // 65_535
        return Clean(f"{number} ({tenths // 10}.{tenths % 10} %)")
    return Clean(f"{number:,}")
