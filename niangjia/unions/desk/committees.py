"""Terms (换届) and officers (工会干部) of all unions in sight, with what falls due."""

from __future__ import annotations

from django.db.models import QuerySet

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.unions import forms, queries, rules, services
from niangjia.unions.models import Officer, Term
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
    Number,
    Preset,
    Text,
    Todo,
    UnionSubtree,
    register,
    todo,
)


def _ended(term: Term) -> bool:
    return term.closed_on is not None


def _left(term: Term) -> str:
    if term.closed_on is not None:
        return "已结束"
    return rules.reminder_text(term.expires_on, clock.today())


def _title(officer: Officer) -> str:
    return rules.post_label(officer.committee, officer.post)


def _to_re_elect(actor: Actor) -> QuerySet[Term]:
    return queries.named_terms(queries.due_terms(Term.objects.visible_to(actor, "unions.edit")))


def _due(days: int) -> Preset:
    return Preset(
        f"due{days}", f"{days}天内届满", lambda rows: queries.due_terms(rows, within=days)
    )


@register
class TermDesk(Desk):
    """换届管理."""

    slug = "terms"
    model = Term
    title = "换届"
    noun = "届次"
    menu = ("组织", 40)
    area = "unions"
    related = ("union",)
    subtitle = "union__name"
    columns = (
        Link("union__name", "工会"),
        Text("committee"),
        Number("number"),
        Number("years"),
        Day("starts_on"),
        Day("expires_on"),
        Computed("期限", _left),
    )
    card = ("union__name", "committee", "expires_on", "期限")
    filters = (
        UnionSubtree("union"),
        Choice("committee"),
        DateRange("expires_on"),
        Preset("due", "应提醒(含超期)", queries.due_terms),
        Preset("overdue", "换届超期", queries.overdue_terms),
        _due(30),
        _due(90),
        _due(180),
        Preset("current", "在任", queries.current_terms),
    )
    order = ("expires_on", "id")
    in_global_search = False
    can_create = False
    can_edit = False
    acts = (
        Act("extend", "延期换届", "unions.edit", services.extend_term, form=forms.ExtendForm,
            above=True, hidden_when=_ended,
            help="一般不超过六个月,须经上一级工会批准。"),
        Act("close", "提前结束", "unions.edit", services.close_term, form=forms.EndForm,
            hidden_when=_ended, danger=True),
    )  # fmt: skip
    tabs = (
        Facts(
            Group("届次", Text("union__name", "工会"), "committee", "number", "years",
                  "election_form", "approval_number"),
            Group("任期", "starts_on", "ends_on", "extended_until", "extension_approval_number",
                  "closed_on", Computed("期限", _left)),
        ),
    )  # fmt: skip
    list_intro = "新的一届在工会页面“登记换届”。届满前180、90、30天提醒,当地另有规定的从其规定。"


@register
class OfficerDesk(Desk):
    """工会干部."""

    slug = "officers"
    model = Officer
    title = "工会干部"
    menu = ("组织", 50)
    area = "unions"
    related = ("union", "term")
    subtitle = "union__name"
    columns = (
        Link("name"),
        Text("union__name", "工会"),
        Text("committee"),
        Computed("职务", _title),
        Text("mode"),
        Day("from_on"),
        Day("until_on"),
        Masked("phone"),
    )
    card = ("name", "union__name", "职务")
    filters = (
        UnionSubtree("union"),
        Choice("committee"),
        Choice("post"),
        Choice("mode"),
        Preset("sitting", "在任", queries.sitting),
    )
    search = staticmethod(queries.search_officers)
    search_hint = "姓名"
    can_create = False
    can_edit = False
    acts = (
        Act("dismiss", "登记离任", "unions.edit", services.dismiss_officer, form=forms.EndForm,
            hidden_when=lambda officer: officer.until_on is not None, danger=True),
    )  # fmt: skip
    tabs = (
        Facts(
            Group("任职", "name", Text("union__name", "工会"), "committee",
                  Computed("职务", _title), "mode", "from_on", "until_on", Masked("phone"), "email"),
            Group("劳动合同", "contract_ends_on",
                  Computed("依法延长至", queries.contract_extended_until)),
        ),
    )  # fmt: skip
    reveals = ("phone",)
    reveal_of = staticmethod(lambda officer: officer)


todo(
    Todo(
        "unions.re_elect",
        "换届",
        "unions.edit",
        _to_re_elect,
        url="/terms/?preset=due",
        due="expires_on",
        label="title",
        item_url="/terms/{ref}/",
        derive=lambda dues: queries.term_derivations(due.pk for due in dues),
    )
)
