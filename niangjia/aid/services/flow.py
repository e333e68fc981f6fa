"""The steps of a household file (困难职工档案流程), one function per step of ``rules.HOUSEHOLD_FILE``.

Each raises NotVisible (no right where the file belongs) or Blocked (a rule refuses) and changes
nothing then. ``reason`` is asked for by steps against the course of things.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from niangjia.aid import queries, rules
from niangjia.aid.models import HouseholdFile
from niangjia.aid.rules import codes, notice, terms
from niangjia.aid.services.access import finish, hold, step
from niangjia.aid.services.marking import mark
from niangjia.kernel import clock, journal, notices, policy
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import verb

_REFILED = "返困属实。请按现在的情况修改家庭情况和材料,再提交一次。"

# --- Applying -----------------------------------------------------------------------------


@verb
def submit(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """Hand the application in (提交申请)."""
    return step(hold(file), "submit", actor=actor, submitted_on=clock.today())


@verb
def resubmit(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """Hand it in again after correction (补正后重新提交)."""
    return step(hold(file), "resubmit", actor=actor, submitted_on=clock.today())


@verb
def withdraw(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """Take the application back before it was looked into (撤回申请)."""
    return step(hold(file), "withdraw", actor=actor, reason=reason, ended_on=clock.today())


# --- The unit -----------------------------------------------------------------------------


@verb
def check(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """The home visit found it true (入户核实属实)."""
    return step(hold(file), "check", actor=actor, reason=reason)


@verb
def publish(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """Show masked name, unit and category to everybody for the policy's days (单位公示).

    The day of publication is not counted.
    """
    file = hold(file)
    rules.HOUSEHOLD_FILE.require("publish", file, actor, reason=reason)
    today = clock.today()
    tried = queries.trial(file, file.scope_path, today)
    assert tried.category is not None  # guarded: notice_is_safe
    days = int(policy.get(terms.NOTICE.code, file.scope_path, today)["days"])
    _show(file, tried.category, today, today + timedelta(days=days))
    summary = f"公示{days}天,初步认定为{tried.met}"
    values = {"category": tried.category, "file_level": tried.file_level or ""}
    return finish(file, "publish", actor=actor, reason=reason, summary=summary, **values)


def _show(file: HouseholdFile, category: codes.Category, from_on: date, until_on: date) -> None:
    entry = notice.Entry(file.person.name, queries.unit_of(file), category)
    notices.publish(
        file,
        union_id=file.union_id,
        title="困难职工建档公示",
        lines=[notice.public_line(entry)],
        contact=f"{file.union.name}、{file.county.name}帮扶部门",
        starts_on=from_on,
        ends_on=until_on,
    )


@verb
def end_notice(file: HouseholdFile, *, actor: Actor = SYSTEM, reason: str = "") -> HouseholdFile:
    """Close the notice after its last day (公示期满)."""
    file = hold(file)
    if file.status == codes.FileStatus.NOTICE and (
        file.due_on is None or clock.today() <= file.due_on
    ):
        raise Blocked(f"公示到{file.due_on}为止,还没有期满。")
    summary = f"公示于{file.due_on}期满,没有未办结的异议"
    return step(file, "end_notice", actor=actor, summary=summary)


def end_notices(on: date, *, actor: Actor = SYSTEM) -> int:
    """Close every notice that has run out, each on its own; how many were closed."""
    count = 0
    for file in queries.with_ended_notice(on):
        try:
            end_notice(file, actor=actor)
        except Blocked:  # somebody raised an objection in this very moment
            continue
        count += 1
    return count


def stop_clock(file: HouseholdFile, *, actor: Actor, reason: str) -> HouseholdFile:
    """An objection came while the notice ran: to the inquiry. For ``disputing``; the file is locked."""
    return step(file, "object", actor=actor, reason=reason)


@verb
def dismiss_objection(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """No objection held: the notice goes on for the days that were left (异议不成立,继续公示)."""
    file = hold(file)
    rules.HOUSEHOLD_FILE.require("dismiss_objection", file, actor, reason=reason)
    left = _days_left(file)
    notices.withdraw(file)
    today = clock.today()
    _show(file, codes.Category(file.category), today, today + timedelta(days=left))
    return finish(
        file, "dismiss_objection", actor=actor, reason=reason, summary=f"继续公示{left}天"
    )


def _days_left(file: HouseholdFile) -> int:
    """Days of the notice that were still to come when the objection stopped the clock; at least one."""
    shown = notices.of(file).filter(withdrawn_at=None).first()
    stopped = journal.transitions_of(file).filter(step="object").order_by("-id").first()
    if shown is None or stopped is None:
        return 1
    return max((shown.ends_on - clock.local_day(stopped.at)).days, 1)


@verb
def uphold_objection(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """An objection held: the unit looks again (异议成立,退回核实)."""
    file = step(hold(file), "uphold_objection", actor=actor, reason=reason)
    notices.withdraw(file)
    return file


@verb
def refuse_objected(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """An objection held: no file (异议成立,不予建档)."""
    return _refuse(file, "refuse_objected", reason=reason, actor=actor)


# --- Reviews ------------------------------------------------------------------------------


@verb
def endorse(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """The township agrees (复核同意)."""
    return step(hold(file), "endorse", actor=actor, reason=reason)


@verb
def compare(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """The answers of the comparison are there (比对完成)."""
    return step(hold(file), "compare", actor=actor, reason=reason)


@verb
def propose(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """The county proposes the file on the decision that is kept (审核同意,报市级)."""
    file = hold(file)
    rules.HOUSEHOLD_FILE.require("propose", file, actor, reason=reason)
    return finish(file, "propose", actor=actor, reason=reason, **_decided(file))


@verb
def approve(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """The city approves: the household is in file from today (批准建档)."""
    file = hold(file)
    rules.HOUSEHOLD_FILE.require("approve", file, actor, reason=reason)
    values = _decided(file) | {
        "filed_on": clock.today(),
        "rechecked_on": None,
        "is_cause_gone": False,
        "months_above": 0,
        "exited_on": None,
        "exit_reason": "",
        "removal_reason": "",
        "refused_on": None,
    }
    summary = f"批准建档:{file.facts.category}"
    file = finish(file, "approve", actor=actor, reason=reason, summary=summary, **values)
    mark(file, actor=actor)
    return file


def _decided(file: HouseholdFile) -> dict[str, Any]:
    """Category and level of the decision that is kept; a guard saw that it is positive."""
    kept = queries.last_decision(file)
    assert kept is not None  # guarded: is_eligible
    return {"category": kept.category, "file_level": kept.file_level}


@verb
def return_from_unit(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The unit asks for correction (退回补正)."""
    return step(hold(file), "return_from_unit", actor=actor, reason=reason)


