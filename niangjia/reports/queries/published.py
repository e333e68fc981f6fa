"""The register of published figures: what holds, what says the same figure, what it contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from niangjia.kernel.actor import Actor
from niangjia.reports.models import PublishedFigure, Report
from niangjia.reports.rules.document import Role
from niangjia.reports.rules.reckoning import reckon, spoken
from niangjia.reports.rules.register import Reckoned
from niangjia.unions.models import Union

_VERSION = re.compile(r"@\d+")
_Key = tuple[int | None, str, date | None, date | None, date | None]  # whose, what, day or period


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
    version: int

    @property
    def words(self) -> str:
        """Both values and where the other stands; and whether the definition changed since."""
        row = self.published
        return (
            f"{row.union}“{row.label}”({row.when})在{row.document_on}公布的《{row.document}》中写的是“"
            f"{row.said}”,现在按记录统计是{spoken(role_of(row), self.value, row.unit)}"
            f"{redefined(row.version, self.version)}"
        )


def redefined(then: int | None, now: int) -> str:
    """Words for a figure whose definition has another version by now; none for the same one."""
    return "" if then in (None, now) else f"(当时按第{then}版口径,现在是第{now}版)"


def live() -> QuerySet[PublishedFigure]:
    """Rows that hold: neither withdrawn nor themselves a withdrawal."""
    found: QuerySet[PublishedFigure] = PublishedFigure.objects.filter(
        withdraws=None, withdrawn_by=None
    )
    return found


def plain_figures() -> QuerySet[PublishedFigure]:
    """Rows that hold and say a figure itself: no change, rate of change or share."""
    return live().filter(role=Reckoned.VALUE.value)


def role_of(row: PublishedFigure) -> Role:
    """The role in a document that wrote it."""
    return Role[Reckoned(row.role).name]


def published(union: Union | str, code: str, period: Dated | None = None) -> list[PublishedFigure]:
    """What the union has published of an indicator, newest document first.

    With a period, stocks as of its end and flows of just that period.
    """
    rows = plain_figures().filter(code=bare(code)).select_related("union", "report")
    rows = rows.filter(union__code=union) if isinstance(union, str) else rows.filter(union=union)
    if period is not None:
        rows = rows.filter(Q(on=period.end) | Q(start=period.start, end=period.end))
    return list(rows.order_by("-document_on", "-id"))


def bare(code: str) -> str:
    """The code without the version of its definition."""
    return _VERSION.sub("", code)


def same_figure(row: PublishedFigure, actor: Actor, permission: str) -> list[PublishedFigure]:
    """Every row about the same union, indicator or label, and time, as far as the actor may see."""
    told = ("union_id", "role", "on", "start", "end")
    other = ("other_union_id", "other_code", "other_on", "other_start", "other_end")
    rows = PublishedFigure.objects.visible_to(actor, permission).filter(
        **{field: getattr(row, field) for field in (*told, *other)}
    )
    rows = rows.filter(code=row.code) if row.code else rows.filter(code="", label=row.label)
    return list(
        rows.select_related("report", "withdrawn_by", "withdraws").order_by("document_on", "id")
    )


def contradictions(lines: Iterable[Any], *, but: int | None = None) -> list[Contradiction]:
    """Published figures that the lines of a report do not allow; one query.

    A line has ``union``, ``code``, ``version``, ``on``, ``start``, ``end``, ``value``. A published
    change, rate of change or share is reckoned anew from the lines, where both its figures are
    among them. ``but`` is the report whose own entries are left out.
    """
    told: dict[_Key, Any] = {
        (line.union.pk, bare(line.code), line.on, line.start, line.end): line
        for line in lines
        if line.value is not None
    }
    if not told:
        return []
    rows = live().filter(union__in={key[0] for key in told}, code__in={key[1] for key in told})
    if but is not None:
        rows = rows.exclude(report=but)
    found = []
    for row in rows.select_related("union").order_by("-document_on", "-id"):
        line = told.get((row.union_id, row.code, row.on, row.start, row.end))
        if line is None:
            continue
        value = _now(row, line.value, told)
        if value is not None and not row.low <= value <= row.high:
            found.append(Contradiction(row, value, line.version))
    return found


def _now(row: PublishedFigure, value: Decimal, told: Mapping[_Key, Any]) -> Decimal | None:
    """What the lines make of a published figure, one of them being its own; None when they do not tell."""
    role = role_of(row)
    if role is Role.VALUE:
        return value
    compared = (row.other_union_id, row.other_code, row.other_on, row.other_start, row.other_end)
    other = told.get(compared)
    return None if other is None else reckon(role, value, other.value)


def reckoned_in(report: Report) -> list[PublishedFigure]:
    """Changes, rates of change and shares as a frozen report published them, in its order."""
    rows = PublishedFigure.objects.filter(report=report, withdraws=None)
    rows = rows.exclude(role=Reckoned.VALUE.value).select_related("union")
    return list(rows.order_by("id"))


def find_published(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By indicator code prefix, or part of the label or of the document's title."""
    return rows.filter(
        Q(code__startswith=text.lower()) | Q(label__contains=text) | Q(document__contains=text)
    )


def standing(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows that hold, for a filter of the list."""
    return rows.filter(withdraws=None, withdrawn_by=None)
