"""Closing a period: what is frozen, that it stays, and how later corrections are entered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry, Job
from niangjia.members.models import Membership
from niangjia.members.tests.making import member_of
from niangjia.statistics.models import ClosedFigures, Closing, Revision
from niangjia.statistics.queries import closings as queries
from niangjia.statistics.rules.periods import PeriodKind, containing, parse
from niangjia.statistics.services import closings
from niangjia.statistics.tests.closing import JUNE, YEAR, month, people

CODES = ("members.total", "members.joined", "unions.total", "members.verified_rate")


def _values(union_id: int, period: object = JUNE) -> dict[str, object]:
    found = queries.closed(CODES, union_id, period)  # type: ignore[arg-type]  # a period
    return {code: figure.value for code, figure in found.items()}


def test_figures_of_every_node_are_frozen(tree: Tree) -> None:
    people(tree)

    closing = closings.close(tree.city, JUNE, actor=SYSTEM)

    assert closing.node_count == 9
    assert _values(tree.city.pk) == {
        "members.total": 3, "members.joined": 2, "unions.total": 4,
        "members.verified_rate": Decimal("0.00"),
    }  # fmt: skip
    assert _values(tree.union.pk)["members.total"] == 2
    assert _values(tree.neighbour.pk)["members.joined"] == 1
    assert _values(tree.other_union.pk) == {
        "members.total": 0, "members.joined": 0, "unions.total": 1,
        "members.verified_rate": None,
    }  # fmt: skip
    assert _values(tree.province.pk) == {}


def test_what_was_frozen_higher_up_is_told_beside_ones_own(tree: Tree) -> None:
    people(tree)
    of_city = closings.close(tree.city, JUNE, actor=SYSTEM)
    member_of(tree.union, "刘建国", 4, on=date(2020, 6, 12))
    own = closings.close(tree.county, JUNE, actor=SYSTEM)

    found = queries.frozen("members.joined", tree.county.pk, JUNE.start, JUNE.end)

    assert [one.closing for one in found] == [own, of_city]
    assert [one.value for one in found] == [2, 1]


def test_frozen_figures_equal_the_live_ones_of_every_node(tree: Tree) -> None:
    from niangjia.kernel.indicators import evaluate

    people(tree)
    closing = closings.close(tree.city, YEAR, actor=SYSTEM)

    for row in closing.figures.all():
        live = evaluate(
            queries.codes_now(), row.union_id, on=YEAR.end, start=YEAR.start, end=YEAR.end
        )
        frozen = queries.figures_of(closing, row.union_id)
        assert {c: f.value for c, f in frozen.items()} == {c: f.value for c, f in live.items()}


def test_records_entered_later_leave_the_frozen_figures_alone(tree: Tree) -> None:
    people(tree)
    closing = closings.close(tree.city, JUNE, actor=SYSTEM)

    member_of(tree.union, "刘建国", 4, on=date(2020, 6, 12))

    assert _values(tree.city.pk)["members.total"] == 3
    assert queries.is_whole(closing)


def test_a_period_that_is_not_over_is_refused(tree: Tree) -> None:
    this_month = containing(PeriodKind.MONTH, clock.today())

    with pytest.raises(Blocked, match="结束以后才能封存"):
        closings.close(tree.city, this_month, actor=SYSTEM)

    assert not Closing.objects.exists()


def test_a_period_before_there_was_anything_is_refused(tree: Tree) -> None:
    from niangjia.unions.models import TreePath

    with connection.cursor() as cursor:
        cursor.execute("UPDATE unions_treepath SET valid = daterange('2010-01-01', NULL)")
    assert TreePath.objects.exists()

    with pytest.raises(Blocked, match="没有可以封存的数据"):
        closings.close(tree.city, month(2009, 6), actor=SYSTEM)


def test_a_period_is_closed_once(tree: Tree) -> None:
    closings.close(tree.city, JUNE, actor=SYSTEM)

    with pytest.raises(Blocked, match="已经封存"):
        closings.close(tree.city, JUNE, actor=SYSTEM)

    assert Closing.objects.count() == 1
    assert ClosedFigures.objects.count() == 9


@pytest.mark.parametrize("verb", ["UPDATE {0} SET id = id", "DELETE FROM {0}"])
@pytest.mark.parametrize(
    "table", ["closing", "closedfigures", "comparison", "difference", "revision"]
)
def test_the_database_refuses_to_change_what_is_closed(tree: Tree, verb: str, table: str) -> None:
    closings.close(tree.city, JUNE, actor=SYSTEM)

    with (
        pytest.raises(DatabaseError, match="只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(f"statistics_{table}"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE statistics_closedfigures SET values = values || '{\"members.total\": 99}'",
        "UPDATE statistics_closing SET ends_on = ends_on + 1",
        "UPDATE statistics_closing SET closed_by = '别人'",
        "DELETE FROM statistics_closedfigures WHERE id = (SELECT max(id) FROM statistics_closedfigures)",
    ],
)
def test_the_seal_shows_what_was_changed_around_the_system(tree: Tree, change: str) -> None:
    people(tree)
    closing = closings.close(tree.city, JUNE, actor=SYSTEM)

    with connection.cursor() as cursor:  # as somebody with the owner's rights could
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("closing", "closedfigures"):
            cursor.execute(f"ALTER TABLE statistics_{table} DISABLE TRIGGER USER")
        cursor.execute(change)
    closing = Closing.objects.get(pk=closing.pk)

    assert not queries.is_whole(closing)
    assert closings.verify(closing, actor=SYSTEM) is False
    assert "不一致" in Entry.objects.filter(verb="figures.verify").latest("pk").summary


def test_a_whole_seal_is_confirmed(tree: Tree) -> None:
    people(tree)
    closing = Closing.objects.get(pk=closings.close(tree.city, JUNE, actor=SYSTEM).pk)

    assert closings.verify(closing, actor=SYSTEM) is True


def test_later_records_show_as_differences_and_are_entered_once(tree: Tree) -> None:
    people(tree)
    closing = closings.close(tree.city, JUNE, actor=SYSTEM)
    member_of(tree.union, "刘建国", 4, on=date(2020, 6, 12))

    made = closings.compare(closing, actor=SYSTEM)
    count = closings.revise(closing, ["members.total"], reason="补录会员登记表", actor=SYSTEM)

    changed = set(made.differences.filter(code="members.total").values_list("union", flat=True))
    assert changed == {u.pk for u in (tree.union, tree.township, tree.county, tree.city)}
    assert count == 4
    figure = queries.closed(["members.total"], tree.city.pk, JUNE)["members.total"]
    assert (figure.value, figure.latest) == (3, 4)
    assert figure.revised is not None
    assert figure.revised.reason == "补录会员登记表"
    with pytest.raises(Blocked, match="没有待登记"):
        closings.revise(closing, ["members.total"], reason="再登记一次", actor=SYSTEM)


def test_what_was_entered_is_no_difference_any_more(tree: Tree) -> None:
    people(tree)
    closing = closings.close(tree.city, JUNE, actor=SYSTEM)
    Membership.objects.filter(union=tree.union).update(joined_on=date(2020, 7, 1))
    closings.compare(closing, actor=SYSTEM)
    codes = {d.code for d in queries.open_differences(closing)}
    closings.revise(closing, codes, reason="入会日期登记错误", actor=SYSTEM)

    again = closings.compare(closing, actor=SYSTEM)

    assert again.difference_count == 0
    rate = queries.closed(["members.verified_rate"], tree.union.pk, JUNE)["members.verified_rate"]
    assert (rate.value, rate.latest) == (Decimal("0.00"), None)


def test_a_revision_needs_its_reason(tree: Tree) -> None:
    people(tree)
    closing = closings.close(tree.city, JUNE, actor=SYSTEM)
    member_of(tree.union, "刘建国", 4, on=date(2020, 6, 12))
    closings.compare(closing, actor=SYSTEM)

    with pytest.raises(Blocked, match="修订原因"):
        closings.revise(closing, ["members.total"], reason="  ", actor=SYSTEM)

    assert not Revision.objects.exists()


def test_a_changed_definition_is_not_compared(tree: Tree) -> None:
    closing = closings.close(tree.city, JUNE, actor=SYSTEM)
    closing.definitions["members.total"]["fingerprint"] = "another"

    made = closings.compare(closing, actor=SYSTEM)

    assert made.skipped == ["members.total"]
    assert made.difference_count == 0


def test_a_figure_only_counted_in_another_way_is_compared(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing = closings.close(tree.city, JUNE, actor=SYSTEM)
    told = closing.definitions
    present = told["members.total"]["fingerprint"]
    codes = [code for code in told if code.partition("[")[0] == "members.total"]
    for code in codes:
        told[code]["fingerprint"] = f"slower {code}"
    locked = tmp_path / "definitions.json"
    locked.write_text(json.dumps({"members.total": {"1": [present, "slower members.total"]}}))
    assert queries.present_codes(closing)[1] == codes

    monkeypatch.setattr(queries, "DEFINITIONS", locked)

    assert queries.present_codes(closing) == ({code: code for code in told}, [])


def test_series_of_closed_months(tree: Tree) -> None:
    people(tree)
    for number in (6, 5):
        closings.close(tree.city, month(2020, number), actor=SYSTEM)

    found = queries.series_of(tree.union.pk, ["members.total"], PeriodKind.MONTH)

    assert [(p.code, f["members.total"].value) for p, f in found] == [
        ("2020-05", 1),
        ("2020-06", 2),
    ]


def test_a_unions_own_closing_comes_before_the_one_above(tree: Tree) -> None:
    people(tree)
    closings.close(tree.city, JUNE, actor=SYSTEM)
    member_of(tree.union, "刘建国", 4, on=date(2020, 6, 12))
    closings.close(tree.county, JUNE, actor=SYSTEM)

    assert _values(tree.county.pk)["members.total"] == 3
    assert _values(tree.union.pk)["members.total"] == 3
    assert _values(tree.neighbour.pk)["members.total"] == 1
    assert _values(tree.city.pk)["members.total"] == 3


def test_preview_warns_of_a_gap(tree: Tree) -> None:
    closings.close(tree.city, month(2020, 4), actor=SYSTEM)

    lines = queries.preview(tree.city, JUNE)

    assert any("2020年5月" in line and "还没有封存" in line for line in lines)
    assert any("共9个工会" in line for line in lines)


def test_others_close_compare_and_revise_nothing(tree: Tree, cast: Cast) -> None:
    closing = closings.close(tree.county, JUNE, actor=SYSTEM)
    before = (Closing.objects.count(), Job.objects.count(), Entry.objects.count())

    for name in ("neighbour_qian", "worker_chen", "stranger", "chair_sun"):
        actor = getattr(cast, name).actor
        acts: list[Callable[[], object]] = [
            partial(closings.close, tree.county, YEAR, actor=actor),
            partial(closings.begin, tree.county, YEAR, actor=actor),
            partial(closings.compare, closing, actor=actor),
            partial(closings.begin_comparison, closing, actor=actor),
            partial(closings.revise, closing, ["members.total"], reason="试", actor=actor),
        ]
        for act in acts:
            with pytest.raises(NotVisible):
                act()

    assert (Closing.objects.count(), Job.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize("name", ["county_zhao", "city_wang", "province_li"])
def test_cadres_at_and_above_the_union_close(tree: Tree, cast: Cast, name: str) -> None:
    player = getattr(cast, name)

    closing = closings.close(tree.county, JUNE, actor=player.actor)

    assert closing.closed_by == player.actor.label
    assert parse("2020-06") == closing.period
