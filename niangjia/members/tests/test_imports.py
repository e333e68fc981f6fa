"""The import page of the desk: upload, background check, findings, commit, undo; real workbooks."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import jobs
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.excel import UnusableFile
from niangjia.kernel.models import Job
from niangjia.members import imports
from niangjia.members.imports import MemberSheet
from niangjia.members.models import DuplicatePair, ImportBatch, Membership, Person
from niangjia.members.rules.cells import Cell
from niangjia.members.rules.header import COLUMNS, Column
from niangjia.members.services import importing, sheetfiles
from niangjia.members.services.sheets import open_member_table
from niangjia.members.tests.sheets import (
    OFFICIAL_HEADER,
    TITLE,
    TODAY,
    identity,
    line,
    person,
    save,
    sheet,
)

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "forms"
PAGE = MemberSheet()
Found = tuple[int, str, str, str]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.NIANGJIA_FILES = str(tmp_path / "files")


@pytest.fixture
def _on_that_day() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T04:00:00+00:00", tick=False):
        yield


def found(path: Path) -> set[Found]:
    checked = open_member_table(path, today=TODAY).checked()
    return {(f.row, str(f.column), f.code, str(f.severity)) for f in checked.findings}


# --- Workbooks as they come ---------------------------------------------------------------


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared example sheet is not at hand")
def test_the_example_sheet_gives_exactly_the_expected_findings() -> None:
    with (SHARED / "member-sheet.expected.csv").open(encoding="utf-8-sig") as file:
        listed = list(csv.DictReader(file))
    expected = {
        (int(row["row"]), row["column"], row["kind"], row["severity"])
        for row in listed
        if row["severity"] != "ok"
    }

    read = open_member_table(SHARED / "member-sheet.xlsx", today=TODAY).checked()

    assert found(SHARED / "member-sheet.xlsx") == expected
    refused = {row for row, _, _, severity in expected if severity == "error"}
    assert (read.row_count, len(read.rows)) == (300, 300 - len(refused))


def test_a_workbook_with_all_that_happens_in_one(tmp_path: Path) -> None:
    old = identity(1)[:6] + identity(1)[8:17]
    rows: list[list[Cell]] = [
        TITLE,
        ["填报单位:某厂工会    填报人:____    联系电话:____"],
        ["说明:带*为必填项;数据区不得合并单元格"],
        OFFICIAL_HEADER,
        line(person(1, ID_NUMBER=old)),
        line(person(2, NAME="")),
        line(person(3, ID_NUMBER=511423199511088517)),
        line(person(4, PHONE=13800000004)),
        line(person(5, PHONE="１３８００００００１" + "５")),
        line(person(6, NAME=" 李\u3000浩 ", CHANGED_ON="2016.5.3")),
        line(person(7, BIRTH="", CHANGED_ON=date(2016, 5, 3))),
        line(person(8, CHANGED_ON=42493)),
        line(person(9, NAME="=1+1")),
        line(person(10, CHANGED_ON="20991231", ETHNICITY="火星族")),
        line(person(4, PHONE="13900000004")),
        [""] * 20,
        ["合计", "7人"],
        ["填表说明:1.证件号码请以文本格式填写……"],
    ]

    assert found(save(tmp_path / "a.xlsx", rows)) == {
        (5, "证件号码", "id_15", "warn"),
        (6, "姓名", "name_missing", "error"),
        (7, "证件号码", "id_lost_digits", "error"),
        (13, "姓名", "formula", "error"),
        (14, "民族", "unknown_code", "error"),
        (14, "会籍变化日期", "date_future", "error"),
        (15, "证件号码", "duplicate_in_file", "error"),
    }


def test_merged_titles_other_sheets_and_columns_to_the_right(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("填表说明").write_string(0, 0, "请先阅读")
    page = book.add_worksheet("名单")
    page.merge_range(0, 0, 1, 24, "工会会员实名信息采集表")
    page.write_row(6, 3, ["说明"])
    page.write_row(7, 3, [str(cell) for cell in OFFICIAL_HEADER])
    page.write_row(8, 3, [str(cell) for cell in line(person(1))])
    page.write_row(9, 3, [str(cell) for cell in line(person(2, PHONE="1"))])
    hidden = book.add_worksheet("字典")
    hidden.write_row(0, 0, ["姓名", "证件号码", "移动电话", "会籍变化类型"])
    hidden.hide()
    book.close()

    assert found(path) == {(10, "移动电话", "phone_invalid", "error")}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([TITLE, ["姓名", "电话"]], "没有找到表头"),
        (
            [["姓名", "性别", "民族", "学历", "身份证号"], ["张三"]],
            "缺少必需的列:移动电话、会籍变化类型",
        ),
        ([OFFICIAL_HEADER], "没有会员数据"),
    ],
)
def test_sheets_that_are_none(tmp_path: Path, rows: list[list[Cell]], words: str) -> None:
    with pytest.raises(UnusableFile, match=words):
        open_member_table(save(tmp_path / "a.xlsx", rows), today=TODAY)


def test_two_member_sheets_in_one_workbook_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name in ("一车间", "二车间"):
        page = book.add_worksheet(name)
        page.write_row(0, 0, [str(cell) for cell in OFFICIAL_HEADER])
        page.write_row(1, 0, [str(cell) for cell in line(person(1))])
    book.close()

    with pytest.raises(UnusableFile, match="一车间、二车间"):
        open_member_table(path, today=TODAY)


# --- The page -----------------------------------------------------------------------------


def upload(tmp_path: Path, tree: Tree, actor: Any, *rows: dict[Column, Cell]) -> ImportBatch:
    path = save(tmp_path / "会员.xlsx", sheet(*rows))
    file = SimpleUploadedFile("../本厂 会员.xlsx", path.read_bytes())
    return PAGE.start(file, tree.union, actor=actor)


def work(batch: ImportBatch) -> Job:
    """Let the worker do the batch's job."""
    job = PAGE.job(batch)
    assert job is not None
    done = jobs.run(job.pk)
    batch.refresh_from_db()
    return done


