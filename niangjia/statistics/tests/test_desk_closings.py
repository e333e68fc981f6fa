"""Pages of closed periods: who sees them, closing in two steps, entering revisions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock, jobs
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Entry, Job, JobState
from niangjia.members.tests.making import member_of
from niangjia.statistics.desk.closings import ClosingDesk, said
from niangjia.statistics.models import Closing, Revision
from niangjia.statistics.rules.periods import PeriodKind, containing, previous
from niangjia.statistics.services import closings
from niangjia.statistics.tests.closing import JUNE, YEAR, month, people
from niangjia.web.testing import DeskTests


class TestClosingDesk(DeskTests):
    desk = ClosingDesk
    act_data = {
        "compare": {},
        "verify": {},
        "revise": {"codes": ["members.total"], "reason": "补录会员登记表"},
    }

    def make(self, tree: Tree, cast: Cast) -> Closing:
        people(tree)
        closing = closings.close(tree.county, JUNE, actor=SYSTEM)
        member_of(tree.union, "刘建国", 4, on=date(2020, 6, 12))
        closings.compare(closing, actor=SYSTEM)
        return closing

    def stored(self, made: Any) -> dict[str, Any]:
        return super().stored(made) | {"revisions": Revision.objects.count()}


LAST = previous(containing(PeriodKind.MONTH, clock.today()))


def test_closing_is_previewed_then_done_by_a_job(tree: Tree, cast: Cast) -> None:
    data = {"union": tree.county.code, "period": LAST.code}
    client = cast.county_zhao.client

    first = client.post("/closings/new/", data)
    assert "将办理以下封存" in first.content.decode()
    assert not Job.objects.exists()
    second = client.post("/closings/new/", data | {"confirmed": "1"})
    job = jobs.run(Job.objects.get(kind="figures.close").pk)

    assert second.status_code == 302
    assert job.state == JobState.DONE, job.message
    closing = Closing.objects.get()
    assert (closing.union, closing.period) == (tree.county, LAST)
    assert closing.closed_by == cast.county_zhao.actor.label
    assert job.result["url"] == f"/closings/{closing.public_id}/"


def test_a_closed_period_is_refused_on_the_page(tree: Tree, cast: Cast) -> None:
    closings.close(tree.county, LAST, actor=SYSTEM)

    answer = cast.county_zhao.client.post(
        "/closings/new/", {"union": tree.county.code, "period": LAST.code}
    )

    assert "已经封存" in answer.content.decode()
    assert Closing.objects.count() == 1


def test_nobody_closes_a_union_out_of_reach(tree: Tree, cast: Cast) -> None:
    before = Entry.objects.count()

    for player in cast:
        answer = player.client.post(
            "/closings/new/", {"union": tree.neighbour.code, "period": LAST.code, "confirmed": "1"}
        )
        may = player.actor.may("figures.close", tree.neighbour.path)
        assert (answer.status_code == 302) is may, player.user

    assert Entry.objects.count() == before
    assert set(Job.objects.values_list("actor_id", flat=True)) == {
        p.user.pk for p in (cast.province_li, cast.city_wang, cast.neighbour_qian)
    }


def test_figures_of_a_lower_union_beside_the_present(tree: Tree, cast: Cast) -> None:
    closing = TestClosingDesk().make(tree, cast)
    closings.revise(closing, ["members.total"], reason="补录会员登记表", actor=SYSTEM)

    page = cast.county_zhao.client.get(
        f"/closings/{closing.public_id}/",
        {"tab": "data", "union": tree.union.code, "present": "on"},
    )

    lines = {line.code: line for line in page.context["lines"]}
    total, joined = lines["members.total"], lines["members.joined"]
    assert (total.closed, total.revised, total.present, total.differs) == ("2", "3", "3", False)
    assert "补录会员登记表" in total.reason
    assert (joined.closed, joined.revised, joined.present, joined.differs) == ("1", "", "2", True)


def test_a_union_outside_the_closing_shows_nothing(tree: Tree, cast: Cast) -> None:
    closing = TestClosingDesk().make(tree, cast)

    page = cast.city_wang.client.get(
        f"/closings/{closing.public_id}/", {"tab": "data", "union": tree.neighbour.code}
    )

    assert page.context["lines"] == []
    assert "不在这次封存的范围内" in page.content.decode()


def test_the_comparison_is_a_job(tree: Tree, cast: Cast) -> None:
    closing = TestClosingDesk().make(tree, cast)

    cast.county_zhao.client.post(f"/closings/{closing.public_id}/do/compare/")
    job = jobs.run(Job.objects.get(kind="figures.compare").pk)

    assert job.state == JobState.DONE, job.message
    assert job.result["differences"] == closing.comparisons.latest("pk").difference_count > 0


def test_other_closings_that_a_change_concerns_are_named(tree: Tree, cast: Cast) -> None:
    people(tree)
    may, year = (closings.close(tree.county, p, actor=SYSTEM) for p in (month(2020, 5), YEAR))
    june = closings.close(tree.county, JUNE, actor=SYSTEM)
    address = f"/closings/{june.public_id}/?tab=differences"
    closings.compare(june, actor=SYSTEM)
    unchanged = cast.county_zhao.client.get(address).content.decode()
    member_of(tree.union, "刘建国", 4, on=date(2020, 6, 12))

    closings.compare(june, actor=SYSTEM)
    changed = cast.county_zhao.client.get(address).content.decode()
    closings.compare(year, actor=SYSTEM)
    compared = cast.county_zhao.client.get(address).content.decode()

    assert f"/closings/{year.public_id}/" in changed
    for page in (unchanged, compared):
        assert f"/closings/{year.public_id}/" not in page
    assert f"/closings/{may.public_id}/" not in changed


def test_a_cancelled_closing_leaves_nothing(tree: Tree, cast: Cast) -> None:
    people(tree)
    job = closings.begin(tree.county, JUNE, actor=cast.county_zhao.actor)
    jobs.cancel(job)

    job = jobs.run(job.pk)

    assert job.state == JobState.CANCELLED
    assert not Closing.objects.exists()


def test_values_are_said_with_fen_only_where_there_are_any() -> None:
    assert said(Decimal("0.00"), "元") == "0"
    assert said(Decimal("577100.25"), "元") == "577,100.25"
    assert said(Decimal("65.50"), "%") == "65.50"
    assert said(None, "人") == "—"
