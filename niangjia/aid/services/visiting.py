"""Visits (走访): the check at home, the paired cadre's, and the follow-up after the exit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from niangjia.aid import rules
from niangjia.aid.models import HouseholdFile, Visit
from niangjia.aid.rules import codes
from niangjia.aid.services.access import hold_for, not_own_case, note, set_due
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import verb

_S = codes.FileStatus
_STATES = {
    codes.VisitKind.CHECK: (_S.SUBMITTED, _S.RECHECK),
    codes.VisitKind.PAIRED: rules.FILED,
    codes.VisitKind.FOLLOW_UP: (_S.EXITED, _S.FOLLOWED),
}
OLDEST_VISIT = timedelta(days=366)
SHORTEST, LONGEST = 4, 1000


@verb
def record_visit(
    file: HouseholdFile,
    *,
    kind: str,
    on: date,
    visitors: Sequence[str],
    findings: str,
    is_true: bool = True,
    actor: Actor,
) -> Visit:
    """Write down a visit. Raises NotVisible or Blocked (field named)."""
    visit_kind = codes.VisitKind(kind)
    what = f"登记{visit_kind.label}"
    file = hold_for(file, actor, rules.CHECK, _STATES[visit_kind], what)
    not_own_case(file, actor)
    names = list(dict.fromkeys(name.strip() for name in visitors if name.strip()))
    if not names or any(len(name) > 50 for name in names):
        raise Blocked("请填写走访人员的姓名,每人一个。", field="visitors")
    today = clock.today()
    if not today - OLDEST_VISIT <= on <= today:
        raise Blocked("走访日期应在今天或之前一年内。请核对。", field="on")
    findings = findings.strip()
    if not SHORTEST <= len(findings) <= LONGEST:
        raise Blocked(f"请填写走访情况({SHORTEST}至{LONGEST}字)。", field="findings")
    visit = Visit.objects.create(
        file=file,
        kind=visit_kind,
        on=on,
        visitors=names,
        findings=findings,
        is_true=is_true,
        recorded_by_id=actor.user_id,
    )
    note(file, "visit", f"{what}({on},{len(names)}人)", actor=actor)
    if file.status == _S.EXITED:
        set_due(file)  # an early visit, where the place wants one, is made
    return visit
