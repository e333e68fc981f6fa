"""What the rules share: making findings, finding figures, writing values. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from niangjia.statistics.check.figures import Evidence, Figure, Finding, Severity
from niangjia.statistics.check.numerals import MAGNITUDES
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.catalogue import CATALOGUE
from niangjia.statistics.check.units import Measure, measure_of

_SUMS = frozenset({"合计", "共计", "总计"})
"""Figures that are named by this alone sum up what stands before, whatever it counts."""
_COUNTED_OUT = 10**5
_ENDLESS = 10**20
OCCASION = re.compile(
    r"两节|元旦|春节|送温暖|清凉|高温|金秋|助学|春风|五一|中秋|防疫|疫情|抗疫|春送|秋送|六一|防汛|救灾|春运"
)
"""Occasions of one year: what was given at one is no part of another."""
_EVERY_WORKER = re.compile(
    r"#职工(?!获|取得|参|通过|提(?!前)|晋升|享受|实现|被|代表|献|建言|报名|围绕|开展|完成|加入|接受|领取|踊跃|积极)"
)
"""All workers; those who did something are the people of that activity."""
_OF_AN_ACT = re.compile("参加|惠及|受益|服务|覆盖")
_AIMED = re.compile(
    r"力争|目标|争取|规划|将[^,。;]{0,12}(?:达到|突破)|(?:有望|预计|预期|预测)[^。;]{0,20}$|到20\d{2}年[底末]?,?[^,。;\d]{0,16}$"
)
HONOUR = re.compile(r"劳动模范|劳模|奖章|奖状|先锋号|标兵|工匠")
_HONOURED = re.compile(r"(全国|国家|自治区|省|市|县|区)级?(?=劳|五一|工人先锋|先进|模范|工匠)")
_INNER = re.compile(r"““([^“”]*)”([^“”]*)”")
"""A label that itself begins with a quotation: ““两节”期间发放”."""


def found(
    reading: Reading,
    rule: str,
    message: str,
    places: Iterable[Figure | tuple[int, int]],
    *,
    severity: Severity | None = None,
    suggestion: str | None = None,
) -> Finding:
    """A finding on figures or ranges (squeezed); the first place is where it is shown."""
    evidence = tuple(_evidence(reading, place) for place in places)
    message = _INNER.sub(r"“‘\1’\2”", message)
    return Finding(
        rule=rule,
        severity=severity or CATALOGUE[rule].severity,
        message=message,
        evidence=evidence,
        start=evidence[0].start,
        end=evidence[0].end,
        suggestion=suggestion,
    )


def exceeds(
    reading: Reading,
    part: Figure,
    whole: Figure,
    why: str,
    *,
    rule: str = "LE",
    severity: Severity | None = None,
) -> Finding:
    """A finding on a part above its whole; ``why`` it cannot be so."""
    return found(
        reading, rule,
        f"“{part.label}”{shown(part)},大于“{whole.label}”{shown(whole)}。{why}。请核对两个数,或说明起止时间和口径。",
        [part, whole], severity=severity,
    )  # fmt: skip


def exceeded(
    part: Figure, figures: Sequence[Figure], is_whole: Callable[[Figure], bool]
) -> list[Figure]:
    """The wholes of a part that is above each of them; none where one holds it, which is looked for first."""
    if any(part.low <= figure.high and is_whole(figure) for figure in figures):
        return []
    return [figure for figure in figures if is_whole(figure)]


def _evidence(reading: Reading, place: Figure | tuple[int, int]) -> Evidence:
    if isinstance(place, Figure):
        text = f"{place.label} {place.text}" if place.label not in place.text else place.text
        return Evidence(text.strip(), place.start, place.end)
    return Evidence(reading.page.slice(*place), *place)


def counting(figures: Iterable[Figure], *concepts: str) -> list[Figure]:
    """The figures that count one of these concepts."""
    wanted = set(concepts)
    return [figure for figure in figures if not wanted.isdisjoint(figure.concepts)]


def stated(reading: Reading, *concepts: str) -> list[Figure]:
    """The figures of the whole text that count one of these concepts, in order."""
    if len(concepts) == 1:
        return [f for f in reading.by_concept.get(concepts[0], ()) if f.label not in _SUMS]
    found = {f.start: f for concept in concepts for f in reading.by_concept.get(concept, ())}
    return [found[start] for start in sorted(found)]


def measured(figures: Iterable[Figure], *measures: Measure) -> list[Figure]:
    """The figures of these measures."""
    return [figure for figure in figures if measure_of(figure.unit) in measures]


def by_sentence(reading: Reading) -> list[list[Figure]]:
    """The figures grouped by sentence, in order."""
    groups: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for figure in reading.figures:
        groups[figure.block, figure.sentence].append(figure)
    return list(groups.values())


def by_segment(reading: Reading) -> list[list[Figure]]:
    """The figures grouped by the parts between full stops and semicolons, in order."""
    groups: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for figure in reading.figures:
        groups[figure.block, figure.segment].append(figure)
    return list(groups.values())


def by_block(reading: Reading) -> list[list[Figure]]:
    """The figures grouped by paragraph, in order."""
    return list(reading.by_block.values())


def span(reading: Reading, block: int, start: int, end: int) -> tuple[int, int]:
    """A range inside a block as a range of the page."""
    offset = reading.page.blocks[block].start
    return offset + start, offset + end


def written(value: Decimal, unit: str) -> str:
    """A value as reports write it: 1.22 亿元, 12.3 万人, 62495 人, 992 元."""
    for name, size in (("亿", 10**8), ("万", 10**4)):
        counted = name == "万" and abs(value) < _COUNTED_OUT and value % 100
        if abs(value) >= size and not counted:
            return f"{plain(value / size)} {name}{unit}"
    return f"{plain(value)} {unit}"


def shown(figure: Figure) -> str:
    """A figure's value as the text prints it: 62495 人, 6.2 万人."""
    number = figure.number.replace(",", "")
    printed = figure.magnitude in {"", "万", "亿"} and re.fullmatch(r"\d+(?:\.\d+)?", number)
    if printed and Decimal(number) * MAGNITUDES[figure.magnitude] == figure.value:
        return f"{number} {figure.magnitude}{figure.unit}"
    return written(figure.value, figure.unit)


