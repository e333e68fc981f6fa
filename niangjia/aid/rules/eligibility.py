"""Who is in difficulty, by dated rules that explain themselves (困难职工认定). Pure.

Source: domain 04 §4.1. The rows of a rule set are tried in order and the first that holds decides.
Exclusions (排除性条件) and the extra conditions of some workers (附加条件) are always all looked at,
so that a refusal names every one of them. A rule set is plain data and fits ``kernel.policy``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from niangjia.aid.rules import conditions, plain
from niangjia.aid.rules.codes import Category, FileLevel
from niangjia.aid.rules.conditions import Area, Condition, Local
from niangjia.aid.rules.facts import MONTHS, Facts, Quantity
from niangjia.aid.rules.person_codes import Registration, WorkerIdentity
from niangjia.kernel.money import show_yuan


@dataclass(frozen=True)
class Row:
    """One line of the table: who meets ``when`` is of this category and level.

    ``unconfirmed``: why the line still needs a document (a mark of the domain chapter, or ours).
    """

    file_level: FileLevel
    category: Category
    when: Condition
    unconfirmed: str = ""

    @property
    def title(self) -> str:
        """``全国级·深度困难``."""
        return f"{self.file_level.label}·{self.category.label}"


@dataclass(frozen=True)
class Clause:
    """An exclusion, or an extra condition of workers of some ``identities`` (empty: of all)."""

    code: str
    title: str
    when: Condition
    identities: tuple[WorkerIdentity, ...] = ()
    unconfirmed: str = ""


@dataclass(frozen=True)
class RuleSet:
    """A dated parameter set of a province or city, with its legal basis.

    ``is_example``: an older or partial set, shipped to show the form, not to be adopted as it is.
    """

    code: str
    title: str
    region: str
    from_on: date
    basis: str
    rows: tuple[Row, ...]
    exclusions: tuple[Clause, ...] = ()
    requirements: tuple[Clause, ...] = ()
    notes: tuple[str, ...] = ()
    is_example: bool = False

    def as_json(self) -> dict[str, object]:
        """Plain data, as a ``Policy`` keeps it."""
        return {
            "code": self.code,
            "title": self.title,
            "region": self.region,
            "from_on": self.from_on.isoformat(),
            "basis": self.basis,
            "rows": [
                {
                    "file_level": row.file_level.value,
                    "category": row.category.value,
                    "when": conditions.write(row.when),
                    "unconfirmed": row.unconfirmed,
                }
                for row in self.rows
            ],
            "exclusions": [_clause_as_json(one) for one in self.exclusions],
            "requirements": [_clause_as_json(one) for one in self.requirements],
            "notes": list(self.notes),
            "is_example": self.is_example,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> RuleSet:
        """Read and check a set. Raises ValueError with the Chinese reason."""
        rows = tuple(
            Row(
                FileLevel(plain.text(one, "file_level")),
                Category(plain.text(one, "category")),
                conditions.read(one.get("when")),
                plain.text(one, "unconfirmed", ""),
            )
            for one in plain.items(data, "rows")
        )
        if not rows:
            raise ValueError("参数中没有任何认定标准。请至少写一行。")
        return cls(
            plain.text(data, "code"),
            plain.text(data, "title"),
            plain.text(data, "region"),
            date.fromisoformat(plain.text(data, "from_on")),
            plain.text(data, "basis"),
            rows,
            tuple(_clause(one) for one in plain.items(data, "exclusions")),
            tuple(_clause(one) for one in plain.items(data, "requirements")),
            plain.texts(data, "notes"),
            data.get("is_example") is True,
        )


@dataclass(frozen=True)
class Parameters:
    """What decides in one county on one day: the rules, and what differs by county."""

    rules: RuleSet
    local: Local

    @cached_property
    def version(self) -> str:
        """Names the exact values: code, first day and a digest of all of them."""
        values = [
            self.rules.as_json(),
            str(self.local.standard_amount),
            str(self.local.minimum_area),
        ]
        if self.local.area is not None:
            values.append(self.local.area.value)
        text = json.dumps(values, ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return f"{self.rules.code}@{self.rules.from_on}#{digest[:16]}"


@dataclass(frozen=True)
class Decision:
    """认定结果. ``category`` None: no file.

    ``met`` is the row that held, whatever the exclusions say; ``unconfirmed`` the marks of all that
    decided. Equal facts and parameters give an equal decision.
    """

    category: Category | None
    file_level: FileLevel | None
    met: str
    exclusions: tuple[str, ...]
    unmet: tuple[str, ...]
    trace: tuple[str, ...]
    facts: Facts
    version: str
    unconfirmed: tuple[str, ...] = ()

    @property
    def is_eligible(self) -> bool:
        """Whether the household may have a file."""
        return self.category is not None


def decide(facts: Facts, parameters: Parameters) -> Decision:
    """The decision on a household, with every comparison that led to it."""
    local, rules = parameters.local, parameters.rules
    trace = list(_arithmetic(facts))
    met = None
    for number, row in enumerate(rules.rows, 1):
        found = conditions.check(row.when, facts, local)
        verdict = "符合" if found.holds else "不符合"
        trace.append(f"标准{number}({row.title}):{';'.join(found.lines)} → {verdict}")
        if found.holds:
            met = row
            break
    excluded = _excluding(rules, facts, local, trace)
    unmet = _unmet(rules, facts, local, trace)
    category, level = None, None
    if met is not None and not excluded and not unmet:
        category, level = met.category, met.file_level
    trace.append(_conclusion(met, category, excluded, unmet))
    marks = [met.unconfirmed if met else "", *(one.unconfirmed for one in (*excluded, *unmet))]
    return Decision(
        category,
        level,
        met.title if met else "",
        tuple(one.title for one in excluded),
        tuple(one.title for one in unmet),
        tuple(trace),
        facts,
        parameters.version,
        tuple(dict.fromkeys(mark for mark in marks if mark)),
    )


def replay(decision: Decision, parameters: Parameters) -> Decision:
    """Decide again from the kept facts. Raises ValueError for parameters of another version."""
    if parameters.version != decision.version:
        raise ValueError(
            f"这次认定用的是参数“{decision.version}”,现在给出的是“{parameters.version}”,不能复算。"
        )
    return decide(decision.facts, parameters)


def _arithmetic(facts: Facts) -> tuple[str, ...]:
    """How the amounts per head came about."""
    quantities = facts.quantities
    income, rigid = show_yuan(quantities[Quantity.INCOME]), show_yuan(quantities[Quantity.RIGID])
    persons = quantities[Quantity.PERSONS]
    lines = [
        f"家庭年收入 {income},有凭证的年刚性支出 {rigid},共同生活 {persons} 人",
        f"{Quantity.GROSS_PC.label} = {income} ÷ {MONTHS} ÷ {persons}"
        f" = {show_yuan(quantities[Quantity.GROSS_PC])}(四舍五入到分,下同)",
        f"{Quantity.NET_PC.label} =({income} − {rigid})÷ {MONTHS} ÷ {persons}"
        f" = {show_yuan(quantities[Quantity.NET_PC])}",
    ]
    return tuple(lines)


def _excluding(rules: RuleSet, facts: Facts, local: Local, trace: list[str]) -> list[Clause]:
    hit: list[Clause] = []
    for one in rules.exclusions:
        found = conditions.check(one.when, facts, local)
        if _concerns(one, facts) and found.holds:
            hit.append(one)
            trace.append(f"排除情形“{one.title}”:{';'.join(found.lines)} → 存在")
    rest = len(rules.exclusions) - len(hit)
    if rest:
        trace.append(f"{'其余' if hit else ''}{rest}项排除情形不存在")
    return hit


def _unmet(rules: RuleSet, facts: Facts, local: Local, trace: list[str]) -> list[Clause]:
    missing: list[Clause] = []
    for one in rules.requirements:
        if not _concerns(one, facts):
            continue
        found = conditions.check(one.when, facts, local)
        verdict = "满足" if found.holds else "不满足"
        trace.append(f"附加条件“{one.title}”:{';'.join(found.lines)} → {verdict}")
        if not found.holds:
            missing.append(one)
    return missing


def _concerns(one: Clause, facts: Facts) -> bool:
    return not one.identities or facts.identity in one.identities


def _conclusion(
    met: Row | None, category: Category | None, excluded: list[Clause], unmet: list[Clause]
) -> str:
    if met is None:
        return "结论:不符合任何一项困难标准,不予认定"
    if category is not None:
        return f"结论:认定为{met.title}"
    reasons = [f"存在排除情形“{one.title}”" for one in excluded]
    reasons += [f"不满足附加条件“{one.title}”" for one in unmet]
    return f"结论:收入符合{met.title}标准,但{'、'.join(reasons)},不予认定"


# --- Plain data ---------------------------------------------------------------------------


def _clause_as_json(one: Clause) -> dict[str, object]:
    return {
        "code": one.code,
        "title": one.title,
        "when": conditions.write(one.when),
        "identities": [identity.value for identity in one.identities],
        "unconfirmed": one.unconfirmed,
    }


def _clause(data: Mapping[str, object]) -> Clause:
    return Clause(
        plain.text(data, "code"),
        plain.text(data, "title"),
        conditions.read(data.get("when")),
        tuple(WorkerIdentity(one) for one in plain.texts(data, "identities")),
        plain.text(data, "unconfirmed", ""),
    )


def area_of(registration: Registration, *, lives_in_city: bool) -> Area:
    """By which standard a household is measured: rural with 农业 registration and life in a village.

    Who moved to the town is measured by what life costs there (本系统理解).
    """
    is_rural = registration is Registration.RURAL and not lives_in_city
    return Area.RURAL if is_rural else Area.URBAN


def county_standard(values: Mapping[str, str], area: Area) -> Local:
    """The standard of a county that counts for a household, as ``aid.standard`` holds it.

    Raises ValueError when the standard is not positive.
    """
    rural = values.get("rural_amount", "0")
    if Decimal(rural) == 0:
        return standard(values["amount"], values["minimum_area"])
    amount = rural if area is Area.RURAL else values["amount"]
    return standard(amount, values["minimum_area"], area.value)


def standard(amount: str, minimum_area: str = "0", area: str = "") -> Local:
    """A county's values written as text. Raises ValueError when the standard is not positive."""
    local = Local(Decimal(amount), Decimal(minimum_area), Area(area) if area else None)
    if not local.standard_amount > 0 or local.minimum_area < 0:
        raise ValueError("当地低保标准应大于0。")
    return local
