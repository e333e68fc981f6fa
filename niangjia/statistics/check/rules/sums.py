"""Totals and their parts (合计与分项): SUM. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from niangjia.statistics.check.figures import Figure, Finding, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.numerals import parse
from niangjia.statistics.check.rules.support import by_sentence, found, half_digit, written
from niangjia.statistics.check.units import Measure, measure_of

COMPLEMENTS = (
    ("男", "女"), ("直接", "引进"), ("专职", "兼职"), ("线上", "线下"), ("非公", "公有"), ("城镇", "农村"),
    ("集体", "个人"), ("上级", "本级"), ("财政", "自筹"), ("单位", "个人"), ("独立", "联合"), ("省内", "省外"),
    ("市本级", "县"), ("现金", "实物"), ("新签", "续签"), ("国有", "民营"),
)  # fmt: skip
"""Words that split a whole into all its parts."""
_SOME_MISSING = (("专职", "兼职"),)  # 工会干部也有挂职的和其他的: short of the whole is no fault
_NEAR = Decimal("0.85")
_ITEMS = re.compile(
    r"(?P<number>[两二三四五六七八])[项者类](?:共计|合计|总计|相加|共)[^,;、\d]{0,2}$"
)
_REST = re.compile(r"(?:其他|其它|其余)[^,。;]{0,6}$|^(?:他|它|余)$")
_OVERLAPS = re.compile(r"^女|农民工|党员|新就业|青年|残疾")
_LONGEST_NAME = 14
_NEARLY = Decimal("0.15")
_LONG_LIST = 3


def check(reading: Reading) -> Iterator[Finding]:
    """Totals that are not the sum of their parts."""
    yield from _of_which(reading)
    for group in by_sentence(reading):
        yield from _listed(reading, group)
        yield from _in_all(reading, group)
        yield from _spelt_out(reading, group)


def _of_which(reading: Reading) -> Iterator[Finding]:
    places = reading.places
    for start, parts in _children(reading).items():
        total = places.get(start)
        if total is None or len(parts) < 2 or any(part.unit != total.unit for part in parts):
            continue
        if any(part.low > total.high for part in parts) or _adds_up(total, parts):
            continue  # LE says it already, or nothing is wrong
        if _splits(parts, _SOME_MISSING) and sum(p.value for p in parts) < total.value:
            continue
        amount = sum((part.value for part in parts), Decimal(0))
        whole = _splits(parts) or any(
            _REST.match(part.label) or _rest(reading, part) for part in parts
        )
        alike = _parallel(parts)
        if whole or (amount > total.high and (alike or total.unit == "元")):
            yield _finding(reading, total, parts)
        elif _over(total, parts):
            yield _finding(reading, total, parts, Severity.WARN)
        elif "。" in _between(reading, total, parts[0]):
            continue  # another sentence: some of the parts, not all
        elif total.value * _NEAR <= amount and (total.unit == "元" or alike):
            yield _finding(reading, total, parts, Severity.WARN)


def _over(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether three or more parts that do not overlap are a little more than their whole."""
    names = [part.context.partition("#")[0].removeprefix("其中") for part in parts]
    amount = sum((part.value for part in parts), Decimal(0))
    apart = len(parts) >= _LONG_LIST and not any(_OVERLAPS.search(name) for name in names)
    return apart and total.high < amount <= total.value * (1 + _NEARLY)


def _children(reading: Reading) -> dict[int, list[Figure]]:
    """Total → its parts after 其中; a part behind a comma counts when it is named like the others."""
    children: dict[int, list[Figure]] = {}
    previous: Figure | None = None
    for figure in reading.figures:
        start = figure.parent
        if start is None and previous is not None and figure.unit == previous.unit:
            parts = next((p for p in children.values() if p[-1] is previous), None)
            between = reading.page.text[previous.end : figure.start]
            listed = bool(re.match(r"[,、]", between)) and len(between) <= _LONGEST_NAME
            if parts and listed:
                whole = next(s for s, p in children.items() if p is parts)
                inside = _in_bracket(reading, whole, figure)
                alike = inside or _rest(reading, figure) or _parallel([*parts, figure])
                start = whole if alike else None
            elif re.match(r"\((?!含|不含|包括)", between) and len(between) <= _LONGEST_NAME:
                start = previous.start
        if start is not None:
            children.setdefault(start, []).append(figure)
        previous = figure
    return children


