"""Words of a steady course (走势) beside a row of numbers: RATE-REC. Pure.

逐年提高, 连年下降, 逐月增长: each number of the row right behind must go the way that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import by_sentence, found

_COURSE = re.compile(
    r"(?:逐[年月季步]|连[年续][一-鿿]{0,3}|年年|持续|稳步|不断)(?:保持)?"
    r"(?:(?P<up>提高|提升|上升|增长|增加|递增|攀升|扩大|走高)|(?P<down>下降|减少|降低|回落|递减|收窄))"
)
_AND = re.compile(r"[、,]|和|以及|、?(?:[^,。;、\d]{0,4}(?:19|20)\d{2}年(?:[^,。;、\d]{0,4}))?")
_FEWEST = 3
_NEAR = 30


def check(reading: Reading) -> Iterator[Finding]:
    """Every row that goes another way than its sentence says."""
    for group in by_sentence(reading):
        for rank, first in enumerate(group if reading.in_text(group[0]) else ()):
            said = _COURSE.search(reading.words_before(first)[-_NEAR:])
            run = _row(reading, group[rank:])
            if said is None or len(run) < _FEWEST:
                continue
            wrong = next((two for two in pairwise(run) if _is_against(said, *two)), None)
            if wrong is None:
                continue
            yield found(
                reading, "RATE-REC",
                f"说“{said.group()}”,却由 {wrong[0].text}到 {wrong[1].text}。请核对各数和说法。",
                [wrong[1], wrong[0]],
            )  # fmt: skip


def _row(reading: Reading, group: Sequence[Figure]) -> list[Figure]:
    """The numbers from here on, all of one unit with nothing but a comma or a year between them."""
    run = [group[0]]
    for figure in group[1:]:
        if figure.unit != run[0].unit or not _AND.fullmatch(between(reading, run[-1], figure)):
            break
        run.append(figure)
    return run


def _is_against(said: re.Match[str], old: Figure, new: Figure) -> bool:
    return new.high < old.low if said["up"] else new.low > old.high
