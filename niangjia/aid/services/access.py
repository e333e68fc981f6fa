"""What every verb on a file begins and ends with: the row locked, the step, the journal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from niangjia.aid import queries, rules
from niangjia.aid.models import HouseholdFile
from niangjia.aid.services.news import tell_step
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import advance, lock

_TAKERS = (
    "submitted_by_id",
    "checked_by_id",
    "endorsed_by_id",
    "proposed_by_id",
    "approved_by_id",
)
_TAKER = {
    "submit": "submitted_by_id",
    "resubmit": "submitted_by_id",
    "check": "checked_by_id",
    "recheck": "checked_by_id",
    "endorse": "endorsed_by_id",
    "propose": "proposed_by_id",
    "confirm_recheck": "proposed_by_id",
    "change_category": "proposed_by_id",
    "propose_exit": "proposed_by_id",
    "propose_removal": "proposed_by_id",
    "approve": "approved_by_id",
    "approve_change": "approved_by_id",
    "confirm_exit": "approved_by_id",
    "remove": "approved_by_id",
}
"""Step → the column that keeps its taker apart from the later ones."""

NEW_ROUND = ("submit", "resubmit", "refile", "uphold_objection", "recheck")
_AFRESH = ("submit", "resubmit", "refile", "recheck", "propose_exit", "propose_removal")
"""Steps that begin something new to be approved: nobody had a hand in it yet."""


def hold(file: HouseholdFile) -> HouseholdFile:
    """Lock the file and read it anew. Raises NotVisible when it is gone."""
    return lock(HouseholdFile, file.pk)


def hold_for(
    file: HouseholdFile, actor: Actor, permission: str, states: Collection[str] | None, what: str
) -> HouseholdFile:
    """Lock the file for a change that is no step. ``states`` None: any but an ended one.

    Raises NotVisible or Blocked.
    """
    file = hold(file)
    if not actor.may(permission, file.scope_path):
        raise NotVisible
    allowed = rules.ACTIVE if states is None else states
    if file.status not in allowed:
        state = rules.HOUSEHOLD_FILE.states[file.status]
        raise Blocked(f"不能{what}:档案当前是“{state}”。请刷新页面后再看。")
    return file


def not_own_case(file: HouseholdFile, actor: Actor) -> None:
    """Refuse whoever the file is about. Raises Blocked."""
    refused = rules.not_own_case(file, actor)
    if refused:
        raise Blocked(refused)


def note(
    file: HouseholdFile,
    what: str,
    summary: str,
    *,
    actor: Actor,
    reason: str = "",
    changes: Mapping[str, journal.Change] | None = None,
) -> None:
    """Record a change that is no step."""
    journal.record(
        f"aid.{what}", file, actor=actor, summary=summary, reason=reason, changes=changes
    )


def change(file: HouseholdFile, **values: Any) -> None:
    """Store plain values, and forget what was read for the guards."""
    for name, value in values.items():
        setattr(file, name, value)
    file.save(update_fields=[*values, "updated_at"])
    forget(file)


def forget(file: HouseholdFile) -> None:
    """The guards read anew after a change."""
    for name in ("facts", "takers", "applicant_user_ids", "_places"):
        file.__dict__.pop(name, None)


def step(
    file: HouseholdFile,
    code: str,
    *,
    actor: Actor,
    reason: str = "",
    summary: str = "",
    **values: Any,
) -> HouseholdFile:
    """Take a step on the locked file, ``values`` written with it. Raises NotVisible or Blocked."""
    taken = rules.HOUSEHOLD_FILE.require(code, file, actor, reason=reason)
    return finish(file, taken.code, actor=actor, reason=reason, summary=summary, **values)


def finish(
    file: HouseholdFile,
    code: str,
    *,
    actor: Actor,
    reason: str = "",
    summary: str = "",
    **values: Any,
) -> HouseholdFile:
    """Write a step that ``require`` allowed: values, takers, status, round, deadline."""
    taken = rules.HOUSEHOLD_FILE.step(code)
    change(file, **values, **_hands(file, code, actor))
    file = advance(file, rules.HOUSEHOLD_FILE, taken, actor=actor, reason=reason, summary=summary)
    if code in NEW_ROUND:
        last = journal.transitions_of(file).order_by("-id").values_list("pk", flat=True)
        change(file, round_from_id=last[0])
    set_due(file)
    tell_step(file)
    return file


def set_due(file: HouseholdFile) -> None:
    """The day on which the present state must have ended, as ``queries.term_of`` derives it."""
    term = queries.term_of(file, entered_on=clock.today())
    change(file, due_on=term.on if term else None)


def _hands(file: HouseholdFile, code: str, actor: Actor) -> dict[str, Any]:
    """The taker's column; those of later steps are empty again."""
    values: dict[str, Any] = {}
    if code in _AFRESH:
        values = dict.fromkeys(_TAKERS)
    elif code == "uphold_objection":
        values = dict.fromkeys(_TAKERS[1:])
    column = _TAKER.get(code)
    if column is not None:
        later = _TAKERS[_TAKERS.index(column) + 1 :]
        values |= dict.fromkeys(later) | {column: actor.user_id}
    if code in ("recheck", "refile"):
        values["entered_by_ids"] = []
    return values
