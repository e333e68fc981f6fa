"""What tells two figures of like words apart (口径): time, place, level, kind. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from niangjia.statistics.check.figures import Figure, Kind
from niangjia.statistics.check.reading import Reading

_SAME_ORDER = 3
_GROUPS = re.compile(r"失业|就业困难|困难|零就业|残疾|毕业生|农民工|脱贫|退役|退捕|下岗|妇女|青年")
_WHEN = re.compile(
    r"(?:19|20)\d{2}年(?:[上下]半年|\d{1,2}月)?|今年(?:[上下]半年|以来)?|去年|上年|[上下]半年|[一二三四]季度|\d{1,2}月"
    r"|[\d一二三四五近几]{1,3}年[来间]|累计|历年|以来|目前|年末|年底|现有|全年"
)
_SPAN = re.compile("[来间]$|以来$|^过去的?|^回首")
_STANDING = {"目前", "年末", "年底", "现有", "全年", "一年来"}
_PLACED = re.compile(r"(?!.{0,3}[全我本各])([一-鿿]{1,3}?[区县镇乡市])(?=[一-鿿])")
_KIND = re.compile(
    r"其中|[一-鿿]{1,3}性|行业|区域|非公|企业|机关|农民工|女职工|工资(?=专项|集体)|群体|专项行动"
)
_WORKS = tuple(
    re.compile(words)
    for words in (
        "集体合同|集体协商|要约", "竞赛|比武|练兵", "互助|参保|保障", "助学|圆梦", "法律|维权|调解|仲裁",
        "驿站|服务站|书屋|活动室", "培训|讲座|课堂", "招聘|就业", "慰问|帮扶|救助|送温暖|送清凉", "体检|疗休养|筛查",
        "职代会|厂务公开|民主管理", "安康杯|隐患|安全", "联谊|牵手",
    )
)  # fmt: skip
"""Works of a union: figures of two of them are of two things, however alike their last words are."""
_NEW, _STOCK = re.compile(r"新[建增设]|新发展|净增"), re.compile(r"现有|共有|累计|总数")
_SPOT = re.compile(
    r"[一-鿿]{1,3}(?:镇|县|(?<!自治)区|(?<![布格结全大])局|公司|(?:乡|街道|村|社区|医院|学院|学校|大学|中学|小学|集团|厂|矿|银行|所)(?=总?工会))"
)
_EVERYWHERE = re.compile(r"[全我本各][市县区镇省]|[省市州县区乡镇]{2,3}(?=[两三]级)")
"""No place of its own: 全县, 州县两级工会."""
_NOW = {"目前", "截至目前", "现有", "至今"}
_THIS_YEAR = {"今年", "今年以来", "本年", "本年度", "全年", "一年来", "年内"}
_QUOTED = re.compile(r"“[^“”]*”")
_TITLES, _YEAR = 4, re.compile(r"(?<!\d)20\d{2}(?=年(?!\d))")


def of_one_thing(reading: Reading, one: Figure, other: Figure) -> bool:
    """Whether nothing in the clauses before tells the two apart (区域性合同, 其中, a place)."""
    words = [re.split(r"[,;]", figure.context.partition("#")[0])[-1] for figure in (one, other)]
    new, standing = ({bool(form.search(text)) for text in words} for form in (_NEW, _STOCK))
    if len(new) == len(standing) == 2:
        return False  # 新建工会 and 现有工会
    works = [
        {n for n, form in enumerate(_WORKS) if form.search(reading.sentence_before(f))}
        for f in (one, other)
    ]
    if all(works) and works[0].isdisjoint(works[1]):
        return False
    return _marks(_KIND, reading, one) == _marks(_KIND, reading, other) and at_one_place(
        reading, one, other
    )


def at_one_place(reading: Reading, one: Figure, other: Figure) -> bool:
    """Whether the clauses before name the same places, or none."""
    return _marks(_SPOT, reading, one) == _marks(_SPOT, reading, other)


def _marks(pattern: re.Pattern[str], reading: Reading, figure: Figure) -> set[str]:
    before = reading.sentence_before(figure).split(";")[-1]
    before = "" if before.endswith((",", ":")) else before  # what it counts follows
    before = _QUOTED.sub("", before)
    return set(pattern.findall(_EVERYWHERE.sub(",", before)))


@lru_cache(maxsize=1)
def one_year(reading: Reading) -> frozenset[str]:
    """How a report whose title names one year may name it (2024年, 今年, 一年来); else empty."""
    titles = [block.text for block in reading.page.blocks[:_TITLES] if block.text[-1:] != "。"]
    named = next((set(years) for title in titles if (years := _YEAR.findall(title))), set())
    return frozenset({f"{year}年" for year in named} | _THIS_YEAR if len(named) == 1 else ())


def time_of(reading: Reading, figure: Figure) -> str:
    """The time words before a figure in its sentence; 目前 and 年末 are one, the report's own year is none."""
    words = _WHEN.findall(reading.sentence_before(figure))
    none = not words or words[-1] in _STANDING or words[-1] in one_year(reading)
    return "" if none else words[-1]


def agree(one: Figure, other: Figure) -> bool:
    """Whether two values may be one, as vaguely as they are given."""
    return one.value == other.value or (one.low < other.high and other.low < one.high)


def same_scope(
    one: Figure, other: Figure, *, slipped: bool = False, year: frozenset[str] = frozenset()
) -> bool:
    """Whether nothing tells the two apart: time basis, years, organisation.

    ``slipped``: the numbers themselves say that they are one; periods inherited from elsewhere
    tell nothing then. ``year``: the names of the report's one year, which are one.
    """
    both = (one.period, other.period)
    dated = [period for period in both if period.text and period.text not in _NOW | year]
    ends = {p.end for p in both if re.search(r"截|末|底", p.text)}
    as_of = len(ends) == 1 and "" not in ends and all(re.search(r"截|末|底", p.text) for p in both)
    if not slipped and not as_of:  # else the words of their own sentences decide
        kinds = {period.kind for period in both}
        if len({_SPAN.sub("", period.text) for period in dated}) == 2:
            return False
        if kinds == {Kind.STOCK, Kind.FLOW}:
            return False
    if any("初" in f.label for f in (one, other)) != all("初" in f.label for f in (one, other)):
        return False  # 年初会员 and 年末会员
    places = [_PLACED.match(f.label) for f in (one, other)]
    if len({place.group() if place else "" for place in places}) == 2 and (
        all(places) or any(re.match("[全我]", f.label) for f in (one, other))
    ):
        return False  # 东区会员, 西区会员 and 全市会员
    low, high = sorted((one.value, other.value))
    groups = [set(_GROUPS.findall(figure.label)) for figure in (one, other)]
    if all(groups) and groups[0] != groups[1]:
        return False  # 失业人员再就业 and 就业困难人员再就业
    if low * _SAME_ORDER < high and not slipped:
        return False  # a part of the organisation, not the whole
    levels = {_level(one.organisation), _level(other.organisation)} - {""}
    return len(levels) <= 1 and one.unit == other.unit


def _level(organisation: str) -> str:
    for level in "省市州县区镇":
        if level in organisation:
            return (
                level
                if organisation.startswith(("全", "我")) or len(organisation) <= 4
                else organisation
            )
    return ""
