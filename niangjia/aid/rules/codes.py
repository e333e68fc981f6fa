"""Code lists of the aid work (帮扶): categories, levels, measures, money, comparison. Pure.

Sources: domain 04 §4.1-4.4 (national file, two independent forms; provincial rules). Lists of the
people in a file stand in ``person_codes``.
"""

from __future__ import annotations

from niangjia.comparison.rules.codes import ComparisonResult as ComparisonResult  # noqa: PLC0414 - read from here
from niangjia.comparison.rules.codes import ThirdPartyKind as ThirdPartyKind  # noqa: PLC0414 - as above
from niangjia.kernel.choices import TextCode
from niangjia.ledger.rules.codes import FileLevel as FileLevel  # noqa: PLC0414 - as above
from niangjia.ledger.rules.codes import FundSource as FundSource  # noqa: PLC0414 - as above


class Category(TextCode):
    """困难类别, national since 2021. Older files: 低保户, 低保边缘户, 意外致困户."""

    DEEP = "deep", "深度困难"
    RELATIVE = "relative", "相对困难"
    ACCIDENTAL = "accidental", "意外致困"


DEPTH = {Category.DEEP: 3, Category.RELATIVE: 2, Category.ACCIDENTAL: 1}
"""How deep a category is; no category is 0."""


