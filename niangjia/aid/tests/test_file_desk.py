"""The desk of household files: pages, acts, and the household edited in place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from niangjia.accounts.testing import Cast, Tree
from niangjia.aid import services
from niangjia.aid.desk.disputes import AppealDesk, ObjectionDesk
from niangjia.aid.desk.files import FileDesk
from niangjia.aid.models import Appeal, HouseholdFile, Objection
from niangjia.aid.tests import files
from niangjia.aid.tests.files import Aiders, adopt_standard, aiders
from niangjia.aid.tests.papers import photo
from niangjia.kernel import clock
from niangjia.kernel.models import Entry
from niangjia.kernel.tests.pictures import png
from niangjia.members.models import Membership
from niangjia.members.tests.making import member_of
from niangjia.web.testing import DeskTests

pytestmark = pytest.mark.django_db

REASON = "核对材料是否属实"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: object) -> Path:
    settings.NIANGJIA_FILES = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's wrapper
    return tmp_path


@pytest.fixture
def found(tree: Tree, cast: Cast) -> Aiders:
    adopt_standard(tree)
    return aiders(tree, cast)


class TestFileDesk(DeskTests):
    desk = FileDesk
    insiders: ClassVar[tuple[str, ...]] = ("chair_sun", "city_wang")
    search_text = "陈小妹"
    act_data: ClassVar[dict[str, dict[str, Any]]] = {
        "submit": {},
        "record_visit": {
            "kind": "check",
            "on": str(timezone.localdate()),
            "visitors": "孙主席、李委员",
            "findings": "丈夫长期患病,靠一人工资生活。",
            "is_true": "on",
        },
        "check": {},
        "publish": {},
        "raise_objection": {"text": "据我了解这家在县城另有一套住房。"},
    }

    def make(self, tree: Tree, cast: Cast) -> HouseholdFile:
        adopt_standard(tree)
        return files.draft(tree, aiders(tree, cast))

    def label(self, made: HouseholdFile) -> str:
        return made.number


class TestObjectionDesk(DeskTests):
    desk = ObjectionDesk
    insiders: ClassVar[tuple[str, ...]] = ("county_zhao", "province_li")
    search_text = ""

    def make(self, tree: Tree, cast: Cast) -> Objection:
        adopt_standard(tree)
        found = aiders(tree, cast)
        file = files.on_notice(tree, found)
        made = services.raise_objection(
            file, text="据我了解这家在县城另有一套住房。", name="邻居", actor=found.neighbour.actor
        )
        type(self).search_text = made.number
        return made


class TestAppealDesk(DeskTests):
    desk = AppealDesk
    insiders: ClassVar[tuple[str, ...]] = ("county_zhao", "province_li")

    def make(self, tree: Tree, cast: Cast) -> Appeal:
        adopt_standard(tree)
        found = aiders(tree, cast)
        file = files.at_county(tree, found)
        services.decide(file, actor=found.county.actor)
        services.refuse_at_county(file, reason="核对后收入超过标准", actor=found.county.actor)
        made = services.file_appeal(
            file, text="支出没有全部计入,请重新核对。", actor=found.chair.actor
        )
        type(self).search_text = made.number
        return made


def test_an_objector_is_named_to_nobody_unasked(tree: Tree, found: Aiders) -> None:
    file = files.on_notice(tree, found)
    made = services.raise_objection(
        file,
        text="据我了解这家在县城另有一套住房。",
        name="孟某",
        phone="13900000009",
        actor=found.neighbour.actor,
    )

    page = found.county.client.get(f"/objections/{made.public_id}/").content.decode()

    assert page.count("(已登记)") == 2
    assert "孟某" not in page
    assert "0009" not in page


# --- Filing -----------------------------------------------------------------------------------


def test_a_file_is_opened_for_a_member_of_the_register(tree: Tree, found: Aiders) -> None:
    member: Membership = member_of(tree.union)
    other = member_of(tree.neighbour_union, number=2)
    client = found.chair.client

    picked = client.get("/pick/memberships/", {"q": "张丽华", "permission": "aid.apply"}).json()
    refused = client.post("/aid/new/", {"membership": str(other.public_id)})
    answer = client.post("/aid/new/", {"membership": str(member.public_id)})

    file = HouseholdFile.objects.get()
    assert [one["value"] for one in picked["items"]] == [str(member.public_id)]
    assert refused.status_code == 200
    assert answer["Location"] == f"/aid/{file.public_id}/"
    assert (file.person, file.union) == (member.person, tree.union)


def test_the_household_is_entered_thing_by_thing(tree: Tree, found: Aiders) -> None:
    file = services.start_file(member_of(tree.union).person, tree.union, actor=found.chair.actor)
    client, url = found.chair.client, f"/aid/{file.public_id}/"
    child = files.number(7, timezone.localdate().replace(year=2012, day=1))
    upload = SimpleUploadedFile("工资单.png", png(), content_type="image/png")
    person = {"name": "张小雨", "relation": "child", "id_type": "1", "identity_number": child,
              "identity": "student", "health": "good", "school_stage": "senior",
              "school_kind": "public", "lives_together": "on", "phone": "13800001111"}  # fmt: skip

    unnamed = client.post(f"{url}members/new/", person | {"name": "张小雨2"})
    assert unnamed.context["form"].errors["name"][0].startswith("姓名应为2至50个汉字")

    answers = [
        client.post(f"{url}members/new/", person),
        client.post(f"{url}incomes/new/", {"member": "0", "kind": "wage", "year_amount": "24000", "upload": upload}),
        client.post(f"{url}expenditures/new/", {"member": "1", "kind": "education", "year_amount": "6000"}),
        client.post(f"{url}homes/new/", {"housing": "rented", "area": "40"}),
        client.post(f"{url}means/", {"main_cause": "schooling", "identity": "employed", "labour_months": "24",
            "registration": "urban", "lives_in_city": "on", "allowance_month_amount": "0", "months_below": "0",
            "saving_amount": "0", "investment_amount": "0", "car_count": "0", "phone": "13800002222",
            "bank_account": "6222020000000000018", "bank_name": "渠县农商行"}),
    ]  # fmt: skip

    file = files.fresh(file)
    shown = client.get(f"{url}?tab=household").content.decode()
    assert f'href="{url}members/new/"' in shown
    assert [one.status_code for one in answers] == [302] * 5, [
        one.context["form"].errors for one in answers if one.status_code != 302
    ]
    assert [one.name for one in file.members.order_by("position")] == ["张丽华", "张小雨"]
    assert file.incomes.get().evidence is not None
    assert (file.main_cause, file.bank_name) == ("schooling", "渠县农商行")
    assert "没有证明,不计入" in shown
    assert child not in shown
    assert "13800001111" not in shown


def test_what_is_left_empty_stays_as_it_was(tree: Tree, found: Aiders) -> None:
    file = files.draft(tree, found)
    row = file.members.get(name="何小雨")
    url = f"/aid/{file.public_id}/"
    person = {"name": "何小雨", "relation": "child", "id_type": "1", "born_on": str(row.born_on),
              "identity": "student", "health": "diabetes", "school_stage": "senior",
              "school_kind": "public"}  # fmt: skip

    first = found.chair.client.post(f"{url}members/{row.pk}/", person)
    line = file.incomes.get()  # written anew with every change
    second = found.chair.client.post(
        f"{url}incomes/{line.pk}/", {"member": "1", "kind": "wage", "year_amount": "30000"}
    )

    kept = file.members.get(name="何小雨")
    assert (first.status_code, second.status_code) == (302, 302)
    assert kept.pk == row.pk
    assert bytes(kept.identity_blind or b"") == bytes(row.identity_blind or b"x")
    assert (kept.health, kept.lives_together) == ("diabetes", False)
    assert file.incomes.get().evidence_id == line.evidence_id
    assert file.incomes.get().member.name == "何大山"


def test_a_stale_page_changes_nothing(tree: Tree, found: Aiders) -> None:
    file = files.draft(tree, found)
    line = file.incomes.get()
    services.put_file(file, {"cause_note": "先改的"}, actor=found.chair.actor)

    answer = found.chair.client.post(
        f"/aid/{file.public_id}/incomes/{line.pk}/",
        {"member": "0", "kind": "wage", "year_amount": "1"},
    )

    assert answer.status_code == 422
    assert file.incomes.get().year_amount == 36000


def test_a_member_leaves_with_her_lines_and_the_worker_stays(tree: Tree, found: Aiders) -> None:
    file = files.draft(tree, found)
    rows = {row.name: row.pk for row in file.members.all()}
    client, url = found.chair.client, f"/aid/{file.public_id}/"
    client.post(
        f"{url}expenditures/new/", {"member": "2", "kind": "education", "year_amount": "60"}
    )

    asked = client.get(f"{url}members/{rows['何大山']}/drop/")
    done = client.post(f"{url}members/{rows['何大山']}/drop/")
    refused = client.post(f"{url}members/{rows['陈小妹']}/drop/")

    assert "何大山" in asked.content.decode()
    assert (done.status_code, refused.status_code) == (302, 422)
    assert sorted(file.members.values_list("name", flat=True)) == ["何小雨", "陈小妹"]
    assert file.expenditures.get().member.name == "何小雨"


def test_only_who_may_apply_edits_the_household(tree: Tree, cast: Cast, found: Aiders) -> None:
    file = files.draft(tree, found)
    before = files.values(file)

    for way in ("members/new/", "incomes/new/", "means/", "homes/new/"):
        for who in (found.neighbour, cast.neighbour_qian, cast.worker_chen, cast.stranger):
            posted = {"housing": "rented", "area": "1"}
            answer = who.client.post(f"/aid/{file.public_id}/{way}", posted)
            assert answer.status_code in (403, 404), way

    assert files.values(file) == before
    assert file.members.count() == 3


def test_after_submission_nothing_is_edited(tree: Tree, found: Aiders) -> None:
    file = files.submitted(tree, found)
    client, url = found.chair.client, f"/aid/{file.public_id}/"

    answer = client.post(f"{url}homes/new/", {"housing": "rented", "area": "40"})

    assert "不能修改家庭情况" in answer.content.decode()
    assert not file.homes.exists()
    assert "添加成员" not in client.get(f"{url}?tab=household").content.decode()


# --- Papers -----------------------------------------------------------------------------------


def test_a_paper_is_seen_with_a_reason_and_cannot_run(tree: Tree, found: Aiders) -> None:
    file = files.draft(tree, found)
    paper = services.attach(file, kind="diagnosis", upload=photo(7), actor=found.chair.actor)
    address = f"/aid/{file.public_id}/papers/{paper.public_id}/"

    without = found.county.client.post(address, {"why": "", "other": ""})
    answer = found.county.client.post(address, {"why": "审核申请材料"})

    look = Entry.objects.get(is_read=True)
    assert "查看原因" in without.content.decode()
    assert answer.content == photo(7).read()
    assert answer["Content-Type"] == "image/png"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (look.actor_id, look.reason) == (found.county.user.pk, "审核申请材料")
    assert found.neighbour.client.post(address, {"why": "审核申请材料"}).status_code == 404


def test_papers_are_brought_and_taken_back_on_the_page(tree: Tree, found: Aiders) -> None:
    file = files.draft(tree, found)
    client, url = found.chair.client, f"/aid/{file.public_id}/"
    upload = SimpleUploadedFile("照片.jpg", b"MZ not a photo", content_type="image/jpeg")
    good = SimpleUploadedFile("照片.jpg", png(shade=9), content_type="image/jpeg")

    refused = client.post(f"{url}do/attach/", {"kind": "diagnosis", "upload": upload})
    brought = client.post(f"{url}do/attach/", {"kind": "diagnosis", "upload": good})
    paper = file.attachments.get(kind="diagnosis")
    removed = client.post(f"{url}do/remove_paper/", {"attachment": paper.pk, "reason": "传错了"})

    assert "不是照片" in refused.content.decode()
    assert (brought.status_code, removed.status_code) == (302, 302)
    assert paper.name == "照片.png"
    assert "内容已销毁" in client.get(f"{url}?tab=papers").content.decode()


def test_a_members_number_is_revealed_once_and_kept(tree: Tree, found: Aiders) -> None:
    file = files.draft(tree, found)
    row = file.members.get(name="何小雨")
    address = f"/aid/{file.public_id}/members/{row.pk}/reveal/identity/"

    for who in (found.chair, found.neighbour, found.stranger):
        assert who.client.post(address, {"reason": REASON}).status_code in (403, 404)
    shown = found.county.client.post(address, {"reason": REASON}).content.decode()

    assert files.number(102, date(2008, 2, 29)) in shown
    look = Entry.objects.get(is_read=True)
    assert (look.object_label, look.object_id) == ("aid.householdmember", row.pk)
    assert "本次查看已记入日志" in shown


# --- The whole way ------------------------------------------------------------------------------


def test_the_way_of_a_file_over_the_pages(tree: Tree, found: Aiders) -> None:
    file = files.after_notice(tree, found)
    url = f"/aid/{file.public_id}/"
    later = str(clock.today().replace(year=clock.today().year + 1))

    steps: list[tuple[Any, str, dict[str, Any]]] = [
        (found.township, "endorse", {}),
        (found.county, "compare", {}),
        (found.county, "decide", {}),
        (found.county, "set_plan", {"goal": "女儿完成学业", "until_on": later, "cadre": "李委员"}),
        (found.county, "add_measure", {"kind": "living", "goal": "生活救助", "until_on": later}),
        (found.county, "progress", {}),
        (found.county, "propose", {}),
        (found.city, "approve", {"seen": "on"}),
    ]
    for who, code, data in steps:
        if code == "compare":
            files.compared(file)
        if code == "progress":
            data = {"measure": file.measures.get().pk, "text": "已申请", "state": "running"}
        answer = who.client.post(f"{url}do/{code}/", data)
        assert answer.status_code == 302, (code, answer.content.decode()[-1500:])

    assert files.fresh(file).status == "in_file"
    for code in ("facts", "household", "papers", "decisions", "visits", "notice", "comparison",
                 "plan", "had", "grants", "disputes", "timeline"):  # fmt: skip
        assert found.city.client.get(f"{url}?tab={code}").status_code == 200, code
    kept = file.decisions.get()
    again = found.city.client.get(f"{url}?tab=decisions&replay={kept.pk}").content.decode()
    printed = found.city.client.get(f"{url}form/").content.decode()
    assert "复算一致" in again
    assert "家庭月人均净收入" in again
    assert "女儿完成学业" in printed
    assert files.number(1) not in printed


def test_approval_shows_all_help_and_must_be_ticked(tree: Tree, found: Aiders) -> None:
    file = files.at_city(tree, found)
    row = file.members.get(name="何小雨")
    file.outside_aid.create(
        member=row, aid_type="study", year=clock.today().year, amount=5000, giver="县教育局"
    )
    address = f"/aid/{file.public_id}/do/approve/"

    shown = found.city.client.get(address).content.decode()
    refused = found.city.client.post(address, {})

    assert "县教育局:子女助学 何小雨 5,000.00 元(已获)" in shown
    assert refused.status_code == 200
    assert files.fresh(file).status == "city"


def test_the_notice_is_seen_before_it_is_published(tree: Tree, found: Aiders) -> None:
    file = files.visited(files.submitted(tree, found), found)

    shown = found.chair.client.get(f"/aid/{file.public_id}/?tab=notice").content.decode()

    assert "公示预览" in shown
    assert "陈**" in shown
    assert "深度困难" in shown
