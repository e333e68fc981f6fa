"""The desk and the phone pages of establishing a union."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from niangjia.accounts.testing import Cast, Player, Tree
from niangjia.establishment import services
from niangjia.establishment.desk import EstablishmentDesk
from niangjia.establishment.models import Establishment
from niangjia.establishment.tests import builders
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.clock import CalendarDays, deadline, today
from niangjia.unions.models import Region
from niangjia.web.testing import DeskTests


class TestEstablishmentDesk(DeskTests):
    desk = EstablishmentDesk
    search_text = "临巴酒厂"
    act_data = {"give_back": {"reason": "请补充女会员人数"}}

    def make(self, tree: Tree, cast: Cast) -> Establishment:
        return builders.submitted(tree, builders.clerk(tree))


class TestDraftOnTheDesk(DeskTests):
    desk = EstablishmentDesk
    search_text = "临巴酒厂"
    correction = {
        "union_name": "临巴老酒厂工会委员会",
        "org_type": "1",
        "region": "511725102",
        "term_years": "3",
        "member_count": "61",
        "women_count": "20",
        "contact_name": "何先生",
        "contact_phone": builders.PHONE,
    }
    act_data = {"correct": correction, "submit": {}}

    def make(self, tree: Tree, cast: Cast) -> Establishment:
        return builders.draft(tree, builders.clerk(tree))


@pytest.fixture
def clerk(tree: Tree) -> Player:
    return builders.clerk(tree)


def post(player: Player, found: Establishment, act: str, **data: Any) -> Any:
    return player.client.post(f"/establishments/{found.public_id}/do/{act}/", data)


def test_application_is_entered_on_the_desk(tree: Tree, clerk: Player) -> None:
    answer = clerk.client.post(
        "/establishments/new/",
        {
            **TestDraftOnTheDesk.correction,
            "union": tree.township.code,
            "name": "临巴老酒厂",
            "credit_code": builders.CODE,
            "unit_type": "170",
            "industry": "C",
            "worker_count": "80",
        },
    )

    found = Establishment.objects.get()
    assert answer.headers["Location"] == f"/establishments/{found.public_id}/"
    assert (found.status, found.worker_count, found.term_years) == ("draft", 80, 3)
    assert found.applicant_user_id == clerk.user.pk


def test_next_countys_cadre_cannot_file_here(tree: Tree, cast: Cast) -> None:
    answer = cast.neighbour_qian.client.post(
        "/establishments/new/",
        {**TestDraftOnTheDesk.correction, "union": tree.township.code, "name": "x"},
    )

    assert "没有找到,或不在您的管理范围内" in answer.content.decode()
    assert Establishment.objects.count() == 0


def test_whole_flow_through_the_pages(tree: Tree, cast: Cast, clerk: Player) -> None:
    zhao = cast.county_zhao
    found = builders.submitted(tree, clerk)

    assert post(zhao, found, "approve_preparation", preparation_number="7号").status_code == 302
    for name in ("张一", "王二", "李三"):
        assert post(clerk, found, "add_member", name=name).status_code == 302
    people = [
        *(
            ("union", name, "chair" if name == "张一" else "member")
            for name in builders.UNION_COMMITTEE
        ),
        *(("audit", name, "member") for name in builders.AUDIT_COMMITTEE),
        *(("women", name, "member") for name in builders.WOMEN_COMMITTEE),
    ]
    for committee, name, role in people:
        answer = post(
            clerk, found, "add_candidate",
            name=name, committee=committee, post=role, tie="none", is_woman="on",
        )  # fmt: skip
        assert answer.status_code == 302
    assert post(clerk, found, "set_seats", seat_count="5").status_code == 302
    assert post(clerk, found, "nominate").status_code == 302
    found.refresh_from_db()
    found.notice_ends_on = found.notice_ends_on.replace(year=2020)
    found.save(update_fields=["notice_ends_on"])
    services.end_notice(found)
    votes = {f"votes_{pk}": str(count) for pk, count in builders.votes_for(found).items()}
    answer = post(
        clerk, found, "enter_election",
        election_on="2026-11-20", due_count="60", present_count="55", **votes,
    )  # fmt: skip
    assert answer.status_code == 302
    assert post(clerk, found, "report_election").status_code == 302
    answer = post(zhao, found, "establish", approval_number="渠工发〔2026〕9号")

    assert answer.status_code == 200
    assert "临时密码是" in answer.content.decode()
    found.refresh_from_db()
    assert (found.status, str(found.result)) == ("established", "临巴酒厂工会委员会")


def test_button_says_what_is_missing(tree: Tree, cast: Cast, clerk: Player) -> None:
    found = builders.preparing(tree, clerk, cast.county_zhao)

    page = clerk.client.get(f"/establishments/{found.public_id}/")
    refused = post(clerk, found, "nominate")

    assert "筹备组应由3至5人组成,现在是0人。" in page.content.decode()
    assert refused.status_code == 422
    found.refresh_from_db()
    assert found.status == "preparing"


def test_waiting_applications_stand_on_the_workbench(tree: Tree, cast: Cast, clerk: Player) -> None:
    builders.submitted(tree, clerk)

    page = cast.county_zhao.client.get("/").content.decode()
    answer = deadline(today(), CalendarDays(15))
    assert "临巴酒厂工会委员会" in page
    assert f"批复同意筹建:{answer.text},即{answer.on}。依据:工会法第十二条" in page
    assert "临巴酒厂工会委员会" not in cast.neighbour_qian.client.get("/").content.decode()


# --- Phone --------------------------------------------------------------------------------

PHONE_DATA = {
    "employer_name": "临巴酒厂",
    "credit_code": builders.CODE,
    "place": "临巴镇",
    "worker_count": "80",
    "member_count": "60",
    "women_count": "20",
    "contact_name": "何先生",
    "contact_phone": builders.PHONE,
    "is_agreed": "on",
}


def test_contact_applies_on_the_phone_and_sees_the_progress(tree: Tree) -> None:
    client = Client()

    answer = client.post("/m/establish/", PHONE_DATA)

    found = Establishment.objects.get()
    page = client.get(answer.headers["Location"]).content.decode()
    assert (found.status, found.union_id) == ("submitted", tree.township.pk)
    assert found.number in page
    assert "待审核" in page


def test_progress_needs_number_and_phone(tree: Tree) -> None:
    Client().post("/m/establish/", PHONE_DATA)
    found = Establishment.objects.get()
    other = Client()

    wrong = other.post("/m/establish/progress/", {"number": found.number, "phone": "13900000009"})
    right = other.post("/m/establish/progress/", {"number": found.number, "phone": builders.PHONE})

    assert "没有找到" in wrong.content.decode()
    assert "临巴酒厂" not in wrong.content.decode()
    assert right.status_code == 302
    assert "临巴酒厂工会委员会" in other.get("/m/establish/progress/").content.decode()


def test_guessing_the_phone_is_stopped_even_for_the_right_answer(tree: Tree) -> None:
    Client().post("/m/establish/", PHONE_DATA)
    found = Establishment.objects.get()
    other = Client()

    for guess in range(10):
        data = {"number": found.number.lower(), "phone": f"139000010{guess:02}"}
        other.post("/m/establish/progress/", data)
    answer = other.post("/m/establish/progress/", {"number": found.number, "phone": builders.PHONE})

    assert "操作太频繁" in answer.content.decode()
    assert "临巴酒厂" not in other.get("/m/establish/progress/").content.decode()


def test_one_phone_does_not_apply_for_unions_without_end(tree: Tree) -> None:
    for _ in range(5):
        Client().post("/m/establish/", PHONE_DATA)
    before = Establishment.objects.count()

    answer = Client().post("/m/establish/", PHONE_DATA)

    assert "操作太频繁" in answer.content.decode()
    assert Establishment.objects.count() == before


def test_returned_phone_application_is_corrected_there(tree: Tree) -> None:
    client = Client()
    client.post("/m/establish/", PHONE_DATA)
    found = Establishment.objects.get()
    services.give_back(found, reason="人数不对", actor=SYSTEM)

    assert "退回原因:人数不对" in client.get("/m/establish/progress/").content.decode()
    answer = client.post("/m/establish/correct/", {**PHONE_DATA, "member_count": "55"})

    assert answer.status_code == 302
    found.refresh_from_db()
    assert (found.status, found.member_count) == ("submitted", 55)
    assert found.units.count() == 1


def test_phone_application_is_refused_in_words(tree: Tree) -> None:
    client = Client()

    bad_code = client.post("/m/establish/", {**PHONE_DATA, "credit_code": builders.CODE[:-1] + "0"})
    bad_region = client.post("/m/establish/", {**PHONE_DATA, "place": "城关镇"})
    client.post("/m/establish/", PHONE_DATA)
    twice = client.post("/m/establish/", PHONE_DATA)

    assert "统一社会信用代码校验码不对" in bad_code.content.decode()
    assert "没有找到这个地方" in bad_region.content.decode()
    assert "该单位已有一份办理中的建会申请" in twice.content.decode()
    assert Establishment.objects.count() == 1


def test_places_of_one_name_are_told_apart(tree: Tree) -> None:
    Region.objects.filter(pk="511724101").update(name="临巴镇")

    answer = Client().post("/m/establish/", PHONE_DATA)

    assert (
        "有几个同名的地方:大竹县临巴镇(511724101)、渠县临巴镇(511725102)" in answer.content.decode()
    )
    assert Establishment.objects.count() == 0
