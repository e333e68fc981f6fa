"""The life cycle of a household file (困难职工档案流程), domain 04 §4.3. Pure.

申请 → 单位工会入户核实 → 单位公示 → 乡镇(街道)复核 → 县级比对、审核 → 市级审批 → 在档 → 年度复核 →
脱困 → 6、12个月回访 → 返困. Buttons, to-dos, the diagram in docs/areas and the tests derive from it.

The file belongs to the grass-roots union; ``township_path``, ``county_path`` and ``city_path`` of the
object name where the permission of the later steps must hold.
"""

from __future__ import annotations

from niangjia.aid.rules import guards, terms
from niangjia.aid.rules.codes import FileStatus as S
from niangjia.aid.rules.guards import needs, other_than
from niangjia.kernel.workflow import Guard, Step, Workflow

APPLY, CHECK, REVIEW = "aid.apply", "aid.check", "aid.review"
COUNTY, APPROVE = "aid.county", "aid.approve"
_SCOPES = {REVIEW: "township_path", COUNTY: "county_path", APPROVE: "city_path"}

TO_SUBMIT = (
    guards.is_complete,
    guards.papers_are_signed,
    guards.is_confirmed,
    guards.no_other_file,
)
TO_PROPOSE = (
    guards.is_compared,
    guards.mismatches_are_closed,
    guards.objections_are_answered,
    guards.is_eligible,
    guards.no_other_file,
    guards.has_plan,
)
TO_EXIT = (guards.is_out_of_difficulty, guards.measures_are_closed)

_UNIT = ("enter", "submit", "resubmit", "check", "publish")
_after_unit = other_than(*_UNIT)
_after_township = other_than(*_UNIT, "endorse")
_after_county = other_than(*_UNIT, "endorse", "compare", "propose")
_after_refusal = other_than(
    "approve", "propose", "propose_removal", "refuse_objected", "refuse_at_county",
    "refuse_at_city", "remove",
)  # fmt: skip
_after_change = other_than("enter", "recheck", "change_category")
_after_exit = other_than("propose_exit")
_after_removal = other_than("propose_removal")
_after_recheck = other_than("recheck", *_UNIT)
_after_report = other_than("report_relapse")

EDITABLE = (S.DRAFT, S.RETURNED)
"""What was entered may be changed."""

ENTRY = (*EDITABLE, S.RECHECK)
"""What was entered may be written: before submission, and anew at the yearly re-check."""

IN_PROGRESS = (
    S.SUBMITTED,
    S.CHECKED,
    S.NOTICE,
    S.INQUIRY,
    S.TOWNSHIP,
    S.COMPARISON,
    S.COUNTY,
    S.CITY,
)
FILED = (S.IN_FILE, S.RECHECK, S.CHANGE_REVIEW, S.EXIT_REVIEW, S.REMOVAL_REVIEW)
"""In file (在档), helped by it, counted as such."""

AFTER = (S.EXITED, S.FOLLOWED, S.RELAPSED)
ACTIVE = (*EDITABLE, *IN_PROGRESS, *FILED, *AFTER, S.APPEALED)
"""A person stands in one file in these states only."""


def _step(
    code: str,
    label: str,
    source: S | tuple[S, ...],
    target: S,
    permission: str,
    *checks: Guard,
    term: terms.Parameter | None = None,
    is_calendar: bool = False,
    notice: bool = False,
    back: bool = False,
    reasoned: bool = False,
    minor: bool = False,
    automatic: bool = False,
) -> Step:
    """One arrow; ``back``: against the course of things, so with a reason and no main button.

    ``reasoned``: with a reason, but what is awaited there, so that a refusal is shown.
    """
    if permission != APPLY and not automatic:
        checks = (guards.not_own_case, *checks)
    within = None
    if term is not None:
        within = term.calendar if is_calendar else term.working
    return Step(
        code,
        label,
        source if isinstance(source, tuple) else (source,),
        target,
        permission,
        checks,
        needs_reason=back or reasoned,
        within=within,
        policy=term.code if term else "",
        notice=terms.NOTICE.calendar if notice else None,
        automatic=automatic,
        is_primary=not (back or minor),
        scope=_SCOPES.get(permission, "scope_path"),
    )


