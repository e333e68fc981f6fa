"""What the desk's pages ask beyond the file itself: comparison, disputes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from niangjia.aid.models import HouseholdFile
from niangjia.comparison import queries as comparison
from niangjia.comparison.models import Answer, Exchange, Mismatch
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor


def comparison_state(file: HouseholdFile) -> comparison.State:
    """Whether the household was compared, and what waits."""
    return comparison.state_of(file._meta.label_lower, (file.pk,))


def exchanges_of(file: HouseholdFile) -> QuerySet[Exchange]:
    """Exchanges in which somebody of the file stood, newest first."""
    rows = Exchange.objects.filter(
        persons__subject_label=file._meta.label_lower, persons__subject_id=file.pk
    )
    return rows.distinct().order_by("-pk")


def mismatches_of(file: HouseholdFile) -> QuerySet[Mismatch]:
    """Review tasks about the file's persons, the open ones first."""
    rows = Mismatch.objects.filter(
        person__subject_label=file._meta.label_lower, person__subject_id=file.pk
    )
    return rows.select_related("person", "exchange").order_by("-status", "-pk")


def answers_of(file: HouseholdFile, actor: Actor) -> list[Answer]:
    """The last answers about each person of the file; the county's and above's to see, nobody else's."""
    if not actor.may("comparison.view", file.scope_path):
        return []
    rows = Answer.objects.filter(
        person__subject_label=file._meta.label_lower, person__subject_id=file.pk
    )
    found = rows.select_related("person", "file").order_by("-pk")
    latest = {(one.person.person_id or one.person.name, one.kind): one for one in reversed(found)}
    return list(latest.values())


def find_disputes(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Objections or appeals by their own number or the file's."""
    wanted = text.strip().upper()
    return rows.filter(Q(number=wanted) | Q(file__number=wanted))


def overdue_disputes(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those whose deadline has passed."""
    return rows.filter(due_on__lt=clock.today())
