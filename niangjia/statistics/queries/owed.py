"""Whose typed figures (数据报送) of the last half-year are missing; without the figure engine."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from niangjia.kernel import policy
from niangjia.kernel.actor import Actor
from niangjia.statistics.models import ReportedValue
from niangjia.statistics.rules import reporting
from niangjia.statistics.rules.periods import PeriodKind, containing, previous
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionStatus, UnionType

REPORT = "figures.report"


def owed(actor: Actor, today: date) -> QuerySet[Union]:
    """The actor's own unions and the federations right below that typed nothing of the last half-year.

    A grass-roots union is asked for nothing (填报占比 says so, too) and owes nothing. Each with
    ``report_due`` (its last day and the days of ``figures.reporting``) and ``report_title``. One
    value counts as reported: which indicators a union has to tell, its superior says.
    """
    own = [grant.union_id for grant in actor.grants if REPORT in grant.permissions]
    if not own:
        return Union.objects.none()
    period = previous(containing(PeriodKind.HALF_YEAR, today))
    days = policy.get(reporting.POLICY, actor.roots(REPORT)[0], today)["days"]
    typed = ReportedValue.objects.filter(
        union=OuterRef("pk"), ends_on=period.end, replaced_at=None, value__isnull=False
    )
    rows = Union.objects.visible_to(actor, REPORT).filter(Q(pk__in=own) | Q(parent_id__in=own))
    rows = rows.exclude(union_type=UnionType.GRASSROOTS)
    rows = rows.filter(Q(founded_on=None) | Q(founded_on__lte=period.end), ~Exists(typed))
    due = period.end + timedelta(days=int(days))
    found: QuerySet[Union] = rows.exclude(status=UnionStatus.CLOSED).annotate(
        report_due=Value(due, output_field=DateField()),
        report_title=Concat(F("name"), Value(f":{period.label}数据"), output_field=CharField()),
    )
    return found
