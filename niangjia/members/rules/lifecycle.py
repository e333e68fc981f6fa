"""Code lists of membership (会籍) and its life cycle. Pure.

Source: 工会会员会籍管理办法 (全总书记处 2016-12-12); domain 02 §2.2, §2.4. The life cycles of
joining, transfer and cards stand in ``joining``, ``transfer`` and ``cards``.
"""

from __future__ import annotations

from datetime import date

from niangjia.kernel.choices import NumberCode, TextCode
from niangjia.kernel.workflow import Step, Workflow


class MembershipStatus(TextCode):
    """会籍状态 of one episode."""

    ACTIVE = "active", "在会"
    RETAINED = "retained", "保留会籍"
    ENDED = "ended", "已结束"


class EventKind(NumberCode):
    """会籍变化类型, the official codes; from 7 our extensions."""

    JOIN = 1, "入会"
    TRANSFER_IN = 2, "转入"
    RETAIN = 3, "保留"
    TRANSFER_OUT = 4, "转出"
    EXPEL = 5, "除名"
    RESIGN = 6, "退会"
    RESUME = 7, "恢复"
    DECEASED = 8, "死亡注销"


class EventReason(NumberCode):
    """会籍变化原因, the official codes; from 7 our extensions."""

    EMPLOYMENT_CHANGED = 1, "劳动(工作)关系发生变化"
    LAID_OFF = 2, "在本单位下岗后待岗"
    UNEMPLOYED = 3, "失业"
    BANKRUPT = 4, "所在企业破产"
    OWN_REQUEST = 5, "个人要求退会"
    CRIME = 6, "因犯罪被开除会籍"
    RETIRED = 7, "退休"
    DIED = 8, "死亡"
    UNION_REORGANISED = 9, "工会合并、分立或撤销"
    AUTO_QUIT = 10, "连续6个月不缴会费视为自动退会"


class EntryKind(TextCode):
    """How an episode began."""

    JOIN = "join", "入会"
    TRANSFER = "transfer", "转入"
    REORGANISATION = "reorganisation", "工会调整"


class VerifiedLevel(NumberCode):
    """实名认证级别 (domain 02 §2.3)."""

    PHONE = 0, "仅手机号"
    FORMAT = 1, "姓名与证件格式"
    TWO_ELEMENTS = 2, "姓名证件核验"
    FACE = 3, "人脸核验"
    OFFLINE = 4, "工会线下核验"


VERIFIED_LEVEL = VerifiedLevel.TWO_ELEMENTS
"""From this level on somebody has checked who she is; below, only that name and number look right."""

NEVER = date.max
"""The day of what has not happened, where a column must not be null: after every other day."""


def verified_on(level: int, known: date | None, today: date) -> date | None:
    """The day she was first verified (实名认证日期), for somebody who has that level from today on."""
    if level < VERIFIED_LEVEL:
        return None
    return known or today


class TagKind(TextCode):
    """标签类别."""

    MIGRANT = "migrant", "农民工"
    GROUP8 = "group8", "八大群体"
    NEW_FORM = "new_form", "新就业形态"
    MODEL = "model", "劳模"
    HARDSHIP = "hardship", "困难"


class JoinStatus(TextCode):
    """入会申请状态."""

    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "已退回"
    CONFLICT = "conflict", "转会办理中"
    APPROVED = "approved", "已入会"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"


class JoinChannel(TextCode):
    """入会申请来源."""

    SCAN = "scan", "扫码"
    CATCH_ALL = "catch_all", "兜底入会"


class TransferStatus(TextCode):
    """转会状态."""

    REQUESTED = "requested", "待双方确认"
    WAIT_OUT = "wait_out", "待转出工会确认"
    WAIT_IN = "wait_in", "待转入工会确认"
    COMPLETED = "completed", "已转入"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class AskedBy(TextCode):
    """转会发起方."""

    SOURCE = "source", "转出工会"
    TARGET = "target", "转入工会"
    MEMBER = "member", "会员本人"


