"""A small desk over unions, so that the pages can be tested without any area's desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.urls import include, path

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import verb
from niangjia.unions.models import Region, Union
from niangjia.unions.services import move
from niangjia.web.desk import (
    Act,
    ActorForm,
    ActorModelForm,
    Choice,
    Computed,
    DateRange,
    Desk,
    Facts,
    FlagFilter,
    Group,
    Item,
    Link,
    Preset,
    Related,
    Status,
    Tab,
    Text,
    Timeline,
    UnionField,
    UnionSubtree,
)
from niangjia.web.desk.urls import desk_urls
from niangjia.web.desk.urls import urlpatterns as base


@verb
def rename(union: Union, *, name: str, actor: Actor) -> Union:
    """Rename, refusing one word."""
    if "坏" in name:
        raise Blocked("名称中有不允许的字。", field="name")
    union.name = name
    union.save(update_fields=["name", "updated_at"])
    journal.record("unions.edit", union, actor=actor, summary=f"更名为{name}")
    return union


@verb
def hand_over(union: Union, *, to: Union, reason: str = "", actor: Actor) -> Union:
    """Move in the tree, whoever asks."""
    return move(union, to=to, on=clock.today(), reason=reason, actor=SYSTEM)


class UnionForm(ActorModelForm):
    """Name alone can be changed."""

    groups = (Group("基本信息", "name"),)

    class Meta:
        model = Union
        fields = ("name", "founded_on")

    def save(self, actor: Actor) -> Any:  # type: ignore[override]  # as the base
        name = self.cleaned_data["name"]
        return rename(Union.objects.get(pk=self.instance.pk), name=name, actor=actor)


class HandOverForm(ActorForm):
    """Where to."""

    to = UnionField(label="移交到", permission="unions.view")
    note = forms.CharField(label="备注", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned.pop("note", None)
        return cleaned


def find(rows: models.QuerySet[Any], text: str) -> models.QuerySet[Any]:
    """By the beginning of the name or the code."""
    return rows.filter(models.Q(name__startswith=text) | models.Q(code__startswith=text))


def pick(actor: Actor, permission: str, q: str, under: str, limit: int) -> Any:
    """Unions by the beginning of the name."""
    return find(Union.objects.visible_to(actor, permission), q).order_by("path")[:limit]


def branch(actor: Actor, permission: str, parent: str) -> list[Item]:
    """Children of a union."""
    rows = Union.objects.visible_to(actor, permission).filter(parent__code=parent or None)
    return [Item(row.code, row.name, row.code, True) for row in rows.order_by("id")]


class ProbeDesk(Desk):
    """Unions, declared as an area would."""

    slug = "probe"
    model = Union
    title = "试验工会"
    noun = "工会"
    area = "unions"
    ref = "code"
    related = ("region", "parent")
    columns = (
        Link("name"),
        "code",
        Text("level"),
        Status("status", tones={1: "ok"}),
        "founded_on",
        "is_catch_all",
        "parent",
        Computed("会员", lambda row: 1234, unit="人"),
    )
    card = ("name", "level", "status", "会员")
    filters = (
        Choice("level"),
        UnionSubtree(""),
        DateRange("founded_on"),
        FlagFilter("is_catch_all"),
        Preset("joint", "兜底工会", lambda rows: rows.filter(is_catch_all=True)),
    )
    search = staticmethod(find)
    order = ("id",)
    form = UnionForm
    can_create = False
    acts = (
        Act("hand_over", "移交", "unions.edit", hand_over, form=HandOverForm, needs_reason=True,
            preview=lambda obj, actor, cleaned: [f"移交到{cleaned['to']}"]),
        Act("never", "不能办", "unions.edit", rename, when=lambda obj: "条件不具备。"),
        Act("above_only", "上级办", "unions.edit", rename, above=True),
    )  # fmt: skip
    tabs: ClassVar[Any] = (
        Facts(Group("基本信息", "name", "code", "region", "founded_on", Computed("人数", lambda r: 5, unit="人"))),
        Related("下级", lambda obj, actor: Union.objects.filter(parent=obj), ("name", "code"), link="probe"),
        Tab("extra", "其他", "desk/lines.html", lambda obj, actor, request: {"lines": []}),
        Timeline(),
    )  # fmt: skip


DESK = ProbeDesk()
urlpatterns = [path("probe/", include(desk_urls(DESK))), *base]
__all__ = ["DESK", "Region", "urlpatterns"]
