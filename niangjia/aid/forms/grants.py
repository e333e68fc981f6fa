"""Shape of input of grants (救助发放)."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.aid import rules
from niangjia.aid.models import Grant, HouseholdMember
from niangjia.aid.queries import granting as queries
from niangjia.aid.queries.help import had_by_grant, in_lines
from niangjia.aid.rules.codes import AidType
from niangjia.aid.services.granting import GrantValues, propose_without_file
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.money import ZERO
from niangjia.ledger.models import Fund, Programme
from niangjia.web.desk import ActorForm, Group, NumberField, PickerField

_MONEY = (
    AidType.LIVING,
    AidType.MEDICAL,
    AidType.STUDY,
    AidType.TEMPORARY,
    AidType.VISIT,
    AidType.HEATING,
)
"""Kinds of aid that are money; the others are measures."""
_COSTS = (
    ("compliant_amount", "合规医疗费用(元)"),
    ("basic_amount", "基本医保报销(元)"),
    ("critical_amount", "大病保险报销(元)"),
    ("supplementary_amount", "补充保险报销(元)"),
    ("mutual_aid_amount", "医疗互助赔付(元)"),
)


def _amount(label: str, **kwargs: Any) -> NumberField:
    return NumberField(
        label=label, max_digits=12, decimal_places=2, min_value=0, localize=False, **kwargs
    )


class GrantForm(ActorForm):
    """Help proposed for a household in file; the subject is the file."""

    aid_type = forms.ChoiceField(
        label="救助类型", choices=[(kind.value, kind.label) for kind in _MONEY]
    )
    member = forms.ModelChoiceField(
        HouseholdMember.objects.none(),
        label="受助人",
        required=False,
        empty_label="全家(生活救助等)",
        help_text="子女助学选子女,医疗救助选患病的人。款项打入申请职工本人账户。",
    )
    programme = forms.ModelChoiceField(Programme.objects.none(), label="项目", empty_label="请选择")
    fund = forms.ModelChoiceField(
        Fund.objects.none(), label="资金", empty_label="请选择", help_text="一笔救助只用一项资金。"
    )
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    asked_amount = _amount("提议金额(元)")
    grounds = forms.CharField(
        label="救助理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    compliant_amount = _amount(_COSTS[0][1], required=False, help_text="只在医疗救助时填写。")
    basic_amount = _amount(_COSTS[1][1], required=False)
    critical_amount = _amount(_COSTS[2][1], required=False)
    supplementary_amount = _amount(_COSTS[3][1], required=False)
    mutual_aid_amount = _amount(_COSTS[4][1], required=False)
    groups: tuple[Group, ...] = (
        Group("救助", "aid_type", "member", "asked_amount", "year", "programme", "fund", "grounds"),
        Group("医疗费用(医疗救助填写)", *(name for name, _ in _COSTS)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        paths = [self.subject.union.path] if self.subject else self.actor.roots("aid.grant")
        above = {path for root in paths for path in policy.upwards(root)}
        if self.subject is not None:
            fields["member"].queryset = self.subject.members.order_by("pk")
        fields["fund"].queryset = queries.funds_at(above, self.actor)
        fields["fund"].label_from_instance = _fund_text
        fields["programme"].queryset = queries.programmes_at(above)
        fields["year"].initial = clock.today().year


class ApprovalForm(ActorForm):
    """How much of what was asked is approved; the subject is the grant."""

    amount = _amount("批准金额(元)")
    seen = forms.BooleanField(label="已核对这户家庭近三年得到过的全部帮扶")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject is None:
            return
        found = queries.allowed(self.subject)
        most = min(found.amount, self.subject.asked_amount)
        self.fields["amount"].initial = most
        self.fields["amount"].help_text = ";".join(line.removesuffix("。") for line in found.trace)
        self.fields["seen"].help_text = in_lines(had_by_grant(self.subject))


class NoFileGrantForm(GrantForm):
    """Help proposed for a member without a file (临时救助): she and her account are named here."""

    membership = PickerField(
        picker="memberships",
        permission="members.view",
        label="职工",
        help_text="输入姓名、手机号码或证件号码查找会员。已建档的职工请从其档案中提出。",
    )
    bank_account = forms.CharField(label="本人银行账号", max_length=40)
    bank_name = forms.CharField(label="开户行", max_length=100)
    groups = (
        Group("职工", "membership", "bank_account", "bank_name"),
        *GrantForm.groups,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["member"]
        self.fields["aid_type"].initial = AidType.TEMPORARY

    def save(self, actor: Actor) -> Grant:
        """Propose it."""
        person = self.cleaned_data["membership"].person
        return propose_without_file(person, grant_values(self.cleaned_data), actor=actor)


def grant_values(cleaned: dict[str, Any]) -> GrantValues:
    """The form as the service takes it."""
    aid_type = AidType(cleaned["aid_type"])
    costs = None
    if aid_type == AidType.MEDICAL and cleaned["compliant_amount"] is not None:
        costs = rules.MedicalCosts(*(cleaned[name] or ZERO for name, _ in _COSTS))
    return GrantValues(
        aid_type=aid_type,
        programme=cleaned["programme"],
        fund=cleaned["fund"],
        asked_amount=cleaned["asked_amount"],
        grounds=cleaned["grounds"],
        year=cleaned["year"],
        member=cleaned.get("member"),
        costs=costs,
        bank_account=cleaned.get("bank_account", ""),
        bank_name=cleaned.get("bank_name", ""),
    )


def _fund_text(fund: Fund) -> str:
    return f"{fund.name}({fund.union.name},{fund.year}年)"
