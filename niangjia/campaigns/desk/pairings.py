"""结对帮扶: villages and households, direct and introduced money apart, projects, visits, exits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from niangjia.campaigns import queries, rules, services
from niangjia.campaigns.forms import pairings as forms
from niangjia.campaigns.models import Pairing
from niangjia.campaigns.rules import PairingStatus
from niangjia.kernel.actor import Actor
from niangjia.members.queries import own_union_code
from niangjia.web.desk import (
    Act,
    Choice,
    Computed,
    DateRange,
    Day,
    Desk,
    Facts,
    Flag,
    Group,
    Link,
    Money,
    Number,
    Related,
    Status,
    Text,
    Timeline,
    UnionSubtree,
    register,
)


def _then_pairing(service: Callable[..., Any]) -> Callable[..., Pairing]:
    """The service, handing the pairing back to its page."""

    def run(pairing: Pairing, *, actor: Actor, **values: Any) -> Pairing:
        service(pairing, **values, actor=actor)
        return pairing

    return run


def _withdraw(pairing: Pairing, *, done: Any, reason: str, actor: Actor) -> Pairing:
    services.withdraw_done(done, reason=reason, actor=actor)
    return pairing


def _is_over(pairing: Pairing) -> bool:
    return pairing.status == PairingStatus.ENDED


def _contributions(pairing: Pairing, actor: Actor) -> Iterable[Any]:
    return pairing.contributions.select_related("giver").order_by("-on", "-pk")


def _projects(pairing: Pairing, actor: Actor) -> Iterable[Any]:
    return pairing.villageprojects.order_by("-on", "-pk")


def _visits(pairing: Pairing, actor: Actor) -> Iterable[Any]:
    return pairing.pairingvisits.order_by("-on", "-pk")


def _households(pairing: Pairing, actor: Actor) -> Iterable[Any]:
    rows = Pairing.objects.visible_to(actor, "campaigns.view").filter(village=pairing)
    return rows.order_by("-id")


def _act(code: str, label: str, service: Callable[..., Any], form: Any, **more: Any) -> Act:
    return Act(
        code, label, "campaigns.edit", service, form=form, **{"hidden_when": _is_over, **more}
    )


@register
class PairingDesk(Desk):
    """结对帮扶."""

    slug = "pairings"
    model = Pairing
    title = "结对帮扶"
    noun = "结对"
    menu = ("帮扶", 50)
    area = "campaigns"
    related = ("union",)
    detail_related = ("village",)
    columns = (
        Link("name"),
        Text("kind"),
        Text("place"),
        Text("union"),
        Status("status", tones={"paired": "wait", "exited": "ok"}),
        Computed("人口", lambda row: row.people_count or None, unit="人"),
        Money("direct_amount", "直接投入"),
        Money("introduced_amount", "协调引进"),
        Text("cadre"),
        Day("paired_on"),
    )
    card = ("name", "kind", "status", "cadre")  # two sums without their names would mislead
    filters = (
        Choice("kind"),
        Choice("status"),
        UnionSubtree("union"),
        DateRange("paired_on"),
    )
    search = staticmethod(queries.find_pairings)
    search_hint = "村名或户主姓名"
    list_intro = "脱贫攻坚、乡村振兴的结对村和结对户。直接投入与协调引进分开登记,不相加。"
    empty_hint = "还没有结对的村或户。请新增。"
    form = forms.PairingForm
    workflow = rules.PAIRING
    verbs: ClassVar[Any] = {
        "record_exit": services.record_exit,
        "record_relapse": services.record_relapse,
        "end": services.end_pairing,
    }
    step_forms: ClassVar[Any] = {"record_exit": forms.DayForm, "end": forms.EndForm}
    acts = (
        _act("contribute", "登记投入", _then_pairing(services.contribute), forms.ContributionForm),
        _act("visit", "登记走访", _then_pairing(services.visit), forms.VisitForm),
        _act("project", "登记项目", _then_pairing(services.begin_project), forms.ProjectForm),
        _act(
            "withdraw",
            "撤销误录",
            _withdraw,
            forms.WithdrawForm,
            danger=True,
            hidden_when=lambda pairing: False,
        ),
    )
    tabs: ClassVar[Any] = (
        Facts(
            Group("结对", "kind", "name", "place", "union", "cadre", "paired_on"),
            Group(
                "结对户",
                Computed("家庭人口", lambda row: row.people_count or None, unit="人"),
                "village",
                "cause",
            ),
            Group(
                "投入(分开统计)",
                Money("direct_amount", "直接投入"),
                Money("introduced_amount", "协调引进"),
                Money("purchase_amount", "消费帮扶"),
            ),
            Group("结果", "exited_on", "ended_on"),
        ),
        Related(
            "投入",
            _contributions,
            (
                Text("kind"),
                Day("on"),
                Money("amount", "金额"),
                Text("form"),
                Text("purpose"),
                Text("giver"),
                Text("introduced_from"),
                Text("voucher"),
                Day("withdrawn_on"),
            ),
            add_act="contribute",
            code="money",
        ),
        Related(
            "项目",
            _projects,
            (Text("name"), Text("kind"), Day("on"), Day("finished_on"), Day("withdrawn_on")),
            add_act="project",
            code="projects",
        ),
        Related(
            "走访",
            _visits,
            (
                Day("on"),
                Computed("走访人员", lambda row: "、".join(row.visitors)),
                Flag("is_leader"),
                Text("findings"),
                Day("withdrawn_on"),
            ),
            add_act="visit",
            code="visits",
        ),
        Related(
            "村内结对户",
            _households,
            ("name", "place", Number("people_count"), Text("status")),
            link="pairings",
            code="households",
            hidden_when=lambda row: row.kind != rules.PairingKind.VILLAGE,
        ),
        Timeline(),
    )

    def initial(self, actor: Actor, data: Mapping[str, str]) -> dict[str, Any]:
        """The actor's own union, where she has one."""
        return {"union": own_union_code(actor, "campaigns.edit"), **super().initial(actor, data)}

    def prepare(self, rows: list[Any], actor: Actor) -> None:
        """Direct and introduced money, apart, in one query."""
        queries.attach_money(rows)

    def get(self, ref: str, actor: Actor, permission: str = "") -> Any:
        """The pairing with its money."""
        found = super().get(ref, actor, permission)
        self.prepare([found], actor)
        return found
