"""Claims over unions: 均, 全覆盖, 最, 第一; and over a target: 超额完成. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from niangjia.reports.rules.claims.growth import Weighed, earlier, said_when
from niangjia.reports.rules.claims.needs import (
    RECORD_YEARS,
    is_last_year,
    is_of_record,
    yearly,
)
from niangjia.reports.rules.claims.words import Spotted, TypedNumber, typed_number
from niangjia.reports.rules.document import FigureRun, Role
from niangjia.reports.rules.material import Material, Party
from niangjia.reports.rules.meanings import Catalogue, Timing, base_of
from niangjia.reports.rules.questions import Ask, At, Question, When, Whose, resolve
from niangjia.reports.rules.style import exactly

_CHILDREN = re.compile(r"各(?!项|类|种|方面)|所有|每[个家]|下级|县[(（、]|市州")
_EVERY = re.compile(r"所有|每[个家]|下级|各基层")
_ABOVE = re.compile(r"超过|突破|高于|大于|逾")
_BELOW = re.compile(r"低于|不足|少于|不到|小于")
_UP = ("增长", "上升", "增加", "提高")
_DOWN = ("下降", "减少", "降低")
_WHO_NAMED = 3


def of_each(claim: Spotted, material: Material) -> Weighed:
    """均: of the children when they are named, else of the figures listed before it."""
    figure = claim.about.run if claim.about else None
    if figure is None or figure.role is not Role.VALUE:
        return Weighed(None, "附近没有可以核对的数字。")
    number = typed_number(claim.after, reach=8)
    if not _CHILDREN.search(claim.before):
        listed = [f.run for f in claim.figures if f.end <= claim.match.start()]
        sign = _sign(claim)
        if listed and sign:
            return _listed_move(listed, material, sign, is_last_year(claim.before))
        if len(listed) < 2 or number is None:
            return Weighed(None, "没有写明各是哪些数字或均达到多少,请人工核对。")
        return _all_reach(claim, [(r.name, r.value) for r in listed], number, figure.unit)
    values = children_values(figure, material, _who(claim, material))
    if not values:
        return Weighed(None, f"没有下级的“{figure.name}”,无法核对。")
    sign = _sign(claim)
    if sign:
        at = At.LAST_YEAR if is_last_year(claim.before) else At.PREVIOUS
        return _all_move(figure, material, values, sign, at)
    if number is None:
        return Weighed(None, "没有写明均达到多少,请人工核对。")
    return _all_reach(claim, values, number, figure.unit)


def of_all(claim: Spotted) -> Weighed | None:
    """全覆盖, 100%: only a rate can say it."""
    figure = claim.about.run if claim.about else None
    if figure is None or figure.unit != "%" or figure.role not in (Role.VALUE, Role.SHARE):
        if claim.word.startswith("100"):
            return None  # a typed 100% beside another figure is not about that figure
        return Weighed(None, "附近没有比率,无法核对是否全部。")
    if figure.value is None:
        return Weighed(None, f"“{figure.name}”没有数字。")
    return Weighed(figure.value >= 100, f"{figure.name}是{exactly(figure.value, '%')}。")


def of_most(claim: Spotted, material: Material, catalogue: Catalogue) -> Weighed:
    """最多, 第一, 首位: over the years, among the children, or among the siblings."""
    figure = claim.about.run if claim.about else None
    if figure is None or figure.role is not Role.VALUE or figure.value is None:
        return Weighed(None, "附近没有可以比较的数字。")
    if claim.word[-1] in "快好强广":
        return Weighed(None, f"“{claim.word}”无法用一个数字核对,请人工核对。")
    sign = -1 if claim.word[-1] in "少低小" else 1
    if is_of_record(claim.words):
        timing = catalogue[base_of(figure.code)].timing
        return _of_record(claim, figure, material, timing, sign)
    named = figure.union if figure.union != material.union.code else _child_named(claim, material)
    if named:
        who = material.federations
        if named not in {child.code for child in who}:
            who = material.children
        values = children_values(figure, material, who)
        return _among(figure, values, _called(material, named), sign)
    question = replace(
        resolve(Ask(figure.code, When(At.PERIOD)), material.span), whose=Whose.SIBLINGS
    )
    answers = material.answers.get(question, {})
    others = [
        (code, answer.value) for code, answer in answers.items() if code != material.union.code
    ]
    if not any(value is not None for _, value in others):
        return Weighed(None, f"没有同级工会的“{figure.name}”,无法核对。")
    best = _best(others, sign)
    holds = sign * (figure.value - best[1]) >= 0
    return Weighed(
        holds,
        f"{figure.name}:本级{exactly(figure.value, figure.unit)},"
        f"其他同级工会中{'最少' if sign < 0 else '最多'}的是{exactly(best[1], figure.unit)}。",
    )


def of_target(claim: Spotted, material: Material) -> Weighed:
    """超额完成: against the target that is entered."""
    figure = claim.about.run if claim.about else None
    if figure is None or figure.value is None:
        return Weighed(None, "附近没有可以核对的数字。")
    target = material.targets.get(figure.code)
    if target is None:
        return Weighed(
            None, f"没有登记“{figure.name}”本期的目标(已下达的计划,起止与报告期一致),无法核对。"
        )
    if not _is_of_span(figure.questions, material):
        return Weighed(None, f"目标是本级本期的,这个“{figure.name}”不是,无法核对。")
    holds = figure.value > target if claim.word.startswith("超额") else figure.value >= target
    return Weighed(
        holds,
        f"{figure.name}的目标是{exactly(target, figure.unit)},完成{exactly(figure.value, figure.unit)}。",
    )


def _is_of_span(asked: Sequence[Question], material: Material) -> bool:
    """Whether a figure is of the report's own union and period: one number, no change or share."""
    if len(asked) != 1 or asked[0].whose is not Whose.OWN:
        return False
    start = asked[0].start
    return asked[0].day == material.span.end and start in (None, material.span.start)