class CardStatus(TextCode):
    """会员服务卡状态 (domain 02 §2.4)."""

    APPLIED = "applied", "已申请"
    VERIFIED = "verified", "资料已核"
    PROCESSING = "processing", "银行制卡中"
    PRODUCED = "produced", "已制卡"
    RECEIVED = "received", "工会已领回"
    DELIVERED = "delivered", "已发放"
    ACTIVATED = "activated", "已激活"
    FROZEN = "frozen", "已冻结"
    LOST = "lost", "已挂失"
    REISSUED = "reissued", "已补办新卡"
    EXPIRED = "expired", "已过期"
    CANCELLED = "cancelled", "已注销"


class ConflictStatus(TextCode):
    """会籍冲突单状态."""

    OPEN = "open", "待处理"
    TRANSFERRED = "transferred", "已发起转会"
    DISMISSED = "dismissed", "已核销"


class ConflictSource(TextCode):
    """会籍冲突单来源."""

    ADMIT = "admit", "工会办理入会"
    JOIN = "join", "入会申请"
    IMPORT = "import", "表格导入"


class DuplicateStatus(TextCode):
    """疑似重复处理状态."""

    OPEN = "open", "待处理"
    MERGED = "merged", "已合并"
    DISMISSED = "dismissed", "不是同一人"


RETAIN_REASONS = (
    EventReason.LAID_OFF,
    EventReason.UNEMPLOYED,
    EventReason.BANKRUPT,
    EventReason.RETIRED,
)
"""Why membership is kept (保留会籍) without dues and votes: 会籍管理办法; domain 02 §2.2 item 4."""

AUTO_QUIT_MONTHS = 6
"""中国工会章程第七条: six months running without dues or union life, after education."""


def may_vote(status: str) -> bool:
    """Whether a member votes and may be elected; one with retained membership does neither.

    工会基层组织选举工作条例 (总工发〔2016〕27号) 第四条.
    """
    return status == MembershipStatus.ACTIVE


def pays_dues(status: str) -> bool:
    """Whether membership dues (会费) are due; not while membership is retained."""
    return status == MembershipStatus.ACTIVE


def auto_quit_refusal(last_active_on: date, on: date) -> str | None:
    """Why the member cannot be taken to have quit (视为自动退会) on that day, or None."""
    months = (on.year - last_active_on.year) * 12 + on.month - last_active_on.month
    if on.day < last_active_on.day:
        months -= 1
    if months >= AUTO_QUIT_MONTHS:
        return None
    return (
        f"不能视为自动退会:距最后一次缴费或参加活动({last_active_on})不满{AUTO_QUIT_MONTHS}个月。"
        "请先进行教育,满期后再办。"
    )


def date_refusal(on: date, *, not_before: date, today: date, what: str) -> str | None:
    """Why a change of membership cannot carry that day, or None."""
    if on > today:
        return f"{what}日期{on}在今天之后。请填写实际发生的日期。"
    if on < not_before:
        return f"{what}日期{on}早于会籍起始或上次变化的日期{not_before}。请核对后重新填写。"
    return None


_OPEN = (MembershipStatus.ACTIVE, MembershipStatus.RETAINED)

MEMBERSHIP = Workflow.of(
    "membership",
    "会籍",
    [(s.value, s.label) for s in MembershipStatus],
    Step(
        "retain",
        "保留会籍",
        (MembershipStatus.ACTIVE,),
        MembershipStatus.RETAINED,
        "members.edit",
        is_primary=False,
    ),
    Step(
        "resume",
        "恢复会籍",
        (MembershipStatus.RETAINED,),
        MembershipStatus.ACTIVE,
        "members.edit",
        is_primary=False,
    ),
    Step("resign", "退会", _OPEN, MembershipStatus.ENDED, "members.edit", is_primary=False),
    Step(
        "auto_quit",
        "视为自动退会",
        (MembershipStatus.ACTIVE,),
        MembershipStatus.ENDED,
        "members.edit",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "expel",
        "除名",
        _OPEN,
        MembershipStatus.ENDED,
        "members.edit",
        needs_reason=True,
        is_primary=False,
    ),
    Step(
        "close_deceased",
        "死亡注销",
        _OPEN,
        MembershipStatus.ENDED,
        "members.edit",
        is_primary=False,
    ),
    Step(
        "transfer_out",
        "转出",
        _OPEN,
        MembershipStatus.ENDED,
        "members.transfer",
        automatic=True,
        is_primary=False,
    ),
)
"""会籍: each step is one row of MembershipEvent; leaving is the member's freedom (退会自由)."""
