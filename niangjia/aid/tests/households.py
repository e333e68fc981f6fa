"""Households for the tests of rules: one that is right, and how to change it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from niangjia.aid.rules.conditions import Local
from niangjia.aid.rules.facts import Facts, measure
from niangjia.aid.rules.household import (
    Accident,
    ExpenditureLine,
    Household,
    IncomeLine,
    Member,
    Worker,
)
from niangjia.aid.rules.person_codes import (
    ExpenditureKind,
    IncomeKind,
    Relation,
    WorkerIdentity,
)
from niangjia.kernel.ids import Gender, make_identity

TODAY = date(2026, 11, 21)
RUSHAN = Local(Decimal(1062), Decimal(15))


def member(
    name: str, relation: Relation, birth_on: date, *, order: int = 1, number: str | None = None
) -> Member:
    """Somebody with a valid synthetic identity number."""
    made = make_identity("371083", birth_on, order, Gender.FEMALE) if number is None else number
    return Member(name, relation, made, birth_on)


HEAD = member("王芳", Relation.HEAD, date(1984, 2, 29))
HUSBAND = member("李强", Relation.SPOUSE, date(1982, 7, 1))
DAUGHTER = member("李小雨", Relation.CHILD, date(2008, 2, 29))


def wages(amount: str, *, has_evidence: bool = True) -> IncomeLine:
    return IncomeLine(IncomeKind.WAGE, 0, Decimal(amount), has_evidence)


def medical(amount: str, *, has_evidence: bool = True) -> ExpenditureLine:
    return ExpenditureLine(ExpenditureKind.MEDICAL, 1, Decimal(amount), has_evidence)


def household(
    income: str = "45000",
    rigid: str = "8550",
    *,
    members: tuple[Member, ...] = (HEAD, HUSBAND, DAUGHTER),
    accidents: tuple[Accident, ...] = (),
) -> Household:
    """Three people; by default 1,250.00 a head and month, 1,012.50 after rigid expenditure."""
    return Household(
        Worker(0, WorkerIdentity.EMPLOYED),
        members,
        (wages(income),),
        (medical(rigid),),
        accidents=accidents,
    )


def facts(income: str = "45000", rigid: str = "8550") -> Facts:
    return measure(household(income, rigid))
