"""Weights, what a dispatch costs, and how it may correct that afterwards."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import Compact, u64
from tao_tui.devnet.scale.variants import unit_enum

MAX_BLOCK_REF_TIME = 4_000_000_000_000
NORMAL_REF_TIME = MAX_BLOCK_REF_TIME * 3 // 4
BASE_EXTRINSIC_REF_TIME = 108_157_000
MAX_NORMAL_LENGTH = 7_864_320
READ_REF_TIME = 25_000_000
WRITE_REF_TIME = 100_000_000


def database(reads: int, writes: int) -> int:
    """The ref_time of reading and writing storage."""
    return reads * READ_REF_TIME + writes * WRITE_REF_TIME


@struct("sp_weights::weight_v2::Weight")
class Weight:
    """Computation (picoseconds) and proof size (bytes)."""

    ref_time: Compact[u64]
    proof_size: Compact[u64] = 0

    def __add__(self, other: Weight) -> Weight:
        return Weight(self.ref_time + other.ref_time, self.proof_size + other.proof_size)


@unit_enum("frame_support::dispatch::DispatchClass")
class DispatchClass(enum.Enum):
    """Which part of a block's weight an extrinsic may use."""

    Normal = 0
    Operational = 1
    Mandatory = 2


@unit_enum("frame_support::dispatch::Pays")
class Pays(enum.Enum):
    """Whether the sender pays a fee."""

    Yes = 0
    No = 1


@struct("frame_system::DispatchEventInfo")
class DispatchEventInfo:
    """What the events of an extrinsic's outcome say about its cost."""

    weight: Weight
    class_: DispatchClass
    pays_fee: Pays


@dataclass(frozen=True, slots=True)
class Post:
    """What a call learnt about its own cost while running; None keeps what was declared."""

    ref_time: int | None = None
    pays_fee: bool | None = None
