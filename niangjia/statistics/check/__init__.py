"""The figure check (数据核对): reads every figure of a report and raises findings. Pure.

It never changes anything: a finding is accepted, corrected or explained by a named person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from niangjia.statistics.check.figures import Evidence, Figure, Finding, Severity
from niangjia.statistics.check.known import Known
from niangjia.statistics.check.layout import Page, lay_out
from niangjia.statistics.check.reading import read
from niangjia.statistics.check.rules import run
from niangjia.statistics.check.rules.questions import ask

__all__ = ["Evidence", "Figure", "Finding", "Known", "Report", "Severity", "check"]


@dataclass(frozen=True)
class Report:
    """The figures, findings and questions of one text; places are offsets in that text.

    A finding says that something is or may be wrong; a question asks for what is missing beside a figure
    (since when, of whom, at which stage).
    """

    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    questions: tuple[Finding, ...] = ()

    @property
    def told(self) -> tuple[Finding, ...]:
        """Findings and questions in the order of the text."""
        return tuple(sorted((*self.findings, *self.questions), key=lambda f: f.start))

    @property
    def has_errors(self) -> bool:
        """Whether anything cannot be true."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def check(text: str, published: date | None = None, known: Known | None = None) -> Report:
    """Read every figure of a report and check it.

    ``published`` resolves 今年 and 去年; with ``known`` figures are compared with the records, the
    published and the reported figures of one union.
    """
    page = lay_out(text)
    reading = read(page, published)
    findings = run(reading, known)
    return Report(
        tuple(_placed(page, figure) for figure in reading.figures),
        tuple(_shown(page, finding) for finding in findings),
        tuple(_shown(page, question) for question in ask(reading, findings)),
    )


def _placed(page: Page, figure: Figure) -> Figure:
    start, end = page.place(figure.start, figure.end)
    parent = None if figure.parent is None else page.places[figure.parent]
    return replace(figure, start=start, end=end, parent=parent)


def _shown(page: Page, finding: Finding) -> Finding:
    evidence = []
    for item in finding.evidence:
        start, end = page.place(item.start, item.end)
        evidence.append(Evidence(item.text, start, end))
    return replace(finding, evidence=tuple(evidence), start=evidence[0].start, end=evidence[0].end)
