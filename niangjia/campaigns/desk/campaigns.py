"""帮扶活动: plan, budget, standards, list, events, cash, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.http import HttpRequest

from niangjia.campaigns import queries, rules, services
from niangjia.campaigns.forms import campaigns as forms
from niangjia.campaigns.models import Campaign, DeliveryEvent
from niangjia.campaigns.rules import CampaignStatus
from niangjia.kernel.actor import Actor
from niangjia.kernel.money import show_yuan
from niangjia.ledger.rules import ProgrammeKind
from niangjia.members.models import Membership
from niangjia.members.queries import own_union_code
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Flag,
    Group,
    Link,
    Money,
    Number,
    Related,
    Status,
    Tab,
    Text,
    Timeline,
    UnionSubtree,
    register,
)

_OVER = (CampaignStatus.CLOSED, CampaignStatus.SUMMED, CampaignStatus.CANCELLED)


def _set_budget(campaign: Campaign, *, fund: Any, amount: Decimal, actor: Actor) -> Campaign:
    services.set_budget_line(campaign, fund, amount, actor=actor)
    return campaign


def _add_item(campaign: Campaign, *, actor: Actor, **values: Any) -> Campaign:
    services.add_item(campaign, **values, actor=actor)
    return campaign


def _close_item(campaign: Campaign, *, item: Any, actor: Actor) -> Campaign:
    return services.close_item(campaign, item, actor=actor)


def _draw(campaign: Campaign, *, under: Any, actor: Actor) -> Campaign:
    services.draw_list(campaign, under=under, actor=actor)
    return campaign


def _add_person(campaign: Campaign, *, member: Membership, actor: Actor, **more: Any) -> Campaign:
    services.add_person(campaign, member.person, **more, actor=actor)
    return campaign


def _open_event(campaign: Campaign, *, union: Any, actor: Actor, **values: Any) -> Campaign:
    services.open_event(campaign, union, **values, actor=actor)
    return campaign


def _give_cash(campaign: Campaign, *, item: Any, fund: Any, actor: Actor) -> Campaign:
    people = queries.unpaid_people(campaign, item.pk)
    services.give_cash(campaign, item, fund, people, actor=actor)
    return campaign


def _relief(campaign: Campaign, *, actor: Actor, **values: Any) -> Campaign:
    services.record_relief(campaign, **values, actor=actor)
    return campaign


def _service(campaign: Campaign, *, actor: Actor, **values: Any) -> Campaign:
    services.record_service(campaign, **values, actor=actor)
    return campaign


def _withdraw(campaign: Campaign, *, record: Any, reason: str, actor: Actor) -> Campaign:
    return services.withdraw_record(campaign, record, reason=reason, actor=actor)


def _is_over(campaign: Campaign) -> bool:
    return campaign.status in _OVER


def _no_cash(campaign: Campaign) -> bool:
    return campaign.status != CampaignStatus.RUNNING or not any(
        item.is_cash for item in campaign.items.filter(is_open=True)
    )


def _no_emergency(campaign: Campaign) -> bool:
    return _is_over(campaign) or campaign.programme.kind != ProgrammeKind.EMERGENCY


def _drawn(campaign: Campaign) -> bool:
    return _is_over(campaign) or campaign.audience in (rules.Audience.LIST, rules.Audience.NONE)


def _unnamed(campaign: Campaign) -> bool:
    return _is_over(campaign) or not rules.needs_list(campaign.audience)


def _nothing_to_withdraw(campaign: Campaign) -> bool:
    live = {"withdrawn_on": None}
    return not (
        campaign.relief_money.filter(**live).exists() or campaign.services.filter(**live).exists()
    )


def _preview_cash(campaign: Campaign, actor: Actor, cleaned: dict[str, Any]) -> list[str]:
    return forms.unpaid_words(campaign, cleaned)


def _act(
    code: str,
    label: str,
    service: Callable[..., Any],
    form: Any,
    hidden_when: Callable[[Any], bool] = _is_over,
    **more: Any,
) -> Act:
    permission = more.pop("permission", "campaigns.edit")
    return Act(code, label, permission, service, form=form, hidden_when=hidden_when, **more)


def _items(campaign: Campaign, actor: Actor) -> Iterable[Any]:
    return campaign.items.select_related("goods").order_by("pk")


def _budget(campaign: Campaign, actor: Actor) -> Iterable[Any]:
    return queries.budget_of(campaign)


def _list(campaign: Campaign, actor: Actor) -> Iterable[Any]:
    return queries.on_list(campaign)


def _events(campaign: Campaign, actor: Actor) -> Iterable[Any]:
    rows = DeliveryEvent.objects.visible_to(actor, "campaigns.view").filter(campaign=campaign)
    return rows.select_related("union").order_by("-on", "-pk")


def _deliveries(campaign: Campaign, actor: Actor) -> Iterable[Any]:
    return queries.deliveries_of(campaign)


def _money(campaign: Campaign, actor: Actor) -> Iterable[Any]:
    return queries.relief_of(campaign)


def _services(campaign: Campaign, actor: Actor) -> Iterable[Any]:
    return campaign.services.select_related("employer").order_by("-on", "-pk")


def _summary(campaign: Campaign, actor: Actor, request: HttpRequest) -> dict[str, Any]:
    found = queries.totals(campaign)
    return {
        "made": (
            ("人次", f"{found.attendance:,} 人次"),
            ("人数(记名)", f"{found.people:,} 人"),
            ("物资(按采购价)", show_yuan(found.goods_amount)),
            ("慰问金(已付到)", show_yuan(found.cash_amount)),
            ("合计", show_yuan(found.amount)),
            ("慰问金在途", show_yuan(found.waiting_amount)),
        ),
        "budget": [
            (
                use.line.fund,
                f"安排 {show_yuan(use.line.amount)},慰问金已用 {show_yuan(use.taken_amount)},"
                f"剩余 {show_yuan(use.left_amount)}",
            )
            for use in queries.budget_of(campaign)
        ],
    }


@register
class CampaignDesk(Desk):
    """帮扶活动."""

    slug = "campaigns"
    model = Campaign
    title = noun = "帮扶活动"
    menu = ("帮扶", 40)
    area = "campaigns"
    related = ("union", "programme")
    columns = (
        Link("name"),
        Text("programme__kind", "类别"),
        Text("union"),
        Status("status", tones={"running": "ok"}),
        Day("from_on"),
        Day("until_on"),
        Computed("惠及", lambda row: row.attendance_count, unit="人次"),
        Money("given_amount", "已发放"),
    )
    card = ("name", "status", "惠及", "given_amount")
    filters = (
        Choice("status"),
        Choice("programme__kind", "类别"),
        UnionSubtree("union"),
        DateRange("from_on"),
    )
    search = staticmethod(queries.find_campaigns)
    search_hint = "活动编号或名称"
    list_intro = "四季送、两节和五一慰问、温暖回家路、防疫应急等活动:先计划,再发放,最后汇总。"
    empty_hint = "还没有活动。请新增一个活动,选择项目和发放对象。"
    form = forms.CampaignForm
    workflow = rules.CAMPAIGN
    verbs: ClassVar[Any] = {
        "begin": services.begin,
        "end": services.end,
        "reopen": services.reopen,
        "sum_up": services.sum_up,
        "cancel": services.cancel,
    }
    acts = (
        _act(
            "open_event",
            "开设发放场次",
            _open_event,
            forms.EventForm,
            lambda row: row.status != CampaignStatus.RUNNING,
            permission="campaigns.deliver",
        ),
        _act(
            "give_cash",
            "发放慰问金",
            _give_cash,
            forms.CashForm,
            _no_cash,
            permission="campaigns.deliver",
            preview=_preview_cash,
        ),
        _act("add_item", "添加发放标准", _add_item, forms.ItemForm),
        _act("close_item", "停用发放标准", _close_item, forms.CloseItemForm),
        _act("set_budget", "安排预算", _set_budget, forms.BudgetForm),
        _act("draw", "按条件生成名单", _draw, forms.DrawForm, _drawn),
        _act("add_person", "名单增加人员", _add_person, forms.PersonForm, _unnamed),
        _act("relief", "登记筹集、下拨", _relief, forms.ReliefForm, _no_emergency),
        _act("service", "登记服务", _service, forms.ServiceForm),
        _act(
            "withdraw", "撤销误录", _withdraw, forms.WithdrawForm, _nothing_to_withdraw, danger=True
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group("活动", "number", "programme", "union", "from_on", "until_on", "place"),
            Group("对象", "audience", "note"),
            Group("办理", "due_on"),
        ),
        Tab("summary", "汇总", "campaigns/desk/summary.html", _summary),
        Related(
            "发放标准",
            _items,
            (
                Computed("标准", str),
                Flag("may_repeat"),
                Flag("is_open"),
            ),
            add_act="add_item",
            code="items",
            empty="还没有发放标准。请添加每人发放的物资和数量,或慰问金。",
        ),
        Related(
            "预算",
            _budget,
            (
                Computed("资金", lambda use: use.line.fund),
                Day("line__decided_on", "安排日期"),
                Money("line__amount", "安排"),
                Money("taken_amount", "慰问金已用"),
                Money("left_amount", "剩余"),
            ),
            add_act="set_budget",
            code="budget",
            empty="还没有安排预算。发放慰问金前请先安排。",
        ),
        Related(
            "名单",
            _list,
            (
                "person",
                "union",
                "token",
                Computed("银行账号", lambda row: "已填" if row.bank_card_sealed else "—"),
            ),
            link="campaign-lists",
            add_act="add_person",
            more=lambda campaign: f"/campaign-lists/?q={campaign.number}",
            code="list",
            empty="名单中还没有人员。可以按条件生成、逐个增加,或在“发放名单”中导入。",
            hidden_when=lambda row: not rules.needs_list(row.audience),
        ),
        Related(
            "发放场次",
            _events,
            ("site", "union", Day("on", "日期")),
            link="delivery-events",
            add_act="open_event",
            code="events",
            empty="还没有发放场次。活动开始后,为每个发放地点和日期开设一场。",
        ),
        Related(
            "发放记录",
            _deliveries,
            (
                Computed("对象", lambda row: row.recipient),
                "union",
                Number("head_count"),
                Money("amount", "金额"),
                Day("given_on"),
                Text("receipt_kind"),
                Day("taken_back_on"),
            ),
            link="deliveries",
            code="deliveries",
        ),
        Related(
            "筹集、下拨",
            _money,
            (
                Text("stage"),
                Day("on"),
                Money("amount", "金额"),
                Text("party"),
                Text("voucher"),
                Day("withdrawn_on"),
            ),
            code="money",
            empty="在这里登记筹集和下拨的资金;预算和支出另计。",
            hidden_when=lambda row: row.programme.kind != ProgrammeKind.EMERGENCY,
        ),
        Related(
            "服务记录",
            _services,
            (
                Text("kind"),
                Day("on"),
                Text("title"),
                Number("head_count"),
                Text("employer"),
                Day("withdrawn_on"),
            ),
            add_act="service",
            code="services",
        ),
        Timeline(),
    )

    def initial(self, actor: Actor, data: Mapping[str, str]) -> dict[str, Any]:
        """The actor's own union, where she has one."""
        return {"union": own_union_code(actor, "campaigns.edit"), **super().initial(actor, data)}

    def prepare(self, rows: list[Any], actor: Actor) -> None:
        """Attendance and money given, in one query."""
        queries.attach_totals(rows)
