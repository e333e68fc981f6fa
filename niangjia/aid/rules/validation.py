"""Everything that is wrong with what was entered about a household, at once, in Chinese. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from niangjia.aid.rules.household import ExpenditureLine, Household, IncomeLine, Member
from niangjia.aid.rules.person_codes import GENERATIONS, Relation, SchoolStage
from niangjia.kernel.findings import Severity
from niangjia.kernel.ids import age_on, mask_identity
from niangjia.kernel.money import show_yuan, yuan
from niangjia.members.rules.identity import Refusal, read_document

OLDEST = 120
LARGE_FAMILY = 20
LARGEST_AMOUNT = Decimal("100000000")


class Problem(NamedTuple):
    """One thing wrong: the place as a path (``members[2].birth_on``) and the Chinese sentence."""

    place: str
    message: str
    severity: Severity = Severity.ERROR


def problems(household: Household, *, on: date) -> tuple[Problem, ...]:
    """All problems in the order of the form; only warnings let it be submitted."""
    return tuple(
        chain(
            _of_members(household.members, on),
            _of_head(household),
            _of_relations(household.members),
            _of_lines("incomes", "收入", household.incomes, household),
            _of_lines("expenditures", "刚性支出", household.expenditures, household),
            _of_homes(household),
            _of_assets(household),
            _of_accidents(household, on),
        )
    )


def is_complete(found: Sequence[Problem]) -> bool:
    """Whether nothing but warnings was found."""
    return all(one.severity is not Severity.ERROR for one in found)


def _of_members(members: tuple[Member, ...], on: date) -> Iterator[Problem]:
    if not any(one.lives_together for one in members):
        yield Problem("members", "没有共同生活的家庭成员。请至少填写职工本人。")
    if len(members) > LARGE_FAMILY:
        yield Problem(
            "members", f"家庭成员有{len(members)}人,请对照户口本确认无误。", Severity.WARN
        )
    seen: dict[str, int] = {}
    for n, one in enumerate(members):
        place = f"members[{n}]"
        who = one.name.strip() or f"第{n + 1}名家庭成员"
        if not one.name.strip():
            yield Problem(f"{place}.name", f"第{n + 1}名家庭成员没有姓名。请填写。")
        yield from _of_birth(one, who, place, on)
        yield from _of_schooling(one, who, place)
        number = one.identity_number.strip().upper()
        if not number:
            continue
        first = seen.setdefault(number, n)
        if first != n:
            yield Problem(
                f"{place}.identity_number",
                f"{who}与第{first + 1}名家庭成员的证件号码相同({mask_identity(number)})。"
                "请核对,同一人只填一次。",
            )


def _of_birth(one: Member, who: str, place: str, on: date) -> Iterator[Problem]:
    if one.birth_on > on:
        yield Problem(f"{place}.birth_on", f"{who}的出生日期{one.birth_on}晚于今天。请核对。")
    elif age_on(one.birth_on, on) > OLDEST:
        yield Problem(
            f"{place}.birth_on",
            f"{who}按出生日期{one.birth_on}已超过{OLDEST}岁。请核对。",
        )
    if not one.identity_number.strip():
        if one.relation == Relation.HEAD:
            yield Problem(f"{place}.identity_number", f"没有填写户主{who}的证件号码。请填写。")
        return
    read = read_document(one.id_type, one.identity_number.strip(), today=on)
    if isinstance(read, Refusal):
        yield Problem(f"{place}.identity_number", f"{who}的{read.message}")
    elif read.born_on is not None and read.born_on != one.birth_on:
        yield Problem(
            f"{place}.birth_on",
            f"{who}的出生日期{one.birth_on}与证件号码中的{read.born_on}不同。请对照身份证核对。",
        )


def _of_schooling(one: Member, who: str, place: str) -> Iterator[Problem]:
    school = one.schooling
    if school is None or school.stage == SchoolStage.NONE:
        return
    if school.fee_amount < 0 or school.public_fee_amount < 0:
        yield Problem(f"{place}.schooling", f"{who}的学费不能是负数。请核对。")
    elif school.fee_amount > 0 and school.public_fee_amount == 0:
        yield Problem(
            f"{place}.schooling",
            f"没有填写当地公办学校的收费标准,无法判断{who}是否就读高收费学校。请填写。",
        )


def _of_head(household: Household) -> Iterator[Problem]:
    heads = sum(one.relation == Relation.HEAD for one in household.members)
    if household.members and heads != 1:
        yield Problem("members", f"户主应为1人,现在是{heads}人。请核对与户主关系。")
    spouses = sum(one.relation == Relation.SPOUSE for one in household.members)
    if spouses > 1:
        yield Problem("members", f"户主的配偶最多1人,现在是{spouses}人。请核对与户主关系。")
    if not 0 <= household.worker.member < len(household.members):
        yield Problem("worker", "家庭成员中没有职工本人。请把本人填入家庭成员。")
    if household.worker.labour_months < 0:
        yield Problem("worker.labour_months", "劳动关系月数不能是负数。请核对。")


def _of_relations(members: tuple[Member, ...]) -> Iterator[Problem]:
    head = next((one for one in members if one.relation == Relation.HEAD), None)
    if head is None:
        return
    for n, one in enumerate(members):
        generation = GENERATIONS.get(one.relation)
        if one is head or generation is None:
            continue
        if generation < 0 and one.birth_on <= head.birth_on:
            yield Problem(
                f"members[{n}].birth_on",
                f"{one.relation.label}{one.name}({one.birth_on}出生)不比户主{head.name}"
                f"({head.birth_on}出生)年轻。请核对出生日期或与户主关系。",
            )
        if generation > 0 and one.birth_on >= head.birth_on:
            yield Problem(
                f"members[{n}].birth_on",
                f"{one.relation.label}{one.name}({one.birth_on}出生)不比户主{head.name}"
                f"({head.birth_on}出生)年长。请核对出生日期或与户主关系。",
            )


def _of_lines(
    place: str,
    what: str,
    lines: Sequence[IncomeLine | ExpenditureLine],
    household: Household,
) -> Iterator[Problem]:
    names = dict(enumerate(one.name for one in household.members))
    for n, line in enumerate(lines):
        here = f"{place}[{n}]"
        title = f"{what}第{n + 1}项({names.get(line.member, '未知')},{line.kind.label})"
        if line.member not in names:
            yield Problem(f"{here}.member", f"{title}没有对应的家庭成员。请选择成员。")
        message = _amount_problem(line.year_amount)
        if message:
            yield Problem(f"{here}.year_amount", f"{title}{message}")
        elif line.year_amount > 0 and not line.has_evidence:
            yield Problem(
                f"{here}.has_evidence",
                f"{title}{show_yuan(line.year_amount)}没有凭证。请上传凭证,或删去这一项。",
            )


def _amount_problem(amount: Decimal) -> str:
    """What is wrong with an amount, to follow the name of the line; empty when nothing is."""
    if not amount.is_finite():
        return "的金额不是数字。请填写以元为单位的数字。"
    if amount < 0:
        return f"的金额是负数({amount:,} 元)。请核对;没有收入或支出、经营亏损的填0。"
    if amount >= LARGEST_AMOUNT:
        return f"的金额{amount:,} 元过大。请确认是以元为单位。"
    if amount != yuan(amount):
        return f"的金额{amount}多于两位小数。请填写到分。"
    return ""


def _of_homes(household: Household) -> Iterator[Problem]:
    for n, home in enumerate(household.homes):
        if not home.area.is_finite() or home.area <= 0:
            message = f"第{n + 1}处住房的面积应大于0平方米。请核对。"
            yield Problem(f"homes[{n}].area", message)


def _of_assets(household: Household) -> Iterator[Problem]:
    assets = household.assets
    if assets.car_count < 0:
        yield Problem("assets.car_count", "车辆数不能是负数。请核对。")
    named = (
        ("saving_amount", "储蓄", assets.saving_amount),
        ("investment_amount", "投资性净资产", assets.investment_amount),
    )
    for name, label, amount in named:
        message = _amount_problem(amount)
        if message:
            yield Problem(f"assets.{name}", f"{label}{message}")


def _of_accidents(household: Household, on: date) -> Iterator[Problem]:
    for n, one in enumerate(household.accidents):
        here = f"accidents[{n}]"
        title = f"意外情况第{n + 1}项({one.kind.label})"
        if one.happened_on > on:
            yield Problem(
                f"{here}.happened_on", f"{title}的日期{one.happened_on}晚于今天。请核对。"
            )
        message = _amount_problem(one.loss_amount)
        if message:
            yield Problem(f"{here}.loss_amount", f"{title}{message}")
        if not one.has_evidence:
            yield Problem(f"{here}.has_evidence", f"{title}没有凭证。请上传证明材料。")
