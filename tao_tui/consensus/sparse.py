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
        held = sorted(uid for uid, pairs in rows.items() if pairs and uid < columns)
        pairs = [pair for uid in held for pair in rows[uid]]
        counts = [len(rows[uid]) for uid in held]
        return cls._fill(held, counts, np.array(pairs, np.int64).reshape(-1, 2), columns)

    @classmethod
    def from_scale(cls, rows: Mapping[int, bytes], columns: int) -> SparseRows:
        """Build from {uid: the stored SCALE bytes of Vec<(u16, u16)>}, without decoding pair by pair."""
        held = sorted(uid for uid, data in rows.items() if len(data) > 1 and uid < columns)
        entries = [rows[uid][(1, 2, 4, 5)[rows[uid][0] & 3] :] for uid in held]
        pairs = np.frombuffer(b"".join(entries), "<u2").reshape(-1, 2).astype(np.int64)
        return cls._fill(held, [len(entry) // 4 for entry in entries], pairs, columns)

    @classmethod
    def _fill(
        cls, uids: Sequence[int], counts: Sequence[int], pairs: NDArray[np.int64], columns: int
    ) -> SparseRows:
        """Build from the pairs of all rows, one row's `counts` after the other's."""
        values = np.zeros((len(uids), columns), np.int64)
        present = np.zeros((len(uids), columns), np.bool_)
        inside = pairs[:, 0] < columns
        rows = np.repeat(np.arange(len(uids)), counts)[inside]
        places = pairs[inside, 0]
        values[rows, places] = pairs[inside, 1]
        present[rows, places] = True
        falling = (places[1:] < places[:-1]) & (rows[1:] == rows[:-1])
        orders = {uids[row]: places[rows == row] for row in np.unique(rows[1:][falling]).tolist()}
        return cls(np.array(uids, np.int64), values, present, orders)

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
        rows, columns = np.nonzero(self.present)
        pairs = np.column_stack((columns, self.values[rows, columns])).astype("<u2").tobytes()
        encoded, start = {}, 0
        for index, (uid, end) in enumerate(
            zip(self.uids.tolist(), self.present.sum(axis=1).cumsum().tolist(), strict=True)
        ):
            ascending = pairs[4 * start : 4 * end]
            encoded[uid] = self._scale_row(index) if uid in self.orders else _framed(ascending)
            start = end
        return encoded

    def _scale_row(self, index: int) -> bytes:
        columns = self._places(index)
        return _framed(np.column_stack((columns, self.values[index, columns])).astype("<u2").tobytes())


def _framed(pairs: bytes) -> bytes:
    """Put the compact number of pairs, at most 65,536, before them."""
    count = len(pairs) // 4
    if count < 1 << 6:
        return bytes([count << 2]) + pairs
    if count < 1 << 14:
        return (count << 2 | 1).to_bytes(2, "little") + pairs
    return (count << 2 | 2).to_bytes(4, "little") + pairs
