"""How the day a piece of work is due was found (期限的由来), for many objects in two queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from niangjia.kernel import clock
from niangjia.kernel.models import Policy, Transition
from niangjia.kernel.policy import DECLARED, upwards
from niangjia.kernel.workflow import Step, Workflow

Key = tuple[str, int]


@dataclass(frozen=True)
class Clock:
    """An object that waits in a state of a life cycle until ``due_on``.

    ``label`` is the model's (``aid.grant``), ``path`` the tree path of the union whose
    parameters hold.
    """

    label: str
    pk: int
    workflow: Workflow
    state: str
    path: str
    due_on: date


def derivations(clocks: Sequence[Clock]) -> dict[Key, str]:
    """(model label, pk) → event, term, holidays, last day and legal basis in Chinese.

    Counted anew from the transition into the state and the parameters of that day. A clock whose
    day cannot be counted again (it was set by hand or moved) is left out.
    """
    entered = _entered(clocks)
    adopted = _adopted({step.policy for one in clocks for step in _steps(one)})
    found = {}
    for one in clocks:
        key = (one.label, one.pk)
        if key in entered:
            text = _derive(one, entered[key], adopted)
            if text:
                found[key] = text
    return found


def from_step(step: Step, start: date, path: str, adopted: Iterable[Policy]) -> tuple[date, str]:
    """Last day and derivation of one step's term that began on ``start``."""
    assert step.within is not None
    within, basis = step.within, ""
    if step.policy:
        declared = DECLARED[step.policy]
        here = [
            row
            for row in adopted
            if row.code == step.policy and row.union_path in upwards(path) and _holds(row, start)
        ]
        nearest = max(here, key=lambda row: len(row.union_path), default=None)
        values = {**declared.default, **(nearest.params if nearest else {})}
        within = replace(within, count=int(values["days"]))
        basis = nearest.basis if nearest else declared.basis
    term = clock.deadline(start, within)
    return term.on, f"{step.label}:{term.text},即{term.on}。" + (f"依据:{basis}。" if basis else "")


def _derive(one: Clock, entered: date, adopted: Sequence[Policy]) -> str:
    """The step whose term ends first, then the others that leave the state."""
    terms = sorted(from_step(step, entered, one.path, adopted) for step in _steps(one))
    if not terms or terms[0][0] != one.due_on:
        return ""
    return f"{entered}进入“{one.workflow.states[one.state]}”。" + "".join(text for _, text in terms)


def _steps(one: Clock) -> list[Step]:
    return [step for step in one.workflow.steps_from(one.state) if step.within is not None]


def _holds(row: Policy, on: date) -> bool:
    lower, upper = row.valid.lower, row.valid.upper
    return (lower is None or lower <= on) and (upper is None or on < upper)


def _entered(clocks: Sequence[Clock]) -> dict[Key, date]:
    """Day of the last transition into the state the object stands in; one query."""
    if not clocks:
        return {}
    states = {(one.label, one.pk): one.state for one in clocks}
    by_label: dict[str, list[int]] = {}
    for label, pk in states:
        by_label.setdefault(label, []).append(pk)
    asked = Q()
    for label, keys in by_label.items():
        asked |= Q(object_label=label, object_id__in=keys)
    rows = Transition.objects.filter(asked).order_by("id")
    return {
        (label, pk): clock.local_day(at)
        for label, pk, target, at in rows.values_list("object_label", "object_id", "target", "at")
        if states[label, pk] == target
    }


def _adopted(codes: set[str]) -> list[Policy]:
    """All sets ever adopted of these parameters; one query, a handful of rows."""
    wanted = codes - {""}
    return list(Policy.objects.filter(code__in=wanted)) if wanted else []
