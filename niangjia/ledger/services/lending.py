"""Study loans (助学贷款): lent through a payment like any other, repaid into the fund."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.ids import new_number
from niangjia.kernel.money import show_yuan
from niangjia.kernel.verbs import advance, lock, start, verb
from niangjia.ledger import rules
from niangjia.ledger.models import Entry, Fund, LoanInstalment, Payment, Programme, StudyLoan
from niangjia.ledger.rules import EntryKind, FundSource, LoanStatus, PaymentStatus, loans, posting
from niangjia.ledger.rules.loans import Instalment
from niangjia.ledger.services.access import refuse, require
from niangjia.ledger.services.booking import Event, book
from niangjia.ledger.services.reserving import Payee, reserve
from niangjia.members.models import Person
from niangjia.members.rules.people import check_name


@dataclass(frozen=True)
class LoanTerms:
    """What was agreed: for whom, how much, repaid in ``count`` parts ``months`` apart."""

    child_name: str
    school: str
    amount: Decimal
    first_on: date
    count: int = 1
    months: int = 12


@verb
def propose_loan(
    fund: Fund,
    programme: Programme,
    borrower: Person,
    terms: LoanTerms,
    *,
    account_number: str,
    bank_name: str = "",
    actor: Actor,
) -> StudyLoan:
    """Promise a loan; somebody else approves its payment (批准付款). NotVisible or Blocked."""
    fund = lock(Fund, fund.pk)
    require(actor, "ledger.edit", fund.scope_path)
    refuse(posting.amount_refusal(terms.amount), "amount")
    refuse(rules.lending_refusal(FundSource(fund.source)), "fund")
    today = clock.today()
    refuse(
        loans.plan_refusal(terms.amount, terms.first_on, terms.count, terms.months, today),
        "first_on",
    )
    loan = StudyLoan.objects.create(
        number=new_number("DK", today),
        union=fund.union,
        fund=fund,
        programme=programme,
        borrower=borrower,
        child_name=check_name(terms.child_name, whose="子女", field="child_name"),
        school=terms.school.strip(),
        amount=terms.amount,
    )
    plan = loans.instalments(terms.amount, terms.first_on, terms.count, terms.months)
    LoanInstalment.objects.bulk_create(LoanInstalment(loan=loan, **one._asdict()) for one in plan)
    loan.reservation = reserve(
        fund,
        programme,
        terms.amount,
        subject=loan,
        payee=Payee(borrower, "", borrower.name, account_number, bank_name),
        use=loans.STUDY_LOAN,
        year=today.year,
        key=f"ledger.studyloan:{loan.pk}",
        actor=actor,
    )
    loan.save(update_fields=["reservation", "updated_at"])
    start(loan, rules.LOAN, actor=actor, summary=f"提出助学贷款 {show_yuan(loan.amount)}")
    return loan


@verb
def repay(
    loan: StudyLoan, amount: Decimal, *, on: date | None = None, note: str = "", actor: Actor
) -> StudyLoan:
    """Book what came back (登记还款); it is free in the fund again. NotVisible or Blocked."""
    fund = lock(Fund, loan.fund_id)
    loan = lock(StudyLoan, loan.pk)
    require(actor, "ledger.edit", loan.scope_path)
    if loan.status != LoanStatus.LENT or loan.lent_on is None:
        state = LoanStatus(loan.status).label
        raise Blocked(f"不能登记还款:这笔贷款当前是“{state}”。")
    refuse(posting.amount_refusal(amount), "amount")
    if amount > loan.owed_amount:
        raise Blocked(
            f"未还金额是 {show_yuan(loan.owed_amount)},不能登记 {show_yuan(amount)}。请核对。",
            field="amount",
        )
    day = on or clock.today()
    if not loan.lent_on <= day <= clock.today():
        raise Blocked(f"还款日期应在放款日期({loan.lent_on})和今天之间。", field="on")
    said = f"({note.strip()})" if note.strip() else ""
    lines = posting.repaid(amount)
    summary = f"{loan.borrower.name}归还助学贷款{loan.number}{said}"
    payment = _payment_of(loan)
    book(Event(fund, EntryKind.REPAY, lines, day, summary, payment=payment), actor=actor)
    loan.repaid_amount += amount
    _keep(loan)
    journal.record("study_loan.repay", loan, actor=actor, summary=f"还款 {show_yuan(amount)}")
    if loan.owed_amount == 0:
        loan = advance(loan, rules.LOAN, rules.LOAN.step("settle"), actor=actor)
    return _await(loan)


def take_back_repayment(entry: Entry, *, actor: Actor) -> None:
    """The repayment's entry was corrected: the loan is owed again; the fund is held."""
    assert entry.payment is not None  # by constraint
    found = StudyLoan.objects.get(reservation=entry.payment.reservation_id)
    loan = lock(StudyLoan, found.pk)
    if loan.status == LoanStatus.REPAID:
        loan = advance(loan, rules.LOAN, rules.LOAN.step("reopen"), actor=actor)
    loan.repaid_amount -= entry.amount
    _keep(loan)
    _await(loan)


def settle_loan(loan_id: int, payment: Payment | None, outcome: PaymentStatus) -> None:
    """What its payment did (``on_paid``): lent when paid, waiting again, or called off."""
    loan = lock(StudyLoan, loan_id)
    if loan.repaid_amount:
        raise Blocked(f"助学贷款{loan.number}已有还款,放款不能退回或撤销。请先更正还款。")
    match outcome:
        case PaymentStatus.PAID:
            assert payment is not None
            loan.lent_on = payment.paid_on
            loan.save(update_fields=["lent_on", "updated_at"])
            code = "lend"
        case PaymentStatus.RETURNED:
            code = "give_back"
        case PaymentStatus.REVERSED:
            code = "cancel"
        case _:
            return
    _await(advance(loan, rules.LOAN, rules.LOAN.require(code, loan, SYSTEM), actor=SYSTEM))


def _keep(loan: StudyLoan) -> None:
    loan.save(update_fields=["repaid_amount", "updated_at"])


def _await(loan: StudyLoan) -> StudyLoan:
    """Set the next day agreed, while something is owed."""
    plan = [Instalment(one.due_on, one.amount) for one in loan.instalments.order_by("due_on")]
    is_lent = loan.status == LoanStatus.LENT
    loan.due_on = loans.next_due(plan, loan.repaid_amount) if is_lent else None
    loan.save(update_fields=["due_on", "updated_at"])
    return loan


def _payment_of(loan: StudyLoan) -> Payment:
    return Payment.objects.get(reservation=loan.reservation_id, status=PaymentStatus.PAID)
