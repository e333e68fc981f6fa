"""The desk of dated parameters (政策参数): what holds where since when, and adopting a new set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q

from niangjia.kernel import clock, pinyin, policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.models import Policy
from niangjia.kernel.scope import tree
from niangjia.web.desk.columns import Computed, Link
from niangjia.web.desk.declare import Desk, Rows, register
from niangjia.web.desk.tabs import Facts, Group
from niangjia.web.forms import ActorForm, UnionField

PREFIX = "param_"
_YES_NO = (("是", "是"), ("否", "否"))


def _choices() -> list[tuple[str, str]]:
    """What is plain values, by sound; whole rule sets are adopted on pages of their own."""
    plain = [
        (one.code, one.label)
        for one in policy.DECLARED.values()
        if not any(isinstance(value, Mapping) for value in one.default.values())
    ]
    return sorted(plain, key=lambda pair: pinyin.of_text(pair[1]))


def _label(row: Policy) -> str:
    declared = policy.DECLARED.get(row.code)
    return declared.label if declared else row.code


def _shown(value: Any) -> Any:
    """``180、90、30`` for a list of numbers, 是 or 否 for a choice, its document for a rule set."""
    if isinstance(value, Mapping):
        return value.get("basis") or value.get("code", "")
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(str(each) for each in value) if isinstance(value, (list, tuple)) else value


def _params(row: Policy) -> str:
    """Every value said, in the order in which the form asks."""
    declared = policy.DECLARED.get(row.code)
    labels = declared.labels if declared else {}
    order = list(declared.default) if declared else []
    names = sorted(row.params, key=lambda name: order.index(name) if name in order else len(order))
    return ";".join(
        f"{labels.get(name, name)} {_shown(row.params[name])}"
        for name in names
        if row.params[name] != ""
    )


@dataclass(frozen=True)
class _Named(Link):
    """The link that says what is set."""

    def text(self, row: Any) -> str:
        return _label(row)


class PolicyForm(ActorForm):
    """First the parameter is chosen; then its values stand as fields, filled with those in force."""

    code = forms.ChoiceField(label="参数", choices=_choices)
    union = UnionField(label="适用工会(及其下级)", permission="policy.edit")
    from_on = forms.DateField(label="开始执行日期")
    basis = forms.CharField(label="依据(文件名称和文号)", max_length=300)

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        code = (data or self.initial).get("code", "")
        declared = policy.DECLARED.get(code)
        if declared is None:
            self.fields["code"].help_text = "选择参数后点“保存”,再填写取值。"
            return
        self.fields["code"].help_text = f"全国默认依据:{declared.basis}"
        now = {
            PREFIX + name: _shown(
                value if declared.default.get(name) not in (True, False) else bool(value)
            )
            for name, value in self._in_force(declared).items()
        }
        for name, default in declared.default.items():
            label, initial = declared.labels.get(name, name), now[PREFIX + name]
            self.fields[PREFIX + name] = (
                forms.ChoiceField(label=label, initial=initial, choices=_YES_NO)
                if isinstance(default, bool)
                else forms.CharField(
                    label=label,
                    initial=initial,
                    max_length=200,
                    required=default != "",
                    help_text=declared.hints.get(name, ""),
                )
            )
        self._take(self.actor)
        if self.is_bound and not now.keys() & self.data.keys():
            self.data, self.is_first = dict(self.data.items()) | now, True

    is_first = False
    """The parameter was only just chosen: its values are shown, nothing is saved yet."""

    def clean(self) -> dict[str, Any]:
        """The values are asked for once the parameter is known."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_first:
            self.errors.clear()
            self.add_error("code", "下面是现行的取值。请改好后再保存。")
        return cleaned

    def _in_force(self, declared: policy.Declared) -> Mapping[str, Any]:
        """What holds today at the union chosen, or everywhere."""
        chosen: Any = tree()
        code = (self.data if self.is_bound else self.initial).get("union", "")
        rows = chosen.objects.visible_to(self.actor, "policy.edit").filter(code=code)
        path = rows.values_list("path", flat=True).first()
        if path is None:
            return declared.default
        return policy.get(declared.code, path, clock.today())

    def save(self, actor: Actor) -> Policy:
        """Adopt the set."""
        given = self.cleaned_data
        return policy.adopt(
            given["code"],
            path=given["union"].path,
            from_on=given["from_on"],
            params=self._values(given),
            basis=given["basis"],
            actor=actor,
        )

    @staticmethod
    def _values(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name.removeprefix(PREFIX): value
            for name, value in cleaned.items()
            if name.startswith(PREFIX)
        }


@register
class PolicyDesk(Desk):
    """Parameter sets at the actor's unions, below them, and above them (those hold for her too)."""

    slug = "policies"
    model = Policy
    title = "政策参数"
    noun = "政策参数"
    menu = ("系统", 40)
    area = "policy"
    ref = "pk"
    columns = (
        _Named("code"),
        Computed("适用工会", lambda row: row.union_name),
        Computed("开始执行", lambda row: row.valid.lower),
        Computed("执行至", lambda row: row.valid.upper or "现行"),
        Computed("取值", _params),
        "basis",
    )
    card = ("code", "适用工会", "取值")
    form = PolicyForm
    can_edit = False
    can_export = False
    in_global_search = False
    tabs = (
        Facts(
            Group(
                "参数",
                Computed("参数", _label),
                Computed("开始执行", lambda row: row.valid.lower),
                Computed("执行至", lambda row: row.valid.upper or "现行"),
                Computed("取值", _params),
                "basis",
            )
        ),
    )
    list_intro = (
        "这里是本级和上级调整过的标准、期限和比例;没有调整的按全国默认值执行。"
        "调整只影响开始执行日期以后的业务,已办结的不变。"
    )
    empty_hint = "还没有调整过任何参数,全部按默认值执行。"

    def rows(self, actor: Actor, permission: str) -> Rows:
        """No ``SCOPE``: a set belongs to a path, and those above hold here too."""
        if actor.is_system:
            return Policy.objects.all()
        condition = Q(pk__in=())
        for root in actor.roots(permission):
            condition |= Q(union_path__startswith=root) | Q(union_path__in=policy.upwards(root))
        return Policy.objects.filter(condition)

    def prepare(self, rows: list[Any], actor: Actor) -> None:
        """The names of the unions, in one query."""
        paths = {row.union_path for row in rows}
        named = tree()._default_manager.filter(path__in=paths).values_list("path", "name")
        names = dict(named)
        for row in rows:
            row.union_name = names.get(row.union_path, "全国")
