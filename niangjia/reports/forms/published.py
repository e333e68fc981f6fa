"""Form of the register: a figure published elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.reports import services
from niangjia.reports.models import PublishedFigure
from niangjia.reports.services.published import Outside
from niangjia.web.desk import ActorForm, Group, UnionField

UNITS = ("人", "人次", "户", "对", "家", "个", "场", "件", "份", "张", "条", "元", "%")


class PublishForm(ActorForm):
    """Enter a figure of an outside document."""

    groups = (
        Group("数据", "union", "code", "label", "said", "unit"),
        Group("时间", "on", "start", "end"),
        Group("出处", "document", "document_on", "sha256"),
    )

    union = UnionField(label="工会", permission="reports.edit")
    code = forms.CharField(
        label="指标代码",
        max_length=120,
        required=False,
        help_text="如 members.total;指标目录里没有的,写名称和单位",
    )
    label = forms.CharField(label="名称", max_length=100, required=False)
    said = forms.CharField(label="公布写法", max_length=60, help_text="照原样,如 40.3万余人")
    unit = forms.ChoiceField(
        label="单位", choices=[("", "按指标"), *((unit, unit) for unit in UNITS)], required=False
    )
    on = forms.DateField(label="时点", required=False, help_text="存量填时点,如年末")
    start = forms.DateField(label="期间起日", required=False, help_text="期内新增填起止日期")
    end = forms.DateField(label="期间止日", required=False)
    document = forms.CharField(label="文件或报道标题", max_length=200)
    document_on = forms.DateField(label="公布日期", initial=clock.today)
    sha256 = forms.RegexField(
        r"^[0-9a-fA-F]{64}$", label="文件校验码(SHA-256)", required=False, strip=True
    )

    def clean(self) -> dict[str, Any]:
        """A free label needs a unit."""
        data = super().clean() or {}
        if not data.get("code") and not data.get("unit"):
            self.add_error("unit", "没有指标代码时,请选择单位。")
        return data

    def save(self, actor: Actor) -> PublishedFigure:
        """Enter it."""
        data = dict(self.cleaned_data)
        union = data.pop("union")
        data["sha256"] = data["sha256"].lower()
        data["code"] = data["code"].strip()
        return services.publish(union, Outside(**data), actor=actor)
