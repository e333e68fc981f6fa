"""Forms of campaigns: plan, budget, standards, lists, events, cash, emergency and services."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from niangjia.campaigns import queries, rules, services
from niangjia.campaigns.models import Campaign, Goods, ReliefMoney, ServiceRecord
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import Actor
from niangjia.ledger.models import Programme
from niangjia.web.desk import (
    ActorForm,
    ActorModelForm,
    EmployerField,
    Group,
    NumberField,
    PickerField,
    UnionField,
)

if TYPE_CHECKING:
    _ModelChoice = forms.ModelChoiceField[Any]
else:
    _ModelChoice = forms.ModelChoiceField


def money_field(label: str = "金额(元)", **more: Any) -> NumberField:
    """Yuan with two places."""
    return NumberField(
        label=label,
        max_digits=14,
        decimal_places=2,
        min_value=Decimal("0.01"),
        error_messages={"max_decimal_places": "金额最多两位小数(精确到分)。"},
        **more,
    )


def day_field(label: str = "日期", **more: Any) -> forms.DateField:
    """A day, today unless told."""
    return forms.DateField(label=label, initial=clock.today, **more)


def programmes_of(actor: Actor) -> Any:
    """Open programmes of the actor's unions, of those above and those below them."""
    near = Q(pk__in=())
    for path in actor.roots("campaigns.edit"):
        near |= Q(union__path__in=policy.upwards(path)) | Q(union__path__startswith=path)
    if actor.is_system:
        near = Q()
    rows = Programme.objects.filter(near, Q(until_on=None) | Q(until_on__gte=clock.today()))
    return rows.filter(is_open=True).exclude(kind__in=rules.PAIRINGS).order_by("-from_on", "code")


class ProgrammeChoice(_ModelChoice):
    """A programme with its kind."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}({obj.get_kind_display()},{obj.code})"


class CampaignForm(ActorModelForm):
    """A planned campaign; union and programme stay once it is entered."""

    union = UnionField(permission="campaigns.edit", label="主办工会")
    programme = ProgrammeChoice(
        queryset=Programme.objects.none(),
        label="项目",
        help_text="品牌(如“夏送清凉”)是项目的名称;没有合适的项目,请财务先设立。",
    )
    groups = (
        Group("活动", "union", "programme", "name", "from_on", "until_on", "place"),
        Group("对象", "audience", "note"),
    )

    class Meta:
        model = Campaign
        fields = (
            "union",
            "programme",
            "name",
            "from_on",
            "until_on",
            "place",
            "audience",
            "note",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["union"], self.fields["programme"]
        else:
            self.fields["programme"].queryset = programmes_of(self.actor)  # type: ignore[attr-defined]

    def save(self, actor: Actor) -> Campaign:  # type: ignore[override]  # writes through a service
        """Plan or change it."""
        values = dict(self.cleaned_data)
        if self.instance.pk:
            stored = Campaign.objects.get(pk=self.instance.pk)
            return services.edit_campaign(stored, values, actor=actor)
        union, programme = values.pop("union"), values.pop("programme")
        return services.plan_campaign(union, programme, values, actor=actor)


class BudgetForm(ActorForm):
    """How much of a fund is meant for it."""

    fund = PickerField(picker="funds", permission="ledger.view", label="资金")
    amount = money_field("安排金额(元)")


class ItemForm(ActorForm):
    """What one person gets: goods and quantity, or cash."""

    goods = forms.ModelChoiceField(
        queryset=Goods.objects.none(),
        label="物资",
        required=False,
        empty_label="(慰问金)",
        help_text="没有要发的物资时,请先在“慰问物资”中登记。",
    )
    quantity = forms.IntegerField(label="每人数量", min_value=1, max_value=9999, required=False)
    amount = money_field("每人慰问金(元)", required=False)
    may_repeat = forms.BooleanField(label="可以重复领取", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        path = self.subject.union.path
        rows = Goods.objects.filter(union__path__in=policy.upwards(path)).order_by("name", "pk")
        self.fields["goods"].queryset = rows  # type: ignore[attr-defined]  # a choice field
        self.fields["goods"].label_from_instance = _goods_words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Empty numbers are nothing."""
        cleaned = super().clean() or {}
        cleaned["quantity"] = cleaned.get("quantity") or 0
        cleaned["amount"] = cleaned.get("amount") or Decimal("0.00")
        return cleaned


def _goods_words(goods: Goods) -> str:
    return f"{goods.name}(每{goods.measure}{goods.price_amount}元,库存{goods.stock_count})"


class _OwnChoice(_ModelChoice):
    """Rows of the object at hand."""


