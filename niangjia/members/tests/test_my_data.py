"""Who looked at my record, a copy of my data, my consents, my messages."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from niangjia.accounts.testing import Cast, Tree, last_code, worker_client
from niangjia.kernel import jobs, journal, messages, privacy
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import NotVisible
from niangjia.kernel.models import Disclosure, Entry, Job
from niangjia.kernel.privacy import Consent
from niangjia.members.models import JoinApplication, Membership, Person
from niangjia.members.rules.joining import JOINING
from niangjia.members.services import Work, apply_to_join
from niangjia.members.services.copying import copy_data
from niangjia.members.tests.making import BORN_ON, facts_of, member_of

PHONE = "13800000001"
REASON = "核对身份证复印件"
PAGES = ("looks/", "data/", "consents/", "messages/", "")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def inbox(settings: Any) -> None:
    """Messages are kept, whatever database the tests run on."""
    settings.NIANGJIA_SMS_GATEWAY = "niangjia.kernel.sms.DevelopmentGateway"


@pytest.fixture
def own(tree: Tree) -> Membership:
    """张丽华 of the textile works."""
    return member_of(tree.union)


@pytest.fixture
def phone(own: Membership) -> Client:
    """Her phone."""
    return worker_client(own.person, PHONE)


def reveal(own: Membership, cast: Cast, name: str = "identity") -> None:
    privacy.reveal(
        own.person,
        name,
        actor=cast.county_zhao.actor,
        permission="members.reveal",
        path=own.union.path,
        reason=REASON,
    )


def text_of(client: Client, page: str) -> str:
    return client.get(f"/m/me/{page}").content.decode()


# --- Who looked ---------------------------------------------------------------------------


def test_she_sees_post_day_and_reason_of_every_look(
    own: Membership, phone: Client, cast: Cast
) -> None:
    assert "还没有人查看过" in text_of(phone, "looks/")
    reveal(own, cast)

    page = text_of(phone, "looks/")

    entry = Entry.objects.get(verb="reveal")
    assert "县*(渠县总工会组织)" in page
    assert "县赵" not in page
    assert "· 渠县总工会 ·" in page
    assert f"查看证件号码:{REASON}" in page
    assert f"记录号 {entry.pk}" in page


def test_looks_at_others_and_other_acts_do_not_show(
    own: Membership, phone: Client, cast: Cast
) -> None:
    reveal(member_of(own.union, "李建国", 2), cast)
    journal.record("members.edit", own, actor=cast.county_zhao.actor, summary="修改资料")

    assert "还没有人查看过" in text_of(phone, "looks/")


def test_looks_at_the_person_she_was_merged_with_count(
    own: Membership, phone: Client, tree: Tree, cast: Cast
) -> None:
    """The double was looked at before both were found to be one."""
    other = member_of(tree.other_union, "张丽华", 9)
    reveal(other, cast)
    Person.objects.filter(pk=other.person_id).update(merged_into=own.person_id)

    assert REASON in text_of(phone, "looks/")


def test_areas_register_what_is_about_her(
    own: Membership, phone: Client, cast: Cast, monkeypatch: Any
) -> None:
    monkeypatch.setattr(privacy, "_CONCERNING", dict(privacy._CONCERNING))
    card = own.union  # any object at all
    journal.record("x", card, actor=cast.county_zhao.actor, summary="查看病历", is_read=True)
    assert "查看病历" not in text_of(phone, "looks/")

    privacy.concerning("unions.Union", lambda person_id: [card.pk])

    assert "查看病历" in text_of(phone, "looks/")


def test_a_list_that_left_the_system_shows_to_those_on_it(
    own: Membership, phone: Client, cast: Cast, tree: Tree
) -> None:
    other = member_of(tree.union, "李建国", 2)
    clerk = cast.county_zhao.client
    clerk.post(f"/members/export/?q={other.person.name}")
    jobs.run(Job.objects.latest("id").pk)
    assert "导出会员列表" not in text_of(phone, "looks/")

    clerk.post("/members/export/")
    jobs.run(Job.objects.latest("id").pk)

    page = text_of(phone, "looks/")
    assert "导出会员列表" in page
    assert "县*(渠县总工会组织)" in page
    held = Disclosure.objects.filter(object_ids__contains=[own.pk]).get()
    assert held.object_label == "members.membership"
    with pytest.raises(DatabaseError), transaction.atomic():
        held.delete()


def test_long_lists_of_looks_go_on(own: Membership, phone: Client, cast: Cast) -> None:
    for number in range(31):
        journal.record("x", own, actor=SYSTEM, summary=f"第{number}次查看", is_read=True)

    first = phone.get("/m/me/looks/")
    second = phone.get("/m/me/looks/", {"cursor": first.context["page"].next_cursor})

    assert "第30次查看" in first.content.decode()
    assert "第0次查看" in second.content.decode()
    assert "第30次查看" not in second.content.decode()
    assert len(first.content) < 30_000


# --- A copy of everything -----------------------------------------------------------------


def confirm(phone: Client) -> None:
    assert phone.post("/m/me/data/")["Location"] == "/m/me/data/code/"
    answer = phone.post("/m/me/data/code/", {"code": last_code(PHONE)})
    assert answer["Location"] == "/m/me/data/"


def test_copy_needs_a_code_to_her_phone(own: Membership, phone: Client) -> None:
    refused = phone.get("/m/me/data/copy.json")
    phone.post("/m/me/data/")
    wrong = phone.post("/m/me/data/code/", {"code": "abc"}).content.decode()

    assert refused["Location"] == "/m/me/data/"
    assert "验证码不对" in wrong
    assert phone.get("/m/me/data/copy.json").status_code == 302
    assert not Entry.objects.filter(verb="privacy.copy").exists()


def test_copy_as_json_holds_every_section(own: Membership, phone: Client) -> None:
    messages.tell(own.person_id, "受理了", "请等审核")
    confirm(phone)

    answer = phone.get("/m/me/data/copy.json")

    whole = json.loads(answer.content)["资料"]
    assert answer["Cache-Control"] == "private, no-store"
    assert "attachment" in answer["Content-Disposition"]
    facts = whole["个人资料"][0]
    assert (facts["姓名"], facts["证件号码"]) == ("张丽华", facts_of().identity)
    assert facts["手机号码"] == PHONE
    assert facts["出生日期"] == BORN_ON.isoformat()
    assert whole["会籍"][0]["工会"] == "渠江纺织厂工会委员会"
    assert whole["我的消息"][0]["标题"] == "受理了"
    assert set(privacy.copy_of(own.person_id)) == set(whole)
    entry = Entry.objects.get(verb="privacy.copy")
    assert (entry.object_id, entry.is_read) == (own.person_id, True)
    assert facts_of().identity not in entry.summary
    assert "您本人" in text_of(phone, "looks/")


def test_copy_as_workbook_has_a_sheet_for_each_section(own: Membership, phone: Client) -> None:
    confirm(phone)

    answer = phone.get("/m/me/data/copy.xlsx")

    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames == list(privacy.copy_of(own.person_id))
    rows = list(book["个人资料"].values)
    assert dict(zip(rows[1], rows[2], strict=True))["证件号码"] == facts_of().identity
    assert list(book["转会"].values)[1] == ("没有记录",)


def test_confirmation_ends_and_is_hers_alone(own: Membership, phone: Client) -> None:
    confirm(phone)
    session = phone.session
    session["data_confirmed"] = [own.person_id + 1, session["data_confirmed"][1]]
    session.save()
    assert phone.get("/m/me/data/copy.json").status_code == 302

    session["data_confirmed"] = [own.person_id, session["data_confirmed"][1] - 601]
    session.save()

    assert phone.get("/m/me/data/copy.json").status_code == 302


def test_unknown_kinds_of_file_are_not_found(own: Membership, phone: Client) -> None:
    confirm(phone)

    assert phone.get("/m/me/data/copy.exe").status_code == 404


def test_nobody_of_the_cast_copies_her_data(own: Membership, phone: Client, cast: Cast) -> None:
    for who in cast:
        with pytest.raises(NotVisible):
            copy_data(own.person, "json", actor=who.actor)
        for page in PAGES:
            text = who.client.get(f"/m/me/{page}").content.decode()
            assert "张丽华" not in text
            assert "渠江纺织厂" not in text

    assert not Entry.objects.filter(verb="privacy.copy").exists()


def test_visitors_are_sent_to_sign_in() -> None:
    for page in PAGES:
        answer = Client().get(f"/m/me/{page}")
        assert answer["Location"] == f"/m/sign-in/?next=%2Fm%2Fme%2F{page.replace('/', '%2F')}"


# --- Consents -----------------------------------------------------------------------------


@pytest.fixture
def application(own: Membership) -> JoinApplication:
    """Her application to join another union, made before she was bound."""
    facts = facts_of("张丽华", 1, phone=PHONE)
    return apply_to_join(facts, own.union, work=Work(), consents=True)


def test_she_withdraws_her_consent_and_the_application_ends(
    own: Membership, application: JoinApplication, phone: Client
) -> None:
    page = text_of(phone, "consents/")
    address = f"/m/me/consents/join/{application.public_id}/"
    asked = phone.get(address).content.decode()
    application.refresh_from_db()
    assert application.status == "submitted"  # asking changes nothing

    answer = phone.post(address)

    assert f"入会申请 {application.number}" in page
    assert "这份入会申请随之撤回" in asked
    assert answer["Location"] == "/m/me/consents/"
    application.refresh_from_db()
    assert application.status == "withdrawn"
    assert "已撤回" in text_of(phone, "consents/")
    assert Entry.objects.filter(verb="privacy.withdraw_consent").count() == 1
    assert phone.post(address).status_code == 422
    assert JOINING.is_final(application.status)


def test_nobody_withdraws_anothers_consent(
    own: Membership, application: JoinApplication, cast: Cast
) -> None:
    other = worker_client(member_of(own.union, "李建国", 2).person)
    address = f"/m/me/consents/join/{application.public_id}/"

    assert other.post(address).status_code == 404
    for who in cast:
        assert who.client.post(address).status_code == 422  # not bound: there is nothing of hers
    application.refresh_from_db()
    assert application.status == "submitted"


def test_application_by_another_phone_in_her_name_is_not_hers_to_read(
    own: Membership, phone: Client
) -> None:
    apply_to_join(facts_of(phone="13999999999"), own.union, work=Work("别家"), consents=True)

    assert "您还没有作出过授权" in text_of(phone, "consents/")
    assert privacy.copy_of(own.person_id)["入会申请"] == []


def test_areas_register_consents(own: Membership, phone: Client, monkeypatch: Any) -> None:
    withdrawn: list[tuple[int, str, int | None]] = []

    def given(person_id: int) -> list[Consent]:
        day = own.joined_on
        return [Consent("7", "数据比对", "核对低保", day, "有效", True, can_withdraw=True)]

    def withdraw(person_id: int, key: str, actor: Actor) -> None:
        withdrawn.append((person_id, key, actor.user_id))

    monkeypatch.setattr(privacy, "_CONSENTS", dict(privacy._CONSENTS))
    privacy.consent("test", given, withdraw)

    phone.post("/m/me/consents/test/7/")

    own.person.refresh_from_db()
    assert withdrawn == [(own.person_id, "7", own.person.user_id)]


# --- Messages -----------------------------------------------------------------------------


def test_messages_are_new_once(own: Membership, phone: Client) -> None:
    messages.tell(own.person_id, "申请已受理", "请等审核", url="/m/member/")
    messages.tell(own.person_id, "申请已受理", "请等审核", url="/m/member/")

    home = phone.get("/m/").content.decode()
    first, second = text_of(phone, "messages/"), text_of(phone, "messages/")

    assert "1 条新消息" in home
    assert ">新<" in first
    assert ">新<" not in second
    assert "申请已受理" in second
    assert "条新消息" not in phone.get("/m/").content.decode()


def test_pages_are_small(own: Membership, phone: Client, cast: Cast) -> None:
    """Slow networks: every page below 30 kB without its style sheet."""
    for number in range(40):
        messages.tell(own.person_id, f"消息{number}", "很长的内容。" * 20)
    reveal(own, cast)

    for address in ("/m/", "/m/member/", *(f"/m/me/{page}" for page in PAGES)):
        answer = phone.get(address)
        assert answer.status_code == 200
        assert len(answer.content) < 30_000, address
        assert answer.content.count(b"<script") == 1, address  # the one small file