_ENTRY = (
    _step("submit", "提交申请", S.DRAFT, S.SUBMITTED, APPLY, needs(*TO_SUBMIT)),
    _step(
        "resubmit", "补正后重新提交", S.RETURNED, S.SUBMITTED, APPLY,
        needs(*TO_SUBMIT), term=terms.CORRECTION,
    ),
    _step("withdraw", "撤回申请", (S.DRAFT, S.SUBMITTED, S.RETURNED), S.WITHDRAWN, APPLY, minor=True),
    _step(
        "check", "入户核实属实", S.SUBMITTED, S.CHECKED, CHECK,
        needs(guards.is_visited, guards.is_complete), term=terms.CHECK,
    ),
    _step(
        "publish", "单位公示", S.CHECKED, S.NOTICE, CHECK,
        needs(guards.notice_is_safe), term=terms.PUBLISH, notice=True,
    ),
    _step(
        "end_notice", "公示期满", S.NOTICE, S.TOWNSHIP, CHECK,
        needs(guards.objections_are_answered), automatic=True,
    ),
    _step("object", "登记异议", S.NOTICE, S.INQUIRY, CHECK, back=True),
    _step(
        "dismiss_objection", "异议不成立,继续公示", S.INQUIRY, S.NOTICE, COUNTY,
        _after_unit, needs(guards.objections_are_answered, guards.none_was_upheld),
        term=terms.INQUIRY, back=True,
    ),
    _step(
        "uphold_objection", "异议成立,退回核实", S.INQUIRY, S.SUBMITTED, COUNTY,
        _after_unit, needs(guards.objections_are_answered, guards.one_was_upheld), back=True,
    ),
    _step(
        "refuse_objected", "异议成立,不予建档", S.INQUIRY, S.REFUSED, COUNTY,
        _after_unit, needs(guards.objections_are_answered, guards.one_was_upheld), back=True,
    ),
)  # fmt: skip

_REVIEWS = (
    _step(
        "endorse", "复核同意", S.TOWNSHIP, S.COMPARISON, REVIEW, _after_unit, term=terms.TOWNSHIP
    ),
    _step(
        "compare", "比对完成", S.COMPARISON, S.COUNTY, COUNTY,
        needs(guards.is_compared), term=terms.COMPARISON,
    ),
    _step(
        "propose", "审核同意,报市级", S.COUNTY, S.CITY, COUNTY,
        _after_township, needs(*TO_PROPOSE), term=terms.COUNTY,
    ),
    _step(
        "approve", "批准建档", S.CITY, S.IN_FILE, APPROVE,
        _after_county, needs(*TO_PROPOSE), term=terms.APPROVAL,
    ),
    _step("return_from_unit", "退回补正", (S.SUBMITTED, S.CHECKED), S.RETURNED, CHECK, back=True),
    _step("return_from_township", "退回补正", S.TOWNSHIP, S.RETURNED, REVIEW, back=True),
    _step(
        "return_from_county", "退回补正", (S.COMPARISON, S.COUNTY), S.RETURNED, COUNTY, back=True
    ),
    _step("return_from_city", "退回县级", S.CITY, S.COUNTY, APPROVE, back=True),
    _step(
        "refuse_at_county", "不予建档", (S.COMPARISON, S.COUNTY), S.REFUSED, COUNTY,
        back=True,
    ),
    _step("refuse_at_city", "不予建档", S.CITY, S.REFUSED, APPROVE, back=True),
)  # fmt: skip

