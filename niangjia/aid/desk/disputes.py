"""异议 and 申诉: looked into by somebody who had no hand in the file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.http import HttpRequest

from niangjia.aid import queries, rules, services
from niangjia.aid.forms.files import FindingsForm
from niangjia.aid.models import Appeal, Objection
from niangjia.aid.queries import desk as pages
from niangjia.kernel.actor import Actor
from niangjia.kernel.money import show_yuan
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Masked,
    Preset,
    Status,
    Tab,
    Text,
    Timeline,
    To,
    UnionSubtree,
    register,
)

TONES = {"upheld": "warn", "dismissed": "off", "inquiry": "wait", "hearing": "wait"}


def _file_state(dispute: Objection | Appeal) -> str:
    return rules.HOUSEHOLD_FILE.states[dispute.file.status]


def _decision(appeal: Appeal, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Tab 所诉认定: the exact trace, given again from what is stored."""
    kept = appeal.decision
    again = ""
    if kept is not None:
        try:
            same = list(services.replay(kept).trace) == kept.trace
            again = "复算一致:结论和每一步都与当时相同。" if same else "复算结果与当时不同。"
        except ValueError as error:
            again = str(error)
    local = show_yuan(Decimal(kept.local["amount"])) if kept else ""
    return {"kept": kept, "again": again, "local": local, "url": f"/aid/{appeal.file.public_id}/"}


def _write_findings(dispute: Any, *, findings: str, actor: Actor) -> Any:
    return services.write_findings(dispute, findings=findings, actor=actor)


def _findings_act(permission: str, state: str) -> Act:
    return Act(
        "write_findings",
        "填写调查情况",
        permission,
        _write_findings,
        form=FindingsForm,
        hidden_when=lambda dispute: dispute.status != state,
    )


@register
class ObjectionDesk(Desk):
    """公示异议."""

    slug = "objections"
    model = Objection
    title = "异议"
    noun = "公示异议"
    menu = ("帮扶", 60)
    area = "aid"
    related = ("file", "file__person", "file__union")
    columns = (
        Link("number"),
        Text("file__person__name", "被公示人"),
        Text("file__union", "工会"),
        Text("text"),
        Status("status", tones=TONES),
        Day("due_on"),
    )
    card = ("number", "file__person__name", "status", "due_on")
    filters = (
        Choice("status"),
        UnionSubtree("file__union"),
        DateRange("due_on"),
        Preset("overdue", "超过办理期限", pages.overdue_disputes),
        Preset("escalated", "已提请督办", queries.escalated),
    )
    search = staticmethod(pages.find_disputes)
    search_hint = "异议编号或档案编号"
    list_intro = (
        "任何人都可以对公示提出异议;受理后公示暂停,由没有办理过这份档案的人调查。提出人保密。"
    )
    empty_hint = "还没有异议。群众可在公示页面提出,也可在公示中的档案上登记。"
    can_create = False
    can_edit = False
    in_global_search = False
    workflow = rules.OBJECTION
    verbs: ClassVar[Any] = {
        "accept": services.accept_objection,
        "decline": services.decline_objection,
        "uphold": services.find_objection_true,
        "dismiss": services.find_objection_untrue,
        "withdraw": services.withdraw_objection,
    }
    acts = (_findings_act(rules.COUNTY, "inquiry"),)
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "异议",
                "number",
                To("file", "档案", slug="aid"),
                Computed("档案状态", _file_state),
                Text("file__person__name", "被公示人"),
                Text("file__union", "工会"),
                "text",
                "findings",
                "answer",
                "answered_on",
                "due_on",
            ),
            Group(
                "提出人(保密)", Masked("raiser_name", "姓名"), Masked("raiser_phone", "联系电话")
            ),
        ),
        Timeline(),
    )
    reveals = ("raiser_name", "raiser_phone")


@register
class AppealDesk(Desk):
    """申诉."""

    slug = "appeals"
    model = Appeal
    title = "申诉"
    noun = "申诉"
    menu = ("帮扶", 61)
    area = "aid"
    related = ("file", "file__person", "file__union")
    detail_related = ("decision",)
    columns = (
        Link("number"),
        Text("file__person__name", "申诉人"),
        Text("file__union", "工会"),
        Text("text"),
        Status("status", tones=TONES),
        Day("due_on"),
    )
    card = ("number", "file__person__name", "status", "due_on")
    filters = (
        Choice("status"),
        UnionSubtree("file__union"),
        DateRange("due_on"),
        Preset("overdue", "超过办理期限", pages.overdue_disputes),
        Preset("escalated", "已提请督办", queries.escalated),
    )
    search = staticmethod(pages.find_disputes)
    search_hint = "申诉编号或档案编号"
    list_intro = "不予建档或退档后30天内可以申诉一次,由没有办理过这份档案的人复查。"
    empty_hint = "还没有申诉。职工可在手机上提出,也可在被拒绝的档案上代为提出。"
    can_create = False
    can_edit = False
    in_global_search = False
    workflow = rules.APPEAL
    verbs: ClassVar[Any] = {
        "accept": services.accept_appeal,
        "decline": services.decline_appeal,
        "uphold": services.grant_appeal,
        "dismiss": services.reject_appeal,
        "withdraw": services.withdraw_appeal,
    }
    acts = (_findings_act(rules.APPROVE, "hearing"),)
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "申诉",
                "number",
                To("file", "档案", slug="aid"),
                Computed("档案状态", _file_state),
                Text("file__person__name", "申诉人"),
                Text("file__union", "工会"),
                "text",
                "findings",
                "answer",
                "answered_on",
                "due_on",
            ),
        ),
        Tab("decision", "所诉认定", "aid/desk/appealed.html", _decision),
        Timeline(),
    )
