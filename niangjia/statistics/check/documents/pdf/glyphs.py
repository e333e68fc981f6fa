"""The glyphs of a PDF page set back into lines (行), by where they stand.

A PDF says where each glyph stands, not which follows which: programs write both quotation marks of a line first and
its Chinese signs after them. Lines are therefore put together from places; what stands turned (watermarks) is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby
from typing import Any, NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTPage
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from niangjia.statistics.check.documents.pdf import unpacking
from niangjia.statistics.check.documents.pdf.grids import Grid, grids_of

_UNKNOWN = re.compile(r"^\(cid:\d+\)$")
unpacking.bound()
_NUMERIC = re.compile(r"[-+]?\d[\d,.]*%?")
DAMAGED = "□"
"""Stands for a glyph whose sign the file does not tell: a digit dropped in silence would be another number."""
_SAME_LINE, _BESIDE, _BLANK, _APART, _TWICE = 0.5, 1.0, 0.2, 0.6, 0.3
_SMALL, _RAISED = 0.8, 0.1
_MARK = re.compile(r"[\d*\[\]①-⑳]")
_WORD = re.compile(
    r"[“‘（(《〈【\[]*(?:[A-Za-z0-9.,%/+-]+|.)[”’）)》〉】\]，。、；：！？,.;:!?%]*(?:(?<=[,.:])[\d.,%]+)?",
    re.DOTALL,
)
"""What no line break parts: brackets and stops stay with their sign, and a digit with the stop before it."""


class Glyph(NamedTuple):
    """A sign and where it stands, in points: ``base`` is its line, from the foot of the page."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True)
class Placed:
    """A line of a page and where it stands, in points; ``word`` is the width of its first word."""

    text: str
    left: float
    right: float
    base: float
    size: float
    word: float


def pages_of(data: bytes) -> list[PDFPage]:
    """The pages; their streams are unpacked when they are read. Raises what pdfminer raises."""
    return list(PDFPage.create_pages(PDFDocument(PDFParser(BytesIO(data)))))


class Reader:
    """Reads pages one by one; fonts that they share are read once."""

    def __init__(self) -> None:
        resources = PDFResourceManager()
        self._device = PDFPageAggregator(resources, laparams=None)
        self._interpreter = PDFPageInterpreter(resources, self._device)

    def lines_of(self, page: PDFPage) -> list[Placed]:
        """The lines of a page as they are written, ruled tables as rows with tabs. Raises TooLarge and Damaged."""
        self._interpreter.process_page(page)
        drawn = self._device.get_result()
        way, glyphs = _upright(drawn)
        grids = grids_of(drawn) if way == 0 else []
        lines: list[Placed] = []
        done: list[Grid] = []
        for grid, some in groupby(glyphs, lambda glyph: _grid_of(glyph, grids)):
            if grid is None:
                lines += [_placed(row) for row in _rows(some)]
            elif not any(grid is other for other in done):
                done.append(grid)
                lines += _table([one for one in glyphs if _grid_of(one, [grid]) is grid], grid)
        return lines


def _upright(page: LTPage) -> tuple[int, list[Glyph]]:
    """The way most of the page runs, and the glyphs that do."""
    signs = [sign for sign in _signs(page) if sign.size > 0 and sign.get_text().strip()]
    ways = Counter(_way(sign) for sign in signs)
    most = ways.most_common(1)[0][0] if ways else 0
    return most, [
        Glyph(
            DAMAGED if _UNKNOWN.match(sign.get_text()) else sign.get_text(),
            *_turned(sign, most),
            sign.size,
        )
        for sign in signs
        if _way(sign) == most
    ]


def _grid_of(glyph: Glyph, grids: Iterable[Grid]) -> Grid | None:
    return next((grid for grid in grids if grid.cell_of(*_middle(glyph)) is not None), None)


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.left + glyph.right) / 2, glyph.base + 0.3 * glyph.size


def _table(glyphs: Sequence[Glyph], grid: Grid) -> list[Placed]:
    """The rows from above, with tabs between the cells; as printed where lines stand between columns alone."""
    cells: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        cells.setdefault(grid.cell_of(*_middle(glyph)) or (0, 0), []).append(glyph)
    held = {place: [_placed(row) for row in _rows(some)] for place, some in cells.items()}
    for lines in held.values():
        if len(lines) > 1 and all(_NUMERIC.fullmatch(line.text) for line in lines):
            return [_by_columns(row, grid) for row in _rows(glyphs)]
    rows: list[Placed] = []
    for row in sorted({row for row, _ in held}, reverse=True):
        own = [held.get((row, column), []) for column in range(len(grid.columns) - 1)]
        some = next(lines for lines in own if lines)
        text = "\t".join(_joined(lines) for lines in own)
        rows.append(replace(some[0], text=text, left=grid.columns[0], right=grid.columns[-1]))
    return rows


