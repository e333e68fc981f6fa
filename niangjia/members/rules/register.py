"""What a checked row means for somebody the register already knows. Pure.

Source: 工会会员会籍管理办法 (2016): one person, one membership; the table of decisions is in
docs/guide/member-import.md.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import NamedTuple

from niangjia.kernel.choices import TextCode
from niangjia.kernel.findings import Finding, Severity
from niangjia.members.rules.header import Column
from niangjia.members.rules.lifecycle import EventKind, MembershipStatus

ENTERING = frozenset({EventKind.JOIN, EventKind.TRANSFER_IN})
LEAVING = frozenset({EventKind.TRANSFER_OUT, EventKind.EXPEL, EventKind.RESIGN})


class BatchState(TextCode):
    """Where an import batch (导入批次) stands."""

    CHECKING = "checking", "检查中"
    CHECKED = "checked", "待确认导入"
    COMMITTED = "committed", "已导入"
    UNDONE = "undone", "已撤销"
    FAILED = "failed", "文件无法使用"


class Action(IntEnum):
    """What committing the row will do."""

    REFUSE = 0
    ENTER = 1
    KEEP = 2
    RETAIN = 3
    LEAVE = 4


class Known(NamedTuple):
    """A row of the sheet beside what the register has of that person.

    ``open_*`` describe the membership that has not ended; ``was_entered`` and ``was_left`` tell
    that exactly this change stands in the register already, on that day at that union.
    """

    row: int
    change: int
    changed_on: date
    name: str
    known_name: str
    died_on: date | None
    open_id: int | None
    open_union_id: int | None
    open_union_name: str | None
    open_status: str | None
    open_since: date | None
    retained_on: date | None
    last_event_on: date | None
    last_left_on: date | None
    was_entered: bool
    was_left: bool


class Verdict(NamedTuple):
    """What to do with the row, and what to tell its sender."""

    action: Action
    finding: Finding | None = None


def judge_stranger(row: int, change: int) -> Verdict:
    """A row about somebody the register does not know."""
    if change in ENTERING:
        return Verdict(Action.ENTER)
    return _not_here(row, change, "登记库中没有此人")


def judge(known: Known, union_id: int) -> Verdict:
    """Decide one row for the union that sent it."""
    if known.change in ENTERING:
        return _judge_entering(known, union_id)
    if known.was_left:
        return _unchanged(known.row, "这项变化已经登记过")
    if known.open_union_id != union_id:
        where = f"现为“{known.open_union_name}”的会员" if known.open_id else "现在没有会籍"
        return _not_here(known.row, known.change, f"此人{where}")
    if known.change == EventKind.RETAIN and known.open_status == MembershipStatus.RETAINED:
        return _unchanged(known.row, f"会籍自{known.retained_on}起已经保留")
    if known.last_event_on and known.changed_on < known.last_event_on:
        return _too_early(known, f"上次会籍变化的日期{known.last_event_on}")
    return Verdict(Action.RETAIN if known.change == EventKind.RETAIN else Action.LEAVE)


def _judge_entering(known: Known, union_id: int) -> Verdict:
    if known.open_id is not None and known.open_union_id == union_id:
        differs = "" if known.name == known.known_name else ",登记的姓名与表中不同"
        return _unchanged(known.row, f"自{known.open_since}起已是本工会会员{differs}")
    if known.was_entered:
        return _unchanged(known.row, f"{known.changed_on}在本工会入会已登记过,会籍后来已结束")
    if known.open_id is not None:
        return _refuse(
            known.row,
            Column.ID_NUMBER,
            "conflict_elsewhere",
            f"此人自{known.open_since}起为“{known.open_union_name}”的会员,一人不能同时有两份会籍。"
            "请发起转会,由双方工会确认后转入。",
        )
    if known.died_on is not None:
        message = "此人已登记死亡,不能入会。请核对证件号码;如登记有误,请先联系原工会更正。"
        return _refuse(known.row, Column.ID_NUMBER, "conflict_elsewhere", message)
    if known.name != known.known_name:
        message = "该证件号码已登记为另一姓名。请对照身份证核对;如确已改名,请先由原工会更正姓名。"
        return _refuse(known.row, Column.NAME, "conflict_elsewhere", message)
    if known.last_left_on and known.changed_on < known.last_left_on:
        return _too_early(known, f"上一段会籍的结束日期{known.last_left_on}")
    return Verdict(Action.ENTER)


def phone_known(row: int) -> Finding:
    """The phone belongs to somebody else in the register as well."""
    message = "登记库中另有一人使用此手机号。家人共用可以导入;如填错请更正,以免收不到通知。"
    return Finding(row, Column.PHONE, "shared_phone", Severity.WARN, message)


def _unchanged(row: int, why: str) -> Verdict:
    message = f"{why},本行不作改动。"
    return Verdict(
        Action.KEEP, Finding(row, Column.ID_NUMBER, "already_member", Severity.WARN, message)
    )


def _not_here(row: int, change: int, why: str) -> Verdict:
    label = EventKind(change).label
    message = f"{why},不是本工会会员,不能办理“{label}”。请核对证件号码,或由其所在工会办理。"
    return _refuse(row, Column.CHANGE, "conflict_elsewhere", message)


def _too_early(known: Known, limit: str) -> Verdict:
    message = f"会籍变化日期{known.changed_on}早于{limit}。请核对后填写此后的日期。"
    return _refuse(known.row, Column.CHANGED_ON, "date_invalid", message)


def _refuse(row: int, column: Column, code: str, message: str) -> Verdict:
    return Verdict(Action.REFUSE, Finding(row, column, code, Severity.ERROR, message))
