"""Forms of study loans: what is agreed, and what came back."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.money import show_yuan
from niangjia.ledger import queries, services
from niangjia.ledger.forms.funds import amount_field
from niangjia.ledger.models import StudyLoan
from niangjia.ledger.rules.loans import MOST_INSTALMENTS
from niangjia.web.desk import ActorForm, Group, PickerField


class LoanForm(ActorForm):
    """A new loan."""

    member = PickerField(picker="memberships", permission="members.view", label="借款职工")
    child_name = forms.CharField(label="就学子女姓名", max_length=60)
    school = forms.CharField(label="就读学校", max_length=100)
    fund = PickerField(
        picker="funds",
        permission="ledger.edit",
        label="资金",
        help_text="只能用工会经费或社会捐赠;财政专项资金不能出借。",
    )
    programme_code = forms.CharField(
        label="项目编号", max_length=30, help_text="本级或上级的项目,如金秋助学;须已编制预算。"
    )
    amount = amount_field("贷款金额(元)")
    first_on = forms.DateField(label="首次还款日")
    count = forms.IntegerField(label="还款期数", min_value=1, max_value=MOST_INSTALMENTS, initial=1)
    months = forms.IntegerField(label="每期间隔(月)", min_value=1, max_value=12, initial=12)
    account_number = forms.CharField(
        label="收款账号", max_length=40, help_text="借款职工本人账户。"
    )
    bank_name = forms.CharField(label="开户银行", max_length=100, required=False)
    groups = (
        Group("借款", "member", "child_name", "school", "amount"),
        Group("资金", "fund", "programme_code"),
        Group("还款", "first_on", "count", "months"),
        Group("收款", "account_number", "bank_name"),
    )

    def clean(self) -> dict[str, Any]:
        """The programme is one the fund may pay for."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        fund, code = cleaned.get("fund"), cleaned.get("programme_code", "")
        if fund is not None and code:
            rows = queries.programmes_for(fund.union, clock.today())
            cleaned["programme"] = rows.filter(code=code.strip().upper()).first()
            if cleaned["programme"] is None:
                self.add_error("programme_code", "没有这个项目,或这笔资金不能用于它。请核对编号。")
        return cleaned

    def save(self, actor: Actor) -> StudyLoan:
        """Promise the loan. Raises Blocked."""
        given = self.cleaned_data
        terms = services.LoanTerms(
            given["child_name"],
            given["school"],
            given["amount"],
            given["first_on"],
            given["count"],
            given["months"],
        )
        return services.propose_loan(
            given["fund"],
            given["programme"],
            given["member"].person,
            terms,
            account_number=given["account_number"],
            bank_name=given["bank_name"],
            actor=actor,
        )


class RepayForm(ActorForm):
    """Money that came back."""

    amount = amount_field("还款金额(元)")
    on = forms.DateField(label="到账日期", required=False, help_text="不填为今天。")
    note = forms.CharField(label="摘要", max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = f"未还 {show_yuan(self.subject.owed_amount)}。"
