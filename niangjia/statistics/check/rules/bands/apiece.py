"""So much for each site, so much by each result (每站、每项成果): BAND. The bands are data (programmes.py). Pure.

投入 860 元建驿站 12 个; 采纳建议 412 条,创造经济效益 38.6 亿元; 为 126 家书屋配送图书 28 册.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.bands.programmes import (
    BOOKS_PER_LIBRARY,
    CHILDREN_PER_CLASS,
    PER_RESULT,
    PER_SITE,
    Programme,
    fitting,
    too_far,
    words_from,
)
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import by_segment
from niangjia.statistics.check.units import Measure, measure_of

_COUNTED = frozenset({Measure.BODY, Measure.ITEM})
_PLACE = "|".join(site.words.pattern for site in PER_SITE)
_SITE = re.compile(rf"(?:{_PLACE})[^,。;、#]{{0,3}}#|#[^,。;、#\d]{{0,12}}(?:{_PLACE})")
_SPENT = re.compile(r"投入|投资|建设资金|补助|补贴|奖补|拨付|下拨|配套|扶持|经费|耗资")
_BOOKS = frozenset({"册", "本"})
_WON = re.compile(
    r"效益|创效|增效|节约(?:成本|资金|费用)?|节省|降本|增收节支|创造价值|产生价值|价值"
)
_RESULT = re.compile(r"建议|金点子|五小|革新|发明|改造|设计|攻关|成果|技改|专利|项目|课题")
_NOT_EACH = re.compile(
    r"每|各(?!级|类|地|县|区|市)|均|单[个项笔]|最高|最大|其中|标准|预计|计划|力争|目标|合同|产值|利润|税"
)
_CHILDREN = re.compile("收托|入托|托管|孩子|子女|儿童|学员")
_ONE_SEASON = re.compile(
    r"暑假|暑期|寒假|寒暑|今年|去年|当年|全年|20\d\d年(?!以来)(?![^,。]{0,8}来)"
)
_FARTHEST = 2
_MORE_WORDS = 60


def check(reading: Reading) -> Iterator[Finding]:
    """Amounts beside sites and results, books beside libraries."""
    for group in by_segment(reading):
        if not reading.in_text(group[0]):
            continue
        for rank, over in enumerate(group):
            exact = over.upper is None and not _NOT_EACH.search(reading.clause_before(over))
            if over.unit == "元" and exact:
                yield from _result(reading, group, rank)
                yield from _site(reading, group, rank)
            elif over.unit in _BOOKS and exact and over.value:
                yield from _at_sites(reading, group, rank, BOOKS_PER_LIBRARY)
            elif over.unit == "人" and exact and _is_of_one_season(reading, over):
                yield from _at_sites(reading, group, rank, CHILDREN_PER_CLASS)


def _is_of_one_season(reading: Reading, heads: Figure) -> bool:
    """Children taken care of in one summer or year, not in all the years of a class."""
    season = _ONE_SEASON.search(reading.sentence_before(heads))
    return bool(season and _CHILDREN.search(heads.context))


def _near(reading: Reading, group: Sequence[Figure], rank: int) -> list[Figure]:
    """Sites and results counted at most two figures away, nearest first, with no other amount between."""
    near = []
    for step in (-1, 1):
        for far in range(1, _FARTHEST + 1):
            at = rank + step * far
            if not 0 <= at < len(group) or group[at].unit == group[rank].unit:
                break
            first, second = sorted((group[at], group[rank]), key=lambda f: f.start)
            counted = measure_of(group[at].unit) in _COUNTED and group[at].value
            if counted and len(between(reading, first, second)) <= _MORE_WORDS:
                near.append((far, step, group[at]))
    return [figure for *_, figure in sorted(near, key=lambda told: told[:2])]


def _result(reading: Reading, group: Sequence[Figure], rank: int) -> Iterator[Finding]:
    """评选“五小”成果 1148 项,年创经济效益 2860 亿元."""
    won = group[rank]
    if not _WON.search(reading.clause_before(won)):
        return
    for results in _near(reading, group, rank):
        lead = reading.sentence_before(results) + results.context
        if results.start > won.start or not _RESULT.search(lead):
            continue
        named = next((p for p in PER_RESULT if p.words.search(lead.split(";")[-1])), None)
        whole = bool(won.magnitude) or won.value < results.value
        if named and _is_beyond(won, results, named.low if whole else Decimal(0), named.high):
            yield too_far(reading, won, results, "项", named)
        return


def _site(reading: Reading, group: Sequence[Figure], rank: int) -> Iterator[Finding]:
    """投入 5.2 亿元,新建驿站 36 个."""
    spent = group[rank]
    for sites in _near(reading, group, rank):
        words = words_from(reading, spent, sites, reading.page.blocks[spent.block].start)
        if not _SITE.search(sites.context) or not _SPENT.search(spent.context):
            continue
        named = fitting(PER_SITE, sites.context)
        alone = not re.search(r"等|和|及|其中", words.partition("#")[2])
        low = named.low if named else Decimal(0)
        if named and alone and _is_beyond(spent, sites, low, named.high):
            yield too_far(reading, spent, sites, sites.unit, named)
        return


def _at_sites(
    reading: Reading, group: Sequence[Figure], rank: int, band: Programme
) -> Iterator[Finding]:
    """为 126 家职工书屋配送图书 28 册; 暑期开办托管班 42 个,收托 1.26 万名."""
    for sites in _near(reading, group, rank):
        if _SITE.search(sites.context) and band.words.search(sites.context):
            if _is_beyond(group[rank], sites, band.low, band.high):
                yield too_far(reading, group[rank], sites, sites.unit, band)
            return


def _is_beyond(over: Figure, under: Figure, low: Decimal, high: Decimal) -> bool:
    return over.low / under.high > high or over.high / under.low < low
