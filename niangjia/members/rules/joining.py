"""Life cycle of an application to join (入会申请). Pure.

Source: 会籍管理办法: apply orally, in writing or online → review by the grass-roots union →
membership from the day of approval. Contact within 15 working days, without telling the employer
(上海; domain 01 §1.5), is the default of policy ``members.join_review``.
"""

from __future__ import annotations

from niangjia.kernel.clock import WorkingDays
from niangjia.kernel.workflow import Step, Workflow
from niangjia.members.rules.lifecycle import JoinStatus

APPLY = "members.apply"
"""What an applicant who has proved the application hers may do with it; no role has it."""

OPEN_STATES = (JoinStatus.SUBMITTED, JoinStatus.RETURNED, JoinStatus.CONFLICT)

JOINING = Workflow.of(
    "joining",
    "入会申请",
    [(s.value, s.label) for s in JoinStatus],
    Step(
        "approve",
        "同意入会",
        (JoinStatus.SUBMITTED,),
        JoinStatus.APPROVED,
        "members.review",
        within=WorkingDays(15),
        policy="members.join_review",
    ),
    Step(
        "send_back",
        "退回修改",
        (JoinStatus.SUBMITTED,),
        JoinStatus.RETURNED,
        "members.review",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "refuse",
        "不同意",
        (JoinStatus.SUBMITTED,),
        JoinStatus.REFUSED,
        "members.review",
        needs_reason=True,
        is_primary=False,
    ),
    Step("resubmit", "修改后重新提交", (JoinStatus.RETURNED,), JoinStatus.SUBMITTED, APPLY),
    Step(
        "withdraw",
        "撤回申请",
        OPEN_STATES,
        JoinStatus.WITHDRAWN,
        APPLY,
        is_primary=False,
    ),
    Step(
        "hold",
        "已是其他工会会员,改办转会",
        (JoinStatus.SUBMITTED,),
        JoinStatus.CONFLICT,
        "members.review",
        automatic=True,
    ),
    Step(
        "settle",
        "转会完成",
        (JoinStatus.CONFLICT,),
        JoinStatus.APPROVED,
        "members.review",
        automatic=True,
    ),
    Step(
        "release",
        "转会未成,恢复审核",
        (JoinStatus.CONFLICT,),
        JoinStatus.SUBMITTED,
        "members.review",
        automatic=True,
    ),
    Step("end", "工会终止", OPEN_STATES, JoinStatus.REFUSED, "members.review", automatic=True),
)

APPLICANT_SEES = {
    JoinStatus.SUBMITTED: "审核中",
    JoinStatus.CONFLICT: "审核中",
    JoinStatus.RETURNED: "已退回,请修改后重新提交",
    JoinStatus.APPROVED: "已入会",
    JoinStatus.REFUSED: "未通过",
    JoinStatus.WITHDRAWN: "已撤回",
}
"""A state in the applicant's words. Whether somebody is a member elsewhere does not show: whoever
applies under another's number must not learn it."""

ATTEMPTS_AN_HOUR = {
    "apply_phone": 5,
    "progress_number": 10,
}
"""How often one caller may use a phone page. Guessing the last four digits of a phone is stopped by the
number's own; an address, which a whole works shares, has the installation's wide limit."""

NOTICE_VERSION = "2026-11"
"""Which text of the privacy notice (个人信息告知) the applicant agreed to; kept with consent."""

NOTICE = (
    ("处理者", "您申请加入的工会及其上级工会。"),
    ("收集什么", "姓名、证件号码、手机号码、工作单位、岗位和就业群体。证件号码属于敏感个人信息。"),
    ("用来做什么", "审核入会资格、建立会籍、防止重复入会、联系您办理入会。不作其他用途。"),
    ("依据", "《中华人民共和国工会法》第三条、《中国工会章程》第二条,以及您的同意"
             "(《个人信息保护法》第十三条、第二十九条)。"),
    ("谁能看到", "受理的工会及其上级工会的经办人员;证件号码和手机号码平时打码显示,查看留痕。"
                 "不会告知您的工作单位。"),
    ("保存多久", "未入会的申请办结后保存一年;入会后随会籍档案保存。"),
    ("您的权利", "可凭申请编号查询、更正、撤回申请,或向受理工会要求删除。"),
)  # fmt: skip
"""Privacy notice shown before consent: 个人信息保护法第十七条 and 第三十条."""
