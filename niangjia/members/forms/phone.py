"""Forms of the workers' phone pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from niangjia.kernel import clock, crypto
from niangjia.kernel.errors import Blocked
from niangjia.members.models import JoinApplication
from niangjia.members.rules import people
from niangjia.members.rules.codes import GENDER, ID_TYPE, IdType
from niangjia.members.rules.groups import WorkerGroup
from niangjia.members.rules.people import PersonFacts
from niangjia.members.services import Work
from niangjia.web.desk import ActorForm


def told(rule: Callable[[], str]) -> str:
    """What the rule returns; its refusal stands beside the field."""
    try:
        return rule()
    except Blocked as refusal:
        raise forms.ValidationError(refusal.reason) from refusal


def _text(label: str, *, required: bool = True, size: int, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=size,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": f"请填写{label}。"},
    )


def _id_type() -> forms.TypedChoiceField:
    """Which document; the resident identity card unless another was chosen."""
    return forms.TypedChoiceField(
        label="证件类别",
        choices=sorted(ID_TYPE.labels.items()),
        coerce=int,
        empty_value=str(int(IdType.RESIDENT)),
        required=False,
        initial=int(IdType.RESIDENT),
    )


class JoinForm(ActorForm):
    """A worker applies to join. Other documents than the resident's tell neither gender nor birth."""

    name = _text("姓名", size=50, autocomplete="name")
    id_type = _id_type()
    identity = _text("证件号码", size=30, autocomplete="off", autocapitalize="characters")
    gender = forms.TypedChoiceField(
        label="性别",
        choices=[("", "请选择"), *((n, GENDER.labels[n]) for n in (1, 2))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    born_on = forms.DateField(
        label="出生日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}),
        error_messages={"invalid": "出生日期请写成 1990-01-31 这样的年月日。"},
    )
    phone = _text("手机号码", size=20, autocomplete="tel", inputmode="tel")
    employer_name = _text("工作单位", required=False, size=100, autocomplete="organization")
    occupation = _text("岗位或工种", required=False, size=50)
    group = forms.ChoiceField(
        label="您是不是下面的劳动者",
        choices=[("", "都不是"), *WorkerGroup.choices()],
        required=False,
    )
    is_migrant = forms.TypedChoiceField(
        label="您是农民工吗",
        choices=[("yes", "是"), ("no", "不是")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是或不是。"},
        help_text="户籍在农村、在本地务工六个月以上的,选“是”。",
    )
    consents = forms.BooleanField(
        label="我已阅读个人信息告知,同意工会为办理入会处理我的个人信息(包括身份证号码)",
        error_messages={"required": "请先阅读并同意个人信息告知,再提交申请。"},
    )

    def clean_name(self) -> str:
        """The name as on the card."""
        return told(lambda: people.check_name(self.cleaned_data["name"]))

    def clean_phone(self) -> str:
        """Eleven digits."""
        return told(lambda: people.check_phone(self.cleaned_data["phone"]))

    def clean(self) -> dict[str, Any]:
        """Document, gender and birth belong together, and are of somebody who may work."""
        values = super().clean() or {}
        if {"id_type", "identity", "gender", "born_on"} <= values.keys():
            facts = PersonFacts(
                "查验",
                values["identity"],
                id_type=int(values["id_type"]),
                gender=values["gender"],
                born_on=values["born_on"],
            )
            try:
                values["identity"] = people.checked(facts, today=clock.today()).identity
            except Blocked as refusal:
                self.add_error(refusal.field or "identity", refusal.reason)
        return values

    @property
    def parts(self) -> list[list[forms.BoundField]]:
        """Who she is; her document where it is another; the rest."""
        shown = self.visible_fields()
        who = [one for one in shown if one.name in ("name", "identity")]
        documents = [one for one in shown if one.name in ("id_type", "gender", "born_on")]
        return [who, documents, [one for one in shown if one not in (*who, *documents)]]

    @property
    def has_other_document(self) -> bool:
        """Whether something was said of it: then those fields stand open."""
        names = ("gender", "born_on")
        chosen = str(self["id_type"].value() or int(IdType.RESIDENT))
        has_faults = any(name in self.errors for name in names)
        return has_faults or chosen != str(int(IdType.RESIDENT))

    @property
    def facts(self) -> PersonFacts:
        """What she says of herself."""
        values = self.cleaned_data
        return PersonFacts(
            name=values["name"],
            identity=values["identity"],
            phone=values["phone"],
            id_type=int(values["id_type"]),
            gender=values["gender"],
            born_on=values["born_on"],
        )

    @property
    def work(self) -> Work:
        """What she says of her work."""
        values = self.cleaned_data
        return Work(
            values["employer_name"], values["occupation"], values["group"], values["is_migrant"]
        )


def filled_in(application: JoinApplication) -> dict[str, object]:
    """A returned application for its own applicant to correct; the number she types again."""
    is_resident = application.id_type == IdType.RESIDENT
    return {
        "name": application.name,
        "id_type": application.id_type,
        "gender": "" if is_resident else application.gender,
        "born_on": None if is_resident else application.born_on,
        "phone": crypto.unseal(bytes(application.phone_sealed)),
        "employer_name": application.employer_name,
        "occupation": application.occupation,
        "group": application.group,
        "is_migrant": "yes" if application.is_migrant else "no",
    }


class ProgressForm(ActorForm):
    """Ask how far an application is."""

    number = _text("申请编号", size=30, autocomplete="off", autocapitalize="characters")
    phone_tail = _text("申请时手机号码的后四位", size=4, autocomplete="off", inputmode="numeric")


class MoveForm(ActorForm):
    """A member asks to move to another union."""

    code = _text("新单位工会的入会码", size=12, autocomplete="off", autocapitalize="none")
    reason = _text("转会原因", size=300)


class BindForm(ActorForm):
    """Who I am (实名绑定)."""

    name = _text("姓名", size=50, autocomplete="name")
    id_type = _id_type()
    identity = _text("证件号码", size=30, autocomplete="off", autocapitalize="characters")
    consents = forms.BooleanField(
        label="我已阅读告知,同意工会用姓名和证件号码核对我的身份",
        error_messages={"required": "请先阅读并同意告知,再继续。"},
    )

    def clean_name(self) -> str:
        """The name as on the card."""
        return told(lambda: people.check_name(self.cleaned_data["name"]))

    def clean_identity(self) -> str:
        """The number in the shape of the document she chose."""
        number = self.cleaned_data["identity"]
        id_type = int(self.cleaned_data.get("id_type", IdType.RESIDENT))
        return told(lambda: people.check_document(number, id_type, today=clock.today()))

    @property
    def facts(self) -> PersonFacts:
        """Who she says she is."""
        values = self.cleaned_data
        return PersonFacts(values["name"], values["identity"], id_type=int(values["id_type"]))