@verb
def return_from_township(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The township asks for correction (退回补正)."""
    return step(hold(file), "return_from_township", actor=actor, reason=reason)


@verb
def return_from_county(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The county asks for correction (退回补正)."""
    return step(hold(file), "return_from_county", actor=actor, reason=reason)


@verb
def return_from_city(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The city hands it back to the county (退回县级)."""
    return step(hold(file), "return_from_city", actor=actor, reason=reason)


@verb
def refuse_at_county(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The county refuses (不予建档); the worker may appeal."""
    return _refuse(file, "refuse_at_county", reason=reason, actor=actor)


@verb
def refuse_at_city(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The city refuses (不予建档); the worker may appeal."""
    return _refuse(file, "refuse_at_city", reason=reason, actor=actor)


def _refuse(file: HouseholdFile, code: str, *, reason: str, actor: Actor) -> HouseholdFile:
    today = clock.today()
    file = step(hold(file), code, actor=actor, reason=reason, refused_on=today, ended_on=today)
    notices.withdraw(file)
    return file


# --- In file ------------------------------------------------------------------------------


@verb
def recheck(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """Begin the yearly re-check (开始年度复核): the household is entered anew and visited."""
    return step(hold(file), "recheck", actor=actor, reason=reason)


@verb
def confirm_recheck(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """It stays in file under the same category (复核后继续在档)."""
    return step(
        hold(file), "confirm_recheck", actor=actor, reason=reason, rechecked_on=clock.today()
    )


@verb
def change_category(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The re-check found another category; the city decides (调整类别,转档)."""
    file = hold(file)
    summary = f"拟调整为{file.facts.category}" if file.facts.category else ""
    return step(file, "change_category", actor=actor, reason=reason, summary=summary)


@verb
def approve_change(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """The city approves the other category (批准转档)."""
    file = hold(file)
    rules.HOUSEHOLD_FILE.require("approve_change", file, actor, reason=reason)
    values = _decided(file) | {"rechecked_on": clock.today()}
    summary = f"由{file.facts.filed_category}调整为{file.facts.category}"
    return finish(file, "approve_change", actor=actor, reason=reason, summary=summary, **values)


@verb
def decline_change(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The city does not agree (不同意转档,重新复核)."""
    return step(hold(file), "decline_change", actor=actor, reason=reason)


# --- Relapse ------------------------------------------------------------------------------


@verb
def follow_up(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """The first visit after the exit was made (完成首次回访)."""
    return step(hold(file), "follow_up", actor=actor, reason=reason)


@verb
def close(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """The second visit was made: the file is closed (完成再次回访,结案)."""
    return step(hold(file), "close", actor=actor, reason=reason, ended_on=clock.today())


@verb
def report_relapse(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The household is in difficulty again (报告返困)."""
    return step(hold(file), "report_relapse", actor=actor, reason=reason)


@verb
def refile(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """The relapse is true: the household is written as it stands now and handed in anew (返困属实)."""
    return step(hold(file), "refile", actor=actor, reason=reason or _REFILED)


@verb
def dismiss_relapse(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The relapse is not true (返困不属实)."""
    return step(hold(file), "dismiss_relapse", actor=actor, reason=reason)


# --- Clocks -------------------------------------------------------------------------------


def begin_rechecks(on: date, *, actor: Actor = SYSTEM) -> int:
    """Begin the re-check of every file whose year is over on that day; how many were begun."""
    count = 0
    for file in queries.due_for_recheck(on):
        try:
            recheck(file, actor=actor, reason="在档满一年,自动转入年度复核")
        except Blocked:  # somebody began it, or took another step, in this very moment
            continue
        count += 1
    return count
