"""A checked document with its findings (核对文档): paragraphs, marked figures, where things stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from django.db.models import QuerySet

from niangjia.kernel import clock
from niangjia.reports.models import CheckDecision, CheckedDocument, CheckedFigure, CheckFinding
from niangjia.reports.rules.checks import SEVERITIES, Decision, FindingState
from niangjia.statistics.check.rules.catalogue import CATALOGUE
from niangjia.unions.models import Union
from niangjia.web.figures import explain_url


def _plain(value: Decimal) -> str:
    text = f"{value:,.6f}"
    return text.rstrip("0").rstrip(".")


TONES = {"error": "bad", "warn": "warn", "info": "wait"}


def explained(union: Union, keys: Iterable[str]) -> dict[str, CheckDecision]:
    """Finding key → the explanation that still holds for this union, of an earlier document."""
    found: dict[str, CheckDecision] = {}
    last = (
        CheckDecision.objects.filter(finding__document__union=union, finding__key__in=set(keys))
        .select_related("finding")
        .order_by("finding__key", "-id")
        .distinct("finding__key")
    )
    for decision in last:
        if decision.kind == Decision.EXPLAINED:
            found[decision.finding.key] = decision
    return found


def find_documents(rows: QuerySet[CheckedDocument], text: str) -> QuerySet[CheckedDocument]:
    """Documents whose name begins with the words, or contains them for longer words."""
    return rows.filter(name__startswith=text)


def with_open(rows: QuerySet[CheckedDocument]) -> QuerySet[CheckedDocument]:
    """Documents with findings nobody has decided."""
    return rows.filter(open_count__gt=0)


@dataclass(frozen=True)
class Raised:
    """A finding with its decisions, newest first, and where it stands now."""

    finding: CheckFinding
    decisions: tuple[CheckDecision, ...]

    @property
    def tone(self) -> str:
        """Colour of its dot."""
        return TONES[self.finding.severity]

    @property
    def places(self) -> str:
        """Where its figures stand in the text, the one it is about first."""
        return " ".join(str(start) for _, start, _ in self.finding.evidence)

    @property
    def rule(self) -> str:
        """The rule's Chinese name."""
        info = CATALOGUE.get(self.finding.rule)
        return info.name if info is not None else self.finding.rule

    @property
    def state(self) -> FindingState:
        """Open, decided, or explained for an earlier document."""
        if self.decisions:
            return FindingState(self.decisions[0].kind)
        return FindingState.KNOWN if self.finding.known_id else FindingState.OPEN


@dataclass(frozen=True)
class Piece:
    """A run of text; with ``figure`` it is a figure.

    ``severity`` is the gravest of the open findings that point at it, ``marks`` are the numbers of the
    findings about these words (not about a figure alone).
    """

    text: str
    figure: CheckedFigure | None = None
    url: str = ""
    severity: str = ""
    marks: str = ""

    @property
    def said(self) -> str:
        """The value with its unit: 595,000 人."""
        if self.figure is None:
            return ""
        upper = f" 至 {_plain(self.figure.upper)}" if self.figure.upper is not None else ""
        return f"{_plain(self.figure.value)}{upper} {self.figure.unit}".strip()

    @property
    def doubt(self) -> str:
        """错误, 存疑, 提示, or ""."""
        return dict(SEVERITIES).get(self.severity, "")

    @property
    def period(self) -> str:
        """The period in words and days."""
        if self.figure is None or not (self.figure.period or self.figure.period_end):
            return "文中没有写明"
        days = [
            day.isoformat() for day in (self.figure.period_start, self.figure.period_end) if day
        ]
        return self.figure.period + (f"({' 至 '.join(days)})" if days else "")


@dataclass
class Passage:
    """One paragraph: its pieces, and the findings to show beside it."""

    pieces: list[Piece] = field(default_factory=list)
    raised: list[Raised] = field(default_factory=list)
    is_row: bool = False


@dataclass(frozen=True)
class _Mark:
    """A range that a finding points at; ``severity`` only while it is open and the range is short."""

    start: int
    end: int
    position: int
    severity: str


PART = 20_000
"""Signs shown on one page of a long document."""
_LONGEST_MARK = 60
"""Longer passages are highlighted only while their finding is chosen."""
_GRAVITY = tuple(code for code, _ in SEVERITIES)


def raised_of(document: CheckedDocument) -> list[Raised]:
    """All findings of a document in order, with their decisions."""
    decisions: dict[int, list[CheckDecision]] = defaultdict(list)
    for decision in CheckDecision.objects.filter(finding__document=document).order_by("-id"):
        decisions[decision.finding_id].append(decision)
    findings = document.findings.select_related("known").order_by("position")
    return [Raised(finding, tuple(decisions[finding.pk])) for finding in findings]


