"""Money given to many (人均发放): CAP-HEAD, UNIT-SIZE, CAUSAL and the decimal shifts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from niangjia.statistics.check.figures import Figure, Finding
from niangjia.statistics.check.reading import Reading
from niangjia.statistics.check.rules.money.caps import Cap, cap_for
from niangjia.statistics.check.rules.money.consumption import is_less
from niangjia.statistics.check.rules.operands import between
from niangjia.statistics.check.rules.support import (
    by_sentence,
    counting,
    found,
    measured,
    plain,
    written,
)
from niangjia.statistics.check.shift import Check, Shift, shifts
from niangjia.statistics.check.units import Measure, measure_of

WORKERS_PER_UNIT = (Decimal(2), Decimal(600))
"""Average workers of a unit with a union; over 100 units the average of a city stays inside."""
_MANY_UNITS = 100
_MIDDLE, _LEAST_OF_CAP = 2, Decimal("0.02")
_MAGNITUDE = 4
_MOST_AMOUNTS = 4
_HANDED = re.compile(r"[、,](?:共|累计)?(?:发放|补助|支付|给付)(?:资金|救助金|慰问金|补助金)?")
_HELPED = re.compile(r"慰问|救助|帮扶")
_ALL_OF_IT = re.compile(
    r"(?:共|共计|累计|总计|合计|总)?(?:发放|支出|投入|使用|花费|支付|送去|送出|购买|采购)?[^,。;\d]{0,8}?"
    r"(?:金|款|款物|物资|资金|慰问品|礼包|券|金额|价值|福利)?(?:共计|合计|总计|价值|折合|总价值|金额|总额|支出|约|达|近|超|为|计|共)*"
)
_EACH = re.compile(
    r"(?:人均|每人|每名[一-鿿]{0,6}|每位[一-鿿]{0,6}|每个?会员|每个?职工)[^,、;。\d]{0,8}$"
)
_OWN_MEAN = re.compile(r",(?:户均|平均每户|每户)[^,。;\d]{0,6}\d")
_RECEIVING = frozenset({Measure.PERSON, Measure.SERVICE, Measure.HOUSEHOLD})
_SENT = re.compile(r"派出|选派|派驻|驻村|下派|出动|志愿者|聘[请任用]|讲师|律师|工作人员#?$|蹲点")
"""Those who give, not those who receive."""
_AND_OTHERS = re.compile(r"[和、及与][^,。;\d]{1,16}\d")
"""慰问医护人员 773 名和一线职工 42.6 万人次: the first are not all who got it."""
_PREVENTION = "防控资金"
"""Spent on masks and checkpoints, too: nobody's gift."""
_GOODS = re.compile(r"慰问|福利|节日|清凉|消费券|生日|观影|电影")
_OTHER_PAY = re.compile(
    r"劳模|工匠|困难|患病|重病|大病|奖励|工资|津贴|贡献|先进|疗休养|培训|助学|学子|抚恤|互助|赔付|保障"
)
_NOT_HANDED = re.compile(
    r"每|人均|户均|其中|预算|计划|项目|筹|募|争取|修|建设|改造|追|讨|欠薪|损失|贷款|创业|产值|效益|增收|收入|消费|节约|工资|培训|结余|保费|参保|医疗费|基金|保额|赔|奖"
)
_RECEIVERS = re.compile(r"职工|会员|人员|家庭|慰问|农民工|惠及#|受益#|受助#")
_GIVEN = re.compile(r"发放[^,#]{0,12}#|(?:慰问|救助|助学|补助)金[^,#]{0,3}#")


@dataclass(frozen=True)
class Payment:
    """One sentence that gives money to heads."""

    amounts: tuple[tuple[Figure, Cap], ...]
    heads: Figure
    units: Figure | None
    driven: Figure | None

    @property
    def operands(self) -> dict[str, Figure]:
        """The figures that may have lost a decimal point, by name."""
        named = {f"amount{rank}": amount for rank, (amount, _) in enumerate(self.amounts)}
        return named | {"heads": self.heads}


def check(reading: Reading) -> Iterator[Finding]:
    """Every payment: per head, per unit, against the consumption it is said to have driven."""
    for group in by_sentence(reading):
        yield from _printed(reading, group)
        payment = _payment(reading, group)
        if payment is None:
            continue
        findings = [*_per_head(reading, payment), *_causal(reading, payment)]
        if findings:
            findings += _unit_size(reading, payment)
            yield from findings
            yield from _suggested(reading, payment)
        else:
            yield from _unit_size(reading, payment)


