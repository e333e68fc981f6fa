"""What stands at the head of a draft, and units written twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.reports import queries, services
from niangjia.reports.models import Report
from niangjia.reports.rules.cautions import notice
from niangjia.reports.rules.claims import judge
from niangjia.reports.rules.document import Meta
from niangjia.reports.rules.spans import Span
from niangjia.reports.rules.weaving import weave
from niangjia.reports.tests.builders import draft, found, template_of
from niangjia.reports.tests.report_parts import CATALOGUE, checked, material
from niangjia.reports.tests.test_report_command import run

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
META = Meta(
    "5117", "达州市总工会", YEAR.start, YEAR.end, YEAR.label, datetime(2026, 11, 22, tzinfo=UTC)
)


def test_an_unfinished_period_is_named_until_it_is_over() -> None:
    said = notice(META)

    assert "报告期到2026年12月31日才结束，本稿的数只统计到2026年11月22日" in said
    assert notice(replace(META, as_of=datetime(2026, 12, 31, 15, tzinfo=UTC)))
    assert (
        notice(replace(META, as_of=datetime(2026, 12, 31, 16, tzinfo=UTC))) == ""
    )  # 1 January here
    assert notice(replace(META, digest="ab12")) == ""


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("会员{{members.total}}人。", "人"),
        ("会员{{members.total | 注}}人，", "人"),
        ("会员{{members.total | 万余}}人。", "人"),
        ("帮扶{{aid.money | 万元}}万元。", "万元"),
        ("帮扶{{aid.money | 万元}}元。", "元"),
        ("帮扶{{aid.attendance}}人次。", "人次"),
        ("认证率{{members.rate}}%。", "%"),
        ("表：甲\n| 甲 |\n|--|\n| {{members.total}}人 |", "人"),
        ("{% 下级 %}\n{{名称}}{{members.total}}人。\n{% 完 %}", "人"),
        ("会员{{members.total}}。", ""),
        ("会员{{members.total | 数}}人。", ""),
        ("会员{{members.total}}人均补助。", ""),
        ("新建{{unions.founded}}家庭服务站。", ""),
        ("帮扶{{aid.attendance}}，人次增多。", ""),
    ],
)
def test_a_unit_written_twice_is_told(text: str, unit: str) -> None:
    now = {"members.total": 62515, "members.rate": 65, "aid.money": 120000, "aid.attendance": 9,
           "unions.founded": 3}  # fmt: skip
    below = {(code, "members.total"): 7 for code in ("511702", "511703")}
    given = material(text, now, None, below)

    found = judge(weave(checked(text), given, CATALOGUE), given, CATALOGUE)

    assert [verdict.claim for verdict in found] == ([unit] if unit else [])
    assert all(verdict.is_denied and "单位写了两次" in verdict.words for verdict in found)


# --- On the pages ---------------------------------------------------------------------------


def _this_year(tree: Tree) -> Report:
    year = clock.today().year
    text = "到{{止}}，有基层工会{{unions.total}}。"
    return draft(tree, text, begin=date(year, 1, 1), end=date(year + 1, 12, 31))


def test_files_of_an_unfinished_period_say_so(tree: Tree, cast: Cast) -> None:
    report = _this_year(tree)
    client, url = cast.county_zhao.client, f"/reports/{report.public_id}/"

    word = docx.Document(BytesIO(client.get(url + "file/docx/").content))

    assert any("不是最后的数" in paragraph.text for paragraph in word.paragraphs[:4])
    assert "不是最后的数" in client.get(url + "file/html/").content.decode()
    assert "不是最后的数" in client.get(url).content.decode()


def test_freezing_an_unfinished_period_is_not_offered(tree: Tree, cast: Cast) -> None:
    client = cast.county_zhao.client
    button = '<button class="btn btn-main">定稿</button>'

    page = client.get(f"/reports/{_this_year(tree).public_id}/freeze/").content.decode()
    over = client.get(f"/reports/{draft(tree).public_id}/freeze/").content.decode()

    assert "现在的数还不是最后的数,不能定稿" in page
    assert button not in page
    assert "登记为已公布数据" not in page
    assert button in over


def test_a_stock_opens_as_of_its_day(tree: Tree, cast: Cast) -> None:
    report = draft(tree)

    written = queries.write_report(report, actor=cast.county_zhao.actor)

    urls = {line.code: line.url for line in written.lines}
    assert urls["unions.total"] == "/figures/unions.total/records/?union=511725&on=2020-12-31"
    assert "from=2020-01-01&to=2020-12-31" in urls["unions.founded"]


def test_a_report_about_a_time_before_the_union_must_be_explained(tree: Tree, cast: Cast) -> None:
    report = draft(tree, begin=date(1990, 1, 1), end=date(1990, 12, 31))
    cadre = cast.county_zhao.actor

    written = queries.write_report(report, actor=cadre)

    [doubt] = queries.doubts(report, written)
    assert doubt.words.startswith("渠县总工会 2010-01-01 才成立")
    told = {doubt.key: "照上级要求写一份空表"}
    assert services.freeze(report, explanations=told, actor=cadre).status == "frozen"
    kept = queries.frozen_document(Report.objects.get(pk=report.pk))
    assert kept is not None
    assert notice(kept.meta) == ""


def test_the_command_tells_that_the_union_was_not_there(
    tree: Tree, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.html"
    dates = ["--from", "1990-01-01", "--to", "1990-12-31"]

    assert run("five-year", "--union", "511725", *dates, "--out", str(out)) == 0

    assert "2010-01-01 才成立" in capsys.readouterr().err
    assert "2010-01-01 才成立" in out.read_text(encoding="utf-8")


def test_dates_beside_another_usual_period_are_not_ignored(tree: Tree, cast: Cast) -> None:
    template = template_of(tree.county)
    form = {"template": str(template.public_id), "union": "511725", "period": "2026-01-01/2026-06-30",
            "begin": "2012-07-01", "end": "2017-06-30", "title": ""}  # fmt: skip
    client = cast.county_zhao.client
    usual = client.get("/reports/new/").context["form"].initial["period"]

    refused = client.post("/reports/new/", {**form, "period": usual})
    taken = client.post("/reports/new/", {**form, "period": ""})

    assert "下面又填了别的起止日" in refused.content.decode()
    assert taken.status_code == 302
    assert [str(r.start) for r in Report.objects.all()] == ["2012-07-01"]


def test_an_empty_list_says_so_once(tree: Tree, cast: Cast) -> None:
    assert cast.county_zhao.client.get("/reports/").content.decode().count("还没有报告") == 1


def test_doubled_units_are_asked_about_before_freezing(tree: Tree, cast: Cast) -> None:
    report = draft(tree, "有基层工会{{unions.total}}家。")

    [doubt] = queries.doubts(report, queries.write_report(report, actor=SYSTEM))

    assert "单位写了两次" in doubt.words
    assert doubt.line == 1


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("基层工会比去年增长{{unions.total | 增幅}}。", "增长"),
        ("基层工会比年初下降了{{unions.total | 增长}}。", "下降"),
        ("基层工会比去年{{unions.total | 增幅}}。", ""),
        ("增长较快的有{{unions.total}}。", ""),
    ],
)
def test_words_of_change_printed_twice_are_asked_about(
    tree: Tree, cast: Cast, typed: str, asked: str
) -> None:
    found(tree, 1, on=date(2019, 6, 1))
    report = draft(tree, typed)

    written = queries.write_report(report, actor=SYSTEM)
    told = [d.words for d in queries.doubts(report, written) if "请删去前面的" in d.words]

    assert len(told) == (1 if asked else 0)
    assert all(f"请删去前面的“{asked}”" in words for words in told)
