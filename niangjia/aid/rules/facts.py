"""The quantities and facts that rules look at, derived from a household. Pure.

They hold no name and no number of a person, so a decision may keep them for as long as it is kept,
and be replayed from them alone.

Rounding: an amount per head and month is rounded half up to the fen, and the rounded amount is what
rules compare, so the printed trace shows exactly what decided. Floats occur nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from niangjia.aid.rules.codes import PUBLIC_EVENTS
from niangjia.aid.rules.household import Household, Schooling
from niangjia.aid.rules.person_codes import SchoolKind, SchoolStage, WorkerIdentity
from niangjia.kernel.choices import TextCode
from niangjia.kernel.money import ZERO, yuan

_FOUR_PLACES = Decimal("0.0001")
MONTHS = 12


class Quantity(TextCode):
    """What a condition may compare; money in yuan."""

    NET_PC = "net_pc", "家庭月人均净收入"
    GROSS_PC = "gross_pc", "家庭月人均收入"
    NET_AFTER_LOSS_PC = "net_after_loss_pc", "扣除意外损失后月人均收入"
    ASSETS_AFTER_LOSS_PC = "assets_after_loss_pc", "计入财产并扣除意外损失后月人均"
    INCOME = "income", "家庭年收入"
    RIGID = "rigid", "家庭年刚性支出"
    LOSS = "loss", "家庭年度意外损失"
    PERSONS = "persons", "共同生活人口"
    MONTHS_BELOW = "months_below", "连续低于标准的月数"
    HOMES = "homes", "自有住房套数"
    HOME_AREA_PC = "home_area_pc", "人均住房面积"
    CARS = "cars", "非生活必需车辆数"
    SCHOOL_FEE_TIMES = "school_fee_times", "子女学费与公办学校之比"
    LABOUR_MONTHS = "labour_months", "劳动关系月数"


MONEY = frozenset(
    {
        Quantity.NET_PC,
        Quantity.GROSS_PC,
        Quantity.NET_AFTER_LOSS_PC,
        Quantity.ASSETS_AFTER_LOSS_PC,
        Quantity.INCOME,
        Quantity.RIGID,
        Quantity.LOSS,
    }
)


class Fact(TextCode):
    """What a condition may ask yes or no."""

    PUBLIC_EVENT_CASUALTY = (
        "public_event_casualty",
        "因自然灾害、重大事故、疫情或社会安全事件伤残、殉职",
    )
    ACCIDENT = "accident", "遭遇突发事件、意外伤害或重大疾病"
    POOR_AFTER_RELIEF = "poor_after_relief", "经政府救助后仍特别困难"
    OWNS_BUSINESS = "owns_business", "自有商铺或雇人经营"
    HOLDS_ENTERPRISE = "holds_enterprise", "持股或登记企业"
    HIGH_FEE_SCHOOL = "high_fee_school", "子女就读高收费民办学校"
    STUDIES_ABROAD = "studies_abroad", "子女自费出国留学"
    LUXURY = "luxury", "高消费"
    REFUSES_VERIFICATION = "refuses_verification", "拒绝核查"
    LIVES_IN_CITY = "lives_in_city", "在城镇居住"
    RESIDENCE_PERMIT = "residence_permit", "持有居住证"
    UNION_MEMBER = "union_member", "是工会会员"


@dataclass(frozen=True)
class Facts:
    """Everything a decision looks at; equal facts give equal decisions."""

    identity: WorkerIdentity
    quantities: Mapping[Quantity, Decimal]
    true: frozenset[Fact]

    def as_json(self) -> dict[str, object]:
        """Plain data to keep with the decision."""
        return {
            "identity": self.identity.value,
            "quantities": {
                q.value: str(self.quantities[q]) for q in Quantity if q in self.quantities
            },
            "true": sorted(fact.value for fact in self.true),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Facts:
        """The facts of a kept decision. Raises ValueError for anything else."""
        quantities, true = data.get("quantities"), data.get("true")
        if not isinstance(quantities, Mapping) or not isinstance(true, list | tuple):
            raise ValueError("not the facts of a decision")
        return cls(
            WorkerIdentity(str(data.get("identity"))),
            {Quantity(name): Decimal(value) for name, value in quantities.items()},
            frozenset(Fact(one) for one in true),
        )


def per_head_and_month(year_amount: Decimal, persons: int) -> Decimal:
    """An amount a year per person living together and month, half up to the fen.

    Raises ValueError when nobody lives there.
    """
    if persons < 1:
        raise ValueError("没有共同生活的家庭成员,不能计算人均。")
    return yuan(year_amount / (MONTHS * persons))


def income_of(household: Household) -> Decimal:
    """家庭年度可支配收入."""
    return sum((line.year_amount for line in household.incomes), ZERO)


def rigid_of(household: Household) -> Decimal:
    """家庭年度刚性支出; lines without evidence do not count."""
    lines = (line for line in household.expenditures if line.has_evidence)
    return sum((line.year_amount for line in lines), ZERO)


def loss_of(household: Household) -> Decimal:
    """年度意外损失; what is without evidence does not count."""
    proved = (one for one in household.accidents if one.has_evidence)
    return sum((one.loss_amount for one in proved), ZERO)


def gross_pc(household: Household) -> Decimal:
    """Monthly income per person living together."""
    return per_head_and_month(income_of(household), len(household.living_together))


def net_pc(household: Household) -> Decimal:
    """Monthly income per person after rigid expenditure; may be negative."""
    left = income_of(household) - rigid_of(household)
    return per_head_and_month(left, len(household.living_together))


def loss_ratio(household: Household) -> Decimal | None:
    """Loss out of the family's yearly income, four places; None without income.

    For showing only: rules compare the loss with a multiple of the income.
    """
    income = income_of(household)
    if income <= 0:
        return None
    return (loss_of(household) / income).quantize(_FOUR_PLACES, rounding=ROUND_HALF_UP)


def measure(household: Household) -> Facts:
    """Quantities and facts of a household. Raises ValueError when nobody lives together."""
    persons = len(household.living_together)
    income, rigid, loss = income_of(household), rigid_of(household), loss_of(household)
    wealth = household.assets.saving_amount + household.assets.investment_amount
    homes = [home for home in household.homes if home.is_owned]
    area = sum((home.area for home in homes), ZERO)
    quantities = {
        Quantity.NET_PC: per_head_and_month(income - rigid, persons),
        Quantity.GROSS_PC: per_head_and_month(income, persons),
        Quantity.NET_AFTER_LOSS_PC: per_head_and_month(income - loss, persons),
        Quantity.ASSETS_AFTER_LOSS_PC: per_head_and_month(income + wealth - loss, persons),
        Quantity.INCOME: income,
        Quantity.RIGID: rigid,
        Quantity.LOSS: loss,
        Quantity.PERSONS: Decimal(persons),
        Quantity.MONTHS_BELOW: Decimal(household.months_below),
        Quantity.HOMES: Decimal(len(homes)),
        Quantity.HOME_AREA_PC: yuan(area / persons),
        Quantity.CARS: Decimal(household.assets.car_count),
        Quantity.SCHOOL_FEE_TIMES: max(map(_fee_times, _schoolings(household)), default=ZERO),
        Quantity.LABOUR_MONTHS: Decimal(household.worker.labour_months),
    }
    return Facts(household.worker.identity, quantities, _true_of(household))


def _schoolings(household: Household) -> list[Schooling]:
    return [one.schooling for one in household.members if one.schooling is not None]


def _fee_times(school: Schooling) -> Decimal:
    """The fee in multiples of the public one, for private schools below higher education."""
    is_private = school.kind in (SchoolKind.PRIVATE, SchoolKind.HIGH_FEE)
    is_school = school.stage not in (SchoolStage.HIGHER, SchoolStage.POSTGRADUATE)
    if not (is_private and is_school) or school.public_fee_amount <= 0:
        return ZERO
    times = school.fee_amount / school.public_fee_amount
    return times.quantize(_FOUR_PLACES, rounding=ROUND_HALF_UP)


def _true_of(household: Household) -> frozenset[Fact]:
    kinds = {school.kind for school in _schoolings(household)}
    worker, assets = household.worker, household.assets
    proved = [one for one in household.accidents if one.has_evidence]
    answers = {
        Fact.PUBLIC_EVENT_CASUALTY: any(
            one.is_casualty and one.kind in PUBLIC_EVENTS for one in proved
        ),
        Fact.ACCIDENT: bool(proved),
        Fact.POOR_AFTER_RELIEF: household.is_poor_after_relief,
        Fact.OWNS_BUSINESS: assets.owns_business,
        Fact.HOLDS_ENTERPRISE: assets.holds_enterprise,
        Fact.HIGH_FEE_SCHOOL: SchoolKind.HIGH_FEE in kinds,
        Fact.STUDIES_ABROAD: SchoolKind.ABROAD in kinds,
        Fact.LUXURY: household.spends_on_luxury,
        Fact.REFUSES_VERIFICATION: household.refuses_verification,
        Fact.LIVES_IN_CITY: worker.lives_in_city,
        Fact.RESIDENCE_PERMIT: worker.has_residence_permit,
        Fact.UNION_MEMBER: worker.is_union_member,
    }
    return frozenset(fact for fact, holds in answers.items() if holds)
