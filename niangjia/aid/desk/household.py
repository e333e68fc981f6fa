"""户情: the household edited in place, one thing at a time, and the form to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from niangjia.aid import queries, rules, services
from niangjia.aid.forms import household as forms
from niangjia.aid.models import HouseholdFile, HouseholdMember
from niangjia.aid.queries.help import had_by_file
from niangjia.aid.rules import codes, facts, person_codes
from niangjia.kernel import clock, crypto, ids, privacy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.money import ZERO, show_yuan, yuan
from niangjia.members.rules.codes import GENDER, Gender
from niangjia.web.desk import ActorForm, actor_of, go, page
from niangjia.web.desk.acting import ReasonForm
from niangjia.web.desk.writing import put_refusal
from niangjia.web.guard import Forbidden, is_htmx

VIEW = "aid.view"
MEMBER_REVEALS = ("identity", "phone", "disease")


@dataclass(frozen=True)
class Someone:
    """A member as shown: documents masked."""

    row: HouseholdMember
    identity: str
    phone: str
    has_disease: bool
    age: int
    month_amount: Decimal
    details: str


def causes_of(file: HouseholdFile) -> str:
    """Secondary causes in words."""
    return "、".join(codes.Cause(one).label for one in file.other_causes)


_DETAILS = (
    "gender", "ethnicity", "politics", "education", "model_worker", "marriage", "registration",
    "insurance", "unit_type", "industry", "enterprise_state",
)  # fmt: skip
_UNSAID = {"model_worker": person_codes.ModelWorker.NONE, "gender": Gender.UNKNOWN}
"""Values that say nothing worth showing."""


def details_of(row: HouseholdMember) -> str:
    """What else the form asks of a member, in words; only what is known."""
    told = []
    for name in _DETAILS:
        value = getattr(row, name)
        if value in (None, "", _UNSAID.get(name)):
            continue
        told.append(GENDER.labels[value] if name == "gender" else _display(row, name))
    if row.contract_from_on:
        told.append(f"合同(入伍){row.contract_from_on}起" + _until(row.contract_until_on))
    if row.school_stage != person_codes.SchoolStage.NONE:
        told.append(person_codes.SchoolKind(row.school_kind).label)
        told += [f"{row.enrolled_on:%Y}年入学"] if row.enrolled_on else []
        told += [f"学制{row.school_years}年"] if row.school_years else []
    return "、".join(told)


def _display(row: HouseholdMember, name: str) -> str:
    """What the form calls that code."""
    shown: str = getattr(row, f"get_{name}_display")()
    return shown


def _until(day: date | None) -> str:
    return f"至{day}" if day else ""


def someone(row: HouseholdMember, year_amount: Decimal = ZERO) -> Someone:
    """A member for showing; ``year_amount`` her income."""
    identity = crypto.unseal(bytes(row.identity_sealed)) if row.identity_sealed else ""
    phone = crypto.unseal(bytes(row.phone_sealed)) if row.phone_sealed else ""
    return Someone(
        row,
        ids.mask_identity(identity) if identity else "",
        ids.mask_phone(phone) if phone else "",
        row.disease_sealed is not None,
        ids.age_on(row.born_on, clock.today()),
        yuan(year_amount / facts.MONTHS),
        details_of(row),
    )


def context(file: HouseholdFile, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Tab 户情: people, lines, means, what is wrong with them, and what they come to."""
    services.note_look(file, actor=actor)
    incomes = list(file.incomes.select_related("member", "evidence").order_by("pk"))
    expenditures = list(file.expenditures.select_related("member", "evidence").order_by("pk"))
    earned: dict[int, Decimal] = {}
    for line in incomes:
        earned[line.member_id] = earned.get(line.member_id, ZERO) + line.year_amount
    is_open = file.status in rules.ENTRY and actor.may(rules.APPLY, file.scope_path)
    trial, refusal = None, ""
    try:
        trial = queries.trial(file, file.scope_path, clock.today())
    except Blocked as blocked:
        refusal = blocked.reason
    return {
        "obj": file,
        "is_open": is_open,
        "may_reveal": actor.may("aid.reveal", file.scope_path),
        "url": f"/aid/{file.public_id}/",
        "people": [someone(row, earned.get(row.pk, ZERO)) for row in queries.members_of(file)],
        "incomes": incomes,
        "income_sum": sum((one.year_amount for one in incomes), ZERO),
        "expenditures": expenditures,
        "expenditure_sum": sum((one.year_amount for one in expenditures if one.has_evidence), ZERO),
        "homes": file.homes.order_by("pk"),
        "accidents": file.accidents.select_related("evidence").order_by("pk"),
        "outside_aid": file.outside_aid.select_related("member").order_by("pk"),
        "means": means_of(file),
        "problems": queries.problems_of(file) if file.status in rules.ENTRY else (),
        "trial": trial,
        "per_head": _per_head(trial),
        "refusal": refusal,
    }


