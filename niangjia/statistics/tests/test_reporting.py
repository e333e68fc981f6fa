"""Typed figures: rules by table, the service on a real database."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.indicators import State, catalogue, evaluate, records
from niangjia.kernel.models import Entry
from niangjia.statistics.models import ReportedValue
from niangjia.statistics.queries import reported as queries
from niangjia.statistics.queries.owed import owed
from niangjia.statistics.rules import reporting as rules
from niangjia.statistics.rules.periods import Period, PeriodKind, containing, previous
from niangjia.statistics.services import reporting

HALF: Period = containing(PeriodKind.HALF_YEAR, date(2017, 3, 1))
CODE = "fairs.sessions"


@pytest.mark.parametrize(
    ("unit", "value", "refused"),
    [
        ("人", "12", False),
        ("人", "12.5", True),
        ("人", "-1", True),
        ("人", "0", False),
        ("元", "87032200.55", False),
        ("元", "0.001", True),
        ("%", "96.82", False),
        ("%", "100", False),
        ("%", "100.01", True),
        ("家", "NaN", True),
        ("元", "1E20", True),
    ],
)
def test_values_fit_their_unit(unit: str, value: str, *, refused: bool) -> None:
    typed = rules.Typed("招聘会", unit, Decimal(value))

    assert (rules.value_refusal(typed) is not None) is refused


@pytest.mark.parametrize(
    ("value", "before", "children", "doubted"),
    [
        ("100", "10", None, True),
        ("99", "10", None, False),
        ("1", "10", None, True),
        ("2", "10", None, False),
        ("100", None, "10", True),
        ("100", None, None, False),
        ("100", "0", None, False),
        ("0", "100", None, False),
    ],
)
def test_jumps_are_asked_again(
    value: str, before: str | None, children: str | None, *, doubted: bool
) -> None:
    typed = rules.Typed("招聘会", "场", Decimal(value))
    last = None if before is None else Decimal(before)
    below = None if children is None else Decimal(children)

    assert (rules.jump(typed, before=last, children=below) is not None) is doubted


def test_a_live_indicator_cannot_be_typed(tree: Tree, cast: Cast) -> None:
    with pytest.raises(Blocked, match="由记录统计,不能填报"):
        reporting.report(
            tree.county, HALF, {"members.total": Decimal(1)}, actor=cast.county_zhao.actor
        )

    assert not ReportedValue.objects.exists()


def test_a_future_period_is_refused(tree: Tree, cast: Cast) -> None:
    later = containing(PeriodKind.YEAR, date(2190, 1, 1))

    with pytest.raises(Blocked, match="还没有开始"):
        reporting.report(tree.county, later, {CODE: Decimal(1)}, actor=cast.county_zhao.actor)


def test_the_same_values_again_change_nothing(tree: Tree, cast: Cast) -> None:
    actor = cast.county_zhao.actor
    reporting.report(tree.county, HALF, {CODE: Decimal(4)}, actor=actor)
    entries = Entry.objects.count()

    outcome = reporting.report(tree.county, HALF, {CODE: Decimal(4)}, actor=actor)

    assert (outcome.added, outcome.corrected, outcome.unchanged) == (0, 0, 1)
    assert ReportedValue.objects.count() == 1
    assert Entry.objects.count() == entries


def test_a_correction_needs_a_reason_and_keeps_the_former(tree: Tree, cast: Cast) -> None:
    actor = cast.county_zhao.actor
    reporting.report(tree.county, HALF, {CODE: Decimal(4)}, actor=actor)

    with pytest.raises(Blocked, match="更正原因"):
        reporting.report(tree.county, HALF, {CODE: Decimal(5)}, actor=actor)
    reporting.report(tree.county, HALF, {CODE: Decimal(5)}, actor=actor, reason="漏报一场")

    former, now = ReportedValue.objects.order_by("id")
    assert (former.value, former.replaced_at is None) == (Decimal(4), False)
    assert (now.value, now.replaces, now.reason) == (Decimal(5), former, "漏报一场")


def test_a_value_taken_back_is_no_value(tree: Tree, cast: Cast) -> None:
    actor = cast.county_zhao.actor
    reporting.report(tree.county, HALF, {CODE: Decimal(4)}, actor=actor)

    reporting.withdraw(ReportedValue.objects.get(), reason="报错单位", actor=actor)

    asked = {"start": HALF.start, "end": HALF.end}
    assert queries.reported([CODE], tree.county.pk, **asked) == {}
    with pytest.raises(Blocked, match="已被更正过"):
        reporting.correct(
            ReportedValue.objects.earliest("id"), value=Decimal(9), reason="再改", actor=actor
        )


def test_a_stock_is_of_the_last_day_whatever_the_period(tree: Tree, cast: Cast) -> None:
    quarter = containing(PeriodKind.QUARTER, date(2017, 6, 1))
    stock = {"sites.libraries": Decimal(135)}
    reporting.report(tree.county, HALF, stock, actor=cast.county_zhao.actor)

    outcome = reporting.report(tree.county, quarter, stock, actor=cast.county_zhao.actor)

    assert outcome.unchanged == 1
    found = queries.reported(["sites.libraries"], tree.county.pk, on=date(2017, 6, 30))
    assert found["sites.libraries"].value == Decimal(135)
    assert found["sites.libraries"].typed_by == "县赵"


def test_nobody_types_elsewhere(tree: Tree, cast: Cast) -> None:
    for player in (cast.neighbour_qian, cast.chair_sun, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            reporting.report(tree.county, HALF, {CODE: Decimal(1)}, actor=player.actor)

    assert not ReportedValue.objects.exists()


def test_the_database_refuses_rewriting_and_a_second_current(tree: Tree, cast: Cast) -> None:
    reporting.report(tree.county, HALF, {CODE: Decimal(4)}, actor=cast.county_zhao.actor)
    row = ReportedValue.objects.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        ReportedValue.objects.update(value=5)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportedValue.objects.all().delete()
    row.pk = None
    row.public_id = ReportedValue._meta.get_field("public_id").get_default()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_share_typed_is_counted_from_the_values(tree: Tree, cast: Cast) -> None:
    values = {CODE: Decimal(4), "fairs.posts": Decimal(50), "sites.libraries": Decimal(3)}
    reporting.report(tree.union, HALF, values, actor=cast.chair_sun.actor)
    first = ReportedValue.objects.get(code=CODE)
    reporting.correct(first, value=Decimal(5), reason="漏报一场", actor=cast.chair_sun.actor)
    taken_back = ReportedValue.objects.get(code="fairs.posts")
    reporting.withdraw(taken_back, reason="报错", actor=cast.chair_sun.actor)
    live = sum(
        1 for i in catalogue() if i.state is State.LIVE and not i.code.startswith("statistics.")
    )

    codes = ("statistics.typed_figures", "statistics.live_figures", "statistics.typed_share")
    found = evaluate(codes, tree.union.pk, on=HALF.end)

    assert found["statistics.typed_figures"].value == 2
    assert found["statistics.live_figures"].value == live
    share = (Decimal(200) / (2 + live)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert found["statistics.typed_share"].value == share
    opened = records("statistics.typed_share", tree.union.pk, on=HALF.end).parts[0]
    assert opened.page(None, 10) == sorted(
        ReportedValue.objects.filter(replaced_at=None, value__isnull=False).values_list(
            "pk", flat=True
        )
    )
    later = evaluate(codes[:1], tree.union.pk, on=date(2018, 7, 1))
    assert later["statistics.typed_figures"].value == 0


def test_missing_figures_wait_with_their_term(tree: Tree, cast: Cast) -> None:
    today = date(2026, 9, 1)
    last = previous(containing(PeriodKind.HALF_YEAR, today))
    zhao = cast.county_zhao.actor
    before = {union.code: vars(union) for union in owed(zhao, today)}

    reporting.report(tree.county, last, {CODE: Decimal(3)}, actor=zhao)

    after = {union.code for union in owed(zhao, today)}
    assert set(before) == {tree.county.code, tree.township.code}
    own = before[tree.county.code]
    assert (own["report_due"], own["report_title"]) == (
        date(2026, 7, 30), "渠县总工会:2026年上半年数据",
    )  # fmt: skip
    assert after == {tree.township.code}
    for other in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        assert not owed(other.actor, today).filter(pk__in=(tree.county.pk, tree.township.pk))
    shown = cast.county_zhao.client.get("/").content.decode()
    assert (
        f"{tree.township.name}:{previous(containing(PeriodKind.HALF_YEAR, clock.today())).label}数据"
        in shown
    )
