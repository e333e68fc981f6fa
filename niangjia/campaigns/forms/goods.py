"""Forms of goods in store: enter, receive, write off, count."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from niangjia.campaigns import services
from niangjia.campaigns.forms.campaigns import day_field
from niangjia.campaigns.models import Goods
from niangjia.kernel.actor import Actor
from niangjia.web.desk import ActorForm, ActorModelForm, Group, NumberField, UnionField


class GoodsForm(ActorModelForm):
    """New goods; of old ones only the words change."""

    union = UnionField(permission="campaigns.edit", label="保管工会")
    quantity = forms.IntegerField(label="本次入库数量", min_value=0, initial=0)
    groups = (
        Group("物资", "union", "name", "kind", "measure"),
        Group("采购", "price_amount", "source", "quantity"),
    )

    class Meta:
        model = Goods
        fields = ("union", "name", "kind", "measure", "price_amount", "source")
        field_classes: ClassVar[Any] = {"price_amount": NumberField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("union", "price_amount", "source", "quantity"):
                del self.fields[name]

    def save(self, actor: Actor) -> Goods:  # type: ignore[override]  # writes through a service
        """Enter or correct it."""
        values = dict(self.cleaned_data)
        if self.instance.pk:
            stored = Goods.objects.get(pk=self.instance.pk)
            return services.edit_goods(stored, **values, actor=actor)
        return services.open_goods(values.pop("union"), **values, actor=actor)


class ReceiveForm(ActorForm):
    """Goods that came in."""

    quantity = forms.IntegerField(label="入库数量", min_value=1, max_value=10_000_000)
    price_amount = NumberField(label="采购单价(元)", min_value=0, max_digits=10, decimal_places=2)
    on = day_field()
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price_amount"].initial = self.subject.price_amount


class WriteOffForm(ActorForm):
    """Goods that are spoilt or lost."""

    quantity = forms.IntegerField(label="损耗数量", min_value=1, max_value=10_000_000)
    on = day_field()
    reason = forms.CharField(label="原因", max_length=200)


class CountForm(ActorForm):
    """What was counted."""

    counted = forms.IntegerField(label="盘点数量", min_value=0, max_value=10_000_000)
    on = day_field()
    reason = forms.CharField(
        label="差异原因", max_length=200, required=False, help_text="与账面数量不同时必须填写。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counted"].help_text = f"账面数量 {self.subject.stock_count}。"
