"""Payment batches (付款批次): the bank's file out, the bank's reply in."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.money import show_yuan
from niangjia.ledger import queries, rules, services
from niangjia.ledger.desk.columns import Whole, Yuan
from niangjia.ledger.forms import payments as forms
from niangjia.ledger.models import Payment, PaymentBatch
from niangjia.ledger.rules import BatchStatus
from niangjia.web.desk import (
    Choice,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Number,
    Related,
    Status,
    Tab,
    Text,
    Timeline,
    Todo,
    UnionSubtree,
    actor_of,
    go,
    page,
    register,
    todo,
)
from niangjia.web.desk.declare import DESKS
from niangjia.web.desk.editing import make_form
from niangjia.web.desk.writing import put_refusal

_TYPES = {
    "txt": "text/plain; charset=gb18030",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_REPLY = ("导入回盘", "回盘须逐笔答复,金额、账号、合计与送盘一致才会入账。")
_RETURNED = (
    "导入退回文件",
    "这个批次已经回盘。只接受银行后来退回的付款,格式与回盘相同,结果为“退回”。",
)
_SHOWN = 200
_AT_BANK = (BatchStatus.SENT, BatchStatus.REPLIED)


def _batch(request: HttpRequest, ref: str) -> PaymentBatch:
    found: PaymentBatch = DESKS[BatchDesk.slug].get(ref, actor_of(request), "ledger.pay")
    return found


@require_POST
@page("ledger.pay")
def file_view(request: HttpRequest, ref: str) -> HttpResponse:
    """``/batches/<ref>/file/``: the bank file; posted, because it shows account numbers."""
    batch = _batch(request, ref)
    data = services.bank_file(batch, actor=actor_of(request))
    extension = services.extension_of(batch)
    response = HttpResponse(data, content_type=_TYPES[extension])
    name = quote(f"{batch.number}.{extension}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@require_http_methods(["GET", "POST"])
@page("ledger.pay")
def reply_view(request: HttpRequest, ref: str) -> HttpResponse:
    """``/batches/<ref>/reply/``: upload of the bank's reply; everything wrong with it by line."""
    batch = _batch(request, ref)
    actor = actor_of(request)
    form = make_form(forms.ReplyForm, request, actor, subject=batch)
    problems: tuple[Any, ...] = ()
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["reply"]
        try:
            reply = services.import_reply(
                batch, upload, file_name=upload.name, on=form.cleaned_data["on"], actor=actor
            )
        except services.BadReply as refusal:
            problems = refusal.problems
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(
                request,
                f"回盘已入账:成功{reply.paid_count}笔,失败{reply.failed_count}笔,"
                f"退回{reply.returned_count}笔。",
            )
            return go(request, f"/batches/{batch.public_id}/?tab=bank")
    title, hint = _REPLY if batch.status == BatchStatus.SENT else _RETURNED
    context = {"title": title, "hint": hint, "batch": batch, "form": form}
    context["total"] = show_yuan(batch.amount)
    context |= {"problems": problems, "shown": problems[:_SHOWN]}
    return render(request, "ledger/reply.html", context)


def _bank(batch: PaymentBatch, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    return {
        "batch": batch,
        "has_file": batch.status in _AT_BANK,
        "is_waiting": batch.status == BatchStatus.SENT,
        "replies": [(r, show_yuan(r.paid_amount)) for r in batch.replies.order_by("-id")],
    }


def _payments(batch: PaymentBatch, actor: Actor) -> Any:
    return Payment.objects.filter(batch=batch).order_by("line_number")


@register
class BatchDesk(Desk):
    """付款批次."""

    slug = "batches"
    model = PaymentBatch
    title = noun = "付款批次"
    menu = ("资金", 40)
    area = "ledger"
    related = ("union",)
    columns = (
        Link("number"),
        Text("union"),
        Day("made_on"),
        Number("payment_count", unit="笔"),
        Yuan("amount"),
        Status("status"),
        Day("due_on"),
    )
    card = ("number", "amount", "status")
    filters = (Choice("status"), UnionSubtree("union"), DateRange("made_on"))
    search = staticmethod(queries.find_batches)
    search_hint = "批次号"
    list_intro = "把已批准的付款编成银行文件,送银行代发,再导入银行回盘。"
    empty_hint = "付款批准后,在这里新增批次。"
    form = forms.BatchForm
    create_permission = "ledger.pay"
    can_edit = False
    workflow = rules.BATCH
    verbs: ClassVar[Any] = {"send": services.send, "void": services.void}
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "批次",
                "number",
                "union",
                "made_on",
                Number("payment_count", unit="笔"),
                Yuan("amount"),
                "due_on",
                "file_sha256",
            )
        ),
        Related(
            "付款",
            _payments,
            (
                Text("line_number", "序号"),
                Text("number"),
                Whole("payee_name"),
                Yuan("amount"),
                Text("status"),
                Whole("bank_note"),
            ),
            link="payments",
            more=lambda batch: f"/payments/?q={batch.number}",
            code="payments",
        ),
        Tab("bank", "银行文件与回盘", "ledger/tabs/bank.html", _bank, permission="ledger.pay"),
        Timeline(),
    )
    urls = (
        path("<str:ref>/file/", file_view, name="batches-file"),
        path("<str:ref>/reply/", reply_view, name="batches-reply"),
    )


def _awaiting(actor: Actor) -> Any:
    rows = PaymentBatch.objects.visible_to(actor, "ledger.pay")
    return rows.filter(status=BatchStatus.SENT)


todo(
    Todo(
        "ledger.replies",
        "待导入银行回盘",
        "ledger.pay",
        _awaiting,
        "/batches/?status=sent",
        label="number",
        item_url="/batches/{ref}/?tab=bank",
        workflow=rules.BATCH,
        state=BatchStatus.SENT,
    )
)
