"""Rolling up (汇总): numbers of places added up to every node above them.

A province has 60,000 nodes, 300,000 pairs of place and node, and hundreds of numbers. Adding them
up is the same for every engine, so it is done once, here, on whole columns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from niangjia.kernel.indicators.compile import GROUP

Whole = NDArray[np.int64]


class Rollup:
    """Which places stand under which node; ``up`` adds the numbers of an answer by places."""

    def __init__(self, places: Sequence[int], nodes: Sequence[int]) -> None:
        of_place, of_node = _whole(places), _whole(nodes)
        order = np.argsort(of_node, kind="stable")
        self.nodes, self._starts = np.unique(of_node[order], return_index=True)
        self._places, position = np.unique(of_place, return_inverse=True)
        self._members = position[order]

    def up(self, answer: dict[str, Sequence[int]]) -> dict[str, Whole]:
        """Numbers by node. Rows of places are added up, rows that are of a node already added."""
        groups, is_node = _whole(answer[GROUP]), _whole(answer["is_node"]) == 1
        row_of_place = np.searchsorted(self._places, groups[~is_node])
        row_of_node = np.searchsorted(self.nodes, groups[is_node])
        found: dict[str, Whole] = {GROUP: self.nodes}
        for name in answer.keys() - {GROUP, "is_node"}:
            numbers = _whole(answer[name])
            by_place = np.zeros(len(self._places), np.int64)
            np.add.at(by_place, row_of_place, numbers[~is_node])
            by_node = np.add.reduceat(by_place[self._members], self._starts)
            np.add.at(by_node, row_of_node, numbers[is_node])
            found[name] = by_node
        return found


def _whole(numbers: Sequence[int]) -> Whole:
    return np.asarray(numbers, np.int64)
