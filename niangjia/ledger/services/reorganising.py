"""What becomes of money when a union is merged, split or closed (``unions.reorganise``).

Domain 03 §3.5 (重庆市实施工会法办法 art. 42): merged, it follows; closed, it goes to the level above;
split, it is shared by number of workers, which finance decides and books with ``hand_over``. Nobody
gives way while money is promised. The old books stay where they are, closed, with a zero balance.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Max, QuerySet, Sum

from niangjia.employers.models import Employer
from niangjia.kernel import journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import ZERO, show_yuan
from niangjia.ledger import rules
from niangjia.ledger.models import Budget, Fund, Payment, Programme, StudyLoan
from niangjia.ledger.services.handing import hand, hand_claims, taker_of
from niangjia.unions.models import Union
from niangjia.unions.reorganise import Plan, PlanKind

_NAMED = 3


class LedgerTakesPart:
    """Funds, budgets and programmes of a union that ends go to its receiver."""

    def preview(self, plan: Plan) -> list[str]:
        """How much money goes where. Raises Blocked while some of it is promised."""
        if plan.kind == PlanKind.SPLIT:
            return _shared(plan)
        if plan.kind == PlanKind.MOVE:
            return []
        funds = list(Fund.objects.filter(union=plan.union).order_by("pk"))
        _refuse_promised(funds, plan)
        said = []
        if full := [fund for fund in funds if fund.bank_amount]:
            said.append(f"资金{len(full)}笔 {show_yuan(_sum(full))}移交“{_receiver(plan).name}”")
        owed = StudyLoan.objects.filter(union=plan.union, status=rules.LoanStatus.LENT)
        if lent := sum((loan.owed_amount for loan in owed), ZERO):
            said.append(f"未还的助学贷款 {show_yuan(lent)}改由“{_receiver(plan).name}”收回")
        if count := _programmes(plan).count():
            said.append(f"项目{count}个改由“{_receiver(plan).name}”管理")
        return [f"{';'.join(said)}。账簿保留在原工会,由上级查阅。"] if said else []

    def apply(self, plan: Plan, actor: Actor) -> int:
        """Hand it over and close the funds; moves no members. Raises Blocked."""
        if plan.kind not in (PlanKind.MERGE, PlanKind.CLOSE):
            return 0
        funds = list(Fund.objects.select_for_update().filter(union=plan.union).order_by("pk"))
        _refuse_promised(funds, plan)
        for programme in _programmes(plan).select_for_update().order_by("pk"):
            _give_programme(programme, _receiver(plan), plan, actor)
        for fund in funds:
            if fund.bank_amount:
                _give(fund, plan, actor)
            _give_loans(fund, plan, actor)
            if fund.is_open:
                _shut(fund, plan, actor)
        return 0


def _refuse_promised(funds: list[Fund], plan: Plan) -> None:
    """Raises Blocked when somebody still has to get money from the union, naming how much."""
    promised = [fund for fund in funds if fund.promised_amount]
    if not promised:
        return
    waiting = Payment.objects.filter(fund__in=promised).exclude(
        status__in=(*rules.OVER, rules.PaymentStatus.PAID)
    )
    numbers = list(waiting.order_by("pk").values_list("number", flat=True)[: _NAMED + 1])
    names = "、".join(
        f"“{fund.name}”{show_yuan(fund.promised_amount)}" for fund in promised[:_NAMED]
    )
    more = f"等{len(promised)}笔资金" if len(promised) > _NAMED else ""
    which = ",付款单" + "、".join(numbers[:_NAMED]) if numbers else ""
    which += "等" if len(numbers) > _NAMED else ""
    raise Blocked(
        f"“{plan.union.name}”还有占用未办结:{names}{more}{which}。请先在“资金占用”“付款”中"
        f"付清、撤销或释放,再办理{plan.kind.label}。"
    )


def _give(fund: Fund, plan: Plan, actor: Actor) -> None:
    """All of it, on the day of the reorganisation or after the last entry, whichever is later."""
    to = _receiver(plan)
    note = f"{plan.kind.label}:{plan.reason}"[:60]
    hand(fund, to, fund.bank_amount, on=_day(fund, plan), note=note, actor=actor)
    _carry_budgets(fund, to)


def _give_loans(fund: Fund, plan: Plan, actor: Actor) -> None:
    """What borrowers still owe is owed to the receiver, into a fund of its own."""
    owed = StudyLoan.objects.filter(fund=fund, status=rules.LoanStatus.LENT)
    loans = list(owed.select_for_update().order_by("pk"))
    if not loans:
        return
    to = _receiver(plan)
    amount = sum((loan.owed_amount for loan in loans), ZERO)
    taker = hand_claims(fund, to, amount, on=_day(fund, plan), actor=actor)
    for loan in loans:
        loan.fund, loan.union = taker, to
        loan.save(update_fields=["fund", "union", "updated_at"])
        summary = f"助学贷款{loan.number}改由“{to.name}”收回"
        journal.record("study_loan.hand_over", loan, actor=actor, summary=summary)


def _day(fund: Fund, plan: Plan) -> date:
    last: date | None = fund.entries.aggregate(last=Max("on"))["last"]
    return max(plan.on, last) if last else plan.on


def _give_programme(programme: Programme, to: Union, plan: Plan, actor: Actor) -> None:
    """Funds of the unions below go on paying for it, so it goes where they go."""
    programme.union = to
    programme.save(update_fields=["union", "updated_at"])
    journal.record(
        "ledger.hand_programme",
        programme,
        actor=actor,
        summary=f"项目“{programme.name}”由“{plan.union.name}”转到“{to.name}”",
        reason=plan.reason,
    )


def _carry_budgets(fund: Fund, to: Union) -> None:
    """What is left of the budgets goes with the money; the sum of the budgets stays the same."""
    taker = taker_of(fund, to)
    for budget in fund.budgets.select_related("programme__union").order_by("pk"):
        left = budget.amount - budget.used_amount
        programme = budget.programme
        may_go = programme.is_open and to.path.startswith(programme.union.path)
        if taker is None or not left or not may_go:
            continue
        budget.amount = budget.used_amount
        budget.save(update_fields=["amount", "updated_at"])
        same = {"fund": taker, "programme": programme, "year": budget.year}
        found = Budget.objects.filter(**same).first()
        if found is None:
            Budget.objects.create(**same, amount=left, approved_amount=left)
            continue
        found.amount += left
        found.save(update_fields=["amount", "updated_at"])


def _shut(fund: Fund, plan: Plan, actor: Actor) -> None:
    fund.is_open = False
    fund.save(update_fields=["is_open", "updated_at"])
    summary = f"停用资金“{fund.name}”:工会{plan.kind.label}"
    journal.record("ledger.close_fund", fund, actor=actor, summary=summary, reason=plan.reason)


def _shared(plan: Plan) -> list[str]:
    """At a split: the money stays, and what the part's share by workers would be."""
    funds = Fund.objects.filter(union=plan.union, is_open=True)
    free = _sum(list(funds)) - sum((fund.promised_amount for fund in funds), ZERO)
    if not free:
        return []
    covered = Employer.objects.filter(coverages__union=plan.union, coverages__valid__upper_inf=True)
    workers = _workers(covered)
    going = _workers(covered.filter(pk__in=plan.employer_ids or ()))
    line = f"资金可用余额 {show_yuan(free)}留在“{plan.union.name}”;分立后由财务人员在资金页“移交”"
    if not workers or not going:
        return [f"{line}应分的部分。"]
    share = (free * going / workers).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    return [
        f"{line},按职工人数({going:,}人,共{workers:,}人)“{plan.destination}”应分 {show_yuan(share)}。"
    ]


def _workers(employers: QuerySet[Employer]) -> int:
    found: int | None = employers.aggregate(total=Sum("worker_count"))["total"]
    return found or 0


def _sum(funds: list[Fund]) -> Decimal:
    return sum((fund.bank_amount for fund in funds), ZERO)


def _programmes(plan: Plan) -> QuerySet[Programme]:
    return Programme.objects.filter(union=plan.union, is_open=True)


def _receiver(plan: Plan) -> Union:
    """Who takes the money over: the receiver of a merger, else the level above, by law."""
    receiver = plan.to if plan.kind == PlanKind.MERGE else plan.union.parent
    if receiver is None:
        raise Blocked("还有资金没有接收的工会。请先用完、下拨或选择接收的工会。")
    return receiver
