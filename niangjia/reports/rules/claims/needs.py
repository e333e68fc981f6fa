"""What must be known to check the words of a template: earlier values, children, siblings. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from niangjia.reports.rules.claims.words import Kind, kinds_in, most_years
from niangjia.reports.rules.nodes import (
    Bound,
    CaptionNode,
    If,
    Line,
    Node,
    Repeat,
    RowNode,
    Template,
    Words,
    flat,
)
from niangjia.reports.rules.questions import Ask, At, Question, When, Whose, resolve
from niangjia.reports.rules.spans import Span

RECORD_YEARS = 5
_LAST_YEAR = ("同比", "上年", "去年")


def needed(template: Template, span: Span) -> tuple[Question, ...]:
    """Questions beyond those that the figures themselves ask."""
    found: dict[Question, None] = {}
    for line in _prose(template.nodes):
        text = "".join(piece.words if isinstance(piece, Words) else "#" for piece in flat(line))
        kinds = kinds_in(text)
        if not kinds:
            continue
        for piece in flat(line):
            if isinstance(piece, Bound):
                found |= dict.fromkeys(_of_figure(piece.ask, kinds, text, span))
    return tuple(found)


def _prose(nodes: tuple[Node, ...]) -> Iterator[Line]:
    for node in nodes:
        match node:
            case If(then=first, otherwise=second) | Repeat(body=first, empty=second):
                yield from _prose(first)
                yield from _prose(second)
            case RowNode() | CaptionNode():
                continue
            case _:
                yield node.line


def _of_figure(ask: Ask, kinds: set[Kind], text: str, span: Span) -> Iterator[Question]:
    if ask.when.at is not At.PERIOD:
        return
    if kinds & {Kind.RISE, Kind.FALL, Kind.LEVEL, Kind.DOUBLE}:
        yield resolve(replace(ask, when=When(At.PREVIOUS)), span)
        if is_last_year(text):
            yield resolve(replace(ask, when=When(At.LAST_YEAR)), span)
    if kinds & {Kind.EACH, Kind.WHOLE, Kind.MOST}:
        of_children = replace(ask, whose=Whose.CHILDREN)
        yield resolve(of_children, span)
        if Kind.EACH in kinds and kinds & {Kind.RISE, Kind.FALL}:
            yield resolve(replace(of_children, when=When(At.PREVIOUS)), span)
            if is_last_year(text):
                yield resolve(replace(of_children, when=When(At.LAST_YEAR)), span)
    if Kind.MOST in kinds and ask.whose is Whose.OWN:
        yield resolve(replace(ask, whose=Whose.SIBLINGS), span)
    years = most_years(text) + 1 if Kind.STREAK in kinds else 0
    if Kind.MOST in kinds and is_of_record(text):
        years = max(years, RECORD_YEARS)
    for back in range(years):
        yield yearly(ask, span, back)


def yearly(ask: Ask, span: Span, back: int) -> Question:
    """The twelve months that end so many years before the end of the report."""
    year = span.year_ending(back)
    return Question(ask.code, None, year.start, year.end, ask.whose)


def is_of_record(text: str) -> bool:
    """Whether a superlative is over the years (历史最高), not over unions."""
    return any(word in text for word in ("历史", "历年", "以来", "年来", "新高", "新低"))


def is_last_year(text: str) -> bool:
    """Whether the comparison is with the same time of the year before."""
    return any(word in text for word in _LAST_YEAR)
