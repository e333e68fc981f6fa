"""Report templates (报告模板): whose an actor may read, and finding one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from niangjia.kernel import scope
from niangjia.kernel.actor import Actor
from niangjia.reports.models import ReportTemplate, TemplateVersion
from niangjia.unions.models import Union


def readable(actor: Actor, permission: str) -> QuerySet[ReportTemplate]:
    """What shipped with the system, what unions in the actor's scope made, and those above her."""
    rows: QuerySet[ReportTemplate] = ReportTemplate.objects.all()
    if actor.is_system:
        return rows
    roots = actor.roots(permission)
    if not roots:
        return rows.none()
    above = {int(part) for root in roots for part in root.strip("/").split("/")}
    own = scope.within("union", actor, permission)
    return rows.filter(Q(union=None) | Q(union__in=above) | own)


def usable_for(union: Union) -> QuerySet[ReportTemplate]:
    """Templates from which a report of this union can be started: shipped, its own, from above."""
    above = [int(part) for part in union.path.strip("/").split("/")]
    rows = ReportTemplate.objects.filter(is_retired=False, version__gt=0)
    found: QuerySet[ReportTemplate] = rows.filter(Q(union=None) | Q(union__in=above))
    return found


def text_of(template: ReportTemplate, number: int | None = None) -> TemplateVersion:
    """The latest text of a template, or that of a version."""
    wanted = template.version if number is None else number
    found: TemplateVersion = template.versions.get(number=wanted)
    return found


def find_templates(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By code prefix or part of the title."""
    return rows.filter(Q(code__startswith=text.lower()) | Q(title__contains=text))
