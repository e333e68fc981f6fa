"""Writing a report from a template and the answers to what it asks. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from niangjia.reports.rules.composing import Caption, Dropped, Piece, Row, composed
from niangjia.reports.rules.document import Document, Gap, Heading, Meta, Paragraph, Run, Runs, Text
from niangjia.reports.rules.figuring import AWAITED, AWAITED_HONOURS, Figures, Scope
from niangjia.reports.rules.material import Honour, Material, Party
from niangjia.reports.rules.meanings import Catalogue
from niangjia.reports.rules.nodes import (
    Bound,
    CaptionNode,
    HeadingNode,
    If,
    Inline,
    InlineIf,
    InlineLoop,
    Line,
    Loop,
    Node,
    Order,
    Over,
    ParagraphNode,
    Repeat,
    RowNode,
    Template,
    Variable,
    Words,
    flat,
    lines_of,
)
from niangjia.reports.rules.spans import said_day

T = TypeVar("T")
MOST_PIECES = 60_000
_HERE = ZoneInfo("Asia/Shanghai")


def weave(template: Template, material: Material, catalogue: Catalogue) -> Document:
    """Write the report. What has no value is printed as — or (待接入) and listed in ``gaps``."""
    return _Writer(template, material, catalogue).document()


class _Writer:
    def __init__(self, template: Template, material: Material, catalogue: Catalogue) -> None:
        self.template = template
        self.material = material
        self.figures = Figures(material, catalogue, template.notes_at_first_use)
        self.left = MOST_PIECES
        self.variables = _variables(material)

    def document(self) -> Document:
        nowhere = Scope()
        title = tuple(self._runs(self.template.title, nowhere, is_body=False))
        subtitle = tuple(self._runs(self.template.subtitle, nowhere, is_body=False))
        blocks = composed(list(self._pieces(self.template.nodes, nowhere)))
        if self.left <= 0:
            reason = f"报告超过{MOST_PIECES}处内容,后面的没有写出。请减少循环或分成几份"
            self.figures.gaps.append(Gap(0, 0, "", "报告太长", reason))
        return Document(
            title=title,
            subtitle=subtitle,
            blocks=blocks,
            footnotes=tuple(self.figures.footnotes),
            meta=_meta(self.material),
            gaps=tuple(self.figures.gaps),
        )

    def _pieces(self, nodes: tuple[Node, ...], scope: Scope) -> Iterator[Piece]:
        for node in nodes:
            if self.left <= 0:
                return
            self.left -= 1
            match node:
                case HeadingNode(level, line, place):
                    runs = tuple(self._runs(line, scope, is_body=False))
                    yield Heading(level, "", runs, place.line)
                case ParagraphNode(line, place):
                    runs = tuple(self._runs(line, scope))
                    yield Paragraph(runs, place.line) if _has_words(runs) else Dropped()
                case CaptionNode(line, place):
                    yield Caption(tuple(self._runs(line, scope, is_body=False)), place.line)
                case RowNode(cells, aligns, place):
                    made = tuple(tuple(self._runs(cell, scope)) for cell in cells)
                    yield Row(made, aligns, place.line)
                case If(condition=condition, then=then, otherwise=otherwise):
                    if condition is None:
                        is_true = self._is_told(lines_of(then), scope, node.skips_zero)
                    else:
                        is_true = self.figures.holds(condition, scope)
                    yield from self._branch(then if is_true else otherwise, scope)
                case Repeat(loop, body, empty):
                    yield from self._repeated(loop, body, empty, scope)

    def _branch(self, nodes: tuple[Node, ...], scope: Scope) -> Iterator[Piece]:
        if not nodes:
            yield Dropped()
        yield from self._pieces(nodes, scope)

    def _repeated(
        self, loop: Loop, body: tuple[Node, ...], empty: tuple[Node, ...], scope: Scope
    ) -> Iterator[Piece]:
        rounds = self._rounds(loop, scope)
        if not rounds:
            if loop.over is Over.HONOURS and self.figures.lacks_honours(loop.place):
                yield _awaited(loop, body)
            else:
                yield from self._branch(empty, scope)
        for inner in rounds:
            yield from self._pieces(body, inner)

    def _runs(self, line: Line, scope: Scope, *, is_body: bool = True) -> Iterator[Run]:
        """The runs of a line, neighbouring words joined."""
        words = ""
        for run in self._loose(line, scope, is_body=is_body):
            if isinstance(run, Text):
                words += run.words
                continue
            if words:
                yield Text(words)
                words = ""
            yield run
        if words:
            yield Text(words)

    def _loose(self, line: tuple[Inline, ...], scope: Scope, *, is_body: bool) -> Iterator[Run]:
        for piece in line:
            if self.left <= 0:
                return
            self.left -= 1
            match piece:
                case Words(words):
                    yield Text(words)
                case Variable(name, place):
                    if name == "荣誉数":
                        self.figures.lacks_honours(place)
                    yield Text(self._variable(name, scope))
                case Bound(facet=facet) if facet:
                    yield Text(self.figures.facet(piece, scope))
                case Bound():
                    yield self.figures.run(piece, scope)
                    mark = self.figures.mark(piece, may_be_automatic=is_body)
                    if mark:
                        yield mark
                case InlineIf(condition=condition, then=then, otherwise=otherwise):
                    if condition is None:
                        is_true = self._is_told(iter((then,)), scope, piece.skips_zero)
                    else:
                        is_true = self.figures.holds(condition, scope)
                    yield from self._loose(then if is_true else otherwise, scope, is_body=is_body)
                case InlineLoop():
                    yield from self._looped(piece, scope, is_body=is_body)

    def _looped(self, piece: InlineLoop, scope: Scope, *, is_body: bool) -> Iterator[Run]:
        rounds = self._rounds(piece.loop, scope)
        loop = piece.loop
        if loop.over is Over.HONOURS and self.figures.lacks_honours(loop.place):
            yield Text(AWAITED_HONOURS)
        elif not rounds:
            yield from self._loose(piece.empty, scope, is_body=is_body)
        for inner in rounds:
            if inner.number > 1:
                yield Text(piece.loop.separator)
            yield from self._loose(piece.body, inner, is_body=is_body)

    def _is_told(self, lines: Iterator[Line], scope: Scope, skips_zero: bool) -> bool:
        """Whether every figure of a passage has a value (有数才写), and not all are nothing (非零)."""
        figures = [
            piece
            for line in lines
            for piece in flat(line)
            if isinstance(piece, Bound) and not piece.facet
        ]
        if not all(self.figures.has_value(one, scope) for one in figures):
            return False
        is_something = any(self.figures.has_something(one, scope) for one in figures)
        return is_something or not (skips_zero and figures)

    def _rounds(self, loop: Loop, scope: Scope) -> list[Scope]:
        if loop.over is Over.HONOURS:
            honours = self.figures.honours(loop.level, scope)
            return [
                Scope(scope.child, honour, number)
                for number, honour in enumerate(_top(honours, loop.top), start=1)
            ]
        children = self._ordered(loop)
        return [
            Scope(child, None, number)
            for number, child in enumerate(_top(children, loop.top), start=1)
        ]

    def _ordered(self, loop: Loop) -> list[Party]:
        """Children in the order asked for; those without a value come last."""
        children = self.figures.children(loop.whom)
        by = loop.by
        if by is None:
            return children
        values = {child.code: self.figures.value(by, Scope(child)) for child in children}
        if loop.skips_zero:
            children = [child for child in children if values[child.code]]
        sign = -1 if loop.order is Order.FALLING else 1

        def place(child: Party) -> tuple[bool, Decimal]:
            value = values[child.code]
            return (value is None, sign * (value or Decimal(0)))

        return sorted(children, key=place)

    def _variable(self, name: str, scope: Scope) -> str:
        if name == "序号":
            return str(scope.number)
        if scope.honour:
            return _of_honour(scope.honour).get(name) or self.variables.get(name, "")
        if name == "名称" and scope.child:
            return scope.child.name
        return self.variables.get(name, "")


def _awaited(loop: Loop, body: tuple[Node, ...]) -> Piece:
    """What stands where honours would: a line that says so; a table is dropped instead."""
    if any(isinstance(node, RowNode) for node in body):
        return Dropped()
    return Paragraph((Text(AWAITED_HONOURS),), loop.place.line)


def _top(items: list[T], count: int) -> list[T]:
    return items[:count] if count else items


def _of_honour(honour: Honour) -> dict[str, str]:
    return {
        "名称": honour.name,
        "级别": honour.level,
        "获得者": honour.recipient,
        "授予单位": honour.granted_by,
        "授予日期": said_day(honour.granted_on) if honour.granted_on else "",
    }


def _variables(material: Material) -> dict[str, str]:
    span = material.span
    as_of = material.as_of
    return {
        "工会名称": material.union.name,
        "期间": span.label,
        "期长": span.length,
        "起": said_day(span.start),
        "止": said_day(span.end),
        "今日": said_day(material.today),
        "年度": f"{span.end.year}年",
        "下级数": str(len(material.children)),
        "荣誉数": AWAITED if material.honours is None else str(len(material.honours)),
        "数据截至": said_moment(as_of) if as_of else said_day(material.today),
    }


def said_moment(moment: datetime) -> str:
    """2017年7月3日9时05分, Chinese time."""
    here = moment.astimezone(_HERE)
    return f"{said_day(here.date())}{here.hour}时{here.minute:02}分"


def _meta(material: Material) -> Meta:
    return Meta(
        union=material.union.code,
        union_name=material.union.name,
        start=material.span.start,
        end=material.span.end,
        period=material.span.label,
        as_of=material.as_of,
        digest=material.digest,
        frozen_on=material.frozen_on,
        caution=material.caution,
    )


def _has_words(runs: Runs) -> bool:
    return any(not isinstance(run, Text) or run.words.strip() for run in runs)
