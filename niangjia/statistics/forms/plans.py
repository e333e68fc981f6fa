"""Forms of plans and their items (计划、目标)."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.excel import open_workbook
from niangjia.statistics.models import Plan, Target
from niangjia.statistics.rules import plansheet, plantext
from niangjia.statistics.rules.plans import Direction, suggest
from niangjia.statistics.services import plans as services
from niangjia.statistics.services import targets as target_services
from niangjia.statistics.services.plans import PlanValues
from niangjia.statistics.services.targets import ItemValues
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionStatus
from niangjia.web.desk import ActorForm, ActorModelForm, Group, NumberField, UnionField

if TYPE_CHECKING:
    from niangjia.statistics.queries.plantext import Reading

_EDIT = "targets.edit"
_MOST_FILE = 2 * 1024 * 1024
_MOST_CHILDREN = 80
_MOST_TEXT = 30_000


class PlanForm(ActorModelForm):
    """A plan: whose, what for, when, who answers."""

    union = UnionField(label="工会", permission=_EDIT)

    class Meta:
        model = Plan
        fields = (
            "union",
            "title",
            "kind",
            "initiative",
            "starts_on",
            "ends_on",
            "owner",
            "owner_post",
            "document",
            "ranks_children",
        )
        help_texts = {
            "kind": "目标考核的各项分值合计100分。",
            "initiative": "属于其中一项的请选择:其完成情况另有指标统计。",
            "document": "文件名称和文号。",
            "ranks_children": "默认按工会编码排列,不排名。",
        }

    groups = (
        Group("计划", "union", "title", "kind", "initiative", "document"),
        Group("期间与负责人", "starts_on", "ends_on", "owner", "owner_post"),
        Group("显示", "ranks_children"),
    )

    def clean(self) -> dict[str, Any]:
        """The days in order, told at the field."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last <= first:
            words = f"截止日期 {last} 不晚于起始日期 {first}。请核对这两个日期。"
            self.add_error("ends_on", words)
        return cleaned

    def save(self, actor: Actor) -> Plan:  # type: ignore[override]  # writes through a service
        values = dict(self.cleaned_data)
        union = values.pop("union")
        if self.instance.pk is None:
            return services.create_plan(union, PlanValues(**values), actor=actor)
        if union != Plan.objects.select_related("union").get(pk=self.instance.pk).union:
            raise Blocked("计划所属的工会不能改。请撤销后在另一工会新建。", field="union")
        return services.edit_plan(self.instance, PlanValues(**values), actor=actor)


def indicator_choices() -> list[tuple[str, Any]]:
    """The catalogue in groups: counted live first, then those that are typed in (填报)."""
    from niangjia.statistics.queries.catalogue import lines  # loads Ibis

    groups: dict[str, list[tuple[str, str]]] = {}
    for line in lines():
        one = line.indicator
        label = f"{line.area} · 填报" if line.is_awaiting else "由记录统计"
        groups.setdefault(label, []).append((one.code, f"{one.name}({one.unit})"))
    return [("", "(暂不确定)"), *groups.items()]


