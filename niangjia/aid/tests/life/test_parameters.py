"""The dated parameters: what holds where nobody adopted anything, and what was adopted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from niangjia.aid import queries, rules
from niangjia.aid.rules import amount_sets, parameter_sets
from niangjia.aid.rules.policies import POLICIES
from niangjia.aid.tests.world import World
from niangjia.kernel import clock, policy
from niangjia.kernel.errors import Blocked

pytestmark = pytest.mark.django_db


def test_everything_declared_has_a_name_and_a_basis() -> None:
    for one in POLICIES:
        declared = policy.DECLARED[one.code]
        assert declared.label
        assert declared.basis
        assert set(declared.default) <= set(declared.labels)


def test_the_defaults_are_shipped_sets(world: World) -> None:
    path, today = world.tree.union.path, clock.today()

    assert queries.parameters_at(path, today).rules == parameter_sets.OTHER_PROVINCES_2021
    amounts = queries.amounts_at(path, today)
    assert amounts.ceilings == amount_sets.HUBEI
    assert amounts.local == rules.Local(Decimal(1062), Decimal(15))


def test_the_neighbouring_county_without_a_standard_decides_nothing(world: World) -> None:
    with pytest.raises(Blocked, match="还没有录入低保标准"):
        queries.parameters_at(world.tree.neighbour_union.path, clock.today())
