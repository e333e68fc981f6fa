"""Terms, officers, certificates and the checklist: what is entered, refused and reminded of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Policy
from niangjia.unions import queries, services
from niangjia.unions.models import LegalCertificate, Officer, StandardCheck, Term, Union
from niangjia.unions.rules import StandardItem, add_months

TODAY = clock.today()
REASON = "县工发〔2026〕3号"


def term_ending(union: Union, ends_on: date) -> Term:
    """A five-year term that ends on that day."""
    return services.start_term(union, years=5, starts_on=add_months(ends_on, -60), actor=SYSTEM)


def test_the_next_term_ends_the_one_before_with_its_officers(tree: Tree) -> None:
    first = services.start_term(tree.union, years=5, starts_on=date(2016, 1, 1), actor=SYSTEM)
    officer = services.appoint_officer(
        tree.union, name="孙某", post="chair", from_on=date(2016, 1, 1), actor=SYSTEM
    )

    second = services.start_term(tree.union, years=3, starts_on=date(2021, 3, 1), actor=SYSTEM)

    first.refresh_from_db()
    officer.refresh_from_db()
    assert (first.number, first.closed_on) == (1, date(2021, 3, 1))
    assert officer.until_on == date(2021, 3, 1)
    assert (second.number, second.ends_on, second.closed_on) == (2, date(2024, 3, 1), None)


@pytest.mark.parametrize(
    ("years", "starts_on", "words"),
    [
        (4, date(2026, 1, 1), "任期为3年或5年"),
        (5, TODAY + timedelta(days=1), "还没有到"),
    ],
)
def test_a_term_that_cannot_be_is_refused(
    tree: Tree, years: int, starts_on: date, words: str
) -> None:
    with pytest.raises(Blocked, match=words):
        services.start_term(tree.union, years=years, starts_on=starts_on, actor=SYSTEM)

    assert not Term.objects.exists()


def test_a_federation_has_terms_of_five_years(tree: Tree) -> None:
    with pytest.raises(Blocked, match="地方工会、产业工会每届任期为5年"):
        services.start_term(tree.county, years=3, starts_on=date(2026, 1, 1), actor=SYSTEM)


def test_an_extension_goes_as_far_as_the_policy_of_the_place(tree: Tree) -> None:
    term = term_ending(tree.union, date(2026, 6, 30))
    Policy.objects.create(
        code="unions.term",
        union_path=tree.county.path,
        valid=("2020-01-01", None),
        params={"extension_months": 3},
        basis="渠县规定",
    )

    with pytest.raises(Blocked, match="最晚到2026-09-30"):
        services.extend_term(term, until=date(2026, 10, 1), approval_number=REASON, actor=SYSTEM)
    extended = services.extend_term(
        term, until=date(2026, 9, 30), approval_number=REASON, actor=SYSTEM
    )

    extended.refresh_from_db()
    assert extended.expires_on == date(2026, 9, 30)


def test_the_union_itself_does_not_extend_its_term(tree: Tree, cast: Cast) -> None:
    term = term_ending(tree.union, date(2026, 6, 30))

    with pytest.raises(NotVisible):
        services.extend_term(
            term, until=date(2026, 9, 1), approval_number=REASON, actor=cast.chair_sun.actor
        )


def test_reminders_list_what_is_due_and_overdue(tree: Tree, cast: Cast) -> None:
    days = {tree.union: -3, tree.other_union: 12, tree.catch_all: 120, tree.neighbour_union: 200}
    for union, left in days.items():
        term_ending(union, TODAY + timedelta(days=left))

    found = queries.term_reminders(TODAY)

    assert [(r.term.union, r.threshold, r.text) for r in found] == [
        (tree.union, 0, "已超期3天"),
        (tree.other_union, 30, "还有12天届满"),
        (tree.catch_all, 180, "还有120天届满"),
    ]
    assert queries.term_reminders(TODAY, actor=cast.neighbour_qian.actor) == []
    assert list(queries.unions_overdue(Union.objects.all())) == [tree.union]
    assert list(queries.unions_due(Union.objects.all(), within=30)) == [tree.other_union]


def adopt_days(union: Union, code: str, **params: Any) -> None:
    """A parameter set in force at the union and below."""
    policy.adopt(
        code, path=union.path, from_on=date(2026, 1, 1), params=params, basis=REASON, actor=SYSTEM
    )


def test_a_county_that_adopted_a_year_is_reminded_earlier_than_its_neighbour(
    tree: Tree, cast: Cast
) -> None:
    for union in (tree.union, tree.neighbour_union):
        term_ending(union, TODAY + timedelta(days=300))
    assert queries.term_reminders(TODAY) == []

    adopt_days(tree.county, "unions.term", reminder_days="365、180、30")

    found = queries.term_reminders(TODAY)
    assert [(r.term.union, r.threshold) for r in found] == [(tree.union, 365)]
    assert list(queries.unions_due(Union.objects.all())) == [tree.union]
    home = cast.city_wang.client.get("/").content.decode()
    assert f"{tree.union.name} · 工会委员会" in home
    assert tree.neighbour_union.name not in home


def test_the_nearest_ancestor_decides_when_to_remind(tree: Tree) -> None:
    for union in (tree.union, tree.neighbour_union):
        term_ending(union, TODAY + timedelta(days=100))

    adopt_days(tree.city, "unions.term", reminder_days=[365, 90, 30])
    adopt_days(tree.township, "unions.term", reminder_days=[60, 30, 10])

    assert list(queries.unions_due(Union.objects.all())) == [tree.neighbour_union]


def test_reminders_by_policy_cost_no_query_of_their_own(
    tree: Tree, django_assert_num_queries: Any
) -> None:
    for union in (tree.city, tree.county, tree.township, tree.neighbour):
        adopt_days(union, "unions.term", reminder_days=[365, 90, 30])
    term_ending(tree.union, TODAY + timedelta(days=300))

    with django_assert_num_queries(1):
        assert list(queries.unions_due(Union.objects.all())) == [tree.union]


def test_the_workbench_names_the_committee(tree: Tree, cast: Cast) -> None:
    for committee in ("union", "audit", "women"):
        services.start_term(
            tree.union, committee=committee, years=3, starts_on=date(2020, 1, 1), actor=SYSTEM
        )

    home = cast.chair_sun.client.get("/").content.decode()

    for label in ("工会委员会", "经费审查委员会", "女职工委员会"):
        assert home.count(f">{tree.union.name} · {label}</a>") == 1


# --- officers -------------------------------------------------------------------------------


def test_a_committee_has_one_head(tree: Tree) -> None:
    appoint: dict[str, Any] = {"post": "chair", "from_on": date(2026, 1, 1), "actor": SYSTEM}
    services.appoint_officer(tree.union, name="孙某", **appoint)

    with pytest.raises(Blocked, match="已有在任主席孙某"):
        services.appoint_officer(tree.union, name="李某", **appoint)

    audit = services.appoint_officer(tree.union, name="李某", committee="audit", **appoint)
    assert audit.committee == "audit"


def test_an_officer_leaves_once(tree: Tree) -> None:
    officer = services.appoint_officer(
        tree.union, name="孙某", post="chair", from_on=date(2026, 1, 1), actor=SYSTEM
    )
    services.dismiss_officer(officer, on=date(2026, 2, 1), reason="调离", actor=SYSTEM)

    with pytest.raises(Blocked, match="已于2026-02-01离任"):
        services.dismiss_officer(officer, on=date(2026, 3, 1), reason="调离", actor=SYSTEM)

    assert list(queries.officers_of(tree.union)) == []


def test_the_phone_is_sealed(tree: Tree) -> None:
    services.appoint_officer(
        tree.union, name="孙某", post="chair", from_on=date(2026, 1, 1), phone="13900001234",
        actor=SYSTEM,
    )  # fmt: skip

    assert b"13900001234" not in bytes(Officer.objects.get().phone_sealed or b"")


def test_an_officers_contract_runs_on_with_the_term(tree: Tree) -> None:
    services.start_term(tree.union, years=5, starts_on=date(2025, 1, 1), actor=SYSTEM)
    officer = services.appoint_officer(
        tree.union,
        name="孙某",
        post="chair",
        from_on=date(2025, 1, 1),
        contract_ends_on=date(2027, 12, 31),
        actor=SYSTEM,
    )

    assert queries.contract_extended_until(officer) == date(2030, 1, 1)


# --- certificates ---------------------------------------------------------------------------


def certificate(union: Union, number: str = "工法证字第1号") -> LegalCertificate:
    """A certificate from 2022-01-01 to 2027-01-01."""
    return services.register_certificate(
        union,
        number=number,
        legal_representative="孙某",
        issued_on=date(2022, 1, 1),
        valid_until=date(2027, 1, 1),
        actor=SYSTEM,
    )


def renew(held: LegalCertificate, issued_on: date) -> LegalCertificate:
    """The next certificate, for five years."""
    return services.renew_certificate(
        held,
        number="工法证字第2号",
        legal_representative="孙某",
        issued_on=issued_on,
        valid_until=add_months(issued_on, 60),
        actor=SYSTEM,
    )


def test_a_union_holds_one_certificate_and_a_number_is_given_once(tree: Tree) -> None:
    certificate(tree.union)

    with pytest.raises(Blocked, match="已有有效证书工法证字第1号"):
        certificate(tree.union, "工法证字第9号")
    with pytest.raises(Blocked, match="证书编号工法证字第1号已登记"):
        certificate(tree.other_union)


def test_renewal_before_the_window_is_refused(tree: Tree) -> None:
    held = certificate(tree.union)

    with pytest.raises(Blocked, match="2026-12-02起"):
        renew(held, date(2026, 11, 1))

    held.refresh_from_db()
    assert held.revoked_on is None


def test_renewal_replaces_the_certificate(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 20))
    held = certificate(tree.union)

    renewed = renew(held, date(2026, 12, 10))

    held.refresh_from_db()
    assert held.revoked_on == date(2026, 12, 10)
    assert list(LegalCertificate.objects.filter(revoked_on=None)) == [renewed]


def test_certificates_near_their_end_are_listed(tree: Tree) -> None:
    held = certificate(tree.union)
    rows = LegalCertificate.objects.all()

    assert list(queries.due_certificates(rows, on=date(2026, 12, 1))) == []
    assert list(queries.due_certificates(rows, on=date(2026, 12, 2))) == [held]
    assert list(queries.expired_certificates(rows, on=date(2027, 1, 1))) == []
    assert list(queries.expired_certificates(rows, on=date(2027, 1, 2))) == [held]


def test_a_place_may_renew_earlier(tree: Tree) -> None:
    held = certificate(tree.union)
    adopt_days(tree.county, "unions.certificate", renewal_days="90")
    rows = LegalCertificate.objects.all()

    assert list(queries.due_certificates(rows, on=date(2026, 10, 2))) == []
    assert list(queries.due_certificates(rows, on=date(2026, 10, 3))) == [held]


# --- checklist ------------------------------------------------------------------------------


def test_a_check_sets_every_item_and_the_latest_stands(tree: Tree, cast: Cast) -> None:
    services.check_items(
        tree.union, met=["approved", "seal"], checked_on=date(2026, 1, 5),
        actor=cast.county_zhao.actor,
    )  # fmt: skip
    services.check_item(
        tree.union, item="audit_committee", is_met=True, checked_on=date(2026, 3, 5), actor=SYSTEM
    )

    met = {line.rule.item for line in queries.checklist_of(tree.union) if line.is_met}
    assert met == {StandardItem.APPROVED, StandardItem.SEAL, StandardItem.AUDIT_COMMITTEE}
    assert StandardCheck.objects.filter(union=tree.union).count() == len(StandardItem)


def test_nobody_checks_herself(tree: Tree, cast: Cast) -> None:
    with pytest.raises(NotVisible):
        services.check_items(tree.union, met=["seal"], checked_on=TODAY, actor=cast.chair_sun.actor)

    assert not StandardCheck.objects.exists()


def test_an_unknown_item_is_refused(tree: Tree) -> None:
    with pytest.raises(Blocked, match="没有这个规范化建设项目"):
        services.check_items(tree.union, met=["nonsense"], checked_on=TODAY, actor=SYSTEM)


def test_the_record_warns_of_what_is_unusual(tree: Tree) -> None:
    term_ending(tree.union, TODAY - timedelta(days=3))
    services.appoint_officer(
        tree.union, name="周某", post="member", from_on=date(2026, 1, 1), actor=SYSTEM
    )

    assert queries.warnings_of(tree.union, members=100) == [
        "工会委员会第1届已超期3天,请尽快组织换届选举。",
        "工会主席空缺。出缺应在3个月内补选。",
        "现有会员100人,工会委员会委员一般为3至7人,现为1人。",
    ]
