"""Workers of a unit (单位规模): UNIT-SIZE of firms named with their workers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import by_segment, found, plain

LARGEST: tuple[tuple[int, Decimal], ...] = (
    (10, Decimal(1500)), (100, Decimal(1200)), (10**6, Decimal(600)),
)  # fmt: skip
"""(fewer units than this, mean workers of a unit that are rare): few firms may be large ones."""
_MANY = 100
_LARGEST_HOME = 8
LARGEST_SITE = Decimal(1000)


@dataclass(frozen=True)
class Small:
    """What firms are called, how many workers at most one so called has, and by what."""

    word: str
    most: Decimal
    basis: str

    @cached_property
    def named(self) -> re.Pattern[str]:
        """小微货运企业 26 家, 62 家小微企业."""
        firms = r"[^,、和及与。;\d]{0,8}(?:企业|公司|商户|商家|工商户|经营户|店|厂)"
        word = f"(?:{self.word}){firms}"
        return re.compile(rf"{word}[^,、。;\d]{{0,2}}#|#[^,、和及与。;\d]{{0,2}}{word}")


_BY_SIZE = "《统计上大中小微型企业划分办法(2017)》"
SMALL = (
    Small("微型", Decimal(100), f"{_BY_SIZE}:微型企业各行业在 10 至 100 人以下"),
    Small("个体", Decimal(50), "经验值:个体经营户多为几人"),
    Small("小微|小型", Decimal(300), f"{_BY_SIZE}:小型企业绝大多数行业在 300 人以下"),
)
"""The first that fits."""
_LARGER = re.compile(
    r"大型|中型|国有|央企|集团|协会|联合会|[和及与、][^,。;\d]{0,8}(?:企业|单位|公司)"
)
_DONE_TO_OTHERS = re.compile(
    r"培训|慰问|帮扶|援助|救助|资助|走访|就业|求职|体检|调解|维权|追|听众|观众|宣[讲传]"
)
"""12 家小微企业,培训农民工 4600 人: not of these firms alone."""
_JOINT = re.compile(r"联合|工会#|园|楼|基地|行业工会|#[^,、]{0,12}工会(?!经费|会员|干部|服务)")
_REACHED = re.compile(
    r"[^。;]{0,24},(?:共|累计)?(?:惠及|涉及|覆盖|受益|服务|稳定|保障|帮助|使)[^,。;\d]{0,8}"
)
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
        yield from _of_small_firms(reading, group)
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
            limit = limit if firms.value < _MANY or firms.unit == "家" else None
            if limit is not None and _SITES.search(firms.context):
                limit = min(limit, LARGEST_SITE)
            if limit is not None and heads.low / firms.high > limit:
                yield found(
                    reading, "UNIT-SIZE",
                    f"{firms.text}、{heads.text},平均每家 {plain(round(heads.value / firms.value))} 人,"
                    f"超出常见范围({plain(limit)} 人以内)。请核对单位数和人数。",
                    [heads, firms],
                )  # fmt: skip


def _of_small_firms(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """为 62 家小微企业返还经费 1488 万元,惠及职工 12.4 万名: two thousand to a firm that is called small."""
    for rank, firms in enumerate(group):
        small = next((one for one in SMALL if one.named.search(firms.context)), None)
        if small is None or firms.unit not in {"家", "个", "户"} or _JOINT.search(firms.context):
            continue
        heads = next((f for f in group[rank + 1 : rank + 3] if f.unit != "元"), None)
        if heads is None or not _are_theirs(reading, firms, heads):
            continue
        called = small.named.search(firms.context)
        if called is not None and heads.low / firms.high > small.most:
            yield found(
                reading, "UNIT-SIZE",
                f"{firms.text}、{heads.text},平均每家 {plain(round(heads.value / firms.value))} 人,"
                f"与“{called.group().strip('#')}”不符({small.basis})。请核对家数和人数的小数点、单位。",
                [heads, firms],
            )  # fmt: skip


def _are_theirs(reading: Reading, firms: Figure, heads: Figure) -> bool:
    """Whether the heads work in these firms: right behind them, or reached by the money they got."""
    words = between(reading, firms, heads)
    paid = re.sub(r"\d[\d.]*[万亿]?[余多]?元", "", words)
    linked = (_NEAR if paid == words else _REACHED).fullmatch(paid)
    workers = heads.unit == "人" and _WORKERS.search(heads.context)
    others = _NOT_THEIRS.search(words + heads.context) or _LARGER.search(words)
    others = others or _DONE_TO_OTHERS.search(words)
    return bool(linked and workers and not others)


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
