"""The frame of every service: one transaction, rows locked before deciding, steps appended."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from niangjia.kernel import clock, journal, policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Transition
from niangjia.kernel.workflow import Step, Workflow

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)


def verb(service: Callable[P, R]) -> Callable[P, R]:
    """Run the service in one transaction (a savepoint inside another verb).

    A constraint that speaks Chinese (``violation_error_message``) refuses like a rule: Blocked.
    """

    @functools.wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic(), policy.remembered():
                return service(*args, **kwargs)
        except IntegrityError as error:
            message = _spoken_constraints().get(_constraint_of(error))
            if message is None:
                raise
            raise Blocked(message) from error

    return run


def _constraint_of(error: IntegrityError) -> str:
    """Name of the violated constraint, from PostgreSQL's own report."""
    report = getattr(error.__cause__, "diag", None)
    return getattr(report, "constraint_name", None) or ""


@functools.cache
def _spoken_constraints() -> dict[str, str]:
    """Constraint name → its Chinese message, for constraints that were given one."""
    silent = models.BaseConstraint.default_violation_error_message
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != silent
    }


def lock(model: type[M], pk: object, *, lets_refer: bool = False) -> M:
    """SELECT … FOR UPDATE of one row, without joined rows. Raises NotVisible when it is gone.

    ``lets_refer``: rows that refer to it may be added meanwhile (FOR NO KEY UPDATE). For long work that
    only wants to be alone with a union: a worker's sign-in there is a row that names it. Not for closing.
    """
    rows = model._default_manager.select_for_update(of=("self",), no_key=lets_refer)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def alone_with(subject: models.Model) -> None:
    """Wait until no other transaction is alone with it (an advisory lock, until commit).

    For deciding before a service takes the locks of rows, whose order is the service's own.
    """
    with connection.cursor() as cursor:
        sql = "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))"
        cursor.execute(sql, [subject._meta.label, str(subject.pk)])


def start(subject: models.Model, workflow: Workflow, *, actor: Actor, summary: str) -> None:
    """First line of a life cycle: the saved subject stands in the initial state."""
    _append(
        subject,
        workflow,
        step="start",
        source="",
        target=workflow.initial,
        actor=actor,
        reason="",
    )
    _set_due(subject, workflow)
    journal.record(f"{workflow.code}.start", subject, actor=actor, summary=summary)


def advance(
    subject: M, workflow: Workflow, step: Step, *, actor: Actor, summary: str = "", reason: str = ""
) -> M:
    """Take a step that ``workflow.require`` allowed: status, due date, transition, journal.

    The subject has the fields ``status`` and ``due_on``, and must be locked.
    """
    source = subject.status  # type: ignore[attr-defined]  # Stateful by contract
    subject.status = step.target  # type: ignore[attr-defined]  # Stateful by contract
    subject.save(update_fields=["status", "updated_at"])
    _set_due(subject, workflow)
    _append(
        subject,
        workflow,
        step=step.code,
        source=source,
        target=step.target,
        actor=actor,
        reason=reason,
    )
    journal.record(
        f"{workflow.code}.{step.code}",
        subject,
        actor=actor,
        summary=summary or f"{workflow.label}:{step.label}",
        reason=reason,
        changes={"status": (workflow.states[source], workflow.states[step.target])},
    )
    return subject


def due_on(workflow: Workflow, state: str, path: str, entered: date) -> date | None:
    """The earliest deadline of the steps that leave the state, by the policy in force there."""
    found: list[date] = []
    for step in workflow.steps_from(state):
        if step.within is None:
            continue
        within = step.within
        if step.policy:
            within = type(within)(int(policy.get(step.policy, path, entered)["days"]))
        found.append(clock.deadline(entered, within).on)
    return min(found, default=None)


def _set_due(subject: models.Model, workflow: Workflow) -> None:
    path: str = subject.scope_path  # type: ignore[attr-defined]  # Stateful by contract
    status: str = subject.status  # type: ignore[attr-defined]  # Stateful by contract
    subject.due_on = due_on(workflow, status, path, clock.today())  # type: ignore[attr-defined]
    subject.save(update_fields=["due_on", "updated_at"])


def _append(
    subject: models.Model,
    workflow: Workflow,
    *,
    step: str,
    source: str,
    target: str,
    actor: Actor,
    reason: str,
) -> None:
    Transition.objects.create(
        object_label=subject._meta.label_lower,
        object_id=subject.pk,
        workflow=workflow.code,
        step=step,
        source=source,
        target=target,
        actor_id=actor.user_id,
        actor_label=actor.label[:100],
        reason=reason[:500],
    )
