"""Means out of the usual (平均数少见): BAND of what stands side by side. Kinds and bounds are data. Pure.

Bounds are what one seldom sees, not what cannot be: bands/ knows those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.questions.question import Question
from niangjia.statistics.check.rules.support import by_segment, plain
from niangjia.statistics.check.units import Measure, measure_of


@dataclass(frozen=True)
class Mean:
    """``over`` (a figure of ``measure``) for each ``under``, both known by their words; mostly in [low, high]."""

    over: str
    measure: Measure
    under: str
    low: str
    high: str
    each: str


MEANS = (
    Mean("帮扶|救助|慰问", Measure.MONEY, "困难(?:职工)?家庭#|困难职工#", "100", "50000", "每户 {} 元"),
    Mean("帮扶|救助|解困|脱困", Measure.MONEY, "解困|脱困", "1000", "50000", "每户(人) {} 元"),
    Mean("", Measure.MONEY, "体检|健康检查", "30", "3000", "每人体检 {} 元"),
    Mean("投入|投资|建设|补助", Measure.MONEY, "驿站|服务站|书屋|母婴室|小屋", "1000", "1000000", "每个站点 {} 元"),
    Mean("藏书|图书", Measure.ITEM, "书屋|图书室|阅读点", "100", "5000", "每个书屋藏书 {} 册"),
    Mean("调[解处]|化解|受理", Measure.ITEM, "调解(?:组织|委员会|中心|室)", "0.5", "300", "每个调解组织 {} 件"),
    Mean("实现就业|成功就业|录用|上岗|意向", Measure.PERSON, "^(?!.*(?:岗位|企业|单位)).*招聘会", "3", "500",
        "每场招聘会成功 {} 人"),
    Mean("带动|吸纳", Measure.PERSON, "创业(?!(?:示范|孵化)?基地)", "1", "30", "每个创业者(企业)带动 {} 人"),
    Mean("志愿者|队员", Measure.PERSON, "志愿[^#]{0,4}队|服务队", "3", "300", "每支队伍 {} 人"),
    Mean("读书|阅读|诵读|演讲|征文", Measure.SERVICE, "读书|阅读|诵读|演讲|征文", "5", "1000", "每场 {} 人次"),
)  # fmt: skip
_MOST_APART = 3
_NEVER_UNDER = frozenset({Measure.MONEY, Measure.RATE, None})
_RATIO = re.compile(r"每|人均|户均|平均|标准|最高")


def ask(reading: Reading) -> Iterator[Question]:
    """One question for each mean that is out of the usual."""
    for group in by_segment(reading):
        if not reading.in_text(group[0]):
            continue
        for rank, under in enumerate(group):
            if measure_of(under.unit) in _NEVER_UNDER:
                continue
            near = group[max(0, rank - _MOST_APART) : rank + _MOST_APART + 1]
            for mean in MEANS:
                found = [f for f in near if f is not under and _is_over(mean, f, under)]
                alike = [u for u in near if any(_is_over(mean, f, u) for f in found)]
                usual = any(
                    Decimal(mean.low) <= f.value / u.value <= Decimal(mean.high)
                    for f in found
                    for u in (under, *alike)  # 新建 5 家,达到 31 家,藏书 8.4 万册
                )
                if found and not usual:
                    over = min(found, key=lambda f: abs(f.start - under.start))
                    ratio = over.value / under.value
                    words = mean.each.format(plain(round(ratio, 2)))
                    yield Question(
                        "BAND",
                        f":平均{words},少见。请核对两个数和各自的口径。",
                        [over, under],
                        least=2,
                    )


def _is_over(mean: Mean, over: Figure, under: Figure) -> bool:
    return bool(
        measure_of(over.unit) is mean.measure
        and measure_of(under.unit) not in _NEVER_UNDER | {mean.measure}
        and under.value
        and re.search(mean.over, over.context)
        and re.search(mean.under, under.context)
        and not _RATIO.search(over.context)
    )
