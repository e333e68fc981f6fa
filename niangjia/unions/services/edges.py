"""Edges and paths of the dated tree: set-based, so that a county moves in one go.

All of this runs under the exclusive tree lock (``access.hold_tree``) and trusts its callers to
have asked the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from niangjia.kernel import policy
from niangjia.unions.models import Affiliation, TreePath, Union

_PATHS = """
UPDATE unions_union
   SET path = %(new)s || substr(path, %(rest)s),
       parent_id = CASE WHEN id = ANY(%(roots)s) THEN %(to)s ELSE parent_id END,
       updated_at = %(now)s
 WHERE path LIKE %(below)s AND id IS DISTINCT FROM %(keep)s
"""
# New unions stand below their parents on every day there was: also where these stood before they moved.
_BEGIN_PATHS = """
WITH RECURSIVE placed AS (
    SELECT u.id, coalesce(p.path, '/') || u.id || '/' AS path,
           coalesce(p.valid, daterange(NULL, NULL)) AS valid
      FROM unions_union u LEFT JOIN unions_treepath p ON p.union_id = u.parent_id
     WHERE u.id = ANY(%(ids)s) AND (u.parent_id IS NULL OR u.parent_id <> ALL(%(ids)s))
    UNION ALL
    SELECT u.id, placed.path || u.id || '/', placed.valid
      FROM unions_union u JOIN placed ON placed.id = u.parent_id
)
INSERT INTO unions_treepath (union_id, path, valid) SELECT id, path, valid FROM placed
"""
_REWRITE_HISTORY = """
UPDATE unions_treepath
   SET path = %(new)s || substr(path, %(rest)s)
 WHERE path LIKE %(below)s AND union_id IS DISTINCT FROM %(keep)s AND lower(valid) >= %(on)s
"""
# Each row is cut at the day before its second half is written: the exclusion constraint holds.
_SPLIT_HISTORY = """
WITH cut AS (
    UPDATE unions_treepath t SET valid = daterange(lower(t.valid), %(on)s)
      FROM unions_treepath o
     WHERE o.id = t.id AND o.path LIKE %(below)s AND o.union_id IS DISTINCT FROM %(keep)s
       AND (lower_inf(o.valid) OR lower(o.valid) < %(on)s)
       AND (upper_inf(o.valid) OR upper(o.valid) > %(on)s)
    RETURNING t.union_id, o.path, upper(o.valid) AS until
)
INSERT INTO unions_treepath (union_id, path, valid)
SELECT union_id, %(new)s || substr(path, %(rest)s), daterange(%(on)s, until) FROM cut
"""
_LATER_EDGES = """
UPDATE unions_affiliation SET parent_id = %(to)s, reason = %(reason)s, updated_at = %(now)s
 WHERE parent_id = %(from)s AND lower(valid) >= %(on)s AND union_id <> %(to)s
"""
_SPLIT_EDGES = """
WITH cut AS (
    UPDATE unions_affiliation a
       SET valid = daterange(lower(a.valid), %(on)s), updated_at = %(now)s
      FROM unions_affiliation o
     WHERE o.id = a.id AND o.parent_id = %(from)s
       AND (upper_inf(o.valid) OR upper(o.valid) > %(on)s)
       AND (lower_inf(o.valid) OR lower(o.valid) < %(on)s)
    RETURNING a.union_id, a.kind, a.is_counting, upper(o.valid) AS until
)
INSERT INTO unions_affiliation
       (union_id, parent_id, kind, is_counting, valid, reason, created_at, updated_at)
SELECT union_id, %(to)s, kind, is_counting, daterange(%(on)s, until), %(reason)s, %(now)s, %(now)s
  FROM cut WHERE union_id <> %(to)s
"""


@dataclass(frozen=True)
class Shift:
    """Paths beginning with ``old`` begin with ``new`` from ``on``; ``roots`` get the parent ``to_id``.

    ``keep_id`` is a union inside ``old`` that stays where it is (one that hands its children over).
    """

    old: str
    new: str
    roots: tuple[int, ...]
    to_id: int
    on: date
    keep_id: int | None = None


def begin_paths(keys: Sequence[int]) -> None:
    """Write the dated paths of unions that were just entered, along those of their parents."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN_PATHS, {"ids": list(keys)})


def shift_paths(shift: Shift) -> int:
    """Apply it to today's paths, the dated ones and the parameters adopted there.

    Returns how many unions moved.
    """
    values: dict[str, Any] = {
        "new": shift.new,
        "rest": len(shift.old) + 1,
        "below": f"{shift.old}%",
        "roots": list(shift.roots),
        "to": shift.to_id,
        "keep": shift.keep_id,
        "on": shift.on,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PATHS, values)
        moved = cursor.rowcount
        cursor.execute(_REWRITE_HISTORY, values)
        cursor.execute(_SPLIT_HISTORY, values)
    policy.shift(shift.old, shift.new, keep=shift.keep_id is not None)
    return int(moved)


def hand_over_edges(union: Union, to: Union, *, on: date, reason: str) -> None:
    """Every line of any kind that ends at ``union`` on that day or later ends at ``to`` from then on."""
    values: dict[str, Any] = {
        "from": union.pk,
        "to": to.pk,
        "on": on,
        "reason": reason,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LATER_EDGES, values)
        cursor.execute(_SPLIT_EDGES, values)


def open_edge(union: Union, kind: str) -> Affiliation | None:
    """The union's present edge of that kind."""
    return Affiliation.objects.filter(union=union, kind=kind, valid__upper_inf=True).first()


def counting_edge(union: Union) -> Affiliation | None:
    """The union's present counting edge; None at the top of the tree."""
    return Affiliation.objects.filter(union=union, is_counting=True, valid__upper_inf=True).first()


def redirect(union: Union, to: Union, kind: str, *, on: date, reason: str) -> None:
    """The edge of that kind leads to ``to`` from that day; a second change on one day overwrites."""
    edge = open_edge(union, kind)
    is_counting = bool(edge and edge.is_counting)
    if edge is not None:
        if edge.valid.lower == on:
            edge.parent, edge.reason = to, reason
            edge.save(update_fields=["parent", "reason", "updated_at"])
            return
        edge.valid = DateRange(edge.valid.lower, on)
        edge.save(update_fields=["valid", "updated_at"])
    Affiliation.objects.create(
        union=union,
        parent=to,
        kind=kind,
        is_counting=is_counting,
        valid=DateRange(on, None),
        reason=reason,
    )


def end_edges(union: Union, *, on: date) -> None:
    """All lines of a union that is closed end on that day; its path stays, for late records."""
    for edge in Affiliation.objects.filter(union=union, valid__upper_inf=True):
        edge.valid = DateRange(edge.valid.lower, on)
        edge.save(update_fields=["valid", "updated_at"])


def last_change(union: Union) -> date | None:
    """The last day on which the union's own place, or that of a federation above it, changed."""
    row = TreePath.objects.filter(union=union, valid__upper_inf=True).first()
    edge = counting_edge(union)
    days = [row.valid.lower if row else None, edge.valid.lower if edge else None]
    return max((day for day in days if day is not None), default=None)