def parts_of(document: CheckedDocument) -> list[tuple[int, int]]:
    """The ranges of whole paragraphs shown on one page each."""
    text, borders = document.text, [0]
    while len(text) - borders[-1] > PART:
        stop = text.find("\n", borders[-1] + PART)
        if stop < 0 or stop + 1 >= len(text):
            break
        borders.append(stop + 1)
    return list(pairwise([*borders, len(text)]))


def passages(
    document: CheckedDocument, start: int, end: int, raised: Iterable[Raised]
) -> list[Passage]:
    """The paragraphs of a range, with figures and doubtful words marked and findings beside them."""
    raised = list(raised)
    figures = list(document.figures.filter(start__gte=start, start__lt=end).order_by("start"))
    waiting = sorted((r for r in raised if start <= r.finding.start < end),
                     key=lambda r: r.finding.start)  # fmt: skip
    doubtful = _doubtful(raised)
    places = {(figure.start, figure.end) for figure in figures}
    marks = [m for m in _marks(raised, places) if m.start < end and start < m.end]
    found: list[Passage] = []
    at = start
    for line in document.text[start:end].split("\n"):
        stop = at + len(line)
        own = [figure for figure in figures if at <= figure.start < max(stop, at + 1)]
        if line.strip() or own:
            passage = Passage(is_row="\t" in line.strip())
            here = [m for m in marks if m.start < stop and at < m.end]
            passage.pieces = list(_pieces(document, (at, stop), own, doubtful, here))
            found.append(passage)
        if found:
            while waiting and waiting[0].finding.start <= stop:
                found[-1].raised.append(waiting.pop(0))
        at = stop + 1
    return found


def _doubtful(raised: Iterable[Raised]) -> dict[int, str]:
    """Where open findings point → the gravest severity."""
    found: dict[int, str] = {}
    for one in raised:
        if one.state is FindingState.OPEN:
            for _, place, _ in one.finding.evidence:
                found[place] = _gravest([found.get(place, ""), one.finding.severity])
    return found


def _gravest(severities: Iterable[str]) -> str:
    return next((code for code in _GRAVITY if code in set(severities)), "")


def _marks(raised: Iterable[Raised], figures: set[tuple[int, int]]) -> Iterable[_Mark]:
    """What findings point at beside figures: words, cut sentences, repeated paragraphs."""
    for one in raised:
        for _, start, end in one.finding.evidence:
            if start < end and (start, end) not in figures:
                is_shown = one.state is FindingState.OPEN and end - start <= _LONGEST_MARK
                severity = one.finding.severity if is_shown else ""
                yield _Mark(start, end, one.finding.position, severity)


def _pieces(
    document: CheckedDocument,
    place: tuple[int, int],
    figures: list[CheckedFigure],
    doubtful: dict[int, str],
    marks: list[_Mark],
) -> Iterable[Piece]:
    """A line in pieces: figures whole, the words between them cut where a mark begins or ends."""
    at, stop = place
    for figure in figures:
        yield from _words(document.text, at, figure.start, marks)
        begin = max(at, figure.start)
        inside = [m for m in marks if m.start < figure.end and begin < m.end]
        yield Piece(
            document.text[begin : figure.end], figure, explanation_of(document, figure),
            doubtful.get(figure.start, ""), _positions(inside),
        )  # fmt: skip
        at = max(at, figure.end)
    yield from _words(document.text, at, stop, marks)


def _words(text: str, at: int, stop: int, marks: list[_Mark]) -> Iterable[Piece]:
    if at >= stop:
        return
    borders = {at, stop} | {b for m in marks for b in (m.start, m.end) if at < b < stop}
    for begin, end in pairwise(sorted(borders)):
        inside = [m for m in marks if m.start < end and begin < m.end]
        severity = _gravest([m.severity for m in inside])
        yield Piece(text[begin:end], severity=severity, marks=_positions(inside))


def _positions(marks: Iterable[_Mark]) -> str:
    return " ".join(str(mark.position) for mark in marks)


def explanation_of(document: CheckedDocument, figure: CheckedFigure) -> str:
    """The page that explains the indicator for this figure's period, or ""."""
    if not figure.indicator:
        return ""
    end = figure.period_end or document.published_on or clock.today()
    if figure.period_start:
        return explain_url(
            figure.indicator, document.union.code, start=figure.period_start, end=end
        )
    return explain_url(figure.indicator, document.union.code, on=end)
