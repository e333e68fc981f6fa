"""Pages of reports, with the cast."""

from __future__ import annotations

from typing import Any

import pytest

from niangjia.accounts.testing import Cast, Player, Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Entry
from niangjia.reports import queries, services
from niangjia.reports.desk.reports import ReportDesk
from niangjia.reports.models import CheckedDocument, Report, ReportTemplate
from niangjia.reports.tests.builders import (
    OUTSIDERS,
    TEXT,
    draft,
    found,
    frozen,
    outside,
    template_of,
)
from niangjia.web.testing import REFUSED, DeskTests

INSIDERS = ("county_zhao", "city_wang", "province_li")


class TestReportDesk(DeskTests):
    desk = ReportDesk
    search_text = "2020年工作"
    act_data = {
        "refresh": {},
        "period": {"begin": "2019-01-01", "end": "2019-12-31"},
        "drop": {"reason": "写重了"},
    }

    def make(self, tree: Tree, cast: Cast) -> Report:
        return draft(tree)


class TestFrozenReportOnTheDesk(DeskTests):
    desk = ReportDesk
    search_text = "2020年工作"
    act_data = {"withdraw": {"reason": "漏录一家"}}

    def make(self, tree: Tree, cast: Cast) -> Report:
        return frozen(tree, cast.city_wang)


def address(report: Report, page: str = "") -> str:
    return f"/reports/{report.public_id}/{page}"


# --- Starting -------------------------------------------------------------------------------


def start(player: Player, template: ReportTemplate, **data: str) -> Any:
    given = {
        "template": str(template.public_id),
        "union": "511725",
        "period": "",
        "begin": "2020-01-01",
        "end": "2020-12-31",
    }
    return player.client.post("/reports/new/", {**given, **data})


def test_report_is_started_on_the_desk(tree: Tree, cast: Cast) -> None:
    answer = start(cast.county_zhao, template_of(tree.county))

    report = Report.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == address(report)
    assert report.title == "渠县总工会2020年工作报告"


def test_usual_period_needs_no_dates(tree: Tree, cast: Cast) -> None:
    page = cast.county_zhao.client.get("/reports/new/")
    periods = [value for value, _ in page.context["form"].fields["period"].choices if value]

    for period in periods:
        answer = start(cast.county_zhao, template_of(tree.county), period=period, begin="", end="")
        assert answer.status_code == 302, period

    made = {f"{r.start}/{r.end}" for r in Report.objects.all()}
    assert made == set(periods)


def test_outsiders_start_nothing(tree: Tree, cast: Cast) -> None:
    template = template_of(tree.county)

    for name in OUTSIDERS:
        answer = start(getattr(cast, name), template)
        assert answer.status_code in (200, *REFUSED)

    assert not Report.objects.exists()


# --- The editor -----------------------------------------------------------------------------


