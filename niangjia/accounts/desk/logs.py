"""The journal (日志) and the sign-in log (登录日志), for those who watch over both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from niangjia.accounts import queries
from niangjia.accounts.models import SignIn
from niangjia.kernel.actor import Actor
from niangjia.kernel.models import Entry
from niangjia.web.desk import (
    Choice,
    Computed,
    DateRange,
    Day,
    Desk,
    Flag,
    Preset,
    Status,
    Text,
    UnionSubtree,
    register,
)


@dataclass(frozen=True)
class EntryKind(Choice):
    """Lines of an area, or of one kind of act."""

    def narrow(self, rows: QuerySet[Any], chosen: Any) -> QuerySet[Any]:
        return queries.of_kind(rows, chosen[0])


@register
class JournalDesk(Desk):
    """日志: who did what, and who looked at sensitive fields."""

    slug = "journal"
    model = Entry
    title = "日志"
    menu = ("系统", 30)
    area = "journal"
    ref = "pk"
    columns = (
        Day("at"),
        Text("actor_label"),
        Computed("对象", queries.object_kind),
        Text("summary"),
        Text("reason"),
        Flag("is_read"),
    )
    card = ("summary", "actor_label", "at")
    filters = (
        UnionSubtree("union_id", "所属工会"),
        EntryKind("verb", "类别", choices=queries.ENTRY_KINDS),
        DateRange("at"),
        Preset("reads", "只看查阅敏感信息", queries.only_reads),
    )
    search = staticmethod(queries.find_entries)
    search_hint = "操作人姓名"
    in_global_search = False
    can_create = False
    can_edit = False
    list_intro = "日志只能追加,任何人都不能修改或删除。"

    def rows(self, actor: Actor, permission: str) -> QuerySet[Any]:
        """Lines about unions under the actor's posts."""
        return queries.journal_visible_to(actor, permission)


@register
class SignInDesk(Desk):
    """登录日志."""

    slug = "sign-ins"
    model = SignIn
    title = "登录日志"
    menu = ("系统", 40)
    area = "signins"
    ref = "pk"
    related = ("user", "union")
    columns = (
        Day("at"),
        Text("username"),
        Text("user", "姓名"),
        Text("union"),
        Text("address"),
        Status(
            "outcome", tones={"ok": "ok", "wrong": "warn", "wrong_code": "warn", "locked": "bad"}
        ),
    )
    card = ("username", "outcome", "at")
    filters = (UnionSubtree("union"), Choice("outcome"), DateRange("at"))
    search = staticmethod(queries.find_sign_ins)
    search_hint = "用户名"
    in_global_search = False
    can_create = False
    can_edit = False
    list_intro = "登录日志至少保存六个月(网络安全法第二十一条)。自己的登录记录在“我的账号”里。"
