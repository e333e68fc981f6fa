"""Named reads of data comparison (数据比对)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from niangjia.comparison import rules
from niangjia.comparison.models import Answer, Exchange, ExchangePerson, Match, Mismatch
from niangjia.kernel import clock


@dataclass(frozen=True)
class State:
    """Where the comparison of some objects stands (a household file with its persons).

    ``is_compared``: every object has an answered exchange that holds today, each of its persons
    with a result.
    ``exchanged_on``: the day of the oldest answer among them.
    """

    is_compared: bool
    open_mismatch_count: int
    exchanged_on: date | None


def state_of(subject_label: str, subject_ids: Iterable[int]) -> State:
    """The state of the objects' exchanges that hold today, in three queries.

    A person withdrawn, an exchange expired or cancelled, or no answer yet: not compared. Who is
    asked about in several exchanges (civil affairs, vehicles) must be answered in each.
    """
    wanted = frozenset(subject_ids)
    rows = list(
        ExchangePerson.objects.filter(subject_label=subject_label, subject_id__in=wanted)
        .exclude(exchange__status__in=_OVER)
        .values_list(
            "pk", "subject_id", "person_id", "name", "gone_at",
            "exchange__status", "exchange__answered_at",
        )
    )  # fmt: skip
    live = [row for row in rows if row[4] is None]
    ids = {row[0] for row in live}
    days = [clock.local_day(row[6]) for row in live if row[6] is not None]
    answered = set(Answer.objects.filter(person__in=ids).values_list("person_id", flat=True))
    is_compared = (
        bool(wanted)
        and wanted == {row[1] for row in live}
        and {_who(row) for row in rows} == {_who(row) for row in live}
        and all(row[5] in _ANSWERED for row in live)
        and answered == ids
    )
    return State(
        is_compared,
        Mismatch.objects.filter(person__in=ids, status=rules.TaskStatus.OPEN).count(),
        min(days, default=None),
    )


_OVER = (rules.ExchangeStatus.CANCELLED, rules.ExchangeStatus.EXPIRED)
_ANSWERED = (rules.ExchangeStatus.ANSWERED, rules.ExchangeStatus.FINISHED)


def _who(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """One person of one object, whichever exchange asks about her."""
    _, subject_id, person_id, name, *_ = row
    return (subject_id, person_id or name)


def find_exchanges(rows: QuerySet[Exchange], text: str) -> QuerySet[Exchange]:
    """By number, or the authority's name from its beginning."""
    text = text.strip()
    return rows.filter(Q(number=text.upper()) | Q(authority__startswith=text))


def find_mismatches(rows: QuerySet[Mismatch], text: str) -> QuerySet[Mismatch]:
    """By the person's name from its beginning, or the exchange's number."""
    text = text.strip()
    return rows.filter(Q(person__name__startswith=text) | Q(exchange__number=text.upper()))


def overdue(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those whose term has run out."""
    return rows.filter(due_on__lt=clock.today())


def answers_of(mismatch: Mismatch) -> QuerySet[Answer]:
    """All results of the person in that exchange, by kind."""
    return Answer.objects.filter(person=mismatch.person_id).order_by("pk")


def match_of(mismatch: Mismatch) -> Match | None:
    """How the line was recognised as hers: the task's own, or that of the answer's file."""
    if mismatch.match_id is not None:
        return mismatch.match
    if mismatch.answer is None:
        return None
    return Match.objects.filter(person=mismatch.person_id, file=mismatch.answer.file_id).first()
