"""Rates across areas (跨领域比率): numerator and denominator are counted by different areas."""

from __future__ import annotations

from niangjia.employers import indicators as employers
from niangjia.kernel.indicators import rate
from niangjia.members.indicators import people as members
from niangjia.unions import indicators as unions
from niangjia.unions import office_indicators as offices

ENTRY = rate(
    "members.entry_rate",
    "入会率",
    members.TOTAL,
    employers.WORKERS_WITH_UNION,
    aliases=("职工入会率", "会员入会率"),
    words="分子:期末会员;分母:期末建会单位的职工。超过100%时,请核对职工人数是否过时。",
    basis="工会统计调查制度",
    owner="组织部",
)

LEGAL_PERSONS = rate(
    "unions.legal_persons_rate",
    "法人登记率",
    offices.LEGAL_PERSONS,
    unions.TOTAL,
    aliases=("法人资格登记率", "工会法人登记率"),
    words="分子:期末法人资格证书有效的基层工会;分母:期末基层工会。",
    basis="基层工会法人登记管理办法(总工办发〔2020〕20号)",
    owner="组织部",
)
