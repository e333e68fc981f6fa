"""Catalogue, explanation, records: every figure opens, opens to exactly its records, leaks nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import jobs
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.indicators import (
    Counter,
    Indicator,
    Records,
    State,
    catalogue,
    get,
    records,
    slices,
)
from niangjia.kernel.indicators.evaluate import evaluate
from niangjia.kernel.models import Entry, Job, JobState
from niangjia.ledger import services as ledger
from niangjia.ledger.rules.codes import FundSource
from niangjia.ledger.tests.builders import finance, fund_of
from niangjia.members.tests.making import member_of
from niangjia.statistics.desk.records import drill
from niangjia.statistics.indicators import tables
from niangjia.statistics.models import ReportedValue
from niangjia.statistics.rules.periods import PeriodKind, containing
from niangjia.statistics.services import reporting
from niangjia.unions.rules import UnionLevel
from niangjia.web.figures import explain_url, records_url

START, END = date(2015, 1, 1), date(2030, 12, 31)
DAYS: dict[str, Any] = {"start": START, "end": END}
MOST_QUERIES, MOST_BYTES = 6, 50_000
_CHARS = [chr(0x4E2D + n) for n in range(100)]


@pytest.fixture
def people(tree: Tree) -> Tree:
    """Three members here, two next door."""
    for n in range(3):
        member_of(tree.union, f"渠江{_CHARS[n]}", n + 1)
    for n in range(3, 5):
        member_of(tree.neighbour_union, f"乌木{_CHARS[n]}", n + 1)
    return tree


def live() -> list[Indicator]:
    """Every indicator with records, and every slice of it; none that other tests declared."""
    found = [i for i in catalogue() if i.state is State.LIVE and not i.code.startswith("trial.")]
    return [*found, *(s for i in found for s in slices(i.code))]


def leaves(found: Records) -> list[Records]:
    """The lists that a page shows: a figure's own, or those of its parts."""
    return [leaf for part in found.parts for leaf in leaves(part)] or [found]


def test_records_are_as_many_as_the_figure(people: Tree) -> None:
    wanted = [i for i in live() if isinstance(i, Counter)][::9]  # whole ones: site/tests
    figures = evaluate([i.code for i in wanted], people.city.pk, **DAYS)

    for indicator in wanted:
        found = records(indicator.code, people.city.pk, **DAYS)
        assert found.count() == figures[indicator.code].value, indicator.code
        if not indicator.amount:
            assert len(found.page(None, 10_000)) == found.count(), indicator.code


def test_visible_and_hidden_make_the_figure_for_everybody(people: Tree, cast: Cast) -> None:
    for indicator in (i for i in catalogue() if isinstance(i, Counter)):
        found = records(indicator.code, people.city.pk, **DAYS)
        for player in cast:
            drilled = drill(found, player.actor)
            numbers = drilled.numbers(player.actor)
            rows, _ = drilled.page(player.actor, None, 10_000)
            assert len(rows) + numbers.hidden == numbers.records, (indicator.code, player.user)


def test_every_page_opens(people: Tree, cast: Cast) -> None:
    client = cast.city_wang.client
    whole = [i for i in live() if "[" not in i.code]
    cuts = [cut for i in whole for cut in slices(i.code)[:1]]
    for indicator in (*whole, *cuts[:3]):
        for make in (explain_url, records_url):
            address = make(indicator.code, people.city.code, **DAYS)
            assert client.get(address).status_code == 200, address


def test_a_slice_is_called_by_its_whole_label(people: Tree, cast: Cast) -> None:
    page = cast.city_wang.client.get(explain_url("unions.total", people.city.code))

    (levels,) = [cut for cut, _ in page.context["cuts"] if cut.name == "工会层级"]
    assert {bar.label for bar in levels.bars} <= {level.label for level in UnionLevel}


def test_awaiting_pages_open_and_say_so(people: Tree, cast: Cast) -> None:
    for code in ("fairs.sessions", "contests.worker_share", "sites.libraries"):
        page = cast.city_wang.client.get(explain_url(code, people.city.code)).content.decode()
        assert "待接入" in page
        listing = cast.city_wang.client.get(records_url(code, people.city.code)).content.decode()
        assert "还没有记录可看" in listing


def test_a_union_out_of_sight_is_not_found(people: Tree, cast: Cast) -> None:
    codes = ("members.total", "members.verified_rate", "fairs.sessions")
    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        for code in codes:
            for make in (explain_url, records_url):
                answer = player.client.get(make(code, people.county.code))
                assert answer.status_code in (403, 404)
                assert "渠县" not in answer.content.decode()


def test_unknown_indicators_and_days_are_refused(people: Tree, cast: Cast) -> None:
    client = cast.city_wang.client

    assert client.get("/figures/no.such/").status_code == 404
    assert client.get("/figures/members.total/?on=heute").status_code == 422
    answer = client.get("/figures/members.joined/?from=2018-01-01&to=2017-01-01")
    assert answer.status_code == 422
    assert "晚于" in answer.content.decode()
    answer = client.get("/unions/511725/tab/figures/?numbers=1&from=9999-01-01&to=9999-12-31")
    assert "还没有到" in answer.content.decode()