def _in_bracket(reading: Reading, whole: int, part: Figure) -> bool:
    """Whether a bracket opened behind the total is still open at the part."""
    between = reading.page.text[whole : part.start]
    return between.count("(") > between.count(")")


def _rest(reading: Reading, part: Figure) -> bool:
    """Whether the part is 其他: with it the parts are all of the whole."""
    return bool(_REST.search(reading.page.text[max(0, part.start - 12) : part.start]))


def _parallel(parts: Sequence[Figure]) -> bool:
    """Whether the parts are named after one pattern (市级、县级; 咨询类、求助类) and do not overlap."""
    if _splits(parts):
        return True
    names = [part.context.partition("#")[0].strip("、,:为有共") for part in parts]
    if any(not name or len(name) > _LONGEST_NAME or _OVERLAPS.search(name) for name in names):
        return False
    heads = {name.removeprefix("其中").lstrip(",:")[:1] for name in names}
    return len({name[-1] for name in names}) == 1 or len(heads) == 1


def _listed(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """共签订 177 份,其中甲 110 份,乙 16 份,丙 20 份…: a list that nearly adds up should."""
    for rank, total in enumerate(group):
        parts: list[Figure] = []
        for part in group[rank + 1 :]:
            if not parts and part.parent != total.start:
                continue  # 签订 5126 份,覆盖职工 38 万人;其中…
            if part.unit != total.unit:
                break
            parts.append(part)
        counted = measure_of(total.unit) in {Measure.ITEM, Measure.BODY, Measure.EVENT}
        over = sum(part.value for part in parts) > total.value
        if (
            len(parts) < _LONG_LIST
            or not (counted or (over and total.unit == "元"))
            or sum(p.parent == total.start for p in parts) == len(parts)
        ):
            continue
        amount = sum((part.value for part in parts), Decimal(0))
        if abs(amount - total.value) <= total.value * _NEARLY and not _adds_up(total, parts):
            yield _finding(reading, total, parts, Severity.WARN)


def _splits(parts: Sequence[Figure], pairs: Sequence[tuple[str, str]] = COMPLEMENTS) -> bool:
    """Whether the parts' names divide the whole completely."""
    if len(parts) != 2:
        return False
    names = [part.context.partition("#")[0] + part.label for part in parts]
    return any(
        one in here and other in there and one not in there
        for one, other in pairs
        for here, there in (names, reversed(names))
    )


def _adds_up(total: Figure, parts: Sequence[Figure]) -> bool:
    """Within half the last printed digit of every number."""
    low = sum((part.low for part in parts), Decimal(0))
    high = sum((part.high for part in parts), Decimal(0))
    slack = sum((half_digit(figure) for figure in (total, *parts)), Decimal(0))
    return low - slack <= total.high and total.low <= high + slack


def _finding(
    reading: Reading, total: Figure, parts: Sequence[Figure], severity: Severity = Severity.ERROR
) -> Finding:
    amount = sum((part.value for part in parts), Decimal(0))
    shifted = _slipped(total, parts)
    listed = " + ".join(written(part.value, part.unit) for part in parts)
    return found(
        reading, "SUM",
        f"“{total.label}”写的是 {written(total.value, total.unit)},"
        f"而所列各项相加 {listed} = {written(amount, total.unit)},"
        f"相差 {written(abs(amount - total.value), total.unit)}。请核对合计或漏列、重列的项。",
        [total, *parts], severity=severity,
        suggestion=shifted or f"如各项无误,合计应为 {written(amount, total.unit)}",
    )  # fmt: skip


def _slipped(total: Figure, parts: Sequence[Figure]) -> str | None:
    """The one figure that fits when its decimal point or its 万 is moved: 1491.46元 → 1491.46万元."""
    amount = sum((part.value for part in parts), Decimal(0))
    for figure, wanted in (
        (total, amount), *((part, total.value - amount + part.value) for part in parts)
    ):  # fmt: skip
        slack = sum(
            (half_digit(each) for each in (total, *parts) if each is not figure), Decimal(0)
        )
        for places in (-4, -3, -2, -1, 1, 2, 3, 4):
            moved = figure.value.scaleb(places)
            if wanted > 0 and abs(moved - wanted) <= max(slack, half_digit(figure).scaleb(places)):
                return f"{figure.text} → {written(moved, figure.unit)},则合计相符(可能移了小数点或漏写“万”)"
    return None


def _in_all(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """A 3 个、B 4 个,共计 8 个."""
    for rank, total in enumerate(group):
        left = reading.page.text[max(0, total.start - 10) : total.start]
        items = _ITEMS.search(left)
        if items:
            yield from _of_items(reading, group[:rank], total, items["number"])
            continue
        briefly = re.search(r",(?:共|总数|总人数|总量)(?:有|达到?|为)?$", left)
        if not briefly and not re.search(r"(?:共计|合计|总计)[^,;、]{0,6}$", left):
            continue
        parts: list[Figure] = []
        for part in reversed(group[:rank]):
            if part.unit != total.unit or measure_of(part.unit) is Measure.RATE:
                break
            if parts and parts[0].parent == part.start:
                break  # the whole of a list of its own
            if briefly and parts and not _next_in_list(reading, part, parts[0]):
                break
            parts.insert(0, part)
        if any(_adds_up(total, parts[first:]) for first in range(1, len(parts) - 1)):
            continue  # 参赛 2640 人,一等奖 22 人、二等奖 44 人,共计 66 人
        between = _between(reading, parts[0], total) if parts else ""
        if len(parts) >= 2 and "其中" not in between and not _adds_up(total, parts):
            listed = re.sub(r"[\d.,\s]", "", between)
            if not re.search(r"占|比上年|同比|增长|每", listed):
                yield _finding(reading, total, parts)


def _of_items(
    reading: Reading, before: Sequence[Figure], total: Figure, number: str
) -> Iterator[Finding]:
    """助学 1565 万元,助医 892 万元,助困 2400 万元,三项共计 4857 万元: the number says how many."""
    count = int(parse(number) or 0)
    parts = [figure for figure in before if figure.unit == total.unit][-count:]
    if len(parts) == count and not _adds_up(total, parts):
        yield _finding(reading, total, parts)


def _next_in_list(reading: Reading, one: Figure, other: Figure) -> bool:
    return reading.page.text[one.end : other.start].startswith("、")


def _between(reading: Reading, first: Figure, last: Figure) -> str:
    return reading.page.text[first.start : last.end]


def _spelt_out(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """326 件(调解 206 件、仲裁 86 件、诉讼 54 件); 58 个:市级 1 个、县级 9 个、乡镇级 58 个."""
    for rank, total in enumerate(group[:-1]):
        opening = reading.page.text[total.end : group[rank + 1].start]
        if not re.match(
            r"[^,。;:(\d]{0,10}[(:](?!其中|含|不含|包括|如|即)[^,。;\d]{1,10}$", opening
        ):
            continue
        parts = [group[rank + 1]]
        for part in group[rank + 2 :]:
            between = reading.page.text[parts[-1].end : part.start]
            if not re.fullmatch(rf"[、,][^、,。;:()\d]{{1,{_LONGEST_NAME}}}", between):
                break
            parts.append(part)
        if len(parts) < _LONG_LIST or any(part.unit != total.unit for part in parts):
            continue
        amount = sum((part.value for part in parts), Decimal(0))
        near = abs(amount - total.value) <= total.value * _NEARLY
        told = any(part.parent is not None for part in parts) or _adds_up(total, parts)
        if not told and (amount > total.high or near):
            yield _finding(reading, total, parts)
