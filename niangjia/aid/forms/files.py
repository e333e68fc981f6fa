"""Forms of the household file: filing, signing, visits, plan, leaving, papers, disputes."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.aid import queries, services
from niangjia.aid.forms.household import PAPERS
from niangjia.aid.models import HouseholdFile, HouseholdMember
from niangjia.aid.queries.help import had_by_file, in_lines
from niangjia.aid.rules import codes
from niangjia.kernel.actor import Actor
from niangjia.members.models import Membership
from niangjia.web.desk import ActorForm, PickerField


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
        self.initial = {name: getattr(self.subject, name) for name in names} | dict(self.initial)


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

    seen = forms.BooleanField(label="已核对这户家庭近三年得到过的全部帮扶")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].help_text = in_lines(had_by_file(self.subject))


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
        return str(self.cleaned_data["why"] or self.cleaned_data["other"])


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
        self.initial = {"findings": self.subject.findings} | dict(self.initial)


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