def _printed(reading: Reading, group: Sequence[Figure]) -> Iterator[Finding]:
    """发放慰问品 400 万元,会员人均 3600 元: what each got, as printed."""
    for each in group:
        block = reading.page.blocks[each.block]
        words = re.split(r"[。;]", block.text[: each.start - block.start])[-1]
        clause = re.split(r"[,、]", words)[-1]
        goods = words + re.split(r"[,、。;]", block.text[each.end - block.start :])[0]
        if each.unit != "元" or not _EACH.search(clause) or not _GOODS.search(goods):
            continue
        cap = cap_for(goods, reading.page.text)
        if cap is None or each.low <= cap.amount or _OTHER_PAY.search(goods):
            continue
        yield found(
            reading, "CAP-HEAD",
            f"人均 {each.text},超过{cap.name}上限 {plain(cap.amount)} 元({cap.basis})。请核对金额和人数。",
            [each], severity=cap.severity,
        )  # fmt: skip


def _payment(reading: Reading, group: Sequence[Figure]) -> Payment | None:
    heads = [
        figure for figure in measured(group, Measure.PERSON, Measure.SERVICE)
        if (_RECEIVERS.search(figure.context) or _HELPED.search(figure.context))
        and not _SENT.search(figure.context)
    ]  # fmt: skip
    amounts: list[tuple[Figure, Cap]] = []
    for figure in counting(group, "vouchers", "vouchers.epidemic", "aid.fund"):
        if figure.has("aid.fund") and not _GIVEN.search(figure.context):
            continue
        if _PREVENTION in figure.context:
            continue
        cap = cap_for(figure.context.partition("#")[0] + figure.label, reading.page.text)
        if cap is not None and figure.unit == "元" and "每" not in figure.context:
            amounts.append((figure, cap))
    if heads and not amounts:
        amounts = _told_apart(reading, group)
    amounts = [(amount, cap) for amount, cap in amounts if not _of_others(reading, amount, heads)]
    near = {amount.segment for amount, _ in amounts}
    heads = [figure for figure in heads if figure.segment in near]
    if not heads or not amounts or len(amounts) > _MOST_AMOUNTS or not heads[0].value:
        return _handed_out(reading, group)
    units = [figure for figure in counting(group, "union_units") if figure.value >= _MANY_UNITS]
    return Payment(
        tuple(amounts), _with_those_before(reading, group, heads[0]), units[0] if units else None,
        next(iter(counting(group, "consumption")), None),
    )  # fmt: skip


def _of_others(reading: Reading, amount: Figure, heads: Sequence[Figure]) -> bool:
    """Whether an amount has its own receivers: households before it, or its mean told right behind it."""
    block = reading.page.blocks[amount.block]
    if _OWN_MEAN.match(block.text, amount.end - block.start):
        return True
    before = [f for f in reading.by_block[amount.block] if f.end <= amount.start]
    own = [f for f in before if f.segment == amount.segment and measure_of(f.unit) in _RECEIVING]
    last = own[-1] if own else None
    return (
        last is not None
        and measure_of(last.unit) is Measure.HOUSEHOLD
        and not any(head.start < last.start for head in heads)
    )


def _handed_out(reading: Reading, group: Sequence[Figure]) -> Payment | None:
    """为 560 名职工送清凉,发放物资共计 186 万元: heads, then one amount that is all they got."""
    for heads, amount in pairwise(group):
        block = reading.page.blocks[heads.block]
        said = reading.page.text[heads.end : amount.start]
        tail = re.split(r"[,、]", said)[-1]
        households = measure_of(heads.unit) is Measure.HOUSEHOLD
        people = households or measure_of(heads.unit) in {Measure.PERSON, Measure.SERVICE}
        if amount.unit != "元" or not people or not heads.value or heads.segment != amount.segment:
            continue
        if not _ALL_OF_IT.fullmatch(tail) or _NOT_HANDED.search(said + amount.context):
            continue
        if _SENT.search(heads.context):
            continue
        if households and not re.search(r"发放|慰问|救助|补助|助学", tail):
            continue  # 结对帮扶 588 户,投入 8700 万元
        words = re.split(r"[。;]", block.text[: amount.start - block.start])[-1]
        cap = cap_for(re.split(r"\d[\d.万亿余]*元", words)[-1], reading.page.text)
        if cap is not None and (cap.households or not households):
            everybody = _with_those_before(reading, group, heads)
            return Payment(((amount, cap),), everybody, None, None)
    return None


