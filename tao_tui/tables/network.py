"""The state of the network and of its node, as labels and values; pure, shared by both faces."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tao_tui.counted import counted

if TYPE_CHECKING:
    from tao_tui.reads.network import Status
    from tao_tui.reads.node_health import NodeHealth

_DAY_MS = 24 * 3_600_000


def status_facts(status: Status, now: float | None = None) -> list[tuple[str, str]]:
    """Everything `status` tells, in the order people ask; `now` in seconds since 1970."""
    return [
        ("Head", f"block {status.head:,}{_age(status.head_age_ms)}"),
        ("Finalized", f"block {status.finalized:,} ({status.finality_lag} behind)"),
        ("Block time", _pace(status)),
        ("Runtime", f"spec version {status.spec_version}"),
        ("Genesis", status.genesis),
        ("Subnets", str(status.subnets)),
        ("Issuance", str(status.issuance)),
        ("Staked", f"{status.staked} ({_percent(status.staked_ppm)})"),
        ("Emission", f"{status.emission} per block"),
        ("Next halving", _halving(status, time.time() if now is None else now)),
        ("Node", _node(status.node)),
        ("Peers", _peers(status.node)),
        ("Latency", f"{status.node.latency_ms:,} ms there and back"),
    ]


def _age(age_ms: int | None) -> str:
    if age_ms is None or age_ms < 0:
        return ""
    return f", {age_ms // 1000} s old" if age_ms < 120_000 else f", {age_ms // 60_000:,} min old"


def _pace(status: Status) -> str:
    usual = f"{_seconds(status.block_ms)} by the runtime"
    if status.measured_block_ms is None:
        return usual
    lag = status.finality_lag
    over = f"over the last {lag:,} blocks" if lag > 1 else "for the last block"
    return f"{_seconds(status.measured_block_ms)} {over}, {usual}"


def _seconds(milliseconds: int) -> str:
    whole, part = divmod(milliseconds, 1000)
    return f"{whole}.{part // 10:02d} s" if part else f"{whole} s"


def _percent(ppm: int) -> str:
    return f"{ppm // 10_000}.{ppm % 10_000 // 100:02d} %"


def _halving(status: Status, now: float) -> str:
    at = f"at an issuance of {status.next_halving_at.short(0)} τ"
    if status.halving_in_blocks is None:
        return "none: everything is issued"
    left_ms = status.halving_in_blocks * status.block_ms
    blocks = f"{counted(status.halving_in_blocks, 'block')}"
    if left_ms // _DAY_MS > 36_500:
        return f"{at}, in {blocks}"
    when = time.strftime("%Y-%m-%d", time.gmtime(now + left_ms / 1000))
    return f"{at}, in {blocks}: about {when}"


def _node(node: NodeHealth) -> str:
    named = " ".join(filter(None, [node.name, node.version]))
    state = {True: "syncing", False: "in sync"}.get(node.syncing) if node.syncing is not None else None
    return ", ".join(filter(None, [named, state])) or "says nothing of itself"


def _peers(node: NodeHealth) -> str:
    if node.peers is None:
        return "not told"
    return "none, and needs none" if not node.peers and not node.should_have_peers else f"{node.peers:,}"
