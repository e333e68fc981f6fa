"""Indicators of officers, terms and certificates, checked against numbers counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from niangjia.accounts.testing import Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import evaluate
from niangjia.kernel.indicators.records import records
from niangjia.unions import services
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
    Term.objects.create(
        union=tree.union, committee=Committee.UNION, number=2, years=3,
        starts_on=date(2017, 5, 1), ends_on=date(2020, 5, 1),
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


def test_who_leaves_one_of_two_offices_is_still_an_officer(tree: Tree) -> None:
    """赵委员 left the audit committee in 2016, stays in the union's until 2019, and is back in 2020."""
    spans = ((2014, 2016), (2015, 2019), (2018, 2018), (2020, None))
    Officer.objects.bulk_create(
        Officer(union=tree.union, name="赵委员", committee=committee, post=OfficerPost.MEMBER,
                mode=mode, from_on=date(first, 1, 1), until_on=date(last, 7, 1) if last else None)
        for (first, last), committee, mode in zip(
            spans,
            (Committee.AUDIT, Committee.UNION, Committee.WOMEN, Committee.UNION),
            (EmploymentMode.FULL_TIME, *(EmploymentMode.PART_TIME,) * 3),
            strict=True,
        )
    )  # fmt: skip

    def counted(day: date) -> tuple[Any, ...]:
        codes = ("officers.total", "officers.full_time", "officers.part_time")
        found = evaluate(codes, tree.township.pk, on=day)
        return tuple(found[code].value for code in codes)

    assert counted(date(2014, 6, 1)) == (1, 1, 0)
    assert counted(date(2016, 6, 30)) == (1, 1, 0)
    assert counted(date(2016, 7, 1)) == (1, 0, 1)
    assert counted(date(2018, 6, 30)) == (1, 0, 1)
    assert counted(date(2019, 7, 1)) == (0, 0, 0)
    assert counted(date(2026, 1, 1)) == (1, 0, 1)
    found = records("officers.total", tree.township.pk, on=date(2018, 6, 30))
    assert (found.count(), len(found.page(None, 10))) == (1, 1)


def test_a_term_is_renewed_by_the_next_one_and_ends_with_its_union(tree: Tree) -> None:
    """Of four terms until June 2023: renewed, ended early without a next, overdue, gone with the union."""
    ended, overdue, gone = tree.other_union, tree.neighbour_union, tree.catch_all
    for union in (tree.union, ended, overdue, gone):
        for committee in (Committee.UNION, Committee.AUDIT):
            services.start_term(
                union, committee=committee, years=3, starts_on=date(2020, 6, 2), actor=SYSTEM
            )
    services.start_term(tree.union, years=3, starts_on=date(2023, 6, 1), actor=SYSTEM)
    term = Term.objects.get(union=ended, committee=Committee.UNION)
    services.close_term(term, on=date(2022, 1, 1), reason="委员会解散", actor=SYSTEM)
    services.start_term(overdue, years=3, starts_on=date(2023, 6, 3), actor=SYSTEM)
    services.close(gone, on=date(2022, 6, 1), reason="企业解散", actor=SYSTEM)
    codes = ("terms.due", "terms.renewed_in_time", "terms.in_time_rate")
    asked: dict[str, Any] = {"start": date(2023, 1, 1), "end": date(2023, 12, 31)}

    found = evaluate((*codes, *(f"{code}@1" for code in codes)), tree.city.pk, **asked)

    assert [found[code].value for code in codes] == [3, 1, Decimal("33.33")]
    assert [found[f"{code}@1"].value for code in codes] == [4, 3, Decimal("75.00")]
    assert len(records("terms.due", tree.city.pk, **asked).page(None, 10)) == 3
