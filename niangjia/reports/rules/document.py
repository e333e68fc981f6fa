"""A written report as a neutral tree: what Word and HTML are made from, and what is frozen. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from niangjia.reports.rules.questions import Question, Source


class Role(StrEnum):
    """What a printed figure is."""

    VALUE = "数值"
    CHANGE = "增减量"
    CHANGE_RATE = "增减幅度"
    SHARE = "占比"


@dataclass(frozen=True)
class Text:
    """Typed words."""

    words: str


@dataclass(frozen=True)
class FigureRun:
    """A bound figure as printed.

    ``value`` is what was printed before rounding (None: nothing to print), ``exact`` the same with
    its unit. ``questions`` are what it rests on: one for a plain value, two for a change or share.
    ``line`` and ``column`` (from 1) are its place in the template.
    """

    words: str
    code: str
    name: str
    unit: str
    value: Decimal | None
    exact: str
    role: Role
    questions: tuple[Question, ...]
    union: str
    union_name: str
    source: Source
    url: str = ""
    note: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class NoteMark:
    """A reference to the footnote of that number (from 1)."""

    number: int


Run = Text | FigureRun | NoteMark
Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3; ``number`` is 一、 or (一) or 1. and is printed before it."""

    level: int
    number: str
    runs: Runs
    line: int = 0


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body."""

    runs: Runs
    line: int = 0


class Align(StrEnum):
    """How a column stands."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Table:
    """A numbered table: header rows are repeated on each page."""

    number: int
    caption: Runs
    header: tuple[tuple[Runs, ...], ...]
    rows: tuple[tuple[Runs, ...], ...]
    aligns: tuple[Align, ...]
    line: int = 0


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Gap:
    """A bound figure without a value, told to the person who edits."""

    line: int
    column: int
    code: str
    name: str
    reason: str


@dataclass(frozen=True)
class Meta:
    """Whose report of which time; ``digest`` is set once it is frozen. No names of persons.

    ``caution`` is for the head of a draft, as the caller gave it.
    """

    union: str
    union_name: str
    start: date
    end: date
    period: str
    as_of: datetime | None = None
    digest: str = ""
    frozen_on: date | None = None
    caution: str = ""


@dataclass(frozen=True)
class Document:
    """A report: blocks in order, footnotes numbered from 1, and what could not be filled."""

    title: Runs
    subtitle: Runs
    blocks: tuple[Block, ...]
    footnotes: tuple[str, ...]
    meta: Meta
    gaps: tuple[Gap, ...] = ()

    def figures(self) -> Iterator[FigureRun]:
        """Every bound figure in reading order."""
        for runs in self.all_runs():
            for run in runs:
                if isinstance(run, FigureRun):
                    yield run

    def all_runs(self) -> Iterator[Runs]:
        """Every sequence of runs in reading order: title, headings, paragraphs, cells."""
        yield self.title
        yield self.subtitle
        for block in self.blocks:
            if isinstance(block, Table):
                yield block.caption
                for row in (*block.header, *block.rows):
                    yield from row
            else:
                yield block.runs


def plain(runs: Runs) -> str:
    """The words of runs, without footnote marks."""
    return "".join(run.words for run in runs if not isinstance(run, NoteMark))
