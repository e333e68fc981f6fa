"""Workers of a unit (单位规模): UNIT-SIZE of firms named with their workers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import by_segment, found, plain

LARGEST: tuple[tuple[int, Decimal], ...] = ((10, Decimal(1500)), (100, Decimal(1200)))
"""(fewer units than this, mean workers of a unit that are rare): few firms may be large ones."""
_LARGEST_HOME = 8
LARGEST_SITE = Decimal(1000)
_SITES = re.compile(r"工地|门店|网点|站点|酒店|商场|车间|项目部")
_FIRM = r"企业|单位|工地|公司|平台|项目部?|[一-鿿](?:厂|矿)(?!区|长|务)|工厂|门店|网点|站点|酒店|商场|车间"
_FIRMS = re.compile(rf"#[^,#]{{0,10}}(?:{_FIRM})|(?:{_FIRM})[^,#]{{0,3}}#")
_WORKERS = re.compile(
    r"职工|员工|工人|会员|骑手|司机|农民工|从业人员|劳动者|快递员|外卖员|配送员|保安|工友|入会|务工人员|参保|体检|疗[休]?养|在岗|用工"
)
_NEAR = re.compile(r"[^。;\d]{0,28}")
_NOT_THEIRS = re.compile(
    r"全[国省市县区]|各级|累计|提供岗位|岗位|招聘|求职|投票|关注|线上|困难|走访慰问(?:困难|劳模)|子公司|集团|工种|赛项|下属|所属|央企|协议"
)


def check(reading: Reading) -> Iterator[Finding]:
    """2 家企业职工 5800 人: too many workers for so few firms."""
    for group in by_segment(reading):
        if reading.in_table(group[0]):
            continue
        for firms, heads in pairwise(group):
            yield from _households(reading, firms, heads)
            words = between(reading, firms, heads)
            theirs = _WORKERS.search(heads.context) and not _NOT_THEIRS.search(
                firms.context + words + heads.context
            )
            if heads.unit != "人" or firms.unit not in {"家", "个", "处", "所", "座"} or not theirs:
                continue
            if not _FIRMS.search(firms.context) or not _NEAR.fullmatch(words) or firms.value < 2:
                continue
            limit = next((most for count, most in LARGEST if firms.value < count), None)
            if limit is not None and _SITES.search(firms.context):
                limit = min(limit, LARGEST_SITE)
            if limit is not None and heads.low / firms.high > limit:
                yield found(
                    reading, "UNIT-SIZE",
                    f"{firms.text}、{heads.text},平均每家 {plain(round(heads.value / firms.value))} 人,"
                    f"超出常见范围({plain(limit)} 人以内)。请核对单位数和人数。",
                    [heads, firms],
                )  # fmt: skip


def _households(reading: Reading, homes: Figure, heads: Figure) -> Iterator[Finding]:
    """慰问困难职工 1260 户、2.6 万人: twenty to a household."""
    told = homes.unit == "户" and heads.unit == "人" and homes.value > 1
    if told and between(reading, homes, heads) in {"、", ","}:
        size = heads.value / homes.value
        if not 1 <= size <= _LARGEST_HOME:
            yield found(
                reading, "BAND",
                f"{homes.text}、{heads.text},平均每户 {plain(round(size, 1))} 人,不合常理。请核对两个数。",
                [heads, homes],
            )  # fmt: skip
