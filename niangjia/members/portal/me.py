"""My page (我的): who I am here, real-name binding, messages. Mounted at /m/me/."""

from __future__ import annotations

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niangjia.accounts.models import User
from niangjia.accounts.portal import know
from niangjia.kernel import crypto, ids, messages
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.members import queries
from niangjia.members.forms.phone import BindForm
from niangjia.members.models import Person
from niangjia.members.portal import privacy
from niangjia.members.portal.card import card_view
from niangjia.members.rules.binding import CONSENT, NOT_MATCHED
from niangjia.members.rules.lifecycle import VerifiedLevel
from niangjia.members.services.binding import bind, drop_claim
from niangjia.web.desk import actor_of
from niangjia.web.desk.writing import put_refusal
from niangjia.web.portal import address_of, own_page, safe_next

HERE = "/m/me/"
SHOWN = 30


def user_of(request: HttpRequest) -> User:
    """The signed-in account. Raises NotVisible."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user


@own_page
@require_GET
def me_view(request: HttpRequest) -> HttpResponse:
    """``/m/me/``."""
    user = user_of(request)
    person = queries.person_of(user.pk)
    context = {
        "name": person.name if person else user.name,
        "phone": ids.mask_phone(crypto.unseal(bytes(user.phone_sealed)))
        if user.phone_sealed
        else "",
        "person": person,
        "is_seen": person is not None and person.verified_level >= VerifiedLevel.OFFLINE,
        "claim": queries.open_claim(user.pk),
        "unread": messages.unread(person.pk).count() if person else 0,
    }
    return render(request, "members/portal/me.html", context)


@own_page
@require_http_methods(["GET", "POST"])
def bind_view(request: HttpRequest) -> HttpResponse:
    """``/m/me/bind/``: name and document."""
    actor = actor_of(request)
    user = user_of(request)
    if queries.person_of(user.pk) is not None:
        return HttpResponseRedirect(HERE)
    form = BindForm(request.POST or None, actor=actor)
    if form.is_bound and form.is_valid():
        try:
            found = bind(user, form.facts, address=address_of(request), actor=actor)
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            if isinstance(found, Person):
                told.success(request, f"{found.name},已为您实名绑定。")
                return know(HttpResponseRedirect(safe_next(request, HERE)), user)
            context = {"claimed": found, "not_matched": NOT_MATCHED}
            return render(request, "members/portal/claim.html", context)
    context = {"form": form, "notice": CONSENT, "next": safe_next(request, HERE)}
    return render(request, "members/portal/bind.html", context)


@own_page
@require_POST
def drop_claim_view(request: HttpRequest) -> HttpResponse:
    """``/m/me/bind/drop/``: the code I took is of no use any more."""
    drop_claim(user_of(request), actor=actor_of(request))
    told.success(request, "已作废核实码,您填写的身份信息已删除。")
    return HttpResponseRedirect(HERE)


@own_page
@require_GET
def messages_view(request: HttpRequest) -> HttpResponse:
    """``/m/me/messages/``: newest first; opening the page reads them."""
    person = queries.person_of(user_of(request).pk)
    rows = list(messages.of(person.pk)[:SHOWN]) if person else []
    if person is not None:
        messages.mark_read(person.pk)
    return render(request, "members/portal/messages.html", {"rows": rows})


urlpatterns = [
    path("", me_view, name="my-page"),
    path("card/", card_view, name="my-card"),
    path("bind/", bind_view, name="my-binding"),
    path("bind/drop/", drop_claim_view, name="my-claim-drop"),
    path("messages/", messages_view, name="my-messages"),
    path("looks/", privacy.looks_view, name="my-looks"),
    path("data/", privacy.data_view, name="my-data"),
    path("data/code/", privacy.code_view, name="my-data-code"),
    path("data/copy.<str:form>", privacy.copy_view, name="my-data-copy"),
    path("consents/", privacy.consents_view, name="my-consents"),
    path("consents/<str:code>/<str:key>/", privacy.withdraw_view, name="my-consent"),
]
