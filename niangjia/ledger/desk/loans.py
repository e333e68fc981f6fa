"""Study loans (助学贷款): lent, repaid, overdue."""

from __future__ import annotations

from typing import Any, ClassVar

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.money import show_yuan
from niangjia.ledger import queries, rules, services
from niangjia.ledger.desk.columns import Whole, Yuan
from niangjia.ledger.forms import loans as forms
from niangjia.ledger.models import StudyLoan
from niangjia.ledger.queries import loans as reads
from niangjia.ledger.rules import LoanStatus
from niangjia.ledger.rules.loans import overdue_amount, state_of
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Preset,
    Related,
    Status,
    Text,
    Timeline,
    To,
    Todo,
    UnionSubtree,
    register,
    todo,
)

_TONES = {"lent": "wait", "repaid": "ok", "cancelled": "off"}


def _overdue(loan: StudyLoan) -> str:
    amount = overdue_amount(reads.plan_of(loan), loan.repaid_amount, clock.today())
    return show_yuan(amount) if loan.status == LoanStatus.LENT and amount else "—"


def _plan(loan: StudyLoan, actor: Actor) -> Any:
    return reads.instalments_of(loan)


def _state(part: Any) -> str:
    """What became of it, once there is a loan to repay."""
    if part.loan.status not in (LoanStatus.LENT, LoanStatus.REPAID):
        return "—"
    return state_of(part.due_on, part.amount, part.until, part.loan.repaid_amount, clock.today())


def _repayments(loan: StudyLoan, actor: Actor) -> Any:
    return reads.repayments_of(loan)


def _payments(loan: StudyLoan, actor: Actor) -> Any:
    return queries.payments_for(loan)


def _not_lent(loan: StudyLoan) -> bool:
    return loan.status != LoanStatus.LENT


@register
class StudyLoanDesk(Desk):
    """助学贷款."""

    slug = "study-loans"
    model = StudyLoan
    title = noun = "助学贷款"
    menu = ("资金", 45)
    area = "ledger"
    related = ("union", "borrower")
    detail_related = ("fund", "programme", "reservation")
    columns = (
        Link("number"),
        Text("borrower"),
        Text("child_name"),
        Text("school"),
        Yuan("amount"),
        Yuan("repaid_amount"),
        Yuan("owed_amount", "未还"),
        Text("union"),
        Status("status", tones=_TONES),
        Day("due_on"),
    )
    card = ("number", "borrower", "未还", "status", "due_on")
    filters = (
        Choice("status"),
        UnionSubtree("union"),
        Preset("overdue", "逾期未还", reads.overdue_loans),
    )
    search = staticmethod(reads.find_loans)
    search_hint = "贷款编号、职工或子女姓名"
    todo_label = "borrower"
    list_intro = (
        "用工会经费或捐赠借给职工的子女学费,不计利息,按约定归还;归还的钱可以再用。在资金页借出。"
    )
    empty_hint = "在“资金”中打开一笔工会经费或捐赠,点“借出助学贷款”。"
    can_create = can_edit = False
    workflow = rules.LOAN
    acts = (
        Act(
            "repay",
            "登记还款",
            "ledger.edit",
            services.repay,
            form=forms.RepayForm,
            hidden_when=_not_lent,
            primary=True,
            help="记错的还款在账簿中更正冲销。",
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group("借款", "number", "borrower", "child_name", "school", "union"),
            Group(
                "金额",
                Yuan("amount"),
                Yuan("repaid_amount"),
                Yuan("owed_amount", "未还"),
                Computed("其中逾期", _overdue),
            ),
            Group(
                "资金",
                To("fund", slug="funds"),
                "programme",
                To("reservation", slug="reservations"),
                "lent_on",
                "due_on",
            ),
        ),
        Related(
            "还款计划",
            _plan,
            (Day("due_on"), Yuan("amount"), Computed("情况", _state)),
            code="plan",
        ),
        Related(
            "还款",
            _repayments,
            (Whole("number", "凭证号"), Day("on"), Yuan("amount"), Whole("summary")),
            link="entries",
            code="repayments",
            empty="还没有还款。",
        ),
        Related(
            "付款",
            _payments,
            (Text("number"), Text("attempt"), Text("status"), Day("paid_on"), Text("bank_note")),
            link="payments",
            code="payments",
            empty="还没有付款。请由另一人在“资金占用”中批准付款。",
        ),
        Timeline(),
    )


def _due(actor: Actor) -> Any:
    return reads.due_soon(StudyLoan.objects.visible_to(actor, "ledger.edit"))


todo(
    Todo(
        "ledger.study_loans",
        "助学贷款待还",
        "ledger.edit",
        _due,
        "/study-loans/?status=lent",
        label="borrower__name",
        item_url="/study-loans/{ref}/",
        derive=lambda dues: reads.loan_derivations(due.pk for due in dues),
    )
)
