"""One number told of two times (一个数、两段时间): PERIOD, STOCK-FLOW. Pure.

五年来新建工会 412 家 and 2023 年新建工会 412 家; 全年建成站点 418 个 and 年末有站点 418 个: of the longer time, or of
all there are, it would be more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.parts.told import YEAR, YEARS, Told, told
from niangjia.statistics.check.rules.slip import telling_digits
from niangjia.statistics.check.rules.support import exceeds, found
from niangjia.statistics.check.rules.times.scope import at_one_place, one_year

_YEARS = re.compile(
    r"[二两三四五六七八九十几近\d]年(?:多)?(?:[来间]|,?(?=累计|共))|近(?:年来|[二两三四五\d]年)|“?十[二三四五]五”?|年以来"
)
_BEGUN = re.compile(r"(?<!已)(?:新[建增]|建成|建立|设立|创建|组建|培育|选树|命名|签订|开办)")
_LEAST_DIGITS = 3
_ALIKE = 0.3
_LARGE = 10_000
_MOST = 8
_SHORTEST = 3


def check(reading: Reading) -> Iterator[Finding]:
    """Every number of a year that is told of years, or of all there are, too."""
    yield from _new_above_all(reading)
    same: dict[tuple[Decimal, str], list[Told]] = defaultdict(list)
    for one in told(reading):
        exact = one.figure.precision is Precision.EXACT and not one.is_part
        telling = len(telling_digits(one.figure)) >= _LEAST_DIGITS - (one.figure.value >= _LARGE)
        if exact and telling:
            same[one.figure.value, one.figure.unit].append(one)
    for ones in same.values():
        for first, second in combinations(ones[:_MOST], 2):
            short, long = sorted(
                (first, second), key=lambda one: (one.is_stock, _length(reading, one))
            )
            if _is_apart(first.figure, second.figure) and _is_alike(reading, short, long):
                yield from _two_times(reading, short, long)


def _new_above_all(reading: Reading) -> Iterator[Finding]:
    """五年来新建职工书屋 74 家…现有职工书屋 62 家: more were built than there are."""
    everything = told(reading)
    for new in everything:
        thing = new.name.replace("新", "", 1)
        if not new.is_new or new.time != YEARS or len(thing) < _SHORTEST or new.is_part:
            continue
        stocks = [
            one for one in everything
            if one.is_stock and one.name == thing and one.figure.unit == new.figure.unit
            and not one.is_part and not _is_before(one, new) and at_one_place(reading, one.figure, new.figure)
        ]  # fmt: skip
        if stocks and all(new.figure.low > one.figure.high for one in stocks):
            yield exceeds(
                reading, new.figure, stocks[-1].figure,
                "几年里新建(新增)的多于现有的,除非其间撤销、退出了一些", rule="STOCK-FLOW", severity=Severity.WARN,
            )  # fmt: skip


def _is_before(stock: Told, new: Told) -> bool:
    """2019 年共有书屋 36 家,2020 年至 2023 年新建 52 家: there were so many before."""
    return bool(stock.years and new.years) and max(stock.years) < min(new.years)


def _two_times(reading: Reading, short: Told, long: Told) -> Iterator[Finding]:
    lengths = [_length(reading, one) for one in (short, long)]
    brief, all_there = short.figure, long.figure
    if not 0 < lengths[0] <= YEAR:
        return
    if lengths[1] == YEARS and _YEARS.search(long.before) and not (long.is_stock or short.is_stock):
        yield found(
            reading, "PERIOD",
            f"“{brief.label}”{brief.text},“{all_there.label}”也是 {all_there.text}:"
            "一处说的是一年以内,一处说的是几年。可能把一处的数抄到了另一处,请核对起止时间。",
            [all_there, brief],
        )  # fmt: skip
    elif (
        long.is_stock
        and not (short.is_stock or short.is_new)
        and short.time
        and _BEGUN.search(short.clause)
    ):
        yield found(
            reading, "STOCK-FLOW",
            f"“{brief.label}”{brief.text},与现有的“{all_there.label}”{all_there.text}一模一样:"
            "可能把期末的总数写成了期内新增的数。请核对。",
            [brief, all_there],
        )  # fmt: skip


def _length(reading: Reading, one: Told) -> int:
    """How long its time is; of a report of one year, a year where nothing else is said."""
    return one.time or (YEAR if one_year(reading) and not one.is_stock else 0)


def _is_apart(one: Figure, other: Figure) -> bool:
    return (one.block, one.sentence) != (other.block, other.sentence)


def _is_alike(reading: Reading, one: Told, other: Told) -> bool:
    shared = len(one.sense & other.sense) / max(1, min(len(one.sense), len(other.sense)))
    return shared >= _ALIKE and at_one_place(reading, one.figure, other.figure)
