"""The register of published figures: what holds, what says the same figure, what it contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from niangjia.kernel.actor import Actor
from niangjia.reports.models import PublishedFigure
from niangjia.reports.rules.register import plain_number
from niangjia.unions.models import Union

_VERSION = re.compile(r"@\d+")


class Dated(Protocol):
    """Anything with a first and a last day."""

    @property
    def start(self) -> Any:
        """First day."""

    @property
    def end(self) -> Any:
        """Last day."""


@dataclass(frozen=True)
class Contradiction:
    """A figure outside what a published one allows."""

    published: PublishedFigure
    value: Decimal

    @property
    def words(self) -> str:
        """Both values and where the other stands."""
        row = self.published
        return (
            f"{row.union}“{row.label}”({row.when})在{row.document_on}公布的《{row.document}》中是"
            f"{row.said},现在按记录统计是 {plain_number(self.value)}{row.unit}"
        )


def live() -> QuerySet[PublishedFigure]:
    """Rows that hold: neither withdrawn nor themselves a withdrawal."""
    found: QuerySet[PublishedFigure] = PublishedFigure.objects.filter(
        withdraws=None, withdrawn_by=None
    )
    return found


def published(union: Union | str, code: str, period: Dated | None = None) -> list[PublishedFigure]:
    """What the union has published of an indicator, newest document first.

    With a period, stocks as of its end and flows of just that period.
    """
    rows = live().filter(code=bare(code)).select_related("union", "report")
    rows = rows.filter(union__code=union) if isinstance(union, str) else rows.filter(union=union)
    if period is not None:
        rows = rows.filter(Q(on=period.end) | Q(start=period.start, end=period.end))
    return list(rows.order_by("-document_on", "-id"))


def bare(code: str) -> str:
    """The code without the version of its definition."""
    return _VERSION.sub("", code)


def same_figure(row: PublishedFigure, actor: Actor, permission: str) -> list[PublishedFigure]:
    """Every row about the same union, indicator or label, and time, as far as the actor may see."""
    rows = PublishedFigure.objects.visible_to(actor, permission).filter(
        union=row.union, on=row.on, start=row.start, end=row.end
    )
    rows = rows.filter(code=row.code) if row.code else rows.filter(code="", label=row.label)
    return list(
        rows.select_related("report", "withdrawn_by", "withdraws").order_by("document_on", "id")
    )


def contradictions(lines: Iterable[Any], *, but: int | None = None) -> list[Contradiction]:
    """Lines of a report that published figures do not allow; one query.

    A line has ``union``, ``code``, ``on``, ``start``, ``end``, ``value``. ``but`` is the report
    whose own entries are left out.
    """
    by_figure = {
        (line.union.pk, bare(line.code), line.on, line.start, line.end): line.value
        for line in lines
        if line.value is not None
    }
    if not by_figure:
        return []
    rows = live().filter(
        union__in={key[0] for key in by_figure}, code__in={key[1] for key in by_figure}
    )
    if but is not None:
        rows = rows.exclude(report=but)
    found = []
    for row in rows.select_related("union").order_by("-document_on", "-id"):
        value = by_figure.get((row.union_id, row.code, row.on, row.start, row.end))
        if value is not None and not row.low <= value <= row.high:
            found.append(Contradiction(row, value))
    return found


def find_published(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By indicator code prefix, or part of the label or of the document's title."""
    return rows.filter(
        Q(code__startswith=text.lower()) | Q(label__contains=text) | Q(document__contains=text)
    )


def standing(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows that hold, for a filter of the list."""
    return rows.filter(withdraws=None, withdrawn_by=None)
