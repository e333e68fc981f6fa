"""Forms of terms, officers, certificates and the checklist."""

from __future__ import annotations

from django import forms

from niangjia.kernel import clock
from niangjia.unions.rules import CHECKLIST, Committee, EmploymentMode, OfficerPost
from niangjia.web.desk import ActorForm

_GENDERS = ((0, "未填"), (1, "男"), (2, "女"))


class TermForm(ActorForm):
    """A new term of a committee (换届)."""

    committee = forms.ChoiceField(label="委员会", choices=Committee.choices())
    years = forms.TypedChoiceField(
        label="任期",
        coerce=int,
        choices=((5, "五年"), (3, "三年")),
        help_text="基层工会三年或五年;地方工会、产业工会五年。",
    )
    starts_on = forms.DateField(label="任期起", initial=clock.today)
    election_form = forms.ChoiceField(
        label="选举产生形式",
        choices=(("会员大会", "会员大会"), ("会员代表大会", "会员代表大会")),
    )
    approval_number = forms.CharField(label="批复文号", max_length=60, required=False)


class ExtendForm(ActorForm):
    """An extension of a term (延期换届)."""

    until = forms.DateField(label="延期至")
    approval_number = forms.CharField(label="延期批复文号", max_length=60)


class EndForm(ActorForm):
    """The day and the reason on which something ends."""

    on = forms.DateField(label="日期", initial=clock.today)
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea)


class AppointForm(ActorForm):
    """An officer of a committee (任职)."""

    committee = forms.ChoiceField(label="委员会", choices=Committee.choices())
    post = forms.ChoiceField(label="职务", choices=OfficerPost.choices())
    name = forms.CharField(label="姓名", max_length=50)
    gender = forms.TypedChoiceField(label="性别", coerce=int, choices=_GENDERS, required=False)
    phone = forms.RegexField(
        r"^1[3-9][0-9]{9}$",
        label="手机",
        required=False,
        error_messages={"invalid": "手机号码应为11位数字,以1开头。"},
    )
    email = forms.EmailField(label="邮箱", required=False)
    mode = forms.ChoiceField(
        label="任职方式", choices=EmploymentMode.choices(), initial=EmploymentMode.PART_TIME
    )
    from_on = forms.DateField(label="任职起", initial=clock.today)
    contract_ends_on = forms.DateField(
        label="劳动合同期满日",
        required=False,
        help_text="填写后可算出依工会法第十九条自动延长到哪一天。",
    )


class CertificateForm(ActorForm):
    """A certificate of legal personality (法人资格证书)."""

    number = forms.CharField(label="证书编号", max_length=40)
    legal_representative = forms.CharField(label="法定代表人", max_length=50)
    issued_on = forms.DateField(label="发证日期")
    valid_until = forms.DateField(label="有效期至", help_text="三至五年,与本届任期一致。")


class CheckForm(ActorForm):
    """A check of the whole checklist (规范化建设检查)."""

    met = forms.MultipleChoiceField(
        label="达标项目",
        choices=[(rule.item.value, rule.item.label) for rule in CHECKLIST],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    checked_on = forms.DateField(label="检查日期", initial=clock.today)
    note = forms.CharField(label="说明", max_length=300, required=False)
