"""Forms of what is adopted: ceilings one by one, a county's standard; ``rule_sets`` has the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms

from niangjia.aid.rules import adopting, codes, person_codes
from niangjia.aid.rules.adopting import Proposal
from niangjia.aid.rules.amounts import AmountSet, Base, Ceiling, Per
from niangjia.aid.rules.conditions import Local
from niangjia.kernel.money import ZERO
from niangjia.web.desk import ActorForm, Group, NumberField, UnionField

NEW_CEILINGS = 2
MARK = "待确认"


class AdoptingForm(ActorForm):
    """Where, from when and by which document; subclasses add the values."""

    union = UnionField(label="适用工会(及其下级)", permission="aid.policy")
    from_on = forms.DateField(label="开始执行日期")
    basis = forms.CharField(label="依据(文件名称和文号)", max_length=300)
    field_order = ("union", "from_on", "basis")

    def proposal(self) -> Proposal:
        """What the cleaned fields propose."""
        raise NotImplementedError

    def _where(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "path": given["union"].path,
            "from_on": given["from_on"],
            "basis": given["basis"].strip(),
        }

    def _finish(self, groups: list[Group]) -> None:
        self.groups = (Group("采用", "union", "from_on", "basis", "title", "notes"), *groups)
        self._take(self.actor)


class StandardForm(AdoptingForm):
    """当地低保标准 of a county."""

    amount = NumberField(
        label="月低保标准(元/人)",
        max_digits=8,
        decimal_places=2,
        min_value=0,
        help_text="城市和农村不同的,这里填城市标准。",
    )
    rural_amount = NumberField(
        label="农村月低保标准(元/人)",
        max_digits=8,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text="与城市相同的不填。农业户口又住在村里的家庭按农村标准,其他家庭按城市标准。",
    )
    minimum_area = NumberField(
        label="人均最低住房面积(平方米)",
        max_digits=6,
        decimal_places=2,
        min_value=0,
        initial=0,
        help_text="认定标准里有住房面积条件的才用到;没有就填0。",
    )

    def proposal(self) -> Proposal:
        given = self.cleaned_data
        local = Local(given["amount"], given["minimum_area"])
        rural = given["rural_amount"] or ZERO
        return Proposal.of_standard(local, **self._where(), rural_amount=rural)


# --- Ceilings -----------------------------------------------------------------------------


class AmountsForm(AdoptingForm):
    """A set of ceilings: each number, new ones, and what goes for all."""

    title = forms.CharField(label="标准名称", max_length=60)
    main_types = forms.MultipleChoiceField(
        label="一年只给一项的救助",
        choices=codes.AidType.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    no_duplicate = forms.MultipleChoiceField(
        label="其他单位给过就不再给的救助",
        choices=codes.AidType.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    excluded_schools = forms.MultipleChoiceField(
        label="不给助学的就读类别",
        choices=person_codes.SchoolKind.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_self_paid_enough = forms.BooleanField(
        label="医疗救助只以自付费用为限(不另定限额)", required=False
    )

    def __init__(self, *args: Any, base: AmountSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = base
        for name in ("main_types", "no_duplicate", "excluded_schools"):
            self.fields[name].initial = [one.value for one in getattr(base, name)]
        self.fields["title"].initial = base.title
        self.fields["is_self_paid_enough"].initial = base.is_self_paid_enough
        groups = [self._ceiling(n) for n in range(len(base.ceilings))]
        groups += [self._new(n) for n in range(NEW_CEILINGS)]
        shared = ("main_types", "no_duplicate", "excluded_schools", "is_self_paid_enough")
        self._finish([*groups, Group("共同规定", *shared)])

    def _ceiling(self, number: int) -> Group:
        one, name = self.base.ceilings[number], f"c{number}"
        unit = "当地月低保标准的倍数" if one.base == Base.STANDARD else "元"
        self.fields[f"{name}_on"] = forms.BooleanField(
            label="采用这一项", required=False, initial=True
        )
        self.fields[f"{name}_times"] = NumberField(
            label=f"限额({unit})",
            min_value=0,
            max_digits=10,
            decimal_places=2,
            initial=f"{one.times:f}",
        )
        names = [f"{name}_on", f"{name}_times"]
        if one.unconfirmed:
            self.fields[f"{name}_ok"] = forms.BooleanField(
                label="已对照文件核实",
                required=False,
                help_text=f"{MARK}:{adopting.mark_text(one.unconfirmed)}",
            )
            names.append(f"{name}_ok")
        return Group(f"{one.aid_type.label}:{adopting.ceiling_text(self.base, number)}", *names)

    def _new(self, number: int) -> Group:
        name = f"new{number}"
        blank = [("", "不加")]
        made: Mapping[str, forms.Field] = {
            "type": forms.ChoiceField(
                label="救助类型", choices=blank + codes.AidType.choices(), required=False
            ),
            "times": NumberField(
                label="限额", min_value=0, max_digits=10, decimal_places=2, required=False
            ),
            "base": forms.ChoiceField(
                label="单位",
                choices=[("yuan", "元"), ("standard", "当地月低保标准的倍数")],
                required=False,
            ),
            "per": forms.ChoiceField(label="按", choices=Per.choices(), required=False),
            "filed": forms.ChoiceField(
                label="对象",
                choices=[("yes", "已建档"), ("no", "未建档"), ("", "都可以")],
                required=False,
            ),
            "categories": forms.MultipleChoiceField(
                label="困难类别(不选为全部)",
                choices=codes.Category.choices(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
            "stages": forms.MultipleChoiceField(
                label="就学阶段(不选为全部)",
                choices=person_codes.SchoolStage.choices(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
        }
        for part, field in made.items():
            self.fields[f"{name}_{part}"] = field
        return Group(f"再加一项({number + 1})", *(f"{name}_{part}" for part in made))

    def clean(self) -> dict[str, Any]:
        """A new ceiling has its number."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for n in range(NEW_CEILINGS):
            if cleaned.get(f"new{n}_type") and not cleaned.get(f"new{n}_times"):
                self.add_error(f"new{n}_times", "请填写限额。")
        return cleaned

    def proposal(self) -> Proposal:
        given, base = self.cleaned_data, self.base
        kept = tuple(
            replace(
                one,
                times=given[f"c{n}_times"],
                unconfirmed="" if given.get(f"c{n}_ok") else one.unconfirmed,
            )
            for n, one in enumerate(base.ceilings)
            if given[f"c{n}_on"]
        )
        added = tuple(self._added(n) for n in range(NEW_CEILINGS) if given[f"new{n}_type"])
        amounts = replace(
            base,
            title=given["title"].strip(),
            ceilings=kept + added,
            main_types=tuple(codes.AidType(one) for one in given["main_types"]),
            no_duplicate=tuple(codes.AidType(one) for one in given["no_duplicate"]),
            excluded_schools=tuple(
                person_codes.SchoolKind(one) for one in given["excluded_schools"]
            ),
            is_self_paid_enough=given["is_self_paid_enough"],
        )
        return Proposal.of_amounts(amounts, **self._where())

    def _added(self, number: int) -> Ceiling:
        given = {
            part: self.cleaned_data[f"new{number}_{part}"]
            for part in ("type", "times", "base", "per", "filed", "categories", "stages")
        }
        filed = {"yes": True, "no": False}.get(given["filed"])
        return Ceiling(
            codes.AidType(given["type"]),
            Per(given["per"] or Per.HOUSEHOLD.value),
            Decimal(given["times"]),
            Base(given["base"] or Base.YUAN.value),
            tuple(codes.Category(one) for one in given["categories"]),
            tuple(person_codes.SchoolStage(one) for one in given["stages"]),
            filed,
        )
