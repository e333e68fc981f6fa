"""Form of a rule set (认定标准): its lines are added, removed, moved and typed one by one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from niangjia.aid.forms.policies import AdoptingForm
from niangjia.aid.rules import adopting, editing
from niangjia.aid.rules.adopting import Proposal
from niangjia.aid.rules.codes import Category, FileLevel
from niangjia.aid.rules.conditions import Measure, Relation
from niangjia.aid.rules.eligibility import RuleSet
from niangjia.aid.rules.facts import Fact, Quantity
from niangjia.aid.rules.lines import (
    SECTIONS,
    CompareLine,
    FactLine,
    GroupLine,
    Join,
    Line,
    RuleDraft,
    parts_of,
)
from niangjia.aid.rules.person_codes import WorkerIdentity

UNREADABLE = "页面内容不完整,没有读到改动。请从“救助标准”重新打开再改。"
LONGEST_DRAFT = 200_000
CHOICES = {
    "levels": FileLevel.choices(),
    "categories": Category.choices(),
    "identities": WorkerIdentity.choices(),
    "joins": Join.choices(),
    "quantities": Quantity.choices(),
    "relations": Relation.choices(),
    "measures": [
        (one.value, "(就是这个数)" if one is Measure.UNIT else one.label) for one in Measure
    ],
    "facts": [("", "请选择"), *Fact.choices()],
}
"""What the selects of a line offer."""


@dataclass(frozen=True)
class Shown:
    """A line as the page shows it, with what is wrong and the lines in it."""

    place: str
    kind: str
    line: Line
    number: int
    is_last: bool
    errors: Sequence[str]
    parts: Sequence[Shown]


@dataclass(frozen=True)
class Section:
    """One of the three lists."""

    code: str
    title: str
    word: str
    help: str
    errors: Sequence[str]
    lines: Sequence[Shown]


_SECTIONS = {
    "rows": ("认定标准", "标准", "从上到下逐行判断,先符合的先认定;较重的类别排在前面。"),
    "exclusions": ("排除情形", "排除情形", "有其中任何一种的,收入符合也不予认定。"),
    "requirements": ("附加条件", "附加条件", "所列人员须全部满足;不选人员的,对所有人适用。"),
}


class RulesForm(AdoptingForm):
    """A rule set line by line. ``draft`` is what stands on the page, right or wrong."""

    title = forms.CharField(label="标准名称", max_length=60)
    notes = forms.CharField(
        label="说明",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一条;如与原文理解不同的地方。",
    )
    lines = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_DRAFT)

    def __init__(self, *args: Any, base: RuleSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft, self.is_readable = RuleDraft.from_json(_spoken(base.as_json())), True
        self.fields["title"].initial = base.title
        self.fields["notes"].initial = "\n".join(base.notes)
        if self.is_bound:
            self._read(self.data)
        self._carry()
        self._finish([])

    def _read(self, data: Any) -> None:
        """The lines the page carried, with what was typed in them."""
        try:
            carried = json.loads(str(data.get("lines", ""))[:LONGEST_DRAFT])
            if not isinstance(carried, dict):
                raise ValueError(UNREADABLE)
            self.draft = editing.typed(RuleDraft.from_json(carried), _values(data))
        except (ValueError, RecursionError):
            self.is_readable = False

    def change(self, verb: str, place: str) -> None:
        """Add, remove or move a line on the page; nothing is judged yet."""
        self.draft = editing.change(self.draft, verb, place)
        self.silence()
        self._carry()

    def silence(self) -> None:
        """Show the page again as it stands, without judging it."""
        self._errors, self.cleaned_data = ErrorDict(), {}
        if not self.is_readable:
            self.add_error(None, UNREADABLE)

    def rules(self) -> RuleSet | None:
        """The lines as a rule set, whatever stands in the other fields; None: what is wrong is shown."""
        self.silence()
        try:
            return self._finished()
        except forms.ValidationError as error:
            self.add_error(None, error)
            return None

    def _finished(self) -> RuleSet:
        count = sum(len(found) for found in self.wrong.values())
        if count or not self.is_readable:
            told = f"有{count}处需要修改,请看标红的行。" if self.is_readable else UNREADABLE
            raise forms.ValidationError(told)
        try:
            return editing.finished(self.draft)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def _carry(self) -> None:
        """The hidden field holds the lines as they stand now, whatever was posted."""
        carried = json.dumps(self.draft.as_json(), ensure_ascii=False)
        self.initial["lines"] = carried
        if self.is_bound:
            given: Any = self.data
            posted = given.copy()
            posted["lines"] = carried
            self.data = posted

    def clean(self) -> dict[str, Any]:
        """Every line is right."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["rules"] = self._finished()
        return cleaned

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Place → what is wrong there."""
        return editing.problems(self.draft)

    def proposal(self) -> Proposal:
        """The set as it would be adopted."""
        given = self.cleaned_data
        notes = tuple(one.strip() for one in given["notes"].splitlines() if one.strip())
        rules = replace(given["rules"], title=given["title"].strip(), notes=notes)
        return Proposal.of_rules(rules, **self._where())

    def sections(self) -> list[Section]:
        """The three lists for the template; errors only once the page was handed in."""
        wrong = self.wrong if self.is_bound and self.errors else {}
        return [
            Section(
                code,
                *_SECTIONS[code],
                wrong.get(code, ()),
                _shown(lines, code, wrong),
            )
            for code, lines in self.draft.sections()
        ]


def _shown(lines: Sequence[Line], above: str, wrong: Mapping[str, Sequence[str]]) -> list[Shown]:
    kinds = {CompareLine: "compare", FactLine: "fact", GroupLine: "group"}
    return [
        Shown(
            f"{above}.{n}",
            kinds.get(type(line), ""),
            line,
            n + 1,
            n == len(lines) - 1,
            wrong.get(f"{above}.{n}", ()),
            _shown(parts_of(line), f"{above}.{n}", wrong),
        )
        for n, line in enumerate(lines)
    ]


def _values(data: Any) -> dict[str, list[str]]:
    """What was typed into the lines: names with a colon."""
    return {name: data.getlist(name) for name in data if ":" in name}


def _spoken(data: dict[str, Any]) -> dict[str, Any]:
    """Marks of the domain chapter in words, as the page shows them."""
    for section in SECTIONS:
        for one in data[section]:
            one["unconfirmed"] = adopting.mark_text(one["unconfirmed"])
    return data
