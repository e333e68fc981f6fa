# ruff: noqa: E501 - one kind of unit a line reads better than wrapped
"""Made-up names of units and their unions, by place and industry. Pure; our own lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from niangjia.unions.rules import UnitType

_FIRST = "宏瑞金鑫恒华天盛永隆福泰正大新兴远达巴渠通川明月凤凰龙腾嘉陵锦绣蜀汉川东山水东方中南西岭"
_SECOND = "达盛源丰泰和信诚利康安顺兴旺发隆祥瑞嘉益博茂耀辉腾翔宇联创展亿汇鼎晟昌荣升恒远成业"


@dataclass(frozen=True)
class Trade:
    """A kind of unit: industry section, unit type, and how such units are called.

    ``{p}`` is the place, ``{b}`` a brand, ``{n}`` an ordinal. ``weight`` is its share of unions,
    ``size`` multiplies the usual number of members; shares of women, migrants and workers in new
    forms of employment are those of its members.
    """

    industry: str
    unit_type: UnitType
    patterns: tuple[str, ...]
    weight: float
    size: float
    women: float
    migrant: float
    new_form: float = 0.0


_P, _L, _S, _I, _G = (
    UnitType.PRIVATE,
    UnitType.OTHER_LIMITED,
    UnitType.STATE_SOLE,
    UnitType.INSTITUTION,
    UnitType.GOVERNMENT,
)
TRADES = (
    Trade("C", _P, ("{p}{b}机械制造有限公司", "{p}{b}纺织有限公司", "{p}{b}服装有限公司", "{p}{b}电子科技有限公司", "{p}{b}建材有限公司", "{p}{b}食品有限公司"), 13, 1.5, 0.42, 0.52),
    Trade("C", _L, ("{p}{b}化工有限责任公司", "{p}{b}苎麻纺织有限责任公司", "{p}{b}酒业有限责任公司", "{p}{b}玄武岩纤维科技有限公司"), 4, 2.6, 0.38, 0.4),
    Trade("B", _L, ("{p}{b}煤业有限责任公司", "{p}{b}石灰石矿有限公司"), 2, 2.4, 0.12, 0.6),
    Trade("D", _S, ("{p}{b}供水有限责任公司", "{p}{b}燃气有限责任公司", "{p}{b}电力有限责任公司"), 2, 1.6, 0.3, 0.06),
    Trade("E", _P, ("{p}{b}建筑工程有限公司", "{p}{b}建筑劳务有限公司", "{p}{b}装饰工程有限公司"), 7, 1.9, 0.16, 0.72),
    Trade("F", _P, ("{p}{b}商贸有限公司", "{p}{b}百货超市有限公司", "{p}{b}医药连锁有限公司", "{p}{b}汽车销售服务有限公司"), 9, 0.8, 0.62, 0.3),
    Trade("G", _P, ("{p}{b}物流有限公司", "{p}{b}速递服务有限公司", "{p}{b}运输有限公司"), 4, 1.2, 0.2, 0.42, 0.34),
    Trade("H", _P, ("{p}{b}酒店管理有限公司", "{p}{b}餐饮服务有限公司"), 4, 0.8, 0.66, 0.44, 0.05),
    Trade("I", _P, ("{p}{b}信息技术有限公司", "{p}{b}软件科技有限公司"), 2, 0.7, 0.44, 0.1),
    Trade("J", _L, ("{p}{b}农村商业银行股份有限公司", "{p}{b}融资担保有限公司"), 1, 1.5, 0.55, 0.03),
    Trade("K", _P, ("{p}{b}物业服务有限公司", "{p}{b}房地产开发有限公司"), 4, 1.0, 0.46, 0.42),
    Trade("L", _P, ("{p}{b}人力资源服务有限公司", "{p}{b}保安服务有限公司"), 3, 1.9, 0.36, 0.5),
    Trade("O", _P, ("{p}{b}家政服务有限公司", "{p}{b}汽车维修服务有限公司"), 3, 0.7, 0.56, 0.5, 0.04),
    Trade("A", _P, ("{p}{b}农业开发有限公司", "{p}{b}茶叶专业合作社", "{p}{b}生态养殖有限公司"), 5, 0.8, 0.46, 0.48),
    Trade("P", _I, ("{p}中学", "{p}中心小学校", "{p}职业中学", "{p}第{n}小学校", "{p}第{n}中学", "{p}幼儿园"), 13, 1.1, 0.6, 0.03),
    Trade("Q", _I, ("{p}中心卫生院", "{p}人民医院", "{p}中医医院", "{p}妇幼保健院", "{p}第{n}医院"), 6, 1.3, 0.7, 0.03),
    Trade("S", _G, ("{p}人民政府机关", "{p}财政局", "{p}交通运输局", "{p}农业农村局", "{p}市场监督管理局", "{p}自然资源局", "{p}教育局", "{p}卫生健康局", "{p}住房和城乡建设局", "{p}水务局", "{p}税务局", "{p}公安局"), 12, 0.8, 0.36, 0.01),
    Trade("N", _S, ("{p}{b}市政环卫有限公司", "{p}{b}园林绿化有限公司"), 2, 1.5, 0.48, 0.5),
    Trade("R", UnitType.PRIVATE_NON_ENTERPRISE, ("{p}{b}文化传媒有限公司", "{p}{b}艺术培训学校"), 2, 0.6, 0.58, 0.1),
)  # fmt: skip
JOINT = Trade(
    "O",
    UnitType.INDIVIDUAL,
    ("{p}{b}片区", "{p}非公企业第{n}", "{p}个体私营经济第{n}", "{p}商圈第{n}"),
    0,
    1.3,
    0.5,
    0.5,
    0.06,
)
CATCH_ALL = Trade("O", UnitType.INDIVIDUAL, ("{p}灵活就业人员",), 0, 1.6, 0.42, 0.5, 0.34)
_ORDINALS = "一二三四五六七八九"


class Namer:
    """Makes every unit name once."""

    def __init__(self, chance: np.random.Generator, used: Iterable[str] = ()) -> None:
        self._chance = chance
        self._used = set(used)

    def unit(self, place: str, trade: Trade) -> str:
        """A name that nobody has yet: with another brand or ordinal, at last with a number."""
        for _attempt in range(12):
            pattern = trade.patterns[int(self._chance.integers(len(trade.patterns)))]
            name = pattern.format(p=place, b=self._brand(), n=self._ordinal())
            if name not in self._used:
                break
        else:
            name = f"{name}({len(self._used)}号)"
        self._used.add(name)
        return name

    def _brand(self) -> str:
        first, second = self._chance.integers(len(_FIRST)), self._chance.integers(len(_SECOND))
        return _FIRST[int(first)] + _SECOND[int(second)]

    def _ordinal(self) -> str:
        number = int(self._chance.integers(1, 40))
        tens, ones = divmod(number, 10)
        text = _ORDINALS[ones - 1] if ones else ""
        return (("" if tens == 1 else _ORDINALS[tens - 1]) + "十" if tens else "") + text
