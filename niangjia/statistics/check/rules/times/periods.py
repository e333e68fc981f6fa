"""Time (期间): PERIOD for relative dates and for one indicator with two values. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.periods import RELATIVE
from niangjia.statistics.check.rules.parts.told import plain
from niangjia.statistics.check.rules.slip import has_slipped
from niangjia.statistics.check.rules.support import found, half_digit, is_aimed_at, shown, stated
from niangjia.statistics.check.rules.text.plans import plan_blocks
from niangjia.statistics.check.rules.times.retold import contradicted
from niangjia.statistics.check.rules.times.scope import agree, at_one_place, same_scope

SINGLE = (
    "reemployed",
    "members.total",
    "unions.total",
    "cards.issued",
    "cards.activated",
    "workers.total",
    "workers.women",
    "members.women",
    "members.migrant",
)
"""Concepts of which a report gives one value for one period and organisation."""
_A_FLOW = "reemployed"
_OF_ALL_KINDS = re.compile(
    r"(?:数量|数值|合计|总数|数|金额|完成|本年|本期|实绩|(?:19|20)\d{2}年?(?:度|末|底)?)+$"
)
_SPENT_ON = re.compile(r"(?:[共约近达为]|累计|投入|支出|发放|使用|安排|开支|花费|资金|经费)+$")
_SHORT_NAME = 4
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_ANY_YEAR = re.compile(r"(?:19|20)\d{2}年|[去上前]年")
_ANY_NAMED = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年(?!代))")
_NAMED = re.compile(
    r"(?:^|(?<=[。\n]))(?:19|20)\d{2}年(?!\d{0,2}月?(?:\d{1,2}日)?(?:以来|起|成立|至今)|[底末代来间—至])"
)
"""A year that opens a sentence; 2019年以来 says nothing of today."""
_SAID = re.compile(r"[今去前]年\((?:19|20)\d{2}年?\)")
_NOW = re.compile(r"今年|去年(?![春夏秋冬])|(?:截至)?目前")
_COMPARED = frozenset("比较与同是")
_SENTENCE = re.compile(r"[^。\n]+")
_HAPPENED = re.compile(
    r"(?<![\d至到—-])\d{1,2}月\d{1,2}日(?![至到—-])|年\d{1,2}月(?!\d|底|末|起|以来|[至到—-])|[今昨][天日]|近日|日(?<!\d日)前"
    r"|(?<![\d月至到—-])\d{1,2}日(?=[上下]午|[,晚])"
)
"""What happened on a day or in a month: the year beside it is the report's own."""
_SEASON = re.compile(r"[今去]年(?:[春夏秋冬][天季]|春节)")
_NEAR_TABLE = 8
_LONG_NAME = 6
_OF_TABLE = re.compile(r"(?:[一二三四五两]年)?(?:合\s*计|总\s*计)|(?:19|20)\d{2}")


def check(reading: Reading) -> Iterator[Finding]:
    """Dates that need the day of publication; figures that contradict each other."""
    yield from relative(reading)
    for concept in SINGLE:
        yield from _contradictions(reading, concept)
    yield from _against_tables(reading)
    yield from _against_cells(reading)


def is_of_named_year(text: str, at: int) -> bool:
    """Whether 今年 at a place needs no day: the only year of the text stands before it, or its last year in
    the sentence before; 去年, where that year opens its own sentence or the two are compared."""
    if _SAID.match(text, at):
        return True
    years, places = _named_years(text)
    start, end, year = _opening(text)
    if year and year == max(years) and (start <= at < end or _NOW.match(text, at)):
        return start <= at
    if not text.startswith(("今年", "去年"), at):
        return False
    own = text.rfind("。", 0, at)
    since = 0 if len(years) == 1 else text.rfind("。", 0, max(own, 0)) + 1
    if text.startswith("去年", at) and text[at - 1 : at] not in _COMPARED:
        since = own + 1
    before = bisect_left(places, (at, ""))
    start, year = places[before - 1] if before else (-1, "")
    return start >= since and year == max(years)


