"""Typing figures in (数据填报): numbers as people write them, corrections with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django import forms

from niangjia.kernel.numbers import LONGEST, plain_number
from niangjia.statistics.rules import reporting as rules
from niangjia.web.desk import ActorForm, NumberField

if TYPE_CHECKING:
    from niangjia.kernel.indicators import Awaiting

VALUE, NOTE = "v-", "n-"
LONGEST_NOTE = 300


@dataclass(frozen=True)
class Entry:
    """What was posted for the awaiting indicators: values, notes, and what is wrong, by code."""

    texts: Mapping[str, str]
    values: dict[str, Decimal] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_entry(data: Mapping[str, str], indicators: Sequence[Awaiting]) -> Entry:
    """Read every field; empty ones are left alone. All errors at once."""
    entry = Entry({i.code: data.get(VALUE + i.code, "").strip() for i in indicators})
    for indicator in indicators:
        text = entry.texts[indicator.code]
        if not text:
            continue
        value, refusal = check(indicator, text)
        if refusal is not None:
            entry.errors[indicator.code] = refusal
        elif value is not None:
            entry.values[indicator.code] = value
            entry.notes[indicator.code] = data.get(NOTE + indicator.code, "")[:LONGEST_NOTE]
    return entry


def check(indicator: Awaiting, text: str) -> tuple[Decimal | None, str | None]:
    """The value, or why it is none."""
    value = plain_number(text)
    if value is None:
        return None, f"“{text[:LONGEST]}”不是一个数。请只填阿拉伯数字,不要写单位、万、亿。"
    return value, rules.value_refusal(rules.Typed(indicator.name, indicator.unit.value, value))


class CorrectForm(ActorForm):
    """A value in place of the former one."""

    value = NumberField(label="更正为", max_digits=18, decimal_places=2, min_value=0)
    note = forms.CharField(label="说明", max_length=LONGEST_NOTE, required=False)
    reason = forms.CharField(
        label="更正原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class WithdrawForm(ActorForm):
    """Why there is no value any more."""

    reason = forms.CharField(
        label="撤回原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
