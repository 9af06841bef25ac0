"""A subnet's neurons behind a table, as columns of numbers: a row is made when it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tao_tui.reads.scores.columns import Neuron, Scores, fitted
from tao_tui.tables.columns import Column
from tao_tui.widgets.table.rows import Key, sorting_column

SLICE: Final = 256
"""Neurons filtered without a look at the keyboard: as many as a subnet usually has."""

Values = NDArray[Any]
Trend = Callable[[Scores], tuple[Values, Values]]
"""Numbers by uid that are no column of the scores, and for which uids there are any."""


class NeuronRows:
    """Rows keyed by uid. Nothing here goes through all neurons one by one but a filter, over what changed."""

    def __init__(self, columns: Sequence[Column[Any]], made: dict[str, Trend] | None = None) -> None:
        """``made`` gives the numbers to sort by of columns that the scores do not have, by column key."""
        self.columns = tuple(columns)
        self.sort: tuple[str, bool] | None = None
        self.scores: Scores | None = None
        self._made = made or {}
        self._keep: Callable[[Neuron], bool] | None = None
        self._kept = _nobody(0)
        self.is_unasked = False
        """Whether the filter waits to be asked of many neurons that just came."""
        self._before: Scores | None = None
        self._marked = _nobody(0)
        self._order = np.zeros(0, np.intp)
        self._line_of = np.zeros(0, np.intp)

    @property
    def keep(self) -> Callable[[Neuron], bool] | None:
        """The filter; ``None`` shows all."""
        return self._keep

    @keep.setter
    def keep(self, keep: Callable[[Neuron], bool] | None) -> None:
        self._keep, self.is_unasked = keep, False
        self._kept = self._passing(np.ones(self.total, np.bool_))

    def sift(self, keep: Callable[[Neuron], bool]) -> Iterator[None]:
        """Filter a few neurons with each step; with the last one, after it was asked of all, it holds."""
        began, found = self.scores, []
        if began is not None:
            for uid in range(began.size):
                found.append(keep(began.neuron(uid)))
                if uid % SLICE == SLICE - 1:
                    yield
        self._keep, self.is_unasked = keep, False
        self._kept = fitted(np.array(found, np.bool_), self.total)
        if self.scores is not None and began is not None and self.scores is not began:
            newer = np.logical_or.reduce([_nobody(self.total), *_changed(began, self.scores).values()])
            self._kept = self._kept & ~newer | self._passing(newer)

    @property
    def total(self) -> int:
        """How many neurons there are."""
        return self.scores.size if self.scores is not None else 0

    @property
    def shown(self) -> int:
        """How many pass the filter."""
        return len(self._order)

    def key_at(self, line: int) -> Key:
        """The uid on a line."""
        return int(self._order[line])

    def line_of(self, key: Key | None) -> int | None:
        """Where a uid stands; ``None`` when it is not shown."""
        if not isinstance(key, int) or not 0 <= key < self.total:
            return None
        line = int(self._line_of[key])
        return None if line < 0 else line

    def get(self, key: Key | None) -> Neuron | None:
        """A neuron, shown or not."""
        if self.scores is None or not isinstance(key, int) or not 0 <= key < self.total:
            return None
        return self.scores.neuron(key)

    def before(self, key: Key) -> Neuron | None:
        """What a neuron's marks point from; ``None`` where it has none."""
        if self._before is None or not isinstance(key, int) or key >= self._before.size:
            return None
        return self._before.neuron(key) if self._marked[key] else None

    def take(self, scores: Scores | None, *, mark: bool, keep_marks: bool) -> Container[Key]:
        """Take newer scores, or none; report which neurons may look different now.

        Many that come at once pass no filter before `sift` asked it of them.
        """
        last, self.scores = self.scores, scores
        size = self.total
        if scores is None or last is None:
            self._before, self._marked, self._kept = None, _nobody(size), _nobody(size)
            self.is_unasked = self._keep is not None and size > SLICE
            if not self.is_unasked:
                self.keep = self._keep
            self.arrange()
            return Uids(np.ones(size, np.bool_))
        changed = _changed(last, scores)
        touched = np.logical_or.reduce([_nobody(size), *changed.values()])
        if not keep_marks or self._before is None:
            faded, self._before, self._marked = fitted(self._marked, size), last, _nobody(size)
        else:
            faded, self._marked = _nobody(size), fitted(self._marked, size)
        if mark:
            self._marked = self._marked | touched
        if self._keep is not None:
            self._kept = fitted(self._kept, size) & ~touched | self._passing(touched)
        moved = self.sort is not None and (self.sort[0] in changed or self.sort[0] in self._made)
        if last.size != size or (moved and touched.any()) or self._keep is not None:
            self.arrange()
        return Uids(touched | faded)

    def arrange(self) -> None:
        """Filter and sort again: stable, those without a value last whichever way it goes."""
        order = self._sorted()
        if self._keep is not None:
            order = order[self._kept[order]]
        self._order = order
        self._line_of = np.full(self.total, -1, np.intp)
        self._line_of[order] = np.arange(len(order))

    def _sorted(self) -> NDArray[np.intp]:
        uids = np.arange(self.total)
        column = sorting_column(self)
        if column is None or self.sort is None or self.scores is None:
            return uids
        descending = self.sort[1]
        values, known = self._values(self.scores, column)
        if descending:
            # Turned round twice, so that equals stay in the order of their uids.
            order = uids[::-1][np.argsort(values[::-1], kind="stable")][::-1]
        else:
            order = np.argsort(values, kind="stable")
        return order if known is None else np.concatenate([order[known[order]], order[~known[order]]])

    def _values(self, scores: Scores, column: Column[Any]) -> tuple[Values, Values | None]:
        if column.key in self._made:
            return self._made[column.key](scores)
        if column.key == "uid":
            return np.arange(scores.size), None
        if column.key in ("hotkey", "coldkey"):
            return np.array(scores.hotkeys if column.key == "hotkey" else scores.coldkeys, dtype="S"), None
        return scores.column(column.key), None

    def _passing(self, uids: Values) -> Values:
        """Which of these uids pass the filter."""
        found = _nobody(len(uids))
        if self._keep is not None and self.scores is not None:
            among = np.flatnonzero(uids)
            found[among] = [self._keep(self.scores.neuron(uid)) for uid in among.tolist()]
        return found


class Uids(Container[Key]):
    """Some uids of a subnet."""

    def __init__(self, among: Values) -> None:
        """``among`` says it of every uid."""
        self._among = among

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int) and 0 <= key < len(self._among) and bool(self._among[key])


def _nobody(size: int) -> Values:
    return np.zeros(size, np.bool_)


def _changed(before: Scores, after: Scores) -> dict[str, Values]:
    """Which uids differ, by the column they differ in."""
    size = after.size
    found: dict[str, Values] = {}
    for name in (*after.column_names, "immune"):
        old, new = getattr(before, name), after.column(name)
        if old is not new:
            # Another runtime may keep what the one before did not.
            differing = np.ones(size, np.bool_) if old is None else fitted(old, size) != new
            if differing.any():
                found[name] = differing
    for name, was, now in (
        ("hotkey", before.hotkeys, after.hotkeys),
        ("coldkey", before.coldkeys, after.coldkeys),
    ):
        if was is not now and was != now:
            theirs = [uid >= len(was) or was[uid] != key for uid, key in enumerate(now)]
            found[name] = np.array(theirs, np.bool_)
    if before.size < size:
        found["uid"] = np.arange(size) >= before.size
    return found
