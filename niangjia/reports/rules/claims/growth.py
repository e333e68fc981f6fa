"""Claims over time: 增长, 下降, 持平, 翻番, 连续…年. Pure."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from niangjia.reports.rules.claims.needs import is_last_year, yearly
from niangjia.reports.rules.claims.words import (
    Kind,
    Placed,
    Spotted,
    TypedNumber,
    typed_number,
    years_of,
)
from niangjia.reports.rules.document import FigureRun, Role
from niangjia.reports.rules.material import Material
from niangjia.reports.rules.meanings import Catalogue, Timing, base_of
from niangjia.reports.rules.questions import Ask, At, Question, When, resolve
from niangjia.reports.rules.spans import Span, said_day
from niangjia.reports.rules.style import exactly

_LEVEL = Decimal("0.01")
_STRONG = re.compile(r"(?:大幅度?|显著|明显|快速|迅速|迅猛)(?=地?$)")
_NET = ("净增", "净减")
_FROM = re.compile(r"[由从自][^,，]{0,10}$")
_NEAR = 6
_TIMES = {"一": 1, "两": 2, "二": 2, "三": 3}


@dataclass(frozen=True)
class Weighed:
    """What came of a claim: True holds, False does not, None cannot be told; and the evidence."""

    holds: bool | None
    evidence: str


def over_time(claim: Spotted, material: Material, catalogue: Catalogue) -> Weighed:
    """Weigh a claim against an earlier value."""
    told = _from_to(claim)
    if told:
        return told
    behind = claim.following()
    if claim.kind in (Kind.RISE, Kind.FALL) and behind and claim.word not in _NET:
        told = _told_by_figure(claim, behind.run, catalogue)
        if told:
            return told
    figure = _subject(claim)
    if figure is None or not _is_plain(figure):
        return Weighed(None, "附近没有可以比较的数字。")
    if claim.word in _NET and catalogue[base_of(figure.code)].timing is Timing.FLOW:
        return Weighed(None, f"净增是期末减期初,不是“{figure.name}”的期内数,请人工核对。")
    before = earlier(figure, material, by_last_year=is_last_year(claim.before + claim.word))
    if before is None or figure.value is None:
        return Weighed(None, f"没有“{figure.name}”此前的数字,无法比较。")
    question, value = before
    facts = (
        f"{figure.name}本期{exactly(figure.value, figure.unit)},"
        f"{said_when(question, catalogue[base_of(figure.code)].timing)}{exactly(value, figure.unit)}"
    )
    holds = _holds(claim, figure.value, value)
    if holds and claim.kind in (Kind.RISE, Kind.FALL):
        strong = _STRONG.search(claim.before)
        if strong and abs(figure.value - value) < abs(value) * _LEVEL:
            change = _change(figure.value, value, figure.unit)
            return Weighed(False, f"{facts},{change},不到1%,说不上“{strong[0]}”。")
        return _with_number(claim, figure, value, facts)
    return Weighed(holds, f"{facts},{_change(figure.value, value, figure.unit)}。")


def in_a_row(claim: Spotted, material: Material, catalogue: Catalogue) -> Weighed:
    """Weigh 连续五年增长."""
    figure = claim.about.run if claim.about else None
    years = years_of(claim.match["years"])
    if figure is None or not _is_plain(figure) or years < 2:
        return Weighed(None, "附近没有可以逐年比较的数字。")
    ask = Ask(figure.code, When(), figure.questions[0].whose)
    timing = catalogue[base_of(figure.code)].timing
    values: list[Decimal] = []
    for back in range(years + 1):
        answer = material.answer(yearly(ask, material.span, back), figure.union)
        if answer is None or answer.value is None:
            break
        values.append(answer.value)
    listed = "、".join(
        f"{said_when(yearly(ask, material.span, back), timing)}{exactly(value, figure.unit)}"
        for back, value in enumerate(values)
    )
    nearby = claim.after[:8]
    sign = -1 if any(w in nearby for w in ("下降", "减少", "降低")) else 1
    if sign > 0 and not any(w in nearby for w in ("增长", "上升", "增加", "提高", "攀升")):
        return Weighed(None, f"请人工核对。{figure.name}逐年:{listed or '没有数字'}。")
    if len(values) <= years:
        return Weighed(None, f"没有“{figure.name}”{years + 1}年的数字,无法逐年比较。")
    holds = all(sign * (new - old) > 0 for new, old in itertools.pairwise(values))
    return Weighed(holds, f"{figure.name}逐年:{listed}。")


def _from_to(claim: Spotted) -> Weighed | None:
    """由{{… | 期初}}增长到{{…}}: both numbers stand in the sentence."""
    if claim.kind not in (Kind.RISE, Kind.FALL) or not _reaches(claim.after):
        return None
    behind, begins = claim.following(), claim.match.start()
    before = [f for f in claim.figures if begins - _NEAR <= f.end <= begins and _is_plain(f.run)]
    if behind is None or not before or not _is_plain(behind.run):
        return None
    first, last = before[-1].run, behind.run
    begun = claim.passage.text[claim.sentence[0] : before[-1].start]
    if (first.code, first.union) != (last.code, last.union) or not _FROM.search(begun):
        return None
    if first.value is None or last.value is None:
        return Weighed(None, f"“{last.name}”没有数字。")
    facts = f"{last.name}由{exactly(first.value, first.unit)}到{exactly(last.value, last.unit)}"
    holds = _holds(claim, last.value, first.value)
    return Weighed(holds, f"{facts},{_change(last.value, first.value, last.unit)}。")


def earlier(
    figure: FigureRun, material: Material, *, by_last_year: bool
) -> tuple[Question, Decimal] | None:
    """The value a figure is compared with."""
    asked = figure.questions[0]
    if Span(asked.start or asked.day, asked.day) != material.span:
        return None
    at = At.LAST_YEAR if by_last_year else At.PREVIOUS
    question = replace(resolve(Ask(figure.code, When(at)), material.span), whose=asked.whose)
    answer = material.answer(question, figure.union)
    return None if answer is None or answer.value is None else (question, answer.value)


def _subject(claim: Spotted) -> FigureRun | None:
    """The figure that is said to have grown: a plain one, the nearest before the word if any."""
    behind = claim.following()
    before = [f for f in claim.figures if f.end <= claim.match.start() and _is_plain(f.run)]
    if before and (behind is None or claim.about is behind or claim.about in before):
        return before[-1].run
    about: Placed | None = claim.about
    return about.run if about else None


def _is_plain(figure: FigureRun) -> bool:
    return figure.role is Role.VALUE


def _told_by_figure(claim: Spotted, figure: FigureRun, catalogue: Catalogue) -> Weighed | None:
    """增长{{… | 增幅%}} is told by its sign, 增加{{members.joined}} by there being any."""
    if figure.value is None:
        return Weighed(None, f"“{figure.name}”没有数字。")
    is_up = claim.kind is Kind.RISE
    shown = exactly(figure.value, figure.unit)
    if figure.role in (Role.CHANGE, Role.CHANGE_RATE):
        holds = figure.value > 0 if is_up else figure.value < 0
        return Weighed(holds, f"{figure.name}的变化是{shown}。")
    is_flow = catalogue[base_of(figure.code)].timing is Timing.FLOW
    if figure.role is Role.VALUE and is_flow and not claim.match[0].startswith("增长"):
        return Weighed(figure.value > 0, f"{figure.name}{shown}。")
    return None


def _holds(claim: Spotted, now: Decimal, before: Decimal) -> bool | None:
    match claim.kind:
        case Kind.RISE:
            return now > before
        case Kind.FALL:
            return now < before
        case Kind.LEVEL:
            return abs(now - before) <= before * _LEVEL if before else now == before
        case _:
            times = _TIMES.get(claim.match.groupdict().get("times") or "一", 1)
            return now >= before * 2**times if before > 0 else None


def _with_number(claim: Spotted, figure: FigureRun, before: Decimal, facts: str) -> Weighed:
    """The sign is right; a number typed behind the word must be right as well."""
    typed = typed_number(claim.after)
    now = figure.value or Decimal(0)
    change = _change(now, before, figure.unit)
    if typed is None or claim.following() or _reaches(claim.after):
        return Weighed(True, f"{facts},{change}。")
    actual = _actual(typed, now, before, figure.unit)
    if actual is None:
        return Weighed(None, f"{facts},{change};文中写的“{typed.words}”请人工核对。")
    is_right = abs(actual - typed.value) <= _tolerance(typed)
    words = f"{facts},{change};文中写的是“{typed.words}”。"
    return Weighed(is_right, words)


def _reaches(after: str) -> bool:
    """增长到, 提高至: the number is where it arrived, not by how much."""
    return after[:2].lstrip("了").startswith(("到", "至", "为"))


def _actual(typed: TypedNumber, now: Decimal, before: Decimal, unit: str) -> Decimal | None:
    if not typed.is_percent:
        return abs(now - before)
    if unit == "%" or not before:
        return None
    return abs(now - before) * 100 / before


def _tolerance(typed: TypedNumber) -> Decimal:
    """Half of the last digit shown."""
    if typed.is_percent:
        return Decimal(5).scaleb(-typed.digits - 1)
    size = Decimal(1)
    for sign, scale in (("亿", 10**8), ("万", 10**4)):
        if sign in typed.words:
            size = Decimal(scale)
            break
    loose = size.scaleb(-typed.digits) if any(s in typed.words for s in "余多近约") else Decimal(0)
    return max(Decimal("0.5") * size.scaleb(-typed.digits) if size > 1 else Decimal(0), loose)


def _change(now: Decimal, before: Decimal, unit: str) -> str:
    change = now - before
    if not change:
        return "没有变化"
    word = "增加" if change > 0 else "减少"
    if unit == "%":
        return f"{word}{abs(change):f}个百分点"
    share = ""
    if before:
        rate = (abs(change) * 100 / before).quantize(Decimal("0.01"), ROUND_HALF_UP)
        share = f"({rate}%)"
    return f"{word}{exactly(abs(change), unit)}{share}"


def said_when(question: Question, timing: Timing) -> str:
    """The day of a stock, the period of a flow."""
    if question.on or timing is Timing.STOCK:
        return said_day(question.day)
    assert question.start
    assert question.end
    return Span(question.start, question.end).label
