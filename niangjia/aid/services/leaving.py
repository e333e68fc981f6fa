"""Leaving (脱困、退档、死亡、迁出): what ends a file, and what ends with it."""

from __future__ import annotations

from datetime import date

from niangjia.aid import queries, rules
from niangjia.aid.models import HouseholdFile
from niangjia.aid.rules import codes, guards
from niangjia.aid.services.access import change, finish, hold, hold_for, not_own_case, note, step
from niangjia.aid.services.disputing import end_disputes
from niangjia.aid.services.marking import unmark
from niangjia.kernel import clock, notices
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import verb

_S = codes.FileStatus
MOST_MONTHS = 600


@verb
def record_recovery(
    file: HouseholdFile, *, is_cause_gone: bool, months_above: int, actor: Actor
) -> HouseholdFile:
    """Whether the cause is gone, and months in a row with income above the standard (脱困条件)."""
    states = (_S.IN_FILE, _S.RECHECK)
    file = hold_for(file, actor, rules.CHECK, states, "记录脱困条件")
    not_own_case(file, actor)
    if not 0 <= months_above <= MOST_MONTHS:
        raise Blocked("连续月数应为0至600。请核对。", field="months_above")
    refused = guards.months_refusal(months_above, queries.below_standard_on(file), clock.today())
    if refused:
        raise Blocked(refused, field="months_above")
    change(file, is_cause_gone=is_cause_gone, months_above=months_above)
    gone = "已消除" if is_cause_gone else "未消除"
    summary = f"致困原因{gone},人均收入连续{months_above}个月高于低保标准"
    note(file, "record_recovery", summary, actor=actor)
    return file


@verb
def propose_exit(
    file: HouseholdFile, *, exit_reason: str, actor: Actor, reason: str = ""
) -> HouseholdFile:
    """The unit proposes that the household leaves (申请脱困)."""
    label = codes.ExitReason(exit_reason).label
    return step(
        hold(file),
        "propose_exit",
        actor=actor,
        reason=reason,
        summary=f"申请脱困:{label}",
        exit_reason=exit_reason,
    )


@verb
def confirm_exit(file: HouseholdFile, *, actor: Actor, reason: str = "") -> HouseholdFile:
    """The city confirms: out of difficulty from today (确认脱困)."""
    today = clock.today()
    file = step(hold(file), "confirm_exit", actor=actor, reason=reason, exited_on=today)
    unmark(file, actor=actor, reason="已脱困")
    return file


@verb
def decline_exit(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The city does not agree (不同意脱困,继续在档)."""
    return step(hold(file), "decline_exit", actor=actor, reason=reason, exit_reason="")


@verb
def propose_removal(
    file: HouseholdFile, *, removal_reason: str, reason: str, actor: Actor
) -> HouseholdFile:
    """The county proposes to take the household out of file (提出退档)."""
    label = codes.RemovalReason(removal_reason).label
    return step(
        hold(file),
        "propose_removal",
        actor=actor,
        reason=reason,
        summary=f"提出退档:{label}",
        removal_reason=removal_reason,
    )


@verb
def remove(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The city removes it (确认退档); the worker may appeal."""
    today = clock.today()
    file = step(hold(file), "remove", actor=actor, reason=reason, refused_on=today, ended_on=today)
    unmark(file, actor=actor, reason="已退档")
    return file


@verb
def decline_removal(file: HouseholdFile, *, reason: str, actor: Actor) -> HouseholdFile:
    """The city does not agree (不同意退档,继续在档)."""
    return step(hold(file), "decline_removal", actor=actor, reason=reason, removal_reason="")


@verb
def record_death(
    file: HouseholdFile, *, reason: str, actor: Actor, died_on: date | None = None
) -> HouseholdFile:
    """The worker died: the file ends (本人死亡,注销). The family may apply anew in its own name."""
    return _end(file, "record_death", died_on, reason=reason, actor=actor)


@verb
def move_away(
    file: HouseholdFile, *, reason: str, actor: Actor, moved_on: date | None = None
) -> HouseholdFile:
    """The worker moved away: the file ends here, and one elsewhere will name it (迁出)."""
    return _end(file, "move_away", moved_on, reason=reason, actor=actor)


def _end(
    file: HouseholdFile, code: str, on: date | None, *, reason: str, actor: Actor
) -> HouseholdFile:
    today = clock.today()
    day = on or today
    if day > today:
        raise Blocked("日期不能晚于今天。请核对。")
    file = hold(file)
    rules.HOUSEHOLD_FILE.require(code, file, actor, reason=reason)
    file = finish(file, code, actor=actor, reason=reason, ended_on=day)
    notices.withdraw(file)
    end_disputes(file, actor=actor, why=rules.HOUSEHOLD_FILE.states[file.status])
    unmark(file, actor=actor, reason=rules.HOUSEHOLD_FILE.states[file.status])
    return file
