"""Forms of employers (用人单位)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from niangjia.employers import queries, services
from niangjia.employers.models import Employer
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.web.desk import (
    ActorForm,
    ActorModelForm,
    Group,
    RegionField,
    UnionField,
)


class EmployerForm(ActorModelForm):
    """An employer's file. A similar name in the same county has to be confirmed once."""

    union = UnionField(
        label="主管工会", permission="employers.edit", help_text="一般为所在街镇或区县的总工会。"
    )
    kept_from = forms.DateField(
        label="新主管工会自何日起",
        initial=clock.today,
        required=False,
        help_text="换了主管工会才用,不填为今天。此前各日的统计仍计在原主管工会名下;"
        "原来填错了,就填原主管工会开始管理的日期(没有换过的,填登记日期)。",
    )
    region = RegionField(label="所在政区")
    is_another = forms.BooleanField(
        label="确认不是同一单位", required=False, widget=forms.HiddenInput
    )

    groups = (
        Group(
            "基本信息",
            "name",
            "credit_code",
            "union",
            "kept_from",
            "region",
            "unit_type",
            "industry",
        ),
        Group("职工", "worker_count", "women_worker_count", "counted_on"),
        Group("平台用工", "is_platform", "is_platform_partner"),
        Group("联系方式", "address", "contact_name", "contact_phone"),
    )

    class Meta:
        model = Employer
        fields: ClassVar[tuple[str, ...]] = (
            "name", "credit_code", "union", "region", "unit_type", "industry", "worker_count",
            "women_worker_count", "counted_on", "is_platform", "is_platform_partner", "address",
            "contact_name", "contact_phone",
        )  # fmt: skip
        help_texts: ClassVar[dict[str, str]] = {
            "credit_code": "18位,可以暂缺。校验码不对不能保存。",
            "counted_on": "职工人数是哪一天的数。",
        }

    def _take(self, actor: Actor) -> None:
        if not self.instance.pk:
            self.fields["counted_on"].initial = clock.today
            del self.fields["kept_from"]
        super()._take(actor)

    def clean_credit_code(self) -> str:
        """Codes are written in capitals."""
        code: str = self.cleaned_data["credit_code"].strip().upper()
        return code

    def clean(self) -> dict[str, Any]:
        """Ask once when a similar name is already there."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name, region = cleaned.get("name"), cleaned.get("region")
        if not name or region is None or cleaned.get("is_another"):
            return cleaned
        if self.instance.pk and "name" not in self.changed_data:
            return cleaned
        similar = queries.look_alikes(name, region.code, exclude=self.instance.pk)
        if similar:
            self._ask(similar)
        return cleaned

    def save(self, actor: Actor) -> Employer:  # type: ignore[override]  # as ActorModelForm
        """Enter or edit through the services."""
        values = {k: v for k, v in self.cleaned_data.items() if k != "is_another"}
        if self.instance.pk:
            kept_from = values.pop("kept_from")
            return services.edit_employer(self.instance, values, kept_from=kept_from, actor=actor)
        return services.register_employer(**values, actor=actor)

    def _ask(self, similar: list[Employer]) -> None:
        names = "、".join(f"“{each.name}”" for each in similar)
        self.fields["is_another"].widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
        self.add_error(
            "is_another", f"同一区县已有相似的单位:{names}。确实是另一个单位时,勾选后再保存。"
        )


class CoverForm(ActorForm):
    """Which grass-roots union covers the employer, from when."""

    union = UnionField(label="覆盖工会", permission="employers.edit")
    on = forms.DateField(label="起始日期", initial=clock.today)


class EndForm(ActorForm):
    """The day and the reason on which something ends."""

    on = forms.DateField(label="日期", initial=clock.today)
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea)
