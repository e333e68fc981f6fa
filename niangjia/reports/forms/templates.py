"""Forms of report templates."""

from __future__ import annotations

from typing import Any

from django import forms

from niangjia.kernel.actor import Actor
from niangjia.reports import queries, services
from niangjia.reports.forms.reports import need_version
from niangjia.reports.models import ReportTemplate
from niangjia.reports.rules.flow import TemplateKind
from niangjia.web.desk import ActorForm, UnionField


class TemplateForm(ActorForm):
    """Make a template of one's own, or write its next version."""

    title = forms.CharField(label="名称", max_length=100)
    kind = forms.ChoiceField(label="类别", choices=TemplateKind.choices())
    union = UnionField(label="制定工会", permission="reports.edit")
    note = forms.CharField(label="修改说明", max_length=200, required=False)
    text = forms.CharField(
        label="正文",
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false"}),
        strip=False,
        help_text="数据写成 {{指标代码}} 或 {{指标代码 | 写法}},例如 {{members.total | 万余}}。",
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template = self.subject
        if template is None:
            del self.fields["note"]
            return
        del self.fields["union"]
        if not self.is_bound:
            self.initial.update(
                title=template.title,
                kind=template.kind,
                text=queries.text_of(template).text,
                seen_version=template.version,
            )

    def clean_text(self) -> str:
        """One kind of line end."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")

    def clean(self) -> dict[str, Any]:
        """A next version says which one it began from."""
        data: dict[str, Any] = self.cleaned_data
        return data if self.subject is None else need_version(self, "text")

    def save(self, actor: Actor) -> ReportTemplate:
        """Make it, or append its next version."""
        data = dict(self.cleaned_data)
        if self.subject is not None:
            return services.edit_template(self.subject, actor=actor, **data)
        return services.create_template(
            data["union"], data["title"], data["kind"], data["text"], actor=actor
        )
