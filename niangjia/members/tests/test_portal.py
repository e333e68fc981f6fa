"""Joining on the phone: the whole way, bad input, and what a stranger may not learn."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import messages
from niangjia.kernel.ids import Gender, make_identity
from niangjia.kernel.models import AttemptCount
from niangjia.members.models import (
    Conflict,
    JoinApplication,
    Membership,
    Person,
    Transfer,
)
from niangjia.members.services import joining
from niangjia.members.tests.making import BORN_ON, facts_of, member_of
from niangjia.unions.models import Union

pytestmark = pytest.mark.django_db


def filled(**values: str) -> dict[str, str]:
    facts = facts_of()
    return {
        "name": facts.name,
        "identity": facts.identity,
        "phone": "13812345678",
        "employer_name": "渠江纺织厂",
        "occupation": "挡车工",
        "group": "courier",
        "is_migrant": "yes",
        "consents": "on",
        **values,
    }


def page_of(union: Union) -> str:
    return f"/m/join/{union.join_code}/"


def errors_of(response: Any) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_from_the_code_to_membership(tree: Tree, cast: Cast) -> None:
    phone = Client()
    shown = phone.get(page_of(tree.union)).content.decode()
    assert tree.union.name in shown
    assert "个人信息告知" in shown
    assert "不会告知您的工作单位" in shown

    response = phone.post(page_of(tree.union), filled())

    assert (response.status_code, response["Location"]) == (302, "/m/join/mine/")
    application = JoinApplication.objects.get()
    mine = phone.get("/m/join/mine/").content.decode()
    assert application.number in mine
    assert "审核中" in mine
    joining.approve(application, actor=cast.chair_sun.actor)
    assert "已入会" in phone.get("/m/join/mine/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", "", "请填写姓名"),
        ("name", "<script>alert(1)</script>", "姓名应为2至50个汉字"),
        ("identity", "", "请填写证件号码"),
        ("born_on", "昨天", "出生日期请写成"),
        ("id_type", "99", "有效"),
        ("gender", "9", "有效"),
        ("identity", "123", "应为18位"),
        ("identity", facts_of().identity[:17] + "0", "校验码不对"),
        ("identity", make_identity("511725", BORN_ON.replace(year=2015), 1, Gender.MALE), "未满16"),
        ("identity", "1" * 5000, "至多"),
        ("phone", "12345", "手机号码应为11位"),
        ("phone", "\x00", "手机号码"),
        ("group", "dentist", "有效"),
        ("is_migrant", "", "请选择是或不是"),
        ("consents", "", "同意个人信息告知"),
    ],
)
def test_bad_input_is_explained_beside_its_field(
    tree: Tree, field: str, value: str, told: str
) -> None:
    response = Client().post(page_of(tree.union), filled(**{field: value}))

    assert response.status_code == 200
    errors = errors_of(response)
    assert list(errors) == [field]
    if told not in ("至多", "有效", "手机号码"):
        assert told in errors[field][0]
    assert "<script>alert" not in response.content.decode()
    assert JoinApplication.objects.count() == 0


def test_number_in_any_spelling_is_the_same(tree: Tree) -> None:
    number = make_identity("511725", BORN_ON, 5, Gender.FEMALE)
    spaced = f" {number[:6]} {number[6:14]} {number[14:].lower()} "

    response = Client().post(page_of(tree.union), filled(identity=spaced))

    assert response.status_code == 302, errors_of(response)


def test_other_documents_join_with_gender_and_birth(tree: Tree, cast: Cast) -> None:
    permit = {"id_type": "4", "identity": "H12345678"}
    page = page_of(tree.union)

    without = Client().post(page, filled(**permit))
    Client().post(page, filled(**permit, gender="2", born_on="1990-02-28"))

    assert errors_of(without) == {"gender": ["使用其他证件时,请填写性别和出生日期。"]}
    application = JoinApplication.objects.get()
    joining.approve(application, actor=cast.chair_sun.actor)
    person = Person.objects.get(name=facts_of().name)
    assert (person.id_type, person.gender, str(person.born_on)) == (4, 2, "1990-02-28")
    assert messages.of(person.pk).get().title == f"已加入{tree.union.name}"


@pytest.mark.parametrize("code", ["NOSUCHCODE", "%00", "'", "mine2"])
def test_unknown_code_says_what_to_do(tree: Tree, code: str) -> None:
    response = Client().get(f"/m/join/{code}/")

    assert response.status_code == 404
    assert "二维码无效" in response.content.decode()


def test_closed_union_takes_nobody(tree: Tree) -> None:
    tree.union.status = 3
    tree.union.save(update_fields=["status"])

    assert Client().post(page_of(tree.union), filled()).status_code == 404
    assert JoinApplication.objects.count() == 0


def test_stranger_sees_no_difference_for_a_member_elsewhere(tree: Tree, cast: Cast) -> None:
    member_of(tree.neighbour_union)
    known, unknown = Client(), Client()

    first = known.post(page_of(tree.union), filled())
    second = unknown.post(
        page_of(tree.union),
        filled(identity=facts_of(number=7).identity, phone="13987654321"),
    )
    pages = [client.get("/m/join/mine/").content.decode() for client in (known, unknown)]

    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    numbers = [a.number for a in JoinApplication.objects.order_by("id")]
    assert _bare(pages[0], numbers[0]) == _bare(pages[1], numbers[1])


def test_holding_for_a_transfer_does_not_show(tree: Tree, cast: Cast) -> None:
    member_of(tree.neighbour_union)
    client = Client()
    client.post(page_of(tree.union), filled())
    application = JoinApplication.objects.get()
    before = client.get("/m/join/mine/").content.decode()

    joining.approve(application, actor=cast.chair_sun.actor)

    application.refresh_from_db()
    assert application.status == "conflict"
    after = client.get("/m/join/mine/").content.decode()
    assert _bare(before, application.number) == _bare(after, application.number)


def test_withdrawing_a_held_application_closes_its_ticket(tree: Tree, cast: Cast) -> None:
    member_of(tree.neighbour_union)
    client = Client()
    client.post(page_of(tree.union), filled())
    joining.approve(JoinApplication.objects.get(), actor=cast.chair_sun.actor)

    client.post("/m/join/mine/withdraw/")

    assert (JoinApplication.objects.get().status, Conflict.objects.get().status) == (
        "withdrawn",
        "dismissed",
    )


def test_progress_needs_number_and_phone(tree: Tree) -> None:
    Client().post(page_of(tree.union), filled())
    number = JoinApplication.objects.get().number
    client = Client()

    wrong = client.post("/m/join/progress/", {"number": number, "phone_tail": "0000"})
    assert "没有找到这份申请" in wrong.content.decode()
    assert client.get("/m/join/mine/")["Location"] == "/m/join/progress/"
    right = client.post("/m/join/progress/", {"number": number, "phone_tail": "5678"})

    assert right["Location"] == "/m/join/mine/"
    assert number in client.get("/m/join/mine/").content.decode()


def test_guessing_is_stopped_and_stays_stopped_for_the_right_answer(tree: Tree) -> None:
    Client().post(page_of(tree.union), filled())
    number = JoinApplication.objects.get().number
    client = Client()

    for guess in range(10):
        client.post("/m/join/progress/", {"number": number, "phone_tail": f"{guess:04}"})
    response = client.post("/m/join/progress/", {"number": number, "phone_tail": "5678"})

    assert "操作太频繁" in response.content.decode()
    assert client.get("/m/join/mine/").status_code == 302


def test_one_phone_does_not_apply_without_end(tree: Tree) -> None:
    for number in range(1, 6):
        Client().post(page_of(tree.union), filled(identity=facts_of(number=number).identity))

    response = Client().post(page_of(tree.union), filled(identity=facts_of(number=6).identity))

    assert "操作太频繁" in response.content.decode()
    assert JoinApplication.objects.count() == 5
    assert b"13812345678" not in b"".join(bytes(c.key) for c in AttemptCount.objects.all())


def test_sent_back_is_corrected_on_the_phone(tree: Tree, cast: Cast) -> None:
    client = Client()
    client.post(page_of(tree.union), filled())
    joining.send_back(
        JoinApplication.objects.get(), reason="请填写单位全称", actor=cast.chair_sun.actor
    )
    assert "请填写单位全称" in client.get("/m/join/mine/").content.decode()

    shown = client.get("/m/join/mine/edit/").content.decode()
    response = client.post("/m/join/mine/edit/", filled(employer_name="渠县渠江纺织厂"))

    assert facts_of().identity not in shown
    assert response.status_code == 302
    application = JoinApplication.objects.get()
    assert (application.status, application.employer_name) == ("submitted", "渠县渠江纺织厂")


def test_another_phone_cannot_withdraw(tree: Tree) -> None:
    Client().post(page_of(tree.union), filled())

    Client().post("/m/join/mine/withdraw/")

    assert JoinApplication.objects.get().status == "submitted"


def test_without_a_code_one_finds_the_catch_all_union(tree: Tree) -> None:
    client = Client()

    assert "渠县" in client.get("/m/join/").content.decode()
    assert "临巴镇" in client.get("/m/join/?in=511725").content.decode()
    township = client.get("/m/join/?in=511725102").content.decode()

    assert tree.catch_all.name in township
    assert page_of(tree.catch_all) in township
    client.post(page_of(tree.catch_all), filled())
    assert JoinApplication.objects.get().channel == "catch_all"


@pytest.mark.parametrize("place", ["999999", "%00", "'; DROP", "1" * 300])
def test_strange_places_are_answered(tree: Tree, place: str) -> None:
    assert Client().get("/m/join/", {"in": place}).status_code == 200


def test_no_person_is_made_by_applying(tree: Tree) -> None:
    Client().post(page_of(tree.union), filled())

    assert Person.objects.count() == 0


def _bare(page: str, number: str) -> str:
    """The page without what differs between any two applications."""
    start = page.index("<main")
    text = page[start:].replace(number, "")
    return "\n".join(part for part in text.split("\n") if "csrfmiddlewaretoken" not in part)


# --- My membership ------------------------------------------------------------------------


def own_of(tree: Tree, cast: Cast) -> Membership:
    own = member_of(tree.union)
    own.person.user = cast.worker_chen.user
    own.person.save(update_fields=["user"])
    return own


def test_member_sees_herself_and_asks_for_a_transfer(tree: Tree, cast: Cast) -> None:
    own_of(tree, cast)
    client = cast.worker_chen.client
    assert tree.union.name in client.get("/m/member/").content.decode()

    data = {"code": tree.neighbour_union.join_code, "reason": "换了单位"}
    response = client.post("/m/member/", data)

    assert response.status_code == 302
    transfer = Transfer.objects.get()
    assert (transfer.status, transfer.asked_by) == ("requested", "member")
    assert "待双方确认" in client.get("/m/member/").content.decode()
    client.post("/m/member/withdraw/")
    transfer.refresh_from_db()
    assert transfer.status == "withdrawn"


def test_wrong_code_stands_beside_its_field(tree: Tree, cast: Cast) -> None:
    own_of(tree, cast)

    response = cast.worker_chen.client.post("/m/member/", {"code": "nosuch", "reason": "换单位"})

    assert list(errors_of(response)) == ["code"]
    assert Transfer.objects.count() == 0


@pytest.mark.parametrize("who", ["stranger", "county_zhao", "chair_sun"])
def test_nobody_sees_the_membership_of_another_there(tree: Tree, cast: Cast, who: str) -> None:
    own_of(tree, cast)
    client = getattr(cast, who).client

    page = client.get("/m/member/").content.decode()
    client.post("/m/member/", {"code": tree.neighbour_union.join_code, "reason": "x"})

    assert "张丽华" not in page
    assert Transfer.objects.count() == 0


def test_own_page_asks_to_sign_in() -> None:
    assert Client().get("/m/member/")["Location"] == "/m/sign-in/?next=%2Fm%2Fmember%2F"
