"""Figures of the leader's dashboard (领导看板): tiles, trend, comparison of children."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from niangjia.kernel.actor import Actor
from niangjia.kernel.indicators import (
    Asked,
    Figure,
    Indicator,
    TreeOf,
    get,
    nothing,
    series,
    with_children,
)
from niangjia.statistics.queries import closings, source
from niangjia.statistics.queries.comparison import version_on
from niangjia.statistics.queries.typing import own_share
from niangjia.statistics.rules import board as rules
from niangjia.statistics.rules.board import CODES, TILES, Change, Span, Tile
from niangjia.statistics.rules.periods import Period, PeriodKind
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionStatus


@dataclass(frozen=True)
class Shown:
    """A tile with its value now and at the same time last year, both by the present definition.

    ``is_restated``: that was not yet the definition then.
    """

    tile: Tile
    figure: Figure
    before: Figure
    change: Change | None
    share: str
    is_restated: bool


@dataclass(frozen=True)
class Tiles:
    """All tiles; ``as_of`` says the age of the data when they are not live.

    ``typed_share``: how much of what the node and all below it could type they typed (填报占比);
    ``own_share``: how much the node itself did, in words.
    """

    tiles: tuple[Shown, ...]
    typed_share: Figure
    own_share: str
    before: tuple[date, date]
    as_of: str


def tiles(union: Union, start: date, end: date, tree: TreeOf = "dated") -> Tiles:
    """The ten figures of a union, in one pass per fact."""
    engine = source.engine_for(union)
    last = rules.same_time_last_year(start, end)
    asks = (Asked(on=end, start=start, end=end), Asked(on=last[1], start=last[0], end=last[1]))
    codes = (*CODES, rules.TYPED_SHARE)
    now, before = series(codes, union.pk, asks, tree=tree, engine=engine)
    shown = tuple(_shown(tile, now, before, last[1]) for tile in TILES)
    own = own_share(union, end, tree, engine).words
    return Tiles(shown, now[rules.TYPED_SHARE], own, last, source.said_as_of(engine))


def _shown(
    tile: Tile, now: Mapping[str, Figure], before: Mapping[str, Figure], last: date
) -> Shown:
    figure, then = now[tile.code], before[tile.code]
    moved = rules.change(
        decimal(figure.value),
        decimal(then.value),
        unit=str(figure.indicator.unit),
        good=tile.good,
    )
    part = ""
    if tile.share_of:
        part = rules.share(decimal(figure.value), decimal(now[tile.share_of].value))
    is_restated = version_on(figure.indicator, last) != figure.indicator.version
    return Shown(tile, figure, then, moved, part, is_restated)


# --- Trend ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trend:
    """Values of some figures at each point, the oldest first; which points are frozen (封存)."""

    periods: tuple[Period, ...]
    indicators: tuple[Indicator, ...]
    values: Mapping[str, tuple[Decimal | None, ...]]
    closed: tuple[bool, ...]
    as_of: str


def trend(
    union: Union,
    span: Span,
    end: date,
    tree: TreeOf = "dated",
    *,
    codes: Sequence[str] = CODES,
    count: int = 0,
) -> Trend:
    """From closed periods where there are, the rest counted together in one pass per fact.

    ``count``: so many points, the usual number of the span without it.
    """
    periods = tuple(rules.points(span, end, count))
    kind = PeriodKind.MONTH if span is Span.MONTHS else PeriodKind.YEAR
    frozen = _frozen(union, kind, codes) if tree == "dated" else {}
    open_points = [period for period in periods if period not in frozen]
    engine = source.engine_for(union)
    asks = [_asked(period, end) for period in open_points]
    counted = dict(
        zip(open_points, series(codes, union.pk, asks, tree=tree, engine=engine), strict=True)
    )
    values = {
        code: tuple(
            frozen[p][code] if p in frozen else decimal(counted[p][code].value) for p in periods
        )
        for code in codes
    }
    return Trend(
        periods,
        tuple(get(code) for code in codes),
        values,
        tuple(period in frozen for period in periods),
        source.said_as_of(engine) if asks else "",
    )


def _frozen(
    union: Union, kind: PeriodKind, codes: Sequence[str]
) -> dict[Period, dict[str, Decimal | None]]:
    """Closed periods that hold all the figures under their present definitions."""
    versions = {code: get(code).version for code in codes}
    found: dict[Period, dict[str, Decimal | None]] = {}
    for period, figures in closings.series_of(union.pk, codes, kind):
        if all(c in figures and figures[c].version == versions[c] for c in codes):
            found[period] = {code: decimal(figures[code].latest) for code in codes}
    return found


def _asked(period: Period, end: date) -> Asked:
    last = min(period.end, end)
    return Asked(on=last, start=period.start, end=last)


# --- Children ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A child with its ten figures; ``union`` None is the node's own row (本级)."""

    union: Union | None
    figures: Mapping[str, Figure]

    @property
    def name(self) -> str:
        """What stands in the first column."""
        return self.union.name if self.union is not None else "本级"


@dataclass(frozen=True)
class Children:
    """Rows ordered by one figure, the total of the node, and whether some are out of sight."""

    rows: tuple[Row, ...]
    total: Mapping[str, Figure]
    has_hidden: bool
    as_of: str


def children(
    union: Union, start: date, end: date, actor: Actor, *, tree: TreeOf, by: str, upwards: bool
) -> Children:
    """The ten figures and the share typed of each child, in one pass per fact."""
    engine, codes = source.engine_for(union), (*CODES, rules.TYPED_SHARE)
    total, found = with_children(
        codes, union.pk, on=end, start=start, end=end, tree=tree, engine=engine
    )
    seen = list(visible_children(union, found.keys() - {union.pk}, actor))
    empty = nothing(codes, on=end, start=start, end=end)
    rows = [Row(child, found.get(child.pk, empty)) for child in seen]
    own = found.get(union.pk, empty)
    if rows and any(own[code].value for code in CODES):
        rows.append(Row(None, own))
    rows.sort(key=lambda row: _order(row, by), reverse=not upwards)
    hidden = found.keys() - {child.pk for child in seen} - {union.pk}
    return Children(tuple(rows), total, bool(hidden), source.said_as_of(engine))


def visible_children(union: Union, keys: Iterable[int], actor: Actor) -> QuerySet[Union]:
    """Today's open children and those of the asked time, as far as the actor may see, by code."""
    today = Q(parent=union) & ~Q(status=UnionStatus.CLOSED)
    rows: QuerySet[Union] = Union.objects.visible_to(actor, "figures.view")
    return rows.filter(today | Q(pk__in=list(keys))).order_by("code")


def _order(row: Row, by: str) -> tuple[bool, Decimal]:
    value = decimal(row.figures[by].value)
    return value is not None, value or Decimal(0)


def charted(rows: Sequence[Row], by: str, most: int) -> list[tuple[str, Decimal]]:
    """The largest rows of one figure, for bars."""
    known = [(row.name, decimal(row.figures[by].value)) for row in rows]
    valued = [(name, value) for name, value in known if value is not None]
    return sorted(valued, key=lambda pair: -pair[1])[:most]


def decimal(value: int | Decimal | None) -> Decimal | None:
    """The value as a decimal."""
    return None if value is None else Decimal(value)
