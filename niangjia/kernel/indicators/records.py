"""Drill-through (穿透): exactly the records that a figure counted, from the live database.

Pages go union by union, in each by key: so the first page of a county or a province comes out of
an index without looking at the rest. A thing counted once, however often it occurs, is listed
at the first union it occurs at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import ibis
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import registry
from niangjia.kernel.indicators.asked import Asked, check
from niangjia.kernel.indicators.compile import is_counted, placed
from niangjia.kernel.indicators.counting import counters
from niangjia.kernel.indicators.definition import Counter, Indicator, Rate, Sum, Unit
from niangjia.kernel.indicators.engines import TreeOf, with_tables
from niangjia.kernel.indicators.engines.postgres import tables
from niangjia.kernel.indicators.moments import Wanted
from niangjia.kernel.indicators.standing_in import put_in, standing_in
from niangjia.kernel.money import yuan

_FEN = 100  # in a yuan


@dataclass(frozen=True)
class Records:
    """The records of one figure of a union: counted, paged by key, trimmed to what may be seen.

    ``model`` is what they are ("members.membership"). A rate has none of its own: look at its
    ``parts``, numerator and denominator; so does a sum of different facts.
    """

    indicator: Indicator
    union_id: int
    asked: Asked
    tree: TreeOf
    model: str
    parts: tuple[Records, ...] = ()

    def count(self) -> int | Decimal:
        """How many there are, or the sum of their amounts: the figure. Raises Blocked for a rate."""
        if self.parts and not isinstance(self.indicator, Rate):
            return sum(part.count() for part in self.parts)
        (counter,) = self._counters()
        number = _whole(self._sql(_ADDED if counter.amount else _COUNTED))
        return Decimal(number) / _FEN if counter.unit is Unit.YUAN else number

    def page(self, after: int | None, limit: int, only: QuerySet[Model] | None = None) -> list[int]:
        """Keys of the next records after that one, in order; none after one that is not counted.

        Raises Blocked for a rate, and for a sum of different facts.
        """
        return [int(str(key)) for (key,) in _rows(*self.statement(after, limit, only))]

    def statement(
        self, after: int | None, limit: int, only: QuerySet[Model] | None = None
    ) -> tuple[str, list[object]]:
        """The SQL of a page, one column of keys, with its values. Raises as ``page``."""
        condition, values = "true", list[object]()
        first = 0
        if after is not None:
            first = _whole(self._sql("SELECT min(union_id) FROM counted WHERE key = %s"), [after])
            condition, values = "(c.union_id > %s OR key > %s)", [first, after]
        if only is not None:
            seen, params = _keys(only)
            condition, values = f"{condition} AND key IN ({seen})", [*values, *params]
        return self._sql(_PAGE.format(condition=condition)), [first, *values, limit, limit]

    def amounts(self, keys: Sequence[int]) -> dict[int, int | Decimal]:
        """What each of these records adds to the figure, less than nothing where it is taken off."""
        sql = "SELECT key, sum(amount::bigint) FROM counted WHERE key = ANY(%s) GROUP BY key"
        is_yuan = self.indicator.unit is Unit.YUAN
        found = [(int(str(key)), int(str(n))) for key, n in _rows(self._sql(sql), [list(keys)])]
        return {key: yuan(Decimal(number) / _FEN) if is_yuan else number for key, number in found}

    @property
    def is_of_amounts(self) -> bool:
        """Whether the figure adds amounts of its records rather than counting them."""
        return bool(self.model) and all(counter.amount for counter in counters((self.indicator,)))

    def hidden(self, visible: QuerySet[Model]) -> int:
        """How many of them are not among the visible ones; counted, not loaded."""
        seen, params = _keys(visible)
        return _whole(self._sql(f"{_COUNTED} WHERE NOT EXISTS ({_SEEN.format(seen=seen)})"), params)

    def _counters(self) -> list[Counter]:
        """What is counted: counters of one fact that list the same kind of record."""
        found = counters((self.indicator,))
        if isinstance(self.indicator, Rate):
            raise Blocked("比率没有单独的明细,请分别查看分子和分母。")
        if len({(c.fact.code, c.record) for c in found}) != 1:
            raise Blocked("这个合计由不同的数据相加,请分别查看各项的明细。")
        return found

    def _sql(self, rest: str) -> str:
        """A statement over ``counted(union_id, key, amount)``: the rows that count, with their union."""
        found = self._counters()
        counted = _counted([Wanted(counter, self.asked) for counter in found])
        given = tables((found[0].fact,), self.tree, self.union_id) | {"counted": counted}
        return with_tables("", given).replace("%", "%%") + rest


def _counted(wanted: Sequence[Wanted]) -> str:
    """Rows that count for any of them. The same question is not compiled again."""
    alike, stands_for = standing_in(wanted)
    return put_in(_counting(alike), stands_for, "postgres")


@lru_cache(maxsize=256)
def _counting(wanted: tuple[Wanted, ...]) -> str:
    counter = wanted[0].counter
    rows = placed(wanted)
    chosen = rows.filter(ibis.or_(*(is_counted(rows, w) for w in wanted)))
    amount = counter.amount or counter.fact.record[1]
    keys = chosen.select("union_id", key=chosen[counter.record[1]], amount=chosen[amount])
    return str(ibis.to_sql(keys, dialect="postgres", pretty=False))


_ADDED = "SELECT COALESCE(sum(amount::bigint), 0) FROM counted"
_COUNTED = "SELECT count(DISTINCT key) FROM counted"
_SEEN = "SELECT FROM ({seen}) AS seen(pk) WHERE seen.pk = key"
_PAGE = """
    SELECT page.key
    FROM (SELECT DISTINCT union_id FROM place WHERE union_id >= %s) AS u
    CROSS JOIN LATERAL (
        SELECT DISTINCT c.key FROM counted AS c
        WHERE c.union_id = u.union_id AND {condition}
              AND NOT EXISTS (SELECT FROM counted AS earlier
                              WHERE earlier.key = c.key AND earlier.union_id < u.union_id)
        ORDER BY c.key LIMIT %s
    ) AS page
    ORDER BY u.union_id, page.key LIMIT %s
