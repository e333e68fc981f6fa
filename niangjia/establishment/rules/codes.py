"""Code lists and dated parameters of establishing a union (建会). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from niangjia.kernel.choices import TextCode


class EstablishmentStatus(TextCode):
    """建会申请状态."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "已退回"
    PREPARING = "preparing", "筹备期"
    NOTICE = "notice", "候选人公示"
    INQUIRY = "inquiry", "异议核查"
    NOTICE_DONE = "notice_done", "公示期满"
    ELECTION_REPORTED = "election_reported", "选举结果待批"
    ESTABLISHED = "established", "已建会"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN_STATES = (
    EstablishmentStatus.DRAFT,
    EstablishmentStatus.SUBMITTED,
    EstablishmentStatus.RETURNED,
    EstablishmentStatus.PREPARING,
    EstablishmentStatus.NOTICE,
    EstablishmentStatus.INQUIRY,
    EstablishmentStatus.NOTICE_DONE,
    EstablishmentStatus.ELECTION_REPORTED,
)
"""An employer may stand in one application in these states only."""

EDITABLE_STATES = (EstablishmentStatus.DRAFT, EstablishmentStatus.RETURNED)
"""The application itself (name, units, numbers) may be changed."""


class EmployerTie(TextCode):
    """与单位负责人的关系: who may not stand (工会法 art. 10; 企业工会主席产生办法 art. 6)."""

    NONE = "none", "无"
    HEAD = "head", "单位主要负责人(含副职)"
    RELATIVE = "relative", "主要负责人近亲属"


@dataclass(frozen=True)
class Parameter:
    """A dated parameter this area declares: a number of days and its legal basis."""

    code: str
    label: str
    days: int
    basis: str


REVIEW = Parameter(
    "establishment.review", "建会申请初审(工作日)", 5, "本级工会办理时限,可按地方规定调整"
)
ANSWER = Parameter(
    "establishment.answer",
    "批复同意筹建(自然日)",
    15,
    "工会法第十二条:基层工会须报上一级工会批准;上级工会应在15日内答复",
)
PREPARATION = Parameter(
    "establishment.preparation", "筹备期(自然日)", 90, "本级工会办理时限,可按地方规定调整"
)
NOTICE = Parameter(
    "establishment.notice", "候选人公示(自然日)", 7, "工会基层组织选举工作条例:候选人公示"
)
ELECTION = Parameter(
    "establishment.election",
    "公示期满后选举并上报(自然日)",
    30,
    "本级工会办理时限,可按地方规定调整",
)
APPROVAL = Parameter(
    "establishment.approval",
    "批复选举结果(自然日)",
    15,
    "工会基层组织选举工作条例:上一级工会应在收到报告之日起15日内批复",
)
PARAMETERS = (REVIEW, ANSWER, PREPARATION, NOTICE, ELECTION, APPROVAL)

ATTEMPTS_AN_HOUR = {
    "establish_phone": 5,
    "establish_progress_number": 10,
}
"""How often one caller may use a phone page: a contact's phone is not to be guessed by trying."""
