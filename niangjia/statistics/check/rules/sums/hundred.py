"""Shares that make a whole (占比相加): percentages of one list, and their counts. SUM, RATE-REC. Pure.

Shares of a list come to 100 %. Where they do not, but one of them is a slip of the pen for what would, it is wrong.
Where they do, the list is complete: its counts come to their whole, and each count is its share of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding, Precision, Severity
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.operands import between, is_count
from niangjia.statistics.check.rules.rates.portions import Share, meet
from niangjia.statistics.check.rules.slip import Slip, slip_of
from niangjia.statistics.check.rules.sums.adding import adds_up, made
from niangjia.statistics.check.rules.sums.items import OVERLAPS
from niangjia.statistics.check.rules.support import by_sentence, found, half_digit, plain

_SHARE = re.compile(r"占|比重|比例|构成|分布|结构|隶属|来自|属于|#(?:为|是)")
_NO_SHARE = re.compile(r"率|增|降|提高|上升|下降|完成|同比|比上年|以上的?$|覆盖")
_ASKED = re.compile(r"是否[^,。;]{2,16}(?:问题)?(?:上|方面|时)?,[^,。;]{0,8}$")
_ANSWER = re.compile(r"(?:的)?(?:被访|受访)?(?:职工|员工|工人|人|者)?(?P<verb>认为|希望|选择)")
_SEVERAL = re.compile("[可为]?多选|复选|多项选择|不限一项")
_SEX = re.compile(
    r"(?:其中,?)?(?P<sex>[男女])(?:性|职工|学员|会员|干部|代表|士|生)*(?:约|各|分别)?占(?:比)?(?:约|为|达)?"
)
_ALL = Decimal(100)
_LONGEST = 8
_FEWEST = 3
_NEAR = Decimal("0.2")
_FAR_BACK = 6
"""How many paragraphs before a complete list its whole may stand."""


def check(reading: Reading) -> Iterator[Finding]:
    """Lists of shares, with and without their counts."""
    for group in by_sentence(reading):
        if reading.in_table(group[0]):
            continue
        yield from _shares(reading, group)
        yield from _two_sexes(reading, group)
        for segment in sorted({figure.segment for figure in group}):
            yield from _breakdown(reading, [f for f in group if f.segment == segment])
        yield from _breakdown(reading, group)
        yield from _answers(reading, group)


def _answers(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """工资是否增长,82% 认为不定期增长,45% 认为增长太慢: one question has a hundred of answers."""
    rates = [f for f in group if f.unit == "%"]
    text = reading.page.text
    said = [_ANSWER.match(text, f.end) for f in rates]
    asked = rates and _ASKED.search(reading.sentence_before(rates[0]))
    one = len(rates) > 1 and len({each["verb"] if each else "" for each in said}) == 1 and said[0]
    amount = sum((f.value for f in rates), Decimal(0))
    if asked and one and amount > _ALL + _slack(rates) and not _SEVERAL.search(text):
        yield found(
            reading, "SUM",
            f"同一问题的回答{'、'.join(f.text for f in rates)}相加为 {plain(amount)}%,超过 100%。"
            "请核对;可以多选的,请写明。",
            rates, severity=Severity.INFO,
        )  # fmt: skip


def _two_sexes(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """女性占 79%,男性占 27%: of one crowd they make a hundred."""
    for run in pairwise(group):
        clauses = [reading.clause_before(f) for f in run]
        sexes = [_SEX.fullmatch(clause) for clause in clauses]
        told = all(f.unit == "%" and f.precision is Precision.EXACT for f in run)
        alike = all(sexes) and {s["sex"] for s in sexes if s} == {"女", "男"}
        if told and alike and between(reading, *run)[:1] in ",、;" and not is_hundred(run):
            amount = sum((f.value for f in run), Decimal(0))
            yield found(
                reading, "SUM",
                f"男女所占比例{run[0].text}、{run[1].text}相加为 {plain(amount)}%,应为 100%。请核对两个比例。",
                run,
            )  # fmt: skip


def _shares(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """企业占 52.3%,机关占 21.4%,事业单位占 26.3%: one slip away from a hundred."""
    rates = [f for f in group if f.unit == "%"]
    lists = [
        rates[first:last]
        for first in range(len(rates))
        for last in range(first + _FEWEST, min(len(rates), first + _LONGEST) + 1)
    ]
    full = {f.start for run in lists if is_hundred(run) for f in run}
    for run in sorted(lists, key=len, reverse=True):
        if full & {f.start for f in run} or not _is_list(reading, run) or _are_right(group, run):
            continue
        wrong = mistyped(run)
        if wrong is not None:
            full |= {f.start for f in run}
            yield not_hundred(reading, run, wrong)


def _are_right(group: Sequence[Figure], run: Sequence[Figure]) -> bool:
    """工人 16 名,占 40%;教师 8 名,占 20%: each count is its share of one number, and the list need not be all."""
    counts = [group[max(0, group.index(rate) - 1)] for rate in run]
    if len({count.unit for count in counts}) > 1 or not all(
        is_count(c) and c.value for c in counts
    ):
        return False
    told = [Share(count, rate, None) for count, rate in zip(counts, run, strict=True) if rate.value]
    return len(told) == len(run) and meet(told) is not None


def not_hundred(reading: Reading, run: Sequence[Figure], wrong: Figure) -> Finding:
    """Shares that do not make a whole, and the one that is mistyped."""
    amount = sum((f.value for f in run), Decimal(0))
    right = wrong.value + _ALL - amount
    return found(
        reading, "SUM",
        f"{'、'.join(f.text for f in run)}相加为 {plain(amount)}%,各部分所占比例应为 100%。"
        f"如其他各项无误,“{wrong.text}”应为 {plain(right)}%。请核对各个比例。",
        [wrong, *(f for f in run if f is not wrong)],
        severity=Severity.WARN, suggestion=f"{plain(right)}%",
    )  # fmt: skip


def _slack(run: Sequence[Figure]) -> Decimal:
    return sum((max(half_digit(f), Decimal("0.005")) for f in run), Decimal(0))


def is_hundred(run: Sequence[Figure]) -> bool:
    """Whether shares come to 100 %, as exactly as they are printed."""
    return abs(sum((f.value for f in run), Decimal(0)) - _ALL) <= _slack(run)


def _is_list(reading: Reading, run: Sequence[Figure]) -> bool:
    """Whether the words make them shares of one whole, told one after the other."""
    if any(f.precision is not Precision.EXACT or f.upper is not None for f in run):
        return False
    clauses = [reading.clause_before(f) for f in run]
    after = [re.split(r"[,;。、\d]", reading.page.text[f.end : f.end + 8])[0] for f in run]
    if any(_NO_SHARE.search(clause) for clause in clauses) or any("比" in a for a in after):
        return False
    gaps = [between(reading, *two) for two in pairwise(run)]
    tight = all(re.fullmatch(r"[、,]|和|以及", gap.strip()) for gap in gaps)
    told = [bool(_SHARE.search(f"{clause}#{a}")) for clause, a in zip(clauses, after, strict=True)]
    lead = reading.sentence_text(run[0]).partition(run[0].text)[0]
    shared = bool(_SHARE.search(lead)) if tight else told[0] and len(set(told[1:])) == 1
    names = [*clauses, *(gap.lstrip(",;、。") for gap in gaps)]
    apart = not any(OVERLAPS.search(name) for name in names)
    short = all(len(re.sub(r"[\d.]", "", gap)) <= 40 for gap in gaps)
    return shared and apart and short


def mistyped(run: Sequence[Figure]) -> Figure | None:
    """The one share that is a slip of the pen for what the others leave of a hundred."""
    amount = sum((f.value for f in run), Decimal(0))
    for wanted in (Slip.STRONG, Slip.WEAK):
        for figure in run:
            right = figure.value + _ALL - amount
            slip = slip_of(figure, right, _slack([f for f in run if f is not figure]))
            strong = slip is Slip.STRONG
            near = slip is Slip.WEAK and abs(amount - _ALL) <= Decimal(15)
            if slip is wanted and (strong or near) and _is_plausible(run, figure, right):
                return figure
    return None


def _is_plausible(run: Sequence[Figure], figure: Figure, right: Decimal) -> bool:
    """Whether a rate of enough digits leaves little to chance."""
    digits = max(len(f.number.replace(".", "")) for f in run)
    return 0 < right < _ALL and digits >= 2 and figure.value > 0


def _breakdown(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """A 213 名,占 60.7%;B 65 名,占 18.5%;C 73 名,占 20.8%: shares of a hundred and their counts."""
    rates = [f for f in group if f.unit == "%"]
    counts = _counts_of(group)
    if len(rates) < 2 or len(rates) != len(counts):
        return
    exact = all(f.precision is Precision.EXACT and f.upper is None for f in (*rates, *counts))
    said = "".join(reading.words_before(f) for f in rates)
    if not exact or "占" not in said or re.search(r"率|同比|增|提高", said):
        return
    full = abs(sum((f.value for f in rates), Decimal(0)) - _ALL) <= max(_NEAR, _slack(rates))
    whole = _whole_of(reading, counts, rates)
    if full and whole is not None and not adds_up(whole, counts):
        yield made(reading, whole, counts)
    elif full and (whole is None or whole is counts[0]):
        yield from _against_sum(reading, counts, rates)
    elif whole is not None and adds_up(whole, counts):
        yield from _against_whole(reading, whole, counts, rates)


def _counts_of(group: Sequence[Figure]) -> list[Figure]:
    """The counts of the unit that the group has most of, the whole before its list left out."""
    units = [f.unit for f in group if is_count(f)]
    unit = max(units, key=units.count, default="")
    counts = [f for f in group if f.unit == unit]
    rates = sum(1 for f in group if f.unit == "%")
    opening = [f for f in group if f.unit in {unit, "%"}][:2]
    if len(counts) == rates + 1 and all(f.unit == unit for f in opening):
        return counts[1:]
    return counts


def _whole_of(reading: Reading, counts: Sequence[Figure], rates: Sequence[Figure]) -> Figure | None:
    """The figure before the list that most of the counts are the printed shares of."""
    best: tuple[int, int, Figure] | None = None
    first = counts[0]
    for rank, block in enumerate(range(first.block, max(-1, first.block - _FAR_BACK - 1), -1)):
        for figure in reversed(reading.by_block.get(block, [])):
            if figure.start >= first.start or figure.unit != first.unit or not figure.value:
                continue
            agree = sum(
                _is_share(count, rate, figure) for count, rate in zip(counts, rates, strict=True)
            )
            if agree * 2 >= len(counts) and (best is None or agree > best[0]):
                best = (agree, rank, figure)
    if best is not None:
        return best[2]
    return _slipped_whole(reading, counts)


def _slipped_whole(reading: Reading, counts: Sequence[Figure]) -> Figure | None:
    """The nearest figure before the list that is a slip of the pen for its sum."""
    amount = sum((count.value for count in counts), Decimal(0))
    near = [
        f for block in (counts[0].block - 1, counts[0].block) for f in reading.by_block.get(block, [])
        if f.start < counts[0].start and f.unit == counts[0].unit
    ]  # fmt: skip
    if any(f.value == amount for f in near):
        return None
    return next((f for f in reversed(near) if slip_of(f, amount)), None)


def _is_share(count: Figure, rate: Figure, whole: Figure) -> bool:
    share = count.value * 100 / whole.value
    blur = (
        share * (half_digit(count) / count.value + half_digit(whole) / whole.value)
        if count.value
        else 0
    )
    return abs(share - rate.value) <= half_digit(rate) * Decimal("1.2") + blur


def _against_sum(
    reading: Reading, counts: Sequence[Figure], rates: Sequence[Figure]
) -> Iterator[Finding]:
    """Each count against the sum of all, where the shares make a hundred."""
    amount = sum((count.value for count in counts), Decimal(0))
    if not amount:
        return
    off = [
        (count, rate) for count, rate in zip(counts, rates, strict=True)
        if abs(count.value * 100 / amount - rate.value) > half_digit(rate) * 3 + Decimal("0.2")
    ]  # fmt: skip
    if off and len(off) <= len(counts):
        count, rate = max(off, key=lambda two: abs(two[0].value * 100 / amount - two[1].value))
        yield found(
            reading, "RATE-REC",
            f"各项所占比例相加为 100%,而“{count.label}”{count.text}占各项之和"
            f" {plain(round(count.value * 100 / amount, 2))}%,写的是“{rate.text}”。请核对各项的数和比例。",
            [rate, count, *(c for c in counts if c is not count)],
        )  # fmt: skip


def _against_whole(
    reading: Reading, whole: Figure, counts: Sequence[Figure], rates: Sequence[Figure]
) -> Iterator[Finding]:
    """Each share, where the counts come to their whole."""
    even = sum((rate.value for rate in rates), Decimal(0)) == 100
    for count, rate in zip(counts, rates, strict=True):
        off = abs(count.value * 100 / whole.value - rate.value)
        made_even = even and off <= half_digit(rate) * 2
        if not made_even and not _is_share(count, rate, whole):
            right = plain(round(count.value * 100 / whole.value, 2))
            yield found(
                reading, "RATE-REC",
                f"{count.text}占 {whole.text}的 {right}%,写的是“{rate.text}”。请核对各数,或写明分子、分母。",
                [rate, count, whole], suggestion=f"{right}%",
            )  # fmt: skip
