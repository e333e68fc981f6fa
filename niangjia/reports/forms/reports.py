"""Forms of reports: starting one, its text, its period."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.reports import queries, services
from niangjia.reports.forms.home import home
from niangjia.reports.models import Report
from niangjia.statistics.rules.periods import Period, PeriodKind, containing, previous
from niangjia.web.desk import ActorForm, UnionField

OTHER = ""


def presets(today: date) -> list[tuple[str, str]]:
    """Usual periods, those that are over first: ``2017-01-01/2017-06-30`` and its name."""
    now = [containing(kind, today) for kind in PeriodKind if kind is not PeriodKind.MONTH]
    over = [previous(period) for period in now]
    half = previous(containing(PeriodKind.HALF_YEAR, today))
    found = [(_code(p.start, p.end), p.label) for p in _by_length(over)]
    found.append((_five_years(half.end), f"截至{half.end.year}年{half.end.month}月的五年"))
    return found + [(_code(p.start, p.end), f"{p.label}(未结束)") for p in _by_length(now)]


def _by_length(periods: list[Period]) -> list[Period]:
    order = (
        PeriodKind.HALF_YEAR,
        PeriodKind.YEAR,
        PeriodKind.STATISTICAL_YEAR,
        PeriodKind.QUARTER,
    )
    return sorted(periods, key=lambda period: order.index(period.kind))


def _five_years(end: date) -> str:
    after = end + timedelta(days=1)
    return _code(after.replace(year=after.year - 5), end)


def _code(start: date, end: date) -> str:
    return f"{start}/{end}"


class NewReportForm(ActorForm):
    """Choose a template, a union and a period."""

    template = forms.ChoiceField(label="模板")
    union = UnionField(label="工会", permission="reports.edit")
    period = forms.ChoiceField(label="报告期", required=False)
    begin = forms.DateField(label="起日", required=False, help_text="报告期选“自定”时填写")
    end = forms.DateField(label="止日", required=False)
    title = forms.CharField(
        label="标题", max_length=200, required=False, help_text="不填则用模板里的标题"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._templates = {
            str(row.public_id): row
            for row in queries.readable(self.actor, "reports.view")
            .filter(is_retired=False, version__gt=0)
            .select_related("union")
            .order_by("union_id", "id")
        }
        self.fields["template"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (key, f"{row.title}({row.union or '随系统提供'})")
            for key, row in self._templates.items()
        ]
        usual = presets(clock.today())
        self.fields["period"].choices = [*usual, (OTHER, "自定")]  # type: ignore[attr-defined]  # as above
        if not self.is_bound:
            self.initial.setdefault("union", home(self.actor, "reports.edit"))
            self.initial.setdefault("period", usual[0][0])

    def clean(self) -> dict[str, Any]:
        """A usual period, or both days."""
        data = super().clean() or {}
        chosen = data.get("period") or ""
        if chosen:
            first, last = chosen.split("/")
            begin, end = date.fromisoformat(first), date.fromisoformat(last)
            if (data.get("begin") or begin, data.get("end") or end) != (begin, end):
                self.add_error(
                    "period",
                    f"这里选的是{begin}至{end},下面又填了别的起止日。"
                    "要按填的日期写,请选“自定”;要按这里写,请清空起止日。",
                )
            data["begin"], data["end"] = begin, end
        else:
            for name in ("begin", "end"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, "自定报告期时,起日和止日都要填。")
        return data

    def save(self, actor: Actor) -> Report:
        """Start the draft."""
        data = self.cleaned_data
        return services.create_report(
            self._templates[data["template"]],
            data["union"],
            data["begin"],
            data["end"],
            title=data["title"],
            actor=actor,
        )


def need_version(form: ActorForm, field: str) -> dict[str, Any]:
    """The cleaned data; without a readable ``seen_version`` an error stands at the text."""
    data: dict[str, Any] = form.cleaned_data
    if data.get("seen_version") is None:
        form.errors.pop("seen_version", None)  # nobody sees a hidden field
        form.add_error(field, "页面没有说明从第几版改起。请先复制您的文字,刷新页面后再改。")
    return data


class TextForm(ActorForm):
    """The editor: title and text, and which version they began from."""

    title = forms.CharField(label="标题", max_length=200)
    body = forms.CharField(label="正文", required=False, widget=forms.Textarea, strip=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        report = self.subject
        if not self.is_bound and report is not None:
            self.initial.update(title=report.title, body=report.body, seen_version=report.version)

    def clean_body(self) -> str:
        """One kind of line end, as typed on any machine."""
        return str(self.cleaned_data["body"]).replace("\r\n", "\n").replace("\r", "\n")

    def clean(self) -> dict[str, Any]:
        """Which version it began from must be told: else a newer one would be overwritten."""
        return need_version(self, "body")

    def save(self, actor: Actor) -> Report:
        """Save the text."""
        return services.edit_report(self.subject, actor=actor, **self.cleaned_data)


class PeriodForm(ActorForm):
    """Another period for a draft."""

    begin = forms.DateField(label="起日")
    end = forms.DateField(label="止日")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            self.initial.update(begin=self.subject.start, end=self.subject.end)
