"""The runtime APIs every client uses: version, metadata, nonces, fees."""

from __future__ import annotations

from typing import Annotated, Any

from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.frame.call import Call, RuntimeCall
from tao_tui.devnet.frame.extrinsic import decode_extrinsic
from tao_tui.devnet.frame.metadata import VERSIONS, ExtrinsicType, metadata
from tao_tui.devnet.frame.version import RuntimeVersion
from tao_tui.devnet.frame.weight import DispatchClass, Weight
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.pallets.transaction_payment import TransactionPayment, length_to_fee, weight_to_fee
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import AccountId, Bytes, Vec, newtype, u32, u64

OpaqueMetadata = Annotated[bytes, newtype("sp_core::OpaqueMetadata", Bytes)]
Extrinsic = Annotated[bytes, ExtrinsicType()]


@struct("pallet_transaction_payment::types::RuntimeDispatchInfo", {"Balance": u64, "Weight": Weight})
class RuntimeDispatchInfo:
    """What an extrinsic weighs and costs, without a tip."""

    weight: Weight
    class_: DispatchClass
    partial_fee: u64


@struct("pallet_transaction_payment::types::InclusionFee", {"Balance": u64})
class InclusionFee:
    """The parts of a fee in rao."""

    base_fee: u64
    len_fee: u64
    adjusted_weight_fee: u64


@struct("pallet_transaction_payment::types::FeeDetails", {"Balance": u64})
class FeeDetails:
    """The parts of a fee and the tip; nothing for a call that pays none."""

    inclusion_fee: InclusionFee | None
    tip: u64


class Core(RuntimeApi, version=5):
    """The `Core` runtime api that every Substrate runtime needs to implement."""

    def version(self) -> RuntimeVersion:
        """Returns the version of the runtime."""
        return self.runtime.version


class Metadata(RuntimeApi, version=2):
    """The `Metadata` api trait that returns metadata for the runtime."""

    def metadata(self) -> OpaqueMetadata:
        """Returns the metadata of a runtime."""
        return metadata(self.runtime, VERSIONS[0])

    def metadata_at_version(self, version: u32) -> OpaqueMetadata | None:
        """Returns the metadata at a given version, or nothing when it is not offered."""
        return metadata(self.runtime, version) if version in VERSIONS else None

    def metadata_versions(self) -> Vec[u32]:
        """Returns the supported metadata versions."""
        return list(VERSIONS)


class AccountNonceApi(RuntimeApi):
    """The API to query account nonce."""

    def account_nonce(self, account: AccountId) -> u32:
        """Get current account nonce of given `AccountId`."""
        return self.pallet(System).nonce(account)


def _info(api: RuntimeApi, call: Call, length: int) -> RuntimeDispatchInfo:
    fee = api.pallet(TransactionPayment).fee(call, length, 0)
    return RuntimeDispatchInfo(call.weight, call.definition.kind, fee)


def _details(api: RuntimeApi, call: Call, length: int, tip: int) -> FeeDetails:
    parts = api.pallet(TransactionPayment).parts(call, length)
    return FeeDetails(InclusionFee(*parts) if call.pays else None, tip)


class _PaymentApi(RuntimeApi):
    def query_weight_to_fee(self, weight: Weight) -> u64:
        """Query the output of the current `WeightToFee` given some input."""
        return weight_to_fee(weight.ref_time)

    def query_length_to_fee(self, length: u32) -> u64:
        """Query the output of the current `LengthToFee` given some input."""
        return length_to_fee(length)


class TransactionPaymentApi(_PaymentApi, version=4):
    """What an extrinsic costs."""

    def query_info(self, uxt: Extrinsic, len: u32) -> RuntimeDispatchInfo:
        """Weight, class and fee of an extrinsic."""
        return _info(self, decode_extrinsic(uxt, self.runtime).call, len)

    def query_fee_details(self, uxt: Extrinsic, len: u32) -> FeeDetails:
        """The parts of an extrinsic's fee."""
        decoded: Any = decode_extrinsic(uxt, self.runtime)
        return _details(self, decoded.call, len, decoded.tip)


class TransactionPaymentCallApi(_PaymentApi, version=3):
    """What a call costs."""

    def query_call_info(self, call: RuntimeCall, len: u32) -> RuntimeDispatchInfo:
        """Weight, class and fee of a call."""
        return _info(self, call, len)

    def query_call_fee_details(self, call: RuntimeCall, len: u32) -> FeeDetails:
        """The parts of a call's fee."""
        return _details(self, call, len, 0)


CORE_APIS: list[type[RuntimeApi]] = [
    Core,
    Metadata,
    AccountNonceApi,
    TransactionPaymentApi,
    TransactionPaymentCallApi,
]
