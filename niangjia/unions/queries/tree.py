"""Reading the dated tree (组织树): subtree, ancestors, children, and the tree of any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, QuerySet

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.unions.models import Affiliation, TreePath, Union
from niangjia.unions.rules import UnionStatus

MOST_CHILDREN = 1000
"""A tree picker shows no more below one node; beyond that one searches."""


@dataclass(frozen=True)
class Place:
    """A union's place in the tree of one day."""

    union_id: int
    path: str

    @property
    def parent_id(self) -> int | None:
        """The counting parent on that day."""
        parts = self.path.strip("/").split("/")
        return int(parts[-2]) if len(parts) > 1 else None


def union_by_code(code: str) -> Union:
    """The union with that code. Raises NotVisible."""
    found: Union | None = Union.objects.filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def open_unions() -> QuerySet[Union]:
    """Unions that have not been closed (注销)."""
    return Union.objects.exclude(status=UnionStatus.CLOSED)


def subtree(union: Union) -> QuerySet[Union]:
    """The union and everything below it today, by code."""
    return Union.objects.filter(path__startswith=union.path).order_by("code")


def children(union: Union) -> QuerySet[Union]:
    """Open unions directly below, by code."""
    return open_unions().filter(parent=union).order_by("code")


def picker_roots(actor: Actor, permission: str) -> QuerySet[Union]:
    """Where the tree of a picker begins: the tops of what the actor may pick."""
    if actor.is_system:
        return open_unions().filter(parent=None)
    return open_unions().filter(path__in=actor.roots(permission)).order_by("code")


def child_counts(keys: Iterable[int]) -> dict[int, int]:
    """Open unions directly below each of the unions: one query."""
    rows = open_unions().filter(parent__in=keys).values_list("parent_id")
    return dict(rows.annotate(count=Count("pk")))


def ancestors(union: Union) -> list[Union]:
    """From the top of the tree down to the union itself: one query."""
    keys = [int(part) for part in union.path.strip("/").split("/")]
    found = Union.objects.in_bulk(keys)
    return [found[key] for key in keys]


def tree_on(day: date) -> list[Place]:
    """Where every union that existed on that day stood, in path order."""
    rows = (
        TreePath.objects.filter(valid__contains=day)
        .exclude(union__founded_on__gt=day)
        .exclude(union__closed_on__lte=day)
        .order_by("path")
        .values_list("union_id", "path")
    )
    return [Place(union_id, path) for union_id, path in rows]


def why_absent(union: Union, first: date, last: date) -> str | None:
    """Why it stood on none of these days, as a Chinese sentence; None when it stood on any.

    It stands from the day it was founded (where that is not known, of its first counting parent)
    until it was closed, below a counting parent or as the top of the tree. Records may be older
    than that and do count: ask only where nothing was counted, since that is then no answer.
    """
    asked = f"{first}" if first == last else f"{first} 至 {last}"
    if union.closed_on is not None and first >= union.closed_on:
        return f"{union.name}已于 {union.closed_on} 注销,{asked} 没有数。请改问注销以前的日期。"
    spans = _counted_spans(union)
    known = [span.lower for span in spans]
    began = union.founded_on or (min(known) if known and None not in known else None)
    if began is not None and last < began:
        what = "成立" if union.founded_on else "有上级工会"
        return f"{union.name} {began} 才{what},{asked} 没有数。请改问 {began} 以后的日期。"
    if not spans or any(_meet(span, first, last) for span in spans):
        return None
    days = DateRange(first, last, "[]")
    if TreePath.objects.filter(union=union, path=f"/{union.pk}/", valid__overlap=days).exists():
        return None
    return f"{union.name}在 {asked} 没有上级工会的记录,没有数。请换一个日期。"


def _counted_spans(union: Union) -> list[DateRange]:
    """When it stood below a counting parent, ``[from, until)``: one query."""
    rows = Affiliation.objects.filter(union=union, is_counting=True)
    return list(rows.values_list("valid", flat=True))


def _meet(span: DateRange, first: date, last: date) -> bool:
    begins = span.lower is None or span.lower <= last
    return begins and (span.upper is None or span.upper > first)
