"""My data (个人信息): who looked and why, a copy of everything, consents and their withdrawal."""

from __future__ import annotations

import time
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from niangjia.accounts.models import User
from niangjia.accounts.portal import confirming
from niangjia.accounts.portal.confirming import Words
from niangjia.kernel import clock, crypto, paging, privacy
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.members import queries
from niangjia.members.models import Person
from niangjia.members.services.copying import FORMS, copy_data, withdraw_consent
from niangjia.web.desk import actor_of
from niangjia.web.portal import own_page

DATA = "/m/me/data/"
CODE_KEY = "data_code"
CODE_ABOUT = "您正在下载自己的全部资料。"
CODE_WORDS = Words("下载我的数据", "确认", DATA)
CONFIRMED_KEY = "data_confirmed"
"""Session entry: (person id, unix time) of the code that confirmed a download."""
CONFIRMED_SECONDS = 600
LOOKS_A_PAGE = 30


def own_person(request: HttpRequest) -> Person:
    """The person the account is bound to. Raises Blocked with the way to binding."""
    person = queries.person_of(actor_of(request).user_id)
    if person is None:
        raise Blocked("请先在“我的”里实名绑定,才能查看自己的资料。")
    return person


@own_page
@require_GET
def looks_view(request: HttpRequest) -> HttpResponse:
    """``/m/me/looks/``: 谁看过我的资料."""
    person = own_person(request)
    found = paging.page(
        privacy.looks(person.pk),
        ("-id",),
        size=LOOKS_A_PAGE,
        cursor=request.GET.get("cursor", ""),
    )
    context = {"page": found, "rows": queries.looks_in_words(found.rows, person)}
    return render(request, "members/portal/looks.html", context)


@own_page
@require_http_methods(["GET", "POST"])
def data_view(request: HttpRequest) -> HttpResponse:
    """``/m/me/data/``: what a copy holds; a code to the phone confirms it."""
    person = own_person(request)
    if request.method == "POST":
        confirming.ask(request, CODE_KEY, _phone(request), about=CODE_ABOUT)
        return HttpResponseRedirect(f"{DATA}code/")
    context = {
        "titles": [(title, len(rows)) for title, rows in privacy.copy_of(person.pk).items()],
        "is_confirmed": _is_confirmed(request, person),
        "forms": FORMS,
    }
    return render(request, "members/portal/data.html", context)


@own_page
@require_http_methods(["GET", "POST"])
def code_view(request: HttpRequest) -> HttpResponse:
    """``/m/me/data/code/``."""
    person = own_person(request)
    answer = confirming.code_page(request, CODE_KEY, CODE_WORDS, about=CODE_ABOUT)
    if isinstance(answer, HttpResponse):
        return answer
    request.session[CONFIRMED_KEY] = [person.pk, int(time.time())]
    return HttpResponseRedirect(DATA)


@own_page
@require_GET
def copy_view(request: HttpRequest, form: str) -> HttpResponse:
    """``/m/me/data/copy.xlsx`` and ``.json``: the copy itself, for ten minutes after the code."""
    person = own_person(request)
    if form not in FORMS:
        raise Http404
    if not _is_confirmed(request, person):
        return HttpResponseRedirect(DATA)
    content = copy_data(person, form, actor=actor_of(request))
    name = quote(f"我的数据-{clock.today()}.{form}")
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@own_page
@require_GET
def consents_view(request: HttpRequest) -> HttpResponse:
    """``/m/me/consents/``."""
    person = own_person(request)
    return render(request, "members/portal/consents.html", {"rows": privacy.consents_of(person.pk)})


@own_page
@require_http_methods(["GET", "POST"])
def withdraw_view(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """``/m/me/consents/<kind>/<key>/``: what withdrawing means, then withdraw."""
    person = own_person(request)
    given = {(kind, one.key): one for kind, one in privacy.consents_of(person.pk)}
    found = given.get((code, key))
    if found is None:
        raise NotVisible
    if request.method == "POST":
        withdraw_consent(person, code, key, actor=actor_of(request))
        messages.success(request, f"已撤回授权:{found.title}。")
        return HttpResponseRedirect("/m/me/consents/")
    return render(request, "members/portal/withdraw.html", {"consent": found})


def _phone(request: HttpRequest) -> str:
    user = request.user
    if not isinstance(user, User) or not user.phone_sealed:
        raise Blocked("这个账号没有验证过手机。请退出后用手机验证码登录,再来下载。")
    return crypto.unseal(bytes(user.phone_sealed))


def _is_confirmed(request: HttpRequest, person: Person) -> bool:
    pk, since = request.session.get(CONFIRMED_KEY) or (None, 0)
    return bool(pk == person.pk and time.time() - since < CONFIRMED_SECONDS)
