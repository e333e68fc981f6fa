"""My card's code (我的会员码) on the phone. Mounted at /m/me/card/."""

from __future__ import annotations

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from niangjia.members import queries, services
from niangjia.members.portal.privacy import own_person
from niangjia.members.rules.cards import CARD, scan_address, scan_refusal
from niangjia.web.desk import actor_of
from niangjia.web.portal import own_page
from niangjia.web.qr import qr_image

_NONE = "您还没有会员服务卡。请向所在工会申请。"


@own_page
@require_http_methods(["GET", "POST"])
def card_view(request: HttpRequest) -> HttpResponse:
    """``/m/me/card/``: the code to show; sent, the code is changed."""
    card = queries.live_card(own_person(request).pk)
    is_good = card is not None and scan_refusal(card.status) is None
    if request.method == "POST" and card is not None and is_good:
        services.renew_code(card, actor=actor_of(request))
        told.success(request, "已换成新的会员码,旧码作废。")
        return HttpResponseRedirect("/m/me/card/")
    state = f"您的会员服务卡{CARD.states[card.status]},现在没有会员码可用。" if card else _NONE
    context = {
        "card": card,
        "image": qr_image(request, scan_address(card.code)) if card and is_good else "",
        "why": state,
    }
    return render(request, "members/portal/card.html", context)
