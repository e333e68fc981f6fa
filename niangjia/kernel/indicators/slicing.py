"""Slices (分组指标): ``members.total[gender=2]`` is an indicator like any other.

A counter that declares dimensions is cut by one of them at a time; a rate is cut when both its
parts are, a sum when all are. Whatever is not in the closed list of a dimension stands in 未登记,
so that the slices of a counter of rows add up to the whole; of a dimension that another fact knows
(``elsewhere``) there is no 未登记.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce
from operator import and_

from ibis import Deferred, _

from niangjia.kernel.indicators.definition import Counter, Dimension, Indicator, Rate, Sum

NONE, NONE_LABEL = "none", "未登记"
CODE = re.compile(r"(?P<code>[a-z0-9_.]+)(?:@(?P<version>\d+))?(?:\[(?P<cut>[^\]=]+=[^\]]+)\])?")


def dimensions(indicator: Indicator) -> tuple[Dimension, ...]:
    """By what it can be cut."""
    match indicator:
        case Counter(by=by):
            return by
        case Rate(numerator=top, denominator=bottom):
            return _shared((top, bottom))
        case Sum(parts=parts):
            return _shared(parts)
    return ()


def values(dimension: Dimension) -> tuple[str, ...]:
    """The values as they stand in codes, 未登记 last."""
    known = tuple(_text(value) for value in dimension.labels)
    return known if dimension.elsewhere else (*known, NONE)


def cut(indicator: Indicator, dimension: str, value: str) -> Indicator | None:
    """The slice, or None when there is no such dimension or value."""
    found = next((d for d in dimensions(indicator) if d.code == dimension), None)
    if found is None or value not in values(found):
        return None
    return _sliced(indicator, found, value)


def codes_of_slices(indicator: Indicator) -> tuple[str, ...]:
    """Codes of every slice by every dimension."""
    return tuple(_code(indicator, d, v) for d in dimensions(indicator) for v in values(d))


def label(dimension: Dimension, value: str) -> str:
    """The Chinese name of a value."""
    return {_text(v): name for v, name in dimension.labels.items()}.get(value, NONE_LABEL)


def _sliced(indicator: Indicator, dimension: Dimension, value: str) -> Indicator:
    said = label(dimension, value)
    named = replace(
        indicator,
        code=_code(indicator, dimension, value),
        name=f"{indicator.name}({said})",
        words=f"{indicator.words}只取{dimension.name}为“{said}”的。",
        aliases=(),
    )
    match named:
        case Counter(by=by):
            own = next(d for d in by if d.code == dimension.code)
            counted, here = named.counted_for(own), _condition(own, value)
            where = here if counted.where is None else counted.where & here
            return replace(counted, where=where, by=())
        case Rate(numerator=top, denominator=bottom):
            above, below = (_sliced(part, dimension, value) for part in (top, bottom))
            return replace(named, numerator=above, denominator=below)
        case Sum(parts=parts):
            cuts = (_sliced(part, dimension, value) for part in parts)
            return replace(named, parts=tuple(c for c in cuts if isinstance(c, Counter)))
    return named


def _code(indicator: Indicator, dimension: Dimension, value: str) -> str:
    return f"{indicator.code}[{dimension.code}={value}]"


def _condition(dimension: Dimension, value: str) -> Deferred:
    column = _[dimension.column]
    known = {_text(v): v for v in dimension.labels}
    if value == NONE:
        unlike = (column != v for v in known.values())  # a NOT IN costs DuckDB a join
        return column.isnull() | reduce(and_, unlike)
    return column == known[value]


def _shared(parts: tuple[Indicator, ...]) -> tuple[Dimension, ...]:
    first, *others = (dimensions(part) for part in parts)
    codes = [{d.code: d.labels for d in other} for other in others]
    return tuple(d for d in first if all(c.get(d.code) == d.labels for c in codes))


def _text(value: int | str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
