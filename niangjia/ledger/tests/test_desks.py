"""The desks of money: who sees and does what, the way from fund to paid in the browser."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from niangjia.accounts.testing import Cast, Player, Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.models import Entry as JournalEntry
from niangjia.ledger import queries, services
from niangjia.ledger.desk.batches import BatchDesk
from niangjia.ledger.desk.entries import EntryDesk
from niangjia.ledger.desk.funds import FundDesk
from niangjia.ledger.desk.loans import StudyLoanDesk
from niangjia.ledger.desk.payments import PaymentDesk, ReservationDesk
from niangjia.ledger.desk.programmes import ProgrammeDesk
from niangjia.ledger.models import (
    Entry,
    Fund,
    Payment,
    PaymentBatch,
    Programme,
    Reservation,
    StudyLoan,
)
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import YEAR, Money
from niangjia.ledger.tests.test_loans import lent
from niangjia.members.models import Person
from niangjia.web.testing import DeskTests


class LedgerDeskTests(DeskTests):
    """The insiders look; finance of the county, who is not of the cast, writes."""

    here: Tree

    @pytest.fixture(autouse=True)
    def _keep_tree(self, tree: Tree) -> None:
        self.here = tree

    @cached_property
    def clerk(self) -> Player:
        return builders.finance(self.here)

    def first(self, cast: Cast) -> Player:
        return self.clerk


class TestFundDesk(LedgerDeskTests):
    desk = FundDesk
    search_text = "帮扶资金"
    edit_data = {"name": "帮扶资金(2026年第二批)", "document": "川财社〔2026〕7号"}
    act_data = {"receive": {"amount": "1000.50", "note": "第二批"}}

    def make(self, tree: Tree, cast: Cast) -> Fund:
        return builders.money(tree).fund


class TestProgrammeDesk(LedgerDeskTests):
    desk = ProgrammeDesk
    search_text = "生活救助"
    edit_data = {"name": "生活救助(春节前)", "from_on": "2026-01-01", "until_on": "2026-12-31"}
    act_data = {"close": {"reason": "项目结束"}}

    def make(self, tree: Tree, cast: Cast) -> Programme:
        return builders.programme_of(tree.county)


class TestReservationDesk(LedgerDeskTests):
    desk = ReservationDesk
    search_text = "张丽华"
    act_data = {"release": {"reason": "本人放弃"}}

    def make(self, tree: Tree, cast: Cast) -> Reservation:
        return builders.reserved(builders.money(tree), builders.person_of(tree))


class TestPaymentDesk(LedgerDeskTests):
    desk = PaymentDesk
    search_text = "张丽华"
    act_data = {"reverse": {"reason": "本人放弃"}}

    def make(self, tree: Tree, cast: Cast) -> Payment:
        return builders.ordered(builders.money(tree), builders.person_of(tree))


class TestBatchDesk(LedgerDeskTests):
    desk = BatchDesk
    act_data = {"send": {}}

    def make(self, tree: Tree, cast: Cast) -> PaymentBatch:
        money = builders.money(tree)
        batch = builders.batched(money, [builders.ordered(money, builders.person_of(tree))])
        type(self).search_text = batch.number
        return batch


class TestStudyLoanDesk(LedgerDeskTests):
    desk = StudyLoanDesk
    search_text = "张丽华"
    act_data = {"repay": {"amount": "20.50"}}

    def make(self, tree: Tree, cast: Cast) -> StudyLoan:
        return lent(builders.money(tree), builders.person_of(tree), "300")


class TestEntryDesk(LedgerDeskTests):
    desk = EntryDesk
    act_data = {"correct": {"reason": "金额记错"}}

    def make(self, tree: Tree, cast: Cast) -> Entry:
        entry = Entry.objects.get(fund=builders.fund_of(tree.county))
        type(self).search_text = entry.number
        return entry


@pytest.fixture
def money(tree: Tree) -> Money:
    return builders.money(tree)


@pytest.fixture
def person(tree: Tree) -> Person:
    return builders.person_of(tree)


@pytest.fixture
def clerk(tree: Tree) -> Player:
    return builders.finance(tree)


@pytest.fixture
def leader(tree: Tree) -> Player:
    return builders.leader(tree)


def upload(text: str, encoding: str = "gb18030") -> SimpleUploadedFile:
    return SimpleUploadedFile("回盘.txt", text.encode(encoding), content_type="text/plain")


def test_from_opening_a_fund_to_paid_in_the_browser(
    tree: Tree, clerk: Player, leader: Player, person: Person
) -> None:
    programme = builders.programme_of(tree.city)
    post = clerk.client.post
    opened = post(
        "/funds/new/",
        {
            "union": tree.county.code,
            "name": "本级帮扶资金",
            "source": "own_union",
            "year": YEAR,
            "document": "",
            "code": "",
        },
    )
    fund = Fund.objects.get()
    url = f"/funds/{fund.public_id}/"
    assert opened.headers["Location"] == url
    assert post(f"{url}do/receive/", {"amount": "2000"}).status_code == 302
    budget = {"programme_id": programme.pk, "year": YEAR, "amount": "1500"}
    assert post(f"{url}do/set_budget/", budget).status_code == 302
    reservation = builders.reserved(Money(fund, programme, tree.county), person, "800")
    page = clerk.client.get(f"{url}?tab=budgets").content.decode()
    assert "1,500.00 元" in page
    assert "700.00 元" in page

    ordered = leader.client.post(f"/reservations/{reservation.public_id}/do/order/")
    assert ordered.status_code == 302
    made = post("/batches/new/", {"union": tree.county.code, "fund": ""})
    batch = PaymentBatch.objects.get()
    url = f"/batches/{batch.public_id}/"
    assert made.headers["Location"] == url
    assert post(f"{url}do/send/").status_code == 302
    file = post(f"{url}file/")
    assert file.status_code == 200
    assert f"6222000000000{person.pk:07}" not in clerk.client.get(url).content.decode()
    answered = post(f"{url}reply/", {"reply": upload(builders.reply_text(batch))})

    assert answered.status_code == 302
    assert Payment.objects.get().status == "paid"
    assert queries.available(fund) == Decimal(1200)


def test_bad_reply_is_named_line_by_line_and_changes_nothing(
    money: Money, clerk: Player, person: Person
) -> None:
    batch = builders.sent(money, [builders.ordered(money, person)])
    text = builders.reply_text(batch).replace("|500.00|成功", "|50.00|成功")

    page = clerk.client.post(f"/batches/{batch.public_id}/reply/", {"reply": upload(text)})

    words = page.content.decode()
    assert page.status_code == 200
    assert "没有入账:文件有 2 处问题" not in words
    assert "金额 50.00 元,送盘时是 500.00 元" in words
    assert Payment.objects.get().status == "sent"
    assert batch.replies.count() == 0


def test_file_and_reply_are_for_finance_alone(
    money: Money, cast: Cast, person: Person, leader: Player
) -> None:
    batch = builders.sent(money, [builders.ordered(money, person)])
    looks = JournalEntry.objects.filter(is_read=True)

    for player in (*cast, leader):
        for address in ("file", "reply"):
            data = {"reply": upload(builders.reply_text(batch))} if address == "reply" else {}
            answer = player.client.post(f"/batches/{batch.public_id}/{address}/", data)
            assert answer.status_code in (403, 404), (player.user.name, address)

    assert Payment.objects.get().status == "sent"
    assert looks.count() == 0


def test_finance_of_the_next_county_cannot_touch_the_batch(
    tree: Tree, money: Money, person: Person
) -> None:
    batch = builders.sent(money, [builders.ordered(money, person)])
    other = builders.finance(tree, tree.neighbour)

    assert other.client.post(f"/batches/{batch.public_id}/file/").status_code == 404
    assert other.client.get(f"/batches/{batch.public_id}/reply/").status_code == 404
    made = other.client.post("/batches/new/", {"union": tree.county.code})
    assert "没有找到,或不在您的管理范围内" in made.content.decode()


def test_account_number_is_masked_and_revealed_with_a_reason(
    money: Money, clerk: Player, cast: Cast, person: Person
) -> None:
    payment = builders.ordered(money, person)
    url = f"/payments/{payment.public_id}/"
    account = f"622200000000{person.pk:07}"

    assert account not in clerk.client.get(url).content.decode()
    refused = clerk.client.post(f"{url}reveal/bank_card/", {"reason": "看"})
    shown = clerk.client.post(f"{url}reveal/bank_card/", {"reason": "与银行核对退回的账号"})

    assert account not in refused.content.decode()
    assert account in shown.content.decode()
    assert JournalEntry.objects.filter(is_read=True, object_id=payment.pk).count() == 1
    assert cast.county_zhao.client.get(f"{url}reveal/bank_card/").status_code == 403


def test_who_reserved_is_refused_on_the_page(tree: Tree, money: Money, person: Person) -> None:
    clerk = builders.finance(tree)
    reservation = builders.reserved(money, person, actor=clerk.actor)

    answer = clerk.client.post(f"/reservations/{reservation.public_id}/do/order/")

    assert answer.status_code in (200, 422)
    assert "不能审批自己提出的付款" in answer.content.decode()
    assert Payment.objects.count() == 0


def test_failed_payment_is_paid_anew_on_the_page(
    money: Money, clerk: Player, leader: Player, person: Person
) -> None:
    failed = builders.failed(money, person)
    data = {"account_number": "6217 0000 1234 5678"}

    done = clerk.client.post(f"/payments/{failed.public_id}/do/reissue/", data)

    again = Payment.objects.get(attempt=2)
    url = f"/payments/{again.public_id}/do/approve/"
    assert (done.status_code, again.status) == (302, "prepared")
    assert clerk.client.post(url).status_code == 422
    assert leader.client.post(url).status_code == 302
    again.refresh_from_db()
    assert again.status == "ordered"


def test_workbench_shows_what_waits(money: Money, clerk: Player, person: Person) -> None:
    builders.reserved(money, person)
    assert "待批准付款" in clerk.client.get("/").content.decode()

    services.order(Reservation.objects.get(), actor=SYSTEM)
    assert "待编批付款" in clerk.client.get("/").content.decode()

    services.send(builders.batched(money, [Payment.objects.get()]), actor=SYSTEM)
    assert "待导入银行回盘" in clerk.client.get("/").content.decode()


def test_passing_down_on_the_page(tree: Tree, clerk: Player) -> None:
    city = builders.finance(tree, tree.city)
    giver = builders.fund_of(tree.city, "central", "9000", "中央财政帮扶资金")
    taker = builders.fund_of(tree.county, "central", "0", "中央财政帮扶资金(渠县)")
    data: dict[str, Any] = {"to_fund": taker.code, "amount": "4000"}

    assert clerk.client.post(f"/funds/{giver.public_id}/do/pass_down/", data).status_code == 404
    assert city.client.post(f"/funds/{giver.public_id}/do/pass_down/", data).status_code == 302

    assert (queries.balance(giver), queries.balance(taker)) == (Decimal(5000), Decimal(4000))


def test_programmes_of_the_upper_union_can_be_budgeted(tree: Tree, clerk: Player) -> None:
    above = builders.programme_of(tree.province)
    beside = builders.programme_of(tree.neighbour, "illness")
    fund = builders.fund_of(tree.county)

    page = clerk.client.get(f"/funds/{fund.public_id}/do/set_budget/").content.decode()

    assert above.code in page
    assert beside.code not in page


def test_statement_of_a_level_adds_up_and_leads_to_its_payments(
    tree: Tree, cast: Cast, money: Money, person: Person, clerk: Player
) -> None:
    builders.paid(money, person, "500.05")
    builders.paid(money, builders.person_of(tree, 2), "20")
    services.pass_down(
        money.fund, builders.fund_of(tree.township, "upper_union", "0"), Decimal(100), actor=SYSTEM
    )
    client = clerk.client

    own = client.get("/money/?from=2026-01-01&to=2026-12-31").content.decode()
    higher = cast.city_wang.client.get(f"/money/?union={tree.county.code}").content.decode()

    for page in (own, higher):
        assert "按来源、用途、项目、收款人、工会分别加总,都是 520.05 元。" in page
        assert f"{tree.county.name}(本级)" in page
        assert (
            "9,479.95" in page
        )  # 10,000 received, 520.05 paid; what was passed down is still there
    assert (
        "救助支出 0.00 元" in client.get("/money/?from=2020-01-01&to=2020-12-31").content.decode()
    )
    link = f"/payments/?status=paid&under={tree.county.code}&fund__source=own_union"
    assert "张丽华" in client.get(link).content.decode()
    code = money.programme.code
    assert "张丽华" in client.get(f"/payments/?status=paid&q={code}").content.decode()
    neighbour = builders.finance(tree, tree.neighbour).client
    assert neighbour.get(f"/money/?union={tree.county.code}").status_code == 404
    assert "都是 0.00 元" in neighbour.get("/money/").content.decode()
    for outsider in (cast.worker_chen, cast.stranger):
        assert outsider.client.get("/money/").status_code in (302, 403)


def test_a_fund_is_picked_by_its_union_too(tree: Tree, money: Money, clerk: Player) -> None:
    builders.fund_of(tree.neighbour, name="邻县资金")

    def picked(text: str) -> list[str]:
        found = clerk.client.get(f"/pick/funds/?q={text}&permission=ledger.edit").json()
        return [item["value"] for item in found["items"]]

    assert picked("渠县") == picked("帮扶") == picked(money.fund.code[:6]) == [money.fund.code]
    assert picked("大竹") == picked("邻县") == []