class ItemForm(ActorForm):
    """One item. What makes it measurable may be left out; it is then flagged."""

    text = forms.CharField(label="事项", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    indicator = forms.ChoiceField(label="指标", required=False, choices=indicator_choices)
    direction = forms.ChoiceField(label="方向", choices=Direction.choices())
    value = NumberField(
        label="目标值", required=False, min_value=0, max_digits=18, decimal_places=2
    )
    baseline = NumberField(
        label="基数",
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=2,
        help_text="上年数或起点。存量和比率从基数算起;期内数只作对照。",
    )
    weight = NumberField(
        label="分值", required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    due_on = forms.DateField(label="完成时限", required=False)
    owner = forms.CharField(label="责任人", max_length=50, required=False)
    owner_post = forms.CharField(label="责任人职务或部门", max_length=50, required=False)
    union = UnionField(
        label="承担工会",
        required=False,
        permission="targets.view",
        help_text="不填即计划所属工会。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.subject, Target):
            for name in self.fields:
                self.initial.setdefault(name, getattr(self.subject, name))

    def values(self) -> ItemValues:
        """The cleaned fields."""
        return item_values(self.cleaned_data)

    def save(self, actor: Actor) -> Target:
        return target_services.edit_item(self.subject, self.values(), actor=actor)


def item_values(cleaned: dict[str, Any]) -> ItemValues:
    """Cleaned fields as values of an item."""
    values = {**cleaned, "weight": cleaned.get("weight") or Decimal(0)}
    return ItemValues(**values)


class PasteForm(ActorForm):
    """The text of a plan, to be split into items."""

    text = forms.CharField(
        label="计划文本",
        max_length=_MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="粘贴正文。每个编号的条目成为一项;没有编号时每段一项。读出的数、时限和责任人请再核对。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("text") and not drafts_of(self.subject, cleaned["text"]):
            self.add_error("text", "没有读出任何事项。请粘贴带编号的条目,或每段一项。")
        return cleaned


def drafts_of(plan: Plan, text: str) -> list[ItemValues]:
    """The items of a pasted text, as far as the catalogue knows their indicators."""
    return [
        ItemValues(
            text=one.text[: plantext.LONGEST],
            indicator=one.code,
            unit=one.unit,
            direction=one.direction,
            value=one.value,
            baseline=one.baseline,
            weight=one.points,
            owner=one.draft.owner,
            owner_post=one.draft.owner_post,
            due_on=one.draft.due_on,
        )
        for one in readings_of(plan, text)
    ]


def readings_of(plan: Plan, text: str) -> list[Reading]:
    """What was read from a pasted text, with remarks for the confirmation."""
    from niangjia.statistics.queries.plantext import readings  # loads Ibis

    drafts = plantext.split(text, plan.starts_on, plan.ends_on)
    return [one for draft in drafts for one in readings(draft, plan)]


class SheetForm(ActorForm):
    """An .xlsx with items; nothing is taken unless every row is good."""

    file = forms.FileField(
        label="事项表(.xlsx)",
        help_text=f"表头:{'、'.join(plansheet.HEADS)}。只有“事项”必填;有一处不对就都不入库。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file is None:
            return cleaned
        if file.size > _MOST_FILE:
            raise ValidationError("文件超过 2 MB。请只保留事项表。")
        read = plansheet.read(_cells(file), _indicator_names(), _union_codes(self.subject.union))
        if read.findings:
            raise ValidationError(
                [*read.findings[:100], "以上各处改好后重新上传;现在没有入库任何一项。"]
            )
        codes = {item.union for item in read.items if item.union}
        unions = {union.code: union for union in Union.objects.filter(code__in=codes)}
        return {
            "items": [
                ItemValues(**{**vars(item), "union": unions.get(item.union)}) for item in read.items
            ]
        }


def _cells(file: Any) -> list[list[Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        try:
            book = open_workbook(path)
            sheet = next((s for s in book.sheets if s.is_visible), book.sheets[0])
            rows: list[list[Any]] = list(book.rows(sheet))
        except Blocked as refusal:
            raise ValidationError(refusal.reason) from refusal
    return rows


def _indicator_names() -> dict[str, str]:
    from niangjia.statistics.queries.catalogue import lines  # loads Ibis

    found = {line.indicator.name: line.indicator.code for line in reversed(lines())}
    return found | {line.indicator.code: line.indicator.code for line in lines()}


def _union_codes(union: Union) -> dict[str, str]:
    """Codes and names of the union, its open children and grandchildren."""
    near = Union.objects.filter(path__startswith=union.path).exclude(status=UnionStatus.CLOSED)
    depth = union.path.count("/")
    rows = near.filter(level__lt=60) if union.level < 40 else near
    found: dict[str, str] = {}
    for code, name, path in rows.values_list("code", "name", "path")[:5000]:
        if path.count("/") <= depth + 2:
            found[name] = code
            found[code] = code
    return found


class DivideForm(ActorForm):
    """An amount for each direct child; what is left empty gets no part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not isinstance(self.subject, Target):
            return
        children = children_of(self.subject)
        kept = dict(self.subject.parts.values_list("union_id", "value"))
        hints = kept or _suggested(self.subject, children)
        for child in children:
            field = NumberField(
                label=child.name, required=False, min_value=0, max_digits=18, decimal_places=2
            )
            field.initial = hints.get(child.pk)
            self.fields[f"child_{child.pk}"] = field
        self._take(self.actor)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        amounts = {int(k.removeprefix("child_")): v for k, v in cleaned.items()}
        return {"amounts": amounts}


def _suggested(target: Target, children: list[Union]) -> dict[int, Decimal]:
    """The whole by today's members of each child; a share or a limit is the same for all."""
    if target.value is None:
        return {}
    if target.unit == "%" or target.direction == Direction.AT_MOST:
        return {child.pk: target.value for child in children if target.unit == "%"}
    from niangjia.kernel.indicators import by_children  # loads Ibis

    members = by_children(("members.total",), target.union_id, on=clock.today())
    sizes = [
        int(members[child.pk]["members.total"].value or 0) if child.pk in members else 0
        for child in children
    ]
    keys = [child.pk for child in children]
    parts = dict(zip(keys, suggest(target.value, sizes), strict=True))
    return {key: part for key, part in parts.items() if part}


def children_of(target: Target) -> list[Union]:
    """Open direct children of the target's union, federations first."""
    rows = Union.objects.filter(parent_id=target.union_id).exclude(status=UnionStatus.CLOSED)
    return list(rows.order_by("org_form", "code")[:_MOST_CHILDREN])


class OwnerForm(ActorForm):
    """Who answers for a target."""

    owner = forms.CharField(label="责任人", max_length=50)
    owner_post = forms.CharField(label="职务或部门", max_length=50, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.subject, Target):
            self.initial.setdefault("owner", self.subject.owner)
            self.initial.setdefault("owner_post", self.subject.owner_post)


def first_period(today: date | None = None) -> tuple[date, date]:
    """The calendar year that a new plan is for."""
    year = (today or clock.today()).year
    return date(year, 1, 1), date(year, 12, 31)
