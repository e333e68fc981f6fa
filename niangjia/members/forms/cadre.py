"""Forms of the desk: members, changes of membership, transfers, cards, tags."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.members import queries, services
from niangjia.members.models import Conflict, Membership, Transfer
from niangjia.members.rules import codes
from niangjia.members.rules.groups import WorkerGroup
from niangjia.members.rules.lifecycle import RETAIN_REASONS
from niangjia.members.rules.people import PersonFacts
from niangjia.unions.models import Union
from niangjia.web.desk import ActorForm, Group, PickerField, UnionField

NOT_SAID = [("", "未填写")]


def code_field(codes_: codes.CodeList, label: str = "") -> forms.TypedChoiceField:
    """One code of a list, or nothing."""
    return forms.TypedChoiceField(
        label=label or codes_.title,
        choices=NOT_SAID + [(str(code), text) for code, text in codes_.choices()],
        coerce=int,
        empty_value=None,
        required=False,
    )


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """A day, today unless changed."""
    return forms.DateField(label=label, initial=clock.today, **kwargs)


def reason_field(label: str = "说明", *, required: bool = False) -> forms.CharField:
    """Free words that go into the journal."""
    return forms.CharField(label=label, max_length=300, required=required, widget=forms.Textarea)


class AnyUnionField(PickerField):
    """A union that can take members, anywhere: whoever asks for a transfer names the other side.

    Names and codes of unions are no secret; nothing else of them is shown.
    """

    picker = "open_unions"

    def to_python(self, value: Any) -> Union | None:
        code = str(value or "").replace("\0", "").strip()
        if not code:
            return None
        found = queries.unions_taking_members().filter(code=code).first()
        if found is None:
            raise forms.ValidationError("没有找到这个工会,或它现在不能接收会员。请从列表中选择。")
        return found


# --- Members ------------------------------------------------------------------------------


class MemberForm(ActorForm):
    """Admit a member, or edit the facts of one."""

    name = forms.CharField(label="姓名", max_length=50)
    id_type = forms.TypedChoiceField(
        label="证件类别", choices=codes.ID_TYPE.choices(), coerce=int, initial=1
    )
    identity = forms.CharField(label="证件号码", max_length=30)
    phone = forms.CharField(label="手机号码", max_length=20, required=False)
    gender = code_field(codes.GENDER)
    born_on = forms.DateField(label="出生日期", required=False)
    union = UnionField(label="加入工会", permission="members.edit")
    on = day_field("入会日期")
    employer_name = forms.CharField(label="工作单位", max_length=100, required=False)
    group = forms.ChoiceField(
        label="就业群体", choices=[("", "不属于下列群体"), *WorkerGroup.choices()], required=False
    )
    is_migrant = forms.BooleanField(label="农民工", required=False)
    ethnicity = code_field(codes.ETHNICITY)
    education = code_field(codes.EDUCATION)
    skill = code_field(codes.SKILL)
    politics = code_field(codes.POLITICS)
    employment = code_field(codes.EMPLOYMENT)
    household_type = code_field(codes.HOUSEHOLD)
    household_region = forms.CharField(label="户籍所在地", max_length=60, required=False)
    native_place = forms.CharField(label="籍贯", max_length=60, required=False)
    _PLAIN = (
        "ethnicity",
        "education",
        "skill",
        "politics",
        "employment",
        "household_type",
        "household_region",
        "native_place",
    )
    groups = (
        Group("人员", "name", "id_type", "identity", "phone", "gender", "born_on"),
        Group("会籍", "union", "on", "employer_name", "group", "is_migrant"),
        Group("其他信息", *_PLAIN),
    )
    _ONLY_NEW = ("id_type", "identity", "gender", "born_on", "union", "on")
    _MEMBERSHIP = ("employer_name", "group", "is_migrant")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gender"].help_text = "居民身份证可不填,由号码读出。"
        self.fields["born_on"].help_text = "居民身份证可不填,由号码读出。"
        if self.subject is None:
            return
        for name in (*self._ONLY_NEW, *self._MEMBERSHIP):
            del self.fields[name]
        self.fields["phone"].help_text = "不修改请留空。"
        person = self.subject.person
        self.initial = {name: getattr(person, name) for name in ("name", *self._PLAIN)}

    def save(self, actor: Actor) -> Membership | Conflict:
        """Admit or edit; a person who is a member elsewhere becomes a conflict ticket."""
        values = self.cleaned_data
        if self.subject is not None:
            return services.edit_person(self.subject, actor=actor, **values)
        details = {name: values[name] for name in self._MEMBERSHIP}
        kept = {n: v for n, v in values.items() if n not in (*self._MEMBERSHIP, "union", "on")}
        return services.admit_or_ticket(
            PersonFacts(**kept), values["union"], on=values["on"], actor=actor, **details
        )


class IdentityForm(ActorForm):
    """A corrected document number."""

    identity = forms.CharField(label="正确的证件号码", max_length=30)
    reason = reason_field("更正原因", required=True)


class RetainForm(ActorForm):
    """Keep membership."""

    on = day_field("保留日期")
    cause = forms.TypedChoiceField(
        label="保留原因", choices=[(int(r), r.label) for r in RETAIN_REASONS], coerce=int
    )
    reason = reason_field()


class DayForm(ActorForm):
    """The day on which it happened, and maybe a word."""

    on = day_field("日期")
    reason = reason_field()


class RejoinForm(ActorForm):
    """Join again."""

    on = day_field("入会日期")


class AutoQuitForm(ActorForm):
    """Six months without dues and union life."""

    on = day_field("退会日期")
    last_active_on = forms.DateField(label="最后缴费或参加活动日期")
    reason = reason_field("教育情况和讨论意见", required=True)


class ExpelForm(ActorForm):
    """Expulsion by decision."""

    on = day_field("除名日期")
    decision = forms.CharField(
        label="会员大会(委员会)决定", max_length=100, help_text="决定的日期和文号。"
    )
    reason = reason_field("除名原因", required=True)


# --- Transfers, applications, duplicates --------------------------------------------------


class TransferForm(ActorForm):
    """Ask to move a member to another union."""

    to = AnyUnionField(label="转入工会", permission="members.transfer")
    reason = reason_field("转会原因", required=True)


class TransferInForm(ActorForm):
    """The gaining union asks, with the member's document before it."""

    union = UnionField(label="转入本工会", permission="members.transfer")
    name = forms.CharField(label="会员姓名", max_length=50)
    id_type = forms.TypedChoiceField(
        label="证件类别", choices=codes.ID_TYPE.choices(), coerce=int, initial=1
    )
    identity = forms.CharField(
        label="证件号码", max_length=30, help_text="须与登记的姓名相符,才能发起转会。"
    )
    reason = reason_field("转会原因", required=True)

    def save(self, actor: Actor) -> Transfer:
        """Ask for the transfer."""
        values = dict(self.cleaned_data)
        return services.request_transfer_in(values.pop("union"), actor=actor, **values)