def _who(claim: Spotted, material: Material) -> tuple[Party, ...]:
    """各县 and 各地 mean the federations below; 下级, 所有 and 每个 mean every child."""
    return material.children if _EVERY.search(claim.before) else material.federations


def children_values(
    figure: FigureRun, material: Material, who: tuple[Party, ...]
) -> list[tuple[str, Decimal | None]]:
    """Names and values of children for the same figure."""
    question = replace(figure.questions[0], whose=Whose.CHILDREN)
    answers = material.answers.get(question, {})
    return [(child.name, answers[child.code].value) for child in who if child.code in answers]


def _all_reach(
    claim: Spotted, values: list[tuple[str, Decimal | None]], number: TypedNumber, unit: str
) -> Weighed:
    if number.is_percent != (unit == "%"):
        return Weighed(None, f"文中的“{number.words}”与数字的单位“{unit}”不同,请人工核对。")
    between = claim.after.partition(number.words)[0]

    def reaches(value: Decimal) -> bool:
        if _BELOW.search(between):
            return value < number.value
        return value > number.value if _ABOVE.search(between) else value >= number.value

    failing = [(name, value) for name, value in values if value is not None and not reaches(value)]
    missing = [name for name, value in values if value is None]
    if failing:
        return Weighed(False, f"没有达到的有:{_listed(failing, unit)}。")
    if missing:
        return Weighed(None, f"没有数字的有:{'、'.join(missing[:_WHO_NAMED])},无法核对。")
    lowest = min(values, key=lambda pair: pair[1] or Decimal(0))
    return Weighed(True, f"{len(values)}个都达到,最低的是{_listed([lowest], unit)}。")


def _sign(claim: Spotted) -> int:
    """1 where 均 speaks of growing, -1 of falling, 0 of neither."""
    nearby = claim.after[:6]
    if any(word in nearby for word in _UP):
        return 1
    return -1 if any(word in nearby for word in _DOWN) else 0


