"""转会 and 会籍冲突."""

from __future__ import annotations

from typing import Any

from niangjia.kernel.actor import Actor
from niangjia.members import queries, services
from niangjia.members.forms import cadre as forms
from niangjia.members.models import Conflict, Transfer
from niangjia.members.rules.transfer import CONFLICT, TRANSFER
from niangjia.members.services import transfer
from niangjia.unions.queries import search_unions
from niangjia.web.desk import (
    Choice,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Masked,
    Status,
    Text,
    Timeline,
    UnionSubtree,
    register,
    register_picker,
)


def _pick_union(actor: Actor, permission: str, text: str, under: str, limit: int) -> Any:
    """Unions of the whole federation by name, for whoever may ask for a transfer."""
    rows = queries.unions_taking_members()
    if not text or not actor.may("members.transfer"):
        return rows.none()
    return search_unions(rows, text)[:limit]


register_picker("open_unions", _pick_union, permission="members.transfer")


@register
class TransferDesk(Desk):
    """转会: seen by both sides."""

    slug = "transfers"
    model = Transfer
    title = "转会"
    menu = ("会员", 30)
    area = "members"
    related = ("membership__person", "union", "target")
    subtitle = "membership__person__name"
    columns = (
        Link("membership__person__name", "会员"),
        Text("number"),
        Text("union"),
        Text("target"),
        Text("asked_by"),
        Status("status", tones={"completed": "ok"}),
        Day("due_on"),
    )
    card = ("membership__person__name", "target", "status")
    filters = (
        UnionSubtree("union", "转出工会属于"),
        UnionSubtree("target", "转入工会属于"),
        Choice("status"),
        Choice("asked_by"),
    )
    search = staticmethod(queries.find_transfers)
    search_hint = "转会编号、姓名、证件号码或手机号码"
    in_global_search = False
    form = forms.TransferInForm
    create_permission = "members.transfer"
    can_edit = False
    workflow = TRANSFER
    verbs = {
        "agree_out": transfer.agree_out,
        "agree_in": transfer.agree_in,
        "release": transfer.release,
        "accept": transfer.accept,
        "refuse_out": transfer.refuse_out,
        "refuse_in": transfer.refuse_in,
        "withdraw_out": transfer.withdraw_out,
        "withdraw_in": transfer.withdraw_in,
    }
    tabs = (
        Facts(
            Group(
                "转会",
                Text("membership__person__name", "会员"),
                Masked("identity"),
                "number",
                "union",
                "target",
                "asked_by",
                "reason",
                "status",
                "due_on",
            ),
            Group("确认", "source_confirmed_at", "target_confirmed_at", "completed_on"),
        ),
        Timeline(),
    )
    reveal_of = staticmethod(lambda row: row.membership.person)
    list_intro = "由会员本人或任一方工会发起,双方确认后转入;到期未答复视为同意。转会期间只计一次。"

    def allows(self, permission: str, obj: Any, actor: Actor) -> bool:
        """Either side."""
        return actor.may(permission, obj.scope_path) or actor.may(permission, obj.target_path)


@register
class ConflictDesk(Desk):
    """会籍冲突: offers a transfer."""

    slug = "membership-conflicts"
    model = Conflict
    title = "会籍冲突"
    noun = "会籍冲突单"
    menu = ("会员", 40)
    area = "members"
    view_permission = "members.transfer"
    related = ("person", "union", "membership__union", "transfer")
    columns = (
        Link("person__name", "姓名"),
        Masked("identity"),
        Text("union"),
        Text("membership__union", "现在会籍所在工会"),
        Text("source"),
        Status("status"),
        Day("due_on"),
    )
    card = ("person__name", "membership__union", "status")
    filters = (UnionSubtree("union"), Choice("status"), Choice("source"))
    search = staticmethod(queries.find_by_person)
    search_hint = "姓名、证件号码或手机号码"
    in_global_search = False
    can_create = False
    can_edit = False
    workflow = CONFLICT
    verbs = {"transfer_instead": services.transfer_instead, "dismiss": services.dismiss_conflict}
    tabs = (
        Facts(
            Group(
                "冲突",
                Text("person__name", "姓名"),
                Masked("identity"),
                "union",
                Text("membership__union", "现在会籍所在工会"),
                Day("membership__joined_on", "该会籍起"),
                "source",
                "status",
                "due_on",
            ),
            Group("处理", Text("transfer", "转会"), "note"),
        ),
        Timeline(),
    )
    reveal_of = staticmethod(lambda row: row.person)
    list_intro = (
        "此人已是其他工会会员,一人不能同时有两份会籍。请发起转会;不需要转会的,写明原因核销。"
    )