def _with_those_before(reading: Reading, group: Sequence[Figure], heads: Figure) -> Figure:
    """52 名因大病和 13 名因灾害…的职工: one amount for both."""
    last = [figure for figure in group if figure.end <= heads.start][-1:]
    if not last or last[0].unit != heads.unit:
        return heads
    before = last[0]
    if not re.fullmatch(
        r"[^,;\d]{0,14}(?:和|及|与|、)[^,;\d]{0,4}", between(reading, before, heads)
    ):
        return heads
    return replace(
        heads, start=before.start, text=reading.page.text[before.start : heads.end],
        value=heads.value + before.value, low=heads.low + before.low, high=heads.high + before.high,
    )  # fmt: skip


def _told_apart(reading: Reading, group: Sequence[Figure]) -> list[tuple[Figure, Cap]]:
    """发放节日慰问品,共计支出 186 亿元: what is given stands before, the amount alone."""
    money = [figure for figure in group if figure.unit == "元"]
    before = (
        reading.page.text[reading.page.blocks[group[0].block].start : money[0].start]
        if money
        else ""
    )
    clause = re.split(r"[。;]", before)[-1]
    given = re.search(
        r"(?:发放|领取|享受|购买|派发|赠送|采购)[^,。;]{0,6}(?:慰问品|慰问券|消费券|节日[^,。;]{0,4}(?:品|券|物资))",
        clause,
    )
    cap = cap_for(clause, reading.page.text) if given else None
    alone = len(money) == 1 and re.match(
        r"(?:共计|合计|总计|共|总)?(?:价值|支出|投入|金额|折合|折款|耗资|计|使用资金|开支)",
        money[0].context,
    )
    return [(money[0], cap)] if cap is not None and alone else _for_heads(reading, group)


def _for_heads(reading: Reading, group: Sequence[Figure]) -> list[tuple[Figure, Cap]]:
    """共投入资金 6.8 亿元,慰问困难职工 5200 人次; 大病救助 260 人、发放 520 万元."""
    for heads, amount in pairwise(group):
        said = reading.page.text[heads.end : amount.start]
        people = measure_of(heads.unit) is Measure.PERSON and amount.unit == "元"
        if people and _HANDED.fullmatch(said) and _HELPED.search(heads.context):
            cap = cap_for(heads.context, reading.page.text)
            return [(amount, cap)] if cap is not None else []
    for amount, heads in pairwise(group):
        said = reading.page.text[amount.end : heads.start]
        given = re.fullmatch(r",(?:共|累计|先后)?(?:慰问|救助|帮扶|资助)(?:了)?[^,。;]{0,12}", said)
        people = measure_of(heads.unit) in {Measure.PERSON, Measure.SERVICE}
        more = _AND_OTHERS.match(reading.page.text, heads.end) or _PREVENTION in amount.context
        if (
            amount.unit == "元"
            and people
            and given
            and not more
            and heads is _first_of_people(group)
        ):
            cap = cap_for(amount.context.partition("#")[0] + said, reading.page.text)
            return [(amount, cap)] if cap is not None else []
    return []


def _first_of_people(group: Sequence[Figure]) -> Figure | None:
    return next(iter(measured(group, Measure.PERSON, Measure.SERVICE)), None)


def _per_head(reading: Reading, payment: Payment) -> Iterator[Finding]:
    for amount, cap in payment.amounts:
        each = amount.low / payment.heads.high
        if amount.high / payment.heads.low < 1 and "均" not in amount.context:
            yield found(
                reading, "BAND",
                f"“{amount.label}”{amount.text} ÷ {payment.heads.text},人均不到 1 元。金额可能漏写“万”,请核对。",
                [amount, payment.heads],
            )  # fmt: skip
        if each > cap.amount:
            yield found(
                reading, "CAP-HEAD",
                f"“{amount.label}”{amount.text} ÷ {payment.heads.text} = 人均 "
                f"{plain(round(each))} 元,超过{cap.name}上限 "
                f"{plain(cap.amount)} 元({cap.basis})。请核对金额的小数点、单位和人数。",
                [amount, payment.heads], suggestion=_first_suggestion(payment, amount),
                severity=cap.severity,
            )  # fmt: skip


