"""What Django's own fields refuse, in words that say what happened and what to do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise

_LIMITS = {
    "max_length": "写了 %(show_value)d 个字,最多 %(limit_value)d 个。请缩短。",
    "min_length": "写了 %(show_value)d 个字,至少要 %(limit_value)d 个。请补全。",
    "min_value": "不能小于 %(limit_value)s。请核对后重新填写。",
    "max_value": "不能大于 %(limit_value)s。请核对后重新填写。",
    "max_decimal_places": "小数最多 %(max)s 位。请四舍五入后再填。",
    "max_digits": "这个数太长,连小数最多 %(max)s 位。请核对位数和单位。",
    "max_whole_digits": "这个数太大,小数点前最多 %(max)s 位。请核对位数和单位。",
}
_CHOSEN = {
    "required": "这一项还空着。请填写或选择后再提交。",
    "invalid_choice": "没有“%(value)s”这一项。请从列出的选项中选择。",
}
_INVALID: dict[type[forms.Field], str] = {
    forms.DateField: "没有读出日期,或没有这一天。请写成 2026-01-31 的样子。",
    forms.DecimalField: "这不是一个数。请只填阿拉伯数字,不要写单位、万、亿。",
    forms.IntegerField: "这不是一个整数。请只填阿拉伯数字,不要写单位、万、亿。",
}


def speak_plainly(field: forms.Field) -> None:
    """Give a field our words where it has Django's (translated late, a Promise); words of its own stay."""
    words = dict(_CHOSEN)
    for kind, invalid in _INVALID.items():
        if isinstance(field, kind):
            words.setdefault("invalid", invalid)
    for code, said in words.items():
        if isinstance(field.error_messages.get(code), Promise):
            field.error_messages[code] = said
    for code, said in _LIMITS.items():
        field.error_messages.setdefault(code, said)


class PlainForm(forms.Form):
    """A form of somebody who has not signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak_plainly(field)
