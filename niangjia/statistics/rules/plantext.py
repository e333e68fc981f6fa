"""A pasted plan (计划文本) becomes draft items: numbered items, with value, unit and date guessed. Pure."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from niangjia.statistics.check import Figure, check

MOST_ITEMS = 200
LONGEST = 500

_CN = "一二三四五六七八九十百"
_MARK = re.compile(
    rf"""^\s*(?:
        第[{_CN}]+[、,，:：\s]              # 第一、
      | [{_CN}]+[、.．]                     # 一、
      | [(（][{_CN}\d]+[)）][、.．]?          # (一) (1)
      | \d{{1,3}}(?:[、.．](?!\d)|[)）])    # 1、 1. 1)
      | [①-⑳]
      | [-—·•●◆]\s
    )\s*""",
    re.VERBOSE,
)
_FIRST = re.compile(rf"(?<![{_CN}\d])[一1](?![{_CN}\d])|①")
_HUNDRED = re.compile(r"百(?P<unit>[场个家户件名])")
_INLINE = re.compile(
    rf"(?<=[。;；:：])\s*(?=(?:[(（][{_CN}\d]{{1,3}}[)）]|[①-⑳]|\d{{1,2}}[、.．](?!\d)))"
)
_DAY = re.compile(
    r"(?:(?P<y>20\d\d)年)?(?P<m>1[0-2]|0?[1-9])月(?:(?P<d>3[01]|[12]\d|0?[1-9])日|底|末|份)?"
)
_YEAR_END = re.compile(r"年底|年末|年内|全年|当年")
_HALF = re.compile(r"上半年|6月底|六月底")
_QUARTER = re.compile(r"第?([一二三四])季度")
_BEFORE = re.compile(r"前|底|末|内|完成|截至|之前|以前")
_OWNER = re.compile(r"(?:责任人|负责人|牵头人?|责任领导)[:：]\s*(?P<name>[一-鿿·]{2,8})")
_BARE_OWNER = re.compile(
    r"责任人[为是]?(?!落实|明确|待定|不|未)(?P<name>[一-鿿·]{2,4})(?=[,，。;；、)）\s]|$)"
)
_UNIT_OWNER = re.compile(
    r"(?:责任(?:单位|部门|科室)|牵头(?:单位|部门))[:：]\s*(?P<name>[一-鿿、·]{2,30})"
)
_AT_MOST = re.compile(r"不超过|不高于|控制在|以内|以下|降至|降到|不多于")


@dataclass(frozen=True)
class DraftItem:
    """One item of a pasted plan; what could not be read stays empty and is flagged."""

    text: str
    value: Decimal | None = None
    unit: str = ""
    indicator: str = ""
    is_limit: bool = False
    due_on: date | None = None
    owner: str = ""
    owner_post: str = ""


def split(text: str, start: date, end: date) -> list[DraftItem]:
    """The numbered items of a plan for ``start`` to ``end``; the paragraphs where none is numbered.

    A heading (a short item that only introduces numbered ones below it) is not an item. Dates
    outside the plan's period are not taken as due days.
    """
    parts = [part for line in text.splitlines() for part in _INLINE.split(line)]
    blocks: list[tuple[str, str, bool]] = []  # shape of the mark, text, whether the list begins
    for part in parts:
        found = _MARK.match(part)
        body = part[found.end() :].strip() if found else part.strip()
        if not body:
            continue
        if found:
            mark = found.group()
            blocks.append((_shape(mark), body, bool(_FIRST.search(mark))))
        elif blocks and blocks[-1][0]:
            shape, before, is_first = blocks[-1]
            blocks[-1] = (shape, f"{before}{body}", is_first)
        else:
            blocks.append(("", body, False))
    if any(shape for shape, _, _ in blocks):
        blocks = [block for block in blocks if block[0]]
    items = [body for place, (_, body, _) in enumerate(blocks) if not _is_heading(blocks, place)]
    return [_read(body[:LONGEST], start, end) for body in items[:MOST_ITEMS]]


def _shape(mark: str) -> str:
    """What the mark looks like with its number left out: headings and items differ in it."""
    return re.sub(
        r"[、,，.．:：]+$", "", re.sub(rf"[{_CN}]+", "一", re.sub(r"\d+", "1", mark.strip()))
    )


def _is_heading(blocks: list[tuple[str, str, bool]], place: int) -> bool:
    """Short, without a number, and followed by the first item of another list."""
    shape, body, _ = blocks[place]
    if not shape or place + 1 >= len(blocks) or len(body) > 30 or re.search(r"\d", body):
        return False
    next_shape, _, is_first = blocks[place + 1]
    return is_first and next_shape != shape


def _read(body: str, start: date, end: date) -> DraftItem:
    figure = _first_figure(body)
    named = None if figure else _HUNDRED.search(body)  # 百场招聘会: the name is the target
    owner = _OWNER.search(body) or _BARE_OWNER.search(body)
    department = _UNIT_OWNER.search(body)
    return DraftItem(
        text=body,
        value=figure.value if figure else Decimal(100) if named else None,
        unit=figure.unit if figure else _unit(named),
        indicator=(figure.indicator or "") if figure else "",
        is_limit=bool(figure and _AT_MOST.search(body)),
        due_on=_due(body, start, end),
        owner=owner["name"] if owner else "",
        owner_post=department["name"] if department else "",
    )


def _unit(named: re.Match[str] | None) -> str:
    if named is None:
        return ""
    return "人" if named["unit"] == "名" else named["unit"]


def _first_figure(body: str) -> Figure | None:
    """The figure most likely to be the target: one with an indicator first, else the first one."""
    counted = re.sub(r"(?<=[\d余多])场次", "场", body)
    figures = [figure for figure in check(counted).figures if figure.unit]
    return next((f for f in figures if f.indicator), figures[0] if figures else None)


def _due(body: str, start: date, end: date) -> date | None:
    for found in _DAY.finditer(body):
        tail = body[found.end() : found.end() + 4]
        if not (_BEFORE.match(tail) or found.group()[-1] in "底末"):
            continue
        day = _day(found, start, end)
        if day is not None:
            return day
    quarter = _QUARTER.search(body)
    if quarter:
        return _month_end_within("一二三四".index(quarter[1]) * 3 + 3, start, end)
    if _HALF.search(body):
        return _month_end_within(6, start, end)
    if _YEAR_END.search(body):
        return _month_end_within(12, start, end)
    return None


def _day(found: re.Match[str], start: date, end: date) -> date | None:
    month = int(found["m"])
    years = [int(found["y"])] if found["y"] else range(start.year, end.year + 1)
    for year in years:
        last = calendar.monthrange(year, month)[1]
        day = date(year, month, min(int(found["d"]), last) if found["d"] else last)
        if start <= day <= end:
            return day
    return None


def _month_end_within(month: int, start: date, end: date) -> date | None:
    """The last such month end in the plan's period."""
    for year in range(end.year, start.year - 1, -1):
        day = date(year, month, calendar.monthrange(year, month)[1])
        if start <= day <= end:
            return day
    return None
