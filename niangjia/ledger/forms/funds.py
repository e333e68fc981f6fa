"""Forms of funds, programmes and budgets; money received, passed down, put right."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.money import show_yuan
from niangjia.ledger import queries, services
from niangjia.ledger.forms import own_union
from niangjia.ledger.models import Entry, Fund, Programme
from niangjia.web.desk import ActorForm, ActorModelForm, Group, NumberField, PickerField, UnionField

_DAY_HELP = "不填为今天。"


def amount_field(label: str = "金额(元)", **more: Any) -> NumberField:
    """Yuan with two places."""
    return NumberField(
        label=label,
        max_digits=16,
        decimal_places=2,
        min_value=0,
        error_messages={"max_decimal_places": "金额最多两位小数(精确到分)。"},
        **more,
    )


def _free(fund: Fund) -> str:
    return f"可用余额 {show_yuan(fund.free_amount)}。"


class FundForm(ActorModelForm):
    """A new fund; of an old one only name and document change."""

    union = UnionField(permission="ledger.edit", label="持有工会")
    groups = (Group("资金", "union", "name", "source", "year", "document", "code"),)

    class Meta:
        model = Fund
        fields = ("union", "name", "source", "year", "document", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("union", "source", "year", "code"):
                del self.fields[name]
            return
        self.fields["union"].initial = own_union(self.actor, "ledger.edit")
        self.fields["year"].initial = clock.today().year
        self.fields["code"].required = False
        self.fields["code"].help_text = "不填由系统编号。"

    def save(self, actor: Actor) -> Fund:  # type: ignore[override]  # writes through a service
        """Open or correct it."""
        if self.instance.pk:
            return services.edit_fund(self.instance, self.cleaned_data, actor=actor)
        values = dict(self.cleaned_data)
        union, name, source = (values.pop(key) for key in ("union", "name", "source"))
        return services.open_fund(union, name, source, **values, actor=actor)


class ProgrammeForm(ActorModelForm):
    """A new programme; of an old one only name and days change."""

    union = UnionField(permission="ledger.edit", label="设立工会")
    groups = (Group("项目", "union", "name", "kind", "from_on", "until_on", "code"),)

    class Meta:
        model = Programme
        fields = ("union", "name", "kind", "from_on", "until_on", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("union", "kind", "code"):
                del self.fields[name]
            return
        self.fields["union"].initial = own_union(self.actor, "ledger.edit")
        self.fields["name"].help_text = "品牌名称,如“金秋助学”“关爱女职工”。"
        self.fields["code"].required = False
        self.fields["code"].help_text = "项目化管理编号;不填由系统编号。"

    def save(self, actor: Actor) -> Programme:  # type: ignore[override]  # writes through a service
        """Open or correct it."""
        if self.instance.pk:
            return services.edit_programme(self.instance, self.cleaned_data, actor=actor)
        values = dict(self.cleaned_data)
        union, name, kind = (values.pop(key) for key in ("union", "name", "kind"))
        return services.open_programme(union, name, kind, **values, actor=actor)


class ReceiveForm(ActorForm):
    """Money that arrived."""

    amount = amount_field("到账金额(元)")
    on = forms.DateField(label="到账日期", required=False, help_text=_DAY_HELP)
    note = forms.CharField(label="摘要", max_length=100, required=False)


class PassDownForm(ActorForm):
    """Money for a fund of a union below."""

    to_fund = PickerField(picker="funds", permission="ledger.view", label="接收资金")
    amount = amount_field("下拨金额(元)")
    on = forms.DateField(label="下拨日期", required=False, help_text=_DAY_HELP)
    note = forms.CharField(label="摘要", max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = _free(self.subject)


class HandOverForm(ActorForm):
    """Money for the union that takes over."""

    to_id = forms.TypedChoiceField(label="接收工会", coerce=int)
    amount = amount_field("移交金额(元)")
    on = forms.DateField(label="移交日期", required=False, help_text=_DAY_HELP)
    note = forms.CharField(
        label="依据", max_length=60, required=False, help_text="如分立批复文号。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        union = self.subject.union
        heirs = [(heir.pk, heir.name) for heir in queries.heirs_of(union)]
        self.fields["to_id"].choices = heirs  # type: ignore[attr-defined]  # a choice field
        self.fields["amount"].help_text = _free(self.subject)
        if not union.is_open:
            self.fields["amount"].initial = self.subject.free_amount


class BudgetForm(ActorForm):
    """A budget, or its adjustment."""

    programme_id = forms.TypedChoiceField(label="项目", coerce=int)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    amount = amount_field("预算(元)")
    reason = forms.CharField(
        label="调整原因和批准依据", max_length=300, required=False, help_text="首次编制不用填。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = queries.programmes_for(self.subject.union, clock.today())
        choices = [(row.pk, f"{row.name}({row.code})") for row in rows]
        self.fields["programme_id"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["year"].initial = self.subject.year


class CorrectForm(ActorForm):
    """Why an entry is wrong."""

    reason = forms.CharField(
        label="冲销原因", max_length=150, widget=forms.Textarea(attrs={"rows": 3})
    )


def correction_lines(entry: Entry, actor: Actor, cleaned: dict[str, Any]) -> list[str]:
    """What the counter entry will do."""
    lines = [f"生成一张反向凭证,冲销“{entry.summary}”{entry.amount:,} 元。"]
    if hasattr(entry, "received_as"):
        lines.append(f"接收方{entry.received_as.union}的凭证同时冲销。")
    return lines
