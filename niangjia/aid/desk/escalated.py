"""督办 on the workbench: what is overdue below, with whose turn it is and how the term was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet

from niangjia.aid import rules
from niangjia.aid.models import Appeal, Grant, HouseholdFile, Objection
from niangjia.aid.queries import escalation
from niangjia.aid.queries.escalation import Late
from niangjia.kernel.actor import Actor
from niangjia.web.desk import Due, Todo, todo


def _add(slug: str, noun: str, model: type[Late], permission: str, label: str) -> None:
    def rows(actor: Actor) -> QuerySet[Late]:
        return escalation.told_above(model, actor)

    def derive(dues: Sequence[Due]) -> Mapping[int, str]:
        return escalation.told_why(model, [(due.pk, due.on) for due in dues])

    todo(
        Todo(
            code=f"{slug}.escalated",
            title=f"督办 · {noun}",
            permission=permission,
            rows=rows,
            url=f"/{slug}/?preset=escalated",
            label=label,
            item_url=f"/{slug}/{{ref}}/",
            derive=derive,
            own=lambda actor: Q(pk__isnull=False),  # all of it was told to her
        )
    )


_add("aid", "困难职工档案", HouseholdFile, rules.CHECK, "person__name")
_add("objections", "公示异议", Objection, rules.COUNTY, "number")
_add("appeals", "申诉", Appeal, rules.APPROVE, "number")
_add("grants", "救助", Grant, rules.APPROVE, "number")
