"""Cells of tables (单元格) in Word and on web pages: rows with tabs, or the paragraphs inside. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

BREAK = "\x1f"
"""Between the paragraphs of one cell."""
_MOST_SPAN = 100
_STOP = re.compile(r"[。;\uff1b]")
_LONG = 60


def spanned(cell: str, span: str | None) -> list[str]:
    """A cell and empty ones for the other columns it spans, so that heads stand above their numbers."""
    columns = int(span) if span and span.isdecimal() and len(span) < 4 else 1
    return [cell, *[""] * (min(max(columns, 1), _MOST_SPAN) - 1)]


def row_of(cells: Sequence[str]) -> str:
    """A row with tabs; where tables only lay out a page, the paragraphs in its cells are lines."""
    paragraphs = [
        [words for part in cell.split(BREAK) if (words := part.strip())] for cell in cells
    ]
    if any(_is_page(parts) for parts in paragraphs):
        return "\n".join("\n".join(parts) for parts in paragraphs if parts)
    return "\t".join(" ".join(parts) for parts in paragraphs)


def _is_page(parts: Sequence[str]) -> bool:
    """Whether a cell holds paragraphs rather than a name or a number."""
    return sum(bool(_STOP.search(part)) or len(part) > _LONG for part in parts) > 1
