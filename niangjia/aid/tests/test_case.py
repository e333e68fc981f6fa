"""My aid on the phone: where the case is, what she may do, what arrived, and objections of anybody."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from niangjia.accounts.testing import Cast, Tree, worker_client
from niangjia.aid import services
from niangjia.aid.models import HouseholdFile, Objection
from niangjia.aid.portal.objecting import AN_HOUR
from niangjia.aid.queries import drafts, reading_back
from niangjia.aid.rules import HOUSEHOLD_FILE, telling
from niangjia.aid.rules.codes import AidType, FileStatus
from niangjia.aid.services import GrantValues, translating
from niangjia.aid.tests import files
from niangjia.aid.tests.files import Aiders
from niangjia.aid.tests.phone import Phone, errors, goes_to, phone_of
from niangjia.kernel import clock, crypto, messages, notices
from niangjia.kernel.actor import SYSTEM
from niangjia.ledger import services as ledger
from niangjia.ledger.tests import builders
from niangjia.members.models import Person
from niangjia.unions.models import UnionProfile

HERE = "/m/aid/"


@pytest.fixture
def found(tree: Tree, cast: Cast) -> Aiders:
    files.adopt_standard(tree)
    return files.aiders(tree, cast)


@pytest.fixture
def person(found: Aiders) -> Person:
    return files.worker(user=found.worker)


@pytest.fixture
def browser(person: Person) -> Client:
    return worker_client(person)


def page(browser: Client, address: str = HERE) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_every_state_is_told_in_words() -> None:
    assert set(telling.TOLD) == set(FileStatus)
    assert all(code in {s.code for s in HOUSEHOLD_FILE.steps} for code in telling.REASON_IS_TOLD)


def test_she_sees_who_has_it_until_when_and_what_comes_next(
    tree: Tree, found: Aiders, person: Person, browser: Client
) -> None:
    UnionProfile.objects.update_or_create(union=tree.union, defaults={"contact_phone": "0818-1"})
    file = files.submitted(tree, found, person)

    told = page(browser)

    assert file.due_on is not None
    assert "待入户核实" in told
    assert "渠江纺织厂工会委员会" in told
    assert 'href="tel:0818-1"' in told
    assert f"{file.due_on} 前完成单位工会入户核实" in told
    assert "个工作日" in told
    assert "接下来:属实的,在单位公示。" in told
    assert found.chair.user.name not in told  # the office, not the cadre


def test_the_county_is_named_while_it_compares_and_no_mismatch_is_told(
    tree: Tree, found: Aiders, person: Person, browser: Client
) -> None:
    files.in_comparison(tree, found, person)

    told = page(browser)

    assert "正在和民政等部门核实信息。" in told
    assert "渠县总工会" in told
    assert 'href="tel:12351"' in told  # no phone of its own is on record
    assert "不一致" not in told


def test_the_notice_is_linked_while_it_runs(
    tree: Tree, found: Aiders, person: Person, browser: Client
) -> None:
    file = files.on_notice(tree, found, person)
    notice = notices.of(file).get()

    assert f'href="/m/notices/{notice.public_id}/"' in page(browser)


def test_the_decision_is_shown_with_how_it_was_reached(
    tree: Tree, found: Aiders, person: Person, browser: Client
) -> None:
    files.at_city(tree, found, person)
    before = page(browser)
    file = HouseholdFile.objects.get()
    services.approve(file, actor=found.city.actor)

    told = page(browser)

    assert "怎么算出来的" not in before  # nothing is decided yet
    assert "全国级·深度困难" in told
    assert "结论:认定为全国级·深度困难" in told
    assert "生活救助" in told  # her plan


def test_what_was_returned_is_corrected_and_handed_in_again(
    tree: Tree, found: Aiders, person: Person
) -> None:
    phone = phone_of(tree, "李小芳", 9)
    phone.fill_at_once()
    phone.sign()
    phone.submit()
    file = HouseholdFile.objects.get(person=phone.person)
    services.return_from_unit(file, reason="请补丈夫的诊断证明。", actor=found.chair.actor)

    told = page(phone.client)
    start = phone.client.get("/m/aid/apply/").content.decode()
    phone.answer("savings", {"saving": "500", "investment": "0"})
    phone.sign()
    phone.submit()

    assert "意见:请补丈夫的诊断证明。" in told
    assert "补正、补材料" in told
    assert "工会的意见:请补丈夫的诊断证明。" in start
    assert 'href="/m/aid/apply/summary/"' in start
    file.refresh_from_db()
    assert (file.status, file.saving_amount) == ("submitted", Decimal(500))
    assert file.members.count() == 3
    assert file.incomes.get().has_evidence


def test_a_file_read_back_is_the_file_that_was_handed_in(tree: Tree, found: Aiders) -> None:
    phone = phone_of(tree, "李小芳", 9)
    phone.fill_at_once()
    phone.sign()
    phone.submit()
    file = HouseholdFile.objects.get(person=phone.person)
    papers = {str(one.public_id): one for one in file.attachments.all()}
    entry = translating.entry_of(reading_back.answers_of(file), drafts.own_of(phone.person), papers)

    assert [(m.name, m.relation, m.health, m.disease) for m in entry.members] == [
        ("李小芳", "head", "good", ""),
        ("何大山", "spouse", "uraemia", "尿毒症透析"),
        ("何小雨", "child", "good", ""),
    ]
    assert entry.members[2].school_stage == "senior"
    assert [(one.kind, one.year_amount) for one in entry.incomes] == [("wage", Decimal(36000))]
    assert {(one.kind, one.year_amount) for one in entry.expenditures} == {
        ("medical", Decimal(8550)),
        ("insurance", Decimal(600)),
    }
    assert all(one.evidence for one in entry.incomes)
    assert all(one.evidence for one in entry.expenditures)
    assert entry.file["main_cause"] == "family_illness"
    assert entry.file["bank_account"] == "6222020000000000018"


def test_she_reads_what_a_cadre_filed_before_she_confirms(
    tree: Tree, found: Aiders, person: Person, browser: Client
) -> None:
    file = services.start_file(person, tree.union, actor=found.chair.actor)
    services.write_household(
        file, files.with_evidence(file, files.entry()), actor=found.chair.actor
    )
    address = f"{HERE}file/{file.public_id}/confirm/"
    number = crypto.unseal(bytes(person.identity_sealed))

    told = page(browser, address)

    assert "何大山" in told
    assert number not in told


def test_she_takes_it_back_before_anybody_looked(
    tree: Tree, found: Aiders, person: Person, browser: Client
) -> None:
    file = files.submitted(tree, found, person)

    response = browser.post(f"{HERE}file/{file.public_id}/withdraw/", {"text": "家里好转了"})

    assert goes_to(response) == HERE
    assert files.fresh(file).status == "withdrawn"
    told = page(browser)
    assert "重新申请" in told
    assert "撤回申请<br>" in told  # the way so far


def test_too_late_to_take_it_back_is_told(
    tree: Tree, found: Aiders, person: Person, browser: Client
) -> None:
    file = files.on_notice(tree, found, person)

    response = browser.post(f"{HERE}file/{file.public_id}/withdraw/", {"text": "不想办了"})

    assert response.status_code == 422
    assert "当前状态是“单位公示”" in errors(response)[0]
    assert files.fresh(file).status == "notice"


def test_she_appeals_against_a_refusal_once(
    tree: Tree, found: Aiders, person: Person, browser: Client
) -> None:
    file = files.at_county(tree, found, person)
    services.refuse_at_county(file, reason="收入高于标准。", actor=found.county.actor)
    address = f"{HERE}file/{file.public_id}/appeal/"

    short = browser.post(address, {"text": "不对"})
    made = browser.post(address, {"text": "丈夫的医药费没有算进去,有票据。"})

    assert "申诉理由应为10至1000字" in errors(short)[0]
    assert goes_to(made) == HERE
    told = page(browser)
    assert "正在办理您的申诉。" in told
    assert "丈夫的医药费没有算进去" in told
    assert "认定为 <strong>" not in told  # nothing was recognised
    assert "收入高于标准。" in told


def test_nobody_else_sees_or_moves_her_file(tree: Tree, found: Aiders, person: Person) -> None:
    file = files.submitted(tree, found, person)
    before = files.values(file)
    other = worker_client(files.worker("别人", 9))
    cadres = (found.stranger.client, found.chair.client, found.city.client)

    for what in ("", "confirm/", "withdraw/", "appeal/", "withdraw-appeal/"):
        address = f"{HERE}file/{file.public_id}/{what}"
        answers = [browser.get(address).status_code for browser in (other, *cadres)]
        if what:
            answers.append(other.post(address, {"text": "让我来撤回这份申请吧"}).status_code)

        assert set(answers) == {404}, what
        assert goes_to(Client().get(address)).startswith("/m/sign-in/")
    assert files.values(file) == before


def test_money_that_arrived_and_that_is_on_its_way(
    tree: Tree, found: Aiders, person: Person, browser: Client
) -> None:
    money = builders.money(tree, amount="100000", budget="80000")
    file = files.in_file(tree, found, person)
    for amount in ("5000", "800"):
        values = GrantValues(
            aid_type=AidType.LIVING,
            programme=money.programme,
            fund=money.fund,
            asked_amount=Decimal(amount),
            grounds="丈夫长期患病,家庭入不敷出。",
        )
        grant = services.propose_grant(file, values, actor=found.county.actor)
        grant = services.approve_grant(grant, actor=found.city.actor)
        assert grant.reservation is not None
        payment = ledger.order(grant.reservation, actor=SYSTEM)
        if amount == "5000":
            builders.answered(builders.sent(money, [payment]))

    told = page(browser, f"{HERE}money/")

    assert "已到账" in told
    assert "5,000.00 元" in told
    assert "已批准,准备付款" in told
    assert f'{clock.today().year}年已到账</p><p><strong class="money">5,000.00 元' in told
    other = worker_client(files.worker("别人", 9))
    assert "5,000.00" not in page(other, f"{HERE}money/")
    assert_told_at_every_step(person, found)


# --- Objections ----------------------------------------------------------------------------

OBJECTION = {
    "text": "他家有两套房子,一套租给别人了。",
    "name": "热心邻居",
    "phone": "13900139000",
}


def test_anybody_objects_to_a_running_notice(tree: Tree, found: Aiders, person: Person) -> None:
    file = files.on_notice(tree, found, person)
    notice = notices.of(file).get()
    nobody = Client()

    link = nobody.get(f"/m/notices/{notice.public_id}/").content.decode()
    response = nobody.post(f"{HERE}object/{notice.public_id}/", OBJECTION)

    made = Objection.objects.get()
    assert f'href="/m/aid/object/{notice.public_id}/"' in link
    assert made.number in response.content.decode()
    assert files.fresh(file).status == "inquiry"
    assert "热心邻居" not in page(worker_client(person))  # she never learns who


def test_an_objection_needs_facts_and_a_name(tree: Tree, found: Aiders, person: Person) -> None:
    file = files.on_notice(tree, found, person)
    notice = notices.of(file).get()
    wrong = {
        "text": ("不行", "异议内容应为10至1000字,现在是2字。请写明具体情况。"),
        "name": ("", "请填写您的姓名。"),
        "phone": ("123", "您的手机号码应为11位数字,以1开头。请核对。"),
    }

    for field, (typed, says) in wrong.items():
        response = Client().post(f"{HERE}object/{notice.public_id}/", OBJECTION | {field: typed})

        assert response.status_code == 422
        assert errors(response) == [says]
    assert not Objection.objects.exists()
    assert files.fresh(file).status == "notice"


def test_objections_are_limited_and_end_with_the_notice(
    tree: Tree, found: Aiders, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(AN_HOUR, "object_address", 5)
    file = files.on_notice(tree, found, person)
    notice = notices.of(file).get()
    nobody = Client()
    address = f"{HERE}object/{notice.public_id}/"

    tried = [nobody.post(address, OBJECTION) for _ in range(6)]

    assert [one.status_code for one in tried] == [200] * 5 + [422]
    assert "操作太频繁" in errors(tried[-1])[0]
    notice.ends_on = clock.today() - timedelta(days=1)
    notice.starts_on = notice.ends_on
    notice.save(update_fields=["starts_on", "ends_on"])
    assert nobody.get(address).status_code == 404
    assert nobody.get(f"{HERE}object/{uuid4()}/").status_code == 404


# --- What she is told -----------------------------------------------------------------------


def assert_told_at_every_step(person: Person, found: Aiders) -> None:
    """By a message each, from the first line a cadre wrote to the money."""
    told = {one.title: one for one in messages.of(person.pk)}
    states = HOUSEHOLD_FILE.states
    passed = ("submitted", "checked", "notice", "township", "comparison", "county", "city")
    assert {f"困难帮扶:{states[one]}" for one in (*passed, "in_file")} <= set(told)
    assert "工会代您填写了困难档案,请确认" in told
    assert told["困难帮扶:待入户核实"].url == HERE
    assert told["救助已批准:生活救助 800.00 元"].url == f"{HERE}money/"
    assert "帮扶款已到账:生活救助 5,000.00 元" in told
    everything = "".join(one.title + one.text for one in told.values())
    assert found.chair.user.name not in everything
    assert "尿毒症" not in everything


def test_a_message_names_no_reason(tree: Tree, found: Aiders, person: Person) -> None:
    file = files.submitted(tree, found, person)

    services.return_from_unit(file, reason="丈夫尿毒症的证明看不清。", actor=found.chair.actor)

    newest = messages.of(person.pk)[0]
    assert newest.title == "困难帮扶:退回补正"
    assert "尿毒症" not in newest.text


def test_the_home_page_tells_what_waits(
    tree: Tree, found: Aiders, person: Person, browser: Client
) -> None:
    file = files.submitted(tree, found, person)
    services.return_from_unit(file, reason="请补户口本。", actor=found.chair.actor)

    home = page(browser, "/m/")

    assert "困难帮扶申请要补正" in home
    assert "退回补正" in home
    assert "我可能符合困难条件吗" in Client().get("/m/").content.decode()


def test_phone_of_another_worker_is_another_draft(tree: Tree, found: Aiders) -> None:
    first, second = phone_of(tree, "李小芳", 9), phone_of(tree, "周小兰", 10)
    first.answer("address", {"living": "city", "address": "工人村1栋"})

    assert "工人村1栋" not in second.page("address")
    assert isinstance(second, Phone)
