"""Forms of pairing: begin, contribute, projects, visits, exit, end."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from niangjia.campaigns import rules, services
from niangjia.campaigns.forms.campaigns import day_field, money_field
from niangjia.campaigns.models import Contribution, Pairing, PairingVisit, VillageProject
from niangjia.kernel.actor import Actor
from niangjia.web.desk import ActorForm, ActorModelForm, Group, UnionField


class PairingForm(ActorModelForm):
    """A village or a household; kind and union stay once entered."""

    union = UnionField(permission="campaigns.edit", label="结对工会")
    groups = (
        Group("结对", "union", "kind", "name", "place", "paired_on", "cadre"),
        Group("结对户填写", "people_count", "village", "cause"),
    )

    class Meta:
        model = Pairing
        fields = (
            "union",
            "kind",
            "name",
            "place",
            "paired_on",
            "cadre",
            "people_count",
            "village",
            "cause",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = Pairing.objects.visible_to(self.actor, "campaigns.view")
        villages = villages.filter(kind=rules.PairingKind.VILLAGE).exclude(
            status=rules.PairingStatus.ENDED
        )
        self.fields["village"].queryset = villages.order_by("name")  # type: ignore[attr-defined]
        self.fields["people_count"].required = False
        if self.instance.pk:
            del self.fields["union"], self.fields["kind"]
        if self.instance.kind == rules.PairingKind.VILLAGE:
            for name in ("people_count", "village", "cause"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """People belong to households."""
        cleaned = super().clean() or {}
        kind = cleaned.get("kind") or self.instance.kind
        if "people_count" not in self.fields:  # an old village
            return cleaned
        cleaned["people_count"] = cleaned.get("people_count") or 0
        if kind == rules.PairingKind.HOUSEHOLD and not 1 <= cleaned["people_count"] <= 50:
            self.add_error("people_count", "结对户请填写家庭人口(1到50人)。")
        if kind == rules.PairingKind.VILLAGE:
            cleaned.update(people_count=0, village=None)
        return cleaned

    def save(self, actor: Actor) -> Pairing:  # type: ignore[override]  # writes through a service
        """Begin or correct it."""
        values = dict(self.cleaned_data)
        if self.instance.pk:
            stored = Pairing.objects.get(pk=self.instance.pk)
            return services.edit_pairing(stored, values, actor=actor)
        union, kind = values.pop("union"), values.pop("kind")
        return services.pair(union, kind, values, actor=actor)


class ContributionForm(ActorForm):
    """Direct or introduced money, or purchases."""

    kind = forms.ChoiceField(
        label="性质",
        choices=rules.ContributionKind.choices(),
        help_text="直接投入与协调引进分开登记、分开统计。",
    )
    form = forms.ChoiceField(label="形式", choices=rules.ContributionForm.choices())
    amount = money_field()
    on = day_field()
    giver = UnionField(permission="unions.view", label="投入或协调的工会")
    purpose = forms.CharField(label="用途", max_length=200)
    introduced_from = forms.CharField(
        label="引进单位", max_length=100, required=False, help_text="只有协调引进的填写。"
    )
    voucher = forms.CharField(
        label="凭证号或文号", max_length=60, required=False, help_text="直接投入必填。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"].initial = self.subject.union


class ProjectForm(ActorForm):
    """A project begun."""

    name = forms.CharField(label="项目名称", max_length=100)
    kind = forms.ChoiceField(label="类别", choices=rules.ProjectKind.choices())
    on = day_field("开始日期")
    finished_on = forms.DateField(label="完成日期", required=False)


class VisitForm(ActorForm):
    """A visit."""

    on = day_field("走访日期")
    visitors = forms.CharField(
        label="走访人员", max_length=300, help_text="用顿号或逗号隔开;每人算一人次。"
    )
    is_leader = forms.BooleanField(label="主要负责人带队", required=False)
    findings = forms.CharField(label="走访情况", max_length=1000, widget=forms.Textarea)

    def clean_visitors(self) -> list[str]:
        """Names apart."""
        names = re.split(r"[、,,;;\s]+", self.cleaned_data["visitors"])
        return [name[:50] for name in names if name]


class DayForm(ActorForm):
    """The day it happened."""

    on = day_field()


class EndForm(ActorForm):
    """The first day on which the pairing is over."""

    on = day_field("结束日期")
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea)


class WithdrawForm(ActorForm):
    """Which contribution, project or visit was wrong."""

    done = forms.ChoiceField(label="记录")
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: dict[str, Contribution | VillageProject | PairingVisit] = {}
        for name, label in (
            ("contributions", "投入"),
            ("villageprojects", "项目"),
            ("pairingvisits", "走访"),
        ):
            for row in getattr(self.subject, name).filter(withdrawn_on=None).order_by("-on"):
                self.rows[f"{name}-{row.pk}"] = row
                row.__dict__["words"] = f"{label} {row.on} {row}"
        words = [(key, row.__dict__["words"]) for key, row in self.rows.items()]
        self.fields["done"].choices = words  # type: ignore[attr-defined]  # a choice field

    def clean_done(self) -> Contribution | VillageProject | PairingVisit:
        """The row itself."""
        return self.rows[self.cleaned_data["done"]]
