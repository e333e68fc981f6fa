"""手机实名核实: a cadre sees a worker's document and the code on her phone. At /identity-claims/."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from niangjia.kernel import crypto, ids
from niangjia.kernel.errors import Blocked
from niangjia.members.forms.cadre import ClaimForm
from niangjia.members.models import IdentityClaim
from niangjia.members.services.binding import CONFIRM, confirm_claim, find_claim
from niangjia.web.desk import MenuItem, actor_of, menu, mount, page
from niangjia.web.desk.writing import put_refusal

HERE = "/identity-claims/"
SEEN = "当面核对证件原件"


@never_cache
@require_http_methods(["GET", "POST"])
@page(CONFIRM)
def claim_view(request: HttpRequest) -> HttpResponse:
    """``/identity-claims/``: find, compare, confirm."""
    actor = actor_of(request)
    form = ClaimForm(request.POST or None, actor=actor)
    lines: list[str] | None = None
    if form.is_bound and form.is_valid():
        try:
            claim = find_claim(**form.cleaned_data, actor=actor)
            if request.POST.get("confirmed"):
                person = confirm_claim(claim, reason=SEEN, actor=actor)
                messages.success(request, f"已为{person.name}绑定手机账号。")
                return HttpResponseRedirect(HERE)
            lines = _lines(claim)
        except Blocked as refusal:
            put_refusal(form, refusal)
    context: dict[str, Any] = {"form": form, "lines": lines}
    return render(request, "members/desk/claim.html", context)


def _lines(claim: IdentityClaim) -> list[str]:
    phone = crypto.unseal(bytes(claim.phone_sealed)) if claim.phone_sealed else ""
    return [
        f"姓名:{claim.name}",
        f"手机:{ids.mask_phone(phone) if phone else '没有验证过手机'}",
        "确认后,这个手机账号能看到此人的会籍和救助;登记的手机号码改为这一个。",
    ]


menu(MenuItem("会员", 60, "手机实名核实", HERE, CONFIRM))
mount("identity-claims/", [path("", claim_view, name="identity-claims")])
