"""Applying on the phone: from the first question to the submitted file, and what goes wrong on the way."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from niangjia.accounts.testing import Tree, worker_client
from niangjia.aid.models import ApplicationDraft, Attachment, HouseholdFile
from niangjia.aid.queries import drafts, household_of, reading_back
from niangjia.aid.rules.facts import Quantity, measure
from niangjia.aid.services import drafting
from niangjia.aid.tests import files
from niangjia.aid.tests.phone import (
    APPLY,
    HUSBAND,
    NEEDED,
    QUESTIONS,
    Phone,
    errors,
    goes_to,
    phone_of,
)
from niangjia.kernel import clock, crypto, messages
from niangjia.members.models import Person
from niangjia.members.queries import identity_blind
from niangjia.members.rules.codes import IdType
from niangjia.members.tests.making import member_of


@pytest.fixture
def phone(tree: Tree) -> Phone:
    files.adopt_standard(tree)
    return phone_of(tree)


def stored(phone: Phone) -> dict[str, object]:
    row = ApplicationDraft.objects.get(user=phone.person.user)
    found: dict[str, object] = json.loads(crypto.unseal(bytes(row.sealed)))["screens"]
    return found


def test_a_worker_applies_from_the_first_question_to_the_end(phone: Phone) -> None:
    phone.fill()
    phone.sign()

    response = phone.submit()

    assert response.status_code == 302
    file = HouseholdFile.objects.get(person=phone.person)
    assert (file.status, file.is_confirmed, file.main_cause) == (
        "submitted",
        True,
        "family_illness",
    )
    assert file.submitted_by_id == phone.person.user_id
    assert [one.name for one in file.members.order_by("position")] == ["陈小妹", "何大山", "何小雨"]
    facts = measure(household_of(file)).quantities
    assert facts[Quantity.INCOME] == Decimal(36000)  # 3,000 a month
    assert facts[Quantity.RIGID] == Decimal(9150)  # 8,550 a year and 50 a month
    assert crypto.unseal(bytes(file.bank_account_sealed or b"")) == "6222020000000000018"
    assert file.authorisations.get().until_on == clock.today() + timedelta(days=365)
    assert not ApplicationDraft.objects.exists()


def test_progress_is_told_and_each_screen_leads_to_the_next(phone: Phone) -> None:
    assert "第 1 步,共 16 步" in phone.page("cause")
    assert phone.answer("cause", {"cause": "illness"}) == f"{APPLY}others/"
    assert phone.answer("who-2", {"name": "何大山", "identity": HUSBAND}) == f"{APPLY}relation-2/"
    assert "何大山是户主的什么人?" in phone.page("relation-2")
    assert phone.answer("relation-2", {"relation": "spouse"}) == f"{APPLY}state-2/"
    assert 'href="/m/aid/apply/relation-2/"' in phone.page("state-2")


def test_it_goes_on_from_another_phone(phone: Phone) -> None:
    phone.answer("cause", {"cause": "illness"})
    phone.answer("work", {"work": "retired"})

    other = Phone(worker_client(phone.person), phone.person)

    start = other.client.get(APPLY).content.decode()
    assert "填到第 2 步,共 16 步" in start
    assert f'href="{APPLY}unit/"' in start  # what follows what she answered last
    assert 'value="retired" checked' in other.page("work")


def test_a_stale_screen_is_told_and_nothing_is_lost(phone: Phone) -> None:
    phone.answer("cause", {"cause": "illness"})
    seen = phone.seen("address")
    other = Phone(worker_client(phone.person), phone.person)
    other.answer("address", {"living": "city", "address": "工人村1栋"})

    response = phone.post("address", {"living": "city", "address": "工人村2栋"}, seen=seen)

    page = response.content.decode()
    assert response.status_code == 409
    assert "这一步已在另一台手机上填过" in page
    assert "工人村1栋" in page
    assert 'value="工人村2栋"' in page
    assert stored(phone)["address"] == {"living": "city", "address": "工人村1栋", "postcode": ""}


def test_other_screens_of_the_other_phone_do_not_matter(phone: Phone) -> None:
    seen = phone.seen("address")
    Phone(worker_client(phone.person), phone.person).answer("cause", {"cause": "illness"})

    response = phone.post("address", {"living": "city", "address": "工人村2栋"}, seen=seen)

    assert response.status_code == 302


def test_the_same_sending_twice_changes_nothing(phone: Phone) -> None:
    seen = phone.seen("who-2")
    data = {"name": "何大山", "identity": HUSBAND}
    phone.post("who-2", data, seen=seen)
    before = ApplicationDraft.objects.values("revision").get()

    response = phone.post("who-2", data, seen=seen)

    assert response.status_code == 302
    assert ApplicationDraft.objects.values("revision").get() == before
    assert list(stored(phone)) == ["who-2"]


@pytest.mark.parametrize(
    ("slug", "data", "says"),
    [
        ("cause", {}, "请选择主要原因。"),
        ("address", {"living": "city", "address": " "}, "请填写居住地址。"),
        ("phone", {"phone": "12345"}, "手机号码应为11位数字,以1开头。请核对。"),
        ("savings", {"saving": "-5", "investment": "0"}, "存款不能是负数。没有就填0。"),
        ("who-2", {"name": "何小雨"}, "没有证件号码的,请填写出生日期。"),
        (
            "who-2",
            {"name": "=1+1|吴小", "born_on": "1982-07-01"},
            "姓名应为2至50个汉字(可含“·”)或字母。请按证件上的姓名填写。",
        ),
        (
            "who-2",
            {"name": "何大山", "id_type": "4", "identity": "港"},
            "证件号码应为5至30位字母或数字。请对照证件重新填写。",
        ),
        (
            "who-2",
            {"name": "何小雨", "born_on": str(clock.today() + timedelta(days=1))},
            f"出生日期{clock.today() + timedelta(days=1)}晚于今天。请核对。",
        ),
        ("promise", {"name": "别人"}, "签名应与您登记的姓名“陈小妹”一致。请重新填写。"),
    ],
)
def test_wrong_answers_are_told_beside_the_field_and_not_kept(
    phone: Phone, slug: str, data: dict[str, str], says: str
) -> None:
    response = phone.post(slug, data)

    assert response.status_code == 422
    assert errors(response) == [says]
    assert not ApplicationDraft.objects.filter(revision__gt=0).exists()


def test_a_wrong_number_is_not_kept_while_the_name_is_corrected(phone: Phone) -> None:
    response = phone.post("who-2", {"name": "=1", "identity": HUSBAND[:17] + "Y"})

    assert len(errors(response)) == 2
    assert not ApplicationDraft.objects.filter(revision__gt=0).exists()


def test_her_own_number_is_no_family_member(phone: Phone) -> None:
    own = crypto.unseal(bytes(phone.person.identity_sealed))

    response = phone.post("who-2", {"name": "何大山", "identity": own})

    assert errors(response) == ["这个号码和陈小妹的相同。请核对,同一个人只填一次。"]


def test_family_and_worker_with_other_documents_go_through(phone: Phone) -> None:
    """A husband with a Hong Kong permit; the worker herself with a Taiwan permit."""
    permit = {"id_type": int(IdType.TAIWAN_PERMIT), "identity_blind": identity_blind("12345678")}
    person = Person.objects.get(pk=phone.person.pk)
    born_on = drafts.own_of(person).born_on
    sealed = crypto.seal("12345678")
    Person.objects.filter(pk=person.pk).update(
        **permit, identity_sealed=sealed, born_on=born_on, gender=2
    )
    phone.person.refresh_from_db()
    husband = {"name": "何大山", "id_type": "4", "identity": "H12345678", "born_on": "1982-07-01"}
    phone.fill_at_once([("who-2", husband)])
    phone.sign()

    assert phone.submit().status_code == 302

    file = HouseholdFile.objects.get()
    own, other = file.members.order_by("position")[:2]
    assert (own.id_type, other.id_type, other.born_on) == (5, 4, date(1982, 7, 1))
    assert reading_back.answers_of(file).document(2) == (4, "H12345678")


def test_numbers_are_never_sent_back_once_entered(phone: Phone) -> None:
    """Neither after saving nor while another field is corrected."""
    corrected = phone.post("bank", {"account": "6222020000000000018", "bank_name": ""})
    phone.answer("bank", {"bank_name": "渠县农商行"})
    phone.answer("who-2", {"name": "何大山", "identity": HUSBAND})

    pages = [corrected.content.decode(), *map(phone.page, ("bank", "who-2", "members", "summary"))]

    assert not any(number in page for page in pages for number in (HUSBAND, "6222020000000000018"))
    assert "已填:***************0018" in pages[0]
    assert f"{HUSBAND[:3]}***********{HUSBAND[-4:]}" in pages[2]
    assert stored(phone)["bank"] == {
        "account": "6222020000000000018",
        "bank_name": "渠县农商行",
        "bank_branch": "",
    }


def test_what_was_signed_must_be_signed_again_after_a_change(phone: Phone) -> None:
    phone.fill_at_once()
    phone.sign()
    phone.answer("savings", {"saving": "3000", "investment": "0"})

    response = phone.submit()

    assert response.status_code == 422
    assert "请重新签承诺书和核对授权书" in response.content.decode()
    assert HouseholdFile.objects.get().status == "draft"


def test_the_summary_names_all_that_lacks_and_leads_there_and_back(phone: Phone) -> None:
    phone.answer("cause", {"cause": "illness"})

    page = phone.page("summary")

    assert 'href="/m/aid/apply/address/?back=summary"' in page
    assert "还有 10 处没有填" in page
    response = phone.post("address", {"living": "city", "address": "工人村"}, query="?back=summary")
    assert goes_to(response) == f"{APPLY}summary/"


def test_what_will_be_refused_is_told_before_signing_and_stops_nobody(phone: Phone) -> None:
    phone.fill_at_once([("property", {"property": ["business"]})])

    page = phone.page("summary")

    assert "您填了“自有商铺或雇人经营”,按当地规定一般不能建档。" in page
    assert "去签字" in page


def test_a_child_older_than_the_head_is_found_before_signing(phone: Phone) -> None:
    phone.fill_at_once()
    phone.answer("who-3", {"name": "何小雨", "born_on": "1950-01-01"})

    page = phone.page("summary")

    assert 'href="/m/aid/apply/who-3/?back=summary"' in page
    assert "不比户主陈小妹" in page
    assert "去签字" not in page


def test_a_large_family_works(phone: Phone) -> None:
    """Thirty children: each is entered, none counts twice, and it still can be handed in."""
    children = range(4, 34)
    phone.fill_at_once(
        [
            question
            for n in children
            for question in (
                (f"who-{n}", {"name": f"何小{chr(0x4E00 + n)}", "born_on": "2015-06-01"}),
                (f"relation-{n}", {"relation": "child"}),
                (f"state-{n}", {"identity": "child"}),
                (f"live-{n}", {"together": "yes"}),
                (f"health-{n}", {"health": "good"}),
            )
        ]
    )

    assert "家庭成员有33人" in phone.page("summary")
    phone.sign()
    phone.submit()

    assert HouseholdFile.objects.get(status="submitted").members.count() == 33


def test_a_family_without_any_income_hands_in(phone: Phone) -> None:
    phone.keep([*QUESTIONS, ("earners", {"earners": ["nobody"]})])
    mixed = phone.post("earners", {"earners": ["1", "nobody"]})
    for need in NEEDED[1:]:
        phone.photograph(need)
    phone.sign()
    phone.submit()

    file = HouseholdFile.objects.get(status="submitted")
    assert "就不能再选有收入的人" in mixed.content.decode()
    assert not file.incomes.exists()
    assert reading_back.answers_of(file).screens["earners"] == {"earners": ["nobody"]}
    member = file.members.get(position=1)
    assert (member.ethnicity, member.registration) == (15, "rural")
    assert (file.unit_type, file.industry, file.postcode) == (170, "C", "635200")
    assert (file.contract_until_on, file.bank_branch) == (date(2030, 2, 28), "临巴支行")


def test_removing_a_member_takes_her_money_along(phone: Phone) -> None:
    phone.fill_at_once()
    asked = phone.client.post(f"{APPLY}remove/", {"slug": "who-2"})
    phone.client.post(f"{APPLY}remove/", {"slug": "who-2", "confirmed": "1"})

    assert "要删除这一项吗" in asked.content.decode()
    assert not [slug for slug in stored(phone) if slug.endswith("-2")]
    assert goes_to(phone.client.get(f"{APPLY}relation-2/")) == f"{APPLY}members/"
    assert "何大山" not in phone.page("summary")
    assert 'href="/m/aid/apply/who-4/"' in phone.page("members")  # her number is not used again


def test_strangers_see_nothing_of_it(phone: Phone, tree: Tree) -> None:
    phone.fill_at_once()
    paper = Attachment.objects.order_by("pk")[0]
    other = phone_of(tree, "别人", 2)

    own_start = other.client.get(APPLY).content.decode()
    photo = other.client.get(f"/m/aid/paper/{paper.public_id}/")
    used = other.client.post(f"{APPLY}papers/identity/", {"use": str(paper.public_id)})

    assert "开始填写" in own_start
    assert photo.status_code == 404
    assert used.status_code == 404
    assert phone.client.get(f"/m/aid/paper/{paper.public_id}/").status_code == 200


def test_whoever_is_not_signed_in_or_bound_or_a_member_is_told_what_to_do(
    phone: Phone, tree: Tree
) -> None:
    nobody = type(phone.client)()
    outside = files.worker("外人", 77)
    unbound = worker_client(member_of(tree.union, "未绑", 5).person)
    Person.objects.filter(name="未绑").update(user=None)

    assert goes_to(nobody.get(APPLY)).startswith("/m/sign-in/?next=")
    assert "先做实名绑定" in unbound.get(APPLY).content.decode()
    assert "您还没有会籍" in worker_client(outside).get(APPLY).content.decode()
    assert goes_to(unbound.get(f"{APPLY}cause/")) == APPLY


def test_whoever_has_a_file_does_not_apply_again(phone: Phone) -> None:
    phone.fill_at_once()
    phone.sign()
    phone.submit()

    again = phone.submit()  # the network failed after the first sending

    assert goes_to(again) == "/m/aid/"
    told = phone.client.get(APPLY).content.decode()
    assert "不用再申请" in told
    assert "加入工会" not in told
    assert HouseholdFile.objects.count() == 1


def test_a_draft_is_thrown_away_after_asking(phone: Phone) -> None:
    phone.fill_at_once()
    asked = phone.client.post(f"{APPLY}discard/")
    assert "不能恢复" in asked.content.decode()

    phone.client.post(f"{APPLY}discard/", {"confirmed": "1"})

    assert not ApplicationDraft.objects.exists()
    assert HouseholdFile.objects.get().status == "withdrawn"


def test_old_drafts_are_forgotten_and_that_is_told_two_weeks_before(phone: Phone) -> None:
    phone.answer("cause", {"cause": "illness"})
    days = drafting.KEPT_DAYS - drafting.WARNED_DAYS
    told = []
    for ago in (days - 1, days, days + 1):
        ApplicationDraft.objects.update(updated_at=clock.now() - timedelta(days=ago))
        told.append(drafting.warn_old())
    assert told == [0, 1, 0]
    assert messages.of(phone.person.pk).get().title == "申请草稿快要到期"
    old = clock.now() - timedelta(days=drafting.KEPT_DAYS + 1)
    ApplicationDraft.objects.update(updated_at=old)

    assert drafting.forget_old() == 1


def test_pages_stay_small_for_a_slow_network(phone: Phone) -> None:
    phone.fill_at_once()
    slugs = ("cause", "health-2", "members", "earners", "income-1", "papers", "summary", "promise")

    sizes = {slug: len(phone.page(slug).encode()) for slug in slugs}

    assert max(sizes.values()) < 30_000, sizes
