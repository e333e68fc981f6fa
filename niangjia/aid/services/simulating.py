"""Trying a standard out before it is adopted (政策试算): households, money and counties it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from niangjia.aid import rules
from niangjia.aid.queries import standards
from niangjia.aid.queries.standards import Tried
from niangjia.aid.rules import eligibility
from niangjia.aid.rules.adopting import Kind, Proposal
from niangjia.aid.rules.codes import Category, FileLevel
from niangjia.aid.rules.conditions import Area
from niangjia.aid.rules.simulation import Change, Effect, Simulation
from niangjia.aid.services import policies
from niangjia.kernel import clock, excel, jobs, journal, policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import Job
from niangjia.kernel.money import ZERO, show_yuan
from niangjia.kernel.verbs import verb
from niangjia.unions.models import Union

SIMULATE = "aid.simulate"
SHOWN_CHANGES = 500
"""On the page; the sheet has all."""
_EVERY = 50

Sets = Mapping[str, Mapping[str, Any]]


@verb
def simulate(proposal: Proposal, *, actor: Actor) -> Job:
    """Queue a trial of the proposal. Raises NotVisible, Blocked as adopting it would."""
    union = policies.check(proposal, actor=actor)
    job = jobs.start(SIMULATE, f"试算:{proposal.title}", proposal.as_json(), actor=actor)
    journal.record(
        "aid.simulate",
        job,
        actor=actor,
        summary=f"试算{proposal.kind.label}“{proposal.title}”({union.name})",
        union_id=union.pk,
        reason=proposal.basis,
    )
    return job


@jobs.kind(SIMULATE)
def run(progress: jobs.Progress, params: dict[str, Any]) -> dict[str, Any]:
    """Decide every file under way or in file by what holds and by what is proposed."""
    proposal = Proposal.from_json(params)
    if not progress.actor.may("aid.view", proposal.path):
        raise Blocked("没有试算:您已没有这些工会的帮扶权限。")
    total = standards.count_tried(proposal.path)
    progress.tell(0, total, "正在读取档案")
    tried = []
    for file in standards.tried_files(proposal.path):
        tried.append(file)
        if len(tried) % _EVERY == 0:
            progress.tell(len(tried), total)
    trial = tried_out(proposal, tried, clock.today())
    _write_sheet(progress, trial)
    progress.tell(total, total)
    effect = trial.simulation.total
    return {
        **trial.as_json(),
        "url": f"/aid-policies/trials/{progress.job.public_id}/",
        "message": (
            f"{effect.household_count}户中有{effect.changed_count}户变化,"
            f"每年{_more(effect)}{show_yuan(abs(effect.extra_amount))}。"
        ),
    }


@dataclass(frozen=True)
class Trial:
    """A simulation together with who the households are; ``counties`` is code → name."""

    proposal: Proposal
    simulation: Simulation
    files: Mapping[str, Tried]
    counties: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """What the page shows. Names are masked."""
        changes = self.simulation.changes
        return {
            "total": _effect_as_json(self.simulation.total),
            "counties": [
                {"name": self.counties[code], **_effect_as_json(effect)}
                for code, effect in self.simulation.counties.items()
            ],
            "changes": [self.line(one) for one in changes[:SHOWN_CHANGES]],
            "kinds": _kinds(changes),
            "undecided": sum(not one.is_decided for one in self.files.values()),
        }

    def line(self, one: Change) -> dict[str, Any]:
        """One changed household."""
        file = self.files[one.number]
        return {
            "number": one.number,
            "ref": file.public_id,
            "name": file.masked_name,
            "county": self.counties[one.county],
            "old": _title(one.old_level, one.old_category),
            "new": _title(one.new_level, one.new_category),
            "kind": _kind(one),
            "extra": str(one.extra_amount),
        }


def tried_out(proposal: Proposal, tried: Iterable[Tried], on: date) -> Trial:
    """Every file under what holds for it on that day and under what would hold. Reads only policy."""
    now = {kind: policy.sets_in_force(kind, on) for kind in Kind}
    then = {kind: dict(sets) for kind, sets in now.items()}
    default = policy.DECLARED[proposal.kind].default
    then[proposal.kind][proposal.path] = {**default, **proposal.params}
    counties = standards.counties_under(proposal.path)
    files = {one.number: one for one in tried}
    groups: dict[tuple[str, Area, int, int, int], list[Tried]] = {}
    for one in files.values():
        values = [policy.nearest(kind, one.path, now[kind]) for kind in Kind]
        key = (_county(one, counties).code, one.area, *map(id, values))
        groups.setdefault(key, []).append(one)  # type: ignore[arg-type]  # three ids
    parts = [_of_group(code, group, now, then) for (code, *_), group in groups.items()]
    names = {union.code: union.name for union in counties.values()}
    return Trial(proposal, _summed(parts), files, names)


def _county(one: Tried, counties: Mapping[str, Union]) -> Union:
    found = standards.county_of(one.path, counties)
    if found is None:
        raise Blocked(f"档案{one.number}所在工会上面没有县级工会,不能试算。请先核对工会隶属关系。")
    return found


def _of_group(
    code: str, group: list[Tried], now: Mapping[Kind, Sets], then: Mapping[Kind, Sets]
) -> Simulation:
    """Files of one county, in town or country, for which the same sets hold."""
    subjects = [rules.Subject(one.number, code, one.facts) for one in group]
    old, new = (_scenario(code, group[0], sets) for sets in (now, then))
    return rules.simulate(subjects, old, new)


def _scenario(code: str, one: Tried, sets: Mapping[Kind, Sets]) -> rules.Scenario:
    """What holds at a unit; a standard nobody entered is 0 and lets nobody in."""
    found = {kind: policy.nearest(kind, one.path, sets[kind]) for kind in Kind}
    return rules.Scenario(
        rules.RuleSet.from_json(found[Kind.RULES]["rules"]),
        {code: _local(found[Kind.STANDARD], one.area)},
        rules.AmountSet.from_json(found[Kind.AMOUNTS]["set"]),
    )


def _local(values: Mapping[str, Any], area: Area) -> rules.Local:
    if not Decimal(values["amount"]):
        return rules.Local(ZERO)
    return eligibility.county_standard(values, area)


def _summed(parts: Iterable[Simulation]) -> Simulation:
    """Simulations of disjoint groups as one; two groups of one county add up."""
    changes: list[Change] = []
    counties: dict[str, Effect] = {}
    for part in parts:
        changes += part.changes
        for code, effect in part.counties.items():
            counties[code] = _added(counties.get(code), effect)
    total = Effect(0, 0, 0, 0, ZERO)
    for effect in counties.values():
        total = _added(total, effect)
    ordered = sorted(changes, key=lambda one: (one.county, one.number))
    return Simulation(tuple(ordered), dict(sorted(counties.items())), total)


def _added(one: Effect | None, other: Effect) -> Effect:
    if one is None:
        return other
    return Effect(
        one.household_count + other.household_count,
        one.old_count + other.old_count,
        one.new_count + other.new_count,
        one.changed_count + other.changed_count,
        one.extra_amount + other.extra_amount,
    )


# --- Showing ------------------------------------------------------------------------------

_KINDS = ("新增符合", "不再符合", "类别或级别变化", "仅金额变化")


def _kind(one: Change) -> str:
    if one.old_category is None and one.new_category is not None:
        return _KINDS[0]
    if one.new_category is None and one.old_category is not None:
        return _KINDS[1]
    is_same = (one.old_category, one.old_level) == (one.new_category, one.new_level)
    return _KINDS[3] if is_same else _KINDS[2]


def _kinds(changes: Iterable[Change]) -> dict[str, int]:
    counts = dict.fromkeys(_KINDS, 0)
    for one in changes:
        counts[_kind(one)] += 1
    return counts


def _title(level: FileLevel | None, category: Category | None) -> str:
    return f"{level.label}·{category.label}" if level and category else "不符合"


def _more(effect: Effect) -> str:
    return "少" if effect.extra_amount < 0 else "多"


def _effect_as_json(effect: Effect) -> dict[str, Any]:
    return {
        "households": effect.household_count,
        "old": effect.old_count,
        "new": effect.new_count,
        "changed": effect.changed_count,
        "extra": str(effect.extra_amount),
    }


def _write_sheet(progress: jobs.Progress, trial: Trial) -> None:
    """Two sheets: by county, and every changed household."""
    day = timezone.localtime()
    mark = f"{progress.actor.label} {day:%Y-%m-%d %H:%M} 试算,仅限工会工作使用"
    counties = [
        (trial.counties[code], e.household_count, e.old_count, e.new_count, e.changed_count, e.extra_amount)
        for code, e in trial.simulation.counties.items()
    ]  # fmt: skip
    lines = [trial.line(one) | {"extra": one.extra_amount} for one in trial.simulation.changes]
    heads = (
        "县(市、区)",
        "试算户数",
        "现符合(户)",
        "调整后符合(户)",
        "变化(户)",
        "年生活救助上限增减(元)",
    )
    titles = {
        "number": "档案编号", "name": "姓名", "county": "县(市、区)", "old": "现认定",
        "new": "调整后认定", "kind": "变化", "extra": "年生活救助上限增减(元)",
    }  # fmt: skip
    rows = [[line[name] for name in titles] for line in lines]
    path = progress.new_file(f"试算-{trial.proposal.title}-{day:%Y%m%d}.xlsx")
    tables = (
        excel.Table("分县", [excel.Column(one) for one in heads], counties, mark),
        excel.Table("变化的家庭", [excel.Column(one) for one in titles.values()], rows, mark),
    )
    excel.write_book(path, tables)
    path.chmod(0o600)
