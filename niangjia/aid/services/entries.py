"""What faces hand in about a household: frozen values, numbers in clear (``household`` seals them)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.aid.models import Attachment
from niangjia.aid.rules import person_codes
from niangjia.kernel.money import ZERO
from niangjia.members.rules.codes import IdType


@dataclass(frozen=True)
class MemberEntry:
    """One person of the household as entered. Numbers in clear; they are sealed on the way.

    ``born_on`` None: from the identity number. Exactly one entry is the worker; what is not said of
    her ethnicity, politics and education is taken from the register.
    """

    name: str
    relation: str
    identity_number: str = ""
    born_on: date | None = None
    gender: int = 0
    ethnicity: int | None = None
    politics: int | None = None
    education: int | None = None
    registration: str = ""
    identity: str = person_codes.WorkerIdentity.OTHER
    is_worker: bool = False
    lives_together: bool = True
    id_type: int = IdType.RESIDENT
    phone: str = ""
    work_unit: str = ""
    unit_type: int | None = None
    industry: str = ""
    enterprise_state: str = ""
    contract_from_on: date | None = None
    contract_until_on: date | None = None
    marriage: str = ""
    health: str = person_codes.Health.GOOD
    disease: str = ""
    disability_kind: int | None = None
    disability_grade: int | None = None
    insurance: str = ""
    model_worker: str = ""
    school_stage: str = person_codes.SchoolStage.NONE
    school_kind: str = person_codes.SchoolKind.PUBLIC
    enrolled_on: date | None = None
    school_years: int | None = None
    fee_amount: Decimal = ZERO
    public_fee_amount: Decimal = ZERO


@dataclass(frozen=True)
class IncomeEntry:
    """A line of income; ``member`` is the position among the members."""

    member: int
    kind: str
    year_amount: Decimal
    evidence: Attachment | None = None
    note: str = ""


@dataclass(frozen=True)
class ExpenditureEntry:
    """A line of rigid expenditure; ``member`` is the position among the members."""

    member: int
    kind: str
    year_amount: Decimal
    evidence: Attachment | None = None
    note: str = ""


@dataclass(frozen=True)
class HomeEntry:
    """A dwelling; ``area`` in square metres."""

    housing: str
    area: Decimal


@dataclass(frozen=True)
class AccidentEntry:
    """What struck the family, and what it bears of the loss in the year."""

    kind: str
    happened_on: date
    loss_amount: Decimal
    is_casualty: bool = False
    evidence: Attachment | None = None
    note: str = ""


@dataclass(frozen=True)
class OutsideAidEntry:
    """Help from another body; ``member`` is the position among the members."""

    member: int
    aid_type: str
    year: int
    amount: Decimal
    giver: str
    evidence: Attachment | None = None
    note: str = ""


@dataclass(frozen=True)
class HouseholdEntry:
    """All that is entered of a household at once.

    ``file``: fields of the file by name (``PLAIN``), and those of ``SEALED`` in clear. What is not
    named stays as it is.
    """

    members: Sequence[MemberEntry]
    incomes: Sequence[IncomeEntry] = ()
    expenditures: Sequence[ExpenditureEntry] = ()
    homes: Sequence[HomeEntry] = ()
    accidents: Sequence[AccidentEntry] = ()
    outside_aid: Sequence[OutsideAidEntry] = ()
    file: Mapping[str, Any] = field(default_factory=dict)


PLAIN = (
    "main_cause",
    "other_causes",
    "cause_note",
    "identity",
    "work_unit",
    "unit_type",
    "industry",
    "enterprise_state",
    "started_work_on",
    "contract_from_on",
    "contract_until_on",
    "labour_months",
    "lives_in_city",
    "has_residence_permit",
    "registration",
    "registration_place",
    "is_single_parent",
    "is_jobless_family",
    "can_help_itself",
    "allowance_month_amount",
    "hardship_card",
    "postcode",
    "bank_name",
    "bank_branch",
    "car_count",
    "saving_amount",
    "investment_amount",
    "owns_business",
    "holds_enterprise",
    "spends_on_luxury",
    "refuses_verification",
    "months_below",
    "is_poor_after_relief",
)
"""Fields of the file that are entered as they are."""
SEALED = ("phone", "other_contact", "address", "bank_account")
