"""Typed figures: rules by table, the service on a real database."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.indicators import Awaiting, State, catalogue, evaluate, records
from niangjia.kernel.models import Entry
from niangjia.statistics.models import ReportedValue
from niangjia.statistics.queries import reported as queries
from niangjia.statistics.queries.owed import owed
from niangjia.statistics.queries.typing import own_share
from niangjia.statistics.rules import reporting as rules
from niangjia.statistics.rules.periods import Period, PeriodKind, containing, previous
from niangjia.statistics.services import reporting
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionType
from niangjia.web.figures import explain_url

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


def test_a_period_before_the_republic_is_a_slip(tree: Tree, cast: Cast) -> None:
    long_ago = containing(PeriodKind.YEAR, date(1900, 1, 1))

    with pytest.raises(Blocked, match=r"1900年太早.*核对年份"):
        reporting.report(tree.county, long_ago, {CODE: Decimal(1)}, actor=cast.county_zhao.actor)

    assert not ReportedValue.objects.exists()


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
    others = ("statistics.", "trial.")  # the latter are declared by other tests
    live = sum(1 for i in catalogue() if i.state is State.LIVE and not i.code.startswith(others))
    awaited = _awaited()

    codes = (
        "statistics.typed_figures", "statistics.typeable_figures", "statistics.typed_share",
        "statistics.typed_share@1",
    )  # fmt: skip
    found = evaluate(codes, tree.union.pk, on=HALF.end)

    assert found["statistics.typed_figures"].value == 2
    assert found["statistics.typeable_figures"].value == awaited
    assert found["statistics.typed_share"].value == _per_cent(2, awaited)
    assert found["statistics.typed_share@1"].value == _per_cent(2, 2 + live)
    opened = records("statistics.typed_share", tree.union.pk, on=HALF.end).parts[0]
    assert opened.page(None, 10) == sorted(
        ReportedValue.objects.filter(replaced_at=None, value__isnull=False).values_list(
            "pk", flat=True
        )
    )
    later = evaluate(codes[:3], tree.union.pk, on=date(2018, 7, 1))
    assert [figure.value for figure in later.values()] == [0, 0, None]


def test_the_share_typed_is_of_what_unions_could_type(tree: Tree, cast: Cast) -> None:
    """Six above the grass roots are asked; what one types moves its own share, not by others'."""
    reporting.report(tree.city, HALF, {CODE: Decimal(4)}, actor=SYSTEM)
    reporting.report(tree.county, HALF, {CODE: Decimal(4), "fairs.posts": Decimal(2)}, actor=SYSTEM)
    awaited = _awaited()

    codes = ("statistics.typed_figures", "statistics.typeable_figures", "statistics.typed_share")
    found = evaluate(codes, tree.city.pk, on=HALF.end)
    own = {u.pk: own_share(u, HALF.end) for u in (tree.city, tree.county, tree.union)}
    asked = Union.objects.exclude(union_type=UnionType.GRASSROOTS)

    assert [f.value for f in found.values()] == [
        3,
        awaited * asked.filter(path__startswith=tree.city.path).count(),
        _per_cent(3, awaited * asked.filter(path__startswith=tree.city.path).count()),
    ]
    assert own[tree.city.pk].share.value == _per_cent(1, awaited)
    assert own[tree.county.pk].share.value == _per_cent(2, awaited)
    assert own[tree.city.pk].words.endswith(f"(可填报 {awaited} 个,已填报 1 个)")
    assert own[tree.union.pk].words == "本级没有要填报的指标"


def test_the_page_and_the_dashboard_tell_the_own_share(tree: Tree, cast: Cast) -> None:
    reporting.report(tree.city, HALF, {CODE: Decimal(4)}, actor=SYSTEM)
    address = explain_url("statistics.typed_share", tree.city.code, on=HALF.end)
    tiles = f"/board/{tree.city.code}/tiles/?from={HALF.start}&to={HALF.end}"

    for page in (address, tiles):
        assert (
            own_share(tree.city, HALF.end).words in cast.city_wang.client.get(page).content.decode()
        )


def _awaited() -> int:
    return sum(
        1 for i in catalogue() if isinstance(i, Awaiting) and not i.code.startswith("trial.")
    )


def _per_cent(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


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
    chair = cast.chair_sun.actor
    assert chair.may("figures.report", tree.union.path)  # she may type, and is asked for nothing
    assert not owed(chair, today).exists()
    assert own_share(tree.union, last.end).words == "本级没有要填报的指标"
    shown = cast.county_zhao.client.get("/").content.decode()
    assert (
        f"{tree.township.name}:{previous(containing(PeriodKind.HALF_YEAR, clock.today())).label}数据"
        in shown
    )
