"""Named reads of data comparison (数据比对)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from niangjia.comparison import rules
from niangjia.comparison.models import Answer, ExchangePerson, Mismatch
from niangjia.kernel import clock


@dataclass(frozen=True)
class State:
    """Where the comparison of some objects stands (a household file with its persons).

    ``is_compared``: every object has an answered exchange that holds today, for each of its persons.
    ``exchanged_on``: the day of the oldest answer among them.
    """

    is_compared: bool
    open_mismatch_count: int
    exchanged_on: date | None


def state_of(subject_label: str, subject_ids: Iterable[int]) -> State:
    """The state of the objects' latest exchanges, in three queries.

    A person withdrawn, an exchange expired or cancelled, or no answer yet: not compared.
    """
    wanted = frozenset(subject_ids)
    persons = list(
        ExchangePerson.objects.filter(subject_label=subject_label, subject_id__in=wanted)
        .exclude(exchange__status=rules.ExchangeStatus.CANCELLED)
        .order_by("-pk")
        .values_list(
            "pk",
            "subject_id",
            "exchange_id",
            "gone_at",
            "exchange__status",
            "exchange__answered_at",
        )
    )
    latest: dict[int, int] = {}
    for _, subject_id, exchange_id, *_ in persons:
        latest.setdefault(subject_id, exchange_id)
    current = [row for row in persons if latest[row[1]] == row[2]]
    ids = [row[0] for row in current]
    held = (rules.ExchangeStatus.ANSWERED, rules.ExchangeStatus.FINISHED)
    is_answered = all(row[3] is None and row[4] in held for row in current)
    days = [clock.local_day(row[5]) for row in current if row[5] is not None]
    with_answer = set(Answer.objects.filter(person__in=ids).values_list("person_id", flat=True))
    return State(
        is_compared=bool(wanted)
        and wanted == latest.keys()
        and is_answered
        and with_answer == set(ids),
        open_mismatch_count=Mismatch.objects.filter(
            person__in=ids, status=rules.TaskStatus.OPEN
        ).count(),
        exchanged_on=min(days, default=None),
    )