class MergeForm(ActorForm):
    """Which of two persons stays."""

    keep = forms.ChoiceField(
        label="保留", choices=[("first", "第一人"), ("second", "第二人")], widget=forms.RadioSelect
    )
    reason = reason_field("认定依据", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep = self.fields["keep"]
        if self.subject is not None and isinstance(keep, forms.ChoiceField):
            keep.choices = [
                (side, queries.person_in_words(getattr(self.subject, side)))
                for side in ("first", "second")
            ]


# --- Tags ---------------------------------------------------------------------------------


class TagForm(ActorForm):
    """A tag with date and source."""

    label = forms.ChoiceField(label="标签", choices=[])
    detail = forms.CharField(
        label="具体内容", max_length=20, required=False, help_text="劳模级别、困难类型等。"
    )
    on = day_field("起始日期")
    source = forms.CharField(label="来源", max_length=60, help_text="如本人申报、表彰文件文号。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["label"]
        if isinstance(field, forms.ChoiceField):
            field.choices = queries.tag_choices()

    def clean(self) -> dict[str, Any]:
        """Kind and code from the one choice."""
        values = super().clean() or {}
        kind, _, code = str(values.pop("label", "")).partition(":")
        detail = values.pop("detail", "")
        return {**values, "kind": kind, "code": code or detail}


class ClearTagForm(ActorForm):
    """End a tag."""

    tag_id = forms.TypedChoiceField(label="标签", coerce=int)
    on = day_field("停用日期")
    reason = reason_field("停用原因", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tag_id"]
        if self.subject is not None and isinstance(field, forms.ChoiceField):
            field.choices = [
                (tag.pk, queries.tag_text(tag))
                for tag in queries.live_tags([self.subject.person_id], clock.today())
                if tag.valid.upper is None
            ]


# --- Cards --------------------------------------------------------------------------------


class CardForm(ActorForm):
    """Apply for one card."""

    bank = forms.CharField(label="合作银行", max_length=40)
    on = day_field("申请日期")


class ProduceForm(ActorForm):
    """The bank has made it."""

    on = day_field("制卡日期")
    number_tail = forms.CharField(
        label="卡号后四位", max_length=4, required=False, help_text="系统不保存完整卡号。"
    )


class CardDayForm(ActorForm):
    """The day of a milestone."""

    on = day_field("日期")


class CardBatchForm(ActorForm):
    """Apply for all members of a union, or take one step for a whole batch."""

    union = UnionField(label="工会", permission="members.card")
    step = forms.ChoiceField(label="办理", choices=[])
    bank = forms.CharField(
        label="合作银行", max_length=40, required=False, help_text="批量申请时填写。"
    )
    on = day_field("日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["step"]
        if isinstance(field, forms.ChoiceField):
            field.choices = queries.card_batch_choices()

    def clean(self) -> dict[str, Any]:
        """A bank is needed for applying."""
        values = super().clean() or {}
        if values.get("step") == "apply" and not values.get("bank"):
            self.add_error("bank", "批量申请请填写合作银行。")
        return values


class LabelsForm(ActorForm):
    """Whose cards get a code to stick on."""

    union = UnionField(
        label="工会", permission="members.card", help_text="包括下级工会;一次最多300张。"
    )


class ClaimForm(ActorForm):
    """The code on her phone and the number on her document."""

    code = forms.CharField(
        label="核实码",
        max_length=12,
        help_text="职工手机上的8位核实码,例如 7K3M-QX9P。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    identity = forms.CharField(
        label="证件号码",
        max_length=30,
        help_text="请照职工的身份证原件输入,不要照手机抄。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
