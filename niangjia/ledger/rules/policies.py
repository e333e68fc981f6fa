"""Dated parameters of the ledger: terms, caps, sources, budgets. Pure; ``apps`` declares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from niangjia.ledger.rules import layouts
from niangjia.ledger.rules.limits import NO_CAPS
from niangjia.ledger.rules.sources import policy_refusal, written


@dataclass(frozen=True)
class Term:
    """How many working days a step may wait."""

    code: str
    label: str
    days: int
    basis: str = "本系统默认"


APPROVAL = Term("ledger.approval", "付款审批期限(工作日)", 5)
BATCHING = Term("ledger.batching", "编批和送银行期限(工作日)", 5)
REPLY = Term("ledger.reply", "银行回盘期限(工作日)", 3)
REISSUE = Term("ledger.reissue", "失败或退回后重新付款期限(工作日)", 10)
TERMS = (APPROVAL, BATCHING, REPLY, REISSUE)


@dataclass(frozen=True)
class Parameter:
    """A set of values with Chinese names."""

    code: str
    label: str
    default: Mapping[str, object]
    basis: str
    labels: Mapping[str, str] = field(default_factory=dict)
    refusal: Callable[[Mapping[str, object]], str | None] = lambda values: None
    hints: Mapping[str, str] = field(default_factory=dict)


CAPS = Parameter(
    "ledger.caps",
    "资金使用限额(0为不限)",
    NO_CAPS,
    "各地帮扶资金管理办法;默认不限",
    {
        "single_amount": "每笔最多(元)",
        "person_year_amount": "每人每年最多(元)",
        "household_year_amount": "每户每年最多(元)",
        "fund_year_amount": "每笔资金每年最多使用(元)",
    },
)
SOURCES = Parameter(
    "ledger.sources",
    "各来源资金可用于的档案",
    written(),
    "帮扶资金专款专用;中央财政资金用于全国级档案",
    {
        "central": "中央财政专项帮扶资金",
        "province": "省级财政",
        "city": "市级财政",
        "upper_union": "上级工会经费",
        "own_union": "本级工会经费",
        "donation": "社会捐赠",
    },
    policy_refusal,
)
BUDGET = Parameter(
    "ledger.budget",
    "预算调整次数",
    {"count": 1},
    "基层工会经费收支管理办法(总工办发〔2017〕32号):预算每年调整一次",
    {"count": "每年最多调整(次)"},
)
BANK_FILE = Parameter(
    "ledger.bank_file",
    "银行文件格式",
    layouts.DEFAULT,
    "开户银行的批量代发文件说明;默认为通用格式",
    layouts.LABELS,
    layouts.refusal,
    layouts.HINTS,
)
PARAMETERS = (CAPS, SOURCES, BUDGET, BANK_FILE)
