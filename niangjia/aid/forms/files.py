"""Forms of the household file: filing, the household one thing at a time, plan, visits, papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields as fields_of
from typing import Any

from django import forms

from niangjia.aid import queries, services
from niangjia.aid.models import HouseholdFile, HouseholdMember
from niangjia.aid.queries import granting
from niangjia.aid.rules import codes, person_codes
from niangjia.aid.services import MemberEntry
from niangjia.kernel.actor import Actor
from niangjia.members.models import Membership
from niangjia.members.rules.codes import ID_TYPE
from niangjia.web.desk import ActorForm, ActorModelForm, Group, PickerField

KEPT = "留空表示不改"
BLANK = [("", "—")]
PAPERS = "image/jpeg,image/png,application/pdf"


def money(label: str, *, required: bool = True, is_signed: bool = False) -> forms.DecimalField:
    """Yuan with two places."""
    least = {} if is_signed else {"min_value": 0}
    return forms.DecimalField(
        label=label, max_digits=12, decimal_places=2, required=required, **least
    )


def area_text(label: str, *, most: int, help_text: str = "") -> forms.CharField:
    """Several lines of words."""
    return forms.CharField(
        label=label, max_length=most, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3})
    )


class StartForm(ActorForm):
    """建档: whose file it is. The person comes from the register with her union."""

    membership = PickerField(
        picker="memberships",
        permission="aid.apply",
        label="职工",
        help_text="输入姓名、证件号码或手机号码查找;须已是会员。",
    )

    def save(self, actor: Actor) -> HouseholdFile:
        membership: Membership = self.cleaned_data["membership"]
        return services.start_file(membership.person, membership.union, actor=actor)


# --- The household ------------------------------------------------------------------------


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
    phone = forms.CharField(label="手机", max_length=20, required=False)
    lives_together = forms.BooleanField(label="共同生活", required=False, initial=True)
    identity = forms.ChoiceField(
        label="人员身份",
        choices=person_codes.WorkerIdentity.choices(),
        initial=person_codes.WorkerIdentity.OTHER,
    )
    work_unit = forms.CharField(label="单位或学校", max_length=100, required=False)
    marriage = forms.ChoiceField(
        label="婚姻", choices=BLANK + person_codes.Marriage.choices(), required=False
    )
    health = forms.ChoiceField(label="健康状况", choices=person_codes.Health.choices())
    disease = forms.CharField(label="疾病", max_length=100, required=False)
    disability_kind = forms.TypedChoiceField(
        label="残疾类别",
        choices=BLANK + person_codes.DisabilityKind.choices(),
        coerce=int,
        empty_value=None,
        required=False,
    )
    disability_grade = forms.TypedChoiceField(
        label="残疾等级",
        choices=BLANK + person_codes.DisabilityGrade.choices(),
        coerce=int,
        empty_value=None,
        required=False,
    )
    insurance = forms.ChoiceField(
        label="医保", choices=BLANK + person_codes.Insurance.choices(), required=False
    )
    model_worker = forms.ChoiceField(
        label="劳模", choices=BLANK + person_codes.ModelWorker.choices(), required=False
    )
    school_stage = forms.ChoiceField(label="就学阶段", choices=person_codes.SchoolStage.choices())
    school_kind = forms.ChoiceField(label="学校类别", choices=person_codes.SchoolKind.choices())
    enrolled_on = forms.DateField(label="入学日期", required=False)
    fee_amount = money("学费(元/年)", required=False)
    public_fee_amount = money("当地公办学费(元/年)", required=False)

    groups = (
        Group("身份", "name", "relation", "id_type", "identity_number", "born_on", "phone"),
        Group("状况", "lives_together", "identity", "work_unit", "marriage", "insurance"),
        Group("健康", "health", "disease", "disability_kind", "disability_grade", "model_worker"),
        Group(
            "就学", "school_stage", "school_kind", "enrolled_on", "fee_amount", "public_fee_amount"
        ),
    )
    sealed = ("identity_number", "phone", "disease")

    def __init__(self, *args: Any, row: HouseholdMember | None = None, **kwargs: Any) -> None:
        if row is not None:
            shown = [name for name in self.base_fields if name not in self.sealed]
            kwargs["initial"] = {name: getattr(row, name) for name in shown}
        super().__init__(*args, **kwargs)
        for name in self.sealed:
            column = {"identity_number": "identity"}.get(name, name)
            if row is not None and getattr(row, f"{column}_sealed"):
                self.fields[name].help_text = f"已登记,{KEPT}。"

    def entry(self) -> MemberEntry:
        """The cleaned fields as what the service takes."""
        given = dict(self.cleaned_data)
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
        HouseholdFile.objects.none(), label="证明材料", required=False, empty_label="没有"
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
    year_amount = money("近12个月合计(元),亏损填负数", is_signed=True)


class ExpenditureForm(_ProvedForm):
    """刚性支出明细."""

    member = _member()
    kind = forms.ChoiceField(label="支出项目", choices=person_codes.ExpenditureKind.choices())
    year_amount = money("近12个月自付合计(元)")


class HomeForm(_LineForm):
    """住房."""

    housing = forms.ChoiceField(label="住房类型", choices=person_codes.Housing.choices())
    area = forms.DecimalField(label="面积(平方米)", max_digits=8, decimal_places=2, min_value=0)


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
            "enterprise_state",
            "labour_months",
            "registration",
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
        )

    groups = (
        Group("致困", "main_cause", "other_causes", "cause_note"),
        Group(
            "职工", "identity", "work_unit", "enterprise_state", "labour_months", "registration",
            "lives_in_city", "has_residence_permit", "phone", "address",
        ),
        Group(
            "家庭", "is_single_parent", "is_jobless_family", "can_help_itself",
            "allowance_month_amount", "is_poor_after_relief", "months_below",
        ),
        Group(
            "财产", "saving_amount", "investment_amount", "car_count", "owns_business",
            "holds_enterprise", "spends_on_luxury", "refuses_verification",
        ),
        Group("收款", "bank_account", "bank_name"),
    )  # fmt: skip
    sealed = ("phone", "address", "bank_account")

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


# --- Signing, visits, plan ----------------------------------------------------------------


class AuthorisationForm(ActorForm):
    """纸质核对授权书: what may be compared, until when."""

    kinds = forms.MultipleChoiceField(
        label="可核对的信息",
        choices=[(one.value, one.label) for one in codes.ThirdPartyKind],
        initial=[one.value for one in codes.ThirdPartyKind],
        widget=forms.CheckboxSelectMultiple,
    )
    until_on = forms.DateField(label="授权止")
    upload = forms.FileField(
        label="签字的授权书(照片或PDF)",
        required=False,
        help_text="已在“材料”中上传过的不用再传。",
        widget=forms.FileInput(attrs={"accept": PAPERS}),
    )


class CommitmentForm(ActorForm):
    """签字的承诺书."""

    upload = forms.FileField(
        label="签字的承诺书(照片或PDF)",
        required=False,
        help_text="已在“材料”中上传过的不用再传。",
        widget=forms.FileInput(attrs={"accept": PAPERS}),
    )


class VisitForm(ActorForm):
    """走访."""

    kind = forms.ChoiceField(label="走访类别", choices=codes.VisitKind.choices())
    on = forms.DateField(label="走访日期")
    visitors = forms.CharField(
        label="走访人员", max_length=200, help_text="用顿号隔开;入户核实应有2人。"
    )
    findings = area_text("走访情况", most=1000)
    is_true = forms.BooleanField(label="情况属实", required=False, initial=True)

    def clean_visitors(self) -> list[str]:
        """Names apart by commas or blanks."""
        return names_of(self.cleaned_data["visitors"])


def names_of(text: str) -> list[str]:
    """``张三、李四`` → the two names."""
    for sign in ",,;; \n":
        text = text.replace(sign, "、")
    return [name for name in text.split("、") if name]


class PlanForm(ActorForm):
    """一户一计划."""

    goal = area_text("帮扶目标", most=300)
    until_on = forms.DateField(label="计划脱困日期")
    cadre = forms.CharField(label="结对干部", max_length=50, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file: HouseholdFile = self.subject
        found = {"goal": file.plan_goal, "until_on": file.plan_until, "cadre": file.paired_cadre}
        self.initial = {**found, **self.initial}


class MeasureForm(ActorForm):
    """One of the seven measures."""

    kind = forms.ChoiceField(label="措施", choices=codes.MeasureKind.choices())
    goal = area_text("具体内容和目标", most=300)
    until_on = forms.DateField(label="完成期限")
    owner = forms.CharField(label="责任人", max_length=50, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = set(self.subject.measures.values_list("kind", flat=True))
        field: Any = self.fields["kind"]
        field.choices = [one for one in field.choices if one[0] not in taken]


class _OpenMeasureForm(ActorForm):
    """Chooses among the measures that are open."""

    measure = forms.ModelChoiceField(HouseholdFile.objects.none(), label="措施", empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["measure"]
        field.queryset = self.subject.measures.filter(state__in=codes.OPEN_MEASURES).order_by("pk")


class ProgressForm(_OpenMeasureForm):
    """措施进展."""

    text = area_text("进展情况", most=500)
    state = forms.ChoiceField(
        label="现在",
        choices=[
            (one.value, one.label) for one in (codes.MeasureState.RUNNING, codes.MeasureState.DONE)
        ],
    )


class WaiveForm(_OpenMeasureForm):
    """免除措施."""

    reason = area_text("免除原因", most=300)


class RecoveryForm(ActorForm):
    """脱困条件."""

    is_cause_gone = forms.BooleanField(label="致困原因已消除", required=False)
    months_above = forms.IntegerField(
        label="人均收入连续高于低保标准(月)", min_value=0, max_value=600
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ("is_cause_gone", "months_above")
        self.initial = {name: getattr(self.subject, name) for name in names} | self.initial


class ExitForm(ActorForm):
    """申请脱困."""

    exit_reason = forms.ChoiceField(label="脱困原因", choices=codes.ExitReason.choices())


class RemovalForm(ActorForm):
    """提出退档."""

    removal_reason = forms.ChoiceField(label="退档原因", choices=codes.RemovalReason.choices())
    reason = area_text("具体情况", most=500)


class DeathForm(ActorForm):
    """本人死亡."""

    died_on = forms.DateField(label="死亡日期")
    reason = area_text("依据", most=500, help_text="例如死亡证明、户籍注销证明。")


class MoveForm(ActorForm):
    """迁出."""

    moved_on = forms.DateField(label="迁出日期")
    reason = area_text("去向", most=500)


class ApprovalForm(ActorForm):
    """批准建档: all help the household had is read before."""

    seen = forms.BooleanField(label="已核对这户家庭得到过的全部帮扶")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].help_text = ";".join(self._had()) or "本年还没有得到过帮扶。"

    def _had(self) -> Iterator[str]:
        for one in granting.had_by_file(self.subject):
            yield f"{one.year}年{one.giver}:{one.what} {one.whom} {one.amount:,}元({one.state})"


# --- Papers -------------------------------------------------------------------------------


class AttachForm(ActorForm):
    """A paper of the file."""

    kind = forms.ChoiceField(label="材料类别", choices=codes.AttachmentKind.choices())
    upload = forms.FileField(
        label="照片或PDF",
        help_text="JPG、PNG或PDF,看内容不看文件名;照片里的拍摄位置会去掉。",
        widget=forms.FileInput(attrs={"accept": PAPERS}),
    )
    member = forms.ModelChoiceField(
        HouseholdMember.objects.none(), label="谁的", required=False, empty_label="全家"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = queries.members_of(self.subject)


class RemovePaperForm(ActorForm):
    """Delete a paper added by mistake."""

    attachment = forms.ModelChoiceField(
        HouseholdFile.objects.none(), label="材料", empty_label="请选择"
    )
    reason = area_text("删除原因", most=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["attachment"]
        field.queryset = self.subject.attachments.filter(removed_at=None).order_by("-pk")
        field.label_from_instance = lambda one: f"{one.get_kind_display()} {one.name}"


LOOK_REASONS = ("审核申请材料", "年度复核", "核实异议或申诉", "核对救助发放")


class LookForm(ActorForm):
    """Why a paper is looked at: one click for the usual reasons."""

    why = forms.ChoiceField(
        label="查看原因",
        choices=[(one, one) for one in LOOK_REASONS] + [("", "其他(请写明)")],
        required=False,
        initial=LOOK_REASONS[0],
    )
    other = forms.CharField(label="其他原因", max_length=200, required=False)

    @property
    def reason(self) -> str:
        """The chosen or written reason."""
        return self.cleaned_data["why"] or self.cleaned_data["other"]


# --- Objections, appeals, comparison --------------------------------------------------------


class ObjectionForm(ActorForm):
    """An objection a cadre writes down."""

    text = area_text("异议内容", most=1000)
    name = forms.CharField(
        label="提出人", max_length=50, required=False, help_text="保密,不告诉被公示的家庭。"
    )
    phone = forms.CharField(label="联系电话", max_length=20, required=False)


class AppealForm(ActorForm):
    """An appeal a cadre files for the worker."""

    text = area_text("申诉理由", most=1000)


class FindingsForm(ActorForm):
    """调查情况."""

    findings = area_text("调查情况", most=1000, help_text="向谁核实、核实了什么。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"findings": self.subject.findings} | self.initial


class CompareForm(ActorForm):
    """提请比对."""

    authority = forms.CharField(label="比对单位", max_length=100, initial="县民政局")
    kinds = forms.MultipleChoiceField(
        label="比对内容",
        choices=[(one.value, one.label) for one in codes.ThirdPartyKind],
        initial=["allowance", "extreme_poverty", "low_income", "vehicle", "property", "business"],
        widget=forms.CheckboxSelectMultiple,
    )
    purpose = forms.CharField(label="用途", max_length=200, initial="困难职工建档核对")
    expires_on = forms.DateField(label="数据用到哪一天")
