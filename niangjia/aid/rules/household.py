"""What is known of a household (家庭) when it is examined. Pure.

Amounts are Decimal yuan a year unless said otherwise. Nothing here judges: ``validation`` says what
is wrong, ``facts`` derives the quantities, ``eligibility`` decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from niangjia.aid.rules.codes import AccidentKind
from niangjia.aid.rules.person_codes import (
    OWNED_HOUSING,
    ExpenditureKind,
    Housing,
    IncomeKind,
    Registration,
    Relation,
    SchoolKind,
    SchoolStage,
    WorkerIdentity,
)
from niangjia.kernel.money import ZERO
from niangjia.members.rules.codes import IdType


@dataclass(frozen=True)
class Schooling:
    """A member at school: fee a year, and what a local public school of that stage costs."""

    stage: SchoolStage
    kind: SchoolKind = SchoolKind.PUBLIC
    fee_amount: Decimal = ZERO
    public_fee_amount: Decimal = ZERO


@dataclass(frozen=True)
class Member:
    """家庭成员; ``identity_number`` empty for a newborn without one.

    ``lives_together`` is false for those not counted in 共同生活人口.
    """

    name: str
    relation: Relation
    identity_number: str
    birth_on: date
    identity: WorkerIdentity = WorkerIdentity.OTHER
    lives_together: bool = True
    schooling: Schooling | None = None
    id_type: int = IdType.RESIDENT


@dataclass(frozen=True)
class IncomeLine:
    """收入明细: disposable income of one kind in the last twelve months.

    ``member`` is the position in ``Household.members``: names may repeat in a family.
    """

    kind: IncomeKind
    member: int
    year_amount: Decimal
    has_evidence: bool


@dataclass(frozen=True)
class ExpenditureLine:
    """刚性支出明细; without evidence it does not count."""

    kind: ExpenditureKind
    member: int
    year_amount: Decimal
    has_evidence: bool


@dataclass(frozen=True)
class Home:
    """A dwelling; ``area`` in square metres."""

    housing: Housing
    area: Decimal

    @property
    def is_owned(self) -> bool:
        """Whether it counts as a home of the family's own."""
        return self.housing in OWNED_HOUSING


@dataclass(frozen=True)
class Assets:
    """财产. ``car_count`` counts only cars nobody lives by (非生活必需机动车)."""

    car_count: int = 0
    saving_amount: Decimal = ZERO
    investment_amount: Decimal = ZERO
    owns_business: bool = False
    holds_enterprise: bool = False


@dataclass(frozen=True)
class Accident:
    """意外情况: what happened, and what the family itself bears of the loss in the year."""

    kind: AccidentKind
    happened_on: date
    loss_amount: Decimal
    has_evidence: bool
    is_casualty: bool = False
    """Somebody was disabled or died of it (伤残、殉职)."""


@dataclass(frozen=True)
class Worker:
    """What is asked of the worker herself; ``member`` is her position among the members."""

    member: int
    identity: WorkerIdentity
    labour_months: int = 0
    lives_in_city: bool = False
    has_residence_permit: bool = False
    is_union_member: bool = False


@dataclass(frozen=True)
class Household:
    """A household as it stands on the day of examination.

    ``months_below``: consecutive months with income per head under the standard.
    ``is_poor_after_relief``: still very poor after government relief.
    """

    worker: Worker
    members: tuple[Member, ...]
    incomes: tuple[IncomeLine, ...] = ()
    expenditures: tuple[ExpenditureLine, ...] = ()
    homes: tuple[Home, ...] = ()
    assets: Assets = Assets()
    accidents: tuple[Accident, ...] = ()
    registration: Registration = Registration.URBAN
    months_below: int = 0
    is_poor_after_relief: bool = False
    spends_on_luxury: bool = False
    refuses_verification: bool = False

    @property
    def living_together(self) -> tuple[Member, ...]:
        """共同生活的家庭成员."""
        return tuple(one for one in self.members if one.lives_together)