@pytest.mark.django_db
@pytest.mark.usefixtures("_on_that_day")
def test_from_upload_to_undo(tree: Tree, cast: Cast, tmp_path: Path) -> None:
    actor = cast.chair_sun.actor
    batch = upload(tmp_path, tree, actor, person(1), person(2), person(3, ETHNICITY="火星族"))
    waiting = PAGE.result(batch)

    checked_job = work(batch)
    checked = PAGE.result(PAGE.find(str(batch.public_id), actor=actor))
    findings = PAGE.findings(batch, after=0, limit=10)
    PAGE.commit(batch, actor=actor)
    committing = PAGE.result(batch)
    committed_job = work(batch)
    committed = PAGE.result(batch)
    PAGE.undo(batch, actor=actor, reason="传错了")
    batch.refresh_from_db()

    assert (waiting.state, waiting.can_commit) == ("checking", False)
    assert checked_job.state == "done"
    assert checked_job.message == "已检查3行:2行可导入,1行有错误。"
    assert checked_job.result["url"] == f"/members/import/{batch.public_id}/"
    assert committed_job.message == "已导入:登记2行,已在册0行未改动。"
    assert (checked.state, checked.can_commit, checked.can_undo) == ("checked", True, False)
    assert (checked.rows, checked.accepted, checked.refused) == (3, 2, 1)
    assert [(f.row, f.column, f.code) for _, f in findings] == [(5, "民族", "unknown_code")]
    assert PAGE.findings(batch, after=findings[0][0] + 100, limit=10) == []
    assert committing.state == "committing"
    assert (committed.state, committed.can_commit, committed.can_undo) == ("committed", False, True)
    assert "登记2行" in committed.message
    assert PAGE.result(batch).state == "undone"
    assert not Membership.objects.exists()
    assert [item.file_name for item in PAGE.recent(actor)] == ["本厂 会员.xlsx"]


