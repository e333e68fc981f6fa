"""Code lists of campaigns, goods and pairing (帮扶活动、物资、结对). Pure.

Sources: domain 04 §4.5; rows AID, POV and EMG of the five reports.
"""

from __future__ import annotations

from niangjia.kernel.choices import TextCode
from niangjia.ledger.rules import ProgrammeKind


class CampaignStatus(TextCode):
    """活动状态."""

    PLANNED = "planned", "计划"
    RUNNING = "running", "进行"
    CLOSED = "closed", "结束"
    SUMMED = "summed", "已汇总"
    CANCELLED = "cancelled", "已取消"


class Audience(TextCode):
    """发放对象: where the list comes from."""

    MEMBERS = "members", "本工会及下级的会员"
    MIGRANT = "migrant", "农民工会员"
    NEW_FORM = "new_form", "新就业形态会员"
    IN_FILE = "in_file", "在档困难职工"
    LIST = "list", "自行导入名单"
    NONE = "none", "不记名(只登记人数)"


class GoodsKind(TextCode):
    """物资类别; masks and gift packs are figures of their own."""

    MASK = "mask", "口罩"
    PROTECTION = "protection", "其他防疫物资"
    COOLING = "cooling", "防暑降温用品"
    GIFT_PACK = "gift_pack", "大礼包"
    FOOD = "food", "米面粮油"
    WARM = "warm", "取暖御寒用品"
    SCHOOL = "school", "学习用品"
    TICKET = "ticket", "车票"
    OTHER = "other", "其他"


class MoveKind(TextCode):
    """出入库类别."""

    RECEIVED = "received", "入库"
    ISSUED = "issued", "发放"
    RETURNED = "returned", "退回"
    DAMAGED = "damaged", "损耗"
    COUNTED = "counted", "盘点"


class ReceiptKind(TextCode):
    """签收方式."""

    TYPED = "typed", "填写姓名签收"
    DRAWN = "drawn", "屏幕手写签名"
    PHOTO = "photo", "现场照片"
    SCAN = "scan", "扫码签收"
    BANK = "bank", "银行到账"


class ReliefStage(TextCode):
    """应急资金环节: money raised and passed down; budget and spending stand elsewhere."""

    RAISED = "raised", "筹集"
    ALLOTTED = "allotted", "下拨"


class ServiceKind(TextCode):
    """服务类别."""

    PSYCHOLOGY = "psychology", "心理援助"
    GUIDANCE = "guidance", "用工指导、复工帮助"
    MEASURE = "measure", "出台措施"
    VOLUNTEER = "volunteer", "志愿服务"
    TRAINING = "training", "应急培训"


class PairingKind(TextCode):
    """结对类别."""

    VILLAGE = "village", "结对村"
    HOUSEHOLD = "household", "结对户"


class PairingStatus(TextCode):
    """结对状态."""

    PAIRED = "paired", "结对中"
    EXITED = "exited", "已脱贫,继续帮扶"
    ENDED = "ended", "已结束结对"


class ContributionKind(TextCode):
    """投入性质: direct and introduced money are never one figure."""

    DIRECT = "direct", "直接投入"
    INTRODUCED = "introduced", "协调引进"
    PURCHASE = "purchase", "消费帮扶"


class ContributionForm(TextCode):
    """投入形式."""

    CASH = "cash", "资金"
    GOODS = "goods", "实物折价"
    PROJECT = "project", "项目资金"


class ProjectKind(TextCode):
    """帮扶项目类别."""

    INDUSTRY = "industry", "产业"
    FACILITY = "facility", "基础设施"
    LIVELIHOOD = "livelihood", "民生"
    OTHER = "other", "其他"


class BatchState(TextCode):
    """名单导入状态."""

    CHECKING = "checking", "正在检查"
    CHECKED = "checked", "已检查"
    COMMITTED = "committed", "已导入"
    UNDONE = "undone", "已撤销"
    FAILED = "failed", "无法读取"


WITH_HEADS = {
    ServiceKind.PSYCHOLOGY: "心理援助请填写服务人次。",
    ServiceKind.VOLUNTEER: "志愿服务请填写志愿者人数。",
    ServiceKind.TRAINING: "应急培训请填写受训人数。",
}
"""Services that are counted by heads, and what is said when the number is missing."""
FOUR_SEASONS = (
    ProgrammeKind.SPRING,
    ProgrammeKind.SUMMER,
    ProgrammeKind.AUTUMN,
    ProgrammeKind.WINTER,
    ProgrammeKind.FESTIVAL,
)
"""四季送; 冬送温暖 is the visit at 元旦 and 春节 (两节), domain 04 §4.5."""
WINTER = (ProgrammeKind.WINTER, ProgrammeKind.FESTIVAL)
PAIRINGS = (ProgrammeKind.VILLAGE, ProgrammeKind.HOUSEHOLD)
