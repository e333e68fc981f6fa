"""What must be known before a report can be written from a template and its words checked. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from niangjia.reports.rules.claims import needed
from niangjia.reports.rules.nodes import (
    Bound,
    Comparison,
    Condition,
    Exists,
    If,
    Inline,
    InlineIf,
    InlineLoop,
    Known,
    Node,
    Repeat,
    Template,
    lines_of,
)
from niangjia.reports.rules.questions import Ask, Question, resolve
from niangjia.reports.rules.spans import Span


def questions(template: Template, span: Span) -> tuple[Question, ...]:
    """All that must be answered to write the report and to check its words; each once."""
    wanted = [resolve(ask, span) for ask in asks(template)]
    return tuple(dict.fromkeys([*wanted, *needed(template, span)]))


def asks(template: Template) -> tuple[Ask, ...]:
    """What the figures, conditions and orders of a template ask, in reading order, each once."""
    heads = [*_of_line(template.title), *_of_line(template.subtitle)]
    return tuple(dict.fromkeys([*heads, *_of_nodes(template.nodes)]))


def _of_nodes(nodes: tuple[Node, ...]) -> Iterator[Ask]:
    for node in nodes:
        match node:
            case If(condition=condition, then=then, otherwise=otherwise):
                yield from _of_condition(condition)
                yield from _of_nodes(then)
                yield from _of_nodes(otherwise)
            case Repeat(loop, body, empty):
                yield from (loop.by,) if loop.by else ()
                yield from _of_nodes(body)
                yield from _of_nodes(empty)
            case _:
                for line in lines_of((node,)):
                    yield from _of_line(line)


def _of_line(line: tuple[Inline, ...]) -> Iterator[Ask]:
    for piece in line:
        match piece:
            case Bound(ask=ask, other=other):
                yield ask
                yield from (other,) if other else ()
            case InlineIf(condition, then, otherwise):
                yield from _of_condition(condition)
                yield from _of_line(then)
                yield from _of_line(otherwise)
            case InlineLoop(loop, body, empty):
                yield from (loop.by,) if loop.by else ()
                yield from _of_line(body)
                yield from _of_line(empty)


def _of_condition(condition: Condition | None) -> Iterator[Ask]:
    tests = [test for group in condition.any_of for _, test in group] if condition else []
    for test in tests:
        match test:
            case Comparison(left=left, right=right):
                yield from (left,) if isinstance(left, Ask) else ()
                yield from (right,) if isinstance(right, Ask) else ()
            case Exists(what=Ask() as ask) | Known(what=ask):
                yield ask
