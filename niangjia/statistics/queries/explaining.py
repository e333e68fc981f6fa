"""One figure explained (指标说明): value, formula, parts, slices, facts and statements behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlglot
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from niangjia.kernel.indicators import (
    Asked,
    Awaiting,
    Counter,
    Engine,
    Figure,
    Indicator,
    Kind,
    Rate,
    Sum,
    TreeOf,
    evaluate,
    slices,
)
from niangjia.kernel.indicators.compile import Grain, statement
from niangjia.kernel.indicators.counting import counters
from niangjia.kernel.indicators.engines import Question
from niangjia.kernel.indicators.engines.postgres import sql_of
from niangjia.kernel.indicators.moments import Wanted
from niangjia.kernel.indicators.slicing import dimensions, label

_COLUMNS = {
    "union_id": "所属工会",
    "record_id": "记录编号",
    "person_id": "人员",
    "opened_on": "开始日期",
    "closed_on": "结束日期",
}
_WHOLE = 100
_ENGINES = {"postgres": "PostgreSQL(实时记录)", "duckdb": "DuckDB(快照)", "spark": "Spark(快照)"}


@dataclass(frozen=True)
class Part:
    """What the figure is made of: 分子, 分母, or one thing added."""

    role: str
    figure: Figure


@dataclass(frozen=True)
class Bar:
    """One slice, with its length against the longest."""

    label: str
    figure: Figure
    width: int


@dataclass(frozen=True)
class Cut:
    """The slices by one dimension."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Source:
    """A fact that is counted: what a row is, the columns that decide, and the statement."""

    counter: Counter
    noun: str
    columns: tuple[tuple[str, str], ...]
    statement: str


@dataclass(frozen=True)
class Explanation:
    """Everything the page says about one figure of one union and time."""

    figure: Figure
    formula: str
    parts: tuple[Part, ...]
    cuts: tuple[Cut, ...]
    sources: tuple[Source, ...]
    engine: str
    as_of: datetime | None

    @property
    def engine_name(self) -> str:
        """As people call it."""
        return _ENGINES.get(self.engine, self.engine)


def explain(
    indicator: Indicator,
    union_id: int,
    asked: Asked,
    tree: TreeOf,
    engine: Engine | None = None,
) -> Explanation:
    """Raises Blocked when the days do not suit or the union stood nowhere."""
    cuts = () if isinstance(indicator, Awaiting) else slices(indicator.code)
    roles = _roles(indicator)
    codes = [indicator.code, *(i.code for _, i in roles), *(i.code for i in cuts)]
    figures = evaluate(
        codes, union_id, on=asked.on, start=asked.start, end=asked.end, tree=tree, engine=engine
    )
    return Explanation(
        figures[indicator.code],
        formula(indicator),
        tuple(Part(role, figures[i.code]) for role, i in roles),
        tuple(_cuts(indicator, [figures[i.code] for i in cuts])),
        tuple(_source(c, union_id, asked, tree) for c in counters((indicator,))),
        engine.name if engine is not None else "postgres",
        engine.as_of() if engine is not None else None,
    )


def formula(indicator: Indicator) -> str:
    """How the value is made, in words."""
    match indicator:
        case Rate(numerator=top, denominator=bottom):
            return f"{top.name} ÷ {bottom.name} × 100%"
        case Sum(parts=parts):
            return " + ".join(part.name for part in parts)
        case Counter(amount=amount, distinct=distinct):
            if amount:
                return "符合条件的每条记录的金额相加"
            return "符合条件的不同对象的个数" if distinct else "符合条件的记录的条数"
    return "由各级工会填报,系统不计算"


def _roles(indicator: Indicator) -> list[tuple[str, Indicator]]:
    match indicator:
        case Rate(numerator=top, denominator=bottom):
            return [("分子", top), ("分母", bottom)]
        case Sum(parts=parts):
            return [("相加", part) for part in parts]
    return []


def _cuts(indicator: Indicator, figures: Sequence[Figure]) -> list[Cut]:
    """Slices by dimension; those without anything are left out."""
    found = []
    for dimension in dimensions(indicator):
        mark = f"[{dimension.code}="
        mine = [f for f in figures if mark in f.indicator.code and f.value]
        most = max((Decimal(f.value or 0) for f in mine), default=Decimal())
        bars = tuple(
            Bar(
                label(dimension, f.indicator.code.partition(mark)[2].removesuffix("]")),
                f,
                int(Decimal(f.value or 0) * _WHOLE / most),
            )
            for f in mine
        )
        if bars:
            found.append(Cut(dimension.name, bars))
    return found


def _source(counter: Counter, union_id: int, asked: Asked, tree: TreeOf) -> Source:
    asks = statement((Wanted(counter, asked),), Grain.WHOLE)
    sql = sql_of(Question(asks, tree, union_id))
    pretty = sqlglot.transpile(sql, read="postgres", write="postgres", pretty=True)[0]
    app, _, model = counter.record[0].partition(".")
    record = apps.get_model(app, model)
    named = [
        ("期初起算" if counter.kind is Kind.STOCK else "发生日期", counter.opened or counter.on)
    ]
    named += [("终止", counter.closed), ("去重依据", counter.distinct), ("金额", counter.amount)]
    named += [(f"分组:{d.name}", d.column) for d in counter.by if not d.elsewhere]
    columns = tuple((use, _column(record, name)) for use, name in named if name)
    return Source(counter, str(record._meta.verbose_name), columns, pretty)


def _column(record: object, name: str) -> str:
    try:
        field = record._meta.get_field(name)  # type: ignore[attr-defined]  # a model class
    except FieldDoesNotExist:
        said = _COLUMNS.get(name, "")
    else:
        said = str(getattr(field, "verbose_name", "") or "")
    return f"{said}({name})" if said and said != name else name
