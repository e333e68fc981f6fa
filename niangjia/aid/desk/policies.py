"""救助标准: what holds where, trying out a change, adopting it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niangjia.aid.desk import rule_sets
from niangjia.aid.forms import policies as forms
from niangjia.aid.forms.rule_sets import RulesForm
from niangjia.aid.queries import standards
from niangjia.aid.rules import AmountSet, RuleSet, adopting
from niangjia.aid.rules.adopting import Kind, Proposal
from niangjia.aid.rules.amount_sets import AMOUNT_SETS
from niangjia.aid.rules.parameter_sets import RULE_SETS
from niangjia.aid.rules.standard_sets import STANDARD_SETS
from niangjia.aid.rules.wording import describe
from niangjia.aid.services import policies as services
from niangjia.aid.services import simulating
from niangjia.kernel import clock, money, policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Policy
from niangjia.unions.models import Union
from niangjia.web.desk import Dashboard, actor_of, go, page, register
from niangjia.web.desk.writing import put_refusal
from niangjia.web.jobpages import one as own_job
from niangjia.web.jobpages import view_of

VIEW, ADOPT = "aid.view", "aid.policy"
BASE_URL = "/aid-policies/"
WAYS = {"rules": Kind.RULES, "amounts": Kind.AMOUNTS, "standard": Kind.STANDARD}
_NAMES = {kind: name for name, kind in WAYS.items()}


@dataclass(frozen=True)
class SetLine:
    """An adopted or shipped set on the list."""

    title: str
    url: str
    change_url: str
    union: str
    since: object
    until: object
    basis: str
    marks: int


@dataclass(frozen=True)
class Part:
    """A row, clause or ceiling in words; ``mark``: why it still needs a document."""

    title: str
    text: str
    mark: str


# --- What holds ---------------------------------------------------------------------------


@register
class StandardsBoard(Dashboard):
    """救助标准."""

    slug = "aid-policies"
    title = "救助标准"
    menu = ("帮扶", 70)
    permission = VIEW
    template = "aid/desk/policies.html"

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """Sets in force and before, shipped sets, and the standard of every county."""
        actor = actor_of(request)
        rows = list(standards.adopted(actor, VIEW))
        names = dict(
            Union.objects.filter(path__in={row.union_path for row in rows}).values_list(
                "path", "name"
            )
        )
        today = clock.today()
        kinds = [
            (
                kind.label,
                _NAMES[kind],
                [_line(row, names) for row in rows if row.code == kind],
                kind,
            )
            for kind in (Kind.RULES, Kind.AMOUNTS)
        ]
        return {
            "may_adopt": actor.may(ADOPT),
            "kinds": [(label, name, lines, _shipped(kind)) for label, name, lines, kind in kinds],
            "counties": standards.standards_by_county(actor, VIEW, today),
            "examples": STANDARD_SETS.values(),
            "defaults": [policy.DECLARED[kind] for kind in (Kind.RULES, Kind.AMOUNTS)],
        }


def _line(row: Policy, names: Mapping[str, str]) -> SetLine:
    kind = Kind(row.code)
    found = _set_of(row)
    return SetLine(
        found.title,
        f"{BASE_URL}{row.pk}/",
        f"{BASE_URL}{_NAMES[kind]}/?now={row.pk}",
        names.get(row.union_path, "全国"),
        row.valid.lower,
        row.valid.upper or "现行",
        row.basis,
        len(_marks(found)),
    )


def _shipped(kind: Kind) -> list[SetLine]:
    sets: Mapping[str, RuleSet | AmountSet] = RULE_SETS if kind is Kind.RULES else AMOUNT_SETS
    return [
        SetLine(
            one.title,
            f"{BASE_URL}shipped/{code}/",
            f"{BASE_URL}{_NAMES[kind]}/?base={code}",
            "",
            one.from_on if isinstance(one, RuleSet) else one.year,
            "",
            one.basis,
            len(_marks(one)),
        )
        for code, one in sets.items()
    ]


def _set_of(row: Policy) -> RuleSet | AmountSet:
    if row.code == Kind.RULES:
        return RuleSet.from_json(row.params["rules"])
    return AmountSet.from_json(row.params["set"])


def _marks(found: RuleSet | AmountSet) -> list[str]:
    if isinstance(found, AmountSet):
        return [one.unconfirmed for one in found.ceilings if one.unconfirmed]
    clauses = (*found.exclusions, *found.requirements)
    marks = [one.unconfirmed for one in found.rows] + [one.unconfirmed for one in clauses]
    return [mark for mark in marks if mark]


def _parts(found: RuleSet | AmountSet) -> list[tuple[str, list[Part]]]:
    """The set in words, by heading."""
    if isinstance(found, AmountSet):
        lines = [
            Part(
                f"{one.aid_type.label} · {adopting.ceiling_text(found, n)}",
                _ceiling(one.times, one.base.value),
                adopting.mark_text(one.unconfirmed),
            )
            for n, one in enumerate(found.ceilings)
        ]
        return [("限额", lines), ("共同规定", _shared(found))]
    rows = [
        Part(row.title, describe(row.when), adopting.mark_text(row.unconfirmed))
        for row in found.rows
    ]
    groups = [("认定标准(从上到下,先符合的先认定)", rows)]
    for title, clauses in (("排除情形", found.exclusions), ("附加条件", found.requirements)):
        groups.append(
            (
                title,
                [
                    Part(c.title, describe(c.when), adopting.mark_text(c.unconfirmed))
                    for c in clauses
                ],
            )
        )
    return groups


def _ceiling(times: Decimal, base: str) -> str:
    return f"{times:f} × 当地月低保标准" if base == "standard" else money.show_yuan(times)


def _shared(found: AmountSet) -> list[Part]:
    named = (
        ("一年只给一项", found.main_types),
        ("其他单位给过就不再给", found.no_duplicate),
        ("不给助学的就读类别", found.excluded_schools),
    )
    parts = [
        Part(title, "、".join(one.label for one in given), "") for title, given in named if given
    ]
    if found.is_self_paid_enough:
        parts.append(Part("医疗救助", "以自付合规费用为限,不另定限额", ""))
    return parts


@require_GET
@page(VIEW)
def adopted_view(request: HttpRequest, key: int) -> HttpResponse:
    """``/aid-policies/<pk>/``: an adopted set in words."""
    actor = actor_of(request)
    row = standards.adopted(actor, VIEW).filter(pk=key).exclude(code=Kind.STANDARD).first()
    if row is None:
        raise NotVisible
    return _show(request, _set_of(row), f"now={row.pk}", row)


@require_GET
@page(VIEW)
def shipped_view(request: HttpRequest, code: str) -> HttpResponse:
    """``/aid-policies/shipped/<code>/``: a set that comes with the system."""
    found = RULE_SETS.get(code) or AMOUNT_SETS.get(code)
    if found is None:
        raise NotVisible
    return _show(request, found, f"base={code}", None)


def _show(
    request: HttpRequest, found: RuleSet | AmountSet, query: str, row: Policy | None
) -> HttpResponse:
    kind = Kind.RULES if isinstance(found, RuleSet) else Kind.AMOUNTS
    union = Union.objects.filter(path=row.union_path).first() if row else None
    context = {
        "found": found,
        "kind": kind.label,
        "groups": _parts(found),
        "row": row,
        "union": union,
        "is_example": getattr(found, "is_example", False),
        "may_adopt": actor_of(request).may(ADOPT),
        "change_url": f"{BASE_URL}{_NAMES[kind]}/?{query}",
    }
    return render(request, "aid/desk/policy.html", context)


# --- Proposing and trying out ---------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@page(ADOPT)
def propose_view(request: HttpRequest, way: str) -> HttpResponse:
    """``/aid-policies/rules|amounts|standard/``: change the numbers, then try them out."""
    kind = WAYS.get(way)
    if kind is None:
        raise NotVisible
    actor = actor_of(request)
    form = _form(kind, request, actor)

    def tried() -> HttpResponse | None:
        try:
            job = simulating.simulate(form.proposal(), actor=actor)
        except Blocked as refusal:
            put_refusal(form, refusal)
            return None
        return go(request, f"{BASE_URL}trials/{job.public_id}/")

    if isinstance(form, RulesForm):
        return rule_sets.edit(request, form, actor, tried)
    answer = tried() if form.is_bound and form.is_valid() else None
    return answer or render(request, "aid/desk/policy_form.html", {"form": form, "kind": kind})


def _form(kind: Kind, request: HttpRequest, actor: Actor) -> forms.AdoptingForm:
    data = request.POST if request.method == "POST" else None
    union = request.GET.get("union", "") or _own_code(actor)
    initial: dict[str, Any] = {"union": union, "from_on": clock.today()}
    if kind is Kind.STANDARD:
        kept = _in_force(union, actor) | _example(request)
        return forms.StandardForm(data, actor=actor, initial=initial | kept)
    base = _base(kind, request, actor)
    if isinstance(base, RuleSet):
        return RulesForm(data, actor=actor, initial=initial, base=base)
    return forms.AmountsForm(data, actor=actor, initial=initial, base=base)


def _base(kind: Kind, request: HttpRequest, actor: Actor) -> RuleSet | AmountSet:
    """What the form starts from: a set in force (``now``), a shipped one (``base``), or the default."""
    now = request.GET.get("now", "")
    if now.isdecimal():
        row = standards.adopted(actor, VIEW).filter(pk=int(now), code=kind).first()
        if row is None:
            raise NotVisible
        return _set_of(row)
    sets: Mapping[str, RuleSet | AmountSet] = RULE_SETS if kind is Kind.RULES else AMOUNT_SETS
    code = request.GET.get("base", "")
    if code:
        if code not in sets:
            raise NotVisible
        return sets[code]
    default = policy.DECLARED[kind].default
    if kind is Kind.RULES:
        return RuleSet.from_json(default["rules"])
    return AmountSet.from_json(default["set"])


def _in_force(code: str, actor: Actor) -> dict[str, Any]:
    """The county's standard as it is, so that nothing is lost by not being typed again."""
    counties = standards.standards_by_county(actor, VIEW, clock.today())
    found = next((one for one in counties if one.union.code == code and not one.is_missing), None)
    if found is None:
        return {}
    rural = None if found.rural_amount == "0" else found.rural_amount
    return {"amount": found.amount, "rural_amount": rural, "minimum_area": found.minimum_area}