@pytest.mark.django_db
def test_the_marked_workbook_explains_the_bad_cells(tree: Tree, tmp_path: Path) -> None:
    batch = upload(tmp_path, tree, SYSTEM, person(1), person(2, PHONE="1"))
    work(batch)

    marked = PAGE.marked_file(batch)

    assert marked is not None
    page = openpyxl.load_workbook(marked[0]).active
    assert page is not None
    place = COLUMNS.index(Column.PHONE) + 1
    assert page.cell(4, place).comment is not None
    assert "手机号应为11位" in page.cell(4, place).comment.text
    assert page.cell(2, 21).value == "检查结果"
    assert page.cell(3, 21).value is None


@pytest.mark.django_db
def test_sheets_are_kept_a_month(tree: Tree, tmp_path: Path) -> None:
    batch = upload(tmp_path, tree, SYSTEM, person(1))
    work(batch)
    kept = sheetfiles.forget_old()
    sealed = jobs.files_root() / batch.file_path
    past = time.time() - sheetfiles.KEEP_SHEETS_FOR.total_seconds() - 60
    os.utime(sealed, (past, past))

    removed = sheetfiles.forget_old()

    assert (kept, removed) == (0, 1)
    with pytest.raises(Blocked, match="保存期"):
        importing.commit(batch, actor=SYSTEM)


@pytest.mark.django_db
def test_an_unusable_file_says_why_on_the_page(tree: Tree) -> None:
    file = SimpleUploadedFile("a.xlsx", "姓名,证件号码".encode())
    batch = PAGE.start(file, tree.union, actor=SYSTEM)

    work(batch)

    result = PAGE.result(batch)
    assert (result.state, result.can_commit) == ("failed", False)
    assert "另存为" in result.message
    with pytest.raises(Blocked, match="文件无法使用"):
        PAGE.commit(batch, actor=SYSTEM)


@pytest.mark.django_db
def test_nobody_else_finds_the_batch(tree: Tree, cast: Cast, tmp_path: Path) -> None:
    batch = upload(tmp_path, tree, cast.chair_sun.actor, person(1))

    for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            PAGE.find(str(batch.public_id), actor=player.actor)
        with pytest.raises(NotVisible):
            imports.batch_of({"batch": batch.pk}, player.actor)
        assert list(PAGE.recent(player.actor)) == []

    with pytest.raises(NotVisible):
        PAGE.find("1", actor=cast.chair_sun.actor)
    assert PAGE.find(str(batch.public_id), actor=cast.county_zhao.actor) == batch


@pytest.mark.django_db
def test_cancelling_the_commit_leaves_nothing(tree: Tree, tmp_path: Path) -> None:
    batch = upload(tmp_path, tree, SYSTEM, person(1))
    work(batch)
    PAGE.commit(batch, actor=SYSTEM)
    job = PAGE.job(batch)
    assert job is not None
    jobs.cancel(job)

    done = work(batch)

    assert done.state == "cancelled"
    assert not Person.objects.exists()
    assert PAGE.result(batch).can_commit


@pytest.mark.django_db
def test_doubles_are_looked_for_afterwards(tree: Tree, tmp_path: Path) -> None:
    importing.import_file(
        save(tmp_path / "1.xlsx", sheet(person(1))), tree.other_union, actor=SYSTEM
    )
    passport = person(1, ID_TYPE="护照", ID_NUMBER="E12345678", PHONE="13900000001")
    importing.import_file(save(tmp_path / "2.xlsx", sheet(passport)), tree.union, actor=SYSTEM)

    for job in Job.objects.filter(kind=importing.FIND_DOUBLES).order_by("pk"):
        jobs.run(job.pk)

    pair = DuplicatePair.objects.get()
    assert {pair.first.name, pair.second.name} == {"张伟"}
    assert pair.union == tree.township
