"""Town and country: which of a county's two standards counts (城乡低保标准)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from niangjia.aid.rules import eligibility
from niangjia.aid.rules.conditions import Area, Local
from niangjia.aid.rules.eligibility import Parameters, decide
from niangjia.aid.rules.facts import measure
from niangjia.aid.rules.parameter_sets import SHANDONG_2020
from niangjia.aid.rules.person_codes import Registration
from niangjia.aid.tests.households import household

WUHAN = {"amount": "940", "rural_amount": "820", "minimum_area": "0"}


@pytest.mark.parametrize(
    ("registration", "lives_in_city", "amount"),
    [
        (Registration.RURAL, False, "820"),
        (Registration.RURAL, True, "940"),
        (Registration.URBAN, False, "940"),
        (Registration.CONVERTED, False, "940"),
    ],
)
def test_the_standard_follows_registration_and_where_one_lives(
    registration: Registration, lives_in_city: bool, amount: str
) -> None:
    area = eligibility.area_of(registration, lives_in_city=lives_in_city)

    assert eligibility.county_standard(WUHAN, area).standard_amount == Decimal(amount)


def test_a_rural_standard_stands_in_trace_and_version() -> None:
    facts = measure(household())
    urban, rural = (
        Parameters(SHANDONG_2020, eligibility.county_standard(WUHAN, area)) for area in Area
    )
    one = Parameters(
        SHANDONG_2020, eligibility.county_standard({**WUHAN, "rural_amount": "0"}, Area.RURAL)
    )

    assert "当地农村低保标准 820.00 元" in decide(facts, rural).trace[3]
    assert "当地城市低保标准 940.00 元" in decide(facts, urban).trace[3]
    assert "当地低保标准 940.00 元" in decide(facts, one).trace[3]
    assert one.version == Parameters(SHANDONG_2020, Local(Decimal(940))).version
    assert len({urban.version, rural.version, one.version}) == 3