def test_days_to_come_are_answered_up_to_today(people: Tree, cast: Cast) -> None:
    client = cast.city_wang.client

    for asked, said in (
        ("total/?on=9999-12-31", "截至 9999-12-31(还没有到,统计到今天)"),
        ("joined/?from=2018-01-01&to=9999-12-31", "至 9999-12-31(还没有结束,统计到今天)"),
    ):
        assert said in client.get(f"/figures/members.{asked}").content.decode()


def test_the_explanation_shows_both_parts_of_a_rate(people: Tree, cast: Cast) -> None:
    page = cast.city_wang.client.get(explain_url("members.verified_rate", people.city.code))

    said = page.content.decode()
    assert [part.role for part, _, _ in page.context["parts"]] == ["分子", "分母"]
    assert "实名认证会员 ÷ 工会会员 × 100%" in said
    assert "SELECT" in said
    assert (
        explain_url("members.total", people.city.code, on=page.context["asked"].on).split("?")[0]
        in said
    )


def test_the_first_page_of_records_costs_little(people: Tree, cast: Cast) -> None:
    for n in range(10, 70):
        member_of(people.union, f"渠江{_CHARS[n]}", n + 1)
    client = cast.county_zhao.client
    client.get("/jobs/")  # renews the session, once a minute
    address = records_url("members.total", people.county.code)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(address)

    assert len(page.context["lines"]) == 50
    assert len(queries) <= MOST_QUERIES, [q["sql"][:150] for q in queries]
    assert len(page.content) <= MOST_BYTES
    second = client.get(f"{address}&after={page.context['next']}")
    assert len(second.context["lines"]) == 13
    assert second.context["next"] is None


def test_records_of_a_share_tell_the_share(people: Tree, cast: Cast) -> None:
    client, city = cast.city_wang.client, people.city
    code = "members.verified_rate"
    value = evaluate([code], city.pk, **DAYS)[code].value

    for part in (0, 1):
        address = f"{records_url(code, city.code, **DAYS)}&numbers=1&part={part}"
        said = client.get(address).content.decode()
        assert f"实名认证率为 <b>{value}%</b>:实名认证会员 ÷ 工会会员,两部分各列一页。" in said

    other = client.get(f"{records_url('members.total', city.code, **DAYS)}&numbers=1")
    assert "两部分各列一页" not in other.content.decode()


def test_records_show_what_the_actor_may_see_alone(people: Tree, cast: Cast) -> None:
    names = {m.person.name for m in people.neighbour_union.memberships.select_related("person")}
    page = cast.county_zhao.client.get(records_url("members.total", people.county.code))

    said = page.content.decode()
    assert page.context["lines"]
    assert not any(name in said for name in names)
    numbers = cast.county_zhao.client.get(
        f"{records_url('members.total', people.county.code)}&numbers=1"
    ).context["numbers"]
    assert (numbers.records, numbers.hidden) == (3, 0)


def test_records_of_a_moved_union_are_counted_not_shown(people: Tree, cast: Cast) -> None:
    """By the tree of then they stand here; today's scope is elsewhere."""
    from niangjia.unions import services

    names = {m.person.name for m in people.union.memberships.select_related("person")}
    day = date.today()
    services.move(people.union, to=people.neighbour_township, on=day, reason="调整", actor=SYSTEM)
    asked: dict[str, Any] = {"on": date.fromordinal(day.toordinal() - 1)}

    page = cast.county_zhao.client.get(records_url("unions.total", people.county.code, **asked))
    numbers = cast.county_zhao.client.get(
        f"{records_url('unions.total', people.county.code, **asked)}&numbers=1"
    )

    assert numbers.context["numbers"].hidden == 1
    assert "另有 1 条不在您的权限内" in numbers.content.decode()
    assert people.union.name not in page.content.decode()
    assert not any(name in page.content.decode() for name in names)


def test_export_is_masked_trimmed_and_journalled(people: Tree, cast: Cast) -> None:
    address = f"/figures/members.total/records/export/?union={people.county.code}"

    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        assert player.client.post(address).status_code in (403, 404)
    assert not Job.objects.exists()

    assert cast.county_zhao.client.post(address).status_code == 302
    job = jobs.run(Job.objects.latest("pk").pk)
    assert job.state == JobState.DONE, job.message
    rows = sheet(job)
    assert job.result == {"rows": 3}
    assert {row[0] for row in rows} == {
        m.person.name for m in people.union.memberships.select_related("person")
    }
    assert all("*" in str(row[1]) for row in rows)
    assert Entry.objects.filter(verb="figures.export_records", actor_id=cast.county_zhao.user.pk)


