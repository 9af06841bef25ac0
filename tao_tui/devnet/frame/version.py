"""The runtime's version, as constants, RPC and signatures need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import Bytes8, Vec, newtype, u8, u32

SS58_PREFIX = 42
UNIT_SYMBOL = "TAO"
TOKEN_DECIMALS = 9


CowStr = Annotated[str, newtype("Cow", str)]
ApisVec = Annotated[Vec[tuple[Bytes8, u32]], newtype("Cow", Vec[tuple[Bytes8, u32]])]


@struct("sp_version::RuntimeVersion")
class RuntimeVersion:
    """Names and numbers a client checks before it signs, and keeps metadata by."""

    spec_name: CowStr
    impl_name: CowStr
    authoring_version: u32
    spec_version: u32
    impl_version: u32
    apis: ApisVec
    transaction_version: u32
    system_version: u8

    def with_apis(self, apis: Iterable[tuple[bytes, int]]) -> RuntimeVersion:
        """The same version listing these API ids and versions."""
        return replace(self, apis=list(apis))


VERSION = RuntimeVersion(
    spec_name="node-subtensor",
    impl_name="node-subtensor",
    authoring_version=1,
    spec_version=425,
    impl_version=0,
    apis=[],
    transaction_version=1,
    system_version=1,
)
"""The rules' version; a runtime adds its APIs and the fingerprint of its metadata."""
