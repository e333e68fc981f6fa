"""Drill-through (穿透): exactly the records that a figure counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import ibis
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from niangjia.kernel.errors import Blocked
from niangjia.kernel.indicators import registry
from niangjia.kernel.indicators.asked import Asked, check
from niangjia.kernel.indicators.compile import Wanted, is_counted, placed
from niangjia.kernel.indicators.counting import counters
from niangjia.kernel.indicators.definition import Counter, Indicator, Rate, Sum, Unit
from niangjia.kernel.indicators.engines import TreeOf, with_tables
from niangjia.kernel.indicators.engines.postgres import tables


@dataclass(frozen=True)
class Records:
    """The records of one figure of a union: counted, paged by key, trimmed to what may be seen.

    ``model`` is what they are ("members.membership"), empty for a rate, whose ``parts`` are the
    records of its numerator and of its denominator; the parts of a sum are those added up.
    """

    indicator: Indicator
    union_id: int
    asked: Asked
    tree: TreeOf
    model: str
    parts: tuple[Records, ...] = ()

    def count(self) -> int | Decimal:
        """How many there are, or their sum in yuan: the figure. Raises Blocked for a rate."""
        if not isinstance(self.indicator, Counter):
            return sum(part.count() for part in self._added())
        select = self._select("count(DISTINCT key)")
        if self.indicator.amount:
            select = self._select("COALESCE(sum(amount), 0)")
        number = int(_rows(select)[0][0] or 0)
        return Decimal(number) / 100 if self.indicator.unit is Unit.YUAN else number

    def page(self, after: int | None, limit: int, only: QuerySet[Model] | None = None) -> list[int]:
        """Keys of the next records after that key, in order of key. Raises Blocked for a rate."""
        rest, values = _next(after, limit, only)
        found = [
            int(row[0])
            for part in self._added()
            for row in _rows(part._select("DISTINCT key", rest), values)
        ]
        return sorted(set(found))[:limit]

    def page_of(self, rows: QuerySet[Model], after: int | None, limit: int) -> QuerySet[Model]:
        """The next records themselves, of those visible rows, in order of key: one statement."""
        rest, values = _next(after, limit, rows)
        parts = [part._select("DISTINCT key", rest) for part in self._added()]
        sql = " UNION ".join(f"({part})" for part in parts)
        keys = RawSQL(sql, [*values] * len(parts))  # noqa: S611 - statements of ours
        return rows.filter(pk__in=keys).order_by("pk")[:limit]

    def hidden(self, visible: QuerySet[Model]) -> int:
        """How many of them are not among the visible ones; counted, not loaded."""
        sql, params = visible.order_by().values("pk").query.sql_with_params()
        rest = f" AND key NOT IN ({sql})"
        return sum(
            int(_rows(part._select("count(DISTINCT key)", rest), params)[0][0])
            for part in self._added()
        )

    def _added(self) -> Sequence[Records]:
        if isinstance(self.indicator, Rate):
            raise Blocked("比率没有单独的明细,请分别查看分子和分母。")
        return self.parts or (self,)

    def _select(self, what: str, rest: str = "") -> str:
        assert isinstance(self.indicator, Counter)
        fact = self.indicator.fact
        wanted = Wanted(self.indicator, self.asked)
        rows = placed([wanted])
        chosen = rows.filter(is_counted(rows, wanted))
        amount = self.indicator.amount or fact.record[1]
        keys = chosen.select(key=chosen[self.indicator.record[1]], amount=chosen[amount])
        sql = str(ibis.to_sql(keys, dialect="postgres", pretty=False))
        select = f"SELECT {what} FROM ({sql}) AS counted WHERE true"  # noqa: S608 - our definitions
        return (
            with_tables(select, tables((fact,), self.tree, self.union_id)).replace("%", "%%") + rest
        )


def _next(after: int | None, limit: int, only: QuerySet[Model] | None) -> tuple[str, list[object]]:
    """Condition, order and limit of a page, with its values."""
    condition, values = "", list[object]()
    if after is not None:
        condition, values = " AND key > %s", [after]
    if only is not None:
        sql, params = only.order_by().values("pk").query.sql_with_params()
        condition, values = f"{condition} AND key IN ({sql})", [*values, *params]
    return f"{condition} ORDER BY key LIMIT %s", [*values, limit]


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
    model = ""
    match indicator:
        case Counter():
            model = indicator.record[0]
        case Rate(numerator=top, denominator=bottom):
            parts = (top, bottom)
        case Sum(parts=added):
            parts, model = added, added[0].record[0]
    of_parts = tuple(_records(part, union_id, asked, tree) for part in parts)
    return Records(indicator, union_id, asked, tree, model, of_parts)


def _rows(sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return cursor.fetchall()
