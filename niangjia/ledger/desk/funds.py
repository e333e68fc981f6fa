"""Funds (资金): what there is, where it came from, what it may still pay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.money import show_yuan
from niangjia.kernel.scope import the_visible
from niangjia.ledger import queries, services
from niangjia.ledger.desk.columns import Whole, Yuan
from niangjia.ledger.forms import funds as forms
from niangjia.ledger.forms.loans import LoanForm
from niangjia.ledger.models import Budget, Entry, Fund, Programme, StudyLoan
from niangjia.ledger.rules import FundSource, lending_refusal
from niangjia.members.models import Membership
from niangjia.unions.queries import find_unions
from niangjia.web.desk import (
    Act,
    Choice,
    Column,
    Computed,
    Day,
    Desk,
    Facts,
    FlagFilter,
    Group,
    Item,
    Link,
    Preset,
    Related,
    Status,
    Text,
    Timeline,
    Todo,
    UnionSubtree,
    register,
    register_picker,
    todo,
)

OPEN_TONES = {True: "ok", False: "off"}
OPEN_WORDS = {True: "启用", False: "停用"}


def is_open_column() -> Column:
    """Whether it is in use, as a state."""
    return Status("is_open", "状态", tones=OPEN_TONES, choices=OPEN_WORDS)


def _pass_down(
    fund: Fund, *, to_fund: Fund, amount: Decimal, on: date | None, note: str, actor: Actor
) -> Entry:
    return services.pass_down(fund, to_fund, amount, on=on, note=note, actor=actor)


def _hand_over(
    fund: Fund, *, to_id: int, amount: Decimal, on: date | None, note: str, actor: Actor
) -> Entry:
    to = next((heir for heir in queries.heirs_of(fund.union) if heir.pk == to_id), fund.union)
    return services.hand_over(fund, to, amount, on=on, note=note, actor=actor)


def _lend(
    fund: Fund,
    *,
    member: Membership,
    programme_id: int,
    account_number: str,
    bank_name: str,
    actor: Actor,
    child_name: str,
    school: str,
    amount: Decimal,
    first_on: date,
    count: int,
    months: int,
) -> StudyLoan:
    return services.propose_loan(
        fund,
        the_visible(Programme.objects.filter(pk=programme_id, budgets__fund=fund)),
        member.person,
        services.LoanTerms(child_name, school, amount, first_on, count, months),
        account_number=account_number,
        bank_name=bank_name,
        actor=actor,
    )


def _lends_nothing(fund: Fund) -> bool:
    return not fund.is_open or lending_refusal(FundSource(fund.source)) is not None


def _set_budget(
    fund: Fund, *, programme_id: int, year: int, amount: Decimal, reason: str, actor: Actor
) -> Budget:
    rows = queries.programmes_for(fund.union, clock.today())
    programme: Programme = the_visible(rows.filter(pk=programme_id))
    return services.set_budget(fund, programme, amount, year=year, reason=reason, actor=actor)


def _budgets(fund: Fund, actor: Actor) -> Iterable[queries.BudgetUse]:
    return queries.budgets_of(fund)


def _entries(fund: Fund, actor: Actor) -> Iterable[Entry]:
    return queries.entries_of(fund)


def _to_order(fund: Fund, actor: Actor, cleaned: dict[str, Any]) -> list[str]:
    count, total = queries.count_and_sum(queries.orderable(fund, actor.user_id))
    return [f"批准{count}笔付款,共 {show_yuan(total)}。" if count else "没有可由您批准的付款。"]


def _nothing_to_hand_over(fund: Fund) -> bool:
    return fund.free_amount <= 0 or not queries.heirs_of(fund.union)


def _closed(fund: Fund) -> bool:
    return not fund.is_open


def _pick(actor: Actor, permission: str, text: str, under: str, limit: int) -> list[Item]:
    rows = Fund.objects.visible_to(actor, permission).filter(is_open=True)
    unions = find_unions(text, limit=limit, actor=actor, permission=permission) if text else ()
    found = queries.pick_funds(rows, text, [union.pk for union in unions])
    chosen = found.select_related("union").order_by("-id")[:limit]
    return [
        Item(row.code, row.name, f"{row.union.name}·{row.get_source_display()}") for row in chosen
    ]


register_picker("funds", _pick, model=Fund, permission="ledger.view")


def _act(code: str, label: str, service: Any, form: Any, help_text: str = "", **more: Any) -> Act:
    return Act(
        code,
        label,
        "ledger.edit",
        service,
        form=form,
        hidden_when=_closed,
        help=help_text,
        **more,
    )


@register
class FundDesk(Desk):
    """资金."""

    slug = "funds"
    model = Fund
    title = noun = "资金"
    menu = ("资金", 10)
    area = "ledger"
    related = ("union",)
    columns = (
        Link("name"),
        "code",
        Text("union"),
        Text("source"),
        Text("year", "年度"),
        Yuan("bank_amount", "账面余额"),
        Yuan("promised_amount", "已占用"),
        Yuan("free_amount", "可用余额"),
        is_open_column(),
    )
    card = ("name", "union", "free_amount")
    filters = (
        Choice("source"),
        UnionSubtree("union"),
        FlagFilter("is_open"),
        Preset("left_over", "已撤并工会的余额", queries.left_over),
    )
    search = staticmethod(queries.find_funds)
    search_hint = "资金编号或名称"
    list_intro = "可用余额 = 账面余额 - 已占用(已批准、尚未付到的款)。"
    empty_hint = "请财务人员新增一笔资金,再登记到账、编制预算。"
    form = forms.FundForm
    acts = (
        _act("receive", "登记到账", services.receive, forms.ReceiveForm, primary=True),
        _act(
            "pass_down",
            "下拨",
            _pass_down,
            forms.PassDownForm,
            "上下级账目同时记入。来源随资金下传,本级工会经费下拨后为上级工会经费。",
        ),
        _act(
            "set_budget",
            "编制、调整预算",
            _set_budget,
            forms.BudgetForm,
            "没有预算的项目不能使用这笔资金。同一项目同一年度再次填写即为调整。",
        ),
        Act(
            "lend",
            "借出助学贷款",
            "ledger.edit",
            _lend,
            form=LoanForm,
            hidden_when=_lends_nothing,
            help="先占用资金,由另一人批准付款,银行付到后开始还款;不计利息。财政专项资金不能出借。",
        ),
        Act(
            "hand_over",
            "移交",
            "ledger.edit",
            _hand_over,
            form=forms.HandOverForm,
            hidden_when=_nothing_to_hand_over,
            help="工会合并、撤销的余额归承接的工会;分立的按职工人数分割。双方账目同时记入。",
        ),
        Act(
            "order_all",
            "批准全部待付款",
            "ledger.approve",
            services.order_all,
            preview=_to_order,
            hidden_when=_closed,
            help="批准这笔资金中已占用、待批准的付款;您自己占用的不在其内。",
        ),
        _act("close", "停用", services.close_fund, None, danger=True, needs_reason=True),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group("资金", "name", "code", "union", "source", Column("year"), "document"),
            Group(
                "余额",
                Yuan("bank_amount", "账面余额"),
                Yuan("promised_amount", "已占用"),
                Yuan("free_amount", "可用余额"),
            ),
        ),
        Related(
            "预算",
            _budgets,
            (
                Whole("budget.programme", "项目"),
                Text("budget.year", "年度"),
                Yuan("budget.approved_amount", "批准预算"),
                Yuan("budget.amount", "现行预算"),
                Yuan("reserved_amount", "已占用"),
                Yuan("spent_amount", "已支付"),
                Yuan("left_amount", "剩余"),
                Computed("完成率", lambda use: use.share, unit="%"),
            ),
            add_act="set_budget",
            code="budgets",
            empty="还没有预算。没有预算不能使用资金。",
        ),
        Related(
            "账目",
            _entries,
            (
                Whole("number", "凭证号"),
                Day("on"),
                Text("kind"),
                Yuan("amount"),
                Whole("summary"),
            ),
            link="entries",
            more=lambda fund: f"/entries/?q={fund.code}",
            code="entries",
            empty="还没有账目。请先登记到账。",
        ),
        Timeline(),
    )


def _left_over(actor: Actor) -> Any:
    return queries.left_over(Fund.objects.visible_to(actor, "ledger.edit"))


todo(
    Todo(
        "ledger.left_over",
        "已撤并工会的余额待移交",
        "ledger.edit",
        _left_over,
        "/funds/?preset=left_over",
        due="",
        item_url="/funds/{ref}/",
    )
)
