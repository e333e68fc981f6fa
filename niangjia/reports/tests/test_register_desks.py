"""Pages of templates and of the register, with the cast."""

from __future__ import annotations

from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Player, Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.reports import queries, services
from niangjia.reports.desk.published import PublishedDesk
from niangjia.reports.desk.templates import TemplateDesk
from niangjia.reports.models import PublishedFigure, ReportTemplate
from niangjia.reports.tests.builders import (
    OUTSIDERS,
    TEXT,
    frozen,
    outside,
    template_of,
)
from niangjia.web.testing import REFUSED, DeskTests

INSIDERS = ("county_zhao", "city_wang", "province_li")


class TestTemplateDesk(DeskTests):
    desk = TemplateDesk
    search_text = "年度"
    edit_data = {"title": "年度总结", "kind": "other", "text": "# 新\n会员{{members.total}}",
                 "seen_version": "1"}  # fmt: skip
    act_data = {"retire": {"reason": "换新模板"}}

    def make(self, tree: Tree, cast: Cast) -> ReportTemplate:
        return template_of(tree.county)


class TestPublishedDesk(DeskTests):
    desk = PublishedDesk
    search_text = "日报"
    act_data = {"withdraw": {"reason": "报纸印错"}}

    def make(self, tree: Tree, cast: Cast) -> PublishedFigure:
        return services.publish(tree.county, outside(), actor=SYSTEM)


# --- Templates ------------------------------------------------------------------------------


def test_templates_from_above_are_read_below_and_not_changed(tree: Tree, cast: Cast) -> None:
    template = template_of(tree.city, title="市里的模板")
    url = f"/templates/{template.public_id}/"
    before = ReportTemplate.objects.values().get()

    for name in ("county_zhao", "neighbour_qian", "chair_sun"):
        client = getattr(cast, name).client
        assert client.get(url).status_code == 200
        assert client.post(f"{url}edit/", {"title": "x", "text": "y"}).status_code == 403
        assert client.post(f"{url}do/retire/", {"reason": "不用"}).status_code == 403
    for name in ("worker_chen", "stranger"):
        assert getattr(cast, name).client.get(url).status_code in REFUSED

    assert ReportTemplate.objects.values().get() == before


def test_template_with_errors_is_not_saved(tree: Tree, cast: Cast) -> None:
    page = cast.county_zhao.client.post(
        "/templates/new/",
        {"title": "坏", "kind": "work", "union": "511725", "text": "一\n{{members.totol}}"},
    )

    assert page.status_code == 200
    assert "第2行第" in page.content.decode()
    assert not ReportTemplate.objects.exists()


def test_copy_of_a_template_becomes_ones_own(tree: Tree, cast: Cast) -> None:
    template = template_of(tree.city, title="市里的模板")
    client = cast.county_zhao.client

    page = client.get(f"/templates/new/?from={template.public_id}")
    form = page.context["form"]
    given = {name: form[name].value() for name in ("title", "kind", "text")}
    answer = client.post("/templates/new/", {**given, "union": "511725"})

    assert answer.status_code == 302
    copy = ReportTemplate.objects.get(union=tree.county)
    assert queries.text_of(copy).text == TEXT


def test_template_of_a_neighbour_is_not_copied(tree: Tree, cast: Cast) -> None:
    template = template_of(tree.neighbour, title="邻县的模板")

    page = cast.county_zhao.client.get(f"/templates/new/?from={template.public_id}")

    assert "邻县的模板" not in page.content.decode()


# --- The register ---------------------------------------------------------------------------


def enter(player: Player, **values: str) -> Any:
    given = {
        "union": "511725",
        "code": "members.total",
        "label": "",
        "said": "40.3万余人",
        "unit": "",
        "on": "2020-12-31",
        "start": "",
        "end": "",
        "document": "达州日报",
        "document_on": "2021-01-20",
        "sha256": "",
    }
    return player.client.post("/published/new/", {**given, **values})


def test_outside_figure_is_entered_on_the_desk(tree: Tree, cast: Cast) -> None:
    assert enter(cast.county_zhao).status_code == 302

    row = PublishedFigure.objects.get()
    assert (row.label, row.unit, int(row.low), int(row.high)) == (
        "工会会员",
        "人",
        403_000,
        404_000,
    )
    assert row.precision == "at_least"
    page = cast.county_zhao.client.get(f"/published/{row.public_id}/").content.decode()
    assert "403,000" in page
    assert "403,000." not in page  # not with the six places that the column keeps


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"said": "很多"}, "没有读出数字"),
        ({"on": ""}, "请给出时点"),
        ({"start": "2020-01-01"}, "两者给一种"),
        ({"on": "", "start": "2020-02-01", "end": "2020-01-01"}, "晚于止日"),
        ({"on": "", "start": "2020-02-01"}, "同时给出"),
        ({"code": "members.totol"}, "没有代码为"),
        ({"code": "", "unit": "人"}, "名称"),
        ({"code": "", "label": "会员"}, "请选择单位"),
        ({"said": "99999999999亿"}, "太大"),
        ({"sha256": "xyz"}, "sha256"),
    ],
)
def test_figure_that_makes_no_sense_is_refused(
    values: dict[str, str], words: str, tree: Tree, cast: Cast
) -> None:
    page = enter(cast.county_zhao, **values)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert not PublishedFigure.objects.exists()


def test_outsiders_enter_and_withdraw_nothing(tree: Tree, cast: Cast) -> None:
    row = services.publish(tree.county, outside(), actor=SYSTEM)

    for name in OUTSIDERS:
        player = getattr(cast, name)
        assert enter(player).status_code in (200, *REFUSED)
        url = f"/published/{row.public_id}/do/withdraw/"
        assert player.client.post(url, {"reason": "不对"}).status_code in REFUSED

    assert PublishedFigure.objects.count() == 1


def test_values_of_one_figure_stand_side_by_side(tree: Tree, cast: Cast) -> None:
    first = services.publish(tree.county, outside(), actor=SYSTEM)
    services.publish(tree.county, outside(said="39.8万人", document="工会年鉴"), actor=SYSTEM)
    services.publish(tree.neighbour, outside(document="邻县日报"), actor=SYSTEM)

    page = cast.county_zhao.client.get(f"/published/{first.public_id}/?tab=beside")

    text = page.content.decode()
    assert "39.8万人" in text
    assert "不一致" in text
    assert "邻县日报" not in text
    assert "/figures/members.total/?union=511725&amp;on=2020-12-31" in text


def test_figure_of_a_frozen_report_is_withdrawn_with_the_report(tree: Tree, cast: Cast) -> None:
    frozen(tree, cast.county_zhao)
    row = PublishedFigure.objects.first()
    assert row is not None

    answer = cast.county_zhao.client.post(
        f"/published/{row.public_id}/do/withdraw/", {"reason": "不对"}
    )

    assert answer.status_code == 422
    assert "请撤回那份报告" in answer.content.decode()
    assert PublishedFigure.objects.count() == 2


def test_empty_lists_say_what_to_do(tree: Tree, cast: Cast) -> None:
    for slug in ("reports", "published", "templates"):
        assert "还没有" in cast.county_zhao.client.get(f"/{slug}/").content.decode()
