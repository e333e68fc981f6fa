"""What ends with a union ends on its day, however late that is entered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from niangjia.accounts.testing import Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.unions import services
from niangjia.unions.models import Officer, Term

pytestmark = pytest.mark.django_db
DAY = date(2020, 3, 1)


def test_closing_entered_late_ends_what_lasted_beyond_that_day(tree: Tree) -> None:
    term = services.start_term(tree.union, years=5, starts_on=date(2019, 1, 1), actor=SYSTEM)
    officers = [
        services.appoint_officer(
            tree.union, name=name, post=post, from_on=date(2019, 1, 1), actor=SYSTEM
        )
        for name, post in (("孙某", "chair"), ("吴某", "member"))
    ]
    since, before = DAY + timedelta(days=60), DAY - timedelta(days=60)
    services.dismiss_officer(officers[0], on=since, reason="调离", actor=SYSTEM)
    services.dismiss_officer(officers[1], on=before, reason="调离", actor=SYSTEM)
    services.close_term(term, on=since, reason="届满", actor=SYSTEM)

    services.close(tree.union, on=DAY, reason="企业破产", actor=SYSTEM)

    assert Term.objects.get(union=tree.union).closed_on == DAY
    assert [o.until_on for o in Officer.objects.order_by("pk")] == [DAY, before]
