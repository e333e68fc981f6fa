"""Forms of the figure check: a report to check, and what is decided about a finding."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django import forms

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.reports.forms.home import home
from niangjia.reports.models import CheckedDocument
from niangjia.reports.rules.checks import LONGEST_PASTE, Decision, plain_paste
from niangjia.reports.services import checks as services
from niangjia.statistics.check import why_not_published
from niangjia.web.forms import ActorForm, UnionField


class PastedText(forms.CharField):
    """Words from the clipboard, without invisible control signs."""

    def to_python(self, value: Any) -> str:
        """Cleaned before anything is checked."""
        return super().to_python(plain_paste(value) if isinstance(value, str) else value) or ""


class DocumentForm(ActorForm):
    """A report as a file or pasted, whose it is, and when it was or will be published."""

    union = UnionField(
        label="工会",
        permission="checks.edit",
        help_text="报告说的是哪个工会;将与它的系统记录比较。",
    )
    published_on = forms.DateField(
        label="发布日期", required=False, help_text="用来确定“今年”“去年”“目前”是哪一天。"
    )
    file = forms.FileField(
        label="报告文件",
        required=False,
        help_text=".docx、.pdf、.txt、.html,不超过 50 MB。只读取文字,不改动文件。",
        error_messages={"empty": "文件是空的。请检查是否选错了文件。"},
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.txt,.html,.htm"}),
    )
    text = PastedText(
        label="或粘贴文字",
        required=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("union", home(self.actor, "checks.edit"))

    def clean_published_on(self) -> date | None:
        """Refuse a year typed short (0026) or a day far ahead."""
        day: date | None = self.cleaned_data["published_on"]
        why = why_not_published(day, clock.today()) if day is not None else None
        if why is not None:
            raise forms.ValidationError(why)
        return day

    def clean(self) -> dict[str, Any]:
        """Exactly one of file and text."""
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("file")) == bool(cleaned.get("text", "").strip()):
            has_both = bool(cleaned.get("file"))
            words = "文件和文字请只给一种。" if has_both else "请选择报告文件,或粘贴文字。"
            if "file" not in self.errors:
                self.add_error("file", words)
        return cleaned

    def save(self, actor: Actor) -> CheckedDocument:
        """Keep it and queue its check."""
        cleaned = self.cleaned_data
        file, union, day = cleaned["file"], cleaned["union"], cleaned["published_on"]
        if file is None or not file:
            return services.submit_text(union, "", cleaned["text"], published_on=day, actor=actor)
        name = Path(file.name or "报告").name
        return services.submit(union, name, file.read(), published_on=day, actor=actor)


class DecideForm(ActorForm):
    """What a person decides about one finding; the fields depend on the decision."""

    corrected = forms.CharField(
        label="正确的数", max_length=200, required=False, help_text="连同单位,例如 1.22 亿元。"
    )
    reason = forms.CharField(
        label="原因", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = forms.CharField(
        label="依据", max_length=500, required=False,
        help_text="文件、台账或核实人。以后同一工会、同一数据、同一期间不再提出这一疑问。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    _FIELDS = {
        Decision.ACCEPTED: ("reason",),
        Decision.CORRECTED: ("corrected", "reason"),
        Decision.EXPLAINED: ("reason", "evidence"),
    }

    def choose(self, kind: Decision) -> None:
        """Keep the fields of this decision; all but the reason of an acceptance must be filled."""
        for name in set(self.fields) - set(self._FIELDS[kind]):
            del self.fields[name]
        for field in self.fields.values():
            field.required = kind is not Decision.ACCEPTED


class PublishForm(ActorForm):
    """A figure of a checked report, entered into the register of published figures."""

    label = forms.CharField(label="名称", max_length=100)
    said = forms.CharField(label="公布的数", max_length=60, help_text="照原样,连同单位。")
    title = forms.CharField(label="公布文件", max_length=200)
    document_on = forms.DateField(label="公布日期")
    on = forms.DateField(label="时点", required=False, help_text="存量数填时点,期内数填起止日期。")
    start = forms.DateField(label="期间起", required=False)
    end = forms.DateField(label="期间止", required=False)
