"""Who took part in contests, in the right unit (参赛单位与参赛人数): UNIT-PT, BAND. Pure.

劳动竞赛 4126 场,参加单位 13800 人,职工 198 万人: the bodies were printed as persons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import by_segment, found, plain
from niangjia.statistics.check.units import Measure, measure_of

FEWEST_PER_CONTEST = 5
FARTHEST = 20
"""So many times the entrants are the workers of the bodies that entered."""
_BODIES = re.compile(
    r"(?:参加|参赛|参与|参会|竞赛|受检|建会)的?(?:单位|企业)(?:数量?|总数)?[达为共有]*$"
)
_ENTRANTS = re.compile(r"(?:参加|参赛|参与)(?:竞赛)?的?(?:人员|人数)[达为共有]*$")
_WORKERS = re.compile(r"[,、](?:涉及)?(?:职工|从业人员|员工)(?:人数|总数)?[达为共有]*")
_CONTESTS = re.compile(r"竞赛|比武")


def check(reading: Reading) -> Iterator[Finding]:
    """Bodies counted in persons, entrants too few for their contests or for the workers beside them."""
    for group in by_segment(reading):
        if not reading.in_text(group[0]):
            continue
        for rank, figure in enumerate(group):
            if measure_of(figure.unit) is Measure.PERSON:
                yield from _bodies(reading, group, rank)


def _bodies(reading: Reading, group: Sequence[Figure], rank: int) -> Iterator[Finding]:
    people = group[rank]
    words = reading.clause_before(people).lstrip("、")
    ends = reading.page.text[people.end : people.end + 1] in set(",。;、")
    if ends and _BODIES.search(words):
        yield found(
            reading, "UNIT-PT",
            f"“{people.label}”{people.text}:单位(企业)应按“家”“个”计,不是“人”。请核对单位。", [people],
        )  # fmt: skip
        return
    if (
        not ends
        or not _ENTRANTS.search(words)
        or not _CONTESTS.search(reading.sentence_text(people))
    ):
        return
    if any(measure_of(f.unit) is Measure.BODY for f in group):
        return  # the bodies are told beside
    for one, workers in pairwise(group[rank : rank + 2]):
        told = _WORKERS.fullmatch(between(reading, one, workers)) and workers.unit == one.unit
        if told and one.value and workers.low > one.high * FARTHEST:
            yield found(
                reading, "UNIT-PT",
                f"“{one.label}”{one.text},同句职工却有 {workers.text},是 {plain(round(workers.value / one.value))} 倍。"
                "前一个数若为单位(企业)数,应写“家”。请核对。",
                [one, workers],
            )  # fmt: skip
            return
    for events in group[:rank]:
        if events.has("contest.events") and people.high < events.low * FEWEST_PER_CONTEST:
            yield found(
                reading, "BAND",
                f"{events.text}竞赛,{people.text},平均每场 {plain(round(people.value / events.value, 1))} 人。"
                "若为单位(企业)数,应写“家”。请核对两个数。",
                [people, events],
            )  # fmt: skip
