"""How a storage item's keys and values are written, in eight bytes: it must not change under kept ones."""

from __future__ import annotations

from hashlib import blake2b

from tao_tui.devnet.frame.storage import StorageItem
from tao_tui.devnet.scale.codec import TypeDef
from tao_tui.devnet.scale.registry import Registry


class _Outer:
    """A runtime's own enums by name alone: another call of a pallet changes no value kept before."""

    def outer_enum(self, name: str) -> TypeDef:
        return TypeDef(path=(name,), tuple_of=())


def layout(item: StorageItem) -> bytes:
    """Eight bytes that differ for items whose keys or values are written differently."""
    types = Registry(_Outer())
    for codec in (item.key_codec, item.value_codec):
        if codec is not None:
            types.id_of(codec)
    return blake2b(types.encode(), digest_size=8).digest()