def _causal(reading: Reading, payment: Payment) -> Iterator[Finding]:
    total = sum((amount.low for amount, _ in payment.amounts), Decimal(0))
    if payment.driven is not None and is_less(payment.driven, total):
        yield found(
            reading, "CAUSAL",
            f"发放 {written(total, '元')},"
            f"“{payment.driven.label}”却只有 {payment.driven.text}。"
            "带动的消费不能少于发出的券,"
            "请核对两个金额。",
            [payment.driven, *(amount for amount, _ in payment.amounts)],
        )  # fmt: skip


def _unit_size(reading: Reading, payment: Payment) -> Iterator[Finding]:
    if payment.units is None:
        return
    each = payment.heads.value / payment.units.value
    if not WORKERS_PER_UNIT[0] <= each <= WORKERS_PER_UNIT[1]:
        yield found(
            reading, "UNIT-SIZE",
            f"{payment.units.text}单位、{payment.heads.text},平均每家 {plain(round(each))} 人,超出常见范围"
            f"({plain(WORKERS_PER_UNIT[0])} 至 {plain(WORKERS_PER_UNIT[1])} 人)。请核对单位数和人数。",
            [payment.heads, payment.units],
        )  # fmt: skip


def _checks(payment: Payment) -> list[Check]:
    """Everything that must hold at once."""

    def per_head(values: Mapping[str, Decimal]) -> bool:
        return all(
            Decimal(1) <= values[f"amount{rank}"] / values["heads"] <= cap.amount
            for rank, (_, cap) in enumerate(payment.amounts)
        )

    def unit_size(values: Mapping[str, Decimal]) -> bool:
        if payment.units is None:
            return values["heads"] == payment.heads.value
        return WORKERS_PER_UNIT[0] <= values["heads"] / payment.units.value <= WORKERS_PER_UNIT[1]

    def causal(values: Mapping[str, Decimal]) -> bool:
        total = sum((values[f"amount{rank}"] for rank in range(len(payment.amounts))), Decimal(0))
        return payment.driven is None or payment.driven.high >= total

    return [per_head, unit_size, causal]


def _solutions(payment: Payment) -> list[Shift]:
    """The shifts that satisfy every check: slips of one sign first, then means nearest half the cap."""

    def rank(shift: Shift) -> tuple[Decimal, ...]:
        figures = payment.operands
        longer = sum(not _is_one_sign(figures[name], n) for name, n in shift.places.items())
        shares = [
            shift.values[f"amount{n}"] / shift.values["heads"] / cap.amount
            for n, (_, cap) in enumerate(payment.amounts)
        ]
        too_little = min(shares) < _LEAST_OF_CAP
        unusual = sum((abs((share * _MIDDLE).log10()) for share in shares), Decimal(0))
        return Decimal(too_little), Decimal(0 if too_little else longer), unusual

    operands = {name: figure.value for name, figure in payment.operands.items()}
    return shifts(operands, _checks(payment), rank=rank)


def _is_one_sign(figure: Figure, places: int) -> bool:
    """Whether a shift is one sign less: the point dropped from the number, 万 too much, 亿 for 万."""
    digits = figure.number
    pointed = digits.isdigit() and 0 < places < len(digits)
    return pointed or (places == _MAGNITUDE and bool(figure.magnitude))


def _words(payment: Payment, shift: Shift) -> str:
    figures = payment.operands
    return ",".join(
        f"{figures[name].text} → {written(shift.values[name], figures[name].unit)}"
        for name in figures
        if name in shift.places
    )


def _first_suggestion(payment: Payment, amount: Figure) -> str | None:
    for shift in _solutions(payment)[:1]:
        for name, figure in payment.operands.items():
            if figure is amount and name in shift.places:
                return written(shift.values[name], figure.unit)
    return None


def _suggested(reading: Reading, payment: Payment) -> Iterator[Finding]:
    """Which decimal points may be lost: the combinations that satisfy every check."""
    solutions = _solutions(payment)
    if not solutions:
        return
    best = solutions[0]
    total = sum((best.values[f"amount{rank}"] for rank in range(len(payment.amounts))), Decimal(0))
    each = "、".join(
        f"{plain(round(best.values[f'amount{rank}'] / best.values['heads']))} 元"
        for rank in range(len(payment.amounts))
    )
    others = ";".join(_words(payment, shift) for shift in solutions[1:])
    yield found(
        reading, "DEC-SHIFT",
        f"小数点可能丢失。同时满足各项核对的最小改动:{_words(payment, best)};人均 {each},合计 {written(total, '元')}。"
        + (f"其他可能:{others}。" if others else "") + "仅供核对,不自动改数。",
        list(payment.operands.values()), suggestion=_words(payment, best),
    )  # fmt: skip
