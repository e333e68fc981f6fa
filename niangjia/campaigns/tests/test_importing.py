"""Lists from Excel: every row checked, good ones in one batch, undone while nobody received."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from niangjia.accounts.testing import Cast, Tree
from niangjia.campaigns import imports, services
from niangjia.campaigns.models import Beneficiary, Campaign, ListBatch
from niangjia.campaigns.rules import Audience, BatchState
from niangjia.campaigns.services import importing
from niangjia.campaigns.tests.making import SIGNED, campaign_of, event_of, running
from niangjia.kernel import excel, jobs
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Job
from niangjia.members.tests.making import facts_of, member_of
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db
HEAD = ("活动编号", "姓名", "证件号码", "银行账号", "开户银行")


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.NIANGJIA_FILES = tmp_path
    return tmp_path


def sheet(folder: Path, *rows: tuple[str, ...]) -> bytes:
    path = folder / "名单.xlsx"
    excel.write_sheet(path, [excel.Column(head) for head in HEAD], rows)
    return path.read_bytes()


def checked(content: bytes, union: Union) -> ListBatch:
    batch = importing.receive(content, "名单.xlsx", union, actor=SYSTEM)
    return importing.check(batch, actor=SYSTEM)


def row(campaign: Campaign, name: str, number: int, account: str = "") -> tuple[str, ...]:
    return (campaign.number, name, facts_of(name, number).identity, account, "工行")


def test_good_rows_go_in_and_bad_ones_are_named(tree: Tree, files: Path) -> None:
    campaign = campaign_of(tree.county, audience=Audience.LIST)
    closed = campaign_of(tree.county, audience=Audience.NONE, name="户外")
    for n, (name, union) in enumerate(
        (("张丽华", tree.union), ("王强", tree.union), ("李四", tree.neighbour_union)), 1
    ):
        member_of(union, name, n)
    content = sheet(
        files,
        row(campaign, "张丽华", 1, "6222020200012345678"),
        row(campaign, "王小强", 2),  # another name than the register's
        row(campaign, "李四", 3),  # of the neighbouring county
        row(campaign, "无名", 9),  # not a member
        row(campaign, "张丽华", 1),  # twice
        ("HD0", "张丽华", facts_of("张丽华", 1).identity, "", ""),
        (closed.number, "张丽华", facts_of("张丽华", 1).identity, "", ""),
        (campaign.number, "王强", "", "", ""),
        row(campaign, "王强", 2, "123"),
    )

    batch = checked(content, tree.county)

    assert (batch.row_count, batch.accepted_count, batch.refused_count) == (9, 1, 8)
    codes = list(batch.findings.order_by("row").values_list("row", "code"))
    assert codes == [
        (3, "NAME"),
        (4, "ELSEWHERE"),
        (5, "UNKNOWN"),
        (6, "TWICE"),
        (7, "CAMPAIGN"),
        (8, "CLOSED"),
        (9, "IDENTITY"),
        (10, "ACCOUNT"),
    ]
    assert not Beneficiary.objects.exists()
    marked, name = importing.marked(batch) or (None, "")
    assert marked is not None
    assert name == "已标注-名单.xlsx"

    batch = importing.commit(batch, actor=SYSTEM)

    one = Beneficiary.objects.get()
    assert (one.person.name, one.union, one.bank_name) == ("张丽华", tree.union, "工行")
    assert one.bank_card_sealed is not None
    assert batch.file_path == ""


def test_the_same_file_twice_changes_nothing(tree: Tree, files: Path) -> None:
    campaign = campaign_of(tree.county, audience=Audience.LIST)
    member_of(tree.union, "张丽华", 1)
    content = sheet(files, row(campaign, "张丽华", 1))
    importing.commit(checked(content, tree.county), actor=SYSTEM)

    again = checked(content, tree.county)

    assert (again.accepted_count, again.unchanged_count) == (1, 1)
    importing.commit(again, actor=SYSTEM)
    assert Beneficiary.objects.count() == 1


def test_a_batch_is_undone_until_somebody_received(tree: Tree, files: Path) -> None:
    campaign, item = running(tree.county, audience=Audience.LIST)
    member_of(tree.union, "张丽华", 1)
    content = sheet(files, row(campaign, "张丽华", 1))
    batch = importing.commit(checked(content, tree.county), actor=SYSTEM)
    assert importing.undo(batch, reason="发错表", actor=SYSTEM).state == BatchState.UNDONE
    assert not Beneficiary.objects.exists()

    batch = importing.commit(checked(content, tree.county), actor=SYSTEM)
    people = list(Beneficiary.objects.all())
    services.deliver(event_of(campaign, tree.county), people, [item], SIGNED, actor=SYSTEM)
    with pytest.raises(Blocked, match="已有人领取"):
        importing.undo(batch, reason="发错表", actor=SYSTEM)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"name,id\n1,2"])
def test_a_broken_file_says_so(tree: Tree, content: bytes) -> None:
    batch = checked(content, tree.county)

    assert batch.state == BatchState.FAILED
    assert batch.message.endswith("。")
    with pytest.raises(Blocked):
        importing.commit(batch, actor=SYSTEM)


def test_a_sheet_without_its_columns_is_refused(tree: Tree, files: Path) -> None:
    path = files / "x.xlsx"
    excel.write_sheet(path, [excel.Column("姓名")], [("张丽华",)])

    batch = checked(path.read_bytes(), tree.county)

    assert "没有“活动编号、姓名、证件号码”" in batch.message


def test_the_pages_carry_it_through(tree: Tree, cast: Cast, files: Path) -> None:
    campaign = campaign_of(tree.county, audience=Audience.LIST)
    member_of(tree.union, "张丽华", 1)
    upload = SimpleUploadedFile("名单.xlsx", sheet(files, row(campaign, "张丽华", 1)))
    client = cast.county_zhao.client

    answer = client.post("/campaign-lists/import/", {"file": upload, "union": "511725"})
    assert answer.status_code == 302
    jobs.run(Job.objects.get(kind=imports.CHECK).pk)
    address = answer["Location"]
    assert client.get(address).status_code == 200
    for someone in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
        assert someone.client.get(address).status_code in (403, 404)
    assert client.post(f"{address}commit/").status_code == 302
    jobs.run(Job.objects.get(kind=imports.COMMIT).pk)

    assert Beneficiary.objects.get().person.name == "张丽华"


def test_who_may_bring_a_list(tree: Tree, cast: Cast, files: Path) -> None:
    for someone in (cast.neighbour_qian, cast.worker_chen, cast.stranger, cast.chair_sun):
        with pytest.raises(NotVisible):
            importing.receive(b"x", "名单.xlsx", tree.county, actor=someone.actor)
    assert not ListBatch.objects.exists()
