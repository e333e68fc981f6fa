"""When a file must be dealt with, and how that was found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from niangjia.aid.models import HouseholdFile
from niangjia.aid.rules import HOUSEHOLD_FILE, codes, terms
from niangjia.kernel import clock, journal, notices, policy
from niangjia.kernel.clock import CalendarDays
from niangjia.kernel.models import PublicNotice
from niangjia.unions.rules.terms import add_months

_S = codes.FileStatus
_WORK = {one.code: one.work for one in terms.PARAMETERS}


class Term(NamedTuple):
    """A deadline: the day, what is due, and the derivation in Chinese."""

    on: date
    what: str
    why: str


def term_of(file: HouseholdFile, *, entered_on: date | None = None) -> Term | None:
    """What the file waits for in its present state; ``entered_on``: since when (looked up if None)."""
    match file.status:
        case _S.IN_FILE:
            return _recheck(file)
        case _S.EXITED | _S.FOLLOWED:
            return _follow_up(file)
        case _S.NOTICE:
            return _notice(file)
    day = entered_on or _entered(file)
    return min(_steps(file, day), default=None)


def derivations(dues: Mapping[int, date]) -> dict[int, str]:
    """File (pk → its stored day) → how the day was found, where no step of the life cycle sets it.

    Re-check, follow-ups and public notice; two queries for any number of files.
    """
    files = HouseholdFile.objects.filter(pk__in=dues, status__in=_DERIVED)
    label = HouseholdFile._meta.label_lower
    live = PublicNotice.objects.filter(object_label=label, object_id__in=dues, withdrawn_at=None)
    began = dict(live.order_by("pk").values_list("object_id", "starts_on"))
    found = {}
    for file in files.only("status", "filed_on", "rechecked_on", "exited_on"):
        text = _derived(file, dues[file.pk], began.get(file.pk))
        if text:
            found[file.pk] = text
    return found


_DERIVED = (_S.IN_FILE, _S.EXITED, _S.FOLLOWED, _S.NOTICE)


def _derived(file: HouseholdFile, on: date, notice_from: date | None) -> str:
    """From the stored days alone: they were counted when the state was entered."""
    base = file.rechecked_on or file.filed_on
    match file.status:
        case _S.IN_FILE if base is not None:
            since = "上次复核" if file.rechecked_on else "建档"
            is_year = on == terms.recheck_on(base)
            how = "满一年须复核" if is_year else f"{(on - base).days}天内须复核(当地规定)"
            return f"{since}之日{base}起{how},即{on}。"
        case _S.EXITED | _S.FOLLOWED if file.exited_on is not None:
            which = 0 if file.status == _S.EXITED else 1
            from_on = terms.follow_up_on(file.exited_on)[which]
            if on < from_on:
                return f"脱困之日{file.exited_on}起当地规定提前回访,至{on}。"
            return (
                f"脱困之日{file.exited_on}起满{(6, 12)[which]}个月即{from_on}可以回访,"
                f"{(on - from_on).days}天内办理,至{on}。"
            )
        case _S.NOTICE if notice_from is not None:
            return f"自{notice_from}公示至{on}(含当日),期满由系统自动结束公示。"
    return ""


def _steps(file: HouseholdFile, entered: date) -> list[Term]:
    """The earliest deadline of the steps that leave the state, by the policy in force there."""
    found = []
    for step in HOUSEHOLD_FILE.steps_from(file.status):
        if step.within is None:
            continue
        days = int(policy.get(step.policy, file.scope_path, entered)["days"])
        deadline = clock.deadline(entered, type(step.within)(days))
        found.append(Term(deadline.on, f"完成{_WORK[step.policy]}", deadline.text))
    return found


def _entered(file: HouseholdFile) -> date:
    last = journal.transitions_of(file).order_by("-id").first()
    return clock.local_day(last.at if last else file.created_at)


def _recheck(file: HouseholdFile) -> Term | None:
    """A year after filing or the last re-check at the latest; a local rule may be stricter."""
    base = file.rechecked_on or file.filed_on
    if base is None:
        return None
    since = "上次复核" if file.rechecked_on else "建档"
    days = int(policy.get(terms.RECHECK.code, file.scope_path, base)["days"])
    local = clock.deadline(base, CalendarDays(days))
    year = terms.recheck_on(base)
    if local.on < year:
        return Term(local.on, "年度复核", f"{since}:{local.text}")
    return Term(year, "年度复核", f"{since}之日{base}起满一年")


def _follow_up(file: HouseholdFile) -> Term | None:
    """So many days after six and twelve months from the exit: before that no visit counts.

    A local rule may want one more visit earlier; it is due until a visit was recorded.
    """
    if file.exited_on is None:
        return None
    which = 0 if file.status == _S.EXITED else 1
    early = None if which else _early_visit(file, file.exited_on)
    if early is not None:
        return early
    term = (terms.FOLLOW_UP, terms.FOLLOW_UP_AGAIN)[which]
    from_on = terms.follow_up_on(file.exited_on)[which]
    days = int(policy.get(term.code, file.scope_path, file.exited_on)["days"])
    deadline = clock.deadline(from_on, CalendarDays(days))
    why = f"脱困之日{file.exited_on}起满{(6, 12)[which]}个月,{deadline.text}"
    return Term(deadline.on, ("首次回访", "再次回访")[which], why)


def _early_visit(file: HouseholdFile, exited_on: date) -> Term | None:
    """The visit before the first one, where the place wants it and it was not made."""
    months = int(policy.get(terms.FOLLOW_UP_EARLY.code, file.scope_path, exited_on)["months"])
    if not months:
        return None
    from_on = add_months(exited_on, months)
    if file.visits.filter(kind=codes.VisitKind.FOLLOW_UP, on__gte=from_on).exists():
        return None
    days = int(policy.get(terms.FOLLOW_UP.code, file.scope_path, exited_on)["days"])
    deadline = clock.deadline(from_on, CalendarDays(days))
    why = f"脱困之日{exited_on}起满{months}个月(当地规定),{deadline.text}"
    return Term(deadline.on, "提前回访", why)


def _notice(file: HouseholdFile) -> Term | None:
    notice = notices.of(file).filter(withdrawn_at=None).first()
    if notice is None:
        return None
    return Term(notice.ends_on, "公示期满", f"自{notice.starts_on}公示至{notice.ends_on}(含当日)")
