"""What every verb of this area begins with: the row locked, the actor's right, the right moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from niangjia.establishment import rules
from niangjia.establishment.models import ApplyingUnit, Establishment
from niangjia.kernel import journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import advance, lock
from niangjia.kernel.workflow import Step
from niangjia.unions.models import Union


def hold(establishment: Establishment) -> Establishment:
    """Lock the level above, then the application: parents first."""
    lock(Union, establishment.union_id)
    return lock(Establishment, establishment.pk)


def hold_for(
    establishment: Establishment, actor: Actor, states: Sequence[str], what: str
) -> Establishment:
    """Lock the application for a change that is no step. Raises NotVisible or Blocked."""
    establishment = hold(establishment)
    if not actor.may("establishment.apply", establishment.scope_path):
        raise NotVisible
    if establishment.status not in states:
        state = rules.ESTABLISHMENT.states[establishment.status]
        raise Blocked(f"不能{what}:当前状态是“{state}”。请刷新页面后再看。")
    return establishment


def note(
    establishment: Establishment,
    what: str,
    summary: str,
    *,
    actor: Actor,
    changes: Mapping[str, journal.Change] | None = None,
) -> Establishment:
    """Record a change that is no step, and hand the application on."""
    journal.record(
        f"establishment.{what}", establishment, actor=actor, summary=summary, changes=changes
    )
    return establishment


def step(
    establishment: Establishment, code: str, *, actor: Actor, reason: str = "", summary: str = ""
) -> Establishment:
    """Take a step of the life cycle on the locked application. Raises NotVisible or Blocked."""
    taken = rules.ESTABLISHMENT.require(code, establishment, actor, reason=reason)
    return finish(establishment, taken, actor=actor, reason=reason, summary=summary)


def finish(
    establishment: Establishment, taken: Step, *, actor: Actor, reason: str, summary: str
) -> Establishment:
    """Write the step that ``require`` allowed; an ended application frees its units."""
    workflow = rules.ESTABLISHMENT
    establishment = advance(
        establishment, workflow, taken, actor=actor, reason=reason, summary=summary
    )
    if workflow.is_final(establishment.status):
        ApplyingUnit.objects.filter(establishment=establishment).update(is_live=False)
    return establishment
