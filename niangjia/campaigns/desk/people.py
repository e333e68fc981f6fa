"""发放名单 and 发放记录: who is meant, and what each has got."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from niangjia.campaigns import imports, queries, services
from niangjia.campaigns.forms import campaigns as forms
from niangjia.campaigns.models import Beneficiary, Delivery, Help
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import NotVisible
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Flag,
    FlagFilter,
    Group,
    Link,
    Masked,
    Money,
    Number,
    Related,
    Tab,
    Text,
    Timeline,
    UnionSubtree,
    actor_of,
    page,
    register,
)
from niangjia.web.desk.declare import DESKS


def _received(one: Beneficiary, actor: Actor) -> Any:
    return one.deliveries.select_related("campaign").order_by("-id")


@register
class ListDesk(Desk):
    """发放名单."""

    slug = "campaign-lists"
    model = Beneficiary
    title = "发放名单"
    noun = "名单人员"
    area = "campaigns"
    related = ("person", "union", "campaign__union")
    columns = (
        Link("person"),
        Text("campaign"),
        Text("union"),
        Text("token"),
        Computed("银行账号", lambda row: "已填" if row.bank_card_sealed else "—"),
        Day("removed_on"),
    )
    card = ("person", "campaign", "token")
    filters = (UnionSubtree("union"),)
    search = staticmethod(queries.find_people)
    search_hint = "姓名、拼音首字母、领取码或活动编号"
    in_global_search = False
    can_create = can_edit = False
    import_permission = "campaigns.edit"
    importer = imports.NameSheet()
    list_intro = "每个活动的发放名单;可以导入Excel名单,也可以在活动页按条件生成。"
    empty_hint = "还没有名单。请导入,或在活动页生成。"
    acts = (
        Act(
            "account",
            "填写银行账号",
            "campaigns.edit",
            services.set_account,
            form=forms.AccountForm,
        ),
        Act(
            "remove",
            "移出名单",
            "campaigns.edit",
            services.remove_person,
            danger=True,
            needs_reason=True,
            hidden_when=lambda row: row.removed_on is not None,
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group("名单", "person", "union", "campaign", "token", "removed_on"),
            Group("收款", Masked("bank_card", "银行账号"), "bank_name"),
        ),
        Related(
            "领取记录",
            _received,
            (
                Day("given_on"),
                Money("amount", "金额"),
                Text("receipt_kind"),
                Day("taken_back_on"),
            ),
            link="deliveries",
            code="deliveries",
        ),
        Timeline(),
    )


def _paper(delivery: Delivery, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    lines = delivery.lines.select_related("item__goods", "fund").order_by("pk")
    return {"delivery": delivery, "lines": lines}


@require_GET
@page("campaigns.view")
def paper_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """``/deliveries/<id>/paper/``: the signature or photo; the look is journalled."""
    actor = actor_of(request)
    rows = Delivery.objects.visible_to(actor, "campaigns.view").select_related("union")
    delivery = rows.filter(public_id=public_id).first()
    if delivery is None or not delivery.paper_path:
        raise NotVisible
    content, media_type = services.read_paper(delivery, actor=actor)
    return HttpResponse(
        content, content_type=media_type, headers={"X-Content-Type-Options": "nosniff"}
    )


@register
class DeliveryDesk(Desk):
    """发放记录."""

    slug = "deliveries"
    model = Delivery
    title = noun = "发放记录"
    area = "campaigns"
    related = ("person", "union", "campaign__union")
    detail_related = ("event", "reservation")
    columns = (
        Computed("对象", lambda row: row.recipient),
        Link("campaign"),
        Text("union"),
        Number("head_count"),
        Money("amount", "金额"),
        Flag("is_cash"),
        Day("given_on"),
        Day("taken_back_on"),
    )
    card = ("对象", "campaign", "amount", "given_on")
    filters = (UnionSubtree("union"), DateRange("given_on"), FlagFilter("is_cash"))
    search = staticmethod(queries.find_by_person)
    search_hint = "姓名或拼音首字母"
    in_global_search = False
    can_create = can_edit = False
    empty_hint = "还没有发放。"
    acts = (
        Act(
            "take_back",
            "撤回发放",
            "campaigns.deliver",
            services.take_back,
            danger=True,
            needs_reason=True,
            hidden_when=lambda row: row.taken_back_on is not None,
            help="撤回后物资退回库存,这次发放不再统计;已付的慰问金请在“付款”中撤销。",
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "发放",
                "campaign",
                "event",
                Computed("对象", lambda row: row.recipient),
                "union",
                Number("head_count"),
                "given_on",
            ),
            Group("困难情况(发放当日)", "category", "file_level"),
            Group("签收", "receipt_kind", "signer", "actor_label"),
            Group("撤回", "taken_back_on", "take_back_reason"),
        ),
        Tab("paper", "明细和签收", "campaigns/desk/paper.html", _paper),
        Timeline(),
    )
    urls = (path("<uuid:public_id>/paper/", paper_view, name="delivery-paper"),)


@register
class HelpDesk(Desk):
    """帮扶记录: paid grants and deliveries made, as figures count them."""

    slug = "help-records"
    model = Help
    title = noun = "帮扶记录"
    menu = ("帮扶", 45)
    area = "campaigns"
    related = ("person", "union", "programme", "payer")
    columns = (
        Computed("对象", lambda row: row.recipient),
        Link("programme"),
        Text("union"),
        Day("given_on"),
        Number("attendance"),
        Money("amount"),
        Text("source"),
        Text("category"),
        Text("payer"),
        Text("origin"),
    )
    card = ("对象", "programme", "amount", "given_on")
    filters = (
        Choice("kind"),
        Choice("source"),
        Choice("category"),
        Choice("origin"),
        UnionSubtree("union"),
        DateRange("given_on"),
    )
    search = staticmethod(queries.find_by_person)
    search_hint = "姓名或拼音首字母"
    in_global_search = False
    can_create = can_edit = False
    list_intro = "已付到的救助款和已完成的活动发放,一次一行;撤销、退回的不在其中。"
    empty_hint = "还没有帮扶记录。"

    def url_of(self, obj: Any) -> str:
        """The delivery; of a grant, the list of grants knows it."""
        if obj.origin == "delivery":
            return f"/{DeliveryDesk.slug}/{obj.public_id}/"
        return f"/payments/{obj.public_id}/" if "payments" in DESKS else ""
