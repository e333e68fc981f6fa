"""Writing a report from its text: the document, its figures, what is wrong, doubtful or changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.core.cache import cache

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.reports.models import Report, ReportFigure
from niangjia.reports.queries.answers import Answered, answer, children_on
from niangjia.reports.queries.lines import Line, Reckoned, asked_by, lines_of, reckoned_of
from niangjia.reports.queries.meanings import meanings
from niangjia.reports.queries.published import contradictions, redefined
from niangjia.reports.rules.asking import questions
from niangjia.reports.rules.cautions import notice
from niangjia.reports.rules.claims import Finding, Verdict, judge
from niangjia.reports.rules.document import Document, plain
from niangjia.reports.rules.gaps import in_words
from niangjia.reports.rules.material import Material, Party
from niangjia.reports.rules.meanings import Timing, base_of
from niangjia.reports.rules.nodes import Problem
from niangjia.reports.rules.parsing import parse
from niangjia.reports.rules.questions import Question
from niangjia.reports.rules.register import plain_number
from niangjia.reports.rules.spans import Span
from niangjia.reports.rules.weaving import weave
from niangjia.statistics.queries.plans import planned
from niangjia.unions.models import Union
from niangjia.unions.queries import why_absent
from niangjia.unions.rules import UnionType
from niangjia.web.figures import explain_url, records_url

KEPT_SECONDS = 60


@dataclass(frozen=True)
class Written:
    """A report as its text and the records make it; without a document when the text has errors."""

    document: Document | None
    problems: tuple[Problem, ...]
    lines: tuple[Line, ...]
    reckoned: tuple[Reckoned, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def title(self) -> str:
        """The title in words, empty when it could not be written."""
        return plain(self.document.title).strip() if self.document is not None else ""

    @property
    def denied(self) -> list[Verdict]:
        """Claims that the records deny."""
        return [verdict for verdict in self.verdicts if verdict.is_denied]

    @property
    def unsure(self) -> list[Verdict]:
        """Claims that the records cannot tell: for somebody to check."""
        return [verdict for verdict in self.verdicts if verdict.finding is Finding.UNKNOWN]

    @property
    def absence(self) -> str:
        """A sentence where the union stood on no day of the period."""
        return self.document.meta.caution if self.document is not None else ""

    @property
    def notice(self) -> str:
        """What stands at the head of the draft: no such union then, or a period not over."""
        return notice(self.document.meta) if self.document is not None else ""

    @property
    def emptiness(self) -> str:
        """A sentence where no figure of the whole text counted anything: most likely wrong dates."""
        if self.absence or not self.lines or any(line.value for line in self.lines):
            return ""
        return "所有的数都是零或没有值,报告期内可能没有一条记录。请核对报告期和工会。"

    @property
    def digest(self) -> str:
        """What the figures were: changes when any value does."""
        told = "\n".join(f"{line.key}={line.value}={'|'.join(line.said)}" for line in self.lines)
        return hashlib.sha256(told.encode()).hexdigest()


def text_digest(report: Report) -> str:
    """What was typed: changes when title, text or period do."""
    typed = "\0".join((report.title, report.body, str(report.start), str(report.end)))
    return hashlib.sha256(typed.encode()).hexdigest()


@dataclass(frozen=True)
class Doubt:
    """Something a freezer must answer for: ``key`` stays the same while the doubt does."""

    key: str
    words: str
    line: int = 0
    url: str = ""


@dataclass(frozen=True)
class Change:
    """A figure whose records changed since it was written."""

    label: str
    unit: str
    old: Decimal | None
    new: Decimal | None
    url: str

    @property
    def old_words(self) -> str:
        """What was written."""
        return _words(self.old, self.unit)

    @property
    def new_words(self) -> str:
        """What the records say now."""
        return _words(self.new, self.unit)


def write_report(
    report: Report, *, actor: Actor, body: str | None = None, patiently: bool = True
) -> Written:
    """The report with today's records; ``body`` tries another text.

    Not ``patiently``, as while somebody types or leafs through: answers may be a minute old.
    """
    text = report.body if body is None else body
    since = report.figures_at.timestamp() if report.figures_at else 0
    kept = None if patiently else f"reports.answers:{report.pk}:{actor.user_id}:{since}"
    return write_text(text, report.union, report.start, report.end, actor=actor, kept=kept)


def write_text(
    text: str, union: Union, start: date, end: date, *, actor: Actor, kept: str | None = None
) -> Written:
    """A text about a union and a period; errors in the text give no document."""
    catalogue = meanings()
    template = parse(text, catalogue)
    if template.problems:
        return Written(None, template.problems, (), (), ())
    span = Span(start, end)
    answered = _answered(questions(template, span), union, actor, kept)

    def url(question: Question, code: str) -> str:
        """The records behind a figure; what nobody records yet opens to its explanation."""
        meaning = catalogue[base_of(question.code)]
        make = explain_url if meaning.is_awaiting else records_url
        if meaning.timing is Timing.STOCK:  # as of the last day, not of the period
            return make(question.code, code, on=question.day)
        return make(question.code, code, on=question.on, start=question.start, end=question.end)

    children = _children(answered, union, end, actor)
    material = Material(
        union=Party(union.code, union.name),
        span=span,
        today=clock.today(),
        answers=answered.answers,
        children=tuple(
            Party(child.code, child.name, child.union_type == UnionType.GRASSROOTS)
            for child in children
        ),
        as_of=answered.as_of,
        url=url,
        targets=planned(union, start, end, actor),
        caution=why_absent(union, span.start, span.end) or "",
    )
    document = weave(template, material, catalogue)
    verdicts = tuple(judge(document, material, catalogue))
    lines, reckoned = lines_of(document, answered), reckoned_of(document, answered)
    return Written(document, (), lines, reckoned, verdicts)


def _children(answered: Answered, union: Union, day: date, actor: Actor) -> list[Union]:
    """Who stood below at the end, and who was counted below at any asked time; by code."""
    standing = {child.code: child for child in children_on(union, day, (), actor)}
    counted = {code: answered.unions[code] for code in answered.children}
    return [child for _, child in sorted({**standing, **counted}.items())]


def _answered(asked: Iterable[Question], union: Union, actor: Actor, kept: str | None) -> Answered:
    """Answers, of which those kept under that name for a minute are not asked again."""
    had: Answered | None = (cache.get(kept) or {}).get(union.code) if kept else None
    known = had.answers if had is not None else {}
    missing = [question for question in asked if question not in known]
    if had is not None and not missing:
        return had
    found = answer(missing, union, actor=actor)
    if had is not None:
        found = replace(
            found,
            answers={**had.answers, **found.answers},
            unions={**had.unions, **found.unions},
            children=tuple(sorted({*had.children, *found.children})),
            as_of=min(had.as_of, found.as_of),
        )
    if kept:
        cache.set(kept, {union.code: found}, KEPT_SECONDS)
    return found


def problems_of(text: str) -> tuple[Problem, ...]:
    """What is wrong in a text, without writing it."""
    return parse(text, meanings()).problems


def changes(report: Report, written: Written) -> list[Change]:
    """Figures whose value is no longer what was written; one query."""
    now = {asked_by(line): line for line in written.lines}
    found = []
    for old in ReportFigure.objects.filter(report=report).order_by("pk"):
        line = now.get(asked_by(old))
        if line is None or line.is_hidden or line.value == old.value:
            continue
        when = str(old.on) if old.on else f"{old.start} 至 {old.end}"
        label = f"{old.union_name} {old.name}({when}){redefined(old.version, line.version)}"
        found.append(Change(label, old.unit, old.value, line.value, line.url))
    return found


def doubts(report: Report, written: Written) -> list[Doubt]:
    """What must be explained before freezing: claims the series denies, contradictions, gaps."""
    if written.document is None:
        return []
    found = [Doubt(_key("absent", report.pk), written.absence)] if written.absence else []
    found += [Doubt(_key("claim", v.words), v.words, v.line, v.url) for v in written.denied]
    found += [
        Doubt(
            _key("published", c.published.pk), c.words, url=f"/published/{c.published.public_id}/"
        )
        for c in contradictions(written.lines, but=report.pk)
    ]
    if written.emptiness:
        found.append(Doubt(_key("empty", report.pk), written.emptiness))
    gaps = written.document.gaps
    if gaps:
        found.append(Doubt(_key("gaps", len(gaps)), in_words(gaps), gaps[0].line))
    return list({doubt.key: doubt for doubt in found}.values())


def _key(kind: str, subject: object) -> str:
    """A short name that can stand in a form: d followed by hex digits."""
    return "d" + hashlib.sha256(f"{kind}:{subject}".encode()).hexdigest()[:12]


def _words(value: Decimal | None, unit: str) -> str:
    return "—" if value is None else f"{plain_number(value)}{unit}"
