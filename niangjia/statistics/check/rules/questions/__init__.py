"""What must be said beside a number (口径提示): questions to the writer, one per text and kind. Pure.

A figure without its base, its time, its stage or its kind is not wrong; it cannot be compared or added. Every
question names all its places at once and is only a hint.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.questions import (
    kinds,
    means,
    people,
    rates,
    ratios,
    stages,
    times,
    twice,
)
from niangjia.statistics.check.rules.questions.question import Question
from niangjia.statistics.check.rules.support import found

_ASKING: tuple[Callable[[Reading], Iterable[Question]], ...] = (
    times.ask, twice.ask, people.ask, stages.ask, kinds.ask, ratios.ask, rates.ask, means.ask,
)  # fmt: skip
_SHARPER = {"RATE-CEIL": "RATE-REC", "COMBINED": "FUND-OVERLAP"}
"""What the second rule says or asks of a place settles a question of the first, too."""
_MOST_QUOTED, _MOST_PLACES = 5, 60


def ask(reading: Reading, findings: Sequence[Finding]) -> list[Finding]:
    """The questions of a text, without the places of which a finding of the same rule speaks already."""
    told: dict[str, list[tuple[int, int]]] = {}
    for finding in findings:
        told.setdefault(finding.rule, []).extend((e.start, e.end) for e in finding.evidence)
        if finding.rule == "DUP-PARA":
            told.setdefault("", []).extend((e.start, e.end) for e in finding.evidence)
    asked = []
    for question in (question for family in _ASKING for question in family(reading)):
        settling = (question.rule, _SHARPER.get(question.rule, question.rule), "")
        taken = _united(place for rule in settling for place in told.get(rule, ()))
        places = [place for place in question.places if not _is_taken(place, taken)]
        if len(places) >= question.least:
            finding = _finding(reading, question, places)
            told.setdefault(question.rule, []).extend((e.start, e.end) for e in finding.evidence)
            asked.append(finding)
    return asked


def _is_taken(place: Figure | tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies in one of the ranges, of which none overlaps another and which are in order."""
    start, end = (place.start, place.end) if isinstance(place, Figure) else place
    before = bisect_left(taken, (end, 0))
    return before > 0 and taken[before - 1][1] > start


def _united(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, those that overlap made one."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        else:
            made.append((start, end))
    return made


def _finding(
    reading: Reading, question: Question, places: Sequence[Figure | tuple[int, int]]
) -> Finding:
    quotes = list(dict.fromkeys(question.quoted(reading, place) for place in places))
    more = f"等 {len(places)} 处" if len(quotes) > _MOST_QUOTED else ""
    words = "、".join(f"“{quote}”" for quote in quotes[:_MOST_QUOTED]) + more
    message = f"{words}{question.words}"
    return found(reading, question.rule, message, places[:_MOST_PLACES], severity=Severity.INFO)
