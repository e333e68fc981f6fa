"""Putting a report together: loops run, conditions drop, headings and tables are numbered. Pure.

A section all of whose content was dropped loses its heading too; a table without rows is dropped
with its caption.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from niangjia.reports.rules.document import (
    Align,
    Block,
    Heading,
    NoteMark,
    Paragraph,
    Runs,
    Table,
    plain,
)
from niangjia.reports.rules.spans import in_chinese


@dataclass(frozen=True)
class Caption:
    """A caption that waits for its table."""

    runs: Runs
    line: int


@dataclass(frozen=True)
class Row:
    """A row; ``aligns`` is set for header rows."""

    cells: tuple[Runs, ...]
    aligns: tuple[Align, ...]
    line: int


@dataclass(frozen=True)
class Dropped:
    """Something that was left out."""


Piece = Heading | Paragraph | Caption | Row | Dropped


def composed(pieces: list[Piece]) -> tuple[Block, ...]:
    """Blocks of the document."""
    return tuple(_numbered(_kept(list(_with_tables(pieces)))))


def _with_tables(pieces: list[Piece]) -> Iterator[Heading | Paragraph | Table | Dropped]:
    """Join rows to tables, with the caption before them."""
    caption: Caption | None = None
    rows: list[Row] = []
    for piece in [*pieces, None]:
        starts_anew = (
            isinstance(piece, Row) and piece.aligns and any(not row.aligns for row in rows)
        )
        if isinstance(piece, Dropped) or (isinstance(piece, Row) and not starts_anew):
            if isinstance(piece, Row):
                rows.append(piece)
            else:
                yield piece
            continue
        if rows:
            yield _table(caption, rows)
            caption, rows = None, []
        if caption:
            yield Paragraph(caption.runs, caption.line)
            caption = None
        match piece:
            case Caption():
                caption = piece
            case Row():
                rows = [piece]
            case Heading() | Paragraph():
                yield piece


def _table(caption: Caption | None, rows: list[Row]) -> Table | Dropped:
    header = tuple(row.cells for row in rows if row.aligns)
    body = [row.cells for row in rows if not row.aligns]
    if not body:
        return Dropped()
    header, body = _off_numbers(header, body)
    width = max(len(cells) for cells in (*header, *body))
    aligns = next((row.aligns for row in rows if row.aligns), ())
    return Table(
        number=0,
        caption=caption.runs if caption else (),
        header=tuple(_padded(cells, width) for cells in header),
        rows=tuple(_padded(cells, width) for cells in body),
        aligns=(*aligns, *(Align.LEFT,) * (width - len(aligns))),
        line=caption.line if caption else rows[0].line,
    )


_Cells = tuple[Runs, ...]


def _off_numbers(
    header: tuple[_Cells, ...], body: list[_Cells]
) -> tuple[tuple[_Cells, ...], list[_Cells]]:
    """Footnote marks beside numbers read as digits (0 and ⁹): they go to the head of the column.

    Where several rows of a column have one, each row is of a figure of its own: to its first cell.
    """
    if not header:
        return header, body
    heads = [list(runs) for runs in header[-1]]
    marked = [{at for at, runs in enumerate(cells[1:], 1) if _marks(runs)} for cells in body]
    settled: list[_Cells] = []
    for cells, places in zip(body, marked, strict=True):
        made = list(cells)
        for at in sorted(places):
            marks = _marks(made[at])
            made[at] = tuple(run for run in made[at] if not isinstance(run, NoteMark))
            if sum(at in others for others in marked) == 1 and at < len(heads):
                heads[at] += marks
            else:
                made[0] = (*made[0], *marks)
        settled.append(tuple(made))
    return (*header[:-1], tuple(tuple(runs) for runs in heads)), settled


def _marks(runs: Runs) -> tuple[NoteMark, ...]:
    return tuple(run for run in runs if isinstance(run, NoteMark))


def _padded(cells: tuple[Runs, ...], width: int) -> tuple[Runs, ...]:
    return (*cells, *((),) * (width - len(cells)))


def _kept(pieces: list[Heading | Paragraph | Table | Dropped]) -> Iterator[Block]:
    for at, piece in enumerate(pieces):
        if isinstance(piece, Dropped):
            continue
        if isinstance(piece, Heading) and _is_hollow(pieces, at, piece.level):
            continue
        yield piece


def _is_hollow(pieces: list[Heading | Paragraph | Table | Dropped], at: int, level: int) -> bool:
    """Whether everything below a heading was dropped (a heading that never had anything stays)."""
    was_dropped = False
    for piece in pieces[at + 1 :]:
        match piece:
            case Heading(level=other) if other <= level:
                break
            case Dropped():
                was_dropped = True
            case Paragraph() | Table():
                return False
    return was_dropped


def _numbered(blocks: Iterator[Block]) -> Iterator[Block]:
    counts = [0, 0, 0]
    tables = 0
    for block in blocks:
        match block:
            case Heading(level=level):
                counts[level - 1] += 1
                counts[level:] = [0] * (3 - level)
                yield replace(block, number=_number(level, counts[level - 1]))
            case Table() if plain(block.caption):
                tables += 1
                yield replace(block, number=tables)
            case _:
                yield block


def _number(level: int, count: int) -> str:
    """The official levels: 一、 (一) 1."""
    match level:
        case 1:
            return f"{in_chinese(count)}、"
        case 2:
            return f"（{in_chinese(count)}）"
        case _:
            return f"{count}."
