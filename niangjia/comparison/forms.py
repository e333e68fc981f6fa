"""Shape of input of data comparison (数据比对)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from niangjia.comparison import rules, services
from niangjia.comparison.models import Exchange
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.web.desk import ActorForm, Group, UnionField
from niangjia.web.forms import DayInput

_DAYS = 30


class ExchangeForm(ActorForm):
    """A question to one authority about a registered list of persons."""

    union = UnionField(
        permission="comparison.exchange",
        label="发起工会",
        help_text="名单包括该工会及下级的人员;只含有有效核对授权的人。",
    )
    source = forms.ChoiceField(label="名单来源")
    authority = forms.CharField(label="比对部门", max_length=60, help_text="例如:渠县民政局。")
    kinds = forms.MultipleChoiceField(
        label="比对内容",
        choices=rules.ThirdPartyKind.choices(),
        widget=forms.CheckboxSelectMultiple,
        help_text="只选办理所必需的内容;没有选的,答复里有也会被退回。",
    )
    purpose = forms.CharField(label="比对用途", max_length=200, initial="困难职工家庭经济状况核对")
    expires_on = forms.DateField(
        label="有效期至",
        widget=DayInput,
        help_text="到期自动清除名单中的身份信息和对方数据,只留比对结果。",
    )
    protection = forms.ChoiceField(
        label="保护方式",
        choices=rules.Protection.choices(),
        initial=rules.Protection.ENCRYPTED,
        help_text="只给摘要的,对方看不到姓名和号码,但只能查出号码完全相同的人:号码有错、"
        "缺号码或仍用15位旧号码的,结果会是“未查到”。要查出这些人,请选整体加密(SM4)。",
    )
    file_format = forms.ChoiceField(
        label="文件格式", choices=rules.FileFormat.choices(), initial=rules.FileFormat.XLSX
    )
    groups = (
        Group("名单", "union", "source"),
        Group("向谁查什么", "authority", "purpose", "kinds"),
        Group("交换文件", "protection", "file_format", "expires_on"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source: Any = self.fields["source"]
        source.choices = [(one.code, one.label) for one in services.SOURCES.values()]
        self.fields["kinds"].initial = [rules.ThirdPartyKind.ALLOWANCE]
        self.fields["expires_on"].initial = clock.today() + timedelta(days=_DAYS)

    def save(self, actor: Actor) -> Exchange:
        """Collect the list and open the exchange. Raises Blocked."""
        data = self.cleaned_data
        kinds = [rules.ThirdPartyKind(kind) for kind in data["kinds"]]
        persons = services.SOURCES[data["source"]].collect(data["union"], kinds, actor)
        if not persons:
            raise Blocked(
                "这个名单里没有可以比对的人:要有待比对的档案,并且已签署核对授权。", field="source"
            )
        return services.request(
            data["union"],
            persons,
            kinds=kinds,
            authority=data["authority"],
            purpose=data["purpose"],
            expires_on=data["expires_on"],
            protection=data["protection"],
            file_format=data["file_format"],
            actor=actor,
        )


class AnswerForm(ActorForm):
    """The file that came back."""

    file = forms.FileField(
        label="答复文件",
        help_text="按导出的名单填好发回的文件;整体加密的批次应仍用本批密钥加密(.sm4)。Excel不超过50MB、30万行,更多的用CSV,不超过200MB。",
        error_messages={"required": "请选择答复文件。", "empty": "文件是空的,请重新选择。"},
    )


class ReasonForm(ActorForm):
    """Why the key is looked at again."""

    reason = forms.CharField(label="原因", max_length=200, min_length=4)


class OutcomeForm(ActorForm):
    """What was found out."""

    outcome = forms.ChoiceField(label="核实结论", widget=forms.RadioSelect)
    note = forms.CharField(
        label="核实情况和依据",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="怎样核实的,看了什么材料。不要写证件号码、车牌、地址等对方数据。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = rules.TaskKind(self.subject.task_kind)
        outcome: Any = self.fields["outcome"]
        outcome.choices = [(one.value, one.label) for one in rules.OUTCOMES[kind]]
