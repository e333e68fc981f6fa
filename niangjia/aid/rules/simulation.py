"""What another threshold or standard would change before it is adopted (政策试算). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from niangjia.aid.rules.amounts import AmountSet, Request, applies
from niangjia.aid.rules.codes import AidType, Category, FileLevel
from niangjia.aid.rules.conditions import Local
from niangjia.aid.rules.eligibility import Decision, Parameters, RuleSet, decide
from niangjia.aid.rules.facts import Facts
from niangjia.kernel.money import ZERO


@dataclass(frozen=True)
class Scenario:
    """Rules, county values by county code, and the ceilings that price a file."""

    rules: RuleSet
    counties: Mapping[str, Local]
    amounts: AmountSet

    @cached_property
    def parameters(self) -> Mapping[str, Parameters]:
        """What decides in each county, made once."""
        return {code: Parameters(self.rules, local) for code, local in self.counties.items()}


@dataclass(frozen=True)
class Subject:
    """A household of the register by its number, the county it lives in, and its facts."""

    number: str
    county: str
    facts: Facts


@dataclass(frozen=True)
class Change:
    """A household whose result or yearly living aid would differ; amounts are ceilings in yuan."""

    number: str
    county: str
    old_category: Category | None
    new_category: Category | None
    old_level: FileLevel | None
    new_level: FileLevel | None
    old_amount: Decimal
    new_amount: Decimal

    @property
    def extra_amount(self) -> Decimal:
        """More (positive) or less money a year."""
        return self.new_amount - self.old_amount


@dataclass(frozen=True)
class Effect:
    """Of one county or all: households (户) in file before and after, changed, yuan a year more."""

    household_count: int
    old_count: int
    new_count: int
    changed_count: int
    extra_amount: Decimal


@dataclass(frozen=True)
class Simulation:
    """Every change, the effect by county in order of code, and in all."""

    changes: tuple[Change, ...]
    counties: Mapping[str, Effect]
    total: Effect


def simulate(households: Iterable[Subject], old: Scenario, new: Scenario) -> Simulation:
    """Decide every household under both. Raises KeyError for a county without a standard."""
    pairs = [_pair(one, old, new) for one in households]
    by_county: dict[str, list[Change]] = {}
    for pair in pairs:
        by_county.setdefault(pair.county, []).append(pair)
    return Simulation(
        tuple(pair for pair in pairs if _differs(pair)),
        {county: _effect(by_county[county]) for county in sorted(by_county)},
        _effect(pairs),
    )


def living_amount(decision: Decision, amounts: AmountSet, standard_amount: Decimal) -> Decimal:
    """The most living aid (生活救助) a year that the decision would open; nothing without a file."""
    if decision.category is None:
        return ZERO
    asked = Request(AidType.LIVING, "", 0, ZERO, decision.category)
    limits = [c.amount(standard_amount) for c in amounts.ceilings if applies(c, asked)]
    return min(limits, default=ZERO)


def _pair(one: Subject, old: Scenario, new: Scenario) -> Change:
    before = decide(one.facts, old.parameters[one.county])
    after = decide(one.facts, new.parameters[one.county])
    return Change(
        one.number,
        one.county,
        before.category,
        after.category,
        before.file_level,
        after.file_level,
        living_amount(before, old.amounts, old.counties[one.county].standard_amount),
        living_amount(after, new.amounts, new.counties[one.county].standard_amount),
    )


def _differs(pair: Change) -> bool:
    return (
        pair.old_category != pair.new_category
        or pair.old_level != pair.new_level
        or pair.extra_amount != 0
    )


def _effect(pairs: list[Change]) -> Effect:
    return Effect(
        len(pairs),
        sum(pair.old_category is not None for pair in pairs),
        sum(pair.new_category is not None for pair in pairs),
        sum(map(_differs, pairs)),
        sum((pair.extra_amount for pair in pairs), ZERO),
    )
