"""The generic pages, over a small desk of unions."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import jobs
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Entry, Job, JobState
from niangjia.unions.models import Union
from niangjia.unions.services import create_union
from niangjia.web import pickers
from niangjia.web.desk import declare
from niangjia.web.tests import probe

pytestmark = [pytest.mark.urls("niangjia.web.tests.probe")]


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(declare.DESKS, "probe", probe.DESK)
    union_picker = pickers.Picker("unions", probe.pick, probe.branch, None, "code", "unions.view")
    monkeypatch.setitem(pickers.PICKERS, "unions", union_picker)


def fill(tree: Tree, count: int) -> None:
    """Many grass-roots unions in the township."""
    for n in range(count):
        create_union(
            name=f"临巴镇某某有限责任公司工会委员会第{n}工会",
            region=tree.township.region,
            parent=tree.township,
            level=tree.union.level,
            union_type=tree.union.union_type,
            org_type=tree.union.org_type,
            org_form=tree.union.org_form,
            founded_on=date(2019, 3, 4),
            actor=SYSTEM,
        )


def test_list_shows_what_lies_below_the_post(cast: Cast, tree: Tree) -> None:
    page = cast.county_zhao.client.get("/probe/").content.decode()

    assert tree.union.name in page
    assert tree.county.name in page
    assert tree.neighbour.name not in page
    assert "共 5 条" in page


def test_list_is_cheap(cast: Cast, tree: Tree) -> None:
    client = cast.province_li.client
    fill(tree, 60)
    client.get("/probe/")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get("/probe/?under=511725102")

    assert len(queries) <= 6
    assert len(response.content) <= 50_000
    assert "下一页" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_all_rows_are_reached_by_paging(
    cast: Cast, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe.ProbeDesk, "page_size", 3)
    level = tree.union.level
    client = cast.province_li.client

    seen, address = [], f"/probe/?level={level}"
    for _ in range(9):
        context = client.get(address).context
        seen += [row.code for row in context["found"].rows]
        if not context["found"].next_cursor:
            break
        address = f"/probe/?level={level}&cursor={context['found'].next_cursor}"

    expected = Union.objects.filter(level=level).order_by("id").values_list("code", flat=True)
    assert seen == list(expected)


@pytest.mark.parametrize(
    "query",
    ["q=%00", "cursor=WzEsMl0", "cursor=xx", "level=abc", "founded_on_from=2020-13-45",
     "under=nowhere", "is_catch_all=2", "preset=none", "q=" + "长" * 300],
)  # fmt: skip
def test_a_list_survives_any_address(cast: Cast, query: str) -> None:
    assert cast.county_zhao.client.get(f"/probe/?{query}").status_code == 200


def test_filters_search_and_preset_narrow(cast: Cast, tree: Tree) -> None:
    client = cast.county_zhao.client

    def codes(query: str) -> set[str]:
        return {row.code for row in client.get(f"/probe/?{query}").context["found"].rows}

    assert codes("q=渠江") == {tree.union.code}
    assert codes("preset=joint") == {tree.catch_all.code}
    assert codes("is_catch_all=True") == {tree.catch_all.code}
    assert codes(f"under={tree.township.code}&level={tree.union.level}") == {
        tree.union.code,
        tree.other_union.code,
        tree.catch_all.code,
    }
    assert codes("under=511724") == set()
    assert "不在您的管理范围内" in client.get("/probe/?under=511724").content.decode()
    assert codes("founded_on_to=2001-01-01") == set()


def test_nobody_signed_in_goes_to_sign_in() -> None:
    client = Client()

    response = client.get("/probe/?q=1")
    assert response.status_code == 302
    assert response["Location"] == f"{settings.LOGIN_URL}?next=%2Fprobe%2F%3Fq%3D1"

    fragment = client.get(
        "/probe/x/do/y/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/probe/x/"},
    )
    assert fragment["HX-Redirect"] == f"{settings.LOGIN_URL}?next=%2Fprobe%2Fx%2F"


def test_strangers_and_neighbours_see_nothing(cast: Cast, tree: Tree) -> None:
    for path in ("", "edit/", "do/hand_over/", "history/", "tab/facts/", "reveal/phone/"):
        address = f"/probe/{tree.union.code}/{path}"
        assert cast.neighbour_qian.client.get(address).status_code == 404
        assert cast.stranger.client.get(address).status_code == 403
        assert tree.union.name not in cast.neighbour_qian.client.get(address).content.decode()
    assert cast.worker_chen.client.get("/probe/").status_code == 403


def test_detail_shows_tabs_facts_and_buttons(cast: Cast, tree: Tree) -> None:
    client = cast.county_zhao.client
    client.get("/jobs/")  # the session is renewed once a minute

    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/probe/{tree.union.code}/").content.decode()

    assert len(queries) <= 6
    assert "5 人" in page
    assert "条件不具备。" in page
    assert "上级办" in page
    assert "上级办" not in client.get(f"/probe/{tree.county.code}/").content.decode()
    below = client.get(f"/probe/{tree.township.code}/tab/r1/", headers={"HX-Request": "true"})
    assert tree.union.name in below.content.decode()
    assert "<html" not in below.content.decode()
    assert client.get(f"/probe/{tree.union.code}/tab/none/").status_code == 404


def test_edit_saves_and_tells(cast: Cast, tree: Tree) -> None:
    client = cast.county_zhao.client
    data = {"name": "新名称工会", "founded_on": "2010-01-01"}

    response = client.post(f"/probe/{tree.union.code}/edit/", data, follow=True)

    assert "已保存工会“新名称工会”。" in response.content.decode()
    tree.union.refresh_from_db()
    assert tree.union.name == "新名称工会"
    history = client.get(f"/probe/{tree.union.code}/history/").content.decode()
    assert "更名为新名称工会" in history


def test_an_edit_over_a_newer_one_is_refused_and_says_whose(cast: Cast, tree: Tree) -> None:
    wang, zhao = cast.city_wang, cast.county_zhao
    address = f"/probe/{tree.union.code}/edit/"
    first = {"name": "王改的工会", "founded_on": "2010-01-01"}
    second = {"name": "赵改的工会", "founded_on": "2010-01-01"}
    for data, player in ((first, wang), (second, zhao)):
        data["seen_at"] = player.client.get(address).context["seen_at"]
    assert wang.client.post(address, first).status_code == 302

    refused = zhao.client.post(address, second)
    again = zhao.client.post(address, {**second, "seen_at": refused.context["seen_at"]})
    other_window = wang.client.post(address, first).content.decode()

    told = f"没有保存:您打开这一页以后,{wang.actor.label}在"
    assert told in refused.content.decode()
    assert 'value="赵改的工会"' in refused.content.decode()  # what was typed is kept
    assert told in again.content.decode()  # pressing the button again does not force it
    assert "您在别的窗口" in other_window
    tree.union.refresh_from_db()
    assert tree.union.name == "王改的工会"

    fresh = {**second, "seen_at": zhao.client.get(address).context["seen_at"]}
    assert zhao.client.post(address, fresh).status_code == 302


def test_a_refusal_stands_beside_its_field(cast: Cast, tree: Tree) -> None:
    data = {"name": "坏名称", "founded_on": "2010-01-01"}

    response = cast.county_zhao.client.post(f"/probe/{tree.union.code}/edit/", data)

    assert response.context["form"].errors["name"] == ["名称中有不允许的字。"]
    assert response.context["form"].data["name"] == "坏名称"


def test_an_act_previews_then_acts(cast: Cast, tree: Tree) -> None:
    client, address = cast.city_wang.client, f"/probe/{tree.union.code}/do/hand_over/"
    data = {"to": tree.neighbour_township.code, "reason": "企业搬迁"}

    shown = client.post(address, data).content.decode()
    assert "移交到乌木镇总工会" in shown
    tree.union.refresh_from_db()
    assert tree.union.path.startswith(tree.township.path)

    done = client.post(address, {**data, "confirmed": "1"})
    assert done.status_code == 302
    tree.union.refresh_from_db()
    assert tree.union.path.startswith(tree.neighbour_township.path)


def test_an_act_without_reason_is_refused(cast: Cast, tree: Tree) -> None:
    address = f"/probe/{tree.union.code}/do/hand_over/"

    response = cast.city_wang.client.post(address, {"to": tree.neighbour_township.code})

    assert "reason" in response.context["form"].errors


def test_what_would_leave_sight_is_rolled_back(
    cast: Cast, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        probe.HandOverForm, "clean", lambda self: {"to": tree.neighbour_township, "reason": "试"}
    )
    address = f"/probe/{tree.union.code}/do/hand_over/"
    data = {"to": tree.township.code, "reason": "企业搬迁", "confirmed": "1"}

    response = cast.county_zhao.client.post(address, data)

    assert "不在您的管理范围内" in response.content.decode()
    tree.union.refresh_from_db()
    assert tree.union.path.startswith(tree.township.path)
    assert not Entry.objects.filter(verb="unions.move").exists()


def test_a_picker_does_not_take_what_lies_elsewhere(cast: Cast, tree: Tree) -> None:
    address = f"/probe/{tree.union.code}/do/hand_over/"
    data = {"to": tree.neighbour_township.code, "reason": "企业搬迁", "confirmed": "1"}

    response = cast.county_zhao.client.post(address, data)

    assert "没有找到" in response.context["form"].errors["to"][0]


def test_pickers_offer_what_is_visible(cast: Cast, tree: Tree) -> None:
    client = cast.county_zhao.client

    found = client.get("/pick/unions/?q=渠").json()["items"]
    assert [item["value"] for item in found] == [tree.county.code, tree.union.code]
    assert client.get("/pick/unions/?q=大竹").json()["items"] == []
    assert client.get("/pick/unions/?q=渠&permission=no.such").json()["items"] == []
    assert client.get("/pick/nothing/?q=渠").status_code == 404
    below = client.get(f"/pick/unions/tree/?parent={tree.township.code}").json()["items"]
    assert len(below) == 3


def test_acts_not_possible_now_say_why(cast: Cast, tree: Tree) -> None:
    client = cast.county_zhao.client

    assert "条件不具备。" in client.get(f"/probe/{tree.union.code}/do/never/").content.decode()
    assert client.get(f"/probe/{tree.union.code}/do/missing/").status_code == 404
    assert client.get(f"/probe/{tree.county.code}/do/above_only/").status_code == 403


def test_export_is_a_job_of_its_owner(cast: Cast, tree: Tree) -> None:
    client = cast.county_zhao.client

    assert client.post(f"/probe/export/?level={tree.union.level}").status_code == 302
    job = Job.objects.get(kind="desk.export")
    assert jobs.run(job.pk).state == JobState.DONE

    address = f"/jobs/{job.public_id}/file/"
    answer = client.get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert cast.province_li.client.get(address).status_code == 404
    assert cast.stranger.client.get(f"/jobs/{job.public_id}/").status_code == 404
    assert Entry.objects.filter(verb="desk.export", is_read=True).count() == 1
    assert "共 3 行" in client.get("/jobs/").content.decode()


def test_an_expired_file_is_gone(cast: Cast) -> None:
    cast.county_zhao.client.post("/probe/export/")
    job = jobs.run(Job.objects.get(kind="desk.export").pk)
    Job.objects.filter(pk=job.pk).update(expires_at=job.created_at)

    response = cast.county_zhao.client.get(f"/jobs/{job.public_id}/file/")

    assert response.status_code == 422
    assert "已过保存期" in response.content.decode()


def test_workbench_jobs_and_search_open(cast: Cast) -> None:
    client = cast.county_zhao.client
    client.get("/jobs/")

    with CaptureQueriesContext(connection) as queries:
        home = client.get("/")
    assert home.status_code == 200
    assert len(queries) <= 6
    assert client.get("/jobs/").status_code == 200
    assert "渠江纺织厂" in client.get("/search/?q=渠江").content.decode()
    assert cast.stranger.client.get("/").status_code == 200
