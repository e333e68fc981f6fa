"""The parts of a parsed template (报告模板): what was typed, where, and what it asks. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from niangjia.reports.rules.document import Align
from niangjia.reports.rules.questions import Ask
from niangjia.reports.rules.style import Form


@dataclass(frozen=True)
class Place:
    """Line and column, both from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Problem:
    """Something wrong in a template, said in Chinese with what to do; nothing was saved."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"第{self.place.line}行第{self.place.column}列:{self.message}"


class Reckoning(StrEnum):
    """What is made of a figure before it is printed."""

    PLAIN = ""
    CHANGE = "增减"
    CHANGE_RATE = "增幅"
    SIGNED_RATE = "增幅%"
    SHARE = "占比"


@dataclass(frozen=True)
class Words:
    """Typed text."""

    words: str
    place: Place


@dataclass(frozen=True)
class Bound:
    """``{{code | …}}``. ``other`` is what it is compared with, or the denominator of a share."""

    ask: Ask
    form: Form
    reckoning: Reckoning
    other: Ask | None
    has_note: bool
    place: Place
    facet: str = ""  # 代码, 名称, 单位 or 来源 of the figure instead of its value


@dataclass(frozen=True)
class Variable:
    """``{{期间}}``, ``{{名称}}``."""

    name: str
    place: Place


class Order(StrEnum):
    """How children are ordered."""

    TREE = "原序"
    FALLING = "从高到低"
    RISING = "从低到高"


class Whom(StrEnum):
    """Which children a loop runs over."""

    ALL = ""
    FEDERATIONS = "总工会"
    GRASSROOTS = "基层工会"
    FEDERATIONS_FIRST = "优先总工会"


class Over(StrEnum):
    """What a loop runs over."""

    CHILDREN = "下级"
    HONOURS = "荣誉"


@dataclass(frozen=True)
class Loop:
    """A loop; ``by`` orders children, ``top`` limits (0: all), ``level`` selects honours.

    ``whom``: federations alone, grass-roots unions alone, or federations where there are any.
    ``skips_zero``: children of which ``by`` is nothing are left out (非零).
    """

    over: Over
    by: Ask | None
    order: Order
    top: int
    level: str
    separator: str
    place: Place
    whom: Whom = Whom.ALL
    skips_zero: bool = False


@dataclass(frozen=True)
class Count:
    """``下级数``, ``总工会数`` …: how many children a loop over them would have."""

    whom: Whom


@dataclass(frozen=True)
class Comparison:
    """``members.left > 0`` or ``members.total > members.total @ 期初``; without a value: false."""

    left: Ask | Count
    sign: str
    right: Ask | Decimal


@dataclass(frozen=True)
class Exists:
    """``有 honours.national`` (a value that is not zero), ``有 下级``, ``有 荣誉``."""

    what: Ask | Over


@dataclass(frozen=True)
class Known:
    """``有数 honours.national``: there is a value, zero or not."""

    what: Ask


Test = Comparison | Exists | Known


@dataclass(frozen=True)
class Condition:
    """Alternatives (或) of conjunctions (且) of tests, each possibly negated (非)."""

    any_of: tuple[tuple[tuple[bool, Test], ...], ...]


@dataclass(frozen=True)
class InlineIf:
    """A condition inside a line. Without a condition: 有数才写, all its figures need a value.

    ``skips_zero`` (有数才写 非零): not all of them may be nothing.
    """

    condition: Condition | None
    then: tuple[Inline, ...]
    otherwise: tuple[Inline, ...]
    skips_zero: bool = False


@dataclass(frozen=True)
class InlineLoop:
    """A loop inside a line."""

    loop: Loop
    body: tuple[Inline, ...]
    empty: tuple[Inline, ...]


Inline = Words | Bound | Variable | InlineIf | InlineLoop
Line = tuple[Inline, ...]


@dataclass(frozen=True)
class HeadingNode:
    """``#``, ``##``, ``###``."""

    level: int
    line: Line
    place: Place


@dataclass(frozen=True)
class ParagraphNode:
    """One line of text."""

    line: Line
    place: Place


@dataclass(frozen=True)
class CaptionNode:
    """``表:…``, the caption of the table that follows."""

    line: Line
    place: Place


@dataclass(frozen=True)
class RowNode:
    """``| … | … |``; ``aligns`` is set for header rows, told by the line of dashes below."""

    cells: tuple[Line, ...]
    aligns: tuple[Align, ...]
    place: Place


@dataclass(frozen=True)
class If:
    """A condition over whole lines. Without a condition: 有数才写, as inside a line."""

    condition: Condition | None
    then: tuple[Node, ...]
    otherwise: tuple[Node, ...]
    place: Place
    skips_zero: bool = False


@dataclass(frozen=True)
class Repeat:
    """A loop over whole lines."""

    loop: Loop
    body: tuple[Node, ...]
    empty: tuple[Node, ...]


Node = HeadingNode | ParagraphNode | CaptionNode | RowNode | If | Repeat


@dataclass(frozen=True)
class Template:
    """A parsed template. ``problems`` are all that is wrong; with any it must not be used."""

    title: Line
    subtitle: Line
    nodes: tuple[Node, ...]
    notes_at_first_use: bool
    problems: tuple[Problem, ...]


def lines_of(nodes: tuple[Node, ...]) -> Iterator[Line]:
    """Every line of text below nodes, in order."""
    for node in nodes:
        match node:
            case HeadingNode(line=line) | ParagraphNode(line=line) | CaptionNode(line=line):
                yield line
            case RowNode(cells=cells):
                yield from cells
            case If(then=first, otherwise=second) | Repeat(body=first, empty=second):
                yield from lines_of(first)
                yield from lines_of(second)


def flat(line: Line) -> Iterator[Words | Bound | Variable]:
    """The leaves of a line, in order."""
    for piece in line:
        match piece:
            case InlineIf(then=first, otherwise=second) | InlineLoop(body=first, empty=second):
                yield from flat(first)
                yield from flat(second)
            case _:
                yield piece
