"""百人以上未建会 counted down to zero: start of the year, added, done, dropped, left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from niangjia.employers import rules
from niangjia.employers.rules import Countdown
from niangjia.unions.models import Union
from niangjia.unions.queries import children


@dataclass(frozen=True)
class CountdownRow:
    """One line of the page: a federation (None: kept by the union itself) and its countdown."""

    union: Union
    is_own: bool
    countdown: Countdown


# Each employer once, with its state at the start and now: listed means open, a hundred workers
# or more by the last count, and covered by nobody. The first count answers for earlier days.
_SQL = """
WITH state AS (
    SELECT u.path,
           e.registered_on < %(start)s AND (e.closed_on IS NULL OR e.closed_on > %(start)s)
           AND COALESCE((SELECT h.worker_count FROM employers_headcount h
                          WHERE h.employer_id = e.id AND h.counted_on <= %(start)s
                          ORDER BY h.counted_on DESC LIMIT 1),
                        (SELECT h.worker_count FROM employers_headcount h
                          WHERE h.employer_id = e.id ORDER BY h.counted_on LIMIT 1),
                        e.worker_count) >= %(hundred)s
           AND NOT EXISTS (SELECT 1 FROM employers_coverage c
                            WHERE c.employer_id = e.id AND c.valid @> %(start)s) AS was_listed,
           (e.closed_on IS NULL OR e.closed_on > %(on)s) AND e.worker_count >= %(hundred)s AS counts,
           EXISTS (SELECT 1 FROM employers_coverage c
                    WHERE c.employer_id = e.id AND c.valid @> %(on)s) AS is_covered,
           EXISTS (SELECT 1 FROM employers_coverage c
                    WHERE c.employer_id = e.id AND lower(c.valid) > %(start)s)
           AND NOT EXISTS (SELECT 1 FROM employers_coverage c
                            WHERE c.employer_id = e.id AND c.valid @> %(start)s) AS was_covered_since
      FROM employers_employer e JOIN unions_union u ON u.id = e.union_id
     WHERE u.path LIKE %(below)s
)
SELECT substring(path FROM length(%(path)s) + 1 FOR
                 position('/' IN substr(path, length(%(path)s) + 1))) AS child,
       count(*) FILTER (WHERE was_listed),
       count(*) FILTER (WHERE NOT was_listed AND counts AND (NOT is_covered OR was_covered_since)),
       count(*) FILTER (WHERE counts AND is_covered AND (was_listed OR was_covered_since)),
       count(*) FILTER (WHERE was_listed AND NOT counts)
  FROM state
 GROUP BY 1
"""


def countdown(union: Union, *, on: date) -> tuple[Countdown, list[CountdownRow]]:
    """Since 1 January of the year of ``on``: the federation as a whole, and line by line below it.

    Heads are counted as they stand today; earlier counts decide only what was on the list then.
    """
    values: dict[str, Any] = {
        "start": date(on.year, 1, 1),
        "on": on,
        "hundred": rules.HUNDRED,
        "path": union.path,
        "below": f"{union.path}%",
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        found = {row[0].rstrip("/"): Countdown(*row[1:]) for row in cursor.fetchall()}
    rows = [
        CountdownRow(child, is_own=False, countdown=found.get(str(child.pk), Countdown(0, 0, 0, 0)))
        for child in children(union)
        if not child.is_grassroots or str(child.pk) in found
    ]
    if "" in found:
        rows.insert(0, CountdownRow(union, is_own=True, countdown=found[""]))
    return _sum([*found.values()]), rows


def _sum(parts: list[Countdown]) -> Countdown:
    return Countdown(
        sum(p.start for p in parts),
        sum(p.added for p in parts),
        sum(p.done for p in parts),
        sum(p.dropped for p in parts),
    )
