"""Forms of the household, one thing at a time: people, lines, what is asked of it as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields as fields_of
from typing import Any

from django import forms

from niangjia.aid import queries, services
from niangjia.aid.models import Attachment, HouseholdFile, HouseholdMember
from niangjia.aid.rules import codes, person_codes
from niangjia.aid.services import MemberEntry
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.members.rules.codes import EDUCATION, ETHNICITY, GENDER, ID_TYPE, POLITICS
from niangjia.members.rules.people import check_name
from niangjia.unions.rules.codes import Industry, UnitType
from niangjia.web.desk import ActorForm, ActorModelForm, Group, NumberField

KEPT = "留空表示不改"
BLANK: list[tuple[Any, str]] = [("", "—")]
PAPERS = "image/jpeg,image/png,application/pdf"


def money(label: str, *, required: bool = True) -> NumberField:
    """Yuan with two places, never negative."""
    return NumberField(label=label, max_digits=12, decimal_places=2, required=required, min_value=0)


def pick(label: str, choices: Iterable[tuple[Any, str]]) -> forms.TypedChoiceField:
    """An optional number of a code list."""
    return forms.TypedChoiceField(
        label=label, choices=[*BLANK, *choices], coerce=int, empty_value=None, required=False
    )


class MemberForm(ActorForm):
    """One person of the household. What is sealed is never shown again: empty keeps it."""

    name = forms.CharField(label="姓名", max_length=50)
    relation = forms.ChoiceField(label="与户主关系", choices=person_codes.Relation.choices())
    id_type = forms.TypedChoiceField(
        label="证件类别", choices=list(ID_TYPE.labels.items()), coerce=int
    )
    identity_number = forms.CharField(label="证件号码", max_length=40, required=False)
    born_on = forms.DateField(
        label="出生日期", required=False, help_text="居民身份证号码里有的不用填。"
    )
    gender = forms.TypedChoiceField(
        label="性别",
        choices=list(GENDER.labels.items()),
        coerce=int,
        required=False,
        empty_value="0",
        help_text="居民身份证号码里有的不用选。",
    )
    ethnicity = pick("民族", ETHNICITY.labels.items())
    politics = pick("政治面貌", POLITICS.labels.items())
    education = pick("当前学历", EDUCATION.labels.items())
    phone = forms.CharField(label="手机", max_length=20, required=False)
    lives_together = forms.BooleanField(label="共同生活", required=False, initial=True)
    identity = forms.ChoiceField(
        label="人员身份",
        choices=person_codes.WorkerIdentity.choices(),
        initial=person_codes.WorkerIdentity.OTHER,
    )
    work_unit = forms.CharField(label="单位或学校", max_length=100, required=False)
    unit_type = pick("单位性质", UnitType.choices())
    industry = forms.ChoiceField(
        label="所属行业", choices=[*BLANK, *Industry.choices()], required=False
    )
    enterprise_state = forms.ChoiceField(
        label="企业状况", choices=[*BLANK, *person_codes.EnterpriseState.choices()], required=False
    )
    contract_from_on = forms.DateField(label="合同起、入伍日期", required=False)
    contract_until_on = forms.DateField(
        label="合同止", required=False, help_text="没有固定期限的不填。"
    )
    registration = forms.ChoiceField(
        label="户口类型", choices=[*BLANK, *person_codes.Registration.choices()], required=False
    )
    marriage = forms.ChoiceField(
        label="婚姻", choices=[*BLANK, *person_codes.Marriage.choices()], required=False
    )
    health = forms.ChoiceField(label="健康状况", choices=person_codes.Health.choices())
    disease = forms.CharField(label="疾病", max_length=100, required=False)
    disability_kind = pick("残疾类别", person_codes.DisabilityKind.choices())
    disability_grade = pick("残疾等级", person_codes.DisabilityGrade.choices())
    insurance = forms.ChoiceField(
        label="医保", choices=[*BLANK, *person_codes.Insurance.choices()], required=False
    )
    model_worker = forms.ChoiceField(
        label="劳模", choices=[*BLANK, *person_codes.ModelWorker.choices()], required=False
    )
    school_stage = forms.ChoiceField(label="就学阶段", choices=person_codes.SchoolStage.choices())
    school_kind = forms.ChoiceField(label="学校类别", choices=person_codes.SchoolKind.choices())
    enrolled_on = forms.DateField(label="入学日期", required=False)
    school_years = forms.IntegerField(label="学制(年)", min_value=1, max_value=10, required=False)
    fee_amount = money("学费(元/年)", required=False)
    public_fee_amount = money("当地公办学费(元/年)", required=False)

    groups = (
        Group(
            "身份", "name", "relation", "id_type", "identity_number", "born_on", "gender", "phone",
            "ethnicity", "politics", "education", "model_worker",
        ),
        Group("状况", "lives_together", "identity", "marriage", "registration", "insurance"),
        Group("健康", "health", "disease", "disability_kind", "disability_grade"),
        Group(
            "单位或学校", "work_unit", "unit_type", "industry", "enterprise_state",
            "contract_from_on", "contract_until_on",
        ),
        Group(
            "就学", "school_stage", "school_kind", "enrolled_on", "school_years", "fee_amount",
            "public_fee_amount",
        ),
    )  # fmt: skip
    of_file = (
        "unit_type", "industry", "enterprise_state", "contract_from_on", "contract_until_on",
        "registration",
    )  # fmt: skip
    """Of the worker these stand in the file, where they are asked."""
    sealed = ("identity_number", "phone", "disease")

    def __init__(self, *args: Any, row: HouseholdMember | None = None, **kwargs: Any) -> None:
        if row is not None:
            shown = [name for name in self.base_fields if name not in self.sealed]
            kwargs["initial"] = {name: getattr(row, name) for name in shown}
        super().__init__(*args, **kwargs)
        if row is not None and row.is_worker:
            for name in self.of_file:
                del self.fields[name]
        for name in self.sealed:
            column = {"identity_number": "identity"}.get(name, name)
            if row is not None and getattr(row, f"{column}_sealed"):
                self.fields[name].help_text = f"已登记,{KEPT}。"

    def clean_name(self) -> str:
        """By the rule that holds on the phone, too."""
        try:
            return check_name(self.cleaned_data["name"])
        except Blocked as refusal:
            raise forms.ValidationError(refusal.reason) from refusal

    def entry(self) -> MemberEntry:
        """The cleaned fields as what the service takes."""
        known = MemberEntry.__dataclass_fields__
        given = {name: value for name, value in self.cleaned_data.items() if name in known}
        given["gender"] = int(given["gender"])
        for name in ("fee_amount", "public_fee_amount"):
            given[name] = given[name] or 0
        return MemberEntry(**given)


class _LineForm(ActorForm):
    """A line of the household; its paper is one of the file's, or comes with it."""

    kind_of_paper = codes.AttachmentKind.PROOF

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {name: self._shown(row, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        file: HouseholdFile = self.subject
        if "member" in self.fields:
            people: Any = self.fields["member"]
            people.choices = [(str(n), one.name) for n, one in enumerate(queries.members_of(file))]
        if "evidence" in self.fields:
            papers: Any = self.fields["evidence"]
            kept = file.attachments.filter(removed_at=None).order_by("-pk")
            papers.queryset = kept
            papers.label_from_instance = lambda one: f"{one.get_kind_display()} {one.name}"

    def _shown(self, row: Any, name: str) -> Any:
        if name == "member":
            keys = list(queries.members_of(row.file).values_list("pk", flat=True))
            return str(keys.index(row.member_id))
        return getattr(row, name, None)

    def line(self, kind: type[Any], actor: Actor) -> Any:
        """The cleaned fields as an entry; an upload becomes its paper."""
        given = dict(self.cleaned_data)
        upload = given.pop("upload", None)
        if upload is not None:
            given["evidence"] = services.attach(
                self.subject, kind=self.kind_of_paper, upload=upload, actor=actor
            )
        known = {one.name for one in fields_of(kind)}
        return kind(**{name: value for name, value in given.items() if name in known})


class _ProvedForm(_LineForm):
    """A line that a paper proves: one that is there, or one brought along."""

    evidence = forms.ModelChoiceField(
        Attachment.objects.none(), label="证明材料", required=False, empty_label="没有"
    )
    upload = forms.FileField(
        label="或现在上传",
        required=False,
        help_text="JPG、PNG照片或PDF。没有证明的支出和损失不计入。",
        widget=forms.FileInput(attrs={"accept": PAPERS}),
    )
    note = forms.CharField(label="说明", max_length=200, required=False)
    field_order = (
        "member", "kind", "aid_type", "year", "happened_on", "year_amount", "loss_amount",
        "amount", "giver", "is_casualty", "evidence", "upload", "note",
    )  # fmt: skip


def _member() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label="家庭成员", choices=[], coerce=int)


class IncomeForm(_ProvedForm):
    """收入明细."""

    member = _member()
    kind = forms.ChoiceField(label="收入项目", choices=person_codes.IncomeKind.choices())
    year_amount = money("近12个月合计(元),经营亏损填0")


class ExpenditureForm(_ProvedForm):
    """刚性支出明细."""

    member = _member()
    kind = forms.ChoiceField(label="支出项目", choices=person_codes.ExpenditureKind.choices())
    year_amount = money("近12个月自付合计(元)")


class HomeForm(_LineForm):
    """住房."""

    housing = forms.ChoiceField(label="住房类型", choices=person_codes.Housing.choices())
    area = NumberField(label="面积(平方米)", max_digits=8, decimal_places=2, min_value=0)


class AccidentForm(_ProvedForm):
    """意外情况."""

    kind = forms.ChoiceField(label="类别", choices=codes.AccidentKind.choices())
    happened_on = forms.DateField(label="发生日期")
    loss_amount = money("家庭自担损失(元)")
    is_casualty = forms.BooleanField(label="有人伤残或殉职", required=False)


class OutsideAidForm(_ProvedForm):
    """其他单位给过的救助."""

    member = _member()
    aid_type = forms.ChoiceField(label="救助类型", choices=codes.AidType.choices())
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    amount = money("金额(元)")
    giver = forms.CharField(label="救助单位", max_length=100)


PART_FORMS: dict[str, tuple[str, type[_LineForm]]] = {
    "incomes": ("收入", IncomeForm),
    "expenditures": ("刚性支出", ExpenditureForm),
    "homes": ("住房", HomeForm),
    "accidents": ("意外情况", AccidentForm),
    "outside_aid": ("其他单位救助", OutsideAidForm),
}


class MeansForm(ActorModelForm):
    """What is asked of the household as a whole."""

    phone = forms.CharField(label="手机", max_length=20, required=False)
    other_contact = forms.CharField(label="其他联系方式", max_length=50, required=False)
    address = forms.CharField(label="居住地址", max_length=200, required=False)
    bank_account = forms.CharField(label="银行账号(职工本人)", max_length=40, required=False)
    other_causes = forms.MultipleChoiceField(
        label="次要致困原因(最多3项)",
        choices=codes.Cause.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = HouseholdFile
        fields = (
            "main_cause",
            "other_causes",
            "cause_note",
            "identity",
            "work_unit",
            "unit_type",
            "industry",
            "enterprise_state",
            "started_work_on",
            "contract_from_on",
            "contract_until_on",
            "labour_months",
            "registration",
            "registration_place",
            "postcode",
            "hardship_card",
            "lives_in_city",
            "has_residence_permit",
            "is_single_parent",
            "is_jobless_family",
            "can_help_itself",
            "allowance_month_amount",
            "is_poor_after_relief",
            "months_below",
            "saving_amount",
            "investment_amount",
            "car_count",
            "owns_business",
            "holds_enterprise",
            "spends_on_luxury",
            "refuses_verification",
            "bank_name",
            "bank_branch",
        )
        field_classes = dict.fromkeys(
            ("allowance_month_amount", "saving_amount", "investment_amount"), NumberField
        )

    groups = (
        Group("致困", "main_cause", "other_causes", "cause_note"),
        Group(
            "工作", "identity", "work_unit", "unit_type", "industry", "enterprise_state",
            "started_work_on", "contract_from_on", "contract_until_on", "labour_months",
        ),
        Group(
            "户口和住址", "registration", "registration_place", "lives_in_city",
            "has_residence_permit", "phone", "other_contact", "address", "postcode",
        ),
        Group(
            "家庭", "is_single_parent", "is_jobless_family", "can_help_itself",
            "allowance_month_amount", "hardship_card", "is_poor_after_relief", "months_below",
        ),
        Group(
            "财产", "saving_amount", "investment_amount", "car_count", "owns_business",
            "holds_enterprise", "spends_on_luxury", "refuses_verification",
        ),
        Group("收款", "bank_account", "bank_name", "bank_branch"),
    )  # fmt: skip
    sealed = ("phone", "other_contact", "address", "bank_account")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.sealed:
            if getattr(self.instance, f"{name}_sealed", None):
                self.fields[name].help_text = f"已登记,{KEPT}。"

    def clean_other_causes(self) -> list[str]:
        """At most three."""
        given: list[str] = self.cleaned_data["other_causes"]
        if len(given) > 3:
            raise forms.ValidationError("次要致困原因最多选3项。")
        return given

    def values(self) -> dict[str, Any]:
        """The cleaned fields; sealed ones left empty stay out."""
        given = self.cleaned_data
        return {name: v for name, v in given.items() if name not in self.sealed or v}