class FileStatus(TextCode):
    """困难职工档案状态."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待入户核实"
    RETURNED = "returned", "退回补正"
    CHECKED = "checked", "待公示"
    NOTICE = "notice", "单位公示"
    INQUIRY = "inquiry", "异议调查"
    TOWNSHIP = "township", "待乡镇(街道)复核"
    COMPARISON = "comparison", "数据比对"
    COUNTY = "county", "待县级审核"
    CITY = "city", "待市级审批"
    IN_FILE = "in_file", "在档"
    RECHECK = "recheck", "年度复核"
    CHANGE_REVIEW = "change_review", "待批准转档"
    EXIT_REVIEW = "exit_review", "待确认脱困"
    REMOVAL_REVIEW = "removal_review", "待确认退档"
    EXITED = "exited", "已脱困(待首次回访)"
    FOLLOWED = "followed", "已脱困(待再次回访)"
    RELAPSED = "relapsed", "返困待核实"
    REFUSED = "refused", "不予建档"
    REMOVED = "removed", "已退档"
    APPEALED = "appealed", "申诉中"
    REFUSED_FINALLY = "refused_finally", "维持原决定"
    CLOSED = "closed", "已结案"
    WITHDRAWN = "withdrawn", "已撤回"
    DECEASED = "deceased", "已注销(死亡)"
    MOVED = "moved", "已迁出"


class ObjectionStatus(TextCode):
    """公示异议状态."""

    RAISED = "raised", "已提异议"
    INQUIRY = "inquiry", "调查中"
    UPHELD = "upheld", "异议成立"
    DISMISSED = "dismissed", "异议不成立"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


class AppealStatus(TextCode):
    """申诉状态."""

    SUBMITTED = "submitted", "待受理"
    HEARING = "hearing", "复查中"
    UPHELD = "upheld", "申诉成立"
    DISMISSED = "dismissed", "维持原决定"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


class Cause(TextCode):
    """致困原因: one main, up to three secondary."""

    ILLNESS = "illness", "本人大病"
    FAMILY_ILLNESS = "family_illness", "供养直系亲属大病"
    DISABILITY = "disability", "残疾"
    SCHOOLING = "schooling", "子女上学"
    UNEMPLOYED = "unemployed", "下岗失业"
    LOW_INCOME = "low_income", "收入低、无法维持基本生活"
    ARREARS = "arrears", "拖欠工资"
    DISASTER = "disaster", "自然灾害"
    ACCIDENT = "accident", "意外事故"
    OTHER = "other", "其他"


class AccidentKind(TextCode):
    """意外情况类别: the first four need no income test when somebody was disabled or died."""

    DISASTER = "disaster", "自然灾害"
    MAJOR_ACCIDENT = "major_accident", "重大事故"
    EPIDEMIC = "epidemic", "疫情"
    SOCIAL_SAFETY = "social_safety", "社会安全事件"
    SUDDEN = "sudden", "突发事件"
    MISHAP = "mishap", "意外伤害"
    ILLNESS = "illness", "重大疾病"


PUBLIC_EVENTS = (
    AccidentKind.DISASTER,
    AccidentKind.MAJOR_ACCIDENT,
    AccidentKind.EPIDEMIC,
    AccidentKind.SOCIAL_SAFETY,
)


class MeasureKind(TextCode):
    """帮扶措施: the seven measures."""

    LIVING = "living", "生活救助"
    JOB = "job", "就业搭桥"
    BUSINESS = "business", "创业支持"
    EDUCATION = "education", "教育扶贫"
    MEDICAL = "medical", "大病救助"
    LEGAL = "legal", "法律援助"
    WAGES = "wages", "欠薪监督"


class MeasureState(TextCode):
    """措施进展."""

    PLANNED = "planned", "待实施"
    RUNNING = "running", "实施中"
    DONE = "done", "已完成"
    WAIVED = "waived", "经批准免除"


OPEN_MEASURES = (MeasureState.PLANNED, MeasureState.RUNNING)


class AidType(TextCode):
    """救助类型."""

    LIVING = "living", "生活救助"
    MEDICAL = "medical", "医疗救助"
    STUDY = "study", "子女助学"
    TEMPORARY = "temporary", "临时救助"
    VISIT = "visit", "送温暖慰问"
    HEATING = "heating", "取暖补助"
    LEGAL = "legal", "法律援助"
    TRAINING = "training", "职业培训"
    JOB = "job", "职业介绍"
    BUSINESS = "business", "创业支持"


class ExitReason(TextCode):
    """退出原因."""

    JOB = "job", "就业增收"
    RECOVERED = "recovered", "病愈或医疗支出减少"
    GRADUATED = "graduated", "子女毕业"
    SOCIAL_SECURITY = "social_security", "纳入低保、特困等社会保障"
    RETIRED = "retired", "退休"
    OTHER_INCOME = "other_income", "其他增收"


class RemovalReason(TextCode):
    """退档原因."""

    NOT_ELIGIBLE = "not_eligible", "复核不再符合标准"
    EXCLUDED = "excluded", "出现排除情形"
    UNTRUE = "untrue", "隐瞒或虚报"
    NO_RECHECK = "no_recheck", "拒不配合复核"
    LEFT_UNION = "left_union", "不再属于帮扶范围"
    DUPLICATE = "duplicate", "重复建档"


class AttachmentKind(TextCode):
    """附件类别."""

    FORM = "form", "登记表"
    DIAGNOSIS = "diagnosis", "诊断证明"
    IDENTITY = "identity", "身份证"
    HOUSEHOLD_BOOK = "household_book", "户口本"
    REQUEST = "request", "个人困难申请"
    UNIT_PROOF = "unit_proof", "单位证明"
    HOSPITAL_BILL = "hospital_bill", "医院单据"
    PROOF = "proof", "收支、损失凭证"
    NOTICE = "notice", "公示材料"
    UPPER_PROOF = "upper_proof", "上级工会证明"
    COMMITMENT = "commitment", "承诺书"
    AUTHORISATION = "authorisation", "核对授权书"


class VisitKind(TextCode):
    """走访类别."""

    CHECK = "check", "入户核实"
    PAIRED = "paired", "结对走访"
    FOLLOW_UP = "follow_up", "脱困回访"


class Season(TextCode):
    """四季送."""

    SPRING = "spring", "春送岗位"
    SUMMER = "summer", "夏送清凉"
    AUTUMN = "autumn", "金秋助学"
    WINTER = "winter", "冬送温暖"