_IN_FILE = (
    _step(
        "recheck", "开始年度复核", S.IN_FILE, S.RECHECK, CHECK, term=terms.RECHECK, is_calendar=True
    ),
    _step(
        "confirm_recheck", "复核后继续在档", S.RECHECK, S.IN_FILE, COUNTY,
        _after_recheck, needs(guards.is_visited, *TO_PROPOSE, guards.category_is_kept),
        term=terms.RECHECKING,
    ),
    _step(
        "change_category", "调整类别(转档),报市级", S.RECHECK, S.CHANGE_REVIEW, COUNTY,
        _after_recheck, needs(guards.is_visited, *TO_PROPOSE, guards.category_changes), back=True,
    ),
    _step(
        "approve_change", "批准转档", S.CHANGE_REVIEW, S.IN_FILE, APPROVE,
        _after_change, needs(*TO_PROPOSE), term=terms.APPROVAL,
    ),
    _step("decline_change", "不同意转档,重新复核", S.CHANGE_REVIEW, S.RECHECK, APPROVE, back=True),
    _step(
        "propose_exit", "申请脱困", (S.IN_FILE, S.RECHECK), S.EXIT_REVIEW, CHECK,
        needs(*TO_EXIT), minor=True,
    ),
    _step(
        "confirm_exit", "确认脱困", S.EXIT_REVIEW, S.EXITED, APPROVE,
        _after_exit, needs(*TO_EXIT), term=terms.EXIT_REVIEW,
    ),
    _step("decline_exit", "不同意脱困,继续在档", S.EXIT_REVIEW, S.IN_FILE, APPROVE, back=True),
    _step(
        "propose_removal", "提出退档", (S.IN_FILE, S.RECHECK), S.REMOVAL_REVIEW, COUNTY, back=True
    ),
    _step(
        "remove", "确认退档", S.REMOVAL_REVIEW, S.REMOVED, APPROVE,
        _after_removal, needs(guards.measures_are_closed), term=terms.EXIT_REVIEW, reasoned=True,
    ),
    _step("decline_removal", "不同意退档,继续在档", S.REMOVAL_REVIEW, S.IN_FILE, APPROVE, back=True),
)  # fmt: skip

_AFTER = (
    _step(
        "follow_up", "完成首次回访", S.EXITED, S.FOLLOWED, CHECK,
        needs(guards.first_visit_is_recorded), term=terms.FOLLOW_UP, is_calendar=True,
    ),
    _step(
        "close", "完成再次回访,结案", S.FOLLOWED, S.CLOSED, CHECK,
        needs(guards.second_visit_is_recorded), term=terms.FOLLOW_UP_AGAIN, is_calendar=True,
    ),
    _step("report_relapse", "报告返困", (S.EXITED, S.FOLLOWED), S.RELAPSED, CHECK, back=True),
    _step(
        "refile", "返困属实,重新核实建档", S.RELAPSED, S.RETURNED, COUNTY,
        _after_report, term=terms.RELAPSE,
    ),
    _step("dismiss_relapse", "返困不属实", S.RELAPSED, S.EXITED, COUNTY, _after_report, back=True),
    _step(
        "appeal", "提出申诉", (S.REFUSED, S.REMOVED), S.APPEALED, APPLY,
        needs(guards.may_appeal, guards.no_other_file), back=True,
    ),
    _step(
        "uphold_appeal", "申诉成立,重新审核", S.APPEALED, S.COUNTY, APPROVE,
        _after_refusal, term=terms.APPEAL_ANSWER, back=True,
    ),
    _step(
        "dismiss_appeal", "维持原决定", S.APPEALED, S.REFUSED_FINALLY, APPROVE,
        _after_refusal, back=True,
    ),
    _step("record_death", "本人死亡,注销", ACTIVE, S.DECEASED, CHECK, back=True),
    _step("move_away", "迁出", (*IN_PROGRESS, *FILED, *AFTER), S.MOVED, CHECK, back=True),
)  # fmt: skip

HOUSEHOLD_FILE = Workflow.of(
    "aid_file", "困难职工档案", S.choices(), *_ENTRY, *_REVIEWS, *_IN_FILE, *_AFTER
)
