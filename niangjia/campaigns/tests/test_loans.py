"""A study loan is to be repaid: no help given."""

from __future__ import annotations

import pytest

from niangjia.accounts.testing import Tree
from niangjia.campaigns.models import Help
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.test_loans import lent


@pytest.mark.django_db
def test_money_lent_is_not_among_all_help(tree: Tree) -> None:
    money = builders.money(tree)
    given = builders.paid(money, builders.person_of(tree), "50")

    lent(money, builders.person_of(tree, 2), "900")

    assert [row.public_id for row in Help.objects.all()] == [given.public_id]
