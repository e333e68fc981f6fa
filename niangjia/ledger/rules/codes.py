"""Code lists of money (资金): sources, programmes, accounts, states. Pure.

Sources: domain 03 §3.4 (accounts 101…508 as the field uses them), 04 §4.4 (fund sources); 基层工会
经费收支管理办法 (总工办发〔2017〕32号) for what aid and visits are booked as.
"""

from __future__ import annotations

from niangjia.kernel.choices import TextCode


class FundSource(TextCode):
    """资金来源."""

    CENTRAL = "central", "中央财政专项帮扶资金"
    PROVINCE = "province", "省级财政"
    CITY = "city", "市级财政"
    UPPER_UNION = "upper_union", "上级工会经费"
    OWN_UNION = "own_union", "本级工会经费"
    DONATION = "donation", "社会捐赠"


class FileLevel(TextCode):
    """建档标准: whose standard a household file meets; decides which source may pay."""

    NATIONAL = "national", "全国级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"


class ProgrammeKind(TextCode):
    """项目类别: what a programme is for. The brand is the programme's name, which is data."""

    SPRING = "spring", "春送岗位"
    SUMMER = "summer", "夏送清凉"
    AUTUMN = "autumn", "金秋助学"
    WINTER = "winter", "冬送温暖"
    FESTIVAL = "festival", "两节慰问"
    MAY_DAY = "may_day", "五一慰问"
    CANCER = "cancer", "关癌行动"
    WAY_HOME = "way_home", "温暖回家路"
    LIVING = "living", "生活救助"
    ILLNESS = "illness", "大病救助"
    TEMPORARY = "temporary", "临时救助"
    EMERGENCY = "emergency", "防疫应急"
    VILLAGE = "village", "村结对"
    HOUSEHOLD = "household", "户结对"
    OTHER = "other", "其他"


class Account(TextCode):
    """会计科目: the few that aid money moves through; signed amounts, debit positive."""

    BANK = "102", "银行存款"
    LENT = "121", "借出款"
    DUES_INCOME = "402", "拨缴经费收入"
    UPPER_INCOME = "403", "上级补助收入"
    AID_INCOME = "4030201", "上级补助收入—帮扶补助"
    GOVERNMENT_INCOME = "404", "政府补助收入"
    OTHER_INCOME = "408", "其他收入"
    NET_ASSETS = "3", "净资产"
    HARDSHIP = "50204", "维权支出—困难职工帮扶费"
    WARMTH = "50205", "维权支出—送温暖费"
    PASSED_DOWN = "506", "补助下级支出"


EXPENSES = (Account.HARDSHIP, Account.WARMTH)
"""Accounts on which help to people is booked; 人次, 人数 and use are read from them."""


class EntryKind(TextCode):
    """凭证类别."""

    RECEIVE = "receive", "资金到账"
    PASS_OUT = "pass_out", "下拨"
    PASS_IN = "pass_in", "收到下拨"
    HAND_OUT = "hand_out", "移交"
    HAND_IN = "hand_in", "接收移交"
    PAY = "pay", "付款"
    LEND = "lend", "放款"
    REPAY = "repay", "还款"
    GIVE_BACK = "give_back", "银行退回"
    REVERSE = "reverse", "付款冲正"
    CORRECT = "correct", "更正冲销"


CORRECTABLE = (EntryKind.RECEIVE, EntryKind.PASS_OUT, EntryKind.HAND_OUT, EntryKind.REPAY)
"""Entries that a counter entry may take back as such; payments are reversed instead."""


class ReservationStatus(TextCode):
    """资金占用状态."""

    HELD = "held", "已占用"
    ORDERED = "ordered", "付款中"
    SPENT = "spent", "已支付"
    RELEASED = "released", "已释放"


LIVE_RESERVATIONS = (ReservationStatus.HELD, ReservationStatus.ORDERED)
"""States in which the money is still in the account but no longer free."""
COUNTED_RESERVATIONS = (*LIVE_RESERVATIONS, ReservationStatus.SPENT)
"""States that use up budget and caps."""


class PaymentStatus(TextCode):
    """付款状态."""

    PREPARED = "prepared", "待审批"
    ORDERED = "ordered", "待编批"
    BATCHED = "batched", "已编批"
    SENT = "sent", "已送银行"
    PAID = "paid", "已到账"
    FAILED = "failed", "付款失败"
    RETURNED = "returned", "银行退回"
    REISSUED = "reissued", "已重新付款"
    REVERSED = "reversed", "已撤销"


OVER = (PaymentStatus.REISSUED, PaymentStatus.REVERSED)
"""States after which the obligation may have another attempt."""


class BatchStatus(TextCode):
    """付款批次状态."""

    MADE = "made", "待生成文件"
    SENT = "sent", "待回盘"
    REPLIED = "replied", "已回盘"
    VOID = "void", "已作废"


class ReplyOutcome(TextCode):
    """回盘结果 of one line."""

    PAID = "paid", "成功"
    FAILED = "failed", "失败"
    RETURNED = "returned", "退回"


class FileFormat(TextCode):
    """银行文件格式."""

    TEXT = "text", "文本"
    XLSX = "xlsx", "Excel"