def _listed_move(
    listed: Sequence[FigureRun], material: Material, sign: int, by_last_year: bool
) -> Weighed:
    """工会、会员均增长: each of the figures listed."""
    moves: list[tuple[str, Decimal]] = []
    for figure in listed:
        before = earlier(figure, material, by_last_year=by_last_year)
        if figure.role is not Role.VALUE or figure.value is None or before is None:
            return Weighed(None, f"没有“{figure.name}”此前的数字,无法比较。")
        change = figure.value - before[1]
        moves.append((f"{figure.name}变化{exactly(change, figure.unit)}", sign * change))
    failing = [told for told, change in moves if change <= 0]
    if failing:
        return Weighed(False, f"不是这样的有:{'、'.join(failing)}。")
    return Weighed(True, f"{'、'.join(told for told, _ in moves)}。")


def _all_move(
    figure: FigureRun,
    material: Material,
    values: list[tuple[str, Decimal | None]],
    sign: int,
    at: At,
) -> Weighed:
    question = resolve(Ask(figure.code, When(at), Whose.CHILDREN), material.span)
    answers = material.answers.get(question, {})
    before = {c.name: answers[c.code].value for c in material.children if c.code in answers}
    failing = []
    for name, value in values:
        old = before.get(name)
        if value is None or old is None:
            return Weighed(None, f"{name}没有可以比较的数字。")
        if sign * (value - old) <= 0:
            failing.append((name, value - old))
    if failing:
        return Weighed(False, f"不是这样的有:{_listed(failing, figure.unit, is_change=True)}。")
    return Weighed(True, f"{len(values)}个下级都是这样。")


def _of_record(
    claim: Spotted, figure: FigureRun, material: Material, timing: Timing, sign: int
) -> Weighed:
    ask = Ask(figure.code, When(), figure.questions[0].whose)
    values = []
    for back in range(RECORD_YEARS):
        question = yearly(ask, material.span, back)
        answer = material.answer(question, figure.union)
        if answer and answer.value is not None:
            values.append((said_when(question, timing), answer.value))
    if len(values) < 2:
        return Weighed(None, f"没有“{figure.name}”历年的数字,无法核对。")
    is_new = "新" in claim.word
    gaps = [sign * (values[0][1] - value) for _, value in values[1:]]
    holds = min(gaps) > 0 if is_new else min(gaps) >= 0
    listed = _listed([(label, value) for label, value in values], figure.unit, most=RECORD_YEARS)
    facts = f"{figure.name}最近{len(values)}年:{listed}"
    if holds and (is_new or "历" in claim.words):
        return Weighed(None, f"{facts}。这几年是这样,更早的没有查,请人工核对。")
    return Weighed(holds, f"{facts}。")


def _among(
    figure: FigureRun, values: list[tuple[str, Decimal | None]], name: str, sign: int
) -> Weighed:
    own = dict(values).get(name)
    if own is None:
        return Weighed(None, f"没有{name}的“{figure.name}”,无法核对。")
    best = _best(values, sign)
    holds = own == best[1]
    word = "最少" if sign < 0 else "最多"
    return Weighed(
        holds,
        f"{figure.name}{word}的是{best[0]}({exactly(best[1], figure.unit)});"
        f"{name}是{exactly(own, figure.unit)}。",
    )


def _best(values: list[tuple[str, Decimal | None]], sign: int) -> tuple[str, Decimal]:
    known = [(name, value) for name, value in values if value is not None]
    return max(known, key=lambda pair: sign * pair[1])


def _child_named(claim: Spotted, material: Material) -> str:
    """The child whose name stands in the sentence, with or without 总工会; the longest wins."""
    found = [
        (len(short), child.code)
        for child in material.children
        if (short := child.name.removesuffix("总工会")) and short in claim.words
    ]
    return max(found)[1] if found else ""


def _called(material: Material, code: str) -> str:
    return next((child.name for child in material.children if child.code == code), code)


def _listed(
    values: list[tuple[str, Decimal]] | list[tuple[str, Decimal | None]],
    unit: str,
    *,
    is_change: bool = False,
    most: int = _WHO_NAMED,
) -> str:
    sign = "变化" if is_change else ""
    said = "、".join(f"{name}{sign}{exactly(value, unit)}" for name, value in values[:most])
    return said + (f"等{len(values)}个" if len(values) > most else "")