def _per_head(trial: rules.Decision | None) -> list[tuple[str, str]]:
    if trial is None:
        return []
    found = trial.facts.quantities
    gross, net = facts.Quantity.GROSS_PC, facts.Quantity.NET_PC
    return [
        (facts.Quantity.PERSONS.label, f"{found[facts.Quantity.PERSONS]} 人"),
        (gross.label, show_yuan(found[gross])),
        (net.label, show_yuan(found[net])),
    ]


def means_of(file: HouseholdFile) -> list[tuple[str, str]]:
    """What is asked of the household as a whole, in words; only what says something."""
    named = (
        ("储蓄", f"{file.saving_amount:,} 元" if file.saving_amount else ""),
        ("投资性净资产", f"{file.investment_amount:,} 元" if file.investment_amount else ""),
        ("特困救助卡号", file.hardship_card),
        ("低保金", f"{file.allowance_month_amount:,} 元/月" if file.allowance_month_amount else ""),
        ("非生活必需机动车", f"{file.car_count} 辆" if file.car_count else ""),
        ("收入连续低于低保", f"{file.months_below} 个月" if file.months_below else ""),
    )
    flags = (
        "is_single_parent", "is_jobless_family", "can_help_itself", "is_poor_after_relief",
        "owns_business", "holds_enterprise", "spends_on_luxury", "refuses_verification",
    )  # fmt: skip
    labels = {one.name: str(one.verbose_name) for one in file._meta.fields}
    told = [labels[name] for name in flags if getattr(file, name)]
    return [(label, text) for label, text in named if text] + [(one, "是") for one in told]


# --- Pages ----------------------------------------------------------------------------------


def visible(request: HttpRequest, ref: Any, permission: str = VIEW) -> HouseholdFile:
    """The file if the actor may do that to it. Raises NotVisible, or Forbidden if she may look."""
    actor = actor_of(request)
    rows = HouseholdFile.objects.visible_to(actor, VIEW).select_related("union", "person")
    file: HouseholdFile | None = rows.filter(public_id=ref).first()
    if file is None:
        raise NotVisible
    if not actor.may(permission, file.scope_path):
        raise Forbidden
    return file


def _answer(
    request: HttpRequest, file: HouseholdFile, form: Any, title: str, tab: str = "household"
) -> HttpResponse:
    back = f"/aid/{file.public_id}/?tab={tab}"
    context = {"form": form, "title": title, "obj": file, "back": back}
    template = "aid/desk/part_dialog.html" if is_htmx(request) else "aid/desk/part.html"
    return render(request, template, context)


def _done(request: HttpRequest, file: HouseholdFile, text: str) -> HttpResponse:
    messages.success(request, text)
    return go(request, f"/aid/{file.public_id}/?tab=household")


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@require_http_methods(["GET", "POST"])
@page(rules.APPLY)
def member_view(request: HttpRequest, ref: Any, key: int = 0) -> HttpResponse:
    """``/aid/<file>/members/new/`` and ``…/members/<pk>/``."""
    actor, file = actor_of(request), visible(request, ref, rules.APPLY)
    row = _row(file.members, key) if key else None
    form = forms.MemberForm(*_posted(request), actor=actor, subject=file, row=row)
    if form.is_bound and form.is_valid():
        try:
            services.put_member(file, form.entry(), key=key or None, actor=actor)
            return _done(request, file, f"已保存家庭成员“{form.cleaned_data['name']}”。")
        except Blocked as refusal:
            put_refusal(form, refusal)
    return _answer(request, file, form, "修改家庭成员" if key else "添加家庭成员")


@require_http_methods(["GET", "POST"])
@page(rules.APPLY)
def line_view(request: HttpRequest, ref: Any, part: str, key: int = 0) -> HttpResponse:
    """``/aid/<file>/incomes/new/`` and ``…/incomes/<pk>/``, the same for the other lines."""
    if part not in forms.PART_FORMS:
        raise NotVisible
    actor, file = actor_of(request), visible(request, ref, rules.APPLY)
    title, kind = forms.PART_FORMS[part]
    row = _row(getattr(file, part), key) if key else None
    form = kind(*_posted(request), actor=actor, subject=file, row=row)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                line = form.line(services.PARTS[part], actor)
                services.put_line(file, part, line, key=key or None, actor=actor)
            return _done(request, file, f"已保存{title}。")
        except Blocked as refusal:
            put_refusal(form, refusal)
    return _answer(request, file, form, f"修改{title}" if key else f"添加{title}")