def _example(request: HttpRequest) -> dict[str, Any]:
    """The values of the shipped standard the form starts from (``base``); its basis is its own."""
    code = request.GET.get("base", "")
    if not code:
        return {}
    if code not in STANDARD_SETS:
        raise NotVisible
    found = STANDARD_SETS[code]
    return {"amount": found.local.standard_amount, "rural_amount": found.rural_amount or None}


def _own_code(actor: Actor) -> str:
    """The union of the actor's first post that may adopt."""
    roots = actor.roots(ADOPT)
    code = Union.objects.filter(path__in=roots).order_by("path").values_list("code", flat=True)
    return code.first() or ""


@require_GET
@page(ADOPT)
def trial_view(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/aid-policies/trials/<job>/``: what would change; the actor's own trials alone."""
    job = own_job(actor_of(request), public_id)
    if job.kind != simulating.SIMULATE:
        raise NotVisible
    proposal = Proposal.from_json(job.params)
    context = {
        "item": view_of(job),
        "proposal": proposal,
        "union": Union.objects.filter(path=proposal.path).first(),
        "groups": [] if proposal.kind is Kind.STANDARD else _parts(_proposed(proposal)),
        "result": _result(job.result) if job.result.get("total") else None,
        "chart": json.dumps(_chart(job.result), ensure_ascii=False) if job.result else "",
    }
    return render(request, "aid/desk/trial.html", context)


def _proposed(proposal: Proposal) -> RuleSet | AmountSet:
    if proposal.kind is Kind.RULES:
        return RuleSet.from_json(proposal.params["rules"])
    return AmountSet.from_json(proposal.params["set"])


def _result(result: Mapping[str, Any]) -> dict[str, Any]:
    """The stored result with its money as Decimal."""
    lines = [{**one, "extra": Decimal(one["extra"])} for one in result["counties"]]
    changes = [{**one, "extra": Decimal(one["extra"])} for one in result["changes"]]
    total = {**result["total"], "extra": Decimal(result["total"]["extra"])}
    return {**result, "counties": lines, "changes": changes, "total": total}


def _chart(result: Mapping[str, Any]) -> dict[str, Any]:
    counties = [one for one in result.get("counties", []) if one["changed"]]
    most = sorted(counties, key=lambda one: -one["changed"])[:15]
    return {
        "title": "变化的家庭(户)",
        "names": [one["name"] for one in most],
        "values": [one["changed"] for one in most],
    }


@require_POST
@page(ADOPT)
def adopt_view(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/aid-policies/trials/<job>/adopt/``: put what was tried out in force."""
    actor = actor_of(request)
    job = own_job(actor, public_id)
    if job.kind != simulating.SIMULATE or not job.result.get("total"):
        raise NotVisible
    proposal = Proposal.from_json(job.params)
    services.adopt(proposal, actor=actor)
    messages.success(
        request, f"已采用{proposal.kind.label}“{proposal.title}”,自{proposal.from_on}起执行。"
    )
    return go(request, BASE_URL)


StandardsBoard.urls = (
    path("<int:key>/", adopted_view),
    path("shipped/<str:code>/", shipped_view),
    path("trials/<uuid:public_id>/", trial_view),
    path("trials/<uuid:public_id>/adopt/", adopt_view),
    path("<slug:way>/", propose_view),
)
