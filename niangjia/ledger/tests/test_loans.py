"""Study loans: lent through a payment, repaid into the fund, no relief in any figure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from niangjia.accounts.testing import Cast, Player, Tree
from niangjia.kernel import clock
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.ledger import queries, services
from niangjia.ledger.models import Entry, Fund, StudyLoan
from niangjia.ledger.queries import loans as reads
from niangjia.ledger.rules import loans
from niangjia.ledger.tests import builders
from niangjia.ledger.tests.builders import YEAR, Money
from niangjia.members.models import Membership, Person
from niangjia.unions import services as unions

FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
ACCOUNT = "6222 0000 0000 0088"


@pytest.fixture
def money(tree: Tree) -> Money:
    return builders.money(tree)


@pytest.fixture
def person(tree: Tree) -> Person:
    return builders.person_of(tree)


def terms(amount: str = "3000.01", **changed: object) -> services.LoanTerms:
    values: dict[str, object] = {
        "child_name": "李小花",
        "school": "四川文理学院",
        "amount": Decimal(amount),
        "first_on": clock.today() + timedelta(days=20),
        "count": 3,
    }
    return services.LoanTerms(**values | changed)  # type: ignore[arg-type]  # of the right kinds


def proposed(money: Money, person: Person, amount: str = "3000.01") -> StudyLoan:
    return services.propose_loan(
        money.fund, money.programme, person, terms(amount), account_number=ACCOUNT, actor=SYSTEM
    )


def lent(money: Money, person: Person, amount: str = "3000.01") -> StudyLoan:
    loan = proposed(money, person, amount)
    assert loan.reservation is not None
    payment = services.order(loan.reservation, actor=SYSTEM)
    builders.answered(builders.sent(money, [payment]))
    loan.refresh_from_db()
    return loan


def test_a_loan_is_lent_and_repaid_without_ever_being_relief(
    tree: Tree, money: Money, person: Person
) -> None:
    loan = lent(money, person)
    plan = reads.plan_of(loan)

    assert (loan.status, loan.lent_on, loan.owed_amount) == (
        "lent", clock.today(), Decimal("3000.01"),
    )  # fmt: skip
    assert [one.amount for one in plan] == [Decimal(1000), Decimal(1000), Decimal("1000.01")]
    assert loan.due_on == plan[0].due_on
    assert queries.available(money.fund) == Decimal("6999.99")
    assert list(reads.due_soon(StudyLoan.objects.all())) == [loan]

    loan = services.repay(loan, Decimal(1000), actor=SYSTEM)
    assert (loan.due_on, loan.owed_amount) == (plan[1].due_on, Decimal("2000.01"))
    with pytest.raises(Blocked, match=r"未还金额是 2,000\.01 元"):
        services.repay(loan, Decimal("2000.02"), actor=SYSTEM)
    loan = services.repay(loan, Decimal("2000.01"), note="结清", actor=SYSTEM)

    assert (loan.status, loan.due_on, loan.owed_amount) == ("repaid", None, Decimal(0))
    assert queries.available(money.fund) == Decimal(10000)
    found = queries.totals(tree.county.path, FIRST, LAST)
    assert (found.amount, found.payment_count) == (Decimal(0), 0)
    *_, flow = queries.statement(tree.county.path, FIRST, LAST)
    assert (flow.lent, flow.paid, flow.closing) == (Decimal(0), Decimal(0), Decimal(10000))
    with pytest.raises(Blocked, match="当前是“已还清”"):
        services.repay(loan, Decimal(1), actor=SYSTEM)


def test_a_wrong_repayment_is_corrected_and_owed_again(money: Money, person: Person) -> None:
    loan = services.repay(lent(money, person, "300"), Decimal(300), actor=SYSTEM)
    entry = Entry.objects.get(kind="repay")

    services.correct(entry, reason="是别人还的", actor=SYSTEM)

    loan.refresh_from_db()
    assert (loan.status, loan.owed_amount) == ("lent", Decimal(300))
    assert loan.due_on == reads.plan_of(loan)[0].due_on
    assert queries.available(money.fund) == Decimal(9700)
    assert not reads.repayments_of(loan)


def test_what_becomes_of_the_payment_becomes_of_the_loan(money: Money, person: Person) -> None:
    returned = lent(money, person, "300")
    payment = queries.payments_for(returned).get()
    services.give_back(payment, reason="户名不符", actor=SYSTEM)
    returned.refresh_from_db()
    assert (returned.status, returned.due_on) == ("waiting", None)
    services.reverse(payment, reason="不借了", actor=SYSTEM)
    returned.refresh_from_db()
    assert returned.status == "cancelled"

    repaid_partly = lent(money, person, "300")
    services.repay(repaid_partly, Decimal(1), actor=SYSTEM)
    with pytest.raises(Blocked, match="已有还款"):
        services.reverse(queries.payments_for(repaid_partly).get(), reason="撤", actor=SYSTEM)
    assert queries.available(money.fund) == Decimal(9701)

    released = proposed(money, person)
    assert released.reservation is not None
    services.release(released.reservation, reason="放弃", actor=SYSTEM)
    released.refresh_from_db()
    assert released.status == "cancelled"


@pytest.mark.parametrize("source", ["central", "province", "city"])
def test_earmarked_money_is_not_lent(tree: Tree, money: Money, person: Person, source: str) -> None:
    public = Money(builders.fund_of(tree.county, source), money.programme, tree.county)
    services.set_budget(public.fund, money.programme, Decimal(9000), year=YEAR, actor=SYSTEM)

    with pytest.raises(Blocked, match="不能出借"):
        proposed(public, person)

    assert not StudyLoan.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"first_on": date(2020, 1, 1)}, "首次还款日应在今天"),
        ({"count": 0}, "还款期数应为1至20期"),
        ({"months": 13}, "每期间隔应为1至12个月"),
        ({"amount": Decimal("0.02")}, "金额太小"),
        ({"amount": Decimal(-5)}, "金额应大于0"),
    ],
)
def test_terms_that_cannot_be_agreed(
    money: Money, person: Person, changed: dict[str, object], words: str
) -> None:
    with pytest.raises(Blocked, match=words):
        services.propose_loan(
            money.fund, money.programme, person, terms(**changed),  # type: ignore[arg-type]
            account_number=ACCOUNT, actor=SYSTEM,
        )  # fmt: skip

    assert queries.available(money.fund) == Decimal(10000)


def test_only_finance_there_lends_and_books_repayments(
    tree: Tree, cast: Cast, money: Money, person: Person
) -> None:
    loan = lent(money, person, "300")
    clerk = builders.finance(tree)
    outsiders: tuple[Player, ...] = (*cast, builders.finance(tree, tree.neighbour))

    for player in outsiders:
        with pytest.raises(NotVisible):
            services.repay(loan, Decimal(1), actor=player.actor)
        with pytest.raises(NotVisible):
            services.propose_loan(
                money.fund, money.programme, person, terms(),
                account_number=ACCOUNT, actor=player.actor,
            )  # fmt: skip

    loan.refresh_from_db()
    assert (loan.repaid_amount, StudyLoan.objects.count()) == (Decimal(0), 1)
    mine = services.propose_loan(
        money.fund, money.programme, person, terms("20"), account_number=ACCOUNT, actor=clerk.actor
    )
    assert mine.reservation is not None
    with pytest.raises(Blocked, match="不能审批自己提出的付款"):
        services.order(mine.reservation, actor=clerk.actor)


def test_what_is_owed_to_a_merged_union_is_owed_to_its_receiver(tree: Tree, person: Person) -> None:
    fund = builders.fund_of(tree.union, amount="1000")
    programme = builders.programme_of(tree.city)
    services.set_budget(fund, programme, Decimal(1000), year=YEAR, actor=SYSTEM)
    loan = lent(Money(fund, programme, tree.union), person, "1000")

    told = unions.preview_merge(
        [tree.union], into=tree.other_union, on=clock.today(), reason="合并", actor=SYSTEM
    )
    unions.merge([tree.union], into=tree.other_union, on=clock.today(), reason="合并", actor=SYSTEM)
    loan.refresh_from_db()
    services.repay(loan, Decimal(1000), actor=SYSTEM)

    assert any("未还的助学贷款 1,000.00 元改由" in line for line in told)
    taker = Fund.objects.get(union=tree.other_union)
    assert (loan.union, loan.fund) == (tree.other_union, taker)
    assert queries.balance(taker) == Decimal(1000)
    assert queries.balance(fund) == Decimal(0)


@pytest.mark.parametrize(
    ("first", "months", "days"),
    [
        (date(2024, 2, 29), 12, [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28)]),
        (date(2026, 10, 31), 1, [date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31)]),
    ],
)
def test_days_agreed_end_with_short_months(first: date, months: int, days: list[date]) -> None:
    plan = loans.instalments(Decimal(100), first, 3, months)

    assert [one.due_on for one in plan] == days
    assert sum(one.amount for one in plan) == Decimal(100)


def test_overdue_is_what_should_have_been_repaid() -> None:
    plan = loans.instalments(Decimal(100), date(2026, 3, 1), 2, 1)

    assert loans.overdue_amount(plan, Decimal(0), date(2026, 3, 1)) == Decimal(0)
    assert loans.overdue_amount(plan, Decimal(20), date(2026, 3, 2)) == Decimal(30)
    assert loans.overdue_amount(plan, Decimal(20), date(2026, 4, 2)) == Decimal(80)
    assert loans.overdue_amount(plan, Decimal(100), date(2027, 1, 1)) == Decimal(0)
    assert loans.next_due(plan, Decimal(50)) == date(2026, 4, 1)
    assert loans.next_due(plan, Decimal(100)) is None


@pytest.mark.parametrize(
    ("until", "repaid", "day", "said"),
    [
        (50, 50, 1, "已还"),
        (100, 50, 1, "逾期"),
        (100, 70, 1, "逾期,还差 30.00 元"),
        (100, 70, 3, "未到期,还差 30.00 元"),
        (100, 0, 2, "未到期"),
    ],
)
def test_what_became_of_an_instalment(until: int, repaid: int, day: int, said: str) -> None:
    due = date(2026, 3, day)

    told = loans.state_of(due, Decimal(50), Decimal(until), Decimal(repaid), date(2026, 3, 2))

    assert told == said


def test_loan_from_the_page_to_the_first_repayment(
    tree: Tree, money: Money, person: Person
) -> None:
    clerk = builders.finance(tree)
    member = Membership.objects.get(person=person)
    data = {
        "member": str(member.public_id), "child_name": "李小花", "school": "四川文理学院",
        "programme_id": money.programme.pk, "amount": "900", "count": "3", "months": "12",
        "first_on": str(clock.today() + timedelta(days=30)), "account_number": ACCOUNT,
    }  # fmt: skip
    lend = f"/funds/{money.fund.public_id}/do/lend/"

    wrong = clerk.client.post(lend, data | {"count": "99"})
    unnamed = clerk.client.post(lend, data | {"child_name": "李"})
    made = clerk.client.post(lend, data)

    assert "子女姓名应为2至50个汉字" in unnamed.content.decode()
    assert "20" in wrong.content.decode()
    assert (wrong.status_code, made.status_code) == (200, 302)
    loan = StudyLoan.objects.get()
    url = f"/study-loans/{loan.public_id}/"
    assert "300.00 元" in clerk.client.get(f"{url}?tab=plan").content.decode()
    assert loan.reservation is not None
    payment = services.order(loan.reservation, actor=SYSTEM)
    builders.answered(builders.sent(money, [payment]))
    assert "助学贷款待还" in clerk.client.get("/").content.decode()
    assert clerk.client.post(f"{url}do/repay/", {"amount": "300"}).status_code == 302
    assert "还款中" in clerk.client.get(url).content.decode()
    plan = clerk.client.get(f"{url}?tab=plan").content.decode()
    assert (plan.count("已还"), plan.count("未到期")) == (1, 2)
    loan.refresh_from_db()
    assert loan.owed_amount == Decimal(600)
