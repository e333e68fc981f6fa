"""Tables drawn with signs (画线表格): rows between | or │, or set in columns with blanks. Pure.

Pasted text has tables as Markdown draws them, as a terminal draws them, or aligned by blanks. Their rows are
rewritten with tabs, as other tables are read, sign for sign: every sign keeps its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

_BARS = "|\uff5c\u2502\u2503\u2551"
_BAR = re.compile(f"[{_BARS}]")
_RULED = re.compile(f"[\\s{_BARS}:=_+\\-\u2014\u2500-\u257f]{{3,}}")
_RULES = re.compile("[:=_+\\-\u2014\u2500-\u257f]{2,}")
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+)\*\*")
_NUMBER = re.compile(r"[-+]?(?:\d[\d,,]*(?:[..]\d+)?)\s*[万亿]?[余多]?(?:[%%]|[一-鿿]{1,2})?|[-—/]")
_GAP = re.compile(r" {2,}|\u3000+ *| +\u3000 *")
_STOP = re.compile(r"[。;!?,:\uff0c\uff1b\uff01\uff1f]")
_PROSE = re.compile(r"[。;\uff1b]|[,\uff0c].{6}")
_SHORTEST_PROSE = 12
_LONGEST_CELL, _FEWEST_ROWS = 20, 3
_SERIAL = re.compile(r"\s*[((]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[))]?[.、]?\s*")
_MARKS, _NOTHING = "、..))", "\u200b"
_BULLET = re.compile(r"\s*[•·●■◆▲○□☆★*\-\uf000-\uf0ff]\s*")


def tabbed(text: str) -> str:
    """The text with tabs between the cells of drawn tables; as long as before, each sign in its place."""
    lines = _BOLD.sub(rf"{_NOTHING * 2}\1{_NOTHING * 2}", text).split("\n")
    for first, last in _drawn(lines):
        lines[first:last] = _rows(lines[first:last])
    for first, last in _aligned(lines):
        lines[first:last] = [_in_columns(line) for line in lines[first:last]]
    return "\n".join(_parted(line) if "\t" in line else line for line in lines)


def _drawn(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The ranges of lines that draw a table with bars; blank lines may stand between the rows."""
    first = last = None
    for place, line in enumerate([*lines, "."]):
        if _BAR.search(line) or (first is not None and _is_ruled(line)):
            first = place if first is None else first
            last = place + 1
        elif first is not None and last is not None and (line.strip() or place > last + 1):
            while last - first > _FEWEST_ROWS and _is_note(lines[last - 1]):
                last -= 1
            if _is_table(lines[first:last]):
                yield first, last
            first = last = None


def _is_note(line: str) -> bool:
    """注:本表由市总工会提供。|: a sentence below a table whose bar is the page's."""
    words = line.strip().strip(_BARS).rstrip()
    return not _BAR.search(words) and bool(_STOP.search(words))


def _is_ruled(line: str) -> bool:
    """A line between rows: |---|---|, +----+----+, ├──┼──┤."""
    return bool(_RULED.fullmatch(line)) and bool(_RULES.search(line))


def _is_table(lines: Sequence[str]) -> bool:
    """Rows between outer bars, rows parted by a drawn line, or rows of equal width with numbers."""
    rows = [line.strip() for line in lines if line.strip() and not _is_ruled(line)]
    ruled = any(_is_ruled(line) for line in lines)
    if not rows:
        return False
    if ruled or all(len(row) > 2 and _BAR.match(row[0]) and _BAR.match(row[-1]) for row in rows):
        return True
    widths = {len(_BAR.findall(row)) for row in rows}
    numeric = sum(any(_NUMBER.fullmatch(cell.strip()) for cell in _BAR.split(row)) for row in rows)
    return len(rows) > 1 and len(widths) == 1 and numeric > 0


def _rows(lines: Sequence[str]) -> list[str]:
    rows = [line.strip() for line in lines if line.strip() and not _is_ruled(line)]
    opened = all(_BAR.match(row) for row in rows)
    closed = all(_BAR.match(row[-1]) for row in rows)
    closed = closed or (opened and _BAR.match(rows[0][-1]) is not None)
    width = max(len(_BAR.findall(row)) for row in rows)
    return [
        " " * len(line)
        if _is_ruled(line) or not line.strip()
        else _row(line, opened, closed, width)
        for line in lines
    ]


def _row(line: str, opened: bool, closed: bool, width: int) -> str:
    """One row: outer bars become blanks, inner ones tabs; the last one, too, where a row lacks a cell."""
    bars = [match.start() for match in _BAR.finditer(line)]
    blank = {bars[0]} if opened else set()
    if closed and len(bars) == width and not line[bars[-1] + 1 :].strip():
        blank.add(bars[-1])
    signs = ["\t" if place in bars else sign for place, sign in enumerate(line.replace("\t", " "))]
    for place in blank:
        signs[place] = " "
    return "".join(signs)


def _aligned(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The ranges of lines that are a table set in columns with blanks: a head and rows with numbers."""
    widths = [0 if "\t" in line else _columns(line) for line in lines]
    place = 0
    for width, group in groupby(widths):
        count = len(list(group))
        if width > 1 and count >= _FEWEST_ROWS:
            first = next(
                (n for n in range(place, place + count) if not _has_numbers(lines[n])), place
            )
            rows = lines[first + 1 : place + count]
            if len(rows) + 1 >= _FEWEST_ROWS and all(_has_numbers(row) for row in rows):
                yield first, place + count
        place += count


def _columns(line: str) -> int:
    """How many cells a line has, where it may be the row of a table; else 0."""
    cells = _GAP.split(line.strip(" \u3000"))
    whole = all(len(cell) <= _LONGEST_CELL and not _STOP.search(cell) for cell in cells)
    return len(cells) if whole and len(cells) > 1 else 0


def _has_numbers(line: str) -> bool:
    cells = _GAP.split(line.strip(" \u3000"))[1:]
    return all(_NUMBER.fullmatch(cell) for cell in cells[:1]) or any(
        _NUMBER.fullmatch(cell) for cell in cells
    )


def _in_columns(line: str) -> str:
    body = line.strip(" \u3000")
    start = line.index(body)
    inner = _GAP.sub(lambda gap: "\t" + " " * (len(gap.group()) - 1), body)
    return " " * start + inner + " " * (len(line) - start - len(body))


def _parted(line: str) -> str:
    """1.⇥全市新建工会…。: a list number and its paragraph; a row of sentences, not of numbers, is paragraphs."""
    cells = line.split("\t")
    words = [cell.strip() for cell in cells]
    told = [word for word in words if word]
    marked = len(told) == 2 and (told[0][-1] in _MARKS or _BULLET.fullmatch(told[0]))
    if not marked and not any(is_prose(word) for word in told):
        return line
    serial, bullet = (mark.fullmatch(told[0]) if told else None for mark in (_SERIAL, _BULLET))
    if any(_NUMBER.fullmatch(word) for word in (told[1:] if serial or bullet else told)):
        return line
    if not serial and not bullet:
        return "\n".join(cells)
    first = words.index(told[0]) + 1
    after = "\n".join(cells[first:])
    marked = bool(bullet or words[first - 1][-1] in _MARKS) and not after.lstrip()[:1].isdigit()
    return " ".join(cells[:first]) + (_NOTHING if marked else " ") + after


def is_prose(word: str) -> bool:
    """Whether a cell is a sentence."""
    return len(word) >= _SHORTEST_PROSE and bool(_PROSE.search(word))
