"""Who opened a household's file (查阅档案): told to the worker under 谁看过我的资料."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from niangjia.aid import queries, rules
from niangjia.aid.models import HouseholdFile
from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.verbs import verb

OPENED = "aid.open"


@verb
def note_look(file: HouseholdFile, *, actor: Actor) -> None:
    """Record that a cadre saw what stands in the file: one line a cadre, file and day.

    The reason is the step that waits for her within a term, else 查阅. Of her own look nothing is kept.
    Basis: 个人信息保护法 arts. 28, 44.
    """
    if actor.user_id is None or queries.is_own(file, actor):
        return
    today = timezone.make_aware(datetime.combine(clock.today(), time.min))
    seen = journal.entries_of(file).filter(verb=OPENED, actor_id=actor.user_id, at__gte=today)
    if seen.exists():
        return
    state = rules.HOUSEHOLD_FILE.states[file.status]
    steps = rules.HOUSEHOLD_FILE.steps_from(file.status)
    is_hers = any(one.within is not None and one.is_permitted(file, actor) for one in steps)
    journal.record(
        OPENED,
        file,
        actor=actor,
        summary="查看家庭情况和材料",
        reason=f"办理档案({state})" if is_hers else f"查阅档案({state})",
        is_read=True,
    )
