"""Shape of input of establishing a union (建会)."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.employers.rules import Industry
from niangjia.establishment import queries, rules, services
from niangjia.establishment.models import Establishment
from niangjia.establishment.services import ApplicationValues, UnitValues
from niangjia.kernel import crypto
from niangjia.kernel.actor import Actor
from niangjia.unions.rules import Committee, OfficerPost, OrgType, UnitType
from niangjia.web.desk import (
    ActorForm,
    ActorModelForm,
    EmployerField,
    Group,
    RegionField,
    UnionField,
)
from niangjia.web.plainly import PlainForm

_ORG_TYPES = [
    (kind.value, kind.label) for kind in (OrgType.INDEPENDENT, OrgType.JOINT, OrgType.TRADE)
]
_TERMS = [(years, f"{years}年") for years in rules.TERMS]
_VOTES = "votes_"


def phone_of(establishment: Establishment) -> str:
    """The contact's phone in clear, for the form of somebody who may change it."""
    return crypto.unseal(bytes(establishment.phone_sealed))


def application_values(cleaned: dict[str, Any]) -> ApplicationValues:
    """What the form says besides the units."""
    names = ApplicationValues.__dataclass_fields__.keys() & cleaned.keys()
    return ApplicationValues(**{name: cleaned[name] for name in names})


class UnitForm(ActorForm):
    """An employer: from the register, or by hand."""

    employer = EmployerField(
        permission="employers.view",
        label="用人单位(已登记)",
        required=False,
        help_text="单位已登记时选择;没有登记的,填写下面各项。",
    )
    name = forms.CharField(label="单位名称", max_length=100, required=False)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    unit_type = forms.TypedChoiceField(
        label="单位性质", coerce=int, choices=UnitType.choices(), initial=UnitType.PRIVATE
    )
    industry = forms.ChoiceField(label="所属行业", choices=Industry.choices(), initial="C")
    worker_count = forms.IntegerField(label="职工人数", min_value=1, required=False)


def unit_values(cleaned: dict[str, Any]) -> UnitValues:
    """The unit that the form names."""
    return UnitValues(
        name=cleaned["name"],
        worker_count=cleaned["worker_count"] or 0,
        credit_code=cleaned["credit_code"],
        unit_type=cleaned["unit_type"],
        industry=cleaned["industry"],
        employer=cleaned["employer"],
    )


