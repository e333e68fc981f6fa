"""Units that contradict each other (单位前后矛盾): UNIT-PT, DUP-FIG. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from niangjia.statistics.check.figures import Figure, Finding, Precision
from niangjia.statistics.check.layout import BlockKind
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.tables import units_of_table
from niangjia.statistics.check.rules.slip import telling_digits
from niangjia.statistics.check.rules.support import OCCASION, found, measured
from niangjia.statistics.check.units import Measure

_TELLING_DIGITS = 3


def check(reading: Reading) -> Iterator[Finding]:
    """One number with two magnitudes; a table whose caption and header name different units."""
    yield from _magnitudes(reading)
    yield from _twins(reading)
    yield from _tables(reading)


def _magnitudes(reading: Reading) -> Iterator[Finding]:
    """帮扶资金 326 万元 here and 326 元 there: the same digits of the same thing."""
    same: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in measured(reading.figures, Measure.MONEY):
        if sum(sign.isdigit() for sign in figure.number) >= _TELLING_DIGITS:
            same[figure.label, figure.number.replace(",", "")].append(figure)
    for figures in same.values():
        for one, other in combinations(figures, 2):
            if one.magnitude != other.magnitude:
                yield found(
                    reading, "UNIT-PT",
                    f"“{one.label}”一处写“{one.text}”,一处写“{other.text}”:数字相同,单位不同。"
                    "请核对单位是元、万元还是亿元。",
                    [other, one],
                )  # fmt: skip
                return


def _twins(reading: Reading) -> Iterator[Finding]:
    """两节送温暖 8760 万元 here and 8.76 亿元 there: the same digits at another place, of one purpose."""
    same: dict[str, list[Figure]] = defaultdict(list)
    for figure in measured(reading.figures, Measure.MONEY):
        if len(telling_digits(figure)) >= _TELLING_DIGITS and figure.precision is Precision.EXACT:
            same[telling_digits(figure)].append(figure)
    for figures in same.values():
        for one, other in combinations(figures, 2):
            if one.value == other.value or one.label == other.label:
                continue
            if _purposes(reading, one) & _purposes(reading, other):
                yield found(
                    reading, "DUP-FIG",
                    f"“{one.label}”{one.text}与“{other.label}”{other.text}数字相同,只差位数,说的可能是同一笔钱。请核对单位和小数点。",
                    [other, one],
                )  # fmt: skip
                return


def _purposes(reading: Reading, figure: Figure) -> frozenset[str]:
    """The occasions its clause names, else its part of the sentence."""
    own = frozenset(OCCASION.findall(figure.context))
    return own or frozenset(OCCASION.findall(reading.sentence_before(figure).split(";")[-1]))


def _tables(reading: Reading) -> Iterator[Finding]:
    """单位:万元 above a column headed (元)."""
    told: set[int] = set()
    for block in reading.page.blocks:
        if block.kind is not BlockKind.TABLE:
            continue
        contradiction = units_of_table(reading.page, block)
        if contradiction is None or contradiction[0] in told:
            continue
        at, caption, header = contradiction
        told.add(at)
        place = reading.page.blocks[at]
        yield found(
            reading, "UNIT-PT",
            f"表的说明写“单位:{caption}”,列名却写“{header}”:单位前后矛盾。已按列名读数,请核对这一列的单位。",
            [(place.start, place.end), (block.start, block.end)],
        )  # fmt: skip
