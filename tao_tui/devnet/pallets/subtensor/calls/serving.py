"""The calls by which a neuron says where it can be reached."""

from __future__ import annotations

from typing import Final

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.subtensor.types import AxonInfo, NeuronCertificate, PrometheusInfo
from tao_tui.devnet.scale.hints import Bytes, NetUid, u8, u16, u32, u128

LOCALHOST_4: Final = 0x7F000001
LARGEST_CERTIFICATE: Final = 65
"""Bytes of a certificate: its algorithm and at most 64 of a public key. Others are passed over."""


class ServingCalls(SubtensorState):
    """serve_axon, serve_axon_tls and serve_prometheus."""

    @call(4, ref_time=31_278_000 + database(3, 1), proof_size=4_178, pays=False)
    def serve_axon(
        self,
        origin: Origin,
        netuid: NetUid,
        version: u32,
        ip: u128,
        port: u16,
        ip_type: u8,
        protocol: u8,
        placeholder1: u8,
        placeholder2: u8,
    ) -> None:
        """Say where the calling hotkey serves."""
        axon = AxonInfo(self.block, version, ip, port, ip_type, protocol, placeholder1, placeholder2)
        self._serve(ensure_signed(origin), netuid, axon)

    @call(40, ref_time=30_617_000 + database(3, 1), proof_size=4_149, pays=False)
    def serve_axon_tls(
        self,
        origin: Origin,
        netuid: NetUid,
        version: u32,
        ip: u128,
        port: u16,
        ip_type: u8,
        protocol: u8,
        placeholder1: u8,
        placeholder2: u8,
        certificate: Bytes,
    ) -> None:
        """The same with the key the neuron proves itself by: one byte of algorithm, then the public key."""
        hotkey = ensure_signed(origin)
        axon = AxonInfo(self.block, version, ip, port, ip_type, protocol, placeholder1, placeholder2)
        self._serve(hotkey, netuid, axon)
        if 1 <= len(certificate) <= LARGEST_CERTIFICATE:
            known = NeuronCertificate(certificate[1:], certificate[0])
            self.NeuronCertificates[netuid, hotkey] = known

    @call(5, ref_time=29_294_000 + database(3, 1), proof_size=4_277, pays=False)
    def serve_prometheus(
        self, origin: Origin, netuid: NetUid, version: u32, ip: u128, port: u16, ip_type: u8
    ) -> None:
        """Say where the calling hotkey serves its metrics."""
        hotkey = ensure_signed(origin)
        self._require_address(ip, ip_type)
        if ip == 0:
            raise self.Error.InvalidIpAddress()
        if (netuid, hotkey) not in self.Uids:
            raise self.Error.HotKeyNotRegisteredInNetwork()
        self._require_pace(netuid, self.Prometheus.get((netuid, hotkey)))
        self._require_port(port)
        self.Prometheus[netuid, hotkey] = PrometheusInfo(self.block, version, ip, port, ip_type)
        self.deposit_event(self.Event.PrometheusServed(netuid, hotkey))

    def _serve(self, hotkey: bytes, netuid: int, axon: AxonInfo) -> None:
        if (netuid, hotkey) not in self.Uids:
            raise self.Error.HotKeyNotRegisteredInNetwork()
        self._require_address(axon.ip, axon.ip_type)
        self._require_pace(netuid, self.Axons.get((netuid, hotkey)))
        self._require_port(axon.port)
        self.Axons[netuid, hotkey] = axon
        self.deposit_event(self.Event.AxonServed(netuid, hotkey))

    def _require_address(self, ip: int, ip_type: int) -> None:
        """A kind of address there is, and one that others can reach."""
        if ip_type not in (4, 6):
            raise self.Error.InvalidIpType()
        largest, localhost = (2**32 - 1, LOCALHOST_4) if ip_type == 4 else (2**128 - 1, 1)
        if ip >= largest or ip == localhost:
            raise self.Error.InvalidIpAddress()

    def _require_pace(self, netuid: int, before: AxonInfo | PrometheusInfo | None) -> None:
        limit = self.ServingRateLimit[netuid]
        if limit and before is not None and before.block and self.block - before.block < limit:
            raise self.Error.ServingRateLimitExceeded()

    def _require_port(self, port: int) -> None:
        if port == 0:
            raise self.Error.InvalidPort()
