"""One version of a chain's runtime: its storage, constants, errors, and the calls it understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import bittensor_core

from tao_tui.addresses import SS58_PREFIX, parse_address
from tao_tui.chain.calls.call import Call, ComposedCall, DecodedCall
from tao_tui.chain.calls.reader import CallReader
from tao_tui.chain.calls.registry import Field, Registry, checked_name
from tao_tui.chain.calls.values import CallValues
from tao_tui.chain.generic.values import GenericValues
from tao_tui.chain.query import Prepared, RuntimeCall, Storage, Variant
from tao_tui.counted import counted
from tao_tui.errors import Fault, NodeProtocolError, Unsupported, UsageError
from tao_tui.scale.pallet_section import PalletSection, read_pallets
from tao_tui.text import clean

UNIT: Final = "TAO"
DECIMALS: Final = 9
_KEYS_KEPT: Final = 16_384
"""Of which the largest read, whom one can stake to on root, takes some 9,000."""


class RuntimeId(NamedTuple):
    """What tells one runtime of a chain from another.

    The implementation's version counts too: development chains may change without a new spec version.
    """

    spec_version: int
    impl_version: int


@dataclass(frozen=True, slots=True)
class StorageItem:
    """How one storage item is keyed and read, as the metadata says it."""

    value_type: str
    param_types: tuple[str, ...]
    hashers: tuple[str, ...]
    optional: bool
    default_bytes: bytes


@dataclass(frozen=True, slots=True)
class ApiMethod:
    """A method of a runtime API, its types by the codec's names."""

    name: str
    inputs: tuple[tuple[str, str], ...]
    output: str
    docs: tuple[str, ...]


