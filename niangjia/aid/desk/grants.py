"""救助发放: proposals, approval with the ceilings in words, and how the payment went."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django.http import HttpRequest

from niangjia.aid.forms.grants import ApprovalForm, GrantForm, NoFileGrantForm, grant_values
from niangjia.aid.models import Grant, HouseholdFile
from niangjia.aid.queries import granting as queries
from niangjia.aid.queries.desk import answers_of
from niangjia.aid.queries.escalation import escalated
from niangjia.aid.queries.help import Had, had_by_file, had_by_grant
from niangjia.aid.rules.grant_flow import GRANT
from niangjia.aid.services import granting as services
from niangjia.kernel.actor import Actor
from niangjia.web.desk import (
    Act,
    Choice,
    Column,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Group,
    Link,
    Masked,
    Money,
    Preset,
    Related,
    Status,
    Tab,
    Text,
    Timeline,
    UnionSubtree,
    register,
)


def propose(file: HouseholdFile, *, actor: Actor, **cleaned: Any) -> HouseholdFile:
    """The act on a file's page; the file is handed back, its new grant stands in the tab."""
    services.propose_grant(file, grant_values(cleaned), actor=actor)
    return file


PROPOSE = Act(
    "propose_grant",
    "提出救助",
    "aid.grant",
    propose,
    form=GrantForm,
    hidden_when=lambda file: not queries.can_be_granted(file),
)
"""For the desk of files."""


def had_rows(file: HouseholdFile, actor: Actor) -> Iterable[Had]:
    """Everything this household had, for the file's page."""
    return had_by_file(file)


HAD = Related(
    "已获帮扶",
    had_rows,
    (
        Computed("年度", lambda one: one.year),
        Computed("来源", lambda one: one.kind),
        Computed("救助单位", lambda one: one.giver),
        Computed("内容", lambda one: one.what),
        Computed("项目", lambda one: one.programme or "—"),
        Computed("受助人", lambda one: one.whom),
        Computed("金额", lambda one: f"{one.amount:,}", unit="元"),
        Computed("状态", lambda one: one.state),
    ),
    add_act="propose_grant",
    code="had",
    empty="近三年还没有得到过帮扶。",
)
"""For the desk of files: 帮扶总览 of three years, whoever gave it."""


def _allowance(grant: Grant, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    found = queries.allowed(grant) if grant.status == GRANT.initial else None
    return {
        "trace": found.trace if found else grant.trace,
        "refusals": found.refusals if found else (),
        "unconfirmed": found.unconfirmed if found else grant.unconfirmed,
        "had": had_by_grant(grant),
        "answers": answers_of(grant.file, actor) if grant.file else (),
    }


def _approve(
    grant: Grant, *, actor: Actor, amount: Decimal | None = None, seen: bool = True
) -> Grant:
    return services.approve_grant(grant, amount=amount, actor=actor)


def _payments(grant: Grant, actor: Actor) -> Iterable[Any]:
    return queries.payments_of(grant)


@register
class GrantDesk(Desk):
    """救助发放."""

    slug = "grants"
    model = Grant
    title = "救助发放"
    noun = "救助"
    menu = ("帮扶", 20)
    area = "aid"
    related = ("person", "union", "programme", "fund", "fund__union")
    detail_related = ("file", "file__union", "member")
    columns = (
        Link("number"),
        Text("person__name", "领款人"),
        Text("union"),
        Text("aid_type"),
        Money("asked_amount", "提议金额"),
        Money("amount", "批准金额"),
        Text("programme"),
        Status("status"),
        Day("due_on"),
        Day("paid_on"),
    )
    card = ("number", "person__name", "asked_amount", "status")
    subtitle = "person__name"
    filters = (
        Choice("status"),
        Choice("aid_type"),
        UnionSubtree("union"),
        DateRange("paid_on"),
        Preset("overdue", "超过办理期限", queries.overdue_grants),
        Preset("escalated", "已提请督办", escalated),
    )
    search = staticmethod(queries.find_grants)
    search_hint = "救助编号、档案编号或姓名"
    list_intro = "提出 → 审批(预留资金)→ 财务付款 → 到账。每笔救助只用一个项目、一项资金,打卡发放。"
    empty_hint = "还没有救助。在册困难职工的救助从其档案中提出;未建档的可在这里提出临时救助。"
    form = NoFileGrantForm
    create_permission = "aid.grant"
    can_edit = False
    workflow = GRANT
    verbs: ClassVar[Any] = {
        "approve": _approve,
        "refuse": services.refuse_grant,
        "cancel": services.cancel_grant,
    }
    step_forms: ClassVar[Any] = {"approve": ApprovalForm}
    tabs: ClassVar[Any] = (
        Facts(
            Group(
                "救助",
                "number",
                "person",
                "member",
                "union",
                "file",
                "aid_type",
                "category",
                "file_level",
                "grounds",
            ),
            Group(
                "资金",
                "programme",
                "fund",
                Column("year"),
                Money("asked_amount"),
                Money("amount"),
                Masked("bank_account", "收款账号"),
                "bank_name",
                "approved_on",
                "paid_on",
            ),
            Group(
                "医疗费用",
                Money("compliant_amount"),
                Money("basic_amount"),
                Money("critical_amount"),
                Money("supplementary_amount"),
                Money("mutual_aid_amount"),
            ),
        ),
        Tab("allowance", "核定过程", "aid/desk/allowance.html", _allowance),
        Related(
            "付款",
            _payments,
            (
                Text("number"),
                Money("amount"),
                Status("status"),
                Day("paid_on"),
                Text("bank_note"),
            ),
            link="payments",
            code="payments",
            empty="批准后由财务付款,付款情况显示在这里。",
        ),
        Timeline(),
    )
    reveals = ("bank_account",)
