"""Rolling up (汇总): numbers of places added up to every node above them.

A province has 60,000 nodes, 300,000 pairs of place and node, and hundreds of numbers. Adding them
up is the same for every engine, so it is done once, here, on whole columns.

Places are put in an order in which those under a node are neighbours, mostly in one run (a node
that moved may have several). What a node has is then the difference of two running sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from niangjia.kernel.indicators.bits import SIZE, names
from niangjia.kernel.indicators.compile import GROUP
from niangjia.kernel.indicators.engines import Answer
from niangjia.kernel.indicators.formulas import Truth

Whole = NDArray[np.int64]
_WIDE = 1 << 24  # numbers spread wider than that are looked up by searching
_EXACT = 2**53  # whole numbers below are exact as floats
_DENSE = 16  # pairs of key and owner for each row that has both
_MANY = 20_000  # keys; fewer are quickly sorted
_SLOTS = 1 << 20
_SHIFT = np.uint64(64 - 20)
_ODD = [np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)]


class Rollup:
    """Which places stand under which node; ``up`` adds the numbers of answers by places."""

    def __init__(self, places: Sequence[int] | Whole, nodes: Sequence[int] | Whole) -> None:
        self._places = _Index(_whole(places))
        self._nodes = _Index(_whole(nodes))
        of_place = self._places.positions(_whole(places))
        of_node = self._nodes.positions(_whole(nodes))
        self.nodes = self._nodes.values
        self._rank = _neighbours(of_place, of_node, len(self._places.values), len(self.nodes))
        self._run_node, self._starts, self._ends = _runs(
            of_node, self._rank[of_place], len(self._places.values)
        )

    def up(self, answers: Sequence[Answer], weights: Sequence[str]) -> Answer:
        """Numbers ``n0 n1 …`` by node; ``weights`` names what each of them adds up.

        Rows of places are added up to the nodes above, rows of a node are added to it.
        """
        nothing = np.zeros(len(self.nodes), np.int64)
        found: dict[int, Whole] = {}
        for answer in answers:
            is_node = _whole(answer["is_node"]) == 1
            self._add_places(found, _only(answer, ~is_node), weights)
            if is_node.any():
                rows = _only(answer, is_node)
                owners = self._nodes.positions(rows[GROUP])
                for number, by_owner in _numbers(rows, owners, len(self.nodes), weights):
                    found[number] = found.get(number, nothing) + by_owner
        return {GROUP: self.nodes, **{f"n{i}": found.get(i, nothing) for i in range(len(weights))}}

    def _add_places(
        self, found: dict[int, Whole], rows: dict[str, Whole], weights: Sequence[str]
    ) -> None:
        """Running sums over the places that have rows, then differences at the ends of runs."""
        rank = self._rank[self._places.positions(rows[GROUP])]
        has_rows = np.zeros(len(self._rank), bool)
        has_rows[rank] = True
        before = np.concatenate(([0], np.cumsum(has_rows)))
        runs = np.flatnonzero(before[self._ends] > before[self._starts])
        starts, ends = before[self._starts[runs]], before[self._ends[runs]]
        node = self._run_node[runs]
        is_first = np.diff(node, prepend=-1) != 0
        first = (node[is_first], starts[is_first], ends[is_first])
        further = (node[~is_first], starts[~is_first], ends[~is_first])
        owners, size = before[rank], int(before[-1])
        running = np.zeros(size + 1, np.int64)
        for number, by_place in _numbers(rows, owners, size, weights):
            np.cumsum(by_place, out=running[1:])
            total = found.setdefault(number, np.zeros(len(self.nodes), np.int64))
            whose, begin, end = first
            total[whose] += running[end] - running[begin]
            whose, begin, end = further
            np.add.at(total, whose, running[end] - running[begin])


class _Index:
    """Different whole numbers in order, and where each of them stands."""

    def __init__(self, numbers: Whole) -> None:
        self._first = int(numbers.min()) if len(numbers) else 0
        width = int(numbers.max()) - self._first + 1 if len(numbers) else 0
        self._table: Whole | None = None
        if width > _WIDE:
            self.values = np.unique(numbers)
            return
        is_there = np.zeros(width, bool)
        is_there[numbers - self._first] = True
        self.values = np.flatnonzero(is_there) + self._first
        self._table = np.cumsum(is_there) - 1

    def positions(self, numbers: Whole) -> Whole:
        """Where each stands; all are known."""
        if self._table is None:
            return np.searchsorted(self.values, numbers)
        found: Whole = self._table[numbers - self._first]
        return found


def _numbers(
    rows: dict[str, Whole], owners: Whole, size: int, weights: Sequence[str]
) -> Iterator[tuple[int, Whole]]:
    """Each number that is not nought everywhere, by owner."""
    for column, first in zip(names(weights), range(0, len(weights), SIZE), strict=True):
        keys, key = _different(rows[column])
        here = weights[first : first + SIZE]
        counts = keys >> np.arange(len(here))[:, np.newaxis] & 1 == 1
        for weight in dict.fromkeys(here):
            of_it = [n for n, w in enumerate(here) if w == weight and counts[n].any()]
            if of_it:
                found = _by_owner(counts[of_it], key, rows[weight], owners, size)
                yield from zip((first + n for n in of_it), found, strict=True)


def _by_owner(
    counts: Truth, key: Whole, amounts: Whole, owners: Whole, size: int
) -> Iterator[Whole]:
    """Amounts by owner of each number; ``counts`` says which number counts rows of which key.

    Where most owners have most keys, rows are added up by both once, and numbers are sums of those.
    """
    by_both = counts.shape[1] * size
    if by_both <= _DENSE * len(key) and _is_exact(amounts):
        cells = np.bincount(key * size + owners, amounts, by_both).astype(np.int64)
        of_keys = cells.reshape(-1, size)
        for of_number in counts:
            first, *others = np.flatnonzero(of_number)
            summed = of_keys[first].copy()
            for other in others:
                summed += of_keys[other]
            yield summed
        return
    for of_number in counts:
        chosen = of_number[key]
        yield _added(owners[chosen], amounts[chosen], size)


def _different(keys: Whole) -> tuple[Whole, Whole]:
    """The different keys, and which of them each is: by hashing if that happens to fit.

    A million keys with a few hundred values are so told apart without sorting them.
    """
    for odd in _ODD if len(keys) > _MANY else ():
        slot = keys.astype(np.uint64) * odd >> _SHIFT
        kept = np.empty(_SLOTS, np.int64)
        kept[slot] = keys
        if (kept[slot] == keys).all():
            is_used = np.zeros(_SLOTS, bool)
            is_used[slot] = True
            used = np.flatnonzero(is_used)
            number = np.empty(_SLOTS, np.int64)
            number[used] = np.arange(len(used))
            return kept[used], number[slot]
    values, positions = np.unique(keys, return_inverse=True)
    return values, positions


def _added(owners: Whole, amounts: Whole, size: int) -> Whole:
    """Amounts by owner. Floats are quick."""
    if _is_exact(amounts):
        return np.bincount(owners, amounts, size).astype(np.int64)
    by_owner = np.zeros(size, np.int64)
    np.add.at(by_owner, owners, amounts)
    return by_owner


def _is_exact(amounts: Whole) -> bool:
    """Whether floats can add them up: sums of them are exact while the whole sum is."""
    return float(np.abs(amounts).sum(dtype=np.float64)) < _EXACT


def _neighbours(of_place: Whole, of_node: Whole, places: int, nodes: int) -> Whole:
    """The rank of each place in an order by its largest node, the next largest, and so on."""
    sizes = np.bincount(of_node, minlength=nodes)
    by_size = np.empty(nodes, np.int64)
    by_size[np.argsort(-sizes, kind="stable")] = np.arange(nodes)
    pairs = np.sort(of_place * nodes + by_size[of_node])
    place, node = pairs // nodes, pairs % nodes
    first = np.searchsorted(place, np.arange(places))
    depth = np.arange(len(pairs)) - first[place]
    ways = np.full((int(depth.max()) + 1 if len(pairs) else 1, places), -1)
    ways[depth, place] = node
    rank = np.empty(places, np.int64)
    rank[np.lexsort(ways[::-1])] = np.arange(places)
    return rank


def _runs(of_node: Whole, ranks: Whole, places: int) -> tuple[Whole, Whole, Whole]:
    """Node, first rank and end of each run of neighbours under one node."""
    pairs = np.sort(of_node * places + ranks)
    node, rank = pairs // max(places, 1), pairs % max(places, 1)
    is_start = np.ones(len(pairs), bool)
    is_start[1:] = (np.diff(pairs) != 1) | (np.diff(node) != 0)
    starts = np.flatnonzero(is_start)
    ends = np.append(starts[1:], len(pairs)) - 1
    return node[starts], rank[starts], rank[ends] + 1 if len(pairs) else starts


def _only(answer: Answer, chosen: Truth) -> dict[str, Whole]:
    if chosen.all():
        return {name: _whole(column) for name, column in answer.items()}
    return {name: _whole(column)[chosen] for name, column in answer.items()}


def _whole(numbers: Sequence[int] | Whole) -> Whole:
    return np.asarray(numbers, np.int64)
