"""What is overdue and was told to the level above (提请督办): files, objections, appeals, grants.

One mechanism: ``escalated_on`` is the day on which a passed term was told. A new term ends later than that
day, so nothing needs to be taken back when a step is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from niangjia.aid import rules
from niangjia.aid.models import Appeal, Grant, HouseholdFile, Objection
from niangjia.aid.queries.deadlines import derivations
from niangjia.aid.rules.grant_flow import GRANT
from niangjia.kernel import deadlines, scope
from niangjia.kernel.actor import Actor
from niangjia.kernel.deadlines import Clock
from niangjia.kernel.workflow import Workflow
from niangjia.unions.models import Union

Late = HouseholdFile | Objection | Appeal | Grant


class Kind(NamedTuple):
    """Something with a term: its life cycle, and the foreign key of the union each scope names."""

    model: type[Late]
    workflow: Workflow
    unions: dict[str, str]


KINDS = (
    Kind(
        HouseholdFile,
        rules.HOUSEHOLD_FILE,
        {
            "scope_path": "union",
            "township_path": "township",
            "county_path": "county",
            "city_path": "city",
        },
    ),
    Kind(Objection, rules.OBJECTION, {"scope_path": "file__union", "county_path": "county"}),
    Kind(Appeal, rules.APPEAL, {"scope_path": "file__union", "city_path": "city"}),
    Kind(Grant, GRANT, {"scope_path": "union", "fund_path": "fund__union"}),
)


class Keeper(NamedTuple):
    """Whose turn it is in a state: the foreign key of the union, and the permission of the step."""

    field: str
    permission: str


def kind_of(model: type[Late]) -> Kind:
    """The kind of that model."""
    return next(one for one in KINDS if one.model is model)


def keeper(kind: Kind, state: str) -> Keeper | None:
    """Who must act in the state: who takes the step that has a term, else the first by hand."""
    steps = [one for one in kind.workflow.steps_from(state) if not one.automatic]
    timed = [one for one in steps if one.within is not None] or steps
    return Keeper(kind.unions[timed[0].scope], timed[0].permission) if timed else None


def to_escalate(model: type[Late], on: date) -> QuerySet[Late]:
    """What is overdue on that day and was not told above since its term passed."""
    kind = kind_of(model)
    open_states = [state for state in kind.workflow.states if keeper(kind, state) is not None]
    late = model.objects.filter(due_on__lt=on, status__in=open_states)
    return late.exclude(escalated_on__gt=F("due_on")).order_by("pk")


def escalated(rows: QuerySet[Late]) -> QuerySet[Late]:
    """What is overdue and was told above."""
    return rows.filter(escalated_on__gt=F("due_on"))


def told_above(model: type[Late], actor: Actor) -> QuerySet[Late]:
    """What was told to this actor: overdue at a union strictly below one where she may do the work."""
    kind = kind_of(model)
    states: dict[Keeper, list[str]] = {}
    for state in kind.workflow.states:
        found = keeper(kind, state)
        if found is not None:
            states.setdefault(found, []).append(state)
    condition = scope.NOBODY
    for (field, permission), waiting in states.items():
        own = Q(**{f"{field}__path__in": actor.roots(permission)})
        condition |= Q(status__in=waiting) & scope.within(field, actor, permission) & ~own
    rows: QuerySet[Late] = model.objects.visible_to(actor, "aid.view")
    return escalated(rows.filter(condition))


def told_why(model: type[Late], dues: Sequence[tuple[int, date]]) -> dict[int, str]:
    """pk → whose turn it is, since when the level above knows, and how the term was found."""
    kind = kind_of(model)
    fields = {one.field for state in kind.workflow.states if (one := keeper(kind, state))}
    rows = model.objects.filter(pk__in=[pk for pk, _ in dues]).select_related(*fields)
    found = list(rows)
    why = _terms(kind, found)
    return {
        one.pk: f"{_union(kind, one)}的“{kind.workflow.states[one.status]}”超期,"
        f"{one.escalated_on}提请上一级督办。{why.get(one.pk, '')}"
        for one in found
    }


def _terms(kind: Kind, rows: Sequence[Late]) -> dict[int, str]:
    label = kind.model._meta.label_lower
    clocks = [
        Clock(label, one.pk, kind.workflow, one.status, one.scope_path, one.due_on)
        for one in rows
        if one.due_on is not None
    ]
    found = {pk: text for (_, pk), text in deadlines.derivations(clocks).items()}
    if kind.model is HouseholdFile:
        found |= derivations({one.pk: one.due_on for one in rows if one.due_on is not None})
    return found


def _union(kind: Kind, one: Late) -> Union:
    found = keeper(kind, one.status)
    assert found is not None  # only what waits for somebody is told
    value: object = one
    for name in found.field.split("__"):
        value = getattr(value, name)
    assert isinstance(value, Union)
    return value
