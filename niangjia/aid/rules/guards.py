"""What must be true before a step of the household file: values in, Chinese reason out. Pure.

Source: domain 04 §4.3; 银川 (不脱困不脱钩), 安徽 (连续6个月), 山东 (满一年复核).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from niangjia.aid.rules import terms
from niangjia.kernel.actor import Actor
from niangjia.kernel.workflow import Guard

VISITORS = 2
"""入户核实 is done by two people (本系统理解)."""


@dataclass(frozen=True)
class FileFacts:
    """All that the guards look at, as it stands on the day ``on``.

    ``problems``: sentences of ``validation`` that are errors. ``is_confirmed``: the worker herself stands
    behind what a cadre entered. ``upheld_objection_count``: of this round. ``filed_category``: the one
    the file stands under. ``checked_on``, ``visitor_count``: home
    visit of this round. ``is_decided``: a decision on the present facts is kept; ``category`` its
    result in words, empty when not eligible; ``refusals``: why not. ``open_measures``: measures
    neither done nor waived. ``months_above``: months in a row above the standard.
    ``exit_months``, ``appeal_days``: policy in force.
    """

    on: date
    problems: tuple[str, ...] = ()
    has_commitment: bool = False
    has_authorisation: bool = False
    is_confirmed: bool = True
    checked_on: date | None = None
    visitor_count: int = 0
    is_visit_true: bool = True
    notice_refusal: str = ""
    other_file: str = ""
    open_objection_count: int = 0
    upheld_objection_count: int = 0
    is_compared: bool = False
    open_mismatch_count: int = 0
    is_decided: bool = False
    category: str = ""
    filed_category: str = ""
    refusals: tuple[str, ...] = ()
    has_plan: bool = False
    open_measures: tuple[str, ...] = ()
    is_cause_gone: bool = False
    months_above: int = 0
    exit_months: int = terms.EXIT_MONTHS.count
    exited_on: date | None = None
    visits_after_exit: tuple[date, ...] = ()
    refused_on: date | None = None
    appeal_count: int = 0
    appeal_days: int = terms.APPEAL_WINDOW.count


class HouseholdFile(Protocol):
    """What the guards read of a file.

    ``applicant_user_ids``: accounts of the worker and of everybody in the household.
    ``takers``: step code → who took it in this round (since the last submission).
    """

    @property
    def facts(self) -> FileFacts:
        """Its state for the guards."""
        ...

    @property
    def applicant_user_ids(self) -> frozenset[int]:
        """Whose case it is."""
        ...

    @property
    def takers(self) -> Mapping[str, frozenset[int]]:
        """Who had which hand in it."""
        ...


Check = Callable[[FileFacts], str | None]


def needs(*checks: Check) -> Guard:
    """A guard that refuses with the first check's reason."""

    def guard(subject: HouseholdFile, actor: Actor) -> str | None:
        for check in checks:
            refused = check(subject.facts)
            if refused:
                return refused
        return None

    return guard


def not_own_case(subject: HouseholdFile, actor: Actor) -> str | None:
    """Whose case it is applies and appeals; she takes no other step in it."""
    if actor.user_id is not None and actor.user_id in subject.applicant_user_ids:
        return "这是您本人或家人的档案,不能由您办理。请由其他人办理。"
    return None


def other_than(*steps: str) -> Guard:
    """Maker ≠ checker: not who took one of those steps in this round."""

    def guard(subject: HouseholdFile, actor: Actor) -> str | None:
        if any(actor.user_id in subject.takers.get(step, ()) for step in steps):
            return "您已办理过这份档案本轮的前一环节,不能再由您审批。请由其他人办理。"
        return None

    return guard


# --- Filing -------------------------------------------------------------------------------


def is_complete(facts: FileFacts) -> str | None:
    """Nothing wrong in what was entered; all of it is told."""
    if not facts.problems:
        return None
    return f"还有{len(facts.problems)}处需要改正:{''.join(facts.problems)}"


def papers_are_signed(facts: FileFacts) -> str | None:
    """承诺书 and 核对授权书 before anything is looked into."""
    named = ((facts.has_commitment, "承诺书"), (facts.has_authorisation, "核对授权书"))
    missing = [name for is_there, name in named if not is_there]
    if not missing:
        return None
    return f"还没有签署{'和'.join(missing)}。请由职工本人(及成年家庭成员)签署后再提交。"


def is_confirmed(facts: FileFacts) -> str | None:
    """What a cadre entered for her, the worker has confirmed."""
    if facts.is_confirmed:
        return None
    return (
        "档案由工会干部代为填写,职工本人还没有确认。"
        "请职工在手机上确认,或上传本人签字的承诺书后登记签署。"
    )


def no_other_file(facts: FileFacts) -> str | None:
    """A person stands in one active file."""
    if not facts.other_file:
        return None
    return f"家庭成员已在另一份有效档案({facts.other_file})中,不能重复建档。请先核对那份档案。"


def is_visited(facts: FileFacts) -> str | None:
    """入户核实 was done and recorded in this round."""
    if facts.checked_on is None:
        return "还没有入户核实记录。请先入户并填写核实情况。"
    if facts.checked_on > facts.on:
        return f"入户日期{facts.checked_on}晚于今天。请核对。"
    if facts.visitor_count < VISITORS:
        return f"入户核实应有{VISITORS}人参加,现在是{facts.visitor_count}人。请补填参加人员。"
    if not facts.is_visit_true:
        return "入户核实的结论是情况不属实。请退回补正并写明不属实之处,更正后再次入户。"
    return None


