"""Verbs of plans (计划): make, edit, issue, take back, close, withdraw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import advance, lock, start, verb
from niangjia.statistics.models import Plan, Target
from niangjia.statistics.rules import plans as rules
from niangjia.statistics.rules import targets as target_rules
from niangjia.statistics.rules.plans import PLAN, PlanState, span_refusal
from niangjia.unions.models import Union

if TYPE_CHECKING:
    from niangjia.statistics.queries.targets import Progress

EDIT = "targets.edit"


@dataclass(frozen=True)
class PlanValues:
    """What a plan says of itself; ``owner`` is the named person who answers for it."""

    title: str
    kind: str
    starts_on: date
    ends_on: date
    owner: str
    owner_post: str = ""
    document: str = ""
    ranks_children: bool = False
    initiative: str = ""


def require(actor: Actor, union: Union) -> None:
    """Raises NotVisible unless the actor keeps the plans of that union."""
    if not actor.may(EDIT, union.path):
        raise NotVisible


@verb
def create_plan(union: Union, values: PlanValues, *, actor: Actor) -> Plan:
    """Begin a plan as a draft. Raises Blocked, NotVisible."""
    union = lock(Union, union.pk)
    require(actor, union)
    if not union.is_open:
        raise Blocked(f"“{union.name}”已注销,不能再定计划。")
    _check(values)
    plan = Plan.objects.create(union=union, **asdict(values))
    start(plan, PLAN, actor=actor, summary=f"建立计划“{plan.title}”")
    return plan


@verb
def edit_plan(plan: Plan, values: PlanValues, *, actor: Actor) -> Plan:
    """Change a draft. Raises Blocked, NotVisible."""
    plan = locked(plan, actor)
    refuse_unless_draft(plan)
    _check(values)
    outside = plan.targets.exclude(due_on=None).exclude(
        due_on__range=(values.starts_on, values.ends_on)
    )
    first = outside.first()
    if first is not None:
        raise Blocked(
            f"“{first.text[:20]}”的完成时限 {first.due_on} 不在新的计划期内。请先改事项。",
            field="ends_on",
        )
    changed = journal.changes_of(plan, asdict(values))
    if changed:
        plan.save(update_fields=[*changed, "updated_at"])
        journal.record(
            "statistics.plan.edit",
            plan,
            actor=actor,
            summary=f"修改计划“{plan.title}”",
            changes=changed,
        )
    return plan


@verb
def issue(plan: Plan, *, actor: Actor) -> Plan:
    """Issue it to those who have to reach its targets (下达). Raises Blocked, NotVisible."""
    plan = _step(plan, "issue", actor, "")
    _refresh([plan], clock.today())
    return plan


@verb
def recall(plan: Plan, *, reason: str, actor: Actor) -> Plan:
    """Take an issued plan back to change it (收回修改). Raises Blocked, NotVisible."""
    return _step(plan, "recall", actor, reason)


@verb
def withdraw(plan: Plan, *, reason: str, actor: Actor) -> Plan:
    """Give a plan up (撤销). Raises Blocked, NotVisible."""
    return _step(plan, "withdraw", actor, reason)


@verb
def close(plan: Plan, *, actor: Actor) -> Plan:
    """End a plan and keep values and points as they are today (结束并定分). Raises Blocked, NotVisible."""
    plan = locked(plan, actor)
    today = clock.today()
    if today <= plan.ends_on:
        raise Blocked(f"计划到 {plan.ends_on} 才结束,现在不能定分。提前终止请用“撤销”。")
    from niangjia.statistics.queries import targets as queries  # loads Ibis

    targets = list(queries.rows_of(plan).select_for_update(of=("self",)))
    found = queries.progress(targets, today)
    for target in targets:
        one = found[target.pk]
        _keep(target, one, today)
        target.final_value, target.final_points = one.value, one.points
        if one.is_countable and one.points is None:
            target.final_points = Decimal(0)
    Target.objects.bulk_update(targets, [*_KEPT, "final_value", "final_points"])
    return _step(plan, "close", actor, "")


@verb
def refresh(plan: Plan, *, actor: Actor) -> Plan:
    """Count the progress of an issued plan now, for the workbench. Raises Blocked, NotVisible."""
    plan = locked(plan, actor)
    if plan.status != PlanState.ISSUED:
        raise Blocked("只有已下达的计划才统计进展。")
    _refresh([plan], clock.today())
    return plan


def refresh_all(today: date, *, actor: Actor = SYSTEM) -> int:
    """Count the progress of every issued plan, each in its own transaction; how many there were."""
    keys = list(Plan.objects.filter(status=PlanState.ISSUED).values_list("pk", flat=True))
    for key in keys:
        _refresh_one(key, today)
    return len(keys)


@verb
def _refresh_one(key: int, today: date) -> None:
    plan = lock(Plan, key)
    if plan.status == PlanState.ISSUED:
        _refresh([plan], today)


def _refresh(plans: Iterable[Plan], today: date) -> None:
    from niangjia.statistics.queries import targets as queries  # loads Ibis

    for plan in plans:
        targets = list(queries.rows_of(plan))
        found = queries.progress(targets, today)
        for target in targets:
            _keep(target, found[target.pk], today)
        Target.objects.bulk_update(targets, _KEPT)
        plan.counted_at = timezone.now()
        plan.save(update_fields=["counted_at", "updated_at"])


_HIGHEST = Decimal("999999.9")  # the column's; a target of 1 with a million reached
_KEPT = ("counted_value", "completion", "standing", "reached_on")


def _keep(target: Target, one: Progress, today: date) -> None:
    target.counted_value = one.value
    target.completion = None if one.completion is None else min(one.completion, _HIGHEST)
    target.standing = one.standing if one.is_countable else ""
    due_on = target.due_on or target.plan.ends_on
    target.reached_on = target_rules.reached_on(
        target.standing, target.reached_on, today, due_on, is_late=one.is_late
    )


def locked(plan: Plan, actor: Actor) -> Plan:
    """The plan for update. Raises NotVisible."""
    found = lock(Plan, plan.pk)
    require(actor, found.union)
    return found


def refuse_unless_draft(plan: Plan) -> None:
    """Raises Blocked for a plan that is no draft."""
    refused = rules.editing_refusal(plan.status)
    if refused:
        raise Blocked(refused)


def _check(values: PlanValues) -> None:
    if values.ends_on <= values.starts_on:
        raise Blocked("截止日期应晚于起始日期。", field="ends_on")
    refused = span_refusal(values.starts_on, values.ends_on)
    if refused:
        raise Blocked(refused, field="starts_on")
    if not values.owner.strip():
        raise Blocked("请写明负责人:计划要有人负责。", field="owner")


def _step(plan: Plan, code: str, actor: Actor, reason: str) -> Plan:
    plan = lock(Plan, plan.pk)
    step = PLAN.require(code, plan, actor, reason=reason)
    summary = f"{step.label}“{plan.title}”"
    return advance(plan, PLAN, step, actor=actor, summary=summary, reason=reason)
