"""Editing a rule set (认定标准): its lines on one page, tried on one household, then on all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from niangjia.aid.forms.rule_sets import CHOICES, RulesForm
from niangjia.aid.queries import standards
from niangjia.aid.rules.adopting import Kind
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked

VIEW = "aid.view"
_NOT_FOUND = "没有找到这份档案,或不在您的管理范围内。请核对档案编号。"


def edit(
    request: HttpRequest, form: RulesForm, actor: Actor, tried: Callable[[], HttpResponse | None]
) -> HttpResponse:
    """``do`` changes the page (``up:rows.1``), previews one household, or is absent: try it out."""
    context: dict[str, Any] = {"form": form, "kind": Kind.RULES, "choices": CHOICES}
    number = request.POST.get("household", "").strip()
    verb, _, place = request.POST.get("do", "").partition(":")
    if form.is_bound and verb == "preview":
        context |= _preview(form, number, actor)
    elif form.is_bound and verb:
        form.change(verb, place)
    elif form.is_bound and form.is_valid():
        answer = tried()
        if answer is not None:
            return answer
    return render(request, "aid/desk/rules_form.html", context | {"household": number})


def _preview(form: RulesForm, number: str, actor: Actor) -> dict[str, Any]:
    """What the lines would say of one household, with the standard of its county."""
    rules = form.rules()
    if rules is None:
        return {}
    file = standards.file_to_try(number, actor, VIEW)
    if file is None:
        return {"refusal": _NOT_FOUND}
    try:
        return {"file": file, "decision": standards.tried_on(file, rules)}
    except Blocked as refusal:
        return {"refusal": refusal.reason}
