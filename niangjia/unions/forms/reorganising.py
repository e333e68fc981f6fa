"""Forms of moving, merging, splitting and closing a union."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.kernel import clock
from niangjia.unions import queries, reorganise
from niangjia.unions.models import Union
from niangjia.unions.rules import AffiliationKind
from niangjia.web.desk import ActorForm, RegionField, UnionField, UnionsField


class _Dated(ActorForm):
    """Every reorganisation has a day and a reason."""

    on = forms.DateField(
        label="生效日期", initial=clock.today, help_text="可以是过去的日期,不能晚于今天。"
    )
    reason = forms.CharField(
        label="原因与依据", max_length=300, widget=forms.Textarea, help_text="例如批复文号。"
    )


class MoveForm(_Dated):
    """Under which union, on which line."""

    to = UnionField(label="新的上级工会", permission="unions.reorganise")
    kind = forms.ChoiceField(
        label="隶属关系",
        choices=AffiliationKind.choices(),
        initial=AffiliationKind.TERRITORIAL,
        help_text="会员按组织隶属计数;产业、经费隶属不影响统计。",
    )
    field_order = ("to", "kind", "on", "reason")


class MergeForm(_Dated):
    """Into which union, and which others go there at the same time."""

    into = UnionField(label="并入的工会", permission="unions.reorganise")
    others = UnionsField(
        label="同时并入的其他工会",
        permission="unions.reorganise",
        required=False,
        help_text="可以再选几个工会一并并入,每个都随即注销;手工填编码时用逗号隔开。",
    )
    field_order = ("into", "others", "on", "reason")

    def clean(self) -> dict[str, Any]:
        """The union itself is not one of the others."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.subject in cleaned.get("others", ()):
            self.add_error("others", f"不必再选“{self.subject.name}”:它就是本次并入的工会。")
        return cleaned


class SplitForm(_Dated):
    """The new union and what goes with it."""

    name = forms.CharField(label="新工会名称", max_length=100)
    region = RegionField(
        label="所在政区",
        required=False,
        help_text="分立地方总工会时填新工会所在的政区;不填则与原工会相同。",
    )
    approval_number = forms.CharField(label="建会批复文号", max_length=60, required=False)
    employers = forms.TypedMultipleChoiceField(
        label="分出的单位",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="在这些单位工作的会员随同转入新工会。",
    )
    children: Any = forms.ModelMultipleChoiceField(
        label="分出的下级工会",
        queryset=Union.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("name", "region", "approval_number", "employers", "children", "on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        employers: Any = self.fields["employers"]
        branches: Any = self.fields["children"]
        employers.choices = reorganise.splittable(self.subject)
        branches.queryset = queries.children(self.subject)
        if not employers.choices:
            employers.help_text = "没有覆盖的单位可以分出。"
        if not branches.queryset.exists():
            branches.help_text = "没有下级工会。"


class CloseForm(_Dated):
    """Who takes the members."""

    members_to = UnionField(
        label="会员转入",
        permission="unions.reorganise",
        required=False,
        help_text="还有会员时必须选择一个基层工会(可以是街镇的兜底工会)。",
    )
    field_order = ("members_to", "on", "reason")