def notice_is_safe(facts: FileFacts) -> str | None:
    """The line to publish shows nothing it must not (see ``notice``)."""
    return facts.notice_refusal or None


def objections_are_answered(facts: FileFacts) -> str | None:
    """No objection waits."""
    if not facts.open_objection_count:
        return None
    return f"还有{facts.open_objection_count}件异议没有调查结论。请先办结异议。"


def none_was_upheld(facts: FileFacts) -> str | None:
    """The notice goes on only where no objection held."""
    if not facts.upheld_objection_count:
        return None
    return "有异议经调查成立,不能继续公示。请退回核实,或不予建档。"


def one_was_upheld(facts: FileFacts) -> str | None:
    """Nothing is undone by an objection that did not hold."""
    if facts.upheld_objection_count:
        return None
    return "没有经调查成立的异议。请先在异议中写明调查结论。"


def is_compared(facts: FileFacts) -> str | None:
    """The answer of the data comparison has come."""
    if not facts.has_authorisation:
        return "没有有效的核对授权书,不能比对。请先取得授权。"
    if not facts.is_compared:
        return "数据比对还没有返回结果。请导入比对结果后再办理。"
    return None


def mismatches_are_closed(facts: FileFacts) -> str | None:
    """Every mismatch was looked into."""
    if not facts.open_mismatch_count:
        return None
    return f"还有{facts.open_mismatch_count}项比对不一致没有核实。请逐项核实并填写结论。"


def is_eligible(facts: FileFacts) -> str | None:
    """A decision by the rules in force is kept, and it is positive."""
    if not facts.is_decided:
        return "还没有按现行标准认定,或认定后情况有变化。请先认定。"
    if facts.category:
        return None
    return "认定结果为不符合:" + ";".join(facts.refusals or ("不符合困难标准",)) + "。"


def category_is_kept(facts: FileFacts) -> str | None:
    """A file goes on under its category only; another one is approved by the city."""
    if facts.category == facts.filed_category:
        return None
    return (
        f"这次认定为{facts.category},与在档的{facts.filed_category}不同。请办理“调整类别(转档)”。"
    )


def category_changes(facts: FileFacts) -> str | None:
    """There is something to change."""
    if facts.category != facts.filed_category:
        return None
    return f"这次认定仍为{facts.category},类别没有变化。请办理“复核后继续在档”。"


def has_plan(facts: FileFacts) -> str | None:
    """一户一计划 stands before the file does."""
    return None if facts.has_plan else "还没有制定帮扶计划(一户一计划)。请先填写计划和措施。"


# --- Leaving ------------------------------------------------------------------------------


def measures_are_closed(facts: FileFacts) -> str | None:
    """不脱困不脱钩: every measure is done, or waived with a reason."""
    if not facts.open_measures:
        return None
    shown = "、".join(facts.open_measures)
    return f"不脱困不脱钩:还有措施没有完成({shown})。请完成措施,或写明原因经批准免除。"


def is_out_of_difficulty(facts: FileFacts) -> str | None:
    """The cause is gone and income stayed above the standard long enough."""
    if not facts.is_cause_gone:
        return "致困原因还没有消除,不能办理脱困。请先核实致困原因。"
    if facts.months_above < facts.exit_months:
        return (
            f"脱困须家庭人均收入连续{facts.exit_months}个月高于当地低保标准,"
            f"现在是{facts.months_above}个月。请期满后再办理。"
        )
    return None


def months_refusal(months: int, below_on: date | None, today: date) -> str | None:
    """Why the household cannot have been above the standard for so many months in a row.

    ``below_on``: the day on which it came or stayed in file with a net income below the standard, if it did.
    """
    if below_on is None:
        return None
    most = terms.whole_months(below_on, today)
    if months <= most:
        return None
    return (
        f"{below_on}建档或复核时认定的家庭人均净收入低于当地低保标准,到今天满{most}个月,"
        f"连续高于标准的月数不能是{months}个月。请核对。"
    )


def first_visit_is_recorded(facts: FileFacts) -> str | None:
    """A visit on or after six months from the exit."""
    return _visit_refusal(facts, 0)


def second_visit_is_recorded(facts: FileFacts) -> str | None:
    """A visit on or after twelve months from the exit, later than the one the first was done with."""
    refused = _visit_refusal(facts, 1)
    if refused or facts.exited_on is None:
        return refused
    first_due = terms.follow_up_on(facts.exited_on)[0]
    if len({day for day in facts.visits_after_exit if first_due <= day <= facts.on}) > 1:
        return None
    return "首次回访和再次回访应分别进行,现在只有一次回访记录。请再回访一次并填写记录。"


def _visit_refusal(facts: FileFacts, which: int) -> str | None:
    if facts.exited_on is None:
        return "没有脱困日期,不能确定回访日期。请先补填脱困日期。"
    months = (6, 12)[which]
    due = terms.follow_up_on(facts.exited_on)[which]
    if any(due <= day <= facts.on for day in facts.visits_after_exit):
        return None
    return f"还没有脱困满{months}个月({due})之后的回访记录。请回访并填写记录。"


def may_appeal(facts: FileFacts) -> str | None:
    """Once, and in time."""
    if facts.appeal_count:
        return "对这一决定已经申诉过一次,不能再次申诉。"
    if facts.refused_on is None:
        return "没有可以申诉的决定。"
    last = facts.refused_on + timedelta(days=facts.appeal_days)
    if facts.on > last:
        return (
            f"申诉期限已于{last}届满(决定之日起{facts.appeal_days}天)。情况有变化的,可以重新申请。"
        )
    return None
