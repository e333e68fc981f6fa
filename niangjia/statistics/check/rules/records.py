"""Against what is known (与已知数比较): RECORD, PUBLISHED, REPORTED. Pure.

A figure is compared when it counts a known indicator, speaks of the union or of a child by name,
and is not a part of something. The words decide how close it must be: 余 and 多 reach to the next
shown digit, 近 stays below, a rounded figure may be half its last digit off. Where the period is
not written, likely ones are tried; only when none fits is there a remark, and it names the period.
Nothing is compared with days still to come: a period that runs on is cut at today, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from niangjia.statistics.check.figures import Evidence, Figure, Finding, Kind, Severity
from niangjia.statistics.check.known import Ask, Known, KnownValue, Source
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.reading.periods import years_before
from niangjia.statistics.check.rules.owners import Owners
from niangjia.statistics.check.rules.support import found, half_digit, plain, shown, written
from niangjia.statistics.check.rules.text.plans import plan_blocks
from niangjia.statistics.check.rules.whose import SAID_OURS, other_union

_RULES = {Source.RECORD: "RECORD", Source.PUBLISHED: "PUBLISHED", Source.REPORTED: "REPORTED"}
_NEAR = Decimal("0.05")
"""Up to this share apart, a figure is doubtful; beyond, it cannot have come from the records."""
_OTHERS = re.compile(
    r"公司|集团|企业(?!家)|园区|开发区|行业|街道|乡镇|[一-鿿](?:镇|乡)(?![镇村])|社区|机关|系统|学校|医院|直属|部门|单位会员|车间|班组"
    r"|市本级|县本级|本级|平均|人均|每|目标|计划|力争|确保|达标|任务|比上年|同比|较"
)
"""Words that say the figure is of somebody else, a part, a plan or a change."""
_WITHIN = re.compile(r"期内|本期|全年|年内|当年")
_ROUND_SPAN = re.compile(r"年来|年间|近.{1,3}年|以来")
_SHIFTS = (1, 2, 3, 4)


@dataclass(frozen=True)
class _Asked:
    """A figure with the asks that may be meant.

    ``is_assumed``: the text names no period; ``is_cut``: it names days still to come.
    """

    figure: Figure
    asks: tuple[Ask, ...]
    is_assumed: bool
    is_cut: bool


def check(reading: Reading, known: Known) -> Iterator[Finding]:
    """Every figure that differs from what is known; sources that agree speak once.

    A report that plainly is another union's is not compared, unless somebody explained that it is
    ours; either is said.
    """
    other = other_union(reading, known)
    if other is not None:
        is_ours = known.is_said_ours(other, reading.figures)
        yield replace(other, message=SAID_OURS) if is_ours else other
        if not is_ours:
            return
    plans = plan_blocks(reading.page)
    owners = Owners(reading, known, reading.page.text[other.start : other.end] if other else "")
    asked = [
        one
        for figure in reading.figures
        if figure.block not in plans and (one := _asked(reading, figure, known, owners))
    ]
    everything = list(dict.fromkeys(ask for one in asked for ask in one.asks))
    answers = known.values(everything) if everything else {}
    for one in asked:
        apart: list[list[tuple[Ask, KnownValue]]] = []
        for source in Source:
            values = [
                (ask, value)
                for ask in one.asks
                for value in answers.get(ask, ())
                if value.source is source
            ]
            if values and not any(fits(one.figure, value) for _, value in values):
                same = next((t for t in apart if _agree(t[0][1], values[0][1])), None)
                if same is None:
                    apart.append([values[0]])
                else:
                    same.append(values[0])
        for agreeing in apart:
            yield _finding(reading, one, agreeing)


def fits(figure: Figure, known: KnownValue) -> bool:
    """Whether the words allow this value."""
    slack = half_digit(figure)
    return (
        figure.low - slack <= _high(known) and _low(known) <= (figure.upper or figure.high) + slack
    )


def _agree(one: KnownValue, other: KnownValue) -> bool:
    """Whether two sources can mean the same number, one of them perhaps rounded."""
    return _low(one) <= _high(other) and _low(other) <= _high(one)


def _low(known: KnownValue) -> Decimal:
    return known.value if known.low is None else known.low


def _high(known: KnownValue) -> Decimal:
    return known.value if known.high is None else known.high


def _asked(reading: Reading, figure: Figure, known: Known, owners: Owners) -> _Asked | None:
    code = figure.indicator
    kind = known.kind(code) if code else None
    if code is None or kind is None:
        return None
    clause = _clause(reading, figure)
    if _OTHERS.search(clause):
        return None
    if kind is not Kind.FLOW and (_WITHIN.search(clause) or _opened(reading, figure)):
        return None  # 期内发放 9373 张、激活 5554 张 are no cards in hand
    union = owners.of(figure)
    if union is None:
        return None
    own = figure.period
    start = date.fromisoformat(own.start) if own.start else None
    end = date.fromisoformat(own.end) if own.end else reading.published or known.today
    if start is not None and start > known.today:
        return None
    spans = list(_spans(start, min(end, known.today), kind))
    told = kind is not Kind.FLOW and "月" in own.text  # 2021年7月至2026年6月 above the report
    precise = bool(own.end and (own.start or kind is not Kind.FLOW)) and (told or not own.inherited)
    if precise and "今年" in own.text:
        spans = [span for span in spans if span[0] in {start, None}]  # not the year before
    asks = tuple(Ask(code, union, *span) for span in dict.fromkeys(spans))
    many = not precise or bool(_ROUND_SPAN.search(own.text))
    return _Asked(figure, asks if many else asks[:1], not precise, end > known.today)


def _opened(reading: Reading, figure: Figure) -> bool:
    """Whether the list a figure stands in was opened by 期内."""
    block = reading.page.blocks[figure.block]
    segment = re.split(r"[。;]", block.text[: figure.start - block.start])[-1]
    return bool(re.search(r"期内|本期", segment))


def _clause(reading: Reading, figure: Figure) -> str:
    """The words right around a figure, in which somebody else would be named."""
    block = reading.page.blocks[figure.block]
    before = block.text[: figure.start - block.start]
    return re.split(r"[,;:。!?]", before)[-1][-24:] + figure.context.partition("#")[2][:8]


def _spans(start: date | None, end: date, kind: Kind) -> Iterator[tuple[date | None, date]]:
    """The written period first, then the likely ones; none ends after ``end``."""
    if kind is not Kind.FLOW:
        yield None, end
        for day in _ends_before(end):
            yield None, day
        return
    years = _years_of(start, end)
    if start is not None:
        yield start, end
    for last in (end, *_ends_before(end)):
        if last.year > years:
            yield date(last.year - years + 1, 1, 1), last
            yield (years_before(last, years) or last) + timedelta(days=1), last


def _years_of(start: date | None, end: date) -> int:
    return max(1, round((end - start).days / 365.25)) if start else 1


def _ends_before(day: date) -> Iterator[date]:
    """Usual days of reckoning: ends of the last month, quarter, year and statistical year."""
    yield date(day.year, day.month, 1) - timedelta(days=1)
    yield date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    yield date(day.year - 1, 12, 31)
    yield date(day.year if day >= date(day.year, 9, 30) else day.year - 1, 9, 30)


def _finding(reading: Reading, one: _Asked, agreeing: Sequence[tuple[Ask, KnownValue]]) -> Finding:
    """One difference, told by the first source, with all sources that say the same."""
    figure, (ask, known) = one.figure, agreeing[0]
    value, unit = known.value, known.unit or figure.unit
    when = _days_of(ask)
    gap = abs(value - figure.value)
    apart = gap / max(abs(value), Decimal(1))
    sources = {told.source for _, told in agreeing}
    is_empty = not value and sources == {Source.RECORD}
    severity = (
        Severity.INFO if one.is_assumed or one.is_cut or is_empty
        else Severity.WARN if apart <= _NEAR or sources == {Source.REPORTED}
        else Severity.ERROR
    )  # fmt: skip
    shift = next((k for k in _SHIFTS for v in (figure.value.scaleb(-k), figure.value.scaleb(k))
                  if abs(v - value) <= abs(value) / 100), None)  # fmt: skip
    words = f"“{figure.label}”写的是 {shown(figure)},{known.words}({when})为 {written(value, unit)}"
    words += "".join(
        f",{told.words}({_days_of(other)})为 {written(told.value, unit)},与此相符"
        for other, told in agreeing[1:]
    )
    words += (
        ",可能还没有录入。" if is_empty
        else f",相差 {written(gap, unit)}({plain(round(apart * 100, 1))}%)。"
    )  # fmt: skip
    words += f"小数点可能错了 {shift} 位。" if shift and value else ""
    words += _advice(one, ask)
    finding = found(
        reading, _RULES[known.source], words, [figure], severity=severity,
        suggestion=None if is_empty or one.is_cut else written(value, unit),
    )  # fmt: skip
    proofs = tuple(
        Evidence(
            f"{told.words} {_days_of(other)} {plain(told.value)} {unit}", figure.start, figure.start
        )
        for other, told in agreeing
    )  # stands nowhere in the text
    return replace(finding, evidence=(*finding.evidence, *proofs))


def _days_of(ask: Ask) -> str:
    return f"{ask.start} 至 {ask.end}" if ask.start else f"截至 {ask.end}"


def _advice(one: _Asked, ask: Ask) -> str:
    if one.is_cut:
        return f"写的期间还没有结束,只能比到 {ask.end};期满后请再核对一次。"
    if one.is_assumed:
        return "这个数没有写明期间,按此期间推定;请写明起止时间后核对。"
    return "请核对统计时点、口径或原始记录;确有差别的,请说明。"
