"""Caps per head (人均上限) as dated data: what may be given to one person in a year. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from niangjia.statistics.check.figures import Severity


@dataclass(frozen=True)
class Cap:
    """The most one person may get, where and in which years it holds, and why."""

    name: str
    pattern: re.Pattern[str]
    amount: Decimal
    basis: str
    place: str = ""
    years: tuple[int, int] = (1900, 2999)
    severity: Severity = Severity.ERROR
    households: bool = False  # holds for a household, too


_EPIDEMIC = re.compile(r"疫情|防疫|抗疫")
_AT_THE_FRONT = re.compile(r"(?=.*(?:疫情|防疫|抗疫)).*(?:一线|医护|医务|援鄂|隔离|志愿)")
_HANDED_BACK = re.compile(r"退费|返还|退还|减免|缓缴|返补")
"""Dues handed back to employers are no gift to a head."""
_WELFARE = re.compile(
    r"消费券|节日|慰问品|慰问券|福利|购物券|电子券|观影|电影票|生日|端午|中秋|粽子|月饼|年货"
)

_BIRTHDAY = re.compile(
    r"^(?!.*(?:节日|春节|端午|中秋|国庆|元旦|两节|福利|(?<!生日)慰问品|年货|粽子|月饼)).*生日",
    re.DOTALL,
)

CAPS = (
    Cap("送清凉", re.compile(r"清凉|防暑|高温[^,。;]{0,4}慰问"), Decimal(2000),
        "各省高温津贴每人每月 150 至 300 元、送清凉物资每人多在 500 元以内,取其上方 2000 元作核对线"),
    Cap("生日慰问", _BIRTHDAY, Decimal(600),
        "各省基层工会经费收支管理实施办法:生日慰问每人多不超过 300 元(安徽 2025 年 500 元),取其上方 600 元作核对线"),
    Cap("疫情专项慰问", _EPIDEMIC, Decimal(300),
        "湖南 2020 年规定:疫情期间专项慰问每人不超过 300 元", "湖南", (2020, 2020)),
    Cap("节日慰问和职工福利", _WELFARE, Decimal(2100),
        "湖南 2020 年规定:全年节日慰问每人不超过 2100 元(含疫情专项 300 元)", "湖南", (2020, 2020)),
    Cap("疫情专项慰问", _AT_THE_FRONT, Decimal(3000), "一线医护等专项慰问各地标准不一,取 3000 元作核对线"),
    Cap("疫情专项慰问", _EPIDEMIC, Decimal(300), "多数省份规定疫情期间专项慰问每人不超过 300 元,标准更高的请注明依据",
        severity=Severity.WARN),
    Cap("节日慰问和职工福利", _WELFARE, Decimal(3000),
        "各省基层工会经费收支管理实施办法:全年节日慰问每人多在 1500 至 2500 元,"
        "取其上方 3000 元作核对线"),
    Cap("困难帮扶和慰问", re.compile(r"慰问|救助|帮扶|补助"), Decimal(50000),
        "中央财政专项帮扶资金使用管理办法按困难类别定标准,人均 5 万元以上须逐人核对",
        households=True),
)  # fmt: skip
"""Most special first: the first cap that fits the words, the place and the year holds."""


@lru_cache(maxsize=4)
def _years_of(text: str) -> tuple[int, ...]:
    return tuple({int(year) for year in re.findall(r"(?<!\d)(20\d{2})年", text)})


def cap_for(words: str, text: str) -> Cap | None:
    """The cap in force for money described by ``words`` in a report (``text``)."""
    if _HANDED_BACK.search(words):
        return None
    years = _years_of(text)
    for cap in CAPS:
        in_force = not years or any(cap.years[0] <= year <= cap.years[1] for year in years)
        if cap.pattern.search(words) and cap.place in text and in_force:
            return cap
    return None
