"""When a row counts (计入的时点): a counter at a time, and the condition on days that it makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis

from niangjia.kernel.indicators.asked import Asked
from niangjia.kernel.indicators.definition import Counter, Kind


@dataclass(frozen=True)
class Wanted:
    """One number: a counter at a time."""

    counter: Counter
    asked: Asked


def moment(wanted: Wanted) -> str:
    """A name for when a row counts; counters with the same dates share it."""
    counter, asked = wanted.counter, wanted.asked
    if counter.kind is Kind.STOCK:
        return f"stock_{counter.opened}_{counter.closed}_{_plain(asked.day)}"
    if asked.is_of_period(counter.kind):
        return f"flow_{counter.on}_{_plain(asked.start)}_{_plain(asked.end)}"
    return f"until_{counter.on}_{_plain(asked.day)}"


def happened(rows: Any, wanted: Wanted) -> Any:
    """Whether a row counts at the asked time, wherever it stood; null is no."""
    counter, asked = wanted.counter, wanted.asked
    if counter.kind is Kind.STOCK:
        day = ibis.literal(asked.day)
        closed = rows[counter.closed]
        return (rows[counter.opened] <= day) & (closed.isnull() | (closed > day))
    return happened_on(rows[counter.on], wanted)


def happened_on(day: Any, wanted: Wanted) -> Any:
    """Whether a day is asked for; of what happens ``on`` one."""
    counter, asked = wanted.counter, wanted.asked
    if asked.is_of_period(counter.kind):
        return (day >= ibis.literal(asked.start)) & (day <= ibis.literal(asked.end))
    return day <= ibis.literal(asked.day)


def stood(rows: Any, wanted: Wanted) -> Any:
    """Whether a placed row stood at its place on the day that matters; null is no."""
    counter, asked = wanted.counter, wanted.asked
    day = ibis.literal(asked.day) if counter.kind is Kind.STOCK else rows[counter.on]
    return (rows.stood_from.isnull() | (rows.stood_from <= day)) & (
        rows.stood_until.isnull() | (rows.stood_until > day)
    )


def _plain(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""
