"""Dates against each other (日期): PERIOD for what ends after the report's own day, 近年来, spans of months. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.layout import Block, BlockKind, sentences
from niangjia.statistics.check.numerals import parse
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.periods import default_period
from niangjia.statistics.check.rules.operands import is_count
from niangjia.statistics.check.rules.support import found
from niangjia.statistics.check.rules.text.plans import plan_blocks

_UNTIL = re.compile(
    r"(?:截至|截止到?|(?<=[。;,])至)(?:(?P<year>20\d{2})年|(?P<this>今年|本年))?(?:(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号])?)?(?P<end>底|末)?"
)
_RANGED = re.compile(
    r"(?:(?P<year>20\d{2})年|(?P<this>今年))?(?<!\d)1月?[至到—–~-]{1,2}(?P<month>\d{1,2})(?P<end>月)"
)
"""1 至 7 月: to the end of that month."""
_DONE_IN = re.compile(
    r"(?:(?P<year>20\d{2})年|(?P<this>今年))(?P<month>\d{1,2})月(?!\d|底?前|[—–~至到-])"
)
_PLANNED = re.compile(
    r"计划|力争|目标|预计|将(?!近)|拟|确保|争取|届时|即将|有效期|实行|施行|实施之日|截止(?:日期|时间)|前完成|下一步|要(?:在|于)|预期"
)
_HELD_UNTIL = re.compile(
    r"(?:活动|报名|大赛|竞赛|比赛|征集|征文|评选|投票|展览|展期|招募|申报|时间|日期)(?:将|从[^,。;]{1,12})?$"
)
_REPORTED = re.compile(r",?[^,。;]{0,6}(?:已|共|累计)")
"""活动截至 11 月: its end; 活动截至 11 月,共开展…: a number up to then."""
_DONE = re.compile(r"已|了|累计|共|完成|举办|开展|召开|举行|达到|新增|新建|发放")
_LATE = timedelta(days=15)
_REPORTING_MONTHS = 3
"""So long after New Year a month without a year may be one of last year."""
_ONE_YEAR = re.compile(
    r"(?:20\d{2}年?(?:度|上半年|[一二三四]季度)?|全年|年度|半年|季度)[^,。]{0,16}(?:总结|情况|汇报|报告|公报|综述|小结|述职|扫描|纪实|回眸|回顾|概况|掠影|亮点|成绩单|工作(?!计划|要点|打算|安排|思路|部署|展望))"
)
_YEARS_AND_DAYS = 370
_TITLES = 3
_OPEN = re.compile(r"近年来|近几年来?|历年来|多年来|这些年来?")
_HELD = re.compile(
    r"(?:(?:从|自)?(?:20\d{2}年|今年|去年)?(?P<first>\d{1,2})月(?:\d{1,2}[日号]|[上中下]旬|初|底)?[^。;月]{0,40}?)历时(?P<months>\d{1,2}|[一二两三四五六七八九十]{1,2})个(?:多)?月"
    r"[^。;月]{0,20}?(?:20\d{2}年|今年)?(?P<last>\d{1,2})月(?:\d{1,2}[日号]|[上中下]旬|底)?"
)


def check(reading: Reading) -> Iterator[Finding]:
    """What the report cannot know yet, what it does not date, and spans that do not fit."""
    plans = plan_blocks(reading.page)
    for block in reading.page.prose:
        if block.index in plans:
            continue
        for start, end in sentences(block.text):
            sentence = block.text[start:end]
            yield from _ahead(reading, sentence, block.start + start)
            yield from _spans(reading, sentence, block.start + start)
    yield from _open_ended(reading, plans)


def _ahead(reading: Reading, sentence: str, offset: int) -> Iterator[Finding]:
    """截至 8 月底 in a report of July."""
    published = reading.published
    if published is None or _PLANNED.search(sentence):
        return
    forms = (_UNTIL, _RANGED, _DONE_IN)
    for match in (one for form in forms for one in form.finditer(sentence)):
        is_until = match.re is not _DONE_IN
        day = _day(match, published)
        done = is_until or (_DONE.search(sentence) and day and day.year == published.year)
        if day is None or not done or day <= published + (_LATE if is_until else timedelta(0)):
            continue
        ends = _HELD_UNTIL.search(sentence[: match.start()])
        if match.re is _UNTIL and ends and not _REPORTED.match(sentence[match.end() :]):
            continue
        yield found(
            reading, "PERIOD",
            f"“{match.group()}”在报告日期 {published.isoformat()} 之后,那时的数还不可能有。请核对月份,或注明是预计数。",
            [(offset + match.start(), offset + match.end())],
        )  # fmt: skip


def _day(match: re.Match[str], published: date) -> date | None:
    """The first day that fits: the day told, the end of a month told as such, else its beginning."""
    spoken = match.groupdict()
    dated = bool(spoken["year"] or spoken["this"])
    if not spoken["month"]:
        year_end = spoken["year"] and spoken.get("end")
        return date(int(spoken["year"]), 12, 31) if year_end else None
    month = int(spoken["month"])
    if not 1 <= month <= 12 or (not dated and published.month <= _REPORTING_MONTHS):
        return None
    year = int(spoken["year"]) if spoken["year"] else published.year
    last = monthrange(year, month)[1]
    if spoken.get("day"):
        return date(year, month, min(max(int(spoken["day"]), 1), last))
    return date(year, month, last if spoken.get("end") else 1)


def _open_ended(reading: Reading, plans: frozenset[int]) -> Iterator[Finding]:
    """近年来,发放贷款 1260 万元 in the summary of one year: since when?"""
    if not _is_of_one_year(reading):
        return
    figures = [
        figure for figure in reading.figures
        if figure.period.text in _LOOSE and is_count(figure) and figure.block not in plans
        and reading.in_text(figure) and _is_loose(reading, figure)
    ]  # fmt: skip
    if figures:
        words = figures[0].period.text
        yield found(
            reading, "PERIOD",
            f"本文是一个年度(时期)的总结,“{words}”后面的“{figures[0].label}”{figures[0].text}却没有起止时间,像是多年累计数。请写明年份,或改报本期数。",
            figures,
        )  # fmt: skip


_LOOSE = frozenset({"近年来", "近几年", "历年来", "多年来", "这些年"})


def _is_loose(reading: Reading, figure: Figure) -> bool:
    before = reading.sentence_before(figure)
    return bool(_OPEN.search(before)) and not re.search(r"20\d{2}年|其中|每", before)


def _is_of_one_year(reading: Reading) -> bool:
    titles = "\n".join(block.text for block in reading.page.blocks[:_TITLES] if _is_title(block))
    whole = default_period(reading.page, reading.published)
    if not _ONE_YEAR.search(titles) or not (whole.start and whole.end):
        return False
    days = date.fromisoformat(whole.end) - date.fromisoformat(whole.start)
    return days.days <= _YEARS_AND_DAYS


def _is_title(block: Block) -> bool:
    return block.kind is BlockKind.HEADING or "。" not in block.text


def _spans(reading: Reading, sentence: str, offset: int) -> Iterator[Finding]:
    """5 月开幕,历时 17 个月,11 月落幕."""
    for match in _HELD.finditer(sentence):
        first, last, told = int(match["first"]), int(match["last"]), parse(match["months"])
        if told is None or not (1 <= first <= 12 and 1 <= last <= 12):
            continue
        years = len(re.findall(r"20\d{2}年|去年|今年", match.group()))
        months = last - first if last >= first else last - first + 12
        if years < 2 and abs(int(told) - months) > 1:
            yield found(
                reading, "PERIOD",
                f"{first} 月至 {last} 月只有 {months} 至 {months + 1} 个月,写的是“历时{match['months']}个月”。请核对。",
                [(offset + match.start("months"), offset + match.end("months"))],
            )  # fmt: skip
