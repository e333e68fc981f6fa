"""Plan (一户一计划) and measures (一户一措施): set, advanced, waived with a reason."""

from __future__ import annotations

from datetime import date

from niangjia.aid import rules
from niangjia.aid.models import HouseholdFile, Measure, MeasureNote
from niangjia.aid.rules import codes
from niangjia.aid.services.access import change, hold_for, not_own_case, note
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb

_S = codes.FileStatus
PLANNED_IN = (_S.COMPARISON, _S.COUNTY, _S.CITY, *rules.FILED)
"""A plan is made while the county reviews, and kept up as long as the file stands."""
_MOVES = {
    codes.MeasureState.PLANNED: (codes.MeasureState.RUNNING, codes.MeasureState.DONE),
    codes.MeasureState.RUNNING: (codes.MeasureState.RUNNING, codes.MeasureState.DONE),
}


@verb
def set_plan(
    file: HouseholdFile,
    *,
    goal: str,
    until_on: date,
    cadre: str = "",
    cadre_user_id: int | None = None,
    actor: Actor,
) -> HouseholdFile:
    """Goal of the plan, its day, and the paired cadre. Raises NotVisible or Blocked (field named)."""
    file = _hold(file, actor, "制定帮扶计划")
    if not goal.strip() or len(goal) > 300:
        raise Blocked("请填写帮扶目标(不超过300字)。", field="goal")
    if until_on <= clock.today():
        raise Blocked("计划脱困日期应晚于今天。请核对。", field="until_on")
    if len(cadre) > 50:
        raise Blocked("结对干部姓名过长。请核对。", field="cadre")
    change(
        file,
        plan_goal=goal.strip(),
        plan_until=until_on,
        paired_cadre=cadre.strip(),
        paired_cadre_user_id=cadre_user_id,
    )
    note(file, "set_plan", f"制定帮扶计划,至{until_on}", actor=actor)
    return file


@verb
def add_measure(
    file: HouseholdFile, *, kind: str, goal: str, until_on: date, owner: str = "", actor: Actor
) -> Measure:
    """One of the seven measures for this household. Raises NotVisible or Blocked (field named)."""
    file = _hold(file, actor, "添加帮扶措施")
    label = codes.MeasureKind(kind).label
    if not goal.strip() or len(goal) > 300:
        raise Blocked("请填写措施的具体内容和目标(不超过300字)。", field="goal")
    if until_on <= clock.today():
        raise Blocked("完成期限应晚于今天。请核对。", field="until_on")
    made = Measure.objects.create(
        file=file, kind=kind, goal=goal.strip(), owner=owner.strip()[:50], until_on=until_on
    )
    note(file, "add_measure", f"添加帮扶措施“{label}”,至{until_on}", actor=actor)
    return made


@verb
def note_progress(
    measure: Measure, text: str, state: str, *, actor: Actor, on: date | None = None
) -> Measure:
    """A line of progress, and where the measure stands now. Raises NotVisible or Blocked."""
    file = _hold(measure.file, actor, "登记措施进展")
    measure = lock(Measure, measure.pk)
    day = on or clock.today()
    if day > clock.today():
        raise Blocked("日期不能晚于今天。请核对。", field="on")
    if not text.strip() or len(text) > 500:
        raise Blocked("请填写进展情况(不超过500字)。", field="text")
    now, wanted = codes.MeasureState(measure.state), codes.MeasureState(state)
    if wanted not in _MOVES.get(now, ()):
        raise Blocked(f"措施“{measure}”现在是“{now.label}”,不能改为“{wanted.label}”。")
    MeasureNote.objects.create(
        measure=measure,
        on=day,
        text=text.strip(),
        actor_id=actor.user_id,
        actor_label=actor.label[:100],
    )
    measure.state = wanted
    measure.done_on = day if wanted is codes.MeasureState.DONE else None
    measure.save(update_fields=["state", "done_on", "updated_at"])
    note(file, "progress", f"措施“{measure}”:{wanted.label}", actor=actor)
    return measure


@verb
def waive_measure(measure: Measure, *, reason: str, actor: Actor) -> Measure:
    """The county approves that a measure is not needed any more (经批准免除).

    不脱困不脱钩: who proposes the exit cannot waive it alone. Raises NotVisible or Blocked.
    """
    file = lock(HouseholdFile, measure.file_id)
    if not actor.may(rules.COUNTY, file.county_path):
        raise NotVisible
    file = _hold(file, actor, "免除措施", permission=rules.COUNTY)
    measure = lock(Measure, measure.pk)
    if measure.state not in codes.OPEN_MEASURES:
        raise Blocked(f"措施“{measure}”已办结,不用免除。")
    if not reason.strip():
        raise Blocked("不能免除措施:请写明原因。", field="reason")
    measure.state = codes.MeasureState.WAIVED
    measure.waive_reason = reason.strip()[:300]
    measure.waived_by_id = actor.user_id
    measure.save(update_fields=["state", "waive_reason", "waived_by_id", "updated_at"])
    note(file, "waive_measure", f"免除措施“{measure}”", actor=actor, reason=reason)
    return measure


def _hold(
    file: HouseholdFile, actor: Actor, what: str, *, permission: str = rules.CHECK
) -> HouseholdFile:
    file = hold_for(file, actor, permission, PLANNED_IN, what)
    not_own_case(file, actor)
    return file
