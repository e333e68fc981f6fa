"""The desks of members: opened, searched, acted on by those who may, by nobody else."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock, jobs
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Entry, Job, JobState
from niangjia.members import services
from niangjia.members.desk.cards import CardDesk
from niangjia.members.desk.duplicates import DuplicateDesk
from niangjia.members.desk.joining import JoinDesk
from niangjia.members.desk.members import MemberDesk
from niangjia.members.desk.moving import ConflictDesk, TransferDesk
from niangjia.members.models import (
    Card,
    Conflict,
    DuplicatePair,
    ImportBatch,
    JoinApplication,
    Membership,
)
from niangjia.members.rules.people import PersonFacts
from niangjia.members.services.joining import Work, apply_to_join
from niangjia.members.tests.making import facts_of, member_of
from niangjia.web.testing import DeskTests


class TestMemberDesk(DeskTests):
    desk = MemberDesk
    starts_empty = True
    search_text = "zlh"
    edit_data = {"name": "张丽花", "phone": "", "education": "20"}
    act_data = {
        "set_tag": {"label": "group8:courier", "on": "2024-01-01", "source": "本人申报"},
        "correct_identity": {"identity": facts_of(number=9).identity, "reason": "登记错误"},
        "apply_card": {"bank": "工商银行", "on": "2024-01-01"},
        "transfer": {"to": "511724101-0001", "reason": "换单位"},
        "retain": {"on": "2024-02-01", "cause": "7"},
        "resume": {"on": "2024-03-01"},
        "expel": {"on": "2024-04-01", "decision": "渠工〔2024〕1号", "reason": "判刑"},
    }

    def make(self, tree: Tree, cast: Cast) -> Membership:
        return member_of(tree.union)

    def label(self, made: Any) -> str:
        return "张丽华"

    def stored(self, made: Any) -> dict[str, Any]:
        """What is edited here are the facts of the person."""
        return {**super().stored(made), "person": super().stored(made.person)}

    def test_member_is_admitted_on_the_page(self, tree: Tree, cast: Cast) -> None:
        facts = facts_of()
        data = {
            "name": facts.name,
            "id_type": "1",
            "identity": facts.identity,
            "phone": facts.phone,
            "union": tree.union.code,
            "on": "2024-01-02",
            "group": "courier",
            "is_migrant": "on",
        }

        response = cast.chair_sun.client.post("/members/new/", data)

        made = Membership.objects.get()
        assert (response.status_code, response["Location"]) == (302, f"/members/{made.public_id}/")
        page = cast.chair_sun.client.get(response["Location"]).content.decode()
        assert "农民工" in page
        assert "新就业形态·快递员" in page
        assert facts.identity not in page
        assert facts.phone not in page

    def test_refusal_stands_beside_its_field(self, tree: Tree, cast: Cast) -> None:
        data = {
            "name": "张丽华",
            "id_type": "1",
            "identity": "511725199003010011",
            "union": tree.union.code,
            "on": "2024-01-02",
        }

        response = cast.chair_sun.client.post("/members/new/", data)

        assert list(response.context["form"].errors) == ["identity"]
        assert Membership.objects.count() == 0

    def test_a_union_outside_the_scope_cannot_be_chosen(self, tree: Tree, cast: Cast) -> None:
        facts = facts_of()
        data = {
            "name": facts.name,
            "id_type": "1",
            "identity": facts.identity,
            "union": tree.neighbour_union.code,
            "on": "2024-01-02",
        }

        response = cast.county_zhao.client.post("/members/new/", data)

        assert list(response.context["form"].errors) == ["union"]
        assert Membership.objects.count() == 0

    def test_a_member_elsewhere_leads_to_the_ticket(self, tree: Tree, cast: Cast) -> None:
        member_of(tree.union)
        facts = facts_of()
        data = {
            "name": facts.name,
            "id_type": "1",
            "identity": facts.identity,
            "union": tree.neighbour_union.code,
            "on": clock.today().isoformat(),
        }

        response = cast.neighbour_qian.client.post("/members/new/", data)

        ticket = Conflict.objects.get()
        assert response["Location"] == f"/membership-conflicts/{ticket.public_id}/"
        page = cast.neighbour_qian.client.get(response["Location"])
        assert "发起转会" in page.content.decode()

    def test_looking_at_the_number_is_recorded(self, tree: Tree, cast: Cast) -> None:
        member = member_of(tree.union)
        url = f"/members/{member.public_id}/reveal/identity/"

        without = cast.county_zhao.client.post(url, {"reason": ""})
        response = cast.county_zhao.client.post(url, {"reason": "核对身份证原件"})

        assert facts_of().identity not in without.content.decode()
        assert facts_of().identity in response.content.decode()
        assert Entry.objects.filter(is_read=True, reason="核对身份证原件").count() == 1

    def test_a_former_union_does_not_look_any_more(self, tree: Tree, cast: Cast) -> None:
        member = member_of(tree.union)
        transfer = services.request_transfer(member, tree.neighbour_union, reason="", actor=SYSTEM)
        services.confirm_transfer(transfer, actor=SYSTEM)

        response = cast.county_zhao.client.post(
            f"/members/{member.public_id}/reveal/identity/", {"reason": "核对身份证原件"}
        )

        assert response.status_code == 403
        assert Entry.objects.filter(is_read=True).count() == 0

    def test_tags_are_filtered(self, tree: Tree, cast: Cast) -> None:
        tagged = services.admit(
            facts_of(number=1), tree.union, on=date(2024, 1, 1), is_migrant=True, actor=SYSTEM
        )
        member_of(tree.union, "李四妹", number=2)

        assert self.listed(cast.county_zhao, preset="migrant") == {tagged.pk}
        assert self.listed(cast.county_zhao, preset="new_form") == set()

    def test_qr_is_shown_and_printed_for_own_unions_alone(self, tree: Tree, cast: Cast) -> None:
        own = f"/join-qr/{tree.union.code}/"

        assert tree.union.join_code is not None
        assert tree.union.join_code in cast.chair_sun.client.get(own).content.decode()
        assert cast.neighbour_qian.client.get(own).status_code == 404
        assert cast.worker_chen.client.get(own).status_code == 403


class TestJoinDesk(DeskTests):
    desk = JoinDesk
    starts_empty = True
    search_text = "张丽"
    act_data = {"send_back": {"reason": "单位名称不全"}}

    def make(self, tree: Tree, cast: Cast) -> JoinApplication:
        return apply_to_join(facts_of(), tree.union, work=Work(), consents=True)

    def label(self, made: Any) -> str:
        return "张丽华"

    def test_reviewer_sees_a_membership_elsewhere(self, tree: Tree, cast: Cast) -> None:
        member_of(tree.neighbour_union)
        made = self.make(tree, cast)

        page = cast.chair_sun.client.get(f"/join-applications/{made.public_id}/?tab=known")

        assert tree.neighbour_union.name in page.content.decode()

    def test_approval_on_the_page(self, tree: Tree, cast: Cast) -> None:
        made = self.make(tree, cast)

        response = cast.chair_sun.client.post(f"/join-applications/{made.public_id}/do/approve/")

        made.refresh_from_db()
        assert (response.status_code, made.status) == (302, "approved")

    def test_it_waits_on_the_workbench(self, tree: Tree, cast: Cast) -> None:
        self.make(tree, cast)

        assert "张丽华" in cast.chair_sun.client.get("/").content.decode()
        assert "张丽华" not in cast.neighbour_qian.client.get("/").content.decode()


class TestTransferDesk(DeskTests):
    desk = TransferDesk
    starts_empty = True
    insiders = ("county_zhao", "neighbour_qian", "city_wang", "chair_sun")
    outsiders = ()
    search_text = "张丽华"
    act_data = {"withdraw_out": {"reason": "填错了"}}

    def make(self, tree: Tree, cast: Cast) -> Any:
        return services.request_transfer(
            member_of(tree.union), tree.neighbour_union, reason="换单位", actor=SYSTEM
        )

    def label(self, made: Any) -> str:
        return "张丽华"

    def test_gaining_union_accepts_on_the_page(self, tree: Tree, cast: Cast) -> None:
        made = self.make(tree, cast)

        page = cast.neighbour_qian.client.get(f"/transfers/{made.public_id}/").content.decode()
        response = cast.neighbour_qian.client.post(f"/transfers/{made.public_id}/do/accept/")

        made.refresh_from_db()
        assert "同意转入" in page
        assert (response.status_code, made.status) == (302, "completed")

    def test_it_waits_for_the_side_that_has_to_answer(self, tree: Tree, cast: Cast) -> None:
        self.make(tree, cast)

        assert "张丽华" in cast.neighbour_qian.client.get("/").content.decode()
        assert "张丽华" not in cast.chair_sun.client.get("/").content.decode()

    def test_a_union_elsewhere_does_not_see_it(self, tree: Tree, cast: Cast) -> None:
        made = services.request_transfer(
            member_of(tree.union), tree.other_union, reason="", actor=SYSTEM
        )

        assert cast.neighbour_qian.client.get(f"/transfers/{made.public_id}/").status_code == 404

    def test_gaining_union_asks_on_the_page(self, tree: Tree, cast: Cast) -> None:
        member_of(tree.union)
        data = {
            "union": tree.neighbour_union.code,
            "name": "张丽华",
            "id_type": "1",
            "identity": facts_of().identity,
            "reason": "已到我单位上班",
        }

        response = cast.neighbour_qian.client.post("/transfers/new/", data)

        assert response.status_code == 302


class TestConflictDesk(DeskTests):
    desk = ConflictDesk
    insiders = ("neighbour_qian", "city_wang")
    outsiders = ("county_zhao", "chair_sun")
    search_text = "张丽华"
    act_data = {"transfer_instead": {}}

    def make(self, tree: Tree, cast: Cast) -> Any:
        member_of(tree.union)
        return services.admit_or_ticket(
            facts_of(), tree.neighbour_union, on=clock.today(), actor=SYSTEM
        )

    def label(self, made: Any) -> str:
        return "张丽华"


class TestDuplicateDesk(DeskTests):
    desk = DuplicateDesk
    insiders = ("county_zhao", "city_wang")
    act_data = {"dismiss": {}}

    def make(self, tree: Tree, cast: Cast) -> DuplicatePair:
        member_of(tree.union, number=1)
        member_of(tree.other_union, number=2)
        return DuplicatePair.objects.get()

    def label(self, made: Any) -> str:
        return "张丽华"


class TestCardDesk(DeskTests):
    desk = CardDesk
    starts_empty = True
    search_text = "张丽华"
    act_data = {
        "verify": {},
        "send_to_bank": {},
        "produce": {"on": "2024-02-01", "number_tail": "1234"},
    }

    def make(self, tree: Tree, cast: Cast) -> Card:
        return services.apply_card(
            member_of(tree.union), bank="工商银行", on=date(2024, 1, 1), actor=SYSTEM
        )

    def label(self, made: Any) -> str:
        return "张丽华"

    def test_a_batch_on_the_page(self, tree: Tree, cast: Cast) -> None:
        for number in (1, 2):
            member_of(tree.union, number=number)
        member_of(tree.neighbour_union, "李四妹", number=3)
        client = cast.county_zhao.client

        applied = client.post(
            "/cards/batch/",
            {"union": tree.union.code, "step": "apply", "bank": "工商银行", "on": "2024-01-01"},
        )
        verified = client.post(
            "/cards/batch/", {"union": tree.county.code, "step": "verify", "on": "2024-01-02"}
        )

        assert (applied.status_code, verified.status_code) == (302, 302)
        assert list(Card.objects.values_list("status", flat=True)) == ["verified", "verified"]
        assert cast.worker_chen.client.get("/cards/batch/").status_code == 403


class TestImportPages:
    """Upload, check, commit and undo on the generic pages; the rules are tested with the sheet."""

    def test_a_sheet_goes_in_and_out_again(
        self, tree: Tree, cast: Cast, settings: Any, tmp_path: Path
    ) -> None:
        settings.NIANGJIA_FILES = str(tmp_path)
        client = cast.chair_sun.client
        sheet = SimpleUploadedFile("会员.xlsx", sheet_of(facts_of(number=1), facts_of(number=2)))

        answer = client.post("/members/import/", {"union": tree.union.code, "file": sheet})
        batch = ImportBatch.objects.get()
        url = f"/members/import/{batch.public_id}/"
        assert (answer.status_code, answer["Location"]) == (302, url)
        run_jobs()
        assert client.get(url).context["result"].accepted == 2
        client.post(f"{url}commit/")
        run_jobs()

        assert Membership.objects.filter(union=tree.union, left_on=None).count() == 2
        client.post(f"{url}undo/", {"reason": "传错了表"})
        assert Membership.objects.count() == 0

    def test_a_union_elsewhere_and_a_batch_elsewhere_are_not_found(
        self, tree: Tree, cast: Cast, settings: Any, tmp_path: Path
    ) -> None:
        settings.NIANGJIA_FILES = str(tmp_path)
        data = {"union": tree.union.code, "file": SimpleUploadedFile("会员.xlsx", b"x")}

        refused = cast.neighbour_qian.client.post("/members/import/", data)
        assert "union" in refused.context["form"].errors
        assert ImportBatch.objects.count() == 0
        cast.chair_sun.client.post(
            "/members/import/",
            {
                "union": tree.union.code,
                "file": SimpleUploadedFile("会员.xlsx", sheet_of(facts_of())),
            },
        )

        url = f"/members/import/{ImportBatch.objects.get().public_id}/"
        assert cast.chair_sun.client.get(url).status_code == 200
        for player in (cast.neighbour_qian, cast.worker_chen, cast.stranger):
            for page in (url, f"{url}marked/"):
                assert player.client.get(page).status_code in (403, 404)
            for page in (f"{url}commit/", f"{url}undo/"):
                assert player.client.post(page, {"reason": "试试"}).status_code in (403, 404)
        assert ImportBatch.objects.get().state == "checking"


def sheet_of(*people: PersonFacts) -> bytes:
    """A sheet with the columns that are needed."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["姓名", "证件类别", "证件号码", "移动电话", "会籍变化类型", "会籍变化日期"])
    for facts in people:
        page.append([facts.name, "身份证", facts.identity, facts.phone, "入会", "20240102"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def run_jobs() -> None:
    """What the worker would do now."""
    for pk in Job.objects.filter(state=JobState.WAITING).values_list("pk", flat=True):
        assert jobs.run(pk).state == JobState.DONE, Job.objects.get(pk=pk).message