def plain(value: Decimal | int) -> str:
    """A decimal without exponent and trailing zeros, at most four decimals."""
    exact = Decimal(value)
    short = exact if abs(exact) >= _ENDLESS else round(exact, 4)
    text = f"{short:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1 << 12)
def bigrams(words: str) -> frozenset[str]:
    """Every two neighbouring signs."""
    return frozenset(words[at : at + 2] for at in range(len(words) - 1))


def half_digit(figure: Figure) -> Decimal:
    """Half the last printed digit; none for plain whole numbers (3759家)."""
    if not figure.magnitude and "." not in figure.number:
        return Decimal(0)
    return _half_digit(figure.number, figure.value)


@lru_cache(maxsize=1 << 12)
def _half_digit(number: str, value: Decimal) -> Decimal:
    decimals = len(number.partition(".")[2])
    is_number = re.fullmatch(r"[\d,]+(?:\.\d+)?", number)
    is_plain = is_number and value and re.search("[1-9]", number)
    scale = value / Decimal(number.replace(",", "")) if is_plain else Decimal(1)
    return scale.scaleb(-decimals) / 2


def largest(figures: Sequence[Figure]) -> Figure | None:
    """The figure with the largest value; of equals the last, which says it as a number, not in passing."""
    return max(figures, key=lambda figure: (figure.value, figure.start), default=None)


def of_two_levels(one: str, other: str) -> bool:
    """Whether two contexts name honours of unlike levels (全国劳动模范, 省劳动模范)."""
    levels = [_HONOURED.search(words) for words in (one, other)]
    return all(levels) and len({level[1] for level in levels if level}) > 1


def is_aimed_at(reading: Reading, figure: Figure) -> bool:
    """Whether its sentence says that it is to be reached (力争到 2028 年会员总数达到 80 万人)."""
    return bool(_AIMED.search(reading.sentence_before(figure)))


def workers_or_members(reading: Reading) -> Figure | None:
    """The largest stated number of workers or members of the reporting organisation."""
    told = stated(reading, "workers.total", "members.total")
    known = [figure for figure in told if not is_aimed_at(reading, figure)]
    everybody = [
        figure
        for figure in reading.figures
        if _EVERY_WORKER.search(figure.context)
        and measure_of(figure.unit) is Measure.PERSON
        and any(word in reading.sentence_text(figure) for word in ("全省", "全市", "全县", "全区"))
        and not _OF_AN_ACT.search(figure.context)
    ]
    return largest([*known, *everybody])


def is_city_report(reading: Reading) -> bool:
    """Whether a city or county speaks, not a province or the nation."""
    text = reading.page.text
    local = sum(
        text.count(word)
        for word in ("全市", "市总工会", "我市", "全县", "县总工会", "我县", "全区")
    )
    wider = sum(text.count(word) for word in ("全省", "省总工会", "我省", "全国工会"))
    return local > wider
