"""The rules as data (规则目录): code, Chinese name, default severity. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from niangjia.statistics.check.figures import Severity

E, W, I = Severity.ERROR, Severity.WARN, Severity.INFO  # noqa: E741 - three columns below


@dataclass(frozen=True)
class RuleInfo:
    """The fault a rule finds, as a title, and how grave its findings are by default."""

    code: str
    name: str
    severity: Severity


_TABLE = (
    ("LE", "部分大于整体", E),
    ("SUM", "分项之和不等于合计", E),
    ("MUL", "单价乘数量不等于总额", W),
    ("INT-COUNT", "人、户、家等不是整数", E),
    ("CAP-HEAD", "人均金额超过标准上限", E),
    ("UNIT-SIZE", "单位平均人数不合常理", W),
    ("CAUSAL", "带动的消费少于发放的券", E),
    ("DEC-SHIFT", "小数点可能错位", I),
    ("MAG-STYLE", "万元与亿元混写", W),
    ("RATE-CEIL", "比率过高或超过 100%", E),
    ("RATE-REC", "比率与分子分母不符", W),
    ("FK-COVER", "会员信息多于所属组织", W),
    ("UNIT-PT", "人次、人、户、对混用", W),
    ("RATIO-EXACT", "恰好成整倍数", W),
    ("PERIOD", "期间不明或前后不一", W),
    ("STOCK-FLOW", "存量与期内新增不分", W),
    ("POP-CEIL", "人数超过当地职工或会员总数", W),
    ("BAND", "比值不合常理", W),
    ("PEER", "与同类指标或同类地区相差悬殊", W),
    ("SUBSET", "所属关系不明", W),
    ("COMBINED", "几类合成一个数,没有分项", W),
    ("MUT-BAND", "互助保障的比例或人均给付不合常理", W),
    ("FAIR-1", "意向人数超过用工需求", E),
    ("FAIR-2", "意向人数超过求职人数", W),
    ("FAIR-3", "岗位数与用工人数不一", W),
    ("FAIR-4", "参会企业与摊位不相称", W),
    ("DUP-PARA", "段落或句子重复", W),
    ("DUP-FIG", "同一数据出现两次或前后不一", W),
    ("TXT-CUT", "句子被截断、文字重复或乱码", I),
    ("FIG-UNIT", "数字与单位被拆开或缺单位", W),
    ("QUOTE", "引号、括号不成对", I),
    ("DICT-NAME", "名称或用词不规范", I),
    ("DICT-IND", "指标名称不规范", I),
    ("DICT-AWARD", "奖项等级有误", W),
    ("NUM-LIST", "名称中的数与所列项数不符", W),
    ("LIST-COUNT", "所列名单与所述数量不符", W),
    ("TITLE-TYPE", "荣誉与授予对象不符", E),
    ("FUND-OVERLAP", "资金可能重复计算或阶段不明", W),
    ("PLAN-SMART", "计划不可衡量", I),
    ("RECORD", "与系统记录不符", W),
    ("PUBLISHED", "与已公布的数据不符", W),
    ("REPORTED", "与报送的数据不符", W),
    ("OTHER-UNION", "看来是另一工会的报告", W),
    ("HEAD-BODY", "内容与标题不符", I),
)
CATALOGUE = {code: RuleInfo(code, name, severity) for code, name, severity in _TABLE}
"""Every rule code of the figure check; severities after figure-checks.md."""
