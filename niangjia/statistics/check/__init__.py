"""The figure check (数据核对): reads every figure of a report and raises findings. Pure.

It never changes anything: a finding is accepted, corrected or explained by a named person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from niangjia.statistics.check.documents.refusal import Unreadable
from niangjia.statistics.check.figures import Evidence, Figure, Finding, Severity
from niangjia.statistics.check.known import Known

if TYPE_CHECKING:
    from niangjia.statistics.check.layout import Page

__all__ = [
    "Evidence", "Figure", "Finding", "Known", "Report", "Severity", "check", "why_not_published",
]  # fmt: skip
LONGEST = 300_000
"""Signs of the longest text that is checked: some 400 pages. The work grows faster than the text."""
_ONE_YEAR = timedelta(days=366)
FIRST_DAY = date(1949, 10, 1)
"""No report can have been published before (新中国成立)."""


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


def why_not_published(day: date, today: date) -> str | None:
    """The Chinese reason why a report cannot bear this day of publication, or None."""
    if day < FIRST_DAY:
        return f"发布日期 {day} 早于 {FIRST_DAY},像是年份没有写全。请写四位年份,例如 {today}。"
    if day > today + _ONE_YEAR:
        return f"发布日期 {day} 在一年以后,像是年份写错了。请改正,例如 {today}。"
    return None


def check(
    text: str,
    published: date | None = None,
    known: Known | None = None,
    alive: Callable[[], None] = lambda: None,
) -> Report:
    """Read every figure of a report and check it. Raises Unreadable when it is too long.

    ``published`` resolves 今年 and 去年; with ``known`` figures are compared with the records, the
    published and the reported figures of one union. ``alive`` is called for each paragraph and
    whenever a rule asks for the words of a figure: what it raises ends the check.
    """
    # Their patterns take a second to compile: those who only name a finding need not wait for them.
    from niangjia.statistics.check.layout import lay_out
    from niangjia.statistics.check.reading import read
    from niangjia.statistics.check.rules.families import run
    from niangjia.statistics.check.rules.questions import ask

    if len(text) > LONGEST:
        raise Unreadable(
            f"正文有 {len(text)} 字,超过一次能核对的 {LONGEST // 10_000} 万字,没有核对。"
            "请拆成几个文件,分别核对。"
        )
    page = lay_out(text)
    alive()
    reading = read(page, published, alive)
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
