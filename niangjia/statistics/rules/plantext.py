"""A pasted plan (计划文本) becomes draft items: numbered items, with value, unit and date guessed. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from niangjia.statistics.rules.planwords import Sought, due_of, owner_of, points_of, soughts

MOST_ITEMS = 200
LONGEST = 500

_CN = "一二三四五六七八九十百"
_MARK = re.compile(
    rf"""^\s*(?:
        第[{_CN}]+[、,，:：\s]              # 第一、
      | [{_CN}]+[、.．]                     # 一、
      | [(（][{_CN}\d]+[)）][、.．]?          # (一) (1)
      | \d{{1,3}}(?:[、.．](?!\d)|[)）])    # 1、 1. 1)
      | \d{{1,3}}(?:\.\d{{1,3}})+(?![\d.%％万亿个家户场件人名])[、.．]?  # 1.1
      | [①-⑳]
      | [-—·•●◆]\s
    )\s*""",
    re.VERBOSE,
)
_FIRST = re.compile(rf"(?<![{_CN}\d])[一1](?![{_CN}\d])|①")
_INLINE = re.compile(
    rf"(?<=[。;；:：])\s*(?=(?:[(（][{_CN}\d]{{1,3}}[)）]|[①-⑳]|\d{{1,2}}[、.．](?!\d)))"
)


@dataclass(frozen=True)
class DraftItem:
    """One item of a pasted plan; what could not be read stays empty and is flagged.

    ``value``, ``unit`` and ``indicator`` are a first guess; ``soughts`` are all its numbers, for
    the catalogue to tell which of them are targets. ``unshared`` is the heading whose points none
    of its items has, told at the first of these.
    """

    text: str
    value: Decimal | None = None
    unit: str = ""
    indicator: str = ""
    is_limit: bool = False
    due_on: date | None = None
    owner: str = ""
    owner_post: str = ""
    soughts: tuple[Sought, ...] = ()
    points: Decimal = Decimal(0)
    unshared: str = ""


def split(text: str, start: date, end: date) -> list[DraftItem]:
    """The numbered items of a plan for ``start`` to ``end``; the paragraphs where none is numbered.

    A heading (a short item that only introduces numbered ones below it) is not an item. Dates
    outside the plan's period are not taken as due days.
    """
    parts = [part for line in from_table(text) for part in _INLINE.split(line)]
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
    items: list[DraftItem] = []
    heading, first = "", 0  # with points, and its first item
    for place, (_, body, _) in enumerate(blocks):
        if _is_heading(blocks, place):
            _tell_unshared(items, heading, first)
            heading, first = body if points_of(body)[0] else "", len(items)
        else:
            items.append(_read(body[:LONGEST], start, end))
    _tell_unshared(items, heading, first)
    return items[:MOST_ITEMS]


def _tell_unshared(items: list[DraftItem], heading: str, first: int) -> None:
    below = items[first:]
    if heading and below and not any(item.points for item in below):
        items[first] = replace(items[first], unshared=heading)


_ITEM_HEAD = re.compile(r"事项|内容|任务|项目|指标|目标")
_LABEL_HEAD = re.compile(r"责任|负责|牵头|时限|期限|时间|日期")
_VALUE_HEAD = re.compile(r"目标值|指标值|数量|^目标$")
_POINT_HEAD = re.compile(r"分值|权重|满分|标准分|^分数$")
_NUMBER_HEAD = re.compile(r"序号|编号|^项$")
_LABELS = {"责任人": "责任人", "负责人": "责任人", "责任领导": "责任人"}


def from_table(text: str) -> list[str]:
    """The lines of a text; rows copied from a table (cells apart by tabs) as sentences.

    A head tells what a cell is: 责任人：李四，完成时限：2026-11-30. The number of a row is its mark.
    """
    lines: list[str] = []
    heads: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) == 1:
            lines.append(line)
            continue
        if not re.search(r"\d", line) and any(_ITEM_HEAD.search(cell) for cell in cells):
            heads = cells
            continue
        lines.append(_sentence(cells, heads if len(heads) >= len(cells) else []))
    return lines


def _sentence(cells: list[str], heads: list[str]) -> str:
    made, unit = "", ""
    if "单位" in heads[: len(cells)]:  # 目标值 | 单位: the unit follows its number
        unit, cells[heads.index("单位")] = cells[heads.index("单位")], ""
    for at, cell in enumerate(cells):
        head = heads[at] if heads else ""
        if not cell:
            continue
        if re.fullmatch(r"\d{1,3}", cell) and not made and (at == 0 or _NUMBER_HEAD.search(head)):
            made = f"{cell}、"
        elif _POINT_HEAD.search(head):
            made += f"，分值：{cell}"
        elif _LABEL_HEAD.search(head):
            label = _LABELS.get(head) or ("完成时限" if re.search("时|期", head) else "责任部门")
            made += f"，{label}：{cell}"
        elif _VALUE_HEAD.search(head) or re.match(r"[\d≥>不达]", cell):
            made += cell  # 新建基层工会 | 20家
            if re.fullmatch(r"[\d,.]+[万亿]?", cell):
                made, unit = made + unit, ""
        else:
            made += cell if not made or made.endswith("、") else f"，{cell}"
    return made


def _shape(mark: str) -> str:
    """What the mark looks like with its number left out: headings and items differ in it."""
    return re.sub(
        r"[、,，.．:：]+$", "", re.sub(rf"[{_CN}]+", "一", re.sub(r"\d+", "1", mark.strip()))
    )


def _is_heading(blocks: list[tuple[str, str, bool]], place: int) -> bool:
    """Short, without a number, and followed by the first item of another list."""
    shape, body, _ = blocks[place]
    body = points_of(body)[1]
    if not shape or place + 1 >= len(blocks) or len(body) > 30 or re.search(r"\d", body):
        return False
    next_shape, _, is_first = blocks[place + 1]
    return is_first and next_shape != shape


def _read(body: str, start: date, end: date) -> DraftItem:
    points, asked = points_of(body)
    found = soughts(asked)
    first = next((one for one in found if one.indicator), found[0] if found else None)
    owner, post = owner_of(body)
    return DraftItem(
        text=body,
        value=abs(first.value) if first else None,
        unit=first.unit if first else "",
        indicator=first.indicator if first else "",
        is_limit=first.is_limit if first else False,
        due_on=due_of(body, start, end),
        owner=owner,
        owner_post=post,
        soughts=found,
        points=points,
    )
