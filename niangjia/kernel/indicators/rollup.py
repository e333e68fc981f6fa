"""Rolling up (汇总): numbers of places added up to every node above them.

A province has 60,000 nodes, 300,000 pairs of place and node, and hundreds of numbers. Adding them
up is the same for every engine, so it is done once, here, on whole columns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from niangjia.kernel.indicators.compile import BITS, GROUP
from niangjia.kernel.indicators.engines import Answer

Whole = NDArray[np.int64]


class Rollup:
    """Which places stand under which node; ``up`` adds the numbers of an answer by places."""

    def __init__(self, places: Sequence[int] | Whole, nodes: Sequence[int] | Whole) -> None:
        of_place, of_node = _whole(places), _whole(nodes)
        order = np.argsort(of_node, kind="stable")
        self.nodes, self._starts = np.unique(of_node[order], return_index=True)
        self._places, position = np.unique(of_place, return_inverse=True)
        self._members = position[order]

    def up(self, answer: Answer, weights: Sequence[str]) -> dict[str, Whole]:
        """Numbers ``n0 n1 …`` by node, out of a folded answer; ``weights`` names what each adds up.

        Rows of places are added up to the nodes above, rows of a node are added to it.
        """
        is_node = _whole(answer["is_node"]) == 1
        of_places = _Rows(answer, ~is_node, self._places)
        of_nodes = _Rows(answer, is_node, self.nodes)
        found: dict[str, Whole] = {GROUP: self.nodes}
        for number, name in enumerate(weights):
            by_place = of_places.number(number, name)
            found[f"n{number}"] = of_nodes.number(number, name) + self._above(by_place)
        return found

    def _above(self, by_place: Whole) -> Whole:
        return (
            np.add.reduceat(by_place[self._members], self._starts) if len(self.nodes) else by_place
        )


class _Rows:
    """Some rows of a folded answer, sorted by what they belong to."""

    def __init__(self, answer: Answer, chosen: NDArray[np.bool_], owners: Whole) -> None:
        owner = np.searchsorted(owners, _whole(answer[GROUP])[chosen])
        order = np.argsort(owner, kind="stable")
        self._columns = {n: _whole(c)[chosen][order] for n, c in answer.items()}
        self._owners, self._starts = np.unique(owner[order], return_index=True)
        self._size = len(owners)

    def number(self, number: int, weight: str) -> Whole:
        """One number by owner."""
        by_owner = np.zeros(self._size, np.int64)
        if len(self._owners):
            is_set = self._columns[f"b{number // BITS}"] >> (number % BITS) & 1
            by_owner[self._owners] = np.add.reduceat(self._columns[weight] * is_set, self._starts)
        return by_owner


def _whole(numbers: Sequence[int] | Whole) -> Whole:
    return np.asarray(numbers, np.int64)
