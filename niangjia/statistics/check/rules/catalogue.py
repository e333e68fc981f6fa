"""The rules as data (规则目录): code, Chinese name, default severity. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from niangjia.statistics.check.figures import Severity

E, W, I = Severity.ERROR, Severity.WARN, Severity.INFO  # noqa: E741 - three columns below


@dataclass(frozen=True)
class RuleInfo:
    """What a rule is called and how grave its findings are by default."""

    code: str
    name: str
    severity: Severity


_TABLE = (
    ("LE", "部分不大于整体", E),
    ("SUM", "分项之和等于合计", E),
    ("MUL", "单价乘数量等于总额", W),
    ("INT-COUNT", "人、户、家等必须是整数", E),
    ("CAP-HEAD", "人均金额不超过标准上限", E),
    ("UNIT-SIZE", "单位平均人数合理", W),
    ("CAUSAL", "带动的消费不小于发放的券", E),
    ("DEC-SHIFT", "小数点移位建议", I),
    ("MAG-STYLE", "万元与亿元混写", W),
    ("RATE-CEIL", "比率不超过 100%", E),
    ("RATE-REC", "比率与分子分母一致", W),
    ("FK-COVER", "会员信息要有所属组织", W),
    ("UNIT-PT", "人次、人、户、对不得混用", W),
    ("RATIO-EXACT", "恰好成整倍数", W),
    ("PERIOD", "期间写明且一致", W),
    ("STOCK-FLOW", "存量与期内新增分清", W),
    ("POP-CEIL", "人数不超过当地职工或会员总数", W),
    ("BAND", "比值在常见范围内", W),
    ("PEER", "与同类指标、同类地区相当", W),
    ("SUBSET", "所属关系须说明", W),
    ("COMBINED", "合并数须给出分项", W),
    ("MUT-BAND", "互助保障的比例与人均给付合理", W),
    ("FAIR-1", "意向人数不超过用工需求", E),
    ("FAIR-2", "意向人数不超过求职人数", W),
    ("FAIR-3", "岗位数与用工人数分清", W),
    ("FAIR-4", "参会企业与摊位相称", W),
    ("DUP-PARA", "段落重复", W),
    ("DUP-FIG", "同一数据出现两次或前后不一", W),
    ("TXT-CUT", "句子被截断、文字重复或乱码", I),
    ("FIG-UNIT", "数字与单位被拆开", W),
    ("QUOTE", "引号、括号不成对", I),
    ("DICT-NAME", "规范名称", I),
    ("DICT-IND", "规范指标名称", I),
    ("DICT-AWARD", "奖项等级", W),
    ("NUM-LIST", "名称中的数与所列项数一致", W),
    ("LIST-COUNT", "所列名单与所述数量一致", W),
    ("TITLE-TYPE", "荣誉与授予对象一致", E),
    ("FUND-OVERLAP", "资金不重复计算、阶段写明", W),
    ("PLAN-SMART", "计划可衡量", I),
    ("RECORD", "与系统记录一致", W),
    ("PUBLISHED", "与已公布的数据一致", W),
    ("REPORTED", "与报送的数据一致", W),
    ("HEAD-BODY", "内容与标题相符", I),
)
CATALOGUE = {code: RuleInfo(code, name, severity) for code, name, severity in _TABLE}
"""Every rule code of the figure check; severities after figure-checks.md."""