class EstablishmentForm(ActorModelForm):
    """The application; a new one names its first employer."""

    union = UnionField(
        permission="establishment.apply",
        label="上级工会",
        help_text="受理并批复这份申请的工会,一般是单位所在的街镇总工会或工会联合会。",
    )
    region = RegionField(label="所在政区")
    org_type = forms.TypedChoiceField(label="工会组织类型", coerce=int, choices=_ORG_TYPES)
    term_years = forms.TypedChoiceField(label="任期", coerce=int, choices=_TERMS, initial=5)
    contact_phone = forms.CharField(
        label="联系人手机", max_length=11, help_text="申请编号和这个号码一起,可在手机上查询进度。"
    )
    groups = (
        Group("申请", "union", "union_name", "org_type", "region", "term_years"),
        Group("会员", "member_count", "women_count"),
        Group("联系人", "contact_name", "contact_phone"),
        Group(
            "用人单位",
            "employer",
            "name",
            "credit_code",
            "unit_type",
            "industry",
            "worker_count",
        ),
    )

    class Meta:
        model = Establishment
        fields = (
            "union",
            "union_name",
            "org_type",
            "region",
            "term_years",
            "member_count",
            "women_count",
            "contact_name",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["union"]  # decided once: the receiving level
            self.fields["contact_phone"].initial = phone_of(self.instance)
            return
        extra = UnitForm(actor=self.actor)
        self.fields |= extra.fields

    def save(  # type: ignore[override]  # writes through a service
        self, actor: Actor
    ) -> Establishment:
        """Enter the application."""
        cleaned = self.cleaned_data
        units = [unit_values(cleaned)]
        return services.apply_for(cleaned["union"], application_values(cleaned), units, actor=actor)


class UnitChoiceForm(ActorForm):
    """Which employer to take out."""

    unit_id = forms.TypedChoiceField(label="单位", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.subject.units.order_by("pk").values_list("pk", "name")
        self.fields["unit_id"].choices = list(rows)  # type: ignore[attr-defined]  # a choice field


class MemberForm(ActorForm):
    """One more of the preparatory group."""

    name = forms.CharField(label="姓名", max_length=50)
    position = forms.CharField(label="单位职务", max_length=50, required=False)
    is_head = forms.BooleanField(label="任筹备组组长", required=False)


class MemberChoiceForm(ActorForm):
    """Whom to take out of the preparatory group."""

    member_id = forms.TypedChoiceField(label="筹备组成员", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.subject.preparatory_members.order_by("pk").values_list("pk", "name")
        self.fields["member_id"].choices = list(rows)  # type: ignore[attr-defined]  # a choice field


class CandidateForm(ActorForm):
    """One more candidate."""

    name = forms.CharField(label="姓名", max_length=50)
    is_woman = forms.BooleanField(label="女", required=False)
    committee = forms.ChoiceField(label="委员会", choices=Committee.choices())
    post = forms.ChoiceField(
        label="拟任职务",
        choices=OfficerPost.choices(),
        initial=OfficerPost.MEMBER,
        help_text="经审会、女职工委员会的主任也选“主席”。",
    )
    position = forms.CharField(label="单位职务", max_length=50, required=False)
    tie = forms.ChoiceField(label="与单位负责人关系", choices=rules.EmployerTie.choices())
    phone = forms.CharField(
        label="手机", max_length=11, required=False, help_text="拟任主席者请填写,用于其账号。"
    )


class CandidateChoiceForm(ActorForm):
    """Whom to take off the list."""

    candidate_id = forms.TypedChoiceField(label="候选人", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.subject.candidates.order_by("pk")
        choices = [(one.pk, f"{one.name}({one.get_committee_display()})") for one in rows]
        self.fields["candidate_id"].choices = choices  # type: ignore[attr-defined]  # a choice field


class SeatsForm(ActorForm):
    """How many members the committee has."""

    seat_count = forms.IntegerField(
        label="委员名额",
        min_value=1,
        max_value=45,
        help_text="会员25至200人为3至7人,201至1000人为7至15人,依此类推。",
    )


class ElectionForm(ActorForm):
    """Day, numbers and the votes of every candidate."""

    election_on = forms.DateField(label="选举日期")
    due_count = forms.IntegerField(label="应到会人数", min_value=1)
    present_count = forms.IntegerField(label="实到会人数", min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("election_on", "due_count", "present_count"):
            self.fields[name].initial = getattr(self.subject, name)
        for one in queries.candidates_of(self.subject):
            committee = Committee(one.committee).label
            self.fields[f"{_VOTES}{one.pk}"] = forms.IntegerField(
                label=f"{one.name}({committee})得票", min_value=0, initial=one.vote_count
            )
        self._take(self.actor)

    def clean(self) -> dict[str, Any]:
        """The votes by candidate."""
        cleaned = super().clean() or {}
        names = [name for name in cleaned if name.startswith(_VOTES)]
        return {
            **{name: value for name, value in cleaned.items() if name not in names},
            "votes": {int(name.removeprefix(_VOTES)): cleaned[name] for name in names},
        }


class PreparationNumberForm(ActorForm):
    """The number of the approval to prepare."""

    preparation_number = forms.CharField(label="筹建批复文号", max_length=60)


class ApprovalNumberForm(ActorForm):
    """The number of the approval to found."""

    approval_number = forms.CharField(label="成立批复文号", max_length=60)


class _PhoneForm(PlainForm):
    """Fields as large as a thumb."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_box = isinstance(field.widget, forms.CheckboxInput)
            field.widget.attrs["class"] = "form-check-input" if is_box else "form-control"


class PhoneApplicationForm(_PhoneForm):
    """The employer's contact applies on the phone."""

    employer_name = forms.CharField(label="单位名称", max_length=100)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=18)
    place = forms.CharField(
        label="所在乡镇、街道或区县",
        max_length=60,
        help_text="填写名称,例如“临巴镇”;也可以填区划编码。",
    )
    worker_count = forms.IntegerField(label="职工人数", min_value=1, max_value=1_000_000)
    member_count = forms.IntegerField(label="愿意入会的人数", min_value=1)
    women_count = forms.IntegerField(label="其中女职工", min_value=0, initial=0)
    contact_name = forms.CharField(label="联系人姓名", max_length=50)
    contact_phone = forms.CharField(label="联系人手机", max_length=11)
    is_agreed = forms.BooleanField(label="同意工会为办理建会使用以上信息,仅用于审核和联系。")


class ProgressForm(_PhoneForm):
    """Number and phone prove the contact."""

    number = forms.CharField(label="申请编号", max_length=20)
    phone = forms.CharField(label="联系人手机", max_length=11)
