"""The time a figure speaks about (期间), as far as the text and its date of publication tell. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, date, timedelta

from niangjia.statistics.check.figures import Kind, Period
from niangjia.statistics.check.layout import Page
from niangjia.statistics.check.numerals import parse

_CN = "一二三四五六七八九十"
TIME = re.compile(
    r"(?P<until>截至|截止|至)?(?P<year>(?:19|20)\d{2})年(?:度)?(?:(?P<month>\d{1,2})月)?(?:(?P<day>\d{1,2})[日号])?(?P<half>上半年|下半年)?(?:底|末)?"
    rf"|(?P<span>近|过去|今后|未来)?(?P<count>\d{{1,2}}|[{_CN}两]{{1,2}})年(?P<since>来|间|中|(?=,))"
    r"|(?P<relative>今年|去年|前年|上年|明年|本年度?)(?:(?P<relative_month>\d{1,2})月)?(?:(?P<relative_day>\d{1,2})[日号]|[上中下]旬)?(?P<relative_half>上半年|下半年)?(?:以来|初|底)?"
    r"|(?P<now>截至目前|目前|现有|至今|历年来(?!最))|(?P<loose>近年来|近几年|多年来|这些年|日(?<!\d日)前|近日|近期|本月|上月)"
)
RELATIVE = re.compile(
    r"(?:今年|去年|前年|上年|本月|上月|上个月)(?=\d{1,2}月|以来|[上下]半年|[,、]|\d{1,2}日|底|初|全[省市县区州]|我[省市县区州])"
    r"(?:\d{1,2}月)?(?:\d{1,2}[日号]|[上中下]旬)?|近年来|近几年|日(?<!\d日)前|近日(?=,)|目前|截至目前"
)
"""Words that mean nothing without the day of publication."""
_MONTHS = re.compile(
    r"(?:截至|截止|至)(?:今年)?(?P<until>\d{1,2})月(?:(?P<day>\d{1,2})日|底|末)?"
    r"|(?<!\d)(?P<first>[1-9]|1[0-2])月?[—–~至到-]+(?P<last>[1-9]|1[0-2])月份?(?!\d)"
)
_HALVES = re.compile(r"[上下]半年")
_SPAN = re.compile(
    r"(?P<year>(?:19|20)\d{2})年(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?\s*(?:[—–~-]{1,2}|至|到)\s*"
    r"(?:(?P<last_year>(?:19|20)\d{2})年)?(?P<last_month>\d{1,2})月(?:(?P<last_day>\d{1,2})[日号])?(?:底|末)?"
)
"""2021年7月1日至2026年6月30日; 2025年1月至6月."""
_DAY = re.compile(r"(20\d{2})[年./-](\d{1,2})[月./-](\d{1,2})(?:日|(?!\d))")
_DAY_FIRST = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(20\d{2})(?![\d.])")
_MONTH_LINE = re.compile(r"[(]?(20\d{2})年(\d{1,2})月[)]?")
_LONG_DAYS, _SHORT_LINE = 300, 40
_LINK = re.compile(r"(?:https?:)?//[^\s一-鿿]+?(?=20\d{2}[年-]|[\s一-鿿]|$)|[| ]+")
_MASTHEAD, _LONGEST_MASTHEAD = (
    re.compile(r"(?:发布|来源|源自|作者|编辑|浏览|点击)[^:,。]{0,4}:"),
    120,
)
"""发布日期:… 来源:… 作者:… is longer than a day alone, and 自 is part of a name there."""
_ONE_DAY = timedelta(days=1)
_SHIFT = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}


_OPENING_BLOCKS = 8


def dated(page: Page) -> date | None:
    """The day a text bears: alone or in brackets below its title, or at its end; else its month."""
    for block in (*page.blocks[:_OPENING_BLOCKS], *page.blocks[-3:]):
        days = [day.groups() for day in _DAY.finditer(block.text)]
        days += [day.groups()[::-1] for day in _DAY_FIRST.finditer(block.text)]
        masthead = _MASTHEAD.search(block.text)
        longest = _LONGEST_MASTHEAD if masthead else _SHORT_LINE
        if len(set(days)) != 1 or len(_LINK.sub("", block.text)) > longest or "。" in block.text:
            continue
        if not masthead and re.search(r"截至|截止|[至起]|自|上午|下午", block.text):
            continue
        try:
            return date(*(int(part) for part in days[0]))
        except ValueError:
            continue
    for block in page.blocks[1:_OPENING_BLOCKS]:
        month = _MONTH_LINE.fullmatch(block.text)
        if month and 1 <= int(month[2]) <= 12:
            return date(int(month[1]), int(month[2]), monthrange(int(month[1]), int(month[2]))[1])
    return None


def default_period(page: Page, published: date | None) -> Period:
    """The period a whole report covers: the span of years, else the year, its opening names."""
    for block in page.blocks[:_OPENING_BLOCKS]:
        told = _reported(block.text)
        if told is not None:
            return told
    opening = "\n".join(block.text for block in page.blocks[:_OPENING_BLOCKS])
    matches = list(TIME.finditer(opening))
    for group in ("since", "year"):
        for match in matches:
            if match[group] and match["span"] not in {"今后", "未来"} and not match["month"]:
                return Period(match.group(), Kind.FLOW, *_days(match, published), inherited=True)
    return Period()


def period_of(
    before: str, clause: str, published: date | None, year: int | None = None
) -> Period | None:
    """The period named last before a figure (``before`` runs from its block's start).

    ``year`` is the report's, for 截至6月30日 and 1至6月.
    """
    matches = list(TIME.finditer(before))
    spans = list(_SPAN.finditer(before))
    told = _of_span(spans[-1]) if spans and spans[-1].end() >= matches[-1].end() else None
    if told is not None:
        return told
    yearless = _yearless(before, matches[-1].end() if matches else 0, year)
    if yearless is not None:
        return yearless
    if not matches:
        return Period("累计", Kind.CUMULATIVE) if "累计" in clause else None
    match = matches[-1]
    start, end = _days(match, published)
    return Period(match.group(), _kind(match, clause), start, end)


def within(own: Period | None, whole: Period) -> Period:
    """The period of a figure; 五年来 in a report of five years means the report's own days."""
    if own is None:
        return whole
    match = TIME.fullmatch(own.text)
    if match is None or not match["count"] or not (whole.start and whole.end):
        return own
    days = (date.fromisoformat(whole.end) - date.fromisoformat(whole.start)).days
    if round(days / 365.25) != parse(match["count"]):
        return own
    return replace(own, start=whole.start, end=whole.end)


def _reported(text: str) -> Period | None:
    """The period a heading, a subtitle or 报告期为… names for the whole report."""
    for match in _SPAN.finditer(text):
        period = _of_span(match)
        if period is None:
            continue
        days = (date.fromisoformat(period.end) - date.fromisoformat(period.start)).days
        named = "报告期" in text[: match.start()][-8:]
        if named or days >= _LONG_DAYS or len(text) <= _SHORT_LINE:
            return replace(period, inherited=True)
    return None


def _of_span(match: re.Match[str]) -> Period | None:
    year, last_year = int(match["year"]), int(match["last_year"] or match["year"])
    if not (1 <= int(match["month"]) <= 12 and 1 <= int(match["last_month"]) <= 12):
        return None
    start = _year_days(year, match["month"], match["day"], None)[0]
    end = _year_days(last_year, match["last_month"], match["last_day"], None)[1]
    return Period(match.group(), Kind.FLOW, start, end) if start <= end else None


def _yearless(before: str, after: int, year: int | None) -> Period | None:
    """截至6月底 and 1至6月: days of the year the report speaks about."""
    half = list(_HALVES.finditer(before, after))
    found = list(_MONTHS.finditer(before, after))
    if half and (not found or half[-1].start() > found[-1].start()):
        named = re.findall(r"((?:19|20)\d{2})年", before[: half[-1].start()])
        if named or year is not None:
            own = int(named[-1]) if named else year or 0
            return Period(
                half[-1].group(), Kind.FLOW, *_year_days(own, None, None, half[-1].group())
            )
    if not found or year is None:
        return None
    match = found[-1]
    first, last = match["first"], match["last"] or match["until"]
    if not 1 <= int(last) <= 12:
        return None
    end = _year_days(year, last, match["day"], None)[1]
    if match["until"]:
        return Period(match.group(), Kind.STOCK, "", end)
    start = _year_days(year, first, None, None)[0]
    return Period(match.group(), Kind.FLOW, start if start <= end else "", end)


def _kind(match: re.Match[str], clause: str) -> Kind:
    since = match.string[: match.start()].endswith(("自", "从")) and re.match(
        r"[^,。]{0,6}(?:以来|至今|起)", match.string[match.end() :]
    )
    if "累计" in clause or match["now"] == "历年来" or since:
        return Kind.CUMULATIVE
    if match["now"] or match["until"]:
        return Kind.STOCK
    return Kind.FLOW


def _days(match: re.Match[str], published: date | None) -> tuple[str, str]:
    """First and last day, empty where unknown."""
    if match["year"]:
        start, end = _year_days(int(match["year"]), match["month"], match["day"], match["half"])
        return ("", end) if match["until"] else (start, end)
    if published is None:
        return "", ""
    if match["relative"]:
        year = published.year + _SHIFT[match["relative"]]
        start, end = _year_days(
            year, match["relative_month"], match["relative_day"], match["relative_half"]
        )
        day = published.isoformat()
        return start, end if start > day else min(end, day)  # 明年 lies ahead
    if match["count"] and match["span"] not in {"今后", "未来"}:
        first = years_before(published, max(int(parse(match["count"]) or 0), 1))
        return (first + _ONE_DAY).isoformat() if first else "", published.isoformat()
    if match["now"]:
        return "", published.isoformat()
    return "", ""


def years_before(day: date, years: int) -> date | None:
    """The same day so many years earlier (28 February for the 29th), or None before the calendar."""
    if day.year - years < MINYEAR:
        return None
    is_leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - years, day=28 if is_leap else day.day)


def _year_days(year: int, month: str | None, day: str | None, half: str | None) -> tuple[str, str]:
    """First and last day of a year, half, month or day; empty beyond the calendar."""
    if not MINYEAR <= year <= MAXYEAR:
        return "", ""
    if month and 1 <= int(month) <= 12:
        last = monthrange(year, int(month))[1]
        first_day = min(int(day), last) if day else 1
        last_day = first_day if day else last
        return (
            date(year, int(month), max(first_day, 1)).isoformat(),
            date(year, int(month), max(last_day, 1)).isoformat(),
        )
    opens, closes = {"上半年": ("01-01", "06-30"), "下半年": ("07-01", "12-31")}.get(
        half or "", ("01-01", "12-31")
    )
    return f"{year:04d}-{opens}", f"{year:04d}-{closes}"
