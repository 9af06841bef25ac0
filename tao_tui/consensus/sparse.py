"""Weights and bonds as the chain keeps them: sparse rows of (uid, u16), a stored zero being an entry too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tao_tui.consensus.fixed import Column, Mask

Pairs = Sequence[tuple[int, int]]
"""One row: (uid, u16) pairs."""


@dataclass(frozen=True, slots=True, eq=False)
class SparseRows:
    """Rows of a neuron-by-neuron matrix; only rows that have entries are held."""

    uids: NDArray[np.int64]
    """The uid each held row belongs to, ascending."""
    values: Column
    """Row values, dense over n columns; zero where there is no entry."""
    present: Mask
    """Where an entry exists, zero or not."""
    orders: Mapping[int, NDArray[np.int64]] = field(default_factory=dict)
    """Columns in stored order, by uid, of the rows whose entries are not stored ascending."""

    @property
    def columns(self) -> int:
        """Number of neurons n."""
        return int(self.values.shape[1])

    @classmethod
    def from_pairs(cls, rows: Mapping[int, Pairs], columns: int) -> SparseRows:
        """Build from {uid: [(uid, value), ...]}; entries for uids beyond n are ignored."""
        return cls._fill({u: np.array(p, np.int64).reshape(-1, 2) for u, p in rows.items() if p}, columns)

    @classmethod
    def from_scale(cls, rows: Mapping[int, bytes], columns: int) -> SparseRows:
        """Build from {uid: the stored SCALE bytes of Vec<(u16, u16)>}, without decoding pair by pair."""
        return cls._fill({uid: _pairs_of(data) for uid, data in rows.items() if len(data) > 1}, columns)

    @classmethod
    def _fill(cls, rows: Mapping[int, NDArray[np.int64]], columns: int) -> SparseRows:
        uids = np.array(sorted(uid for uid in rows if uid < columns), np.int64)
        values = np.zeros((len(uids), columns), np.int64)
        present = np.zeros((len(uids), columns), np.bool_)
        orders = {}
        for index, uid in enumerate(uids.tolist()):
            pairs = rows[uid]
            inside = pairs[pairs[:, 0] < columns]
            places = inside[:, 0]
            values[index, places] = inside[:, 1]
            present[index, places] = True
            if (places[1:] < places[:-1]).any():
                orders[uid] = places
        return cls(uids, values, present, orders)

    def aligned(self, uids: NDArray[np.int64]) -> SparseRows:
        """Return the same matrix holding exactly the rows of `uids` (ascending), empty where it has none."""
        values = np.zeros((len(uids), self.columns), np.int64)
        present = np.zeros((len(uids), self.columns), np.bool_)
        kept = np.isin(self.uids, uids)
        places = np.searchsorted(uids, self.uids[kept])
        values[places] = self.values[kept]
        present[places] = self.present[kept]
        return SparseRows(uids, values, present, self.orders)

    def masked(self, keep: Mask) -> SparseRows:
        """Return the matrix with entries outside `keep` (broadcast over rows) removed."""
        present = self.present & keep
        return SparseRows(self.uids, np.where(present, self.values, 0), present, self.orders)

    def read_ascending(self) -> Column:
        """Return the values a reader finds that looks for columns in turn and never goes back in a row.

        Such a reader sees all of an ascending row; elsewhere it misses what stands behind a larger column.
        """
        if not self.orders:
            return self.values
        seen = self.values.copy()
        for index, uid in enumerate(self.uids.tolist()):
            if uid in self.orders:
                places = self._places(index)
                missed = places[1:] < np.maximum.accumulate(places)[:-1]
                seen[index, places[1:][missed]] = 0
        return seen

    def _places(self, index: int) -> NDArray[np.int64]:
        """The columns of the entries of a held row, in stored order."""
        order = self.orders.get(int(self.uids[index]))
        if order is None:
            return np.flatnonzero(self.present[index])
        return np.asarray(order[self.present[index, order]])

    def row(self, uid: int) -> list[tuple[int, int]]:
        """Return the row of `uid` as pairs in stored order; empty when it has none."""
        for index in np.flatnonzero(self.uids == uid).tolist():
            columns = self._places(index)
            return list(zip(columns.tolist(), self.values[index, columns].tolist(), strict=True))
        return []

    def rows(self, uids: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
        """Return the rows of several uids."""
        return {uid: self.row(uid) for uid in uids}

    def scale_rows(self) -> dict[int, bytes]:
        """Return every held row as the SCALE bytes of Vec<(u16, u16)>."""
        return {uid: self._scale_row(index) for index, uid in enumerate(self.uids.tolist())}

    def _scale_row(self, index: int) -> bytes:
        columns = self._places(index)
        pairs = np.column_stack((columns, self.values[index, columns])).astype("<u2")
        return _compact(len(columns)) + pairs.tobytes()


def _compact(length: int) -> bytes:
    """SCALE-compact a row length, at most 65,536."""
    if length < 1 << 6:
        return bytes([length << 2])
    if length < 1 << 14:
        return (length << 2 | 1).to_bytes(2, "little")
    return (length << 2 | 2).to_bytes(4, "little")


def _pairs_of(data: bytes) -> NDArray[np.int64]:
    """Decode a SCALE Vec<(u16, u16)> into an (entries, 2) array."""
    head = (1, 2, 4, 5)[data[0] & 3]
    return np.frombuffer(data, "<u2", offset=head).reshape(-1, 2).astype(np.int64)
