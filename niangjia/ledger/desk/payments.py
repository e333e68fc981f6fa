"""Money promised (资金占用) and payments (付款): approval, failure, another attempt, reversal."""

from __future__ import annotations

from typing import Any, ClassVar

from niangjia.kernel.actor import Actor
from niangjia.ledger import queries, rules, services
from niangjia.ledger.desk.columns import Whole, Yuan
from niangjia.ledger.forms import payments as forms
from niangjia.ledger.models import Entry, Payment, Reservation
from niangjia.ledger.rules import PaymentStatus, ReservationStatus
from niangjia.web.desk import (
    Act,
    Choice,
    Column,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Masked,
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

_RESERVATION_TONES = {"held": "wait", "ordered": "wait", "spent": "ok", "released": "off"}
_PAYMENT_TONES = {"paid": "ok", "failed": "bad", "returned": "bad"}


def _use(row: Any) -> str:
    return queries.use_label(row.use)


def _not_held(reservation: Reservation) -> bool:
    return reservation.status != ReservationStatus.HELD


def _attempts(reservation: Reservation, actor: Actor) -> Any:
    return reservation.payments.order_by("-attempt")


def _entries(payment: Payment, actor: Actor) -> Any:
    return Entry.objects.filter(payment=payment).order_by("-id")


def _same_money(payment: Payment, actor: Actor) -> Any:
    """Every attempt to pay what was reserved, this one too."""
    return payment.reservation.payments.order_by("attempt")


_MONEY = Group(
    "款项",
    Yuan("amount"),
    To("fund", slug="funds"),
    "programme",
    Computed("用途", _use),
    Column("year"),
    "union",
    "benefit_union",
)
_PAYEE = Group("收款", "payee_name", Masked("bank_card", "收款账号"), "bank_name", "person")


@register
class ReservationDesk(Desk):
    """资金占用."""

    slug = "reservations"
    model = Reservation
    title = noun = "资金占用"
    menu = ("资金", 25)
    area = "ledger"
    related = ("union", "fund", "programme")
    detail_related = ("benefit_union", "person")
    columns = (
        Link("payee_name"),
        Yuan("amount"),
        Text("fund"),
        Text("programme"),
        Computed("用途", _use),
        Text("union"),
        Status("status", tones=_RESERVATION_TONES),
        Day("created_at", "占用时间"),
    )
    card = ("payee_name", "amount", "status")
    filters = (
        Choice("status"),
        UnionSubtree("union"),
        Preset("waiting", "待批准付款", queries.waiting_reservations),
    )
    search = staticmethod(queries.find_reservations)
    search_hint = "收款人姓名"
    in_global_search = False
    list_intro = "救助或活动批准时占用资金,不予办理时释放。批准付款须由占用人以外的人办理。"
    empty_hint = "救助、慰问批准时自动占用资金。"
    can_create = can_edit = False
    acts = (
        Act(
            "order",
            "批准付款",
            "ledger.approve",
            services.order,
            hidden_when=_not_held,
            primary=True,
        ),
        Act(
            "release",
            "释放",
            "ledger.approve",
            services.release,
            hidden_when=_not_held,
            danger=True,
            needs_reason=True,
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(_MONEY, _PAYEE, Group("办理", "created_at", "release_reason")),
        Related(
            "付款",
            _attempts,
            (Text("number"), Text("attempt"), Text("status"), Day("paid_on"), Text("bank_note")),
            link="payments",
            code="payments",
            empty="还没有付款。请先批准付款。",
        ),
        Timeline(),
    )
    reveals = ("bank_card",)


@register
class PaymentDesk(Desk):
    """付款."""

    slug = "payments"
    model = Payment
    title = noun = "付款"
    menu = ("资金", 30)
    area = "ledger"
    related = ("union", "fund", "programme")
    detail_related = ("benefit_union", "person", "batch")
    columns = (
        Link("number"),
        Text("payee_name"),
        Yuan("amount"),
        Text("fund"),
        Text("programme"),
        Text("union"),
        Status("status", tones=_PAYMENT_TONES),
        Day("paid_on"),
        Day("due_on"),
    )
    card = ("number", "payee_name", "amount", "status")
    filters = (
        Choice("status"),
        Choice("fund__source"),
        UnionSubtree("union"),
        DateRange("paid_on"),
        Preset("overdue", "超过办理期限", queries.overdue),
    )
    search = staticmethod(queries.find_payments)
    search_hint = "付款单号、批次号、资金或项目编号、收款人姓名"
    todo_label = "payee_name"
    list_intro = "占用 → 批准 → 编批 → 送银行 → 回盘。失败或退回的重新付款须再次批准。"
    empty_hint = "在“资金占用”中批准付款后出现在这里。"
    can_create = can_edit = False
    workflow = rules.PAYMENT
    verbs: ClassVar[Any] = {
        "approve": services.approve,
        "give_back": services.give_back,
        "reissue": services.reissue,
        "reverse": services.reverse,
    }
    step_forms: ClassVar[Any] = {
        "give_back": forms.ReturnForm,
        "reissue": forms.ReissueForm,
        "reverse": forms.ReverseForm,
    }
    tabs: ClassVar[Any] = (
        Facts(
            _MONEY,
            _PAYEE,
            Group(
                "办理",
                "number",
                Text("attempt"),
                To("batch", slug="batches"),
                Text("line_number"),
                "paid_on",
                "bank_note",
                "due_on",
            ),
        ),
        Related(
            "各次付款",
            _same_money,
            (Text("number"), Text("attempt"), Text("status"), Day("paid_on"), Text("bank_note")),
            link="payments",
            code="attempts",
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
            code="entries",
            empty="银行付款成功后记账。",
        ),
        Timeline(),
    )
    reveals = ("bank_card",)


def _held(actor: Actor) -> Any:
    rows = Reservation.objects.visible_to(actor, "ledger.approve")
    return queries.waiting_reservations(rows)


def _payable(actor: Actor) -> Any:
    rows = Payment.objects.visible_to(actor, "ledger.pay")
    return rows.filter(status=PaymentStatus.ORDERED)


todo(
    Todo(
        "ledger.reservations",
        "待批准付款",
        "ledger.approve",
        _held,
        "/reservations/?preset=waiting",
        due="",
        label="payee_name",
        item_url="/reservations/{ref}/",
    )
)
todo(
    Todo(
        "ledger.payable",
        "待编批付款",
        "ledger.pay",
        _payable,
        "/payments/?status=ordered",
        label="payee_name",
        item_url="/payments/{ref}/",
        workflow=rules.PAYMENT,
        state=PaymentStatus.ORDERED,
    )
)
