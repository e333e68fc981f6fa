"""Posts (任职): who holds which role where, since when."""

from __future__ import annotations

from typing import Any, ClassVar

from niangjia.accounts import forms, queries, services
from niangjia.accounts.models import Post
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Preset,
    Text,
    Timeline,
    UnionSubtree,
    register,
)


@register
class PostDesk(Desk):
    """任职."""

    slug = "posts"
    model = Post
    title = "任职"
    menu = ("系统", 20)
    area = "accounts"
    related = ("user", "union")
    subtitle = "user__name"
    columns = (
        Link("title"),
        Text("user", "姓名"),
        Text("user__username", "用户名"),
        Text("union"),
        Text("role"),
        Computed("任职期间", queries.period_text),
        Computed("状态", queries.post_state),
    )
    card = ("title", "user")
    filters = (
        UnionSubtree("union"),
        Choice("role"),
        Preset("in_force", "在任", queries.only_in_force),
    )
    search = staticmethod(queries.find_posts)
    search_hint = "姓名或用户名"
    in_global_search = False
    form = forms.PostForm
    create_permission = "accounts.appoint"
    can_edit = False
    list_intro = "任职即权限。任命不能超出本人在该工会的权限;免职立即生效。"
    acts = (
        Act(
            "dismiss",
            "免职",
            "accounts.appoint",
            services.dismiss,
            form=forms.ReasonForm,
            hidden_when=lambda post: post.dismissed_at is not None,
            danger=True,
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "任职", "title", "user", "union", "role", Computed("任职期间", queries.period_text)
            ),
            Group("免职", Day("dismissed_at"), "dismiss_reason"),
        ),
        Timeline(),
    )