@require_http_methods(["GET", "POST"])
@page(rules.APPLY)
def drop_view(request: HttpRequest, ref: Any, part: str, key: int) -> HttpResponse:
    """``/aid/<file>/<part>/<pk>/drop/``: asks first."""
    actor, file = actor_of(request), visible(request, ref, rules.APPLY)
    if part != "members" and part not in forms.PART_FORMS:
        raise NotVisible
    form = ActorForm(*_posted(request), actor=actor, subject=file)
    if form.is_bound:
        if part == "members":
            services.drop_member(file, key, actor=actor)
        else:
            services.drop_line(file, part, key, actor=actor)
        return _done(request, file, "已删去。")
    if part == "members":
        name = _row(file.members, key).name
        return _answer(request, file, form, f"从档案中删去{name}及其收入、支出")
    return _answer(request, file, form, f"删去这项{forms.PART_FORMS[part][0]}")


@require_http_methods(["GET", "POST"])
@page(rules.APPLY)
def means_view(request: HttpRequest, ref: Any) -> HttpResponse:
    """``/aid/<file>/means/``: what is asked of the household as a whole."""
    actor, file = actor_of(request), visible(request, ref, rules.APPLY)
    form = forms.MeansForm(*_posted(request), actor=actor, instance=file, subject=file)
    if form.is_bound and form.is_valid():
        try:
            services.put_file(file, form.values(), actor=actor)
            return _done(request, file, "已保存。")
        except Blocked as refusal:
            put_refusal(form, refusal)
    return _answer(request, file, form, "修改职工和家庭情况")


@require_http_methods(["GET", "POST"])
@page(VIEW)
def reveal_view(request: HttpRequest, ref: Any, key: int, field: str) -> HttpResponse:
    """``/aid/<file>/members/<pk>/reveal/<field>/``: one sealed field of a member, with a reason."""
    if field not in MEMBER_REVEALS:
        raise NotVisible
    actor, file = actor_of(request), visible(request, ref, "aid.reveal")
    row = _row(file.members, key)
    form = ReasonForm(*_posted(request), actor=actor, subject=file)
    plain = None
    if form.is_bound and form.is_valid():
        try:
            plain = privacy.reveal(
                row,
                field,
                actor=actor,
                permission="aid.reveal",
                path=file.scope_path,
                reason=form.cleaned_data["reason"],
            )
        except Blocked as refusal:
            put_refusal(form, refusal)
    context = {
        "obj": f"{row.name}({file.number})",
        "form": form,
        "label": privacy.LABELS[field],
        "plain": plain,
        "back": f"/aid/{file.public_id}/?tab=household",
    }
    template = "desk/reveal_dialog.html" if is_htmx(request) else "aid/desk/reveal.html"
    return render(request, template, context)


def _row(rows: Any, key: int) -> Any:
    found = rows.filter(pk=key).first()
    if found is None:
        raise Blocked("这一行已不在档案中,可能刚被别人改过。请刷新页面后再办理。")
    return found


@require_GET
@page(VIEW)
def print_view(request: HttpRequest, ref: Any) -> HttpResponse:
    """``/aid/<file>/form/``: 一户一档 on paper; what is sealed stays masked."""
    actor, file = actor_of(request), visible(request, ref)
    shown = context(file, actor, request)
    shown |= {
        "is_open": False,
        "may_reveal": False,
        "causes": causes_of(file),
        "card": queries.service_card(file.person),
        "visits": file.visits.order_by("on", "pk"),
        "decision": queries.last_decision(file),
        "measures": file.measures.order_by("pk").prefetch_related("notes"),
        "had": had_by_file(file),
        "printed_on": clock.today(),
        "actor": actor,
    }
    return render(request, "aid/desk/form.html", shown)


URLS = (
    path("<uuid:ref>/members/new/", member_view),
    path("<uuid:ref>/members/<int:key>/", member_view),
    path("<uuid:ref>/members/<int:key>/reveal/<str:field>/", reveal_view),
    path("<uuid:ref>/means/", means_view),
    path("<uuid:ref>/form/", print_view),
    path("<uuid:ref>/<slug:part>/<int:key>/drop/", drop_view),
    path("<uuid:ref>/<slug:part>/<int:key>/", line_view),
    path("<uuid:ref>/incomes/new/", line_view, {"part": "incomes"}),
    path("<uuid:ref>/expenditures/new/", line_view, {"part": "expenditures"}),
    path("<uuid:ref>/homes/new/", line_view, {"part": "homes"}),
    path("<uuid:ref>/accidents/new/", line_view, {"part": "accidents"}),
    path("<uuid:ref>/outside_aid/new/", line_view, {"part": "outside_aid"}),
)
