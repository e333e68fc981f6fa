"""The desk and pages of typed figures: who may type, what is refused, sheets out and in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from niangjia.accounts.testing import Cast, Tree
from niangjia.statistics.desk.typed import ReportedDesk
from niangjia.statistics.models import ReportedValue
from niangjia.statistics.rules.periods import Period, PeriodKind, containing
from niangjia.statistics.services import reporting
from niangjia.web.testing import DeskTests

HALF: Period = containing(PeriodKind.HALF_YEAR, date(2017, 3, 1))
CODE = "fairs.sessions"


def address(union: Any, page: str = "entry", **more: str) -> str:
    """An address of one of the pages for a union in 2017H1, all fields."""
    named = {"union": union.code, "period": "2017H1", "area": "all"} | more
    return f"/reported/{page}/?" + "&".join(f"{k}={v}" for k, v in named.items())


class TestReportedDesk(DeskTests):
    desk = ReportedDesk
    search_text = "招聘会场次"
    act_data: ClassVar[dict[str, dict[str, Any]]] = {
        "correct": {"value": "12", "reason": "漏报两场"},
    }

    def make(self, tree: Tree, cast: Cast) -> ReportedValue:
        reporting.report(tree.county, HALF, {CODE: Decimal(10)}, actor=cast.county_zhao.actor)
        return ReportedValue.objects.get()

    def label(self, made: Any) -> str:
        return "渠县总工会"


def test_typing_is_for_those_who_report_there(tree: Tree, cast: Cast) -> None:
    for player in cast:
        answer = player.client.post(address(tree.county), {f"v-{CODE}": "3"})
        may = player in (cast.province_li, cast.city_wang, cast.county_zhao)
        assert answer.status_code == (302 if may else answer.status_code)
        if not may:
            assert answer.status_code in (403, 404)
            assert ReportedValue.objects.filter(typed_by=player.user).count() == 0

    assert ReportedValue.objects.count() == 1


def test_a_cadre_above_reads_but_a_neighbour_does_not(tree: Tree, cast: Cast) -> None:
    reporting.report(tree.county, HALF, {CODE: Decimal(10)}, actor=cast.county_zhao.actor)

    assert "10" in cast.city_wang.client.get(address(tree.county)).content.decode()
    assert cast.neighbour_qian.client.get(address(tree.county)).status_code == 404


def test_all_errors_stand_at_once_and_nothing_is_saved(tree: Tree, cast: Cast) -> None:
    posted = {f"v-{CODE}": "3.5", "v-law.recovered_amount": "一千", "v-fairs.posts": "8",
              "v-contests.worker_share": "101"}  # fmt: skip

    answer = cast.county_zhao.client.post(address(tree.county), posted)

    said = answer.content.decode()
    assert answer.status_code == 422
    assert "应填整数,现在是 3.5" in said
    assert "“一千”不是一个数" in said
    assert "应在 0 到 100 之间,现在是 101" in said
    assert 'value="8"' in said
    assert not ReportedValue.objects.exists()


def test_a_jump_is_saved_only_when_confirmed(tree: Tree, cast: Cast) -> None:
    client = cast.county_zhao.client
    before = containing(PeriodKind.HALF_YEAR, date(2016, 12, 1))
    reporting.report(tree.county, before, {CODE: Decimal(10)}, actor=cast.county_zhao.actor)

    first = client.post(address(tree.county), {f"v-{CODE}": "100"})
    assert first.status_code == 422
    assert "是上期 10 的 10 倍以上" in first.content.decode()
    assert ReportedValue.objects.count() == 1

    second = client.post(address(tree.county), {f"v-{CODE}": "100", "is_confirmed": "1"})
    assert second.status_code == 302
    assert ReportedValue.objects.count() == 2


def test_the_parent_sees_the_sum_of_like_values_alone(tree: Tree, cast: Cast) -> None:
    values = {
        CODE: Decimal(4),
        "contests.people": Decimal(30),
        "contests.worker_share": Decimal(50),
    }
    reporting.report(tree.county, HALF, values, actor=cast.county_zhao.actor)
    reporting.report(tree.neighbour, HALF, values, actor=cast.neighbour_qian.actor)

    page = cast.city_wang.client.get(address(tree.city))

    lines = {line.indicator.code: line for line in page.context["lines"]}
    assert (lines[CODE].children.typed, lines[CODE].children.of) == (2, 2)
    assert lines[CODE].children_total == "8"
    assert lines["contests.people"].children_total == ""  # one worker may stand in both
    assert lines["contests.worker_share"].children_total == ""
    below = cast.city_wang.client.get(address(tree.city, f"children/{CODE}")).content.decode()
    assert "县赵" in below
    assert "邻县钱" in below
    assert cast.county_zhao.client.get(address(tree.city, f"children/{CODE}")).status_code == 404


def sheet_of(client: Any, union: Any) -> openpyxl.Workbook:
    """The sheet as downloaded."""
    answer = client.get(address(union, "sheet"))
    assert answer.status_code == 200
    return openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))


def filled(book: openpyxl.Workbook, values: dict[str, Any], tmp_path: Path) -> SimpleUploadedFile:
    """The sheet with values in the column 本期数值."""
    page = book.active
    assert page is not None
    for row in page.iter_rows(min_row=3):
        if str(row[0].value) in values:
            row[5].value = values[str(row[0].value)]
    path = tmp_path / "filled.xlsx"
    book.save(path)
    return SimpleUploadedFile("报送表.xlsx", path.read_bytes())


def test_a_filled_sheet_is_checked_shown_then_saved_once(
    tree: Tree, cast: Cast, tmp_path: Path
) -> None:
    client = cast.county_zhao.client
    file = filled(
        sheet_of(client, tree.county), {CODE: 12, "law.recovered_amount": 57710.5}, tmp_path
    )

    checked = client.post(address(tree.county, "sheet"), {"file": file})

    assert checked.status_code == 200
    assert not ReportedValue.objects.exists()
    posted = {f"v-{i.code}": text for i, _, _, text, _ in checked.context["changed"]}
    assert posted == {f"v-{CODE}": "12", "v-law.recovered_amount": "57710.50"}
    assert client.post(checked.context["entry"], posted).status_code == 302
    assert set(ReportedValue.objects.values_list("code", "value")) == {
        (CODE, Decimal(12)),
        ("law.recovered_amount", Decimal("57710.50")),
    }

    file.seek(0)
    again = client.post(address(tree.county, "sheet"), {"file": file})
    assert again.context["changed"] == []
    assert "2 项都与已填报的相同" in again.content.decode()
    assert ReportedValue.objects.count() == 2


def test_a_bad_sheet_names_every_cell_and_comes_back_marked(
    tree: Tree, cast: Cast, tmp_path: Path
) -> None:
    client = cast.county_zhao.client
    book = sheet_of(client, tree.county)
    page = book.active
    assert page is not None
    page.append(["members.total", "", "", "", "", 5])
    page.append(["no.such", "", "", "", "", 5])
    file = filled(book, {CODE: -1, "law.recovered_amount": "多"}, tmp_path)

    answer = client.post(address(tree.county, "sheet"), {"file": file})

    said = answer.content.decode()
    assert answer.status_code == 422
    assert len(answer.context["findings"]) == 4
    assert "不能小于零" in said
    assert "“多”不是一个数" in said
    assert "由记录统计,不能填报" in said
    assert "没有代码为“no.such”的指标" in said
    assert not ReportedValue.objects.exists()
    marked = f"/reported/marked/{answer.context['marked']}/"
    assert client.get(marked).status_code == 200
    assert cast.city_wang.client.get(marked).status_code == 404


def test_a_sheet_of_another_union_is_refused(tree: Tree, cast: Cast, tmp_path: Path) -> None:
    file = filled(sheet_of(cast.city_wang.client, tree.neighbour), {CODE: 1}, tmp_path)

    answer = cast.city_wang.client.post(address(tree.county, "sheet"), {"file": file})

    assert answer.status_code == 422
    assert "请核对工会和期间" in answer.content.decode()


@pytest.mark.parametrize("content", [b"", b"no workbook"])
def test_a_file_that_is_no_sheet_is_told(tree: Tree, cast: Cast, content: bytes) -> None:
    file = SimpleUploadedFile("报送表.xlsx", content)

    answer = cast.county_zhao.client.post(address(tree.county, "sheet"), {"file": file})

    assert answer.status_code == 422
    assert not ReportedValue.objects.exists()


def test_sheets_are_for_those_who_report_there(tree: Tree, cast: Cast) -> None:
    for player in (cast.neighbour_qian, cast.chair_sun, cast.worker_chen, cast.stranger):
        assert player.client.get(address(tree.county, "sheet")).status_code in (403, 404)


def test_the_page_of_one_field_costs_little(tree: Tree, cast: Cast) -> None:
    page = cast.county_zhao.client.get(f"/reported/entry/?union={tree.county.code}&period=2017H1")

    assert page.status_code == 200
    assert len(page.content) < 50_000
    assert page.context["chosen"].area == page.context["areas"][0]
