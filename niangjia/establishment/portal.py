"""Phone pages of establishing a union (建会): apply, look at the progress, correct, withdraw."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from niangjia.establishment import queries, rules, services
from niangjia.establishment.forms import PhoneApplicationForm, ProgressForm
from niangjia.establishment.models import Establishment
from niangjia.establishment.services import ApplicationValues, UnitValues
from niangjia.kernel.attempts import require_calm
from niangjia.kernel.errors import Blocked
from niangjia.kernel.journal import transitions_of
from niangjia.unions.models import Region
from niangjia.web.desk.writing import put_refusal
from niangjia.web.portal import address_of

OWN_KEY = "own_establishment"
"""Session entry: the application whose contact proved herself here."""


@never_cache
@require_http_methods(["GET", "POST"])
def apply_page(request: HttpRequest) -> HttpResponse:
    """``/m/establish/``: the employer's contact applies."""
    initial = {"place": request.GET.get("region", "")[:12]}
    form = PhoneApplicationForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            require_calm(
                rules.ATTEMPTS_AN_HOUR,
                establish_phone=form.cleaned_data["contact_phone"].strip(),
                establish_address=address_of(request),
            )
            made = services.apply_from_phone(_values(form), _unit(form))
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            request.session[OWN_KEY] = made.pk
            messages.success(
                request, f"申请已提交,编号 {made.number}。请记下编号,凭编号和手机查询进度。"
            )
            return HttpResponseRedirect("/m/establish/progress/")
    return render(request, "establishment/apply.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def progress_page(request: HttpRequest) -> HttpResponse:
    """``/m/establish/progress/``: number and phone show how far it is."""
    form = ProgressForm(request.POST or None)
    if form.is_valid():
        try:
            request.session[OWN_KEY] = _found(request, **form.cleaned_data).pk
        except Blocked as refusal:
            request.session.pop(OWN_KEY, None)
            form.add_error(None, refusal.reason)
            return render(request, "establishment/progress.html", {"form": form})
        return HttpResponseRedirect("/m/establish/progress/")
    own = _own(request)
    if own is None:
        return render(request, "establishment/progress.html", {"form": form})
    context = {
        "form": form,
        "own": own,
        "status": rules.ESTABLISHMENT.states[own.status],
        "steps": [
            (taken.at, rules.ESTABLISHMENT.states[taken.target]) for taken in transitions_of(own)
        ],
        "returned": _return_reason(own),
    }
    return render(request, "establishment/progress.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def correct_page(request: HttpRequest) -> HttpResponse:
    """``/m/establish/correct/``: a returned application is corrected and handed in again."""
    own = _own(request)
    if own is None:
        return HttpResponseRedirect("/m/establish/progress/")
    form = PhoneApplicationForm(request.POST or None, initial=_initial(own))
    if form.is_valid():
        actor = queries.applicant_of(own)
        try:
            services.correct_and_submit(own, _values(form), _unit(form), actor=actor)
        except Blocked as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, "已补正并重新提交。")
            return HttpResponseRedirect("/m/establish/progress/")
    return render(request, "establishment/apply.html", {"form": form, "own": own})


def _found(request: HttpRequest, number: str, phone: str) -> Establishment:
    """The application asked for. Raises Blocked: none, or asked too often."""
    require_calm(
        rules.ATTEMPTS_AN_HOUR,
        establish_progress_number=number.strip().upper(),
        establish_progress_address=address_of(request),
    )
    found = queries.progress_of(number, phone)
    if found is None:
        raise Blocked("没有找到。请核对申请编号和联系人手机是否与申请时一致。")
    return found


def _own(request: HttpRequest) -> Establishment | None:
    pk = request.session.get(OWN_KEY)
    if pk is None:
        return None
    return Establishment.objects.filter(pk=pk).select_related("union", "result").first()


def _return_reason(own: Establishment) -> str:
    """Why it was returned, while it is; empty otherwise."""
    if own.status != rules.EstablishmentStatus.RETURNED:
        return ""
    last = transitions_of(own).last()
    return last.reason if last else ""


def _initial(own: Establishment) -> dict[str, object]:
    unit = own.units.order_by("pk").first()
    return {
        "employer_name": unit.name if unit else "",
        "credit_code": unit.credit_code if unit else "",
        "worker_count": unit.worker_count if unit else None,
        "place": own.region_id,
        "member_count": own.member_count,
        "women_count": own.women_count,
        "contact_name": own.contact_name,
    }


def _values(form: PhoneApplicationForm) -> ApplicationValues:
    cleaned = form.cleaned_data
    return ApplicationValues(
        union_name=f"{cleaned['employer_name'].strip()}工会委员会",
        region=_region(cleaned["place"]),
        member_count=cleaned["member_count"],
        women_count=cleaned["women_count"],
        contact_name=cleaned["contact_name"],
        contact_phone=cleaned["contact_phone"].strip(),
    )


def _region(place: str) -> Region:
    """The region meant. Raises Blocked when there is none or more than one of that name."""
    found = queries.places_named(place)
    if not found:
        raise Blocked(
            "没有找到这个地方。请填写完整名称,例如“临巴镇”,或向当地工会询问区划编码。",
            field="place",
        )
    if len(found) > 1:
        named = "、".join(f"{one.parent}{one.name}({one.code})" for one in found)
        raise Blocked(f"有几个同名的地方:{named}。请改填括号里的编码。", field="place")
    return found[0]


def _unit(form: PhoneApplicationForm) -> UnitValues:
    cleaned = form.cleaned_data
    return UnitValues(
        name=cleaned["employer_name"],
        credit_code=cleaned["credit_code"],
        worker_count=cleaned["worker_count"],
    )


urlpatterns = [
    path("", apply_page, name="establish-apply"),
    path("progress/", progress_page, name="establish-progress"),
    path("correct/", correct_page, name="establish-correct"),
]
