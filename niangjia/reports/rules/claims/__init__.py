"""Words that claim something near a figure, checked against series, children, targets. Pure.

Only typed words are checked: what a figure itself prints (增加40.3万人) comes from the records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from niangjia.reports.rules.claims import growth, peers
from niangjia.reports.rules.claims.needs import needed
from niangjia.reports.rules.claims.units import doubled, led_twice
from niangjia.reports.rules.claims.words import Kind, Spotted, passage, spotted
from niangjia.reports.rules.document import Document, Table, plain
from niangjia.reports.rules.material import Material
from niangjia.reports.rules.meanings import Catalogue

__all__ = ["Finding", "Verdict", "judge", "needed"]


class Finding(StrEnum):
    """What came of checking a claim."""

    HOLDS = "属实"
    DENIED = "不符"
    UNKNOWN = "无法判断"


@dataclass(frozen=True)
class Verdict:
    """One claim: the word, its sentence, what came of it, and a Chinese sentence with the evidence."""

    claim: str
    sentence: str
    finding: Finding
    words: str
    line: int
    code: str
    url: str = ""

    @property
    def is_denied(self) -> bool:
        """Whether the records say otherwise."""
        return self.finding is Finding.DENIED


def judge(document: Document, material: Material, catalogue: Catalogue) -> tuple[Verdict, ...]:
    """Check every claim of headings and paragraphs, in reading order; then units written twice."""
    found: list[Verdict] = []
    for block in document.blocks:
        if isinstance(block, Table):
            continue
        where = passage(block.runs, block.line)
        claims = sorted(spotted(where), key=lambda claim: claim.match.start())
        for claim in claims:
            found.extend(_judged(claim, material, catalogue))
    return (*found, *_written_twice(document))


def _written_twice(document: Document) -> Iterator[Verdict]:
    """Each place of the text once, however often a loop prints it."""
    seen = set()
    for runs in document.all_runs():
        behind = [
            (figure, unit, f"“{figure.words}{unit}”单位写了两次:“{figure.name}”的数后面已带“{unit}”。"
             f"请删去后面的“{unit}”,或在写法里写“数”。")
            for figure, unit in doubled(runs)
        ]  # fmt: skip
        ahead = [
            (figure, way, f"“{way}{figure.words}”:“{figure.name}”的数自己写出增减的词,"
             f"随记录变化。请删去前面的“{way}”。")
            for figure, way in led_twice(runs)
        ]  # fmt: skip
        for figure, claim, words in (*behind, *ahead):
            place = figure.line, figure.column, claim
            if place in seen:
                continue
            seen.add(place)
            yield Verdict(
                claim=claim,
                sentence=plain(runs).strip(),
                finding=Finding.DENIED,
                words=words,
                line=figure.line,
                code=figure.code,
                url=figure.url,
            )


def _judged(claim: Spotted, material: Material, catalogue: Catalogue) -> Iterator[Verdict]:
    weighed = _weighed(claim, material, catalogue)
    if weighed is None or claim.about is None:
        return
    finding = {True: Finding.HOLDS, False: Finding.DENIED, None: Finding.UNKNOWN}[weighed.holds]
    figure = claim.about.run
    yield Verdict(
        claim=claim.word,
        sentence=claim.words,
        finding=finding,
        words=f"“{claim.word}”{finding.value}:{weighed.evidence}",
        line=claim.passage.line,
        code=figure.code,
        url=figure.url,
    )


def _weighed(claim: Spotted, material: Material, catalogue: Catalogue) -> growth.Weighed | None:
    match claim.kind:
        case Kind.EACH:
            return peers.of_each(claim, material)
        case Kind.WHOLE:
            return peers.of_all(claim)
        case Kind.MOST:
            return peers.of_most(claim, material, catalogue)
        case Kind.TARGET:
            return peers.of_target(claim, material)
        case Kind.STREAK:
            return growth.in_a_row(claim, material, catalogue)
        case _:
            return growth.over_time(claim, material, catalogue)
