"""User accounts (用户) of the unions an administrator keeps."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet

from niangjia.accounts import forms, queries, services
from niangjia.accounts.models import Post, SignIn, User
from niangjia.kernel.actor import Actor
from niangjia.web.desk import (
    Act,
    Computed,
    Day,
    Desk,
    Facts,
    Flag,
    FlagFilter,
    Group,
    Item,
    Link,
    Preset,
    Related,
    Text,
    Timeline,
    UnionSubtree,
    register,
    register_picker,
)
from niangjia.web.desk.writing import Told


def _reset_password(user: User, *, reason: str, actor: Actor) -> Told:
    password = services.reset_password(user, reason=reason, actor=actor)
    return Told(user, forms.told_password(user, password))


def _appoint(user: User, *, actor: Actor, **values: Any) -> Post:
    return services.appoint(user, actor=actor, **values)


def _posts(user: User, actor: Actor) -> QuerySet[Post]:
    rows = Post.objects.visible_to(actor, "accounts.view").filter(user=user)
    return rows.select_related("union").order_by("-id")


def _sign_ins(user: User, actor: Actor) -> QuerySet[SignIn]:
    return SignIn.objects.visible_to(actor, "signins.view").filter(user=user).order_by("-id")


@register
class UserDesk(Desk):
    """用户."""

    slug = "users"
    model = User
    title = "用户"
    menu = ("系统", 10)
    area = "accounts"
    related = ("union",)
    columns = (
        Link("name"),
        Text("username"),
        Text("union"),
        Computed("任职", lambda user: user.post_titles),
        Flag("is_active"),
        Computed("二次验证", lambda user: user.second_factor_at is not None),
        Day("last_login", "最近登录"),
    )
    card = ("name", "username", "union")
    filters = (
        UnionSubtree("union"),
        FlagFilter("is_active"),
        Preset("without_post", "没有任职", queries.without_post),
        Preset("without_factor", "应启用未启用二次验证", queries.without_second_factor),
    )
    search = staticmethod(queries.find_users)
    search_hint = "姓名或用户名"
    in_global_search = False
    form = forms.UserForm
    list_intro = "账号本身没有任何权限,权限来自任职。系统管理员开账号,组织部门任命岗位。"
    empty_hint = "还没有用户。请先新增账号,再任命岗位。"
    acts = (
        Act(
            "appoint",
            "任命",
            "accounts.appoint",
            _appoint,
            form=forms.AppointForm,
            when=lambda user: None if user.is_active else "账号已停用,请先启用。",
            primary=True,
        ),
        Act(
            "reset_password",
            "重置密码",
            "accounts.edit",
            _reset_password,
            form=forms.ReasonForm,
            help="生成临时密码,只显示一次;此人的登录会话立即失效。",
        ),
        Act(
            "unlock",
            "解锁",
            "accounts.unlock",
            services.unlock,
            form=forms.ReasonForm,
            help="解除因多次输错密码或验证码造成的锁定。",
        ),
        Act(
            "reset_second_factor",
            "重置二次验证",
            "accounts.unlock",
            services.reset_second_factor,
            form=forms.ReasonForm,
            when=lambda user: None if user.second_factor_at else "此人没有启用二次验证。",
            danger=True,
        ),
        Act(
            "deactivate",
            "停用",
            "accounts.edit",
            services.deactivate,
            form=forms.ReasonForm,
            hidden_when=lambda user: not user.is_active,
            danger=True,
        ),
        Act(
            "reactivate",
            "启用",
            "accounts.edit",
            services.reactivate,
            form=forms.ReasonForm,
            hidden_when=lambda user: user.is_active,
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group("账号", "name", "username", "union", "email", "is_active"),
            Group(
                "安全",
                "must_change_password",
                "password_changed_at",
                "second_factor_at",
                Day("last_login", "最近登录"),
            ),
        ),
        Related(
            "任职",
            _posts,
            (
                Link("title"),
                "union",
                "role",
                Computed("任职期间", queries.period_text),
                "dismiss_reason",
            ),
            link="posts",
            add_act="appoint",
            code="posts",
        ),
        Related("登录", _sign_ins, ("at", "outcome", "address"), code="sign-ins"),
        Timeline(),
    )

    def prepare(self, rows: list[User], actor: Actor) -> None:
        """Titles of the posts in force, in one query."""
        titles = queries.titles_of([user.pk for user in rows])
        for user in rows:
            user.post_titles = titles.get(user.pk, "")  # type: ignore[attr-defined]  # for the column


def _pick(actor: Actor, permission: str, text: str, under: str, limit: int) -> list[Item]:
    rows = queries.find_users(User.objects.visible_to(actor, permission), text)
    found = rows.select_related("union").order_by("username")[:limit]
    return [Item(user.username, user.name, f"{user.username} {user.union}") for user in found]


register_picker("users", _pick, model=User, key="username", permission="accounts.view")