def test_editor_saves_and_shows_what_is_wrong(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    client = cast.county_zhao.client

    answer = client.post(
        address(report, "write/"),
        {"title": "新题", "body": "会员{{members.totol}}", "seen_version": "1"},
    )
    page = client.get(address(report, "write/")).content.decode()

    assert answer.status_code == 302
    assert Report.objects.get(pk=report.pk).body == "会员{{members.totol}}"
    assert "第1行第" in page
    assert "members.totol" in page


@pytest.mark.parametrize("seen", [{}, {"seen_version": ""}, {"seen_version": "x"}])
def test_save_without_the_version_it_began_from_overwrites_nothing(
    tree: Tree, cast: Cast, seen: dict[str, str]
) -> None:
    report = draft(tree)
    services.edit_report(report, title="甲", body="甲写的", actor=SYSTEM)

    page = cast.county_zhao.client.post(
        address(report, "write/"), {"title": "乙", "body": "乙写的长句", **seen}
    )

    assert "页面没有说明从第几版改起" in page.content.decode()
    assert "乙写的长句" in page.content.decode()
    assert Report.objects.get(pk=report.pk).body == "甲写的"


def test_save_over_a_newer_version_keeps_what_was_typed(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    services.edit_report(report, title="甲", body="甲写的", actor=SYSTEM)

    page = cast.county_zhao.client.post(
        address(report, "write/"), {"title": "乙", "body": "乙写的长句", "seen_version": "1"}
    )

    assert page.status_code == 200
    assert "乙写的长句" in page.content.decode()
    assert "第2版" in page.content.decode()
    assert Report.objects.get(pk=report.pk).body == "甲写的"


def test_preview_has_links_errors_and_changes(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    found(tree, 1)
    client = cast.county_zhao.client

    page = client.post(address(report, "preview/"), {"body": TEXT}).content.decode()
    broken = client.post(address(report, "preview/"), {"body": "{{"}).content.decode()
    listed = client.get(address(report) + "?tab=figures").content.decode()

    assert "/figures/unions.founded/records/?union=511725" in page
    assert "/figures/unions.founded/?union=511725" in listed
    assert "<del>0家</del> → <ins>1家</ins>" in page
    assert 'hx-swap-oob="true"' in page
    assert "1 处错误" in broken
    assert Report.objects.get(pk=report.pk).version == 1


def test_picker_finds_by_name_alias_code_and_spelling(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    query = {"report": str(report.public_id)}

    for text in ("基层工会", "unions.tot", "jcgh", "jiceng"):
        page = cast.county_zhao.client.get("/reports/indicators/", {**query, "q": text})
        assert 'data-code="unions.total"' in page.content.decode(), text
    page = cast.county_zhao.client.get("/reports/indicators/", {**query, "q": "没有这个<b>"})
    assert "没有找到“没有这个&lt;b&gt;”" in page.content.decode()


def test_editor_pages_are_for_insiders(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    pages = ("write/", "freeze/", "file/docx/", "file/html/")
    before = Entry.objects.count()

    for name in OUTSIDERS:
        client = getattr(cast, name).client
        for page in pages:
            assert client.get(address(report, page)).status_code in REFUSED, page
        for page in ("write/", "preview/", "freeze/", "check/"):
            given = {"title": "x", "body": "y", "seen": ""}
            assert client.post(address(report, page), given).status_code in REFUSED, page
        query = {"report": str(report.public_id)}
        assert client.get("/reports/indicators/", query).status_code in REFUSED
    assert Entry.objects.count() == before
    assert Report.objects.get(pk=report.pk).version == 1
    for name in INSIDERS:
        client = getattr(cast, name).client
        for page in pages:
            assert client.get(address(report, page)).status_code == 200, page


def test_readers_do_not_write(tree: Tree, cast: Cast) -> None:
    from niangjia.accounts.rules import Role
    from niangjia.accounts.testing import player

    leader = player("xian-lingdao", "县领导", tree.county, Role.LEADER)
    report = draft(tree)

    assert leader.client.get(address(report)).status_code == 200
    assert leader.client.get(address(report, "write/")).status_code == 403
    given = {"title": "x", "body": "y", "seen_version": "1"}
    assert leader.client.post(address(report, "write/"), given).status_code == 403
    assert Report.objects.get(pk=report.pk).version == 1
    assert leader.client.get(address(report, "freeze/")).status_code == 200


# --- Freezing and files ---------------------------------------------------------------------


def test_freezing_on_the_desk(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    client = cast.county_zhao.client

    page = client.get(address(report, "freeze/"))
    answer = client.post(address(report, "freeze/"), {"seen": page.context["written"].digest})

    assert answer.status_code == 302
    shown = client.get(address(report)).content.decode()
    assert "与定稿时一致" in shown
    assert client.get(address(report, "write/")).status_code == 422
    assert client.get(address(report, "freeze/")).status_code == 422


def test_freezing_asks_for_explanations(tree: Tree, cast: Cast) -> None:
    frozen(tree, cast.city_wang)
    found(tree, 1)
    report = draft(tree)
    client = cast.county_zhao.client
    page = client.get(address(report, "freeze/"))
    seen = page.context["written"].digest
    doubts = [doubt.key for doubt, *_ in page.context["doubts"]]

    refused = client.post(address(report, "freeze/"), {"seen": seen, doubts[0]: "当年漏录一家"})
    assert refused.status_code == 200
    assert "当年漏录一家" in refused.content.decode()  # what was typed is kept
    assert Report.objects.get(pk=report.pk).is_draft

    told = {"seen": seen} | dict.fromkeys(doubts, "当年漏录一家")
    assert client.post(address(report, "freeze/"), told).status_code == 302
    notes = client.get(address(report) + "?tab=notes").content.decode()
    assert notes.count("当年漏录一家") == 2


def test_missing_and_short_explanations_are_told_at_their_places(tree: Tree, cast: Cast) -> None:
    frozen(tree, cast.city_wang)
    found(tree, 1)
    report = draft(tree)
    client = cast.county_zhao.client
    page = client.get(address(report, "freeze/"))
    first, second = (doubt.key for doubt, *_ in page.context["doubts"])
    assert "has-err" not in page.content.decode()

    refused = client.post(address(report, "freeze/"), {first: "核实过"}).content.decode()

    assert f'id="{first}_err">说明“核实过”太短,至少写 4 个字' in refused
    assert f'id="{second}_err">这一处还没有说明' in refused
    assert refused.count('aria-invalid="true"') == 2


def test_text_edited_by_another_after_the_preview_is_not_frozen(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    client = cast.county_zhao.client
    page = client.get(address(report, "freeze/"))
    told = {"seen": page.context["written"].digest, "seen_text": page.context["seen_text"]}
    title = "别人改的标题"
    services.edit_report(report, title=title, body=report.body, actor=cast.city_wang.actor)

    refused = client.post(address(report, "freeze/"), told)

    assert "请看过新的正文再定稿" in refused.content.decode()
    assert Report.objects.get(pk=report.pk).is_draft
    again = {"seen": told["seen"], "seen_text": refused.context["seen_text"]}
    assert client.post(address(report, "freeze/"), again).status_code == 302


def test_files_hold_the_words_of_the_report(tree: Tree, cast: Cast) -> None:
    report = frozen(tree, cast.county_zhao)
    client = cast.county_zhao.client

    word = client.get(address(report, "file/docx/"))
    html = client.get(address(report, "file/html/"))

    assert word.content[:2] == b"PK"
    assert "filename*=UTF-8''" in word["Content-Disposition"]
    assert "全县新建工会" in html.content.decode()
    assert client.get(address(report, "file/exe/")).status_code == 404


def test_a_report_is_handed_to_the_figure_check_as_it_stands(tree: Tree, cast: Cast) -> None:
    report = draft(tree)

    answer = cast.county_zhao.client.post(address(report, "check/"))

    kept = CheckedDocument.objects.get()
    assert answer["Location"] == f"/checks/{kept.public_id}/"
    assert (kept.union, kept.name) == (report.union, f"{report.title}.docx")
    assert (kept.kind, kept.published_on) == ("docx", report.end)


def test_broken_draft_is_not_exported(tree: Tree, cast: Cast) -> None:
    report = draft(tree)
    services.edit_report(report, title="坏", body="{{", actor=SYSTEM)

    answer = cast.county_zhao.client.get(address(report, "file/docx/"))

    assert answer.status_code == 422
    assert "正文有错" in answer.content.decode()


EVIL = '<img src=x onerror="alert(1)">'


def test_markup_is_escaped_on_every_page(tree: Tree, cast: Cast) -> None:
    tree.county.name = f"渠县{EVIL}"
    tree.county.save(update_fields=["name"])
    text = (
        f"标题：{EVIL}{{{{工会名称}}}}\n# {EVIL}\n| {EVIL} |\n| --- |\n| {{{{unions.total}}}} |\n"
    )
    report = draft(tree, text)
    template = services.create_template(tree.county, f"模板{EVIL}", "work", text, actor=SYSTEM)
    row = services.publish(
        tree.county, outside(label=EVIL, document=EVIL, code="", said="3759家<b>"), actor=SYSTEM
    )
    client = cast.county_zhao.client
    pages = [
        "/reports/",
        "/reports/new/",
        address(report),
        *(address(report) + f"?tab={tab}" for tab in ("figures", "versions", "facts")),
        address(report) + "?tab=versions&version=1",
        address(report, "write/"),
        address(report, "freeze/"),
        "/templates/",
        *(f"/templates/{template.public_id}/?tab={tab}" for tab in ("text", "preview")),
        f"/templates/{template.public_id}/edit/",
        "/published/",
        *(f"/published/{row.public_id}/?tab={tab}" for tab in ("facts", "beside")),
    ]

    for page in pages:
        shown = client.get(page).content.decode()
        assert EVIL not in shown, page
        assert "3759家<b>" not in shown, page
    broken = client.post(address(report, "preview/"), {"body": f"{{{{{EVIL}}}}}"})
    assert EVIL not in broken.content.decode()
    file = client.get(address(report, "file/html/")).content.decode()
    assert EVIL not in file


def test_demo_writes_one_frozen_report_and_one_draft(tree: Tree, cast: Cast) -> None:
    from niangjia.reports import demo

    demo.build(tree.city, lambda text: None)

    reports = Report.objects.order_by("pk")
    assert [report.status for report in reports] == ["frozen", "draft"]
    assert queries.is_intact(reports[0])
    page = cast.city_wang.client.get(address(reports[1])).content.decode()
    assert "达州日报:全市工会工作综述" in page  # the draft contradicts what was published