def _by_columns(row: list[Glyph], grid: Grid) -> Placed:
    """A line printed over columns, with tabs where lines stand between them."""
    columns: dict[int, list[Glyph]] = {}
    for glyph in row:
        columns.setdefault((grid.cell_of(*_middle(glyph)) or (0, 0))[1], []).append(glyph)
    cells = {column: _placed(some).text for column, some in columns.items()}
    text = "\t".join(cells.get(column, "") for column in range(len(grid.columns) - 1))
    return replace(_placed(row), text=text)


def _joined(lines: Sequence[Placed]) -> str:
    """Lines of one cell: a gap only between letters or digits."""
    text = ""
    for line in sorted(lines, key=lambda line: -line.base):
        gap = " " if text and text[-1:].isascii() and line.text[:1].isascii() else ""
        text += gap + line.text
    return text


def _signs(container: LTContainer[Any]) -> Iterator[LTChar]:
    for item in container:
        if isinstance(item, LTChar):
            yield item
        elif isinstance(item, LTContainer):
            yield from _signs(item)


def _way(sign: LTChar) -> int:
    """Where the line runs: 0 right, 1 up, 2 left, 3 down; -1 aslant, as watermarks do."""
    across, up = sign.matrix[0], sign.matrix[1]
    if abs(up) <= 0.1 * abs(across):
        return 0 if across > 0 else 2
    if abs(across) <= 0.1 * abs(up):
        return 1 if up > 0 else 3
    return -1


def _turned(sign: LTChar, way: int) -> tuple[float, float, float]:
    """Left, right and base as they are once the page is held so that its lines run right."""
    match way:
        case 1:
            return sign.y0, sign.y1, -sign.matrix[4]
        case 2:
            return -sign.x1, -sign.x0, -sign.matrix[5]
        case 3:
            return -sign.y1, -sign.y0, sign.matrix[4]
    return sign.x0, sign.x1, sign.matrix[5]


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs written one after the other on one base are a line; what stands between its signs or beside it, too."""
    rows: list[list[Glyph]] = []
    by_base: dict[int, list[list[Glyph]]] = {}
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and abs(glyph.base - run[-1].base) > _SAME_LINE * max(glyph.size, run[-1].size):
            _take(run, rows, by_base)
            run = []
        run.append(glyph)
    if run:
        _take(run, rows, by_base)
    return rows


def _take(run: list[Glyph], rows: list[list[Glyph]], by_base: dict[int, list[list[Glyph]]]) -> None:
    """Add a run to the row it stands in, or make it a row."""
    base = round(run[0].base)
    near = (row for place in (base, base - 1, base + 1) for row in by_base.get(place, ()))
    row = next((row for row in near if _stands_in(run, row)), None)
    if row is not None:
        row.extend(run)
        return
    rows.append(run)
    by_base.setdefault(base, []).append(run)


def _stands_in(run: list[Glyph], row: list[Glyph]) -> bool:
    room = _BESIDE * run[0].size
    left, right = min(g.left for g in row) - room, max(g.right for g in row) + room
    return any(left <= glyph.left and glyph.right <= right for glyph in run)


def _placed(row: list[Glyph]) -> Placed:
    """The line that the glyphs of a row make, from left to right; a blank for a gap, two for one as between cells."""
    size = Counter(round(glyph.size, 1) for glyph in row).most_common(1)[0][0]
    base = next(glyph.base for glyph in row if round(glyph.size, 1) == size)
    told: list[Glyph] = []
    text = ""
    for glyph in sorted(row, key=lambda glyph: glyph.left):
        if told and _is_again(glyph, told[-1]):
            continue  # drawn twice to look bold
        if told and told[-1].base < glyph.base and _is_mark(glyph, told[-1], size, base):
            continue
        gap = (glyph.left - told[-1].right) / glyph.size if told else 0
        text += "  " if gap > _APART else " " if gap > _BLANK else ""
        told.append(glyph)
        text += glyph.text
    first = _WORD.match("".join(glyph.text for glyph in told))
    end = _at(told, first.end() if first else 1)
    right = max(glyph.right for glyph in told)
    return Placed(text, told[0].left, right, base, size, end.right - told[0].left)


def _is_mark(glyph: Glyph, before: Glyph, size: float, base: float) -> bool:
    """A small raised number leads to a note; behind a letter it is a power (km²)."""
    is_raised = glyph.size <= _SMALL * size and glyph.base - base > _RAISED * size
    is_power = before.text.isascii() and before.text.isalpha()
    return is_raised and bool(_MARK.match(glyph.text)) and not is_power


def _is_again(glyph: Glyph, before: Glyph) -> bool:
    near = _TWICE * (before.right - before.left)
    return glyph.text == before.text and glyph.left - before.left < near


def _at(glyphs: list[Glyph], length: int) -> Glyph:
    """The glyph in which the first ``length`` signs end; a glyph may stand for two."""
    for glyph in glyphs:
        length -= len(glyph.text)
        if length <= 0:
            return glyph
    return glyphs[-1]
