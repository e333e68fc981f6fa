"""What a union adopts (采用标准): a proposal, and what keeps it from being adopted. Pure.

Rules and ceilings are the province's or city's, the monthly standard the county's (domain 04 §4.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.aid.rules import eligibility
from niangjia.aid.rules.amounts import AmountSet, Base, Per
from niangjia.aid.rules.codes import DEPTH, FileLevel
from niangjia.aid.rules.conditions import Area, Comparison, Local, Measure
from niangjia.aid.rules.eligibility import RuleSet
from niangjia.aid.rules.facts import MONEY, Quantity
from niangjia.aid.rules.wording import comparisons, describe
from niangjia.kernel.choices import TextCode
from niangjia.kernel.money import ZERO
from niangjia.unions.rules import UnionLevel

HIGHEST_TIMES = Decimal(100)
"""A threshold above this many times the standard is a slip of the pen."""
HIGHEST_NUMBER = Decimal(100_000_000)
"""Yuan, months, homes: a plain number above this is one, too."""
PLACES = 4
"""Decimals of a threshold at most."""
HIGHEST_STANDARD = Decimal(10_000)
"""Yuan a month: no county's 低保 standard is near it."""


class Kind(TextCode):
    """What is adopted, by the code of its dated parameter."""

    RULES = "aid.eligibility", "认定标准"
    AMOUNTS = "aid.amounts", "救助限额"
    STANDARD = "aid.standard", "低保标准"


_LOWEST = {
    Kind.RULES: UnionLevel.CITY,
    Kind.AMOUNTS: UnionLevel.CITY,
    Kind.STANDARD: UnionLevel.COUNTY,
}


@dataclass(frozen=True)
class Proposal:
    """Values to put in force at a union (tree path) and below from a day on, with their basis."""

    kind: Kind
    path: str
    from_on: date
    basis: str
    params: Mapping[str, Any]

    @classmethod
    def of_rules(cls, rules: RuleSet, path: str, from_on: date, basis: str) -> Proposal:
        """A rule set, dated and based as the union adopts it; no example any more."""
        dated = replace(rules, from_on=from_on, basis=basis, is_example=False)
        return cls(Kind.RULES, path, from_on, basis, {"rules": dated.as_json()})

    @classmethod
    def of_amounts(cls, amounts: AmountSet, path: str, from_on: date, basis: str) -> Proposal:
        """A set of ceilings."""
        dated = replace(amounts, year=from_on.year, basis=basis)
        return cls(Kind.AMOUNTS, path, from_on, basis, {"set": dated.as_json()})

    @classmethod
    def of_standard(
        cls, local: Local, path: str, from_on: date, basis: str, rural_amount: Decimal = ZERO
    ) -> Proposal:
        """A county's monthly standard and least housing area; ``rural_amount`` 0: no other one."""
        values = {"amount": str(local.standard_amount), "minimum_area": str(local.minimum_area)}
        if rural_amount:
            values["rural_amount"] = str(rural_amount)
        return cls(Kind.STANDARD, path, from_on, basis, values)

    def as_json(self) -> dict[str, Any]:
        """Plain data, as a job carries it."""
        return {
            "kind": self.kind.value,
            "path": self.path,
            "from_on": self.from_on.isoformat(),
            "basis": self.basis,
            "params": dict(self.params),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Proposal:
        """Undo ``as_json``."""
        return cls(
            Kind(data["kind"]),
            data["path"],
            date.fromisoformat(data["from_on"]),
            data["basis"],
            data["params"],
        )

    @property
    def title(self) -> str:
        """Name of what would be adopted."""
        if self.kind is Kind.STANDARD:
            rural = self.params.get("rural_amount", "0")
            if Decimal(rural):
                return f"月低保标准 城市 {self.params['amount']} 元、农村 {rural} 元"
            return f"月低保标准 {self.params['amount']} 元"
        name = "rules" if self.kind is Kind.RULES else "set"
        return str(self.params[name]["title"])


def refusal(proposal: Proposal, level: int) -> str | None:
    """Why the union of that level cannot adopt it, or None."""
    lowest = _LOWEST[proposal.kind]
    if level > lowest:
        return f"{proposal.kind.label}由{lowest.label}级及以上工会采用,不能在本级采用。请选择上级工会。"
    if not proposal.basis.strip():
        return "请写明依据的文件名称和文号。"
    try:
        return _of_values(proposal)
    except ValueError as error:
        return str(error)


def _of_values(proposal: Proposal) -> str | None:
    match proposal.kind:
        case Kind.RULES:
            return _of_rules(RuleSet.from_json(proposal.params["rules"]))
        case Kind.AMOUNTS:
            return _of_amounts(AmountSet.from_json(proposal.params["set"]))
        case Kind.STANDARD:
            found = [eligibility.county_standard(proposal.params, area) for area in Area]
            if any(local.standard_amount > HIGHEST_STANDARD for local in found):
                return f"月低保标准不会超过{HIGHEST_STANDARD:,}元。请核对是否填成了年标准。"
            return None


def _of_rules(rules: RuleSet) -> str | None:
    for level in FileLevel:
        depths = [DEPTH[row.category] for row in rules.rows if row.file_level == level]
        if depths != sorted(depths, reverse=True):
            return (
                "同一建档标准的各行应从深度困难排到意外致困,否则收入更高的家庭反而认定得更深。"
                "请调整顺序。"
            )
    conditions = [row.when for row in rules.rows]
    conditions += [one.when for one in (*rules.exclusions, *rules.requirements)]
    refused = (comparison_refusal(one) for when in conditions for one in comparisons(when))
    return next((one for one in refused if one), None)


def comparison_refusal(one: Comparison) -> str | None:
    """Why such a comparison would judge wrongly, or None: two things of other units, a slip."""
    is_money = one.quantity in MONEY
    fits = {
        Measure.STANDARD: is_money,
        Measure.INCOME: is_money,
        Measure.MINIMUM_AREA: one.quantity is Quantity.HOME_AREA_PC,
        Measure.UNIT: True,
    }
    if not fits[one.of]:
        return f"“{one.quantity.label}”不能与“{one.of.label}”比较。请改选。"
    highest = HIGHEST_NUMBER if one.of is Measure.UNIT else HIGHEST_TIMES
    if one.times > highest:
        return f"“{describe(one)}”太大,不应超过{highest:,}。请核对。"
    exponent = one.times.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -PLACES:
        return f"“{one.times}”的小数位太多,最多{PLACES}位。"
    return None


def _of_amounts(amounts: AmountSet) -> str | None:
    if not amounts.ceilings and not amounts.is_self_paid_enough:
        return "没有任何限额,不能采用。请至少写一项。"
    for one in amounts.ceilings:
        if one.times <= 0:
            return f"{one.aid_type.label}的限额应大于0。不给予这项救助的,请删去这一行。"
        if one.base == Base.STANDARD and one.times > HIGHEST_TIMES:
            return f"{one.aid_type.label}的限额是低保标准的{one.times}倍,太大。是否应按元填写?"
    return None


def ceiling_text(amounts: AmountSet, number: int) -> str:
    """What a ceiling is about: ``每户每年 深度困难 已建档``."""
    one = amounts.ceilings[number]
    words = [Per(one.per).label, *(c.label for c in one.categories), *(s.label for s in one.stages)]
    if one.in_file is not None:
        words.append("已建档" if one.in_file else "未建档")
    return " ".join(words)


def mark_text(mark: str) -> str:
    """Why something still needs a document, in words: the marks of the domain chapter are ours."""
    return "来自经验,尚无文件" if mark.startswith("M-") else mark
