"""Objecting to a public notice at /m/aid/object/<notice>/: anybody, without signing in."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from niangjia.aid import queries, services
from niangjia.aid.portal.fields import fields_of, lists
from niangjia.aid.rules.asking import Ask, Kind, Screen, read
from niangjia.kernel import clock
from niangjia.kernel.actor import ANONYMOUS
from niangjia.kernel.attempts import require_calm
from niangjia.kernel.errors import Blocked
from niangjia.web.portal import address_of

AN_HOUR = {"object_address": 20, "object_notice": 30}
"""Objections an hour from one address (a works shares one), and to one notice."""
SCREEN = Screen(
    "object",
    "对公示提出异议",
    (
        Ask(
            "text",
            "哪里不属实,有什么依据",
            Kind.LONG,
            most=1000,
            help="写清楚具体情况,至少10个字。",
        ),
        Ask("name", "您的姓名", Kind.NAME),
        Ask("phone", "您的手机号码", Kind.PHONE, help="调查时联系您,办结后答复您。"),
    ),
    "您的姓名和电话加密保存,只给负责调查的县级工会看,不会告诉公示的家庭。",
)


@never_cache
@require_http_methods(["GET", "POST"])
def object_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """``/m/aid/object/<notice>/``: the form, then the number under which it is looked into."""
    file = queries.file_on_notice(public_id)
    if file is None:
        raise Http404
    typed = lists(request.POST) if request.method == "POST" else None
    errors: dict[str, str] = {}
    if typed is not None:
        answer = read(SCREEN, typed, on=clock.today())
        errors = answer.errors
        if not errors:
            try:
                require_calm(
                    AN_HOUR, object_address=address_of(request), object_notice=str(public_id)
                )
                made = services.raise_objection(
                    file,
                    text=str(answer.values["text"]),
                    name=str(answer.values["name"]),
                    phone=str(answer.values["phone"]),
                    actor=ANONYMOUS,
                )
            except Blocked as refusal:
                errors = {refusal.field or "": refusal.reason}
            else:
                return render(request, "aid/portal/objected.html", {"number": made.number})
    context = {
        "screen": SCREEN,
        "fields": _fields(typed, errors),
        "refused": errors.get("", ""),
        "notice": public_id,
    }
    return render(request, "aid/portal/object.html", context, status=422 if errors else 200)


def _fields(typed: dict[str, list[str]] | None, errors: dict[str, str]) -> object:
    """Unlike her own numbers, a stranger's phone is kept nowhere yet: it stays in the field."""
    again = {**errors, "phone": errors.get("phone", "")} if typed else errors
    return fields_of(SCREEN, {}, again, typed)