@lru_cache(maxsize=1)
def _opening(text: str) -> tuple[int, int, str]:
    """The first whole sentence with a year, where it tells of one day or month of that year alone."""
    for told in _SENTENCE.finditer(text):
        years = set(_ANY_NAMED.findall(told.group()))
        if years and text.startswith("。", told.end()):
            happened = len(years) == 1 and _HAPPENED.search(told.group())
            return (*told.span(), years.pop()) if happened else (0, 0, "")
    return 0, 0, ""


@lru_cache(maxsize=1)
def _named_years(text: str) -> tuple[frozenset[str], list[tuple[int, str]]]:
    """The years of a text, and where it says that it is of one."""
    years = frozenset(year.group() for year in _ANY_NAMED.finditer(text))
    return years, [(told.start(), told.group()[:4]) for told in _NAMED.finditer(text)]


def relative(reading: Reading) -> Iterator[Finding]:
    """今年6月, 去年12月中旬: which year?"""
    if reading.published is not None:
        return
    places = [
        (block.start + match.start(), block.start + match.end())
        for block in reading.page.blocks
        if block.kind is BlockKind.TEXT
        for match in RELATIVE.finditer(block.text)
    ]
    undated = len(places) > 1 and not re.search(r"(?:19|20)\d{2}年", reading.page.text)
    dated = [
        place
        for place in places
        if reading.page.text[place[0]] in "今去前上本"
        and not is_of_named_year(reading.page.text, place[0])
        and (
            place[1] - place[0] > 2
            or (undated and reading.page.text[place[1] :].startswith(("以来", "同期")))
        )
    ]
    if not dated:
        return
    places += [
        (block.start + match.start(), block.start + match.end())
        for block in reading.page.prose
        for match in _SEASON.finditer(block.text)
    ]
    words = "、".join(dict.fromkeys(reading.page.text[start:end] for start, end in places))
    yield found(
        reading, "PERIOD",
        f"“{words}”要知道发布日期才能确定是哪一年、哪一天。请给出发布日期,或在文中写明年份。",
        [*dated, *(place for place in places if place not in dated)],
    )  # fmt: skip


def _contradictions(reading: Reading, concept: str) -> Iterator[Finding]:
    plans = plan_blocks(reading.page)
    figures = [
        figure
        for figure in stated(reading, concept)
        if not reading.in_table(figure)
        and figure.parent is None
        and not is_aimed_at(reading, figure)
        and figure.block not in plans
        and not re.search(r"覆盖|惠及|涉及|受益", reading.sentence_text(figure))
        and not re.search(r"非公|公有|企业|机关|事业单位|新[吸增发入]", figure.context)
    ]
    subjects = {figure.start: _subject(reading, figure) for figure in figures}
    for rank, one in enumerate(figures):
        for other in figures[rank + 1 :]:
            if agree(one, other) or not at_one_place(reading, one, other):
                continue
            subject, name = subjects[one.start], subjects[other.start]
            if subject and name and subject[:2] == name[:2] and subject != name:
                continue
            years = {_year_of(reading, f) for f in (one, other)} - {""}
            slipped = len(years) < 2 and has_slipped(one, other.value)
            if not same_scope(one, other, slipped=slipped):
                continue
            mixed = re.search("累计|历年|新增|当年|本年|预计", one.context + other.context)
            if slipped or (concept != _A_FLOW and not mixed and len(years) < 2):
                yield contradicted(reading, one, other)
                return
            yield found(
                reading, "PERIOD",
                f"“{one.label}”{one.text}与“{other.label}”{other.text}是同一指标的两个不同的数。累计数与当年数可能混在一起,"
                "请分别写明起止时间和口径。",
                [one, other],
            )  # fmt: skip
            return


def _subject(reading: Reading, figure: Figure) -> tuple[int, str, str] | None:
    """What the clause counts before a figure: 货车司机工会 143 个,会员 5120 人;快递员工会 64 个,会员….

    Its paragraph, unit and name; None where the figure is the first of its clause.
    """
    first = next(f for f in reading.by_block[figure.block] if f.segment == figure.segment)
    name = plain(reading.sentence_before(first).split(";")[-1])
    return None if first is figure else (first.block, first.unit, name)


