"""Days that are not, years that do not match (日期与期间): PERIOD. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator

from niangjia.statistics.check.figures import Finding
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.periods import default_period
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.rules.text.plans import plan_blocks

_DAY = re.compile(r"(?:(?P<year>(?:19|20)\d{2})年)?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_LEAP_YEAR = 2024
_HALF_YEAR = re.compile(r"上半年")
_LATER = re.compile(r"(?<!去年)截[至止]到?(?:今年)?(?P<month>[789]|1[012])月")
_TO_LATER = re.compile(r"(?<!\d)1月?[至到—–~-]{1,2}(?:[789]|1[012])月")
_TITLES = 2
_OF_YEAR = re.compile(r"(?P<year>20\d{2})年(?:度)?(?:全年)?工作(?:总结|情况|报告|汇报)")
_AS_OF = re.compile(
    r"截[至止]到?(?P<year>20\d{2})年(?:12月)?[底末](?=,?全[省市县区]|,?共有|,?现有)"
)
_PART = re.compile(
    r"截[至止]到?(?:20\d{2}年)?(?P<until>\d{1,2})月|(?<!\d)1月?[至到—–~-]+(?P<to>\d{1,2})月|前(?P<first>[一二三四五六七八九十]{1,2}|\d{1,2})个月|前三季度|上半年"
)
_WHOLE = re.compile(
    r"(?<!率)(?:比|较)(?:上年|去年|20\d{2}年)(?:全年)?(?![^,。;]{0,8}(?:同期|[底末]|月|半年|季度))"
)
_CHANGED = re.compile(r"增长|下降|增加|减少|上升|提高")
_STOCK = re.compile(r"现有|共有|总数|累计|会员(?:人数)?[达为]?\d|工会(?:组织)?[达为]?\d|在[档册]")
_YEARS = re.compile(
    r"(?P<back>回望|回首|回顾|过去|走过)?(?:的|这)?(?P<number>[二三四五六七八])年(?P<after>[来间])?"
)
_OFTEN = 3
_WITHIN = re.compile(
    r"(?P<told>[二三四五六七八九十])年(?:来|间),?(?:从|自)?(?P<first>20\d{2})年[至到—–~-]+(?P<last>20\d{2})年"
)
_IN_BRACKETS = re.compile(
    r"(?<![一二三四五六七八九十百\d])(?P<told>[两二三四五六七八九十])年(?:(?:来|间|内|里|累计|共|总共|合计)(?:[^。;()]{0,40}\d[万亿]?[余多]?[一-鿿]{1,3})?)?"
    r"\((?:自|从)?(?P<first>20\d{2})年?[至到—–~-]+(?P<last>20\d{2})年?[底末]?\)"
)
"""三年来累计筹集 738 万元(2019 年至 2024 年)."""
_LONGER = re.compile(
    r"(?P<told>[二三四五六七八九十])年(?:来|间),(?:[^。;\d]{0,24},)?(?:从|自)(?P<first>20\d{2})年[^。;,\d]{0,6}[至到](?P<last>20\d{2})年"
)
_LASTED = re.compile(
    r"(?P<y1>20\d{2})年(?P<m1>\d{1,2})月[底初]?[至到—–~-]+(?P<y2>20\d{2})年(?P<m2>\d{1,2})月[底初]?[^。;\d]{0,10}为期"
    r"(?:(?P<years>[一二两三])年|(?P<half>半年)|(?P<months>[一二三四五六七八九十]{1,2}|\d{1,2})个月)"
)
_DAYS = re.compile(
    r"(?:历时|为期)(?P<told>\d{1,2}|[一二三四五六七八九十]{1,2})天[^。;]{0,12}?(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日[^。;\d]{0,6}(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日"
)
_AIM = re.compile(r"(?:力争|确保|争取|计划)[^,。;\d\n]{0,4}到?(?P<year>20\d{2})年[底末]?")
_BY_THEN = re.compile(
    r"(?P<year>20\d{2})年[\d月日上中下旬底末初]{0,8}之?前[^,。;\d]{0,4}(?:完成|建成|实现|上线|投用|挂牌|达到|启动)(?!的|了|过)"
)
_OF_PLAN = re.compile(r"工作要点|计划|方案|安排|打算|任务分解")
_TITLE_YEAR = re.compile(r"(?P<year>20\d{2})年")
_PLANS = "二三四五"
_FIVE_YEARS = re.compile(rf"建功[“‘]?十(?P<plan>[{_PLANS}])五[”’]?")
_GONE = re.compile(r"末|收官|期间|以来|圆满")
_HALF_A_YEAR, _A_YEAR, _LONGEST = 6, 12, 60


def check(reading: Reading) -> Iterator[Finding]:
    """9月31日; 截至 7 月 in the report of a half-year; ten months against twelve; 回望六年 after 五年来."""
    yield from _no_such_day(reading)
    yield from _after_the_half(reading)
    yield from _other_years(reading)
    yield from _year_before(reading)
    yield from _lengths(reading)
    yield from _plan_gone_by(reading)
    plans = plan_blocks(reading.page)
    for block in reading.page.prose:
        if block.index not in plans:
            for match in re.finditer(r"[^。;!?]+", block.text):
                yield from _part_of_year(reading, match.group(), block.start + match.start())


def _no_such_day(reading: Reading) -> Iterator[Finding]:
    for match in _DAY.finditer(reading.page.text):
        month, day = int(match["month"]), int(match["day"])
        year = int(match["year"] or _LEAP_YEAR)
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
            yield found(
                reading, "PERIOD", f"“{match.group()}”没有这一天。请核对日期。", [match.span()]
            )


def _after_the_half(reading: Reading) -> Iterator[Finding]:
    """上半年工作简报: 截至 7 月 25 日投入 423 万元."""
    titles = "".join(
        block.text for block in reading.page.blocks[:_TITLES] if "。" not in block.text
    )
    if not _HALF_YEAR.search(titles):
        return
    for match in (*_LATER.finditer(reading.page.text), *_TO_LATER.finditer(reading.page.text)):
        yield found(
            reading, "PERIOD",
            f"这是上半年的材料,“{match.group()}”的数却算到了下半年,"
            "与其他数不是同一段时间。请改为截至 6 月底的数,或分开写。",
            [match.span()],
        )  # fmt: skip


def _year_before(reading: Reading) -> Iterator[Finding]:
    """2025 年工作总结: 截至 2024 年 12 月底,全县共有…."""
    titles = "".join(
        block.text for block in reading.page.blocks[:_TITLES] if "。" not in block.text
    )
    year = _OF_YEAR.search(titles)
    for match in _AS_OF.finditer(reading.page.text):
        if year and int(match["year"]) == int(year["year"]) - 1:
            yield found(
                reading, "PERIOD",
                f"这是 {year['year']} 年的材料,“{match.group()}”的数却是上年年末的。请核对年份,或改用本年年末数。",
                [match.span()],
            )  # fmt: skip
            return


def _part_of_year(reading: Reading, sentence: str, offset: int) -> Iterator[Finding]:
    """1 至 10 月…比 2023 年的 1.52 万件下降 23%: ten months against a whole year."""
    part = _PART.search(sentence)
    whole = _WHOLE.search(sentence, part.end()) if part else None
    if part is None or whole is None or not _CHANGED.search(sentence, whole.end()):
        return
    said = sentence[part.end() : whole.start()]
    months = parse(part["until"] or part["to"] or part["first"] or "6")
    full = months is None or int(months) == 12
    if full or _STOCK.search(said) or "同期" in sentence or not re.search(r"\d", said):
        return
    yield found(
        reading, "PERIOD",
        f"“{part.group()}”不满一年,却{whole.group().removesuffix('全年')}全年比。请改与上年同期比,或写明两个数的起止时间。",
        [(offset + part.start(), offset + part.end()), (offset + whole.start(), offset + whole.end())],
    )  # fmt: skip


def _other_years(reading: Reading) -> Iterator[Finding]:
    """五年来…五年来…回望六年: one span of years, and once another."""
    told = [m for m in _YEARS.finditer(reading.page.text) if m["back"] or m["after"]]
    counted = Counter(match["number"] for match in told)
    common = counted.most_common(1)
    if not common or common[0][1] < _OFTEN:
        return
    for match in told:
        if match["back"] and counted[match["number"]] == 1 and match["number"] != common[0][0]:
            yield found(
                reading, "PERIOD",
                f"全文说的是{common[0][0]}年,这里写“{match.group()}”。请核对起止年份。", [match.span()],
            )  # fmt: skip


def _plan_gone_by(reading: Reading) -> Iterator[Finding]:
    """“建功‘十二五’”主题竞赛今年 3 月拉开帷幕, in the report of 2016: that plan ended in 2015."""
    whole = default_period(reading.page, reading.published)
    year = reading.published.year if reading.published else 0
    first, last = int(whole.start[:4] or year), int(whole.end[:4] or year)
    for match in _FIVE_YEARS.finditer(reading.page.text) if first else ():
        ended = 2010 + 5 * (_PLANS.index(match["plan"]) + 1)
        sentence = re.split("[。;]", reading.page.text[match.end() :])[0]
        if ended < first <= last and not _GONE.search(sentence):
            yield found(
                reading, "PERIOD",
                f"“{match.group()}”是到 {ended} 年为止的规划,本文说的是 {first} 年以后。请核对是第几个五年规划。",
                [match.span()],
            )  # fmt: skip


def _lengths(reading: Reading) -> Iterator[Finding]:
    """五年来 of four years, 为期一年 of ten months, 历时 5 天 of eleven, goals for a year gone by."""
    text = reading.page.text
    for match in (m for form in (_WITHIN, _IN_BRACKETS, _LONGER) for m in form.finditer(text)):
        years = int(match["last"]) - int(match["first"])
        told = int(parse(match["told"]) or 0)
        if told < years or (told > years + 1 and match.re is not _LONGER):
            yield _not_so_long(
                reading, match, f"{match['first']}年到{match['last']}年是 {years + 1} 年"
            )
    for match in _LASTED.finditer(text):
        months = (int(match["y2"]) - int(match["y1"])) * 12 + int(match["m2"]) - int(match["m1"])
        told = _HALF_A_YEAR if match["half"] else int(parse(match["months"] or match["years"]) or 0)
        told *= _A_YEAR if match["years"] else 1
        if told not in {months, months + 1}:
            yield _not_so_long(reading, match, f"起止相隔 {months} 至 {months + 1} 个月")
    for match in _DAYS.finditer(text):
        days = (int(match["m2"]) - int(match["m1"])) * 30 + int(match["d2"]) - int(match["d1"]) + 1
        if match["m1"] == match["m2"] and abs(int(parse(match["told"]) or 0) - days) > 1:
            yield _not_so_long(reading, match, f"起止两天相隔 {days} 天")
    titles = "".join(block.text for block in reading.page.blocks[:_TITLES])[:_LONGEST]
    year = _TITLE_YEAR.search(titles)
    deadlines = list(_BY_THEN.finditer(text)) if _OF_PLAN.search(titles) else []
    planned = {
        match.start(): _planned_year(reading, match.start())
        for match in (*_AIM.finditer(text), *deadlines)
    }
    for match in (*_AIM.finditer(text), *deadlines):
        if planned[match.start()] > int(match["year"]):
            yield found(
                reading, "PERIOD",
                f"这是 {planned[match.start()]} 年的计划,“{match.group()}”已经过去。请核对年份。", [match.span()],
            )  # fmt: skip
        elif year and int(match["year"]) < int(year["year"]):
            yield found(
                reading, "PERIOD",
                f"这是 {year['year']} 年的材料,“{match.group()}”已经过去。请核对年份。", [match.span()],
            )  # fmt: skip


def _planned_year(reading: Reading, place: int) -> int:
    """The year whose plan a place stands in by the last heading that names one, else 0."""
    plans = plan_blocks(reading.page)
    year = 0
    for block in reading.page.blocks:
        if block.start > place:
            break
        named = _TITLE_YEAR.search(block.text) if block.index not in plans else None
        year = int(named["year"]) if named and block.kind is BlockKind.HEADING else year
        if block.end > place:
            return year if block.index in plans else 0
    return 0


def _not_so_long(reading: Reading, match: re.Match[str], right: str) -> Finding:
    return found(
        reading, "PERIOD", f"“{match.group()}”:{right}。请核对起止时间和长短。", [match.span()]
    )
