"""The types of a real runtime's metadata, without their documentation.

`python -m tests.chain.real_types 393-v15.scale` writes `real-types.txt` from the metadata of a real node.
"""

from __future__ import annotations

import base64
import json
import lzma
import sys
from functools import cache
from pathlib import Path

from tao_tui.chain.calls.registry import Registry
from tao_tui.chain.generic.values import GenericValues

FILE = Path(__file__).with_name("real-types.txt")
_LINE = 110


@cache
def registry_json() -> str:
    """The registry in the codec's JSON form."""
    return lzma.decompress(base64.b85decode(FILE.read_text().replace("\n", ""))).decode()


@cache
def real_registry() -> Registry:
    return Registry(registry_json())


@cache
def real_values() -> GenericValues:
    """Its values; without a codec, which only hashes keys and composes calls."""
    return GenericValues(real_registry(), _NoCodec())


def type_ids() -> list[int]:
    return [entry["id"] for entry in json.loads(registry_json())["types"]]


class _NoCodec:
    def compose_call(self, *_: object) -> bytes:
        raise ValueError("there is none here")


def _bare(value: object) -> object:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key not in ("docs", "params")}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def main(metadata: Path) -> None:
    import bittensor_core

    codec = bittensor_core.Runtime(metadata.read_bytes(), 1, 1, 42)
    text = json.dumps(_bare(json.loads(codec.registry_json())), separators=(",", ":"))
    packed = base64.b85encode(lzma.compress(text.encode(), preset=9)).decode()
    FILE.write_text("".join(f"{packed[at : at + _LINE]}\n" for at in range(0, len(packed), _LINE)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
