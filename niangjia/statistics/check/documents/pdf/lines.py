"""Lines of a PDF made clean: page heads and numbers dropped, rows of tables tabbed, gaps in Chinese closed. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from niangjia.statistics.check.documents.pdf.glyphs import Placed
from niangjia.statistics.check.layout import is_listed
from niangjia.statistics.check.units import of_cell

_PAGE_NUMBER = re.compile(
    r"^\s*(?:[—–\-·]+\s*)?(?:第\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*页)?(?:\s*[—–\-·]+)?\s*$"
)
_CHINESE = "[\u2e80-\u2fdf\u3001-\u303f\u4e00-\u9fff\uf900-\ufaff\uff01-\uff65“”‘’—…·,;:!?()]"
_GAP = re.compile(f"(?<={_CHINESE}) +| +(?={_CHINESE})")
_WIDE = re.compile("  +")
_LIST_NUMBER = re.compile(r"^(\d{1,2}) +(?=\D)")
_SMALL = 0.92
_ENDED = re.compile(r"[。；;.][”）)]?$")
_NOTE = re.compile(r"\[?\d{1,2}\]?\s*\D|[①-⑳*]|注")
_DIGITS = re.compile(r"\d+")
_CELL = re.compile(r"^[-—+]?[\d,.]*\d%?$|^[-—/]$")
_FEWEST_CELLS, _MOST_NAMES, _LONGEST_HEADER = 3, 5, 60
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SPACED = re.compile("([年合总项单小地类名指科]) +([份计目位区别称标度])(?![一-鿿])")
_UNIT_CELL = re.compile(r"[((][^()()]{1,5}[))]$")
_BEFORE_UNIT = re.compile(r" +(?=[((][^()() ]{1,5}[))])")
_UNCLOSED = re.compile(r"[一-鿿”),、]$")
_STOP = re.compile("[,。;!?,;]")
_TOLD = re.compile(r"\d[万亿余多]*(?:人|户|家|个|元|件|场|次|张|名|对|条|%).*。$")
"""本月发展会员 100 人。: a sentence that tells a figure, though every page may begin with one like it."""


def running_heads(pages: Sequence[Sequence[str]]) -> set[str]:
    """Headers and footers: the same two first or last lines, digits apart, on most pages."""
    edges = Counter(
        head
        for page in pages
        for head in {_DIGITS.sub("", line) for line in {*page[:2], *page[-2:]} if _is_head(line)}
    )
    return {line for line, count in edges.items() if count >= max(3, len(pages) // 2)}


def _is_head(line: str) -> bool:
    """Whether it may be the head of a page: no row of a table, no sentence that tells figures."""
    if "\t" in line or _TOLD.search(line):
        return False
    return not (_STOP.search(line) and len(_DIGITS.findall(line)) > 2)


def lines_of(page: Sequence[Placed], running: set[str]) -> list[Placed]:
    """The lines of a page without its page number, without the gaps between Chinese signs."""
    kept = _without_edges(page, lambda text: _DIGITS.sub("", text) in running)
    for place in (0, -1):
        if kept and _PAGE_NUMBER.match(kept[place].text):
            kept.pop(place)
    kept = _without_edges(kept, lambda text: _DIGITS.sub("", text) in running)
    told: list[Placed] = []
    for is_row, group in groupby(kept, lambda line: "\t" in line.text):
        some = list(group)
        told += [_closed(line) for line in some] if is_row else _rows(some)
    return told


def without_notes(pages: Sequence[Sequence[Placed]]) -> tuple[list[list[Placed]], list[Placed]]:
    """The pages without the notes at their feet, and the notes: a paragraph goes on over them."""
    sizes = Counter(round(line.size, 1) for page in pages for line in page if "\t" not in line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    kept: list[list[Placed]] = []
    notes: list[Placed] = []
    for page in pages:
        body = list(page)
        while body and body[-1].size <= _SMALL * usual and "\t" not in body[-1].text:
            body.pop()
        foot = list(page[len(body) :]) if body else []
        while foot and not _NOTE.match(foot[0].text) and not (notes and _is_open(notes[-1])):
            foot.pop(0)
        kept.append(list(page[: len(page) - len(foot)]))
        notes += foot
    return kept, notes


def _is_open(note: Placed) -> bool:
    return not _ENDED.search(note.text)


def over_pages(pages: Iterable[Sequence[Placed]]) -> list[Placed]:
    """The lines of pages; a row of a ruled table that a page break cuts is one row again."""
    lines: list[Placed] = []
    rows: set[str] = set()
    for page in pages:
        first = next((n for n, line in enumerate(page) if line.text not in rows), len(page))
        heads, rest = page[:first], list(page[first:])  # heads are printed again on each page
        if lines and rest and (whole := _one_row(lines[-1].text, rest[0].text)):
            lines[-1] = replace(lines[-1], text=whole)
            rest.pop(0)
        lines += [*heads, *rest]
        rows |= {line.text for line in page if "\t" in line.text}
    return lines


def _one_row(above: str, below: str) -> str:
    """The row whose cells go on below; nothing when they do not."""
    last, rest = above.split("\t"), below.split("\t")
    cut = [n for n, words in enumerate(rest) if words]
    if not (len(rest) == len(last) > 1 and 0 < len(cut) < len(rest)):
        return ""
    if not all(last[n] and _UNCLOSED.search(last[n]) for n in cut):
        return ""
    return "\t".join(a + b for a, b in zip(last, rest, strict=True))


def _closed(line: Placed) -> Placed:
    return replace(line, text=_GAP.sub("", line.text))


def _rows(lines: Sequence[Placed]) -> list[Placed]:
    """Lines without the gaps between Chinese signs; rows of tables without lines become tabbed."""
    kept = _headed(lines)
    texts = [line.text for line in kept]
    pairs = _of_years(texts)
    return [replace(line, text=_clean(texts, place, pairs)) for place, line in enumerate(kept)]


def _without_edges(lines: Sequence[Placed], is_edge: Callable[[str], bool]) -> list[Placed]:
    first, last = 0, len(lines)
    while first < last and is_edge(lines[first].text):
        first += 1
    while first < last and is_edge(lines[last - 1].text):
        last -= 1
    return list(lines[first:last])


def _clean(lines: Sequence[str], place: int, pairs: set[int]) -> str:
    line = lines[place]
    row = "\t".join(_cells(line)) if place in pairs else _row(line, lines[place + 1 : place + 2])
    return row or _GAP.sub("", _listed(line))


def _headed(lines: Sequence[Placed]) -> list[Placed]:
    """Lines whose column names are whole: 年 份, 会员 (万人), or the units on a line of their own."""
    joined: list[Placed] = []
    for place, line in enumerate(lines):
        text = line.text
        whole = _SPACED.sub(r"\1\2", text) if len(text) <= _LONGEST_HEADER else text
        units, names = whole.split(), joined[-1].text.split() if joined else []
        missing = len(names) - len(units)
        if all(_UNIT_CELL.match(cell) for cell in units) and len(units) > 1 and missing in {0, 1}:
            told = zip(names[missing:], units, strict=True)
            head = "  ".join([*names[:missing], *(name + unit for name, unit in told)])
            joined[-1] = replace(joined[-1], text=head)
            continue
        following = lines[place + 1 : place + 2]
        below = len(following[0].text.split()) if following else 0
        close = _BEFORE_UNIT.sub("", whole)
        joined.append(replace(line, text=close if len(close.split()) == below else whole))
    return joined


def _of_years(lines: Sequence[str]) -> set[int]:
    """The places of a table of two columns, years and one number, with its head and its total."""
    years = {
        place: int(cells[0][:4])
        for place, line in enumerate(lines)
        if len(cells := _cells(line)) == 2
        and _YEAR.fullmatch(cells[0].removesuffix("年"))
        and _CELL.match(cells[1])
    }
    rows = {
        p
        for p, year in years.items()
        if {years.get(p - 1), years.get(p + 1)} & {year - 1, year + 1}
    }
    edges = {p for row in rows for p in (row - 1, row + 1)} - rows
    return rows | {
        p for p in edges
        if 0 <= p < len(lines) and len(_cells(lines[p])) == 2 and not _STOP.search(lines[p])
    }  # fmt: skip


def _row(line: str, following: Sequence[str]) -> str:
    """A row of a table as tabbed cells: a name and numbers, or the header right above such a row."""
    cells = _cells(line)
    if _is_row(cells):
        return "\t".join(cells)
    below = _cells(following[0]) if following else []
    is_header = len(cells) == len(below) and _is_row(below) and len(line) <= _LONGEST_HEADER
    return "\t".join(cells) if is_header else ""


def _cells(line: str) -> list[str]:
    """What stands apart in a line; a narrow gap is none between cells, justified lines have them, too."""
    return [cell.replace(" ", "") for cell in _WIDE.split(line.strip())]


def _is_row(cells: list[str]) -> bool:
    numbers = [cell for cell in cells if _CELL.match(cell)]
    names = [cell for cell in cells if cell not in numbers]
    is_prose = any(_STOP.search(name) for name in names)
    of_year = not names and bool(_YEAR.fullmatch(cells[0])) and len(cells) >= _FEWEST_CELLS
    if of_year:
        return True  # 2021 1310 21.6 92.0
    if len(cells) < _FEWEST_CELLS or len(numbers) < 2 or is_prose or not names:
        return False
    has_unit = any(of_cell(name) for name in names)  # 代码 指标 单位 本期 上期 来源
    return len(names) <= (_MOST_NAMES if has_unit else 2)


def _listed(line: str) -> str:
    """Keep the gap after a list number from being closed."""
    return _LIST_NUMBER.sub("\\1\u3000", line) if is_listed(line) else line
