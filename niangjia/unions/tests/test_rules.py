"""Rules of trade-union organisation: by table, and by hypothesis where a law must hold everywhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.unions import rules
from niangjia.unions.rules import (
    CERTIFICATE_POLICY,
    CHECKLIST,
    SIZE_POLICY,
    OrgType,
    StandardItem,
    UnionStatus,
    UnionType,
)

D = date.fromisoformat
SIZES = SIZE_POLICY.default
CERTIFICATE = CERTIFICATE_POLICY.default
days = st.dates(D("1990-01-01"), D("2090-12-31"))


# --- tree -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "following"),
    [
        (None, "511725100-0001"),
        ("511725100-0041", "511725100-0042"),
        ("511725100-9999", "511725100-10000"),
    ],
)
def test_codes_are_numbered_below_their_stem(last: str | None, following: str) -> None:
    assert rules.next_code("511725100", last) == following


def test_a_branch_is_numbered_below_the_federation() -> None:
    assert rules.code_stem("511725100-0001") == "511725100"
    assert rules.code_stem("5117") == "5117"


@pytest.mark.parametrize(
    ("union_type", "org_type", "counts"),
    [(1, 1, True), (1, 2, True), (1, None, True), (1, 8, False), (2, None, False), (3, 7, False)],
)
def test_branches_and_federations_are_no_grassroots_unions(
    union_type: int, org_type: int | None, counts: bool
) -> None:
    assert rules.is_grassroots(union_type, org_type) is counts


@pytest.mark.parametrize(
    ("child", "parent", "words"),
    [
        ((1, 1), (2, None, 1), None),  # a unit's union below a federation
        ((1, 8), (1, 1, 1), None),  # a branch below its union
        ((2, None), (2, None, 1), None),  # a township below a county
        ((1, 1), (3, None, 1), None),  # below an industrial union
        ((1, 1), (1, 1, 1), "下面只能设分会"),
        ((1, 8), (1, 8, 1), "下面不能再设工会"),
        ((1, 8), (2, None, 1), "应设在基层工会之下"),
        ((2, None), (1, 1, 1), "下面只能设分会"),
        ((1, 1), (2, None, 0), "已注销"),
    ],
)
def test_who_may_stand_under_whom(
    child: tuple[int, int | None], parent: tuple[int, int | None, int], words: str | None
) -> None:
    refused = rules.parent_refusal(
        union_type=child[0],
        org_type=child[1],
        parent_type=parent[0],
        parent_org_type=parent[1],
        parent_status=parent[2],
        parent_name="某工会",
    )

    assert refused is None if words is None else words in (refused or "")


@given(on=days, today=days, change=st.none() | days)
def test_a_change_takes_effect_between_the_last_one_and_today(
    on: date, today: date, change: date | None
) -> None:
    refused = rules.effective_refusal(on, today=today, last_change=change, what="某工会")

    assert (refused is None) == (on <= today and (change is None or on >= change))


# --- terms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2024-02-29", 60, "2029-02-28"),
        ("2026-05-15", -5, "2025-12-15"),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: str, months: int, expected: str) -> None:
    assert rules.add_months(D(day), months) == D(expected)


@given(day=days, months=st.integers(-240, 240))
def test_adding_months_lands_in_the_right_month(day: date, months: int) -> None:
    later = rules.add_months(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("union_type", "years", "allowed"),
    [(1, 3, True), (1, 5, True), (1, 4, False), (2, 5, True), (2, 3, False), (3, 3, False)],
)
def test_terms_are_three_or_five_years(union_type: int, years: int, allowed: bool) -> None:
    assert (rules.term_refusal(union_type, years) is None) is allowed


@pytest.mark.parametrize(
    ("until", "number", "words"),
    [
        ("2026-12-30", "批〔2026〕1号", None),
        ("2026-12-31", "批〔2026〕1号", "最晚到2026-12-30"),
        ("2026-06-30", "批〔2026〕1号", "应晚于任期届满日"),
        ("2026-09-30", "  ", "请填写延期批复文号"),
    ],
)
def test_a_term_is_extended_by_six_months_with_approval(
    until: str, number: str, words: str | None
) -> None:
    refused = rules.extension_refusal(D("2026-06-30"), D(until), approval_number=number, months=6)

    assert refused is None if words is None else words in (refused or "")


@pytest.mark.parametrize(
    ("left", "threshold", "text"),
    [
        (181, None, "还有181天届满"),
        (180, 180, "还有180天届满"),
        (91, 180, "还有91天届满"),
        (90, 90, "还有90天届满"),
        (30, 30, "还有30天届满"),
        (0, 30, "今天届满"),
        (-1, 0, "已超期1天"),
    ],
)
def test_reminders_come_at_180_90_and_30_days(left: int, threshold: int | None, text: str) -> None:
    today = D("2026-11-21")
    ends = today + timedelta(days=left)

    assert rules.reminder_day(ends, today, (180, 90, 30)) == threshold
    assert rules.reminder_text(ends, today) == text


@pytest.mark.parametrize(
    ("members", "quota"),
    [
        (3, (1, 1)),
        (24, (1, 1)),
        (25, (3, 7)),
        (200, (3, 7)),
        (201, (7, 15)),
        (1_000, (7, 15)),
        (1_001, (15, 21)),
        (5_001, (21, 29)),
        (10_001, (29, 37)),
        (50_000, (29, 37)),
        (50_001, (37, 45)),
    ],
)
def test_committees_grow_with_the_membership(members: int, quota: tuple[int, int]) -> None:
    assert rules.committee_size(members, SIZES) == quota


def test_a_committee_out_of_quota_is_a_warning() -> None:
    assert rules.size_warning(100, 5, SIZES) is None
    assert rules.size_warning(100, 9, SIZES) == "现有会员100人,工会委员会委员一般为3至7人,现为9人。"
    assert rules.size_warning(10, 2, SIZES) == "现有会员10人,工会委员会委员一般为1人,现为2人。"


def test_only_the_union_committee_has_a_chairman() -> None:
    assert rules.post_label("union", "chair") == "主席"
    assert rules.post_label("audit", "chair") == "主任"
    assert rules.post_label("women", "vice_chair") == "副主任"
    assert rules.post_label("audit", "member") == "委员"


@pytest.mark.parametrize(
    ("mode", "contract", "until", "expected"),
    [
        ("full_time", "2024-06-30", None, "2029-07-01"),  # 1,827 days of service
        ("full_time", "2024-06-30", "2022-01-01", "2026-07-01"),  # left after 731 days
        ("part_time", "2024-06-30", None, "2025-01-01"),  # to the end of the term
        ("part_time", "2027-06-30", None, "2027-06-30"),  # longer already
        ("part_time", "2024-06-30", "2022-01-01", "2024-06-30"),  # left before the term ended
        ("full_time", None, None, None),  # without fixed term
    ],
)
def test_labour_contracts_of_officers_are_extended_by_law(
    mode: str, contract: str | None, until: str | None, expected: str | None
) -> None:
    """工会法 art. 19; the term runs from 2020-01-01 to 2025-01-01."""
    extended = rules.extended_contract_end(
        D(contract) if contract else None,
        mode=mode,
        from_on=D("2020-01-01"),
        until_on=D(until) if until else None,
        term_ends_on=D("2025-01-01"),
    )

    assert extended == (D(expected) if expected else None)


# --- certificates and checklist -------------------------------------------------------------


@pytest.mark.parametrize(
    ("valid_until", "allowed"),
    [
        ("2028-12-30", False),
        ("2028-12-31", True),
        ("2029-01-01", True),
        ("2031-01-01", True),
        ("2031-01-02", False),
    ],
)
def test_certificates_hold_three_to_five_years(valid_until: str, allowed: bool) -> None:
    refused = rules.validity_refusal(D("2026-01-01"), D(valid_until), policy=CERTIFICATE)

    assert (refused is None) is allowed


@pytest.mark.parametrize(
    ("on", "allowed"),
    [("2026-05-31", False), ("2026-06-01", True), ("2026-07-01", True), ("2026-08-01", True)],
)
def test_renewal_opens_thirty_days_before(on: str, allowed: bool) -> None:
    refused = rules.renewal_refusal(D("2026-07-01"), D(on), policy=CERTIFICATE)

    assert (refused is None) is allowed


def test_branches_and_closed_unions_hold_no_certificate() -> None:
    assert rules.holder_refusal(org_type=OrgType.BRANCH, status=UnionStatus.NORMAL)
    assert rules.holder_refusal(org_type=OrgType.INDEPENDENT, status=UnionStatus.CLOSED)
    assert rules.holder_refusal(org_type=OrgType.JOINT, status=UnionStatus.NORMAL) is None


def test_every_item_of_the_checklist_has_its_rule_once() -> None:
    assert sorted(rule.item for rule in CHECKLIST) == sorted(StandardItem)
    assert all(rule.basis and rule.group for rule in CHECKLIST)
    assert rules.met_count({"approved", "seal"}) == f"达标2/{len(StandardItem)}项"


def test_types_are_those_of_the_annual_form() -> None:
    assert [t.label for t in UnionType] == ["基层工会", "地方工会", "地方产业工会"]
