"""What holds where (救助标准), and the facts on which a change of it is tried out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from niangjia.aid import rules
from niangjia.aid.models import Decision, HouseholdFile
from niangjia.aid.models.reading import area_of, household_of, measured, parameters_at
from niangjia.aid.rules import flow
from niangjia.aid.rules.adopting import Kind
from niangjia.aid.rules.conditions import Area
from niangjia.kernel import clock, ids, policy
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import Policy
from niangjia.kernel.scope import Scoped
from niangjia.unions.models import Union
from niangjia.unions.rules import UnionLevel, UnionStatus, UnionType

TRIED = (*flow.IN_PROGRESS, *flow.FILED)
"""Files that another standard would change: under way and in file."""
MOST_COUNTIES = 300


@dataclass(frozen=True)
class CountyStandard:
    """A county's federation and the monthly standard in force there; "0": nobody entered it.

    ``rural_amount`` "0": the same for town and country.
    """

    union: Union
    amount: str
    rural_amount: str
    minimum_area: str
    row: Policy | None

    @property
    def is_missing(self) -> bool:
        """Whether nothing can be decided there."""
        return self.amount == "0"


@dataclass(frozen=True)
class Tried:
    """A file under way or in file with its facts: from the kept decision, or as it stands now."""

    pk: int
    public_id: str
    number: str
    masked_name: str
    path: str
    facts: rules.Facts
    area: Area
    is_decided: bool


def adopted(actor: Actor, permission: str) -> QuerySet[Policy]:
    """Sets of aid at the actor's unions, below them, and above them (those hold there too)."""
    kinds = Policy.objects.filter(code__in=[kind.value for kind in Kind])
    if actor.is_system:
        return kinds.order_by("code", "union_path", "-valid")
    condition = Q(pk__in=())
    for root in actor.roots(permission):
        condition |= Q(union_path__startswith=root) | Q(union_path__in=policy.upwards(root))
    return kinds.filter(condition).order_by("code", "union_path", "-valid")


def standards_by_county(actor: Actor, permission: str, on: date) -> list[CountyStandard]:
    """The counties the actor looks after with their standard in force, those without one first."""
    visible: Scoped = Union.objects.visible_to(actor, permission)
    counties = visible.filter(
        level=UnionLevel.COUNTY, union_type=UnionType.TERRITORIAL, status=UnionStatus.NORMAL
    ).order_by("code")[:MOST_COUNTIES]
    sets = {row.union_path: row for row in policy.in_force(Kind.STANDARD, on)}
    found = []
    for union in counties:
        row = next((sets[p] for p in reversed(policy.upwards(union.path)) if p in sets), None)
        values = {**policy.DECLARED[Kind.STANDARD].default, **(row.params if row else {})}
        amounts = (values["amount"], values["rural_amount"], values["minimum_area"])
        found.append(CountyStandard(union, *amounts, row))
    return sorted(found, key=lambda one: not one.is_missing)


def tried_files(path: str) -> Iterator[Tried]:
    """Files at or under ``path`` that another standard would change, with their facts.

    The kept decision's facts where there is one; a file not yet decided is measured as it stands.
    """
    files = HouseholdFile.objects.filter(status__in=TRIED, union__path__startswith=path)
    kept = dict(
        Decision.objects.filter(file__in=files.values("pk"))
        .order_by("file_id", "-pk")
        .distinct("file_id")
        .values_list("file_id", "facts")
    )
    for file in files.select_related("union", "person").order_by("pk").iterator(chunk_size=500):
        facts = _facts(file, kept.get(file.pk))
        if facts is not None:
            yield Tried(
                file.pk,
                str(file.public_id),
                file.number,
                ids.mask_name(file.person.name),
                file.union.path,
                facts,
                area_of(file),
                file.pk in kept,
            )


def file_to_try(number: str, actor: Actor, permission: str) -> HouseholdFile | None:
    """The file of that number, where the actor may see it."""
    rows = HouseholdFile.objects.visible_to(actor, permission).select_related("union", "person")
    found: HouseholdFile | None = rows.filter(number=number.upper()).first()
    return found


def tried_on(file: HouseholdFile, proposed: rules.RuleSet) -> rules.Decision:
    """What a proposed set would say of the household as it stands, by its county's standard today.

    Raises Blocked where nobody lives together, or the county has no standard.
    """
    facts = measured(household_of(file))
    if facts is None:
        raise Blocked("这份档案还没有共同生活的家庭成员,不能试看。请换一户。")
    local = parameters_at(file.scope_path, clock.today(), area_of(file)).local
    return rules.decide(facts, rules.Parameters(proposed, local))


def count_tried(path: str) -> int:
    """How many files `tried_files` walks through."""
    return HouseholdFile.objects.filter(status__in=TRIED, union__path__startswith=path).count()


def counties_under(path: str) -> Mapping[str, Union]:
    """Tree path → federation, of the counties at, under and above ``path`` (higher where none is)."""
    rows = Union.objects.filter(
        Q(path__startswith=path) | Q(path__in=policy.upwards(path)),
        level__lte=UnionLevel.COUNTY,
        union_type=UnionType.TERRITORIAL,
    )
    return {row.path: row for row in rows}


def county_of(path: str, counties: Mapping[str, Union]) -> Union | None:
    """The county a unit belongs to: the nearest of ``counties`` above it."""
    return next((counties[p] for p in reversed(policy.upwards(path)) if p in counties), None)


def _facts(file: HouseholdFile, kept: Mapping[str, Any] | None) -> rules.Facts | None:
    return rules.Facts.from_json(kept) if kept is not None else measured(household_of(file))
