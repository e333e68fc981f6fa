"""What a template asks of the figures: which indicator, of when, of whom. Pure.

An ``Ask`` is symbolic (期初, 上年同期, 下级); with the report's span it becomes a ``Question`` with
days, which the caller answers from records, closings or typed values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from niangjia.reports.rules.spans import Span, day_before, year_before


class At(StrEnum):
    """Which time of the report's span is meant."""

    PERIOD = "本期"
    OPENING = "期初"
    LAST_YEAR = "上年同期"
    PREVIOUS = "上期"
    SO_FAR = "累计"
    DAY = "某日"
    SPAN = "某期"


@dataclass(frozen=True)
class When:
    """A time selector; ``start`` and ``end`` are for 某日 (end alone) and 某期."""

    at: At = At.PERIOD
    start: date | None = None
    end: date | None = None


class Whose(StrEnum):
    """Whose figure."""

    OWN = "本级"
    CHILDREN = "下级"
    PARENT = "上级"
    SIBLINGS = "同级"


@dataclass(frozen=True)
class Ask:
    """One thing a template wants to know, without days."""

    code: str
    when: When = When()
    whose: Whose = Whose.OWN


@dataclass(frozen=True)
class Question:
    """One thing a report wants to know: a day (``on``) or a period (both ends included).

    With a period a stock is meant as of its end, as everywhere in the figure engine.
    """

    code: str
    on: date | None
    start: date | None
    end: date | None
    whose: Whose = Whose.OWN

    @property
    def day(self) -> date:
        """The day a stock is of."""
        day = self.on or self.end
        if day is None:
            raise ValueError("a question has a day or a period")
        return day


class Source(StrEnum):
    """Where a value comes from (来源)."""

    RECORDS = "记录"
    TYPED = "填报"
    CLOSED = "封存"
    AWAITING = "待接入"


@dataclass(frozen=True)
class Answer:
    """A value with its source; None: nothing to divide, or nothing recorded and nothing typed."""

    value: Decimal | None
    source: Source = Source.RECORDS
    note: str = ""


Answers = Mapping[Question, Mapping[str, Answer]]
"""Question → code of the union → answer. For 本级 the key is the report's own union."""


def resolve(ask: Ask, span: Span) -> Question:
    """Put days to an ask."""
    on: date | None = None
    within: Span | None = None
    match ask.when.at:
        case At.PERIOD:
            within = span
        case At.OPENING:
            on = day_before(span.start)
        case At.LAST_YEAR:
            within = Span(year_before(span.start), year_before(span.end))
        case At.PREVIOUS:
            within = span.previous()
        case At.SO_FAR:
            on = span.end
        case At.DAY:
            on = ask.when.end
        case At.SPAN:
            assert ask.when.start is not None
            assert ask.when.end is not None
            within = Span(ask.when.start, ask.when.end)
    if within is not None:
        return Question(ask.code, None, within.start, within.end, ask.whose)
    return Question(ask.code, on, None, None, ask.whose)
