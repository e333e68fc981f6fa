"""Records that pass from union to union (employers, files, pairings): who kept them before is remembered.

Writes past keepers alone; the area gives its records the new union. Trusts its callers to have locked
them and to have asked whether they may.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max

from niangjia.unions.models import PastKeeper, Union


def keep_until(
    history: type[PastKeeper], records: Sequence[int], union: Union, *, on: date
) -> None:
    """The union, which keeps these records now, keeps them only until that day.

    Whoever took over on that day or later hands on what it had from its first day: nothing to remember.
    """
    begun = begun_on(history, records)
    history._default_manager.bulk_create(
        [
            history(record_id=key, union=union, valid=DateRange(begun.get(key), on))  # type: ignore[misc]  # each table's own key
            for key in records
            if (since := begun.get(key)) is None or since < on
        ],
        batch_size=5_000,
    )


def begun_on(history: type[PastKeeper], records: Sequence[int]) -> dict[int, date]:
    """Since when the present keepers keep them; those that never changed hands are left out."""
    rows = history._default_manager.filter(record_id__in=records).values("record_id")  # type: ignore[misc]  # as above
    return dict(rows.annotate(last=Max("valid__endswith")).values_list("record_id", "last"))


def end_keeping(history: type[PastKeeper], union: Union, to: Union, *, on: date) -> None:
    """What the union kept on that day or later and has handed on since, ``to`` kept instead.

    For a union whose end is entered late; what it keeps now is left to ``keep_until``.
    """
    rows = history._default_manager
    late = rows.filter(union=union, valid__endswith__gt=on)
    late.filter(valid__startswith__gte=on).update(union=to)
    for row in late.filter(union=union):
        until, row.valid = row.valid.upper, DateRange(row.valid.lower, on)
        row.save(update_fields=["valid"])
        rows.create(record_id=row.record_id, union=to, valid=DateRange(on, until))  # type: ignore[misc]  # as above
