"""Forms of study loans: what is agreed, and what came back."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.kernel import clock
from niangjia.kernel.money import show_yuan
from niangjia.ledger import queries
from niangjia.ledger.forms.funds import amount_field
from niangjia.ledger.rules import ProgrammeKind
from niangjia.ledger.rules.loans import MOST_INSTALMENTS
from niangjia.web.desk import ActorForm, PickerField


class LoanForm(ActorForm):
    """A loan from the fund on whose page it stands."""

    member = PickerField(
        picker="memberships",
        permission="members.view",
        label="借款职工",
        help_text="输入姓名、手机号码或证件号码查找会员。",
    )
    child_name = forms.CharField(label="就学子女姓名", max_length=60)
    school = forms.CharField(label="就读学校", max_length=100)
    programme_id = forms.TypedChoiceField(label="项目", coerce=int)
    amount = amount_field("贷款金额(元)")
    first_on = forms.DateField(label="首次还款日")
    count = forms.IntegerField(label="还款期数", min_value=1, max_value=MOST_INSTALMENTS, initial=1)
    months = forms.IntegerField(label="每期间隔(月)", min_value=1, max_value=12, initial=12)
    account_number = forms.CharField(
        label="收款账号", max_length=40, help_text="借款职工本人的账户。"
    )
    bank_name = forms.CharField(label="开户银行", max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = clock.today().year
        uses = [use for use in queries.budgets_of(self.subject) if use.budget.year == year]
        uses.sort(
            key=lambda use: use.budget.programme.kind != ProgrammeKind.AUTUMN
        )  # it comes first
        self.fields["programme_id"].choices = [  # type: ignore[attr-defined]  # a choice field
            (
                use.budget.programme_id,
                f"{use.budget.programme.name}(预算剩余 {show_yuan(use.left_amount)})",
            )
            for use in uses
        ]
        if not uses:
            self.fields["programme_id"].help_text = f"这笔资金没有{year}年预算,请先编制。"
        self.fields["amount"].help_text = f"可用余额 {show_yuan(self.subject.free_amount)}。"


class RepayForm(ActorForm):
    """Money that came back."""

    amount = amount_field("还款金额(元)")
    on = forms.DateField(label="到账日期", required=False, help_text="不填为今天。")
    note = forms.CharField(label="摘要", max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = f"未还 {show_yuan(self.subject.owed_amount)}。"
