"""From wanted counters to numbers: which statements are asked, and where their answers go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import ibis
import numpy as np
from numpy.typing import NDArray

from niangjia.kernel.indicators import entire
from niangjia.kernel.indicators.asked import Asked
from niangjia.kernel.indicators.compile import (
    GROUP,
    PLACE,
    Grain,
    Statement,
    groups,
    statement,
)
from niangjia.kernel.indicators.definition import Counter, Indicator, Rate, Sum
from niangjia.kernel.indicators.engines import Answer, Engine, Question, TreeOf
from niangjia.kernel.indicators.folding import folded, folded_whole, weight
from niangjia.kernel.indicators.moments import Wanted
from niangjia.kernel.indicators.rollup import Rollup

Key = tuple[str, int]
"""Code of a counter, and which of the asked times."""
Values = Mapping[Key, int]
Pass = tuple[list[Key], tuple[Wanted, ...]]
"""What one statement answers: numbers, and the keys they go by."""
Parts = Sequence[tuple[Statement, ...]]
"""The statements of each pass, where it takes several."""


@dataclass(frozen=True)
class Numbers:
    """Answers of several statements, read by group: a node, or a child of the asked one."""

    answers: list[tuple[dict[int, int], dict[Key, Sequence[int] | NDArray[np.int64]]]] = field(
        default_factory=list
    )

    def add(self, answer: Answer, keys: Sequence[Key], rows: dict[int, int] | None = None) -> None:
        """Take in the answer of one statement; ``keys`` name its numbers in order, ``rows`` the
        row of each group where the caller knows it already."""
        known = row_by_group(answer) if rows is None else rows
        self.answers.append((known, {key: answer[f"n{i}"] for i, key in enumerate(keys)}))

    def of(self, group: int) -> dict[Key, int]:
        """All numbers of a group; those without any row are left out."""
        found: dict[Key, int] = {}
        for rows, columns in self.answers:
            if (row := rows.get(group)) is not None:
                found |= {key: int(values[row]) for key, values in columns.items()}
        return found

    def groups(self) -> list[int]:
        """Groups with any row."""
        different = {id(rows): rows for rows, _columns in self.answers}
        return sorted({group for rows in different.values() for group in rows})


def row_by_group(answer: Answer) -> dict[int, int]:
    """Which row belongs to which group."""
    return {int(group): row for row, group in enumerate(answer[GROUP])}


@dataclass(frozen=True)
class Where:
    """Which part of which tree is counted, and by what; no node: every node of the tree."""

    engine: Engine
    tree: TreeOf
    node: int | None
    grain: Grain


def counters(wanted: Iterable[Indicator]) -> list[Counter]:
    """Every counter needed, once."""
    found: dict[str, Counter] = {}
    for indicator in wanted:
        match indicator:
            case Counter():
                found[indicator.code] = indicator
            case Rate(numerator=top, denominator=bottom):
                found |= {c.code: c for c in counters((top, bottom))}
            case Sum(parts=parts):
                found |= {c.code: c for c in counters(parts)}
    return list(found.values())


def count(needed: Iterable[Counter], asks: Sequence[Asked], where: Where) -> Numbers:
    """Numbers of all counters at all times: one statement per fact (and kind of distinct thing)."""
    passes = [
        ([(c.code, n) for n in range(len(asks)) for c in together],
         tuple(Wanted(c, asked) for asked in asks for c in together))
        for together in _passes(needed)
    ]  # fmt: skip
    if where.grain is Grain.WHOLE and passes and _holds_all(where):
        return _of_everything(passes, where)
    if where.grain is Grain.PLACES or (where.grain is Grain.CHILDREN and where.engine.folds):
        return _rolled_up(passes, where)
    found = Numbers()
    for keys, wanted in passes:
        question = Question(statement(wanted, where.grain), where.tree, where.node)
        found.add(where.engine.answer(question), keys)
    return found


def _passes(needed: Iterable[Counter]) -> list[list[Counter]]:
    """Counters that one reading of a fact answers together."""
    together: dict[tuple[str, str], list[Counter]] = defaultdict(list)
    for counter in needed:
        together[counter.fact.code, counter.distinct].append(counter)
    return list(together.values())


def _holds_all(where: Where) -> bool:
    return where.node is not None and where.engine.holds_all(where.tree, where.node)


def _of_everything(passes: Sequence[Pass], where: Where) -> Numbers:
    """Numbers of a node under which everything stands: no row need be placed."""
    node = where.node or 0
    if where.engine.folds:
        folds = [folded_whole(wanted, node) for _keys, wanted in passes]
        answers = where.engine.answers(_questions(folds, where))
        return _added_up(passes, folds, answers, Rollup([node], [node]))
    found = Numbers()
    for keys, counted in _readings(passes, where.engine):
        answer = where.engine.answer(Question(counted, where.tree, where.node))
        if len(answer["n0"]):  # else there is no row in the whole fact
            found.add(answer, keys, {node: 0})
    return found


def _readings(passes: Sequence[Pass], engine: Engine) -> Iterator[tuple[list[Key], Statement]]:
    """Of each pass, what its tally answers and what is counted from rows."""
    for keys, wanted in passes:
        in_tally = [engine.has_tallies and bool(entire.tally_of(w.counter)) for w in wanted]
        for is_in, ask in ((True, entire.from_tally), (False, entire.statement)):
            asked = [i for i, one in enumerate(in_tally) if one is is_in]
            if asked:
                yield [keys[i] for i in asked], ask([wanted[i] for i in asked])


def _rolled_up(passes: Sequence[Pass], where: Where) -> Numbers:
    """Numbers of every node or child: places are added up here, while the engine works on."""
    is_part = where.node is not None and not _holds_all(where)
    parts = [folded(wanted, where.grain, is_part=is_part) for _keys, wanted in passes]
    questions, rollup = _questions(parts, where), _kept_rollup(where)
    if rollup is not None:
        return _added_up(passes, parts, where.engine.answers(questions), rollup)
    pairs = Question(Statement(groups(where.grain), ()), where.tree, where.node)
    answers = where.engine.answers([pairs, *questions])
    which = next(answers)
    rollup = Rollup(which["place_id"], which[GROUP])
    if _is_kept(where):
        _ROLLUPS.setdefault(where.engine, {})[where.tree] = rollup
    return _added_up(passes, parts, answers, rollup)


_ROLLUPS: WeakKeyDictionary[Engine, dict[TreeOf, Rollup]] = WeakKeyDictionary()
"""Of whole trees, by the snapshot that an engine counts: it does not change."""


def _kept_rollup(where: Where) -> Rollup | None:
    return _ROLLUPS.get(where.engine, {}).get(where.tree) if _is_kept(where) else None


def _is_kept(where: Where) -> bool:
    return where.node is None and where.engine.as_of() is not None


def _questions(parts: Parts, where: Where) -> list[Question]:
    return [Question(part, where.tree, where.node) for several in parts for part in several]


def _added_up(
    passes: Sequence[Pass], parts: Parts, answers: Iterator[Answer], rollup: Rollup
) -> Numbers:
    """What folded answers come to, by the nodes of the rollup."""
    found, rows = Numbers(), {int(node): row for row, node in enumerate(rollup.nodes)}
    for (keys, wanted), several in zip(passes, parts, strict=True):
        got = [next(answers) for _part in several]
        found.add(rollup.up(got, [weight(w.counter) for w in wanted]), keys, rows)
    return found


def stood(where: Where, node: int, asked: Asked) -> bool:
    """Whether the node had a place on any of the asked days."""
    place = ibis.table(dict(PLACE), name="place")
    first, last = asked.start or asked.day, asked.day
    own = place.filter(
        place.union_id == node,
        place.from_on.isnull() | (place.from_on <= ibis.literal(last)),
        place.until_on.isnull() | (place.until_on > ibis.literal(first)),
    )
    counted = Statement(own.aggregate(group_id=own.count()), ())
    return bool(where.engine.answer(Question(counted, where.tree, node))[GROUP][0])
