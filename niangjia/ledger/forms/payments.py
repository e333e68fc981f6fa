"""Forms of payments, batches and the bank's reply."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.ledger import queries, services
from niangjia.ledger.forms import own_union
from niangjia.ledger.models import PaymentBatch
from niangjia.ledger.rules import PaymentStatus
from niangjia.web.desk import ActorForm, PickerField, UnionField

_REASON = {"rows": 3}


class ReturnForm(ActorForm):
    """The bank gave a payment back."""

    on = forms.DateField(label="退回日期", required=False, help_text="不填为今天。")
    reason = forms.CharField(
        label="退回原因(银行说明)", max_length=200, widget=forms.Textarea(attrs=_REASON)
    )


class ReverseForm(ActorForm):
    """A payment called off."""

    reason = forms.CharField(label="撤销原因", max_length=300, widget=forms.Textarea(attrs=_REASON))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = (
            "这笔款已经到账。只有钱已退回本单位账户后才能撤销:撤销即冲正账目,这笔钱重新可用。"
            if self.subject.status == PaymentStatus.PAID
            else "撤销后释放占用的资金,不再付款。"
        )


class ReissueForm(ActorForm):
    """Another attempt; what stays empty stays as it was."""

    account_number = forms.CharField(
        label="新收款账号", max_length=40, required=False, help_text="账号没有错的,不用填。"
    )
    bank_name = forms.CharField(label="新开户银行", max_length=100, required=False)
    payee_name = forms.CharField(
        label="收款人姓名更正", max_length=60, required=False, help_text="只在姓名写错时填写。"
    )


class BatchForm(ActorForm):
    """All approved payments of a union, or of one of its funds, in one file."""

    union = UnionField(permission="ledger.pay", label="付款工会")
    fund = PickerField(
        picker="funds",
        permission="ledger.pay",
        label="只编这笔资金",
        required=False,
        help_text="不选则编入该工会全部待编批的付款。不同资金从不同账户支付时请分别编批。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["union"].initial = own_union(self.actor, "ledger.pay")

    def clean(self) -> dict[str, Any]:
        """The fund belongs to the union."""
        cleaned = super().clean() or {}
        union, fund = cleaned.get("union"), cleaned.get("fund")
        if union and fund and fund.union_id != union.pk:
            self.add_error("fund", f"“{fund.name}”不是{union.name}的资金。请重新选择。")
        return cleaned

    def save(self, actor: Actor) -> PaymentBatch:
        """Make the batch. Raises Blocked."""
        union, fund = self.cleaned_data["union"], self.cleaned_data["fund"]
        rows = queries.payable(union)
        if fund is not None:
            rows = rows.filter(fund=fund)
        payments = list(rows[: services.MOST])
        if not payments:
            raise Blocked("没有待编批的付款。请先在“付款”中批准付款。", field="union")
        return services.make_batch(union, payments, actor=actor)


class ReplyForm(ActorForm):
    """The file that the bank gave back."""

    reply = forms.FileField(
        label="银行回盘文件",
        help_text="文本或Excel,GB18030(GBK)、UTF-8均可;请用银行给的原文件,不要改动。",
    )
    on = forms.DateField(label="银行付款日期", required=False, help_text="不填为今天。")
