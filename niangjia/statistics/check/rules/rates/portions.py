"""Parts told with their share (占比): which number a percentage is said of, and of what. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from niangjia.statistics.check.figures import Figure
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import (
    AND,
    RATIOS,
    agrees,
    between,
    is_count,
    tolerance,
)
from niangjia.statistics.check.rules.support import by_sentence, half_digit
from niangjia.statistics.check.units import Measure, measure_of

CHANGE = re.compile(
    r"增|降|提高|提升|上升|同比|环比|涨|减少|高于|(?<!不)低于|超出|高出|[较比](?:上|去|前|年|\d|全|规定|分配|应)|目标|提前|优惠|折|利率|税率|(?<!缴)费率"
)
_IS = r"(?:的)?(?:比例|比重)?(?:已|均)?(?:达到?|为|是|到|约|近|超过?|逾|不[低少]于|[:])*"
_SAID = re.compile(
    rf"(?:占|占比|比重|占到|占了)(?:分别)?{_IS}$|占(?P<of>[^,。;()%\d]{{1,18}}?)(?:中|里|之中)?{_IS}$"
)
_TOTAL = re.compile(r"总?(?:数|量|额|人数|户数)$")
_ALL = re.compile(
    r"^(?:全部|全体|所有|其|了|到|总体|全[省市县区州国]|我[省市县区]|各级|[当本][期年]|全年|总)+|的$"
)
_FRAME = re.compile(
    r"(?:[^,。;\d]{1,6},)?(?:在|其中)?(?P<of>[^,。;\d%]{2,16})(?:中(?![央心国小学层级华型])|当中|之中|里),"
)
_NARROW = Decimal("0.055")
_FARTHEST = 4
_MADE_EVEN = Decimal("1.7")
"""Shares are moved by a last digit to make 100 %."""


@dataclass(frozen=True)
class Share:
    """A percentage with the part it is said of; ``of`` is the whole as it is named.

    ``of`` is None where nothing is named (占 35%) and empty for the whole of all (占总数的 35%).
    """

    part: Figure
    rate: Figure
    of: str | None
    is_framed: bool = (
        False  # the whole opens the sentence (在会员中,…): it may be narrower than its name
    )

    def fits(self, whole: Figure) -> bool:
        """Whether the part is the printed share of this number."""
        if not whole.value:
            return False
        right = self.part.value * 100 / whole.value
        even = tolerance(self.rate, right) * (_MADE_EVEN if "." in self.rate.number else 1)
        made_even = abs(right - self.rate.value) <= even
        return made_even or agrees(self.rate, right, (self.part, whole))

    @cached_property
    def implied(self) -> tuple[Decimal, Decimal]:
        """The least and the largest whole that the two numbers allow."""
        slack, blur = tolerance(self.rate), half_digit(self.part)
        least = max(self.rate.value - slack, slack / 2)
        low = (self.part.low - blur) * 100 / (self.rate.value + slack)
        return low, (self.part.high + blur) * 100 / least

    @property
    def is_telling(self) -> bool:
        """Whether the share is exact enough to speak for one whole: 25.5 %, not 0.4 %."""
        low, high = self.implied
        return high - low < _NARROW * high * 2

    @property
    def place(self) -> tuple[int, int]:
        """The paragraph and the sentence it stands in."""
        return self.part.block, self.part.sentence

    @property
    def values(self) -> tuple[Decimal, Decimal]:
        """The two numbers."""
        return self.part.value, self.rate.value

    def may_share(self, other: Share) -> bool:
        """Whether both may be of one whole as they name it."""
        if self.part.unit != other.part.unit or abs(self.part.block - other.part.block) > _FARTHEST:
            return False
        if self.of == other.of or not (self.of or other.of):
            return True
        return None in {self.of, other.of} and self.place[0] == other.place[0]


def meet(several: Sequence[Share]) -> tuple[Decimal, Decimal] | None:
    """The wholes that all these shares allow."""
    low = max(share.implied[0] for share in several)
    high = min(share.implied[1] for share in several)
    return (low, high) if low <= high else None


def shares(reading: Reading) -> list[Share]:
    """Every share of the prose whose part is told, in order."""
    return [
        share
        for group in by_sentence(reading)
        if reading.in_text(group[0])
        for share in _of_sentence(reading, group)
    ]


_OWN_SUBJECT = re.compile(rf"(?:其中)?[^,。;\d]{{2,14}}(?:人数|职工|会员)占比{_IS}$")
"""职工 28291 万人,其中女性职工占比 38.6 %: the number before is the whole, not the part."""


_IN_EACH = re.compile(
    r"[^,。;\d]{0,4}(?:地区|省份?|[市县区]|单位|企业|公司|行业|街道|乡镇)[^,。;\d]{2,10}占[^,。;\d]{0,8}(?:超过?|逾|高于|不[低少]于|达到?)$"
)
"""11 个地区女会员占比超过 45 %: so many have it."""


def _of_sentence(reading: Reading, group: Sequence[Figure]) -> Iterator[Share]:
    listed: set[int] = set()
    for rank, rate in enumerate(group):
        if rate.unit != "%" or not rate.value or rate.start in listed or rate.upper is not None:
            continue
        words = reading.words_before(rate)
        clause = re.split(r"[,;:(、]", words)[-1] or words
        said = _SAID.search(clause.replace("分别", ""))
        if said is None or CHANGE.search(clause) or _OWN_SUBJECT.fullmatch(clause):
            continue
        of = None if said["of"] is None else name_of_whole(said["of"])
        if "分别" in words:
            rates = _run_of_rates(reading, group, rank)
            listed.update(each.start for each in rates)
            yield from _shared_out(group, rank, rates, of)
        else:
            part = _part_of(reading, group, rank)
            if part is not None:
                frame = None if of is not None else _frame(reading, part)
                yield Share(part, rate, of if frame is None else frame, frame is not None)


def name_of_whole(words: str) -> str:
    """A named whole without what only says that it is all of it: 全部会员总数 is 会员."""
    return _ALL.sub("", _TOTAL.sub("", words.removesuffix("的")))


def _frame(reading: Reading, part: Figure) -> str | None:
    """The whole that opens the sentence: 在外出农民工中,…,占 46.6%."""
    before = reading.sentence_before(part)
    opened = _FRAME.match(before)
    of = name_of_whole(opened["of"]) if opened else ""
    return of if len(of) > 1 and not re.search(r"过程|工作|活动|表彰|评选|其", of) else None


def _part_of(reading: Reading, group: Sequence[Figure], rank: int) -> Figure | None:
    """The number a share is said of: the last count before, changes and asides left out."""
    for earlier in range(rank - 1, -1, -1):
        figure = group[earlier]
        clause = reading.clause_before(figure)
        after = reading.page.text[figure.end : group[rank].start]
        aside = ")" in after.partition("(")[0]
        if measure_of(figure.unit) in RATIOS or CHANGE.search(clause) or aside:
            continue
        told = re.search(r"[;。]", after) or _IN_EACH.match(after)
        usable = is_count(figure) and figure.value and figure.upper is None and not told
        usable = usable and measure_of(figure.unit) is not Measure.SERVICE
        return figure if usable else None
    return None


def _run_of_rates(reading: Reading, group: Sequence[Figure], rank: int) -> list[Figure]:
    """The rates of one list: 分别占 1.8%、0.6% 和 0.4%."""
    rates = [group[rank]]
    for figure in group[rank + 1 :]:
        if figure.unit != "%" or not AND.fullmatch(between(reading, rates[-1], figure)):
            break
        rates.append(figure)
    return rates


def _shared_out(
    group: Sequence[Figure], rank: int, rates: Sequence[Figure], of: str | None
) -> Iterator[Share]:
    """As many counts before a list of rates, in the same order."""
    parts = list(group[max(0, rank - len(rates)) : rank])
    alike = len({part.unit for part in parts}) == 1 and all(is_count(part) for part in parts)
    several = of is not None and re.search(r"[、和及]", of)
    if len(parts) == len(rates) > 1 and alike and not several and all(p.value for p in parts):
        yield from (Share(part, each, of) for part, each in zip(parts, rates, strict=True))