def _against_cells(reading: Reading) -> Iterator[Finding]:
    """工资专项集体合同覆盖职工 16.1 万人 in the text, 15.4 in the row of that name below."""
    for cell in reading.figures:
        if not reading.in_table(cell):
            continue
        name, year = _OF_ALL_KINDS.sub("", cell.label), re.search(r"(?:19|20)\d{2}", cell.label)
        if len(name) < (_SHORT_NAME if name != cell.label else _LONG_NAME):
            continue
        above = range(max(0, cell.block - 2 * _NEAR_TABLE), cell.block)
        for figure in [f for block in above for f in reading.by_block.get(block, ())]:
            left = _SPENT_ON.sub("", figure.context.partition("#")[0])
            named = left.endswith(name) and figure.unit == cell.unit
            row = reading.by_block[cell.block]
            said = reading.sentence_text(figure)
            lone = sum(f.unit == cell.unit for f in row) == 1 and "全年" in said
            if year and year.group() not in said and not (lone and not _ANY_YEAR.search(said)):
                continue
            if named and any(agree(figure, f) for f in row if f.unit == figure.unit):
                continue
            prose = not reading.in_table(figure)
            apart = abs(figure.value - cell.value)
            if named and prose and half_digit(figure) + half_digit(cell) < apart < cell.value / 2:
                yield found(
                    reading, "PERIOD",
                    f"“{figure.label}”文中写 {figure.text},表中是 {shown(cell)}。请核对两个数。",
                    [figure, cell],
                )  # fmt: skip


def _same_thing(words: str, title: str) -> bool:
    """Whether a clause ends with what a column is called, or with its first or last two signs."""
    words = words.rstrip("共为达约近有")
    short = re.sub(r"金额|情况|人数|数", "", title)
    return len(short) > 1 and (words.endswith(title) or words[-4:].find(short[:2]) >= 0)


def _against_tables(reading: Reading) -> Iterator[Finding]:
    """支出 486.2 万元 in the text, 468.2 in the 合计 row of the table below."""
    totals = [
        f for f in reading.figures
        if reading.in_table(f) and _OF_TABLE.match(f.label) and f.unit != "%"
    ]  # fmt: skip
    years = set(re.findall(r"(?:19|20)\d{2}", reading.page.text))
    for total in totals:
        title = re.sub(
            r"[一二三四五两]?年?合\s*计|总\s*计|(?:19|20)\d{2}(?:年度?)?|数$|[()%]", "", total.label
        )
        year = re.search(r"(?:19|20)\d{2}", total.label)
        above = range(max(0, total.block - _NEAR_TABLE), total.block)
        for figure in [f for block in above for f in reading.by_block.get(block, ())]:
            left = figure.context.partition("#")[0]
            named = figure.unit == total.unit and (
                _same_thing(left, title) if title else total.label[:2] in left
            )
            if not named or reading.in_table(figure):
                continue
            before = reading.sentence_before(figure)
            told = re.findall(r"(?:19|20)\d{2}(?=年)", before)
            same_year = year is None or (told[-1:] == [year.group()]) or year.group() in before
            if year is None and told and len(years) > 1:
                continue
            apart = abs(figure.value - total.value)
            if (
                same_year
                and half_digit(figure) < apart
                and (apart <= total.value / 10 or _of_whole_year(left, title, before))
                and figure.parent is None
            ):
                yield found(
                    reading, "PERIOD",
                    f"“{figure.label}”文中写 {figure.text},"
                    f"表中合计是 {shown(total)}。请核对两个数。",
                    [figure, total],
                )  # fmt: skip


def _year_of(reading: Reading, figure: Figure) -> str:
    """The year named last before a figure in its sentence, or ""."""
    found = _YEAR.findall(reading.sentence_before(figure))
    return found[-1] if found else ""


def _of_whole_year(left: str, title: str, before: str) -> bool:
    """Whether the clause names the column in full, for a whole year: any other value is wrong."""
    own = re.split(r"[,;、]", before)[-1]
    named = len(title) > 2 and left.rstrip("共为达约近有").endswith(title)
    return named and bool(re.search(r"全年", own)) and not re.search(r"其中|计划|目标|累计", before)
