"""What the pages of a figure say beside the number: nothing to count, typed, frozen, of another day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import jobs
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Entry, Job, JobState
from niangjia.members import services as membership
from niangjia.members.models import Card
from niangjia.members.rules.lifecycle import CardStatus
from niangjia.members.tests.making import member_of
from niangjia.statistics.models import Closing
from niangjia.statistics.queries import catalogue
from niangjia.statistics.rules.periods import PeriodKind, containing
from niangjia.statistics.services import closings, reporting
from niangjia.statistics.tests.closing import JUNE, people
from niangjia.unions import services
from niangjia.unions.models import Union
from niangjia.web.figures import explain_url, records_url

HALF = containing(PeriodKind.HALF_YEAR, date(2017, 3, 1))
CLOSED_ON = date(2022, 6, 17)
CLOSED_WORDS = f"已于 {CLOSED_ON} 注销"


@pytest.fixture
def closed(tree: Tree) -> Union:
    """A union that was closed; it never had members."""
    return services.close(tree.other_union, on=CLOSED_ON, reason="企业破产", actor=SYSTEM)


# --- a union that stood nowhere ---------------------------------------------------------------


def test_a_union_that_is_no_more_is_told_instead_of_nothing(closed: Union, cast: Cast) -> None:
    client = cast.city_wang.client

    for make in (explain_url, records_url):
        for code in ("members.total", "members.verified_rate"):
            page = client.get(make(code, closed.code, on=date(2024, 1, 1)))
            assert page.status_code == 422
            assert f"{closed.name}已于 {CLOSED_ON} 注销" in page.content.decode()
            page = client.get(make(code, closed.code, on=date(2022, 6, 16)))
            assert page.status_code == 200
    typed = client.get(explain_url("fairs.sessions", closed.code, start=date(2023, 1, 1)))
    assert CLOSED_WORDS in typed.content.decode()


def test_a_period_in_which_it_stood_any_day_is_answered(closed: Union, cast: Cast) -> None:
    days: dict[str, Any] = {"start": date(2022, 1, 1), "end": date(2022, 12, 31)}

    page = cast.city_wang.client.get(explain_url("unions.closed", closed.code, **days))
    joined = cast.city_wang.client.get(explain_url("members.joined", closed.code, **days))

    assert page.context["value"] == "1"
    assert joined.context["value"] == "0"


def test_the_tab_of_a_union_says_it_too(closed: Union, cast: Cast) -> None:
    url = f"/unions/{closed.code}/tab/figures/?numbers=1"

    after = cast.city_wang.client.get(f"{url}&from=2024-01-01&to=2024-12-31")
    then = cast.city_wang.client.get(f"{url}&from=2022-01-01&to=2024-12-31")

    assert CLOSED_WORDS in after.content.decode()
    assert "fig-strip" not in after.content.decode()
    assert "fig-strip" in then.content.decode()
    assert CLOSED_WORDS not in then.content.decode()


def test_what_still_counts_is_shown_under_the_words(tree: Tree, closed: Union, cast: Cast) -> None:
    """Cards stay with the union that is no more; 0 members beside them is explained."""
    person, day = member_of(tree.union).person, date(2021, 1, 5)
    Card.objects.create(person=person, union=closed, status=CardStatus.APPLIED, applied_on=day)

    page = cast.city_wang.client.get(
        f"/unions/{closed.code}/tab/figures/?numbers=1&from=2024-01-01&to=2024-12-31"
    )

    assert CLOSED_WORDS in page.content.decode()
    assert "fig-strip" in page.content.decode()


# --- typed ------------------------------------------------------------------------------------


def test_the_catalogue_tells_what_the_union_typed(tree: Tree, cast: Cast) -> None:
    reporting.report(tree.county, HALF, {"fairs.sessions": Decimal(12)}, actor=SYSTEM)

    def found(query: str, player: Any = cast.county_zhao) -> dict[str, str]:
        page = player.client.get(f"/figures/?{query}")
        return {line.indicator.code: line.state for line in page.context["lines"]}

    assert found("state=填报") == {"fairs.sessions": "填报"}
    assert found("q=fairs.sessions")["fairs.sessions"] == "填报"
    assert "fairs.sessions" not in found("state=待接入&q=fairs.")
    assert found("state=填报", cast.city_wang) == {}
    assert found(f"state=填报&union={tree.county.code}", cast.city_wang) == {
        "fairs.sessions": "填报"
    }
    assert cast.county_zhao.client.get("/figures/?union=511724").status_code == 404
    page = cast.county_zhao.client.get(explain_url("fairs.sessions", tree.county.code))
    assert page.context["is_typed"]
    rows = {r[0]: r[4] for r in map(catalogue.row_of, catalogue.find("", {}, {"fairs.sessions"}))}
    assert (rows["fairs.sessions"], rows["members.total"]) == ("填报", "实时统计")


def test_a_state_there_is_not_narrows_nothing(tree: Tree, cast: Cast) -> None:
    page = cast.county_zhao.client.get("/figures/?state=xyz")

    assert page.context["count"] == len(catalogue.lines())
    assert not page.context["chips"]


# --- frozen and revised -----------------------------------------------------------------------


@pytest.fixture
def revised(tree: Tree) -> Closing:
    """June of a county, with a member entered later and that revised."""
    people(tree)
    closing = closings.close(tree.county, JUNE, actor=SYSTEM)
    member_of(tree.union, "刘建国", 4, on=date(2020, 6, 12))
    closings.compare(closing, actor=SYSTEM)
    closings.revise(closing, ["members.total"], reason="补录会员登记表", actor=SYSTEM)
    return closing


def test_a_closed_figure_shows_what_was_frozen_and_why_it_was_revised(
    tree: Tree, revised: Closing, cast: Cast
) -> None:
    client = cast.county_zhao.client
    days: dict[str, Any] = {"start": JUNE.start, "end": JUNE.end}

    total = client.get(explain_url("members.total", tree.county.code, **days))
    joined = client.get(explain_url("members.joined", tree.union.code, **days))
    cut = client.get(explain_url("members.total[gender=2]", tree.county.code, on=JUNE.end))

    ((_, words),) = total.context["frozen"]
    assert total.context["value"] == "3"
    assert (words["value"], words["revised"], words["differs"]) == ("2", "3", False)
    assert words["url"] == f"/closings/{revised.public_id}/"
    assert "补录会员登记表" in total.content.decode()
    ((_, words),) = joined.context["frozen"]
    assert (joined.context["value"], words["value"], words["differs"]) == ("2", "1", True)
    assert "没有修订" in joined.content.decode()
    ((_, words),) = cut.context["frozen"]
    assert words["value"] == "2"


def test_other_days_and_other_unions_show_nothing_frozen(
    tree: Tree, revised: Closing, cast: Cast
) -> None:
    client = cast.city_wang.client
    asks: tuple[tuple[str, Union, dict[str, Any]], ...] = (
        ("members.total", tree.county, {"on": date(2020, 6, 29)}),
        ("members.joined", tree.county, {"start": date(2020, 5, 1), "end": JUNE.end}),
        ("members.total", tree.neighbour, {"on": JUNE.end}),
        ("cards.issued", tree.county, {"start": JUNE.start, "end": JUNE.end}),
    )
    for code, union, days in asks:
        assert client.get(explain_url(code, union.code, **days)).context["frozen"] == []


def test_a_closing_out_of_sight_is_named_without_a_link(
    tree: Tree, revised: Closing, cast: Cast
) -> None:
    page = cast.chair_sun.client.get(explain_url("members.total", tree.union.code, on=JUNE.end))

    ((_, words),) = page.context["frozen"]
    assert (words["value"], words["url"]) == ("2", "")


def test_the_journal_of_a_revision_names_indicators(revised: Closing) -> None:
    entry = Entry.objects.filter(verb="figures.revise").latest("pk")

    assert entry.summary == "登记封存修订3处(工会会员)"


def test_all_or_an_indicator_with_its_groups_are_revised_at_once(tree: Tree, cast: Cast) -> None:
    people(tree)
    closing = closings.close(tree.county, JUNE, actor=SYSTEM)
    member_of(tree.union, "刘建国", 4, on=date(2020, 6, 12))
    closings.compare(closing, actor=SYSTEM)
    found = closing.comparisons.get().differences
    address = f"/closings/{closing.public_id}/do/revise/"
    client = cast.county_zhao.client

    nothing = client.post(address, {"reason": "补录", "confirmed": "1"})
    assert "请选择要登记的指标" in nothing.content.decode()
    assert not closing.revisions.exists()
    data = {"codes": ["members.total"], "slices": "on", "reason": "补录", "confirmed": "1"}
    assert client.post(address, data).status_code == 302
    codes = set(closing.revisions.values_list("code", flat=True))
    assert {code.partition("[")[0] for code in codes} == {"members.total"}
    assert codes == set(
        found.filter(code__startswith="members.total").values_list("code", flat=True)
    )
    assert len(codes) > 2
    first = client.post(address, {"everything": "on", "reason": "补录"})
    assert "将发生以下变化" in first.content.decode()
    data = {"everything": "True", "slices": "False", "reason": "补录", "confirmed": "1"}
    assert client.post(address, data).status_code == 302
    assert closing.revisions.count() == found.count()


# --- of another day ---------------------------------------------------------------------------


def test_records_of_a_past_day_say_that_states_are_of_now(tree: Tree, cast: Cast) -> None:
    gone = member_of(tree.union, "王秀英", 2)
    membership.resign(gone, on=date(2021, 3, 1), actor=SYSTEM)
    client = cast.county_zhao.client
    then: dict[str, Any] = {"on": date(2020, 12, 31)}

    page = client.get(records_url("members.total", tree.county.code, **then))
    now = client.get(records_url("members.joined", tree.county.code, start=date(2020, 1, 1)))

    heads = [column.head for _, column in page.context["heads"]]
    (line,) = page.context["lines"]
    said = [cell.partition(">")[2] for cell in line.split("</td>")[:-1]]
    assert len(said) == len(heads)
    assert "现在的会籍状态" in heads
    assert said[heads.index("会籍止")] == "2021-03-01"
    assert "现在:已结束" in said[heads.index("现在的会籍状态")]
    assert "会籍止" not in [column.head for _, column in now.context["heads"]]

    left = client.get(records_url("members.left", tree.county.code, start=date(2021, 1, 1)))
    assert [column.head for _, column in left.context["heads"]][-2:] == ["会籍止", "离开原因"]

    client.post(records_url("members.total", tree.county.code, **then).replace("/?", "/export/?"))
    job = jobs.run(Job.objects.latest("pk").pk)
    assert job.state == JobState.DONE, job.message
    sheet = openpyxl.load_workbook(jobs.files_root() / job.file_path).active
    assert sheet is not None
    head, row = list(sheet.iter_rows(min_row=2, values_only=True))
    assert row[head.index("会籍止")] is not None
    assert "现在的会籍状态" in head


def test_a_stock_asked_for_a_period_is_captioned_with_its_day(tree: Tree, cast: Cast) -> None:
    days: dict[str, Any] = {"start": date(2020, 4, 1), "end": JUNE.end}
    captions = {
        code: [
            cast.city_wang.client.get(make(code, tree.city.code, **days)).context["asked"].words
            for make in (explain_url, records_url)
        ]
        for code in ("members.total", "members.verified_rate", "members.joined", "cards.issued")
    }

    day, period = "截至 2020-06-30", "2020-04-01 至 2020-06-30"
    assert captions == {
        "members.total": [day, day], "members.verified_rate": [day, day],
        "members.joined": [period, period], "cards.issued": [period, period],
    }  # fmt: skip


def test_a_share_of_nothing_says_so(tree: Tree, cast: Cast) -> None:
    page = cast.city_wang.client.get(explain_url("members.verified_rate", tree.city.code))

    assert page.context["value"] == "—"
    assert "<b>—</b><span>分母为零,没有数值</span>" in page.content.decode()


def test_a_flow_of_one_day_and_an_unknown_tree_are_told(tree: Tree, cast: Cast) -> None:
    client = cast.city_wang.client

    page = client.get("/figures/members.joined/?on=2017-06-30").content.decode()
    assert "2017-01-01 至 2017-06-30" in page
    assert "没有某一天的数;以下是当年 1 月 1 日到这一天的数" in page
    plain = client.get("/figures/members.joined/?from=2017-01-01&to=2017-06-30")
    assert "没有某一天的数" not in plain.content.decode()
    for address in ("/figures/members.total/", f"/unions/{tree.city.code}/tab/figures/"):
        answer = client.get(f"{address}?tree=xx&numbers=1")
        assert answer.status_code == 422
        assert "没有“xx”这种隶属关系" in answer.content.decode()


# --- what there is not ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("member.total", ("没有代码为“member.total”的指标", "/figures/members.total/")),
        ("建会率", ("没有代码为“建会率”的指标", "/figures/employers.unionised_rate/")),
        ("members.total@9", ("没有这一版口径", "第1版(members.total)")),
        ("members.total[gender=7]", ("没有“7”这一组", "1(男)")),
    ],
)
def test_an_address_that_names_nothing_is_told_what_may_be_meant(
    tree: Tree, cast: Cast, code: str, said: tuple[str, str]
) -> None:
    for rest in ("", "records/", "records/export/"):
        page = cast.city_wang.client.get(f"/figures/{code}/{rest}")
        assert page.status_code == 404
        assert all(words in page.content.decode() for words in said)
    assert cast.stranger.client.get(f"/figures/{code}/").status_code == 403


def test_phone_lists_say_what_a_number_is_of(tree: Tree, cast: Cast) -> None:
    from niangjia.web.desk.declare import DESKS
    from niangjia.web.desk.listing import cell_class

    shown = {
        slug: [
            column.head
            for n, column in enumerate(DESKS[slug].bound_columns)
            if "x" not in cell_class(DESKS[slug], column, n).split()
        ]
        for slug in ("reported", "closings")
    }

    assert shown["reported"] == ["指标", "工会", "期间", "数值", "单位"]
    assert shown["closings"] == ["期间", "工会", "范围(个工会)"]


def test_the_page_of_an_earlier_definition_names_the_present_one(cast: Cast, tree: Tree) -> None:
    page = cast.county_zhao.client.get(f"/figures/cards.activated@1/?union={tree.county.code}")
    now = cast.county_zhao.client.get(f"/figures/cards.activated/?union={tree.county.code}")

    assert "第 1 版,是以前的口径,现在用" in page.content.decode()
    assert "启用以来没有改过" not in page.content.decode()
    assert "是以前的口径" not in now.content.decode()
