"""Which lines of a PDF go on in the next: a line is full when the first word of the next had no room in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from niangjia.statistics.check.documents.pdf.glyphs import Placed
from niangjia.statistics.check.layout import is_listed
from niangjia.statistics.check.units import COUNT_UNIT

_CLOSED = re.compile(r"[。！？…：；!?:;][”）)]?$")
_LATIN = re.compile("[A-Za-z]{2}")
_COUNTED = re.compile(rf"\d[\d,.]*[万亿]?[余多]?(?:{COUNT_UNIT}|元|%)")
"""126 场…: a paragraph hardly ever begins so; the number goes on from the line before."""
_HALF = 0.6
_AROUND = 40
"""Lines before and after that tell where the text of a line begins and ends: about a page."""
_NARROWEST = 12
"""Signs. A narrower block is a list of names or a cell, no prose."""
_SLACK, _OPEN_SLACK, _EDGE, _INDENT, _ALIKE = 0.4, 2, 1.6, 0.8, 0.3
"""In signs: room beside the word, the same where the line stops amid a sentence, lines of one right edge, first
lines, lines of one left edge."""
_OTHER_SIZE, _APART, _FAR_APART = 0.12, 1.3, 1.5


def unwrapped(lines: Sequence[Placed]) -> str:
    """Lines as paragraphs, one a line."""
    text = lines[0].text if lines else ""
    for place, (line, following) in enumerate(pairwise(lines)):
        around = lines[max(0, place - _AROUND) : place + _AROUND]
        text += _between(line, following, around) + following.text
    return text


def _between(line: Placed, following: Placed, around: Sequence[Placed]) -> str:
    if not _goes_on(line, following, around):
        return "\n"
    return " " if _LATIN.fullmatch(line.text[-1] + following.text[0]) else ""


def _goes_on(line: Placed, following: Placed, around: Sequence[Placed]) -> bool:
    if "\t" in line.text or "\t" in following.text or is_listed(following.text):
        return False
    if abs(following.size - line.size) > _OTHER_SIZE * line.size:
        return False
    column = _beside(line, line.size, around)
    left, right = _left(column, line.size), _right(column, line)
    if right - left < _NARROWEST * line.size:
        return False
    if not _is_full(line, following, left, right):
        return False
    begins = _left(_beside(following, line.size, around), line.size)
    return not _begins(line, following, begins, column)


def _is_full(line: Placed, following: Placed, left: float, right: float) -> bool:
    is_closed = bool(_CLOSED.search(line.text))
    if not is_closed and _COUNTED.match(following.text):
        return line.right >= left + _HALF * (right - left)
    slack = _SLACK if is_closed else _OPEN_SLACK
    return right - line.right < following.word + slack * line.size


def _begins(line: Placed, following: Placed, left: float, column: Sequence[Placed]) -> bool:
    """Whether a paragraph begins with the following line, though this one is full."""
    is_closed = bool(_CLOSED.search(line.text))
    down, leading = line.base - following.base, _leading(column)
    if leading and down > leading * (_APART if is_closed else _FAR_APART):
        return True
    is_indented = following.left - left > _INDENT * following.size
    is_block = abs(following.left - line.left) <= _ALIKE * line.size
    return is_indented and (is_closed or not is_block)


def _beside(line: Placed, size: float, around: Sequence[Placed]) -> list[Placed]:
    """The lines of that size in the column of a line; the next line may stand in another, or on another page."""
    column = [one for one in around if one.left < line.right and one.right > line.left]
    return [one for one in column if abs(one.size - size) <= _OTHER_SIZE * size]


def _left(lines: Sequence[Placed], size: float) -> float:
    """The leftmost place at which several lines begin."""
    begins = sorted(one.left for one in lines)
    for first, second in pairwise(begins):
        if second - first <= _ALIKE * size:
            return first
    return begins[0]


def _right(column: Sequence[Placed], line: Placed) -> float:
    """The right edge, not before the end of the line: where most lines end, the farthest of like ones."""
    room = _EDGE * line.size
    ends = [one.right for one in column if one.right >= line.right - room]
    return max(ends, key=lambda end: (sum(end - room <= other <= end for other in ends), end))


def _leading(lines: Sequence[Placed]) -> float:
    """How far lines stand apart, most of the time; 0 when there are not enough to tell."""
    steps = [
        one.base - other.base
        for one, other in pairwise(lines)
        if 0 < one.base - other.base < 3 * one.size
    ]
    return median(steps) if len(steps) > 1 else 0.0
