"""Indicators of officers, terms and certificates, checked against numbers counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from niangjia.accounts.testing import Tree
from niangjia.kernel.indicators import evaluate
from niangjia.unions.models import LegalCertificate, Officer, Term
from niangjia.unions.rules import Committee, EmploymentMode, OfficerPost

YEAR: dict[str, Any] = {"start": date(2017, 1, 1), "end": date(2017, 12, 31)}


@pytest.fixture
def offices(tree: Tree) -> Tree:
    """Three people in five offices; one term renewed in time, one not; one certificate expired."""
    full, part = EmploymentMode.FULL_TIME, EmploymentMode.PART_TIME
    people = (
        ("孙主席", Committee.UNION, OfficerPost.CHAIR, full, date(2014, 1, 1), None),
        ("孙主席", Committee.AUDIT, OfficerPost.MEMBER, part, date(2015, 1, 1), None),
        ("周委员", Committee.UNION, OfficerPost.MEMBER, part, date(2014, 1, 1), date(2016, 6, 1)),
        ("周委员", Committee.UNION, OfficerPost.MEMBER, part, date(2016, 6, 1), None),
        ("吴委员", Committee.UNION, OfficerPost.MEMBER, part, date(2014, 1, 1), date(2015, 1, 1)),
    )
    Officer.objects.bulk_create(
        Officer(union=tree.union, name=name, committee=committee, post=post, mode=mode,
                from_on=from_on, until_on=until_on)
        for name, committee, post, mode, from_on, until_on in people
    )  # fmt: skip
    for union, closed_on in ((tree.union, date(2017, 5, 1)), (tree.other_union, None)):
        Term.objects.create(
            union=union, committee=Committee.UNION, number=1, years=3, starts_on=date(2014, 6, 1),
            ends_on=date(2017, 6, 1), closed_on=closed_on,
        )  # fmt: skip
    for union, number, until in (
        (tree.union, "1", date(2020, 1, 1)),
        (tree.other_union, "2", date(2016, 1, 1)),
    ):
        LegalCertificate.objects.create(
            union=union, number=number, legal_representative="孙主席", issued_on=date(2014, 1, 1),
            valid_until=until,
        )  # fmt: skip
    return tree


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("officers.total", 2),
        ("officers.full_time", 1),
        ("officers.part_time", 1),
        ("officers.total[mode=part_time]", 1),
        ("terms.due", 2),
        ("terms.renewed_in_time", 1),
        ("terms.in_time_rate", Decimal("50.00")),
        ("unions.legal_persons", 1),
        ("unions.legal_persons_rate", Decimal("33.33")),
    ],
)
def test_figures_of_the_township(offices: Tree, code: str, value: Decimal) -> None:
    assert evaluate([code], offices.township.pk, **YEAR)[code].value == value