"""


def records(
    code: str,
    union_id: int,
    *,
    on: date | None = None,
    start: date | None = None,
    end: date | None = None,
    tree: TreeOf = "dated",
) -> Records:
    """The records of a figure. Raises UnknownIndicator, and Blocked when a date is missing."""
    indicator, asked = registry.get(code), Asked(on, start, end)
    check(asked, counters((indicator,)))
    return _records(indicator, union_id, asked, tree)


def _records(indicator: Indicator, union_id: int, asked: Asked, tree: TreeOf) -> Records:
    parts: tuple[Indicator, ...] = ()
    models = {counter.record[0] for counter in counters((indicator,))}
    match indicator:
        case Rate(numerator=top, denominator=bottom):
            parts, models = (top, bottom), set()
        case Sum(parts=added):
            parts = added
    of_parts = tuple(_records(part, union_id, asked, tree) for part in parts)
    model = models.pop() if len(models) == 1 else ""
    return Records(indicator, union_id, asked, tree, model, of_parts)


def _keys(rows: QuerySet[Model]) -> tuple[str, list[object]]:
    """The statement of their keys, and its values."""
    try:
        sql, params = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # it is known without asking that there are none
        return "SELECT NULL::bigint WHERE false", []
    return sql, list(params)


def _whole(sql: str, values: Sequence[object] = ()) -> int:
    return int(str(_rows(sql, values)[0][0] or 0))


def _rows(sql: str, values: Sequence[Any] = ()) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        found: list[tuple[object, ...]] = cursor.fetchall()
    return found
