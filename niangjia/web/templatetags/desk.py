"""Template helpers of the desk: the shell around every page, icons, bits of form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from niangjia.web.desk.declare import GROUPS, MENU, MenuItem
from niangjia.web.guard import actor_of

register = template.Library()
GROUP_ICONS = dict(
    zip(
        GROUPS,
        (
            "sitemap",
            "users",
            "heart-handshake",
            "scale",
            "trophy",
            "gift",
            "coin",
            "chart-bar",
            "settings",
        ),
        strict=True,
    )
)


@dataclass(frozen=True)
class MenuGroup:
    """A group of the left menu with the entries the actor may open."""

    title: str
    icon: str
    items: list[tuple[MenuItem, bool]]


@dataclass(frozen=True)
class Shell:
    """What stands around a page."""

    name: str
    post: str
    posts: list[str]
    groups: list[MenuGroup]
    is_signed_in: bool
    at_home: bool


@register.simple_tag
def shell(request: HttpRequest) -> Shell:
    """The left menu and the signed-in person."""
    actor = actor_of(request)
    allowed = [item for item in MENU if actor.may(item.permission)]
    current = max(
        (item.url for item in allowed if request.path.startswith(item.url)), key=len, default=""
    )
    groups = []
    for title in GROUPS:
        items = sorted((i for i in allowed if i.group == title), key=lambda i: i.order)
        if items:
            marked = [(item, item.url == current) for item in items]
            groups.append(MenuGroup(title, GROUP_ICONS[title], marked))
    posts = [grant.title for grant in actor.grants]
    return Shell(
        actor.name,
        posts[0] if posts else "",
        posts,
        groups,
        actor.user_id is not None,
        request.path == "/",
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """``{% icon "plus" %}``: one drawing of the sprite, hidden from screen readers."""
    return format_html(
        '<svg class="ic" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def is_checkbox(field: forms.BoundField) -> bool:
    """Whether the label stands behind the box."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_wide(field: forms.BoundField) -> bool:
    """Whether the field takes the whole width."""
    return isinstance(
        field.field.widget, forms.Textarea | forms.CheckboxSelectMultiple | forms.RadioSelect
    )


@register.filter
def is_set(field: forms.BoundField) -> bool:
    """Whether the field is a set of boxes that needs a legend."""
    return isinstance(field.field.widget, forms.CheckboxSelectMultiple | forms.RadioSelect)


@register.filter
def described(field: forms.BoundField) -> SafeString:
    """The field's input, tied to its help and errors for screen readers."""
    ids: Iterable[str] = (
        f"{field.auto_id}_{part}"
        for part, there in (("help", field.help_text), ("err", field.errors))
        if there
    )
    attrs: dict[str, Any] = {}
    if joined := " ".join(ids):
        attrs["aria-describedby"] = joined
    if field.errors:
        attrs["class"] = f"{field.field.widget.attrs.get('class', '')} is-invalid".strip()
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)
