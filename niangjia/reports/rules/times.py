"""Times as written in a template (时间): 期初, 上年同期, 2016-12-31. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from niangjia.reports.rules.questions import At, When

OLDEST_YEAR = 1900
LATEST_YEAR = 2199
_NAMED = {
    "本期": At.PERIOD, "期末": At.PERIOD, "期内": At.PERIOD, "期初": At.OPENING, "年初": At.OPENING,
    "上期": At.PREVIOUS, "上年同期": At.LAST_YEAR, "去年同期": At.LAST_YEAR, "累计": At.SO_FAR,
    "历年": At.SO_FAR, "历年累计": At.SO_FAR,
}  # fmt: skip
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?")
_BETWEEN = re.compile(r"\s*(?:至|到|~|～|—|\.\.)\s*")


def read_when(word: str) -> When | None:
    """The time a word names; None when it names none."""
    word = word.strip()
    if word in _NAMED:
        return When(_NAMED[word])
    first, *rest = _BETWEEN.split(word)
    if len(rest) > 1:
        return None
    start = _ends(first)
    if start is None:
        return None
    if rest:
        end = _ends(rest[0])
        if end is None or start[0] > end[1]:
            return None
        return When(At.SPAN, start[0], end[1])
    return When(At.DAY, None, start[1]) if start[0] == start[1] else When(At.SPAN, *start)


def _ends(word: str) -> tuple[date, date] | None:
    """First and last day of a day, month or year."""
    try:
        if found := _DAY.fullmatch(word):
            day = date(int(found[1]), int(found[2]), int(found[3]))
            ends = (day, day)
        elif found := _MONTH.fullmatch(word):
            year, month = int(found[1]), int(found[2])
            ends = (date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        elif found := _YEAR.fullmatch(word):
            ends = (date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))
        else:
            return None
    except (ValueError, IndexError):  # 13月, 2月30日
        return None
    return ends if OLDEST_YEAR <= ends[0].year <= LATEST_YEAR else None
