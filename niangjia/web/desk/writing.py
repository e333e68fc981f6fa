"""What form and act pages share: write, then check in the same transaction that it stays in sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import alone_with
from niangjia.web.desk.declare import Desk
from niangjia.web.guard import explain, is_htmx

OUT_OF_SIGHT = (
    "没有保存:照此填写,这条记录将不在您的管理范围内,您以后无法再查看。"
    "请改选您管理范围内的工会,或请上级工会办理。"
)


@dataclass(frozen=True)
class Told:
    """A service's result with words to read: secrets are shown once and kept nowhere (a temporary
    password), others may be asked for again (what a check found)."""

    subject: Any
    text: str
    is_secret: bool = True


def tell(request: HttpRequest, told: Told, url: str) -> HttpResponse:
    """Show the words, in the dialog that asked or on a page; never cached."""
    template = "desk/told_dialog.html" if is_htmx(request) else "desk/told.html"
    context = {"text": told.text, "is_secret": told.is_secret, "back": url}
    return render(request, template, context)


def write(
    desk: Desk, work: Callable[[], Any], actor: Actor, *, obj: Any = None, may_leave: bool = False
) -> Any:
    """Run a service, alone with the object; undo it when that would be out of the actor's sight.

    Edits and acts of the same moment wait for each other here: an edit then finds what was changed.
    Raises Blocked (a rule, a constraint, out of sight) and NotVisible.
    """
    try:
        with transaction.atomic():
            if isinstance(obj, models.Model) and obj.pk:
                alone_with(obj)
            result = work()
            made = result.subject if isinstance(result, Told) else result
            kept = made if isinstance(made, desk.model) else obj
            is_watched = isinstance(kept, models.Model) and kept.pk and not may_leave
            if is_watched and not desk.sees(kept, actor):
                raise Blocked(OUT_OF_SIGHT)
            return result
    except IntegrityError as error:
        raise explain(error) from error


def put_refusal(form: forms.BaseForm, refusal: Blocked) -> None:
    """Show a refusal beside its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
