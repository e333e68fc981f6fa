"""Forms of closed periods (期间封存)."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.kernel import clock
from niangjia.statistics.queries import closings as queries
from niangjia.statistics.rules.periods import Period, parse
from niangjia.web.forms import ActorForm, UnionField


class CloseForm(ActorForm):
    """Which period of which union is closed."""

    union = UnionField(
        label="工会", permission="figures.close", help_text="封存本级及所属全部工会的数据。"
    )
    period = forms.ChoiceField(label="期间")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = queries.choices(clock.today())

    def clean_period(self) -> Period | None:
        """The period itself."""
        return parse(self.cleaned_data["period"])


class ReviseForm(ActorForm):
    """Which differences are entered as revisions, and why."""

    everything = forms.BooleanField(label="全选:登记下列全部指标和分组", required=False)
    slices = forms.BooleanField(label="连同所选指标的分组", required=False)
    codes = forms.MultipleChoiceField(
        label="指标", widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = forms.CharField(
        label="修订原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明哪些记录后来作了更正、依据是什么。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        waiting = queries.open_codes(self.subject) if self.subject is not None else []
        self.waiting = [code for code, _, _ in waiting]
        field.choices = [(code, f"{name}:{count}个工会有变化") for code, name, count in waiting]

    def clean(self) -> dict[str, Any]:
        """``codes`` alone, with what the two boxes add to it."""
        cleaned = super().clean() or self.cleaned_data
        has_all, has_slices = cleaned.pop("everything", False), cleaned.pop("slices", False)
        chosen = set(cleaned.get("codes", ()))
        cleaned["codes"] = [
            code
            for code in self.waiting
            if has_all or code in chosen or (has_slices and code.partition("[")[0] in chosen)
        ]
        if not cleaned["codes"] and "codes" not in self.errors:
            self.add_error("codes", "请选择要登记的指标,或勾选“全选”。")
        return cleaned


class NodeForm(ActorForm):
    """Whose frozen figures are shown, and beside what."""

    union = UnionField(label="工会", permission="figures.view", required=False)
    slices = forms.BooleanField(label="显示分组", required=False)
    present = forms.BooleanField(label="对比现在的记录", required=False)
