"""The figures a statement may rest on (算式的各数): who stands where, what may explain it. Pure.

A statement (a share, a step from old to new, a mean) is read from its cue words; which figures it
rests on is chosen by nearness. Before a rule speaks, every other choice in sight is tried: if one
makes the statement true, the rule is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import permutations

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.support import found, half_digit, plain
from niangjia.statistics.check.units import Measure, measure_of

RATIOS = frozenset({Measure.RATE, Measure.POINTS, Measure.TIMES})
_MOST_IN_SIGHT = 24
_PLACE = re.compile(
    r"(?<![一-鿿])(?:在|对|由|和|与)?([一-鿿]{1,5}?(?:镇|乡|街道|社区|村|公司|集团|厂|学校|中学|小学|医院|园区|开发区|县|区|(?<!城)市|局))(?=[^级]|$)"
)
_EVERYWHERE = (
    "全市",
    "全县",
    "全区",
    "我市",
    "我县",
    "我区",
    "本市",
    "本县",
    "本区",
    "各县",
    "各区",
    "城区",
)
_CUT_OFF = Decimal("0.99")
"""36.9% may be printed as 36%, 37% not."""
AND = re.compile(r"(?:以及|[、,和及与])?")
"""What stands between two figures of one list."""
ASIDE = re.compile(r"\([^()#]*\)")
CLUB = re.compile(
    r"协会|俱乐部|社团|兴趣小组|合作社|编制|在编|机关|本单位|总工会[^,。;]{0,6}(?:现有|共有|在职|有)[^,。;]{0,4}(?:在职|(?<!困难)职工|干部)"
)


def between(reading: Reading, one: Figure, other: Figure) -> str:
    """The words from one figure to the next."""
    return reading.page.text[one.end : other.start]


def is_count(figure: Figure) -> bool:
    """Whether it counts or weighs something, rather than being a ratio itself."""
    return measure_of(figure.unit) not in RATIOS | {None}


def is_local(reading: Reading, base: Figure, other: Figure) -> bool:
    """Whether a total is of a town, a firm or a club that the other figure is not about."""
    own = reading.sentence_text(base)
    of_club, places = _body_of(own[: own.find(base.text)])
    first = reading.page.blocks[0]
    title = first.text if first.kind is BlockKind.HEADING else ""
    places = frozenset(place for place in places if place not in title)
    if of_club or not places:
        return of_club
    said = reading.sentence_text(other)
    level = "".join(place[-1] for place in places)
    if level and re.search(f"[全我本][{level}]", said):
        return False  # 清河县常住人口…; 本县职工
    return not any(place in said for place in places)


@lru_cache(maxsize=1 << 12)
def _body_of(words: str) -> tuple[bool, frozenset[str]]:
    """Whether words speak of a club, and the places they name; one total is held against many figures."""
    places = {place for place in _PLACE.findall(words) if not place.endswith(_EVERYWHERE)}
    return bool(CLUB.search(words.rsplit(";", maxsplit=1)[-1])), frozenset(places)


def in_sight(reading: Reading, figure: Figure, back: int = 1) -> list[Figure]:
    """The figures of its sentence and of ``back`` sentences before, nearest first."""
    near = [
        other for other in reading.by_block[figure.block]
        if other is not figure and 0 <= figure.sentence - other.sentence <= back
    ]  # fmt: skip
    return sorted(near, key=lambda other: abs(other.start - figure.start))[:_MOST_IN_SIGHT]


def pairs(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Every two counts of one unit, in both orders."""
    counts = [figure for figure in figures if is_count(figure) and figure.value]
    return ((a, b) for a, b in permutations(counts, 2) if a.unit == b.unit)


def tolerance(rate: Figure, right: Decimal | None = None) -> Decimal:
    """How far a printed percentage may be off: one in its last digit, two of 64.23, more where it is vague.

    60%以上 and 超过六成 are vague upwards only: ``right`` may not be less.
    """
    decimals = len(rate.number.partition(".")[2])
    printed = rate.number[:1].isdigit()
    last = Decimal(max(decimals, 1)).scaleb(-decimals) if decimals else _CUT_OFF
    exact = last if printed else Decimal(5)
    if rate.precision is Precision.AT_LEAST and right is not None:
        return (
            min(exact, Decimal(1)) if right < rate.value else max(5 * exact, rate.high - rate.value)
        )
    return exact * (1 if rate.precision is Precision.EXACT else 5 if printed else 2)


def agrees(rate: Figure, right: Decimal, places: Iterable[Figure]) -> bool:
    """Whether a printed percentage is what its numbers give, as exactly as they are printed."""
    places = list(places)
    slack = (
        tolerance(rate, right) + _blur(right, places) + min(abs(right) / 10, _vague(right, places))
    )
    return abs(right - rate.value) <= slack


def differs(
    reading: Reading, rate: Figure, right: Decimal, words: str, places: Sequence[Figure]
) -> Iterator[Finding]:
    """RATE-REC when a printed percentage is not what its numbers give."""
    if not agrees(rate, right, places):
        yield found(
            reading, "RATE-REC",
            f"{words}应为 {plain(round(right, 2))}%,写的是“{rate.text}”。请核对各数,或写明分子、分母。",
            [rate, *places], suggestion=f"{plain(round(right, 2))}%",
        )  # fmt: skip


def rounding(figure: Figure) -> Decimal:
    """How far rounding may have moved a figure, as a share of it; 2亿元 is taken for a round number."""
    if not figure.value or len(figure.number) == 1:
        return Decimal(0)
    return half_digit(figure) / figure.value


def _vague(right: Decimal, places: Sequence[Figure]) -> Decimal:
    """How far 余, 近 and 约 may move a ratio: 97万余 is up to 98万."""
    vague = [f for f in places if f.precision is not Precision.EXACT and f.value]
    return sum((abs(right) * (f.high - f.low) / f.value for f in vague), Decimal(0))


def _blur(right: Decimal, places: Sequence[Figure]) -> Decimal:
    """How far rounding of the printed numbers may move their ratio."""
    return sum((abs(right) * rounding(f) for f in places), Decimal(0))
