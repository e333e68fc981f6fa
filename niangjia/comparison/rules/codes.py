"""Code lists of data comparison (数据比对). Pure.

Sources: 全总、民政部 on data comparison (2022); domain 04 §4.4 for the kinds and the three results.
"""

from __future__ import annotations

from niangjia.kernel.choices import TextCode


class ThirdPartyKind(TextCode):
    """比对数据类别 (全总、民政部 2022)."""

    ALLOWANCE = "allowance", "低保"
    EXTREME_POVERTY = "extreme_poverty", "特困"
    LOW_INCOME = "low_income", "低收入"
    DISABILITY = "disability", "残疾"
    MARRIAGE = "marriage", "婚姻"
    FUNERAL = "funeral", "殡葬"
    VEHICLE = "vehicle", "车辆"
    PROPERTY = "property", "房产"
    BUSINESS = "business", "工商登记"
    SOCIAL_INSURANCE = "social_insurance", "社保"
    HOUSING_FUND = "housing_fund", "公积金"
    TAX = "tax", "税务"


class ComparisonResult(TextCode):
    """比对结果."""

    MATCH = "match", "一致"
    MISMATCH = "mismatch", "不一致"
    NOT_FOUND = "not_found", "未查到"


class ExchangeStatus(TextCode):
    """比对批次状态."""

    PREPARED = "prepared", "待导出"
    EXPORTED = "exported", "等待答复"
    ANSWERED = "answered", "已答复,核实中"
    FINISHED = "finished", "已办结"
    CANCELLED = "cancelled", "已撤销"
    EXPIRED = "expired", "已过有效期"


LIVE = (ExchangeStatus.EXPORTED, ExchangeStatus.ANSWERED)
"""An answer may come in."""


class Protection(TextCode):
    """交换文件保护方式: what the other authority gets to see."""

    HASHED = "hashed", "只给证件号码摘要(SM3-HMAC)"
    ENCRYPTED = "encrypted", "名单整体加密(SM4)"


class FileFormat(TextCode):
    """交换文件格式."""

    CSV_GB18030 = "csv_gb18030", "CSV(GB18030)"
    CSV_UTF8 = "csv_utf8", "CSV(UTF-8)"
    XLSX = "xlsx", "Excel(.xlsx)"


class AnswerState(TextCode):
    """答复文件状态."""

    WAITING = "waiting", "正在检查"
    REFUSED = "refused", "有错误,未导入"
    IMPORTED = "imported", "已导入"
    FAILED = "failed", "没有完成"


class MatchKind(TextCode):
    """怎样认出是同一个人."""

    EXACT = "exact", "证件号码相同"
    PROBABLE = "probable", "多项信息吻合"
    POSSIBLE = "possible", "疑似同一人"
    CONFIRMED = "confirmed", "经核实为同一人"
    REJECTED = "rejected", "经核实不是同一人"
    NOT_FOUND = "not_found", "未查到"


ACCEPTED = (MatchKind.EXACT, MatchKind.PROBABLE, MatchKind.CONFIRMED)
"""Matches whose values count."""


class TaskKind(TextCode):
    """核实事项类别."""

    VALUE = "value", "数据不一致"
    IDENTITY = "identity", "疑似同一人"


class TaskStatus(TextCode):
    """核实事项状态."""

    OPEN = "open", "待核实"
    CLOSED = "closed", "已核实"
    LAPSED = "lapsed", "已失效"


class Outcome(TextCode):
    """核实结论."""

    THEIRS_RIGHT = "theirs_right", "对方数据属实"
    OURS_RIGHT = "ours_right", "本方数据属实"
    EXPLAINED = "explained", "两方都属实,有材料说明"
    SAME_PERSON = "same_person", "是同一人"
    OTHER_PERSON = "other_person", "不是同一人"


OUTCOMES: dict[TaskKind, tuple[Outcome, ...]] = {
    TaskKind.VALUE: (Outcome.THEIRS_RIGHT, Outcome.OURS_RIGHT, Outcome.EXPLAINED),
    TaskKind.IDENTITY: (Outcome.SAME_PERSON, Outcome.OTHER_PERSON),
}
"""Which conclusions a review task may have."""
