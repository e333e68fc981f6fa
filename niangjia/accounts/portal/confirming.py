"""Confirming something by a code sent to the phone (验证码确认), for pages of higher areas.

``ask`` sends the code and remembers it in the session under ``key``; ``code_page`` is the page for
the six digits and hands back None once they were right.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from niangjia.accounts.forms import PhoneCodeForm
from niangjia.accounts.models import PhoneCode
from niangjia.accounts.rules import CodePurpose
from niangjia.accounts.services import Asker, send_code, try_code
from niangjia.kernel import crypto, ids
from niangjia.kernel.errors import Blocked
from niangjia.web.desk.writing import put_refusal
from niangjia.web.portal import address_of


@dataclass(frozen=True)
class Words:
    """What a code page says: its title, its button, and where one goes back to."""

    title: str
    button: str
    back: str


def ask(request: HttpRequest, key: str, phone: str, *, about: str) -> None:
    """Send a code to ``phone``, a number that is hers for certain. Raises Blocked."""
    row = send_code(phone, CodePurpose.CONFIRM, asker=_hers(request), about=about)
    request.session[key] = row.pk


def asked(request: HttpRequest, key: str) -> PhoneCode | None:
    """The code that was asked for in this browser."""
    pk = request.session.get(key)
    if not isinstance(pk, int):
        return None
    return PhoneCode.objects.filter(pk=pk, purpose=CodePurpose.CONFIRM).first()


def code_page(
    request: HttpRequest, key: str, words: Words, *, about: str
) -> HttpResponse | PhoneCode:
    """The page for the digits, or the used code once they were right; sends another on demand."""
    row = asked(request, key)
    if row is None:
        return HttpResponseRedirect(words.back)
    phone = crypto.unseal(bytes(row.phone_sealed))
    if "again" in request.POST:
        return _again(request, key, phone, about)
    form = PhoneCodeForm(request.POST or None)
    if form.is_valid():
        try:
            used = try_code(row, form.cleaned_data["code"], asker=_hers(request))
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            request.session.pop(key, None)
            return used
    context = {"form": form, "phone": ids.mask_phone(phone), "words": words}
    return render(request, "accounts/portal/confirm.html", context)


def _hers(request: HttpRequest) -> Asker:
    return Asker(address_of(request), is_known=True)


def _again(request: HttpRequest, key: str, phone: str, about: str) -> HttpResponse:
    try:
        ask(request, key, phone, about=about)
    except Blocked as refusal:
        messages.warning(request, refusal.reason)
    else:
        messages.success(request, "验证码已重新发送,请填写最新收到的一条。")
    return HttpResponseRedirect(request.path)
