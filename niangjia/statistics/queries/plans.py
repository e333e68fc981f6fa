"""Plans and targets as lists: searches, presets, and what waits on the workbench. No figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.statistics.models import Plan, Target
from niangjia.statistics.rules.plans import Direction, PlanState
from niangjia.statistics.rules.targets import Standing
from niangjia.unions.models import Union

_FLAWED = Q(indicator="") | Q(value=None) | Q(due_on=None) | Q(owner="")


def attach_counts(plans: Sequence[Plan]) -> None:
    """``item_count`` and ``flawed_count`` of each, in one query."""
    rows = (
        Target.objects.filter(plan__in=plans, whole=None)
        .values("plan_id")
        .annotate(count=Count("pk"), flawed=Count("pk", filter=_FLAWED))
    )
    found = {row["plan_id"]: row for row in rows}
    for plan in plans:
        row = found.get(plan.pk, {})
        plan.item_count = row.get("count", 0)  # type: ignore[attr-defined]  # for Computed columns
        plan.flawed_count = row.get("flawed", 0)  # type: ignore[attr-defined]  # as above


def planned(union: Union, start: date, end: date, actor: Actor) -> dict[str, Decimal]:
    """Indicator → what the union is to reach at least, by issued plans of exactly that period.

    Where several plans ask for the same, the highest. Only what the actor may see.
    """
    rows = Target.objects.visible_to(actor, "targets.view").filter(
        union=union,
        plan__status__in=(PlanState.ISSUED, PlanState.CLOSED),
        plan__starts_on=start,
        due_on=end,
        direction=Direction.AT_LEAST,
        value__isnull=False,
    )
    found: dict[str, Decimal] = {}
    for code, value in rows.exclude(indicator="").values_list("indicator", "value"):
        if value is not None:
            found[code] = max(value, found.get(code, value))
    return found


def search_plans(rows: QuerySet[Plan], text: str) -> QuerySet[Plan]:
    """By the beginning of the title."""
    return rows.filter(title__startswith=text)


def search_targets(rows: QuerySet[Target], text: str) -> QuerySet[Target]:
    """By the beginning of the text or of the owner's name."""
    return rows.filter(Q(text__startswith=text) | Q(owner__startswith=text))


def flawed_targets(rows: QuerySet[Target]) -> QuerySet[Target]:
    """Items that cannot be measured (PLAN-SMART)."""
    return rows.filter(_FLAWED)


def flawed_plans(rows: QuerySet[Plan]) -> QuerySet[Plan]:
    """Plans with an item that cannot be measured."""
    return rows.filter(pk__in=flawed_targets(Target.objects.filter(whole=None)).values("plan"))


def running(rows: QuerySet[Target]) -> QuerySet[Target]:
    """Targets of issued plans."""
    return rows.filter(plan__status=PlanState.ISSUED)


def overdue_targets(rows: QuerySet[Target], on: date | None = None) -> QuerySet[Target]:
    """Past their due day and not reached when counted last (逾期未完成)."""
    late = running(rows).filter(due_on__lt=on or clock.today())
    return late.exclude(indicator="").exclude(value=None).exclude(standing=Standing.DONE)


def risky_targets(rows: QuerySet[Target], on: date | None = None) -> QuerySet[Target]:
    """Behind the time gone, or over a limit, when counted last (有风险); not yet due."""
    ahead = running(rows).filter(due_on__gte=on or clock.today())
    return ahead.filter(standing__in=(Standing.AT_RISK, Standing.EXCEEDED))


def concerning(rows: QuerySet[Target], actor: Actor) -> QuerySet[Target]:
    """Of the targets in sight those of the actor's own unions: to reach, or in their plans."""
    if actor.is_system:
        return rows
    own = [grant.union_id for grant in actor.grants]
    return rows.filter(Q(union_id__in=own) | Q(plan__union_id__in=own))


def to_close(rows: QuerySet[Plan], on: date | None = None) -> QuerySet[Plan]:
    """Issued plans whose last day is past."""
    return rows.filter(status=PlanState.ISSUED, ends_on__lt=on or clock.today())
