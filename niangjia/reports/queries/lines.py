"""The figures a report rests on: as counted, and reckoned from two."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from niangjia.reports.models import ReportFigure
from niangjia.reports.queries.answers import OUT_OF_RIGHT, Answered
from niangjia.reports.queries.meanings import meanings
from niangjia.reports.queries.published import bare
from niangjia.reports.rules.document import Document, FigureRun, Role
from niangjia.reports.rules.meanings import Timing, base_of
from niangjia.reports.rules.questions import Question, Whose
from niangjia.reports.rules.reckoning import called, formula, spoken
from niangjia.reports.rules.register import plain_number
from niangjia.unions.models import Union

_ONE = (Whose.OWN, Whose.PARENT)  # answered for one union alone


@dataclass(frozen=True)
class Line:
    """One figure a report rests on: whose, of when, how much, and how the text writes it."""

    key: str
    code: str
    version: int
    fingerprint: str
    name: str
    unit: str
    kind: str
    union: Union
    on: date | None
    start: date | None
    end: date | None
    value: Decimal | None
    source: str
    said: tuple[str, ...]
    url: str
    is_hidden: bool  # the actor may not see it

    @property
    def union_id(self) -> int:
        """Key of whose it is."""
        return self.union.pk

    @property
    def is_published(self) -> bool:
        """Whether the text says it: what only a comparison rests on is not said."""
        return bool(self.said) and self.value is not None

    @property
    def when(self) -> str:
        """The day or the period in words."""
        return f"{self.on}" if self.on else f"{self.start} 至 {self.end}"

    @property
    def exact(self) -> str:
        """The exact value with its unit."""
        return f"{plain_number(self.value)} {self.unit}"


@dataclass(frozen=True)
class Reckoned:
    """A change, rate of change or share that the text says; ``value`` is signed."""

    role: Role
    first: Line
    other: Line
    unit: str
    value: Decimal
    said: tuple[str, ...]
    url: str

    @property
    def key(self) -> tuple[Role, str, str]:
        """The same wherever the same is said."""
        return self.role, self.first.key, self.other.key

    @property
    def name(self) -> str:
        """工会会员的增减幅度, 女会员占工会会员的比例."""
        return called(self.role, self.first.name, self.other.name)

    @property
    def union(self) -> Union:
        """Whose."""
        return self.first.union

    @property
    def when(self) -> str:
        """The day or period of the first figure; the other's stands in the formula."""
        return self.first.when

    @property
    def exact(self) -> str:
        """The exact value in words."""
        return spoken(self.role, self.value, self.unit)

    @property
    def formula(self) -> str:
        """From which two figures, of when and, where they differ, of whom."""
        is_one = self.first.union == self.other.union
        first, other = (
            f"{'' if is_one else part.union}{part.name}({part.when})"
            for part in (self.first, self.other)
        )
        return formula(self.role, first, other)


def asked_by(figure: Line | ReportFigure) -> tuple[Hashable, ...]:
    """What the text asks for, whichever version of the definition answers."""
    return figure.code, figure.union_id, figure.on, figure.start, figure.end


def lines_of(document: Document, answered: Answered) -> tuple[Line, ...]:
    """Each figure once, with every way the text writes it."""
    found: dict[str, Line] = {}
    for run in document.figures():
        for place, question in enumerate(run.questions):
            line = _line(run, question, answered, is_said=place == 0 and run.role is Role.VALUE)
            if line is None:
                continue
            before = found.get(line.key)
            said = dict.fromkeys((*(before.said if before else ()), *line.said))
            found[line.key] = replace(line, said=tuple(said))
    return tuple(found.values())


def reckoned_of(document: Document, answered: Answered) -> tuple[Reckoned, ...]:
    """Each change, rate of change and share once, with every way the text writes it."""
    found: dict[tuple[Role, str, str], Reckoned] = {}
    for run in document.figures():
        if run.role is Role.VALUE or run.value is None:
            continue
        first, other = (_line(run, q, answered, is_said=False) for q in run.questions)
        if first is None or other is None:
            continue
        one = Reckoned(run.role, first, other, run.unit, run.value, (run.words,), run.url)
        before = found.get(one.key)
        said = dict.fromkeys((*(before.said if before else ()), run.words))
        found[one.key] = replace(one, said=tuple(said))
    return tuple(found.values())


def _line(run: FigureRun, question: Question, answered: Answered, *, is_said: bool) -> Line | None:
    from niangjia.kernel.indicators import fingerprint, get  # loads Ibis

    answers = answered.answers.get(question, {})
    # The share of a child in the whole rests on a figure of the child and one of the report's union.
    code = next(iter(answers), "") if question.whose in _ONE else run.union
    told, union = answers.get(code), answered.unions.get(code)
    if told is None or union is None:
        return None
    indicator = get(question.code)
    on, start, end = _normal(question)
    named = f"{bare(question.code)}@{indicator.version}"
    return Line(
        key="|".join((named, union.code, str(on or ""), str(start or ""), str(end or ""))),
        code=question.code,
        version=indicator.version,
        fingerprint=fingerprint(indicator),
        name=indicator.name,
        unit=indicator.unit.value,
        kind=indicator.kind.value,
        union=union,
        on=on,
        start=start,
        end=end,
        value=told.value,
        source=told.source.value,
        said=(run.words,) if is_said and run.value is not None else (),
        url=run.url,
        is_hidden=told.note == OUT_OF_RIGHT,
    )


def _normal(question: Question) -> tuple[date | None, date | None, date | None]:
    """A stock is of a day, a flow of a period, a cumulative number of what was asked."""
    timing = meanings()[base_of(question.code)].timing
    if timing is Timing.STOCK or (timing is Timing.CUMULATIVE and question.start is None):
        return question.day, None, None
    return None, question.start, question.end
