"""A file's state as the worker is told it: who has it, what happens, what comes next (办到哪一步). Pure.

Never what a comparison found, never who objected, never a cadre's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from niangjia.aid.rules.codes import FileStatus as S
from niangjia.aid.rules.grant_flow import GrantStatus


class Holder(StrEnum):
    """Whose turn it is."""

    SELF = "self"
    UNIT = "unit"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Told:
    """What the worker reads of a state."""

    holder: Holder
    now: str
    next: str = ""


_REVIEWED = "市里批准,建立档案。"
TOLD: Mapping[S, Told] = {
    S.DRAFT: Told(Holder.SELF, "申请还没有提交。", "提交以后,工会到家里核实。"),
    S.SUBMITTED: Told(
        Holder.UNIT, "工会会打电话约时间,到家里看看情况是否属实。", "属实的,在单位公示。"
    ),
    S.RETURNED: Told(Holder.SELF, "请按下面的意见补正,再提交一次。", "补正以后,工会重新核实。"),
    S.CHECKED: Told(
        Holder.UNIT, "已到家里核实,准备公示。", "在单位公示,只写部分姓名、单位和类别。"
    ),
    S.NOTICE: Told(Holder.UNIT, "正在单位公示。", "公示期满没有异议的,报上一级工会复核。"),
    S.INQUIRY: Told(
        Holder.COUNTY, "公示时有人提出不同意见,正在调查。", "不成立的,继续公示;成立的,重新核实。"
    ),
    S.TOWNSHIP: Told(Holder.TOWNSHIP, "正在复核。", "报县级工会,和民政等部门核对信息。"),
    S.COMPARISON: Told(Holder.COUNTY, "正在和民政等部门核实信息。", "核实以后,县级工会审核。"),
    S.COUNTY: Told(Holder.COUNTY, "正在核实和审核。", "审核同意的,报市级工会审批。"),
    S.CITY: Told(Holder.CITY, "正在审批。", _REVIEWED),
    S.IN_FILE: Told(Holder.UNIT, "已经建档,按计划帮扶。", "建档满一年要复核一次,合格的继续在档。"),
    S.RECHECK: Told(Holder.UNIT, "正在年度复核,工会会再到家里看看。", "仍然困难的,继续在档。"),
    S.CHANGE_REVIEW: Told(Holder.CITY, "困难类别有变化,正在审批。", "批准以后,按新的类别帮扶。"),
    S.EXIT_REVIEW: Told(
        Holder.CITY, "工会认为您家已经好转,正在确认脱困。", "脱困后满半年、一年各回访一次。"
    ),
    S.REMOVAL_REVIEW: Told(Holder.CITY, "工会提出退档,正在确认。", "不同意退档决定的,可以申诉。"),
    S.EXITED: Told(Holder.UNIT, "已经脱困。", "脱困满半年时回访。又有困难的,请马上告诉工会。"),
    S.FOLLOWED: Told(Holder.UNIT, "已经脱困,回访过一次。", "脱困满一年时再回访一次。"),
    S.RELAPSED: Told(Holder.COUNTY, "已报告返困,正在核实。", "属实的,重新建档。"),
    S.REFUSED: Told(Holder.SELF, "没有批准建档。原因写在下面。", "不同意这个决定的,可以申诉一次。"),
    S.REMOVED: Told(Holder.SELF, "已经退档。原因写在下面。", "不同意这个决定的,可以申诉一次。"),
    S.APPEALED: Told(Holder.CITY, "正在办理您的申诉。", "由没有办过这份档案的人复查,然后答复您。"),
    S.REFUSED_FINALLY: Told(
        Holder.NOBODY, "申诉已办结,维持原来的决定。情况有变化的,可以重新申请。"
    ),
    S.CLOSED: Told(Holder.NOBODY, "两次回访都完成了,档案已结案。又有困难的,可以重新申请。"),
    S.WITHDRAWN: Told(Holder.NOBODY, "您的申请已撤回。需要时可以重新申请。"),
    S.DECEASED: Told(Holder.NOBODY, "档案已注销。"),
    S.MOVED: Told(Holder.NOBODY, "您已迁出,档案在这里终止。请在新的所在工会申请。"),
}

REASON_IS_TOLD = (
    "return_from_unit",
    "return_from_township",
    "return_from_county",
    "refuse_objected",
    "refuse_at_county",
    "refuse_at_city",
    "remove",
    "dismiss_appeal",
    "uphold_appeal",
    "withdraw",
    "appeal",
)
"""Steps whose reason was written for the worker too; of others only the step is told."""

DECIDED = (
    S.IN_FILE,
    S.RECHECK,
    S.CHANGE_REVIEW,
    S.EXIT_REVIEW,
    S.REMOVAL_REVIEW,
    S.EXITED,
    S.FOLLOWED,
    S.RELAPSED,
    S.REFUSED,
    S.REMOVED,
    S.APPEALED,
    S.REFUSED_FINALLY,
    S.CLOSED,
)
"""States in which the decision stands, and is shown with how it was reached."""
RECOGNISED = tuple(
    one for one in DECIDED if one not in (S.REFUSED, S.REMOVED, S.APPEALED, S.REFUSED_FINALLY)
)
"""States in which the household is, or was to the end, of a category."""
GRANT_TOLD: Mapping[GrantStatus, tuple[str, str]] = {
    GrantStatus.APPROVED: ("救助已批准", "工会会把钱打到您的银行卡,到账后告诉您。"),
    GrantStatus.PAID: ("帮扶款已到账", "请查看您的银行卡。没有收到的,请联系工会。"),
    GrantStatus.FAILED: (
        "帮扶款没有付成",
        "请核对您的银行卡是否还能用,有变化请告诉工会。核对以后重新付款。",
    ),
    GrantStatus.REFUSED: ("这次救助没有批准", "想知道原因的,请联系所在工会。"),
    GrantStatus.REVERSED: ("帮扶款已撤销", "想知道原因的,请联系所在工会。"),
}
"""Title and text of what she is told of a grant; of a proposal nothing yet."""
COMPARED = (
    S.SUBMITTED,
    S.CHECKED,
    S.NOTICE,
    S.INQUIRY,
    S.TOWNSHIP,
    S.COMPARISON,
    S.COUNTY,
    S.RECHECK,
)
"""States on the way to a comparison, which wants her authorisation."""
UNAUTHORISED = Told(
    Holder.SELF,
    "没有有效的核对授权书,工会不能向民政等部门核实信息,正等您签字。",
    "签了以后接着核实,再由县级工会审核。",
)
"""A comparison that stands still: her authorisation ended, or she withdrew it."""
BEING_FILLED = Told(
    Holder.UNIT, "工会正在代您填写,填好以后请您看一看、确认。", "您确认以后,工会提交。"
)
"""A cadre opened the file and has entered nothing yet."""
UNSIGNED = Told(
    Holder.SELF,
    "您已确认,还缺核对授权书,工会不能提交,正等您签字。",
    "签了以后工会提交,再到家里核实。",
)
"""A draft that a cadre filed and she has said is true, without allowing the comparison."""
CONFIRMED = Told(Holder.UNIT, "您已确认,等工会提交。", "提交以后,工会到家里核实。")
"""A draft that a cadre filed, and she has said is true."""
MAY_APPEAL = (S.REFUSED, S.REMOVED)
MAY_WITHDRAW = (S.DRAFT, S.SUBMITTED, S.RETURNED)
