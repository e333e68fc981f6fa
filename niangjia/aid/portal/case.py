"""My aid at /m/aid/: where the case is, and what she can do about it; money received at /m/aid/money/."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from niangjia.aid import queries, rules, services
from niangjia.aid.models import HouseholdFile
from niangjia.aid.queries import case, drafts, money, phone
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.members import queries as members
from niangjia.web.desk import actor_of
from niangjia.web.portal import own_page

HERE = "/m/aid/"
_LONGEST = 2000
_Do = Callable[[HouseholdFile, str, Actor], object]


@never_cache
@own_page
@require_GET
def mine_view(request: HttpRequest) -> HttpResponse:
    """``/m/aid/``: her newest file in full, older ones in a line."""
    actor = actor_of(request)
    person = members.person_of(actor.user_id)
    files = list(queries.own_files(actor))
    draft = drafts.draft_of(actor)
    context = {
        "is_bound": person is not None,
        "case": case.case_of(files[0]) if files else None,
        "older": files[1:],
        "has_draft": draft.is_begun,
        "may_apply": not files or files[0].status not in rules.ACTIVE,
    }
    return render(request, "aid/portal/mine.html", context)


@never_cache
@own_page
@require_GET
def older_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """``/m/aid/file/<id>/``: one of her earlier files."""
    context = {"is_bound": True, "case": case.case_of(own_file(request, public_id))}
    return render(request, "aid/portal/mine.html", context)


@never_cache
@own_page
@require_GET
def money_view(request: HttpRequest) -> HttpResponse:
    """``/m/aid/money/``: what arrived, what is on its way."""
    person = members.person_of(actor_of(request).user_id)
    rows = money.received_by_worker(person) if person else []
    year = clock.today().year
    union = phone.union_of(person) if person else None
    context = {
        "office": phone.office_at(union.path) if union else None,
        "is_bound": person is not None,
        "rows": rows,
        "year": year,
        "total": money.arrived_total(rows, year),
    }
    return render(request, "aid/portal/money.html", context)


def own_file(request: HttpRequest, public_id: UUID) -> HouseholdFile:
    """The worker's own file of that id. Raises NotVisible."""
    file = queries.own_files(actor_of(request)).filter(public_id=public_id).first()
    if file is None:
        raise NotVisible
    return file


# --- What she can do -----------------------------------------------------------------------


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def withdraw_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """``/m/aid/file/<id>/withdraw/``: take the application back, after asking."""
    return _asked(
        request,
        own_file(request, public_id),
        "撤回申请",
        "撤回以后,这份申请不再办理。以后可以重新申请。",
        lambda file, text, actor: services.withdraw(file, actor=actor, reason=text),
        is_needed=False,
    )


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def appeal_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """``/m/aid/file/<id>/appeal/``: against a refusal or removal."""
    return _asked(
        request,
        own_file(request, public_id),
        "提出申诉",
        "写清楚哪里不对、有什么证据。由没有办过这份档案的人复查,然后答复您。只能申诉一次。",
        lambda file, text, actor: services.file_appeal(file, text=text, actor=actor),
    )


@never_cache
@own_page
@require_http_methods(["GET", "POST"])
def withdraw_appeal_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """``/m/aid/file/<id>/withdraw-appeal/``: take the appeal back, after asking."""
    return _asked(
        request,
        own_file(request, public_id),
        "撤回申诉",
        "撤回以后,维持原来的决定,不能再次申诉。",
        _take_back_appeal,
    )


def _take_back_appeal(file: HouseholdFile, text: str, actor: Actor) -> object:
    appeal = case.case_of(file).open_appeal
    if appeal is None:
        raise Blocked("没有正在办理的申诉。")
    return services.withdraw_appeal(appeal, reason=text, actor=actor)


def _asked(
    request: HttpRequest,
    file: HouseholdFile,
    label: str,
    told: str,
    do: _Do,
    *,
    is_needed: bool = True,
) -> HttpResponse:
    """Ask for the reason, then do it; a refusal stands on the same page with what was typed."""
    actor = queries.as_applicant(file, actor_of(request))
    text, refused = request.POST.get("text", "").replace("\0", "").strip(), ""
    if request.method == "POST":
        try:
            if is_needed and not text:
                raise Blocked("请写明理由。")
            do(file, text[:_LONGEST], actor)
        except Blocked as refusal:
            refused = refusal.reason
        else:
            messages.success(request, f"已{label}。")
            return HttpResponseRedirect(HERE)
    context = {
        "file": file,
        "label": label,
        "told": told,
        "text": text,
        "refused": refused,
        "is_needed": is_needed,
    }
    return render(request, "aid/portal/ask.html", context, status=422 if refused else 200)
