"""Compiled once for any time (代入): days that stand for the asked ones while a statement is compiled.

What is compiled depends on the order of the asked days alone: which are equal, and which follow
upon each other. So days far away stand for them, in the same order, and whoever asks for the text
gets his own days in it. A thousand numbers take seconds to compile, and every period asks anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import ibis
import ibis.expr.operations as ops

from niangjia.kernel.indicators.definition import Counter
from niangjia.kernel.indicators.moments import Wanted

_FAR = date(9001, 1, 1)
_APART = timedelta(days=10)
_DAY = timedelta(days=1)


def standing_in(wanted: Sequence[Wanted]) -> tuple[tuple[Wanted, ...], dict[date, date]]:
    """The same numbers at days that stand in, and for which day each of these stands.

    Where a definition itself names a day, nothing stands in.
    """
    if any(names_a_day(w.counter) for w in wanted):
        return tuple(wanted), {}
    asked = [w.asked for w in wanted]
    days = sorted({day for a in asked for day in (a.on, a.start, a.end) if day is not None})
    of_day: dict[date, date] = {}
    last, far = date.min, _FAR
    for day in days:
        far += _DAY if day - last == _DAY else _APART
        of_day[day], last = far, day
    known = {a: replace(a, **{n: of_day.get(d) for n, d in vars(a).items()}) for a in set(asked)}
    stands_for = {_next(far): _next(day) for day, far in of_day.items()}
    stands_for |= {far: day for day, far in of_day.items()}
    return tuple(replace(w, asked=known[w.asked]) for w in wanted), stands_for


def put_in(text: str, stands_for: Mapping[date, date], dialect: str) -> str:
    """The text with the days that were asked for."""
    if not stands_for:
        return text
    written = {_literal(far, dialect): _literal(day, dialect) for far, day in stands_for.items()}
    return re.sub("|".join(map(re.escape, written)), lambda found: written[found[0]], text)


@lru_cache(maxsize=4096)
def names_a_day(counter: Counter) -> bool:
    """Whether its filter compares with a day."""
    if counter.where is None:
        return False
    (where,) = ibis.table(dict(counter.fact.columns), name="rows").bind(counter.where)
    return any(literal.dtype.is_temporal() for literal in where.op().find(ops.Literal))


def _next(day: date) -> date:
    """The day after; of the last there is, itself."""
    return day if day == date.max else day + _DAY


@lru_cache(maxsize=1024)
def _literal(day: date, dialect: str) -> str:
    """How a day is written in a statement."""
    text = str(ibis.to_sql(ibis.literal(day).name("day"), dialect=dialect, pretty=False))
    return text.removeprefix("SELECT ").rpartition(" AS ")[0]
