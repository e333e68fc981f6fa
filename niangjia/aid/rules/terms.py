"""Deadlines of the aid work as dated parameters (期限), and the days derived from an exit. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from niangjia.kernel.clock import CalendarDays, WorkingDays
from niangjia.unions.rules.terms import add_months

_OWN = "本级工会办理时限,可按地方规定调整"


@dataclass(frozen=True)
class Parameter:
    """A dated parameter this area declares: so many days or months, and its basis."""

    code: str
    label: str
    count: int
    basis: str = _OWN
    unit: str = "days"

    @property
    def work(self) -> str:
        """What must be done in that time, whichever way it is decided: ``异议调查``."""
        return self.label.split("(")[0]

    @property
    def working(self) -> WorkingDays:
        """The default as a term in working days."""
        return WorkingDays(self.count)

    @property
    def calendar(self) -> CalendarDays:
        """The default as a term in calendar days."""
        return CalendarDays(self.count)


CORRECTION = Parameter("aid.correction", "补正材料(工作日)", 15)
CHECK = Parameter("aid.check", "单位工会入户核实(工作日)", 10)
PUBLISH = Parameter("aid.publish", "核实后公示(工作日)", 3)
NOTICE = Parameter("aid.notice", "单位公示(自然日)", 7, "各地为5至7天,按较长的执行,可调整")
INQUIRY = Parameter("aid.inquiry", "异议调查(工作日)", 10)
TOWNSHIP = Parameter("aid.township", "乡镇(街道)复核(工作日)", 5)
COMPARISON = Parameter("aid.comparison", "数据比对(工作日)", 15)
COUNTY = Parameter("aid.county", "县级审核(工作日)", 10)
APPROVAL = Parameter("aid.approval", "市级审批(工作日)", 10)
RECHECK = Parameter("aid.recheck", "年度复核(自然日)", 365, "在档满一年须复核,方可继续在档")
RECHECKING = Parameter("aid.rechecking", "完成年度复核(工作日)", 20)
EXIT_REVIEW = Parameter("aid.exit_review", "确认脱困、退档(工作日)", 10)
EXIT_MONTHS = Parameter(
    "aid.exit_months",
    "脱困前收入须连续高于标准(月数)",
    6,
    "致困原因消除,收入连续6个月高于低保标准",
    "months",
)
FOLLOW_UP = Parameter(
    "aid.follow_up",
    "脱困满6个月后,首次回访的办理期限(自然日)",
    15,
    "脱困后6至12个月回访;天数由本级工会确定",
)
FOLLOW_UP_AGAIN = Parameter(
    "aid.follow_up_again",
    "脱困满12个月后,再次回访的办理期限(自然日)",
    15,
    "脱困后6至12个月回访;天数由本级工会确定",
)
FOLLOW_UP_EARLY = Parameter(
    "aid.follow_up_early",
    "脱困后提前回访(满几个月,0为不要求)",
    0,
    "脱困后6至12个月回访;要求满3个月先回访一次的地方在这里填3",
    "months",
)
RELAPSE = Parameter("aid.relapse", "返困核实(工作日)", 5)
APPEAL_WINDOW = Parameter("aid.appeal_window", "可以申诉的期限(自然日)", 30)
APPEAL_ACCEPT = Parameter("aid.appeal_accept", "受理申诉(工作日)", 5)
APPEAL_ANSWER = Parameter("aid.appeal_answer", "答复申诉(工作日)", 20)
OBJECTION_ACCEPT = Parameter("aid.objection_accept", "受理异议(工作日)", 2)
GRANT = Parameter("aid.grant_approval", "救助审批(工作日)", 5)
ESCALATION = Parameter("aid.escalation", "超期后提请上一级督办(自然日,0为次日)", 0)

PARAMETERS = (
    CORRECTION,
    CHECK,
    PUBLISH,
    NOTICE,
    INQUIRY,
    TOWNSHIP,
    COMPARISON,
    COUNTY,
    APPROVAL,
    RECHECK,
    RECHECKING,
    EXIT_REVIEW,
    EXIT_MONTHS,
    FOLLOW_UP,
    FOLLOW_UP_AGAIN,
    FOLLOW_UP_EARLY,
    RELAPSE,
    APPEAL_WINDOW,
    APPEAL_ACCEPT,
    APPEAL_ANSWER,
    OBJECTION_ACCEPT,
    GRANT,
    ESCALATION,
)


def whole_months(start: date, end: date) -> int:
    """How many whole months lie between two days; none when ``end`` comes first."""
    months = max((end.year - start.year) * 12 + end.month - start.month, 0)
    return months if months == 0 or add_months(start, months) <= end else months - 1


def follow_up_on(exited_on: date) -> tuple[date, date]:
    """Six and twelve months after the exit; the last day of a shorter month."""
    return add_months(exited_on, 6), add_months(exited_on, 12)


def recheck_on(filed_on: date) -> date:
    """A year after filing or the last re-check; 29 February becomes 28 February."""
    return add_months(filed_on, 12)