def test_an_export_says_how_many_it_leaves_out(people: Tree, cast: Cast) -> None:
    from niangjia.unions import services

    day = date.today()
    services.move(people.union, to=people.neighbour_township, on=day, reason="调整", actor=SYSTEM)
    then = date.fromordinal(day.toordinal() - 1)
    address = f"/figures/unions.total/records/export/?union={people.county.code}&on={then}"

    assert cast.county_zhao.client.post(address).status_code == 302
    job = jobs.run(Job.objects.latest("pk").pk)

    assert "共计入 3 条,另有 1 条不在导出人的权限内" in str(sheet(job, first=1)[0][0])


def test_records_of_a_sum_tell_what_each_adds_to_it(tree: Tree) -> None:
    """A voucher of money passed down is taken off: its own amount does not tell that."""
    from_above = fund_of(tree.county, amount="1000")
    below = fund_of(tree.township, FundSource.UPPER_UNION, amount="0")
    ledger.pass_down(from_above, below, Decimal("300.50"), actor=SYSTEM)
    asked = f"?union={tree.county.code}&from={START}&to={date.today()}"
    client = finance(tree).client

    page = client.get(f"/figures/ledger.received_amount/records/{asked}").content.decode()
    client.post(f"/figures/ledger.received_amount/records/export/{asked}")
    rows = sheet(jobs.run(Job.objects.latest("pk").pk), first=2)

    assert "计入" in page
    assert "-300.50" in page
    place = rows[0].index("计入(元)")
    assert sorted(float(row[place]) for row in rows[1:]) == [-300.5, 300.5, 1000.0]


def test_typed_values_stand_beside_what_is_counted(people: Tree, cast: Cast) -> None:
    """Of an awaiting one beside the sum of the children, of a live one beside the records."""
    half = containing(PeriodKind.HALF_YEAR, date(2017, 3, 1))
    days: dict[str, Any] = {"start": half.start, "end": half.end}
    for union, value in ((people.city, 71), (people.county, 12), (people.neighbour, 3)):
        reporting.report(union, half, {"fairs.sessions": Decimal(value)}, actor=SYSTEM)
    ReportedValue.objects.create(
        union=people.city, code="members.joined", starts_on=half.start, ends_on=half.end,
        value=Decimal(9), typed_by_name="县赵", typed_at=timezone.now(),
    )  # fmt: skip

    awaiting = cast.city_wang.client.get(explain_url("fairs.sessions", people.city.code, **days))
    live = cast.city_wang.client.get(explain_url("members.joined", people.city.code))

    assert awaiting.context["value"] == "71"
    assert (awaiting.context["below_total"], awaiting.context["below"].typed) == ("15", 2)
    assert [row[1:3] for row in live.context["before"]] == [("9", "0")]
    assert "按记录统计" in live.content.decode()


def test_a_rate_opens_to_two_lists(people: Tree, cast: Cast) -> None:
    for part, count in (("0", 0), ("1", 5)):
        address = f"{records_url('members.verified_rate', people.city.code)}&part={part}"
        page = cast.city_wang.client.get(address)
        assert [is_on for _, _, is_on in page.context["parts"]].index(True) == int(part)
        assert page.context["drill"].records.count() == count


def test_the_catalogue_is_searched_by_alias_letters_and_state(people: Tree, cast: Cast) -> None:
    def found(query: str) -> list[str]:
        page = cast.county_zhao.client.get(f"/figures/?{query}")
        return [line.indicator.code for line in page.context["lines"]]

    assert found("q=会员总数") == ["members.total"]
    assert "fairs.sessions" in found("q=zph")
    assert found("q=fairs.booths") == ["fairs.booths"]
    assert set(found("state=待接入&area=医疗互助")) >= {"mutual.joined", "mutual.paid_amount"}
    assert found("q=没有这个指标") == []
    for player in (cast.worker_chen, cast.stranger):
        assert player.client.get("/figures/").status_code in (403, 404)


def test_the_catalogue_is_small_and_exports(people: Tree, cast: Cast) -> None:
    page = cast.county_zhao.client.get("/figures/")
    assert len(page.content) <= MOST_BYTES
    answer: Any = cast.county_zhao.client.get("/figures/export/?area=医疗互助")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert cast.stranger.client.get("/figures/export/").status_code in (403, 404)


def test_every_awaiting_indicator_says_what_it_is() -> None:
    fields = {field.code for field in tables.FIELDS}
    for indicator in catalogue():
        if indicator.code.split(".")[0] in fields and indicator.state is State.AWAITING:
            assert indicator.words.endswith("。"), indicator.code
            assert indicator.basis, indicator.code
            assert indicator.owner, indicator.code
            if indicator.unit == "%":
                assert indicator.words.startswith("分子:"), indicator.code
    assert get("fairs.posts").unit != get("fairs.headcount").unit


def sheet(job: Job, first: int = 3) -> list[tuple[Any, ...]]:
    """Rows of the job's file, below watermark and head unless an earlier one is named."""
    book = openpyxl.load_workbook(jobs.files_root() / job.file_path)
    page = book.active
    assert page is not None
    return list(page.iter_rows(min_row=first, values_only=True))
