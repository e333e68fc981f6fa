"""Figures (数字): indicators evaluated for a union and for its direct children."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from django.db import connection, transaction

from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import registry
from niangjia.kernel.indicators.compile import Asked, postgres
from niangjia.kernel.indicators.definition import Counter, Indicator, Kind, Rate, Sum

TreeOf = Literal["dated", "today"]
Counts = dict[str, int]
_WORK_MEMORY = "128MB"  # joins of millions of rows stay in memory


@dataclass(frozen=True)
class Figure:
    """A number with what makes it readable; ``value`` is None for a share of nothing."""

    indicator: Indicator
    value: int | Decimal | None
    on: date | None
    start: date | None
    end: date | None


def evaluate(
    codes: Iterable[str],
    union_id: int,
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
    tree: TreeOf = "dated",
) -> dict[str, Figure]:
    """Figures of one union with everything under it.

    Stocks are of ``on`` (else of ``end``), flows of ``start`` to ``end``, both included; a
    cumulative number is up to ``on``, or of the period when that alone is given.
    Raises UnknownIndicator, and Blocked when a needed date is missing.
    """
    wanted = [registry.get(code) for code in codes]
    asked = _asked(wanted, on, start, end)
    counts = _count(wanted, union_id, asked, tree, by_child=False)
    return _figures(wanted, counts.get(union_id, {}), asked)


def by_children(
    codes: Iterable[str],
    union_id: int,
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
    tree: TreeOf = "dated",
) -> dict[int, dict[str, Figure]]:
    """The same per direct child, in one pass per fact; key ``union_id`` is the node's own rows.

    Children without any record are absent. Which unions were children is what the tree of each
    record's day says.
    """
    wanted = [registry.get(code) for code in codes]
    asked = _asked(wanted, on, start, end)
    counts = _count(wanted, union_id, asked, tree, by_child=True)
    return {child: _figures(wanted, numbers, asked) for child, numbers in counts.items()}


def with_children(
    codes: Iterable[str],
    union_id: int,
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
    tree: TreeOf = "dated",
) -> tuple[dict[str, Figure], dict[int, dict[str, Figure]]]:
    """The node's figures and its children's together: rows are read once.

    Numbers of rows are the sum of the children's; distinct ones are counted again for the node.
    """
    wanted = [registry.get(code) for code in codes]
    asked = _asked(wanted, on, start, end)
    counts = _count(wanted, union_id, asked, tree, by_child=True)
    counters = _counters(wanted)
    whole = {c.code: sum(n.get(c.code, 0) for n in counts.values()) for c in counters}
    distinct = [c for c in counters if c.distinct]
    if distinct:
        whole |= _count(distinct, union_id, asked, tree, by_child=False).get(union_id, {})
    of_children = {child: _figures(wanted, numbers, asked) for child, numbers in counts.items()}
    return _figures(wanted, whole, asked), of_children


def nothing(
    codes: Iterable[str],
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
) -> dict[str, Figure]:
    """Figures of a union without any record."""
    wanted = [registry.get(code) for code in codes]
    return _figures(wanted, {}, _asked(wanted, on, start, end))


def _asked(
    wanted: Iterable[Indicator], on: date | None, start: date | None, end: date | None
) -> Asked:
    asked = Asked(on, start, end)
    if start is not None and end is None:
        raise Blocked("只有开始日期。请同时给出结束日期。", field="end")
    if start is not None and end is not None and start > end:
        raise Blocked(f"开始日期 {start} 晚于结束日期 {end}。请核对后重新选择。", field="start")
    for counter in _counters(wanted):
        if counter.kind is Kind.FLOW and (start is None or end is None):
            raise Blocked(
                f"“{counter.name}”是期内流量,需要开始日期和结束日期,一天的日期不够。", field="start"
            )
        if asked.day is None:
            raise Blocked(f"“{counter.name}”需要一个日期。", field="on")
    return asked


def _count(
    wanted: Iterable[Indicator], union_id: int, asked: Asked, tree: TreeOf, *, by_child: bool
) -> dict[int, Counts]:
    """Numbers by node and counter code: one statement per fact."""
    by_fact: dict[str, list[Counter]] = defaultdict(list)
    for counter in _counters(wanted):
        by_fact[counter.fact.code].append(counter)
    found: dict[int, Counts] = defaultdict(dict)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{_WORK_MEMORY}'")
        for counters in by_fact.values():
            statement = postgres(
                counters[0].fact,
                counters,
                registry.the_tree(),
                asked,
                union_id,
                by_child=by_child,
                is_dated=tree == "dated",
            )
            cursor.execute(statement)
            for row in cursor.fetchall():
                node, numbers = _split(row, union_id, by_child=by_child)
                found[node].update(zip([c.code for c in counters], numbers, strict=True))
    return {node: numbers for node, numbers in found.items() if any(numbers.values())}


def _split(
    row: tuple[object, ...], union_id: int, *, by_child: bool
) -> tuple[int, tuple[int, ...]]:
    first, numbers = (row[0], row[1:]) if by_child else ("", row)
    return int(str(first)) if first else union_id, tuple(int(str(n)) for n in numbers)


def _counters(wanted: Iterable[Indicator]) -> list[Counter]:
    """Every counter needed, once."""
    found: dict[str, Counter] = {}
    for indicator in wanted:
        match indicator:
            case Counter():
                found[indicator.code] = indicator
            case Rate(numerator=top, denominator=bottom):
                found |= {c.code: c for c in _counters((top, bottom))}
            case Sum(parts=parts):
                found |= {c.code: c for c in _counters(parts)}
    return list(found.values())


def _figures(
    wanted: Iterable[Indicator], counts: Mapping[str, int], asked: Asked
) -> dict[str, Figure]:
    return {
        indicator.code: Figure(indicator, _value(indicator, counts), *_when(indicator, asked))
        for indicator in wanted
    }


def _value(indicator: Indicator, counts: Mapping[str, int]) -> int | Decimal | None:
    match indicator:
        case Rate(numerator=top, denominator=bottom, decimals=decimals):
            above, below = _value(top, counts), _value(bottom, counts)
            if not below or above is None:
                return None
            share = Decimal(above) * 100 / Decimal(below)
            return share.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        case Sum(parts=parts):
            return sum(counts.get(part.code, 0) for part in parts)
        case _:
            return counts.get(indicator.code, 0)


def _when(indicator: Indicator, asked: Asked) -> tuple[date | None, date | None, date | None]:
    """The day, or the period, that the figure is of."""
    of_period = all(asked.is_of_period(c.kind) for c in _counters((indicator,)))
    return (None, asked.start, asked.end) if of_period else (asked.day, None, None)