class CloseItemForm(ActorForm):
    """Which standard is used no more."""

    item = _OwnChoice(queryset=None, label="发放标准")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.subject.items.filter(is_open=True).select_related("goods")
        self.fields["item"].queryset = rows  # type: ignore[attr-defined]  # a choice field


class DrawForm(ActorForm):
    """For whom the list is drawn."""

    under = UnionField(
        permission="campaigns.edit",
        label="范围",
        required=False,
        help_text="不填为主办工会及全部下级;再次生成只增加新的人员。",
    )


class PersonForm(ActorForm):
    """One more on the list."""

    member = PickerField(picker="memberships", permission="members.view", label="会员")
    account_number = forms.CharField(
        label="银行账号", max_length=40, required=False, help_text="只发物资的不用填写。"
    )
    bank_name = forms.CharField(label="开户银行", max_length=100, required=False)


class AccountForm(ActorForm):
    """The account that cash goes to."""

    account_number = forms.CharField(label="银行账号", max_length=40)
    bank_name = forms.CharField(label="开户银行", max_length=100, required=False)


class EventForm(ActorForm):
    """A place and a day of handing out."""

    union = UnionField(permission="campaigns.deliver", label="发放工会")
    on = day_field("发放日期")
    site = forms.CharField(label="发放地点", max_length=100)
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].initial = self.subject.union


class CashForm(ActorForm):
    """Which standard, out of which fund; everybody on the list who has an account and got none."""

    item = _OwnChoice(queryset=None, label="慰问金标准")
    fund = PickerField(picker="funds", permission="ledger.view", label="资金")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.subject.items.filter(is_open=True, goods=None)
        self.fields["item"].queryset = rows  # type: ignore[attr-defined]  # a choice field


class ReliefForm(ActorForm):
    """Money raised or allotted."""

    stage = forms.ChoiceField(label="环节", choices=rules.ReliefStage.choices())
    on = day_field()
    amount = money_field()
    party = forms.CharField(label="来自或拨给", max_length=100)
    voucher = forms.CharField(label="凭证号或文号", max_length=60)


class ServiceForm(ActorForm):
    """A service that hands out nothing."""

    kind = forms.ChoiceField(label="服务类别", choices=rules.ServiceKind.choices())
    on = day_field()
    title = forms.CharField(label="内容或文件名称", max_length=150)
    head_count = forms.IntegerField(
        label="服务人次或人数",
        min_value=1,
        max_value=rules.MOST_HEADS,
        required=False,
        help_text="志愿服务、应急培训填新增人数:同一人参加几次,只在第一次登记。",
    )
    employer = EmployerField(
        permission="employers.view", label="用人单位", required=False, help_text="用工指导须选择。"
    )

    def clean(self) -> dict[str, Any]:
        """What each kind of service needs."""
        cleaned = super().clean() or {}
        cleaned["head_count"] = cleaned.get("head_count") or 0
        kind = cleaned.get("kind")
        if kind in rules.WITH_HEADS and not cleaned["head_count"]:
            self.add_error("head_count", rules.WITH_HEADS[rules.ServiceKind(kind)])
        if kind == rules.ServiceKind.GUIDANCE and not cleaned.get("employer"):
            self.add_error("employer", "用工指导请选择用人单位。")
        return cleaned


class WithdrawForm(ActorForm):
    """Which line of relief money or service was wrong."""

    record = forms.ChoiceField(label="记录")
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: dict[str, ReliefMoney | ServiceRecord] = {}
        live = {"withdrawn_on": None}
        for row in self.subject.relief_money.filter(**live).order_by("-on", "-pk"):
            self.rows[f"money-{row.pk}"] = row
        for row in self.subject.services.filter(**live).order_by("-on", "-pk"):
            self.rows[f"service-{row.pk}"] = row
        words = [(key, f"{row.on} {row}") for key, row in self.rows.items()]
        self.fields["record"].choices = words  # type: ignore[attr-defined]  # a choice field

    def clean_record(self) -> ReliefMoney | ServiceRecord:
        """The row itself."""
        return self.rows[self.cleaned_data["record"]]


def unpaid_words(campaign: Campaign, cleaned: dict[str, Any]) -> list[str]:
    """What giving cash would do, for the preview."""
    item, fund = cleaned["item"], cleaned["fund"]
    people = queries.unpaid_people(campaign, item.pk)
    whole = item.amount * len(people)
    without = queries.on_list(campaign).filter(bank_card_sealed=None).count()
    lines = [
        f"名单中有银行账号、还没有发放的 {len(people)} 人,每人 {item.amount:,} 元,共 {whole:,} 元。",
        f"资金:{fund.name};确认后占用资金,由另一人在“付款”中批准后送银行。",
    ]
    if without:
        lines.append(f"另有 {without} 人没有银行账号,这次不发;补填账号后可再办理。")
    return lines
