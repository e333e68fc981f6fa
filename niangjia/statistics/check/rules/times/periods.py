"""Time (期间): PERIOD for relative dates and for one indicator with two values. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from niangjia.statistics.check.figures import Figure, Finding, Kind, Precision
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.periods import RELATIVE
from niangjia.statistics.check.rules.support import found, half_digit, shown, stated
from niangjia.statistics.check.rules.text.plans import plan_blocks

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
_SAME_ORDER = 3
_GROUPS = re.compile(r"失业|就业困难|困难|零就业|残疾|毕业生|农民工|脱贫|退役|退捕|下岗|妇女|青年")
_TOLD_ONCE = (
    ("新建工会", r"(?:新建|新组建|新成立)(?:基层)?工会(?:组织)?[共达为有仅只了到约]{0,3}#"),
    ("新发展会员", r"(?:新?发展|新增|吸收)(?:工会)?会员[共达为有仅只了到约]{0,3}#"),
    ("在档困难职工", r"(?:在档|在册)(?:城市)?困难职工(?:家庭)?[共达为有仅只了到约]{0,3}#"),
    (
        "采纳合理化建议",
        r"采纳(?:合理化建议|建议)?[共达为有仅只了到约]{0,3}#|建议[^#,]{0,2}被?采纳#",
    ),
    ("收缴经费", r"(?:收缴|拨缴)(?:工会)?经费(?:收入)?[共达为有仅只了到约]{0,3}#"),
    ("受理信访", r"(?:受理|接待)(?:职工)?(?:来信来访|信访)(?:案?件)?[共达为有仅只了到约]{0,3}#"),
    ("集体合同", r"签订集体合同[共达为有仅只了到约]{0,3}#"),
)
_NOT_ALL = re.compile(
    r"非公|企业工会|农民工|新就业|其中|同比|比上年|去年|目标|计划|力争|年均|每|镇|街道|社区|园区|公司"
)
_WHEN = re.compile(
    r"(?:19|20)\d{2}年(?:[上下]半年|\d{1,2}月)?|今年(?:[上下]半年|以来)?|去年|上年|[上下]半年|[一二三四]季度|\d{1,2}月"
    r"|[\d一二三四五近几]{1,3}年[来间]|累计|历年|以来|目前|年末|年底|现有|全年"
)
_STANDING = {"目前", "年末", "年底", "现有", "全年", "一年来"}
_WHOLE = re.compile(
    r"[上下]半年|[一二三四]季度|[一二三四五]年来|全[年市县区省州镇校]|现有|共有|截[至止]|目前|(?:19|20)\d{2}年(?:全年|底|末)?(?!\d)"
)
_OF_ALL_KINDS = re.compile(
    r"(?:数量|数值|合计|总数|数|金额|完成|本年|本期|实绩|(?:19|20)\d{2}年?(?:度|末|底)?)+$"
)
_SPENT_ON = re.compile(r"(?:[共约近达为]|累计|投入|支出|发放|使用|安排|开支|花费|资金|经费)+$")
_SHORT_NAME = 4
_ANY_YEAR = re.compile(r"(?:19|20)\d{2}年|[去上前]年")
_PLACED = re.compile(r"(?!.{0,3}[全我本各])([一-鿿]{1,3}?[区县镇乡市])(?=[一-鿿])")
_NEAR_TABLE = 8
_MOST_TOLD = 12
_LONG_NAME = 6
_OF_TABLE = re.compile(r"(?:[一二三四五两]年)?(?:合\s*计|总\s*计)|(?:19|20)\d{2}")
_NOW = {"目前", "截至目前", "现有", "至今"}
"""Concepts of which a report gives one value for one period and organisation."""


def check(reading: Reading) -> Iterator[Finding]:
    """Dates that need the day of publication; figures that contradict each other."""
    yield from _relative(reading)
    for concept in SINGLE:
        yield from _contradictions(reading, concept)
    yield from _told_twice(reading)
    yield from _against_tables(reading)
    yield from _transposed(reading)
    yield from _same_words(reading)
    yield from _against_cells(reading)


def _relative(reading: Reading) -> Iterator[Finding]:
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
        and (
            place[1] - place[0] > 2
            or (undated and reading.page.text[place[1] :].startswith(("以来", "同期")))
        )
    ]
    if not dated:
        return
    words = "、".join(dict.fromkeys(reading.page.text[start:end] for start, end in places))
    yield found(
        reading, "PERIOD",
        f"“{words}”要知道发布日期才能确定是哪一年、哪一天。请用 --published 给出发布日期,或在文中写明年份。",
        [*dated, *(place for place in places if place not in dated)],
    )  # fmt: skip


def _contradictions(reading: Reading, concept: str) -> Iterator[Finding]:
    figures = [
        figure
        for figure in stated(reading, concept)
        if reading.page.blocks[figure.block].kind is not BlockKind.TABLE
        and not re.search(r"覆盖|惠及|涉及|受益", reading.sentence_text(figure))
    ]
    for rank, one in enumerate(figures):
        for other in figures[rank + 1 :]:
            if _agree(one, other) or not _same_scope(one, other):
                continue
            yield found(
                reading, "PERIOD",
                f"“{one.label}”{one.text}与“{other.label}”{other.text}是同一指标的两个不同的数。累计数与当年数可能混在一起,"
                "请分别写明起止时间和口径。",
                [one, other],
            )  # fmt: skip
            return


def _told_twice(reading: Reading) -> Iterator[Finding]:
    """上半年新建工会 57 家 in one section, 75 家 in another: one thing, one time, two numbers."""
    plans = plan_blocks(reading.page)
    prose = [
        f for f in reading.figures
        if reading.page.blocks[f.block].kind is BlockKind.TEXT and f.block not in plans
    ]  # fmt: skip
    for name, pattern in _TOLD_ONCE:
        told = [
            replace(f, parent=None)
            for f in prose
            if re.search(pattern, f.context) and not _NOT_ALL.search(f.context)
        ]
        first = {(figure.value, _time_of(reading, figure)): figure for figure in reversed(told)}
        for one, other in combinations(list(first.values())[:_MOST_TOLD], 2):
            apart = (one.block, one.sentence) != (other.block, other.sentence)
            times = _time_of(reading, one), _time_of(reading, other)
            if (
                not apart
                or times[0] != times[1]
                or _agree(one, other)
                or not _same_scope(one, other)
            ):
                continue
            yield found(
                reading, "PERIOD",
                f"同一时间的“{name}”,一处写 {one.text},一处写 {other.text}。请核对,或分别写明口径。", [other, one],
            )  # fmt: skip
            break


def _transposed(reading: Reading) -> Iterator[Finding]:
    """女教职工 612 人 here, 621 人 there: one thing, the same digits in another order."""
    told: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in reading.figures:
        digits = figure.number.replace(",", "").replace(".", "")
        prose = reading.page.blocks[figure.block].kind is BlockKind.TEXT
        if (
            prose
            and figure.precision is Precision.EXACT
            and len(set(digits)) > 1
            and len(digits) > 2
        ):
            told[figure.unit, figure.magnitude, "".join(sorted(digits))].append(figure)
    for figures in told.values():
        first = {(figure.value, figure.context[-8:]): figure for figure in reversed(figures)}
        for one, other in combinations(list(first.values())[:_MOST_TOLD], 2):
            nouns = [f.context.partition("#")[0].rstrip("共为有达")[-4:] for f in (one, other)]
            same = len(nouns[0]) > 2 and nouns[0][-3:] == nouns[1][-3:]
            same = (
                same
                and one.parent is None
                and other.parent is None
                and _of_one_thing(reading, one, other)
            )
            apart = one.value != other.value and (one.block, one.sentence) != (
                other.block,
                other.sentence,
            )
            times = len({_time_of(reading, one), _time_of(reading, other)} - {""}) < 2
            if same and apart and times and len(one.number) == len(other.number):
                yield found(
                    reading, "PERIOD",
                    f"“{one.label}”一处写 {one.text},一处写 {other.text}:数字相同、次序不同,"
                    "可能有一处写颠倒了。请核对。",
                    [other, one],
                )  # fmt: skip


def _same_words(reading: Reading) -> Iterator[Finding]:
    """全年举办技能竞赛 46 场 here, 64 场 there: the same words and time, another number."""
    plans = plan_blocks(reading.page)
    told: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in reading.figures:
        words = re.sub(r"[共为有达了到仅约的]+$", "", figure.context.partition("#")[0])
        prose = reading.page.blocks[figure.block].kind is BlockKind.TEXT
        if not prose or figure.block in plans or figure.unit == "%" or figure.parent is not None:
            continue
        clause = reading.sentence_text(figure).partition(figure.text)[0]
        exact = figure.precision is Precision.EXACT
        if (
            exact
            and len(words) >= _LONG_NAME
            and _WHOLE.search(clause)
            and not _NOT_ALL.search(clause)
        ):
            told[words[-_LONG_NAME:], figure.unit].append(figure)
    for figures in told.values():
        for one, other in combinations(figures[:_MOST_TOLD], 2):
            times = {_time_of(reading, f) for f in (one, other)}
            apart = (one.block, one.sentence) != (other.block, other.sentence)
            if (
                apart
                and len(times) == 1
                and not _agree(one, other)
                and _same_scope(one, other)
                and _of_one_thing(reading, one, other)
            ):
                yield found(
                    reading, "PERIOD",
                    f"“{one.label}”一处写 {one.text},一处写 {other.text},时间和说法都相同。请核对,或分别写明口径。",
                    [other, one],
                )  # fmt: skip
                break


def _against_cells(reading: Reading) -> Iterator[Finding]:
    """工资专项集体合同覆盖职工 16.1 万人 in the text, 15.4 in the row of that name below."""
    for cell in reading.figures:
        if reading.page.blocks[cell.block].kind is not BlockKind.TABLE:
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
            if named and any(_agree(figure, f) for f in row if f.unit == figure.unit):
                continue
            prose = reading.page.blocks[figure.block].kind is not BlockKind.TABLE
            apart = abs(figure.value - cell.value)
            if named and prose and half_digit(figure) + half_digit(cell) < apart < cell.value / 2:
                yield found(
                    reading, "PERIOD",
                    f"“{figure.label}”文中写 {figure.text},表中是 {shown(cell)}。请核对两个数。",
                    [figure, cell],
                )  # fmt: skip


def _of_one_thing(reading: Reading, one: Figure, other: Figure) -> bool:
    """Whether nothing in the clauses before tells the two apart (区域性合同, 其中, a place)."""
    told = []
    for figure in (one, other):
        start = reading.page.blocks[figure.block].start
        before = re.split(r"[。;!?]", reading.page.text[start : figure.start])[-1]
        before = re.sub(r"[全我本各][市县区镇省]", ",", before)
        told.append(
            set(
                re.findall(
                    r"其中|[一-鿿]{1,3}性|行业|区域|非公|企业|机关|农民工|[一-鿿]{1,3}(?:镇|县|区|局|公司)",
                    before,
                )
            )
        )
    return told[0] == told[1]


def _same_thing(words: str, title: str) -> bool:
    """Whether a clause ends with what a column is called, or with its first or last two signs."""
    words = words.rstrip("共为达约近有")
    short = re.sub(r"金额|情况|人数|数", "", title)
    return len(short) > 1 and (words.endswith(title) or words[-4:].find(short[:2]) >= 0)


def _time_of(reading: Reading, figure: Figure) -> str:
    """The time words before a figure in its sentence; 目前 and 年末 are one."""
    start = reading.page.blocks[figure.block].start
    before = re.split(r"[。!?]", reading.page.text[start : figure.start])[-1]
    words = _WHEN.findall(before)
    return "" if not words or words[-1] in _STANDING else words[-1]


def _against_tables(reading: Reading) -> Iterator[Finding]:
    """支出 486.2 万元 in the text, 468.2 in the 合计 row of the table below."""
    totals = [
        f for f in reading.figures
        if reading.page.blocks[f.block].kind is BlockKind.TABLE and _OF_TABLE.match(f.label) and f.unit != "%"
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
            if not named or reading.page.blocks[figure.block].kind is BlockKind.TABLE:
                continue
            before = reading.sentence_text(figure).partition(figure.text)[0]
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


def _of_whole_year(left: str, title: str, before: str) -> bool:
    """Whether the clause names the column in full, for a whole year: any other value is wrong."""
    own = re.split(r"[,;、]", before)[-1]
    named = len(title) > 2 and left.rstrip("共为达约近有").endswith(title)
    return named and bool(re.search(r"全年", own)) and not re.search(r"其中|计划|目标|累计", before)


def _agree(one: Figure, other: Figure) -> bool:
    return one.value == other.value or (one.low < other.high and other.low < one.high)


def _same_scope(one: Figure, other: Figure) -> bool:
    """Whether nothing tells the two apart: time basis, years, organisation."""
    both = (one.period, other.period)
    dated = [period for period in both if period.text and period.text not in _NOW]
    ends = {p.end for p in both if re.search(r"截|末|底", p.text)}
    as_of = len(ends) == 1 and "" not in ends and all(re.search(r"截|末|底", p.text) for p in both)
    if len(dated) == 2 and dated[0].text != dated[1].text and not as_of:
        return False
    if {period.kind for period in both} == {Kind.STOCK, Kind.FLOW} and not as_of:
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
    if low * _SAME_ORDER < high:
        return False  # a part of the organisation, not the whole
    levels = {_level(one.organisation), _level(other.organisation)} - {""}
    return (
        len(levels) <= 1 and one.unit == other.unit and one.parent is None and other.parent is None
    )


def _level(organisation: str) -> str:
    for level in "省市州县区镇":
        if level in organisation:
            return (
                level
                if organisation.startswith(("全", "我")) or len(organisation) <= 4
                else organisation
            )
    return ""
