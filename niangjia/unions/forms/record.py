"""The union's record as a form: short when it is entered, complete when it is edited."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.forms.models import fields_for_model, model_to_dict

from niangjia.kernel.actor import Actor
from niangjia.unions import rules, services
from niangjia.unions.models import Union, UnionProfile
from niangjia.unions.rules import UnionTrait
from niangjia.web.desk import ActorModelForm, Group, RegionField, UnionField

PROFILE_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("类别与荣誉", ("traits", "home_stars", "model_home_level", "double_love_level", "honours",
                    "is_service_station")),
    ("联系方式", ("address", "postcode", "head_name", "head_phone", "head_email", "contact_name",
                  "contact_phone", "contact_email")),
    ("登记与账户", ("organisation_code", "legal_representative", "economic_type", "preparing_on",
                    "has_seal", "has_own_account", "account_tail", "annual_fund_amount")),
    ("双亮", ("shows_sign", "chair_shows_identity")),
    ("人员", ("worker_count", "women_worker_count", "full_time_staff_count",
              "part_time_staff_count", "branch_count", "congress_session")),
    ("民主管理", ("has_workers_congress", "workers_congress_form", "workers_congress_term",
                  "workers_congress_years", "workers_congress_delegate_count",
                  "workers_congress_on", "has_open_affairs", "has_law_supervision",
                  "has_dispute_mediation")),
    ("集体协商", ("has_collective_contract", "collective_contract_on", "collective_contract_until",
                  "collective_contract_is_filed", "collective_contract_count",
                  "has_wage_negotiation", "wage_negotiation_year", "wage_rise_rate")),
    ("互助与会员卡", ("in_mutual_aid", "mutual_aid_count", "issues_cards")),
    ("涵盖单位(填报)", ("covered_unit_count", "non_public_corporate_count",
                        "non_public_corporate_workers", "non_public_corporate_members",
                        "activity_unit_count", "activity_unit_workers", "activity_unit_members",
                        "social_organisation_count", "social_organisation_workers",
                        "social_organisation_members")),
    ("备注", ("note",)),
)  # fmt: skip
"""Fields of ``UnionProfile`` in plain groups; the detail page shows the same ones."""


class UnionForm(ActorModelForm):
    """A union: its place and kind when entered, and the whole record when edited.

    What only the level above may change is shown but closed to the union's own post.
    """

    region = RegionField(label="所在政区")
    parent = UnionField(label="上级工会", permission="unions.edit")

    groups = (
        Group("基本信息", "name", "short_name", "parent", "region", "level", "union_type",
              "org_type", "org_form", "is_catch_all"),
        Group("建会与登记", "founding_mode", "founded_on", "approval_number", "credit_code",
              "unit_type", "industry"),
        *(Group(title, *names) for title, names in PROFILE_GROUPS),
    )  # fmt: skip

    class Meta:
        model = Union
        fields: ClassVar[tuple[str, ...]] = (
            "name", "short_name", "parent", "region", "level", "union_type", "org_type",
            "org_form", "is_catch_all", "founding_mode", "founded_on", "approval_number",
            "credit_code", "unit_type", "industry",
        )  # fmt: skip
        help_texts: ClassVar[dict[str, str]] = {
            "credit_code": "18位。基层工会一般以81开头;校验码不对不能保存。",
            "is_catch_all": "没有所在单位工会的职工申请入会时,由它接收。",
        }

    def _take(self, actor: Actor) -> None:
        if self.instance.pk:
            self._complete(actor)
        super()._take(actor)

    def _complete(self, actor: Actor) -> None:
        """Editing: the place in the tree is changed by acts, the rest of the record comes in."""
        del self.fields["parent"]
        profile = UnionProfile.objects.get(pk=self.instance.pk)
        self.fields.update(_profile_fields())
        self.initial = {**model_to_dict(profile), **self.initial}
        if not actor.may("unions.edit", self.instance.path, above=True):
            for name in rules.ABOVE_ONLY:
                self.fields[name].disabled = True
                self.fields[name].help_text = "由上级工会修改。"

    def clean_credit_code(self) -> str:
        """Codes are written in capitals."""
        code: str = self.cleaned_data["credit_code"].strip().upper()
        return code

    def save(self, actor: Actor) -> Union:  # type: ignore[override]  # as ActorModelForm
        """Enter or edit through the services."""
        if self.instance.pk:
            return services.edit_union(self.instance, self.cleaned_data, actor=actor)
        return services.create_union(**self.cleaned_data, actor=actor)


def _profile_fields() -> dict[str, forms.Field]:
    fields: dict[str, Any] = fields_for_model(UnionProfile, exclude=("union",))
    fields["traits"] = forms.MultipleChoiceField(
        label="类别标签",
        choices=UnionTrait.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    for field in fields.values():
        if isinstance(field, forms.IntegerField | forms.DecimalField):
            field.min_value = 0
    return fields
