"""Lines of one width (折行): which line breaks only wrap a paragraph. Pure.

E-mail and PDF count columns (a Chinese sign takes two), newspapers set every sign in one square, figures too: the
measure under which more lines are of one width is the text's own. A line goes on in the next when it is full, or
when the next one opens with a word too long for the room left.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from niangjia.statistics.check.units import COUNT_UNIT

LISTED = re.compile(
    r"^\s*(?:[(\uff08]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)\uff09]|\d{1,2}\s*[.、](?!\d)"
    rf"|\d{{1,2}}\s+(?=\D)(?![万亿千百余多年月日%至到]|{COUNT_UNIT})"
    r"|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十\d]+[章节部分篇]+|[①-⑳●■◆▲△□○☆★※])"
)
"""The list number a line opens with."""
_CLOSED = re.compile(r"[。!?;…:\uff01\uff1f\uff1b\uff1a][)\uff09”’】 ]*$")
_WORD = re.compile(r"[\w.,%]+[,。;:、)”’》\uff0c\uff1b\uff1a\uff09]*", re.ASCII)
_LAST_WORD = re.compile(r"[\w.,%]+[,。;、\uff0c\uff1b]?$", re.ASCII)
_LONG, _NARROW = 30, 20
_LONGEST_LINE = 140
_SHORT_BY, _OVER_BY, _LONGEST_WORD = 7, 5, 24
_FEWEST = 4
_FAR, _MOST_LONGER = 20, 0.15


@dataclass(frozen=True)
class _Fit:
    """How lines are measured, their full width, which are of it, and how many to a sign."""

    width: Callable[[str], int]
    full: int
    filled: tuple[str, ...]
    exact: int


def wrapped_breaks(original: str) -> set[int]:
    """The places of line breaks that only wrap a paragraph, with the blanks around them."""
    lines = original.split("\n")
    fit = _fit([line.rstrip() for line in lines if line.strip() and "\t" not in line])
    if fit is None:
        return set()
    dropped: set[int] = set()
    offset = 0
    for line, following in pairwise(lines):
        offset += len(line)
        if _continues(line.rstrip(), following, fit):
            dropped.add(offset)
            dropped.update(range(offset - len(line) + len(line.rstrip()), offset))
            blanks = len(following) - len(following.lstrip())
            dropped.update(range(offset + 1, offset + 1 + blanks))
        offset += 1
    return dropped


def width_of(line: str, narrow: int = 1) -> int:
    """The columns a line takes: a Chinese sign two, any other one (or ``narrow``)."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else narrow for sign in line)


def _fit(lines: Sequence[str]) -> _Fit | None:
    """The measure that fits most lines, or None for a text that is not broken in lines."""
    fits = [_fitted(lines, partial(width_of, narrow=narrow)) for narrow in (1, 2)]
    best = max((fit for fit in fits if fit), key=lambda fit: fit.exact, default=None)
    if best is None or len(best.filled) < _FEWEST or best.full > _LONGEST_LINE:
        return None
    share = 0.35 if best.full >= _LONG else 0.6
    closed = sum(bool(_CLOSED.search(line)) for line in best.filled)
    whole = closed * 2 > len(best.filled)  # paragraphs of equal length, not wrapped lines
    longer = sum(best.width(line) > best.full + _FAR for line in lines)
    if whole or longer > len(lines) * _MOST_LONGER:
        return None  # or headings of one length among paragraphs
    return best if len(best.filled) >= share * len(lines) else None


def _fitted(lines: Sequence[str], width: Callable[[str], int]) -> _Fit | None:
    widths = [width(line) for line in lines]
    long = [w for w in widths if w >= _LONG]
    if len(long) < _FEWEST or len(long) * 2 < len(lines):
        long = [w for w in widths if w >= _NARROW]
    if len(long) < _FEWEST:
        return None
    full = Counter(w // 2 for w in long).most_common(1)[0][0] * 2
    filled = [line for line, w in zip(lines, widths, strict=True) if abs(w - full) <= _OVER_BY]
    return _Fit(width, full, tuple(filled), sum(abs(w - full) <= 2 for w in widths))


def _continues(line: str, following: str, fit: _Fit) -> bool:
    if not line or not following.strip() or "\t" in line or "\t" in following:
        return False
    if following.startswith(("  ", "\u3000\u3000", "\t")) or LISTED.match(following):
        return False
    room = fit.full - fit.width(line)
    closed = bool(_CLOSED.search(line))
    last = _LAST_WORD.search(line)  # may hang over the edge
    if -_OVER_BY - (fit.width(last.group()) if last else 0) <= room <= _SHORT_BY:
        return not (closed and _is_heading(following.rstrip(), fit))
    word = _WORD.match(following)
    if closed or word is None:
        return False
    return 0 < room <= _LONGEST_WORD and fit.width(word.group()) > room


def _is_heading(line: str, fit: _Fit) -> bool:
    """A short line without a stop after a full one that ends its sentence."""
    return fit.width(line) < fit.full - _SHORT_BY and not re.search(
        r"[,。;、!?:\uff0c\uff1b\uff01\uff1f\uff1a]", line
    )
