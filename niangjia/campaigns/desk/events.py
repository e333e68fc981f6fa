"""发放场次: the place and day, its page for the phone at the site, the list to sign."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from niangjia.campaigns import queries, rules, services
from niangjia.campaigns.models import DeliveryEvent, Item
from niangjia.campaigns.rules import ReceiptKind
from niangjia.campaigns.services import Receipt
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.web.desk import (
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Money,
    Number,
    Related,
    Tab,
    Text,
    Timeline,
    UnionSubtree,
    actor_of,
    go,
    page,
    register,
)
from niangjia.web.qr import qr_image

_SLUG = "delivery-events"
_MOST_READ = 200
"""Signs of what a scanner may type: an address with the code at its end."""
_MOST_IMAGE = 12 * 1024 * 1024
_RECEIPTS = (ReceiptKind.TYPED, ReceiptKind.DRAWN, ReceiptKind.PHOTO)


def _event(public_id: UUID, actor: Actor, permission: str) -> DeliveryEvent:
    """The event, if the actor may deliver there. Raises NotVisible."""
    rows = DeliveryEvent.objects.visible_to(actor, permission)
    found = rows.select_related("union", "campaign__union", "campaign__programme").filter(
        public_id=public_id
    )
    event: DeliveryEvent | None = found.first()
    if event is None:
        raise NotVisible
    return event


def _items(event: DeliveryEvent) -> list[Item]:
    """The goods that may be handed out."""
    rows = event.campaign.items.filter(is_open=True, goods__isnull=False)
    return list(rows.select_related("goods").order_by("pk"))


def _receipt(request: HttpRequest) -> Receipt:
    """What was signed, drawn or photographed. Raises Blocked."""
    given = request.POST.get("receipt", "")
    if given not in _RECEIPTS:
        raise Blocked("请选择签收方式。")
    kind = ReceiptKind(given)
    image = b""
    upload = request.FILES.get("photo")
    if kind == ReceiptKind.PHOTO and upload is not None:
        if (upload.size or 0) > _MOST_IMAGE:
            raise Blocked("照片太大(超过12MB)。请在手机相机设置中降低像素后重拍。")
        image = upload.read()
    if kind == ReceiptKind.DRAWN:
        image = _drawn(request.POST.get("drawn", ""))
    return Receipt(kind, signer=request.POST.get("signer", ""), image=image)


def _drawn(text: str) -> bytes:
    """The picture of a signature from the canvas; nothing when nothing was drawn. Raises Blocked."""
    head, _, body = text.partition(",")
    if not body:
        return b""
    if head != "data:image/png;base64" or len(body) > _MOST_IMAGE:
        raise Blocked("手写签名没有传完整。请清除后重新签名。")
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        raise Blocked("手写签名没有传完整。请清除后重新签名。") from None


def _chosen(request: HttpRequest, event: DeliveryEvent) -> list[Item]:
    """The goods ticked on the page."""
    wanted = set(request.POST.getlist("items"))
    return [item for item in _items(event) if str(item.pk) in wanted]


def _hand_out(request: HttpRequest, event: DeliveryEvent, actor: Actor) -> int:
    """Deliver what the page says; returns how many people. Raises Blocked, NotVisible."""
    items = _chosen(request, event)
    receipt = _receipt(request)
    keys = [key for key in request.POST.getlist("people") if _is_uuid(key)]
    heads = request.POST.get("head_count", "").strip()
    guest = request.POST.get("guest_name", "").strip()
    if guest:
        if keys or heads:
            raise Blocked("一次只登记一种:名单上的人、不记名人数,或一位非会员。请分开登记。")
        contact = request.POST.get("guest_contact", "")
        services.deliver_to_guest(event, guest, contact, items, receipt, actor=actor)
        return 1
    if not rules.needs_list(event.campaign.audience):
        count = int(heads) if heads.isascii() and heads.isdigit() and len(heads) < 9 else 0
        services.deliver_counted(event, count, items, receipt, actor=actor)
        return count
    people = queries.chosen(event.campaign, keys)
    return len(services.deliver(event, people, items, receipt, actor=actor))


def _given(request: HttpRequest) -> dict[str, Any]:
    """What a refused page said, to be shown again; pictures are asked for anew."""
    given = request.POST
    return {
        "is_again": request.method == "POST",
        "ticked_items": set(given.getlist("items")),
        "ticked_people": set(given.getlist("people")),
        "head_count": given.get("head_count", ""),
        "guest_name": given.get("guest_name", ""),
        "guest_contact": given.get("guest_contact", ""),
        "receipt": given.get("receipt") or ReceiptKind.TYPED.value,
        "signer": given.get("signer", ""),
    }


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@require_http_methods(["GET", "POST"])
@page("campaigns.deliver")
def site_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """``/delivery-events/<id>/site/``: large buttons for a phone, tick and sign."""
    actor = actor_of(request)
    event = _event(public_id, actor, "campaigns.deliver")
    text = request.GET.get("q", "").replace("\0", "")[:_MOST_READ]
    if code := queries.code_scanned(event, text):
        return go(request, f"/{_SLUG}/{public_id}/scan/{code}/")
    refused = ""
    if request.method == "POST":
        try:
            count = _hand_out(request, event, actor)
        except Blocked as refusal:
            refused = refusal.reason
        else:
            messages.success(request, f"已发放:{count}人。")
            return go(request, f"/{_SLUG}/{public_id}/site/")
    named = rules.needs_list(event.campaign.audience)
    lines = queries.at_event(event, text) if named else []
    context = {
        "event": event,
        "items": _items(event),
        "named": named,
        "waiting": [line for line in lines if not line.is_done],
        "done": [line for line in lines if line.is_done],
        "q": text,
        "refused": refused,
        "receipts": [(kind.value, kind.label) for kind in _RECEIPTS],
        **_given(request),
    }
    status = 422 if refused else 200
    return render(request, "campaigns/desk/site.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page("campaigns.deliver")
def scan_view(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """``/delivery-events/<id>/scan/<code>/``: one person, one large button."""
    actor = actor_of(request)
    event = _event(public_id, actor, "campaigns.deliver")
    met, refused = None, ""
    try:
        met = queries.met(event, code)
        if request.method == "POST":
            chosen = _chosen(request, event)
            services.deliver_scanned(event, code, chosen, actor=actor)
            messages.success(request, f"已发放给{met.person.name}。")
            return go(request, f"/{_SLUG}/{public_id}/site/")
    except Blocked as refusal:
        refused = refusal.reason
    context = {"event": event, "met": met, "items": _items(event), "refused": refused}
    status = 422 if refused and request.method == "POST" else 200
    return render(request, "campaigns/desk/scan.html", context, status=status)


@require_GET
@page("campaigns.deliver")
def print_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """``/delivery-events/<id>/print/``: the list to sign on paper, with a code to scan each."""
    actor = actor_of(request)
    event = _event(public_id, actor, "campaigns.deliver")
    address = f"/{_SLUG}/{public_id}/scan/"
    rows = [
        (line, qr_image(request, f"{address}{line.beneficiary.token}/", scale=2))
        for line in services.print_list(event, actor=actor)
    ]
    context = {"event": event, "items": _items(event), "rows": rows}
    return render(request, "campaigns/desk/print.html", context)


def _deliveries(event: DeliveryEvent, actor: Actor) -> Iterable[Any]:
    return event.deliveries.select_related("person", "union", "campaign").order_by("-id")


def _go(event: DeliveryEvent, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    return {"event": event}


@register
class EventDesk(Desk):
    """发放场次."""

    slug = _SLUG
    model = DeliveryEvent
    title = noun = "发放场次"
    menu = ("帮扶", 42)
    area = "campaigns"
    related = ("union", "campaign__union")
    columns = (Link("site"), Day("on"), Text("campaign"), Text("union"))
    card = ("site", "on", "campaign")
    filters = (UnionSubtree("union"), DateRange("on"))
    search = staticmethod(queries.find_events)
    search_hint = "发放地点或活动名称"
    in_global_search = False
    can_create = can_edit = False
    empty_hint = "还没有发放场次。活动开始后,在活动页“开设发放场次”。"
    tabs: ClassVar[Any] = (
        Tab("go", "现场发放", "campaigns/desk/go.html", _go, permission="campaigns.deliver"),
        Facts(Group("场次", "campaign", "union", "on", "site", "note")),
        Related(
            "发放记录",
            _deliveries,
            (
                Computed("对象", lambda row: row.recipient),
                "union",
                Number("head_count"),
                Money("amount", "金额"),
                Text("receipt_kind"),
                Text("signer"),
                Day("taken_back_on"),
            ),
            link="deliveries",
            code="deliveries",
            empty="还没有发放。请打开“现场发放”。",
        ),
        Timeline(),
    )
    urls = (
        path("<uuid:public_id>/site/", site_view, name="delivery-site"),
        path("<uuid:public_id>/scan/<str:code>/", scan_view, name="delivery-scan"),
        path("<uuid:public_id>/print/", print_view, name="delivery-print"),
    )