class ChainRuntime:
    """The metadata of one runtime version, and everything that is read or written by it."""

    def __init__(
        self,
        metadata: bytes,
        *,
        spec_version: int,
        transaction_version: int,
        impl_version: int = 1,
        spec_name: str = "node-subtensor",
        genesis: str = "",
    ) -> None:
        """Parse `metadata`, a V14 or V15 blob; anything else is `Unsupported` or `NodeProtocolError`."""
        self.metadata = metadata
        self.spec_version = spec_version
        self.id = RuntimeId(spec_version, impl_version)
        self.transaction_version = transaction_version
        self.spec_name = spec_name
        self.genesis = genesis
        if metadata[:4] == b"meta" and len(metadata) > 4 and metadata[4] not in (14, 15):
            raise Unsupported(
                f"The node describes its runtime as metadata V{metadata[4]}; this program reads V14 and V15.",
                hint="Connect to another node, or update tao-tui.",
            )
        try:
            self.codec: Any = bittensor_core.Runtime(metadata, spec_version, transaction_version, SS58_PREFIX)
        except ValueError as error:
            raise NodeProtocolError(
                f"The node's metadata cannot be read: {clean(str(error), 160)}.",
                hint="Try another node.",
            ) from error
        self._items: dict[tuple[str, str], StorageItem] = {}
        self._known_names: dict[tuple[str, str], tuple[str, ...]] = {}
        self._keys: dict[Storage, str] = {}

    @cached_property
    def _pallets(self) -> dict[str, dict[str, Any]]:
        pallets = {
            checked_name(str(pallet["name"])): pallet for pallet in self.codec.metadata_ir()["pallets"]
        }
        for pallet in pallets.values():
            for entry in (*pallet["calls"], *pallet["storage"]):
                checked_name(str(entry["name"]))
        return pallets

    @cached_property
    def _apis(self) -> Mapping[str, Mapping[str, Any]]:
        apis: Mapping[str, Mapping[str, Any]] = self.codec.runtime_api_map()
        return apis

    @cached_property
    def sections(self) -> Mapping[str, PalletSection]:
        """What the metadata says of each pallet and the codec does not; about 25 ms."""
        sections = read_pallets(self.metadata)
        for section in sections.values():
            for name in (section.name, *section.storage_docs, *section.constants):
                checked_name(name)
        return sections

    @cached_property
    def apis(self) -> Mapping[str, Mapping[str, ApiMethod]]:
        """Every runtime API by name, with its methods; none for metadata V14, which lists none."""
        return {
            checked_name(api): {checked_name(name): _method(name, method) for name, method in methods.items()}
            for api, methods in self._apis.items()
        }

    @cached_property
    def _registry(self) -> Registry:
        return Registry(self.codec.registry_json())

    @cached_property
    def _reader(self) -> CallReader:
        return CallReader(self._registry)

    @cached_property
    def _values(self) -> CallValues:
        return CallValues(self._registry)

    @cached_property
    def generic(self) -> GenericValues:
        """Values of any type, read and written without knowing what they are for."""
        return GenericValues(self._registry, self.codec)

    @cached_property
    def signed_extensions(self) -> tuple[str, ...]:
        """The identifiers of the signed extensions, in the order they are signed."""
        return tuple(self.codec.signed_extension_identifiers())

    @property
    def offers_metadata_hash(self) -> bool:
        """Whether extrinsics can carry the metadata hash (RFC-0078)."""
        return "CheckMetadataHash" in self.signed_extensions

    def metadata_digest(self) -> bytes:
        """The RFC-0078 hash of this metadata; about 20 ms."""
        digest: bytes = bittensor_core.metadata_digest(
            self.metadata, self.spec_version, self.spec_name, SS58_PREFIX, DECIMALS, UNIT
        )
        return bytes(digest)

    def pallets(self) -> tuple[str, ...]:
        """Names of all pallets."""
        return tuple(self._pallets)

    def call_names(self, pallet: str) -> tuple[str, ...]:
        """Names of a pallet's calls; empty for an unknown pallet."""
        return self._names(pallet, "calls")

    def storage_names(self, pallet: str) -> tuple[str, ...]:
        """Names of a pallet's storage items."""
        return self._names(pallet, "storage")

    def has_storage(self, pallet: str, item: str) -> bool:
        """Whether the runtime has that storage item."""
        return item in self.storage_names(pallet)

    def has_call(self, pallet: str, function: str) -> bool:
        """Whether the runtime has that call."""
        return function in self.call_names(pallet)

    def has_error(self, pallet: str, name: str) -> bool:
        """Whether that error is among a pallet's: some were renamed between runtimes."""
        return name in self._names(pallet, "errors")

    def has_api(self, api: str, method: str) -> bool:
        """Whether the runtime has that API method and says what it answers.

        Runtimes before 240 answer most questions with bytes of a shape their metadata does not tell.
        """
        found = self._apis.get(api, {}).get(method)
        return found is not None and not self._is_bytes(str(found["output"]))

    def constant(self, pallet: str, name: str) -> Any:
        """A pallet constant, or None when the runtime has none of that name."""
        return self.codec.constant(pallet, name)

    def call_fields(self, pallet: str, function: str) -> tuple[Field, ...]:
        """A call's arguments with their types; `Unsupported` for an unknown call."""
        return self._values.fields_of(pallet, function)

    def call_docs(self, pallet: str, function: str) -> str:
        """What the runtime says of a call, its paragraphs apart by two spaces; not cleaned."""
        calls = self._pallets.get(pallet, {}).get("calls", ())
        return next((str(each["docs"]) for each in calls if each["name"] == function), "")

    def call_arguments(self, pallet: str, function: str) -> tuple[tuple[str, str], ...]:
        """Names and types of a call's arguments, in order."""
        fields = self._values.fields_of(pallet, function)
        return tuple((str(field.name), clean(field.type_name, 200)) for field in fields)

    def choices(self, pallet: str, function: str, argument: str) -> tuple[str, ...]:
        """The alternatives an argument of a call has; empty for one that is no enum."""
        fields = self._values.fields_of(pallet, function)
        kind = next((self._registry[each.type_id] for each in fields if each.name == argument), None)
        return tuple(str(each.name) for each in kind.variants) if kind else ()

    def error_name(self, pallet_index: int, error_index: int) -> tuple[str, str, tuple[str, ...]]:
        """Pallet, name and documentation of a module error; unknown indices get a made-up name."""
        pallet = next(
            (name for name, entry in self._pallets.items() if entry["index"] == pallet_index),
            f"Pallet{pallet_index}",
        )
        try:
            name, docs = self.codec.module_error(pallet_index, error_index)
        except ValueError:
            return pallet, f"Error{error_index}", ()
        return pallet, str(name), tuple(str(line) for line in docs)

    def item(self, pallet: str, item: str) -> StorageItem:
        """The shape of a storage item; `Unsupported` when the runtime has none of that name."""
        known = self._items.get((pallet, item))
        if known is None:
            try:
                entry = self.codec.storage_entry(pallet, item)
            except KeyError:
                raise Unsupported(
                    f"The connected runtime has no storage {clean(pallet, 60)}.{clean(item, 60)}."
                ) from None
            known = StorageItem(
                entry.value_type,
                tuple(entry.param_types),
                tuple(entry.param_hashers),
                entry.modifier == "Optional",
                bytes(entry.default_bytes),
            )
            self._items[pallet, item] = known
        return known

    def storage_key(self, query: Storage) -> bytes:
        """The full key of one storage value; wrong keys are a `UsageError`."""
        item = self.item(query.pallet, query.item)
        if len(query.params) != len(item.param_types):
            raise UsageError(
                f"{query.pallet}.{query.item} takes {counted(len(item.param_types), 'key')}, "
                f"not {len(query.params)}."
            )
        return self.storage_prefix(query.pallet, query.item, query.params)

    def hex_key(self, query: Storage) -> str:
        """The full key as nodes take it, worked out once: every block the same thousands are asked again."""
        key = self._keys.get(query)
        if key is None:
            if len(self._keys) == _KEYS_KEPT:
                self._keys.clear()
            key = self._keys[query] = "0x" + self.storage_key(query).hex()
        return key

    def has_key(self, query: Storage) -> bool:
        """Whether the runtime has the item, and its keys can be these: enums gain alternatives over time."""
        if not self.has_storage(query.pallet, query.item):
            return False
        try:
            self.storage_key(query)
        except UsageError:
            return False
        return True

    def storage_prefix(self, pallet: str, item: str, params: tuple[object, ...] = ()) -> bytes:
        """The key of an item with the first of its map keys filled in."""
        self.item(pallet, item)
        try:
            return bytes(self.codec.storage_key(pallet, item, [_key(param) for param in params]))
        except (ValueError, TypeError) as error:
            raise UsageError(
                f"{pallet}.{item} does not take these keys: {clean(str(error), 160)}."
            ) from error

    def api_types(self, query: RuntimeCall) -> tuple[tuple[str, ...], str]:
        """Input types and output type of an API method; `Unsupported` when it is not there."""
        method = self._apis.get(query.api, {}).get(query.method)
        if method is None:
            why = "" if self._apis else " (its metadata is V14, which lists no runtime calls)"
            raise Unsupported(
                f"The connected runtime has no {clean(query.api, 60)}.{clean(query.method, 60)}{why}."
            )
        return tuple(str(kind) for _, kind in method["inputs"]), str(method["output"])

    def api_input(self, query: RuntimeCall) -> bytes:
        """The encoded arguments of a runtime call; arguments that do not fit are a `UsageError`."""
        inputs, _ = self.api_types(query)
        if len(inputs) != len(query.params):
            raise UsageError(
                f"{query.api}.{query.method} takes {counted(len(inputs), 'argument')}, "
                f"not {len(query.params)}."
            )
        try:
            return b"".join(
                value.data if isinstance(value, Prepared) else bytes(self.codec.encode(kind, value))
                for kind, value in zip(inputs, query.params, strict=True)
            )
        except (ValueError, TypeError) as error:
            raise UsageError(
                f"{query.api}.{query.method} does not take these arguments: {clean(str(error), 160)}."
            ) from error

    def decode(self, kind: str, data: bytes) -> Any:
        """Decode bytes of the wire by a metadata type; nonsense is a `NodeProtocolError`."""
        try:
            return self.codec.decode(kind, data)
        except ValueError as error:
            raise NodeProtocolError(
                f"The node sent a value that is not of its own type: {clean(str(error), 120)}.",
                hint="Try another node.",
            ) from error

    def compose(self, call: Call, read_address: Callable[[str], str] = parse_address) -> ComposedCall:
        """Encode a call, read the bytes back and compare; any difference is a `Fault`.

        `read_address` is what an address given as text in the arguments stands for.
        """
        wanted = CallValues(self._registry, read_address).call(call)
        try:
            data = self.generic.encoded(wanted)
        except (ValueError, TypeError) as error:
            raise UsageError(
                f"{wanted.name} cannot be encoded: {clean(str(error), 160)}.", code="bad_argument"
            ) from error
        if self._reader.read(data) != wanted:
            raise Fault(
                f"The encoded {wanted.name} does not say what was asked for; it was thrown away.",
                hint="Nothing was signed. Please report this with the command you used.",
                code="compose_mismatch",
            )
        return ComposedCall(data, wanted, self.spec_version)

    def decode_call(self, data: bytes) -> DecodedCall:
        """Read a call from its bytes; what is not a call of this runtime is a `NodeProtocolError`."""
        return self._reader.read(data)

    def read_extrinsic(self, data: bytes) -> tuple[str, DecodedCall]:
        """Signer and call of an extrinsic in a block, the signer of a bare one ""."""
        return self._reader.read_extrinsic(data)

    def _is_bytes(self, kind: str) -> bool:
        _, _, number = kind.partition("scale_info::")
        if not number:
            return kind in ("Vec<u8>", "Bytes")
        shape = self._registry[int(number)]
        return shape.kind == "sequence" and self._registry.is_bytes(shape.inner)

    def _names(self, pallet: str, what: str) -> tuple[str, ...]:
        names = self._known_names.get((pallet, what))
        if names is None:
            names = tuple(str(entry["name"]) for entry in self._pallets.get(pallet, {}).get(what, ()))
            self._known_names[pallet, what] = names
        return names


def _method(name: str, method: Mapping[str, Any]) -> ApiMethod:
    inputs = tuple((checked_name(str(each)), str(kind)) for each, kind in method["inputs"])
    return ApiMethod(name, inputs, str(method["output"]), tuple(map(str, method["docs"])))


def _key(param: object) -> object:
    """A map key as the codec takes it."""
    if isinstance(param, Prepared):
        return param.value
    return {param.name: param.value} if isinstance(param, Variant) else param
