"""A story of records that pass from union to union, kept in plain Python beside the tables.

Who kept what is told a second time by a list of days: ``held[record][n]`` is the union that kept the
record on day ``n``. Whatever the services do, figures must come out as counted from these lists.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from niangjia.accounts.testing import Tree
from niangjia.aid.models import Decision, HouseholdFile, HouseholdMember, Visit
from niangjia.campaigns.models import (
    BudgetLine,
    Contribution,
    Pairing,
    PairingVisit,
    VillageProject,
)
from niangjia.campaigns.tests.making import campaign_of, programme_of
from niangjia.comparison.models import Answer, AnswerFile, Exchange, ExchangePerson
from niangjia.employers import services as employers
from niangjia.employers.models import Coverage, Employer, Headcount
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import Transition
from niangjia.ledger import services as ledger
from niangjia.ledger.rules import FundSource, ProgrammeKind
from niangjia.members.models import Membership
from niangjia.members.tests.making import member_of
from niangjia.unions import services as unions
from niangjia.unions.models import Union
from niangjia.unions.rules import OrgForm, OrgType, UnionLevel, UnionStatus, UnionType, UnitType

FIRST = date(2021, 1, 1)
DAYS = 1_200
TYPES = (UnitType.STATE, UnitType.PRIVATE, UnitType.INSTITUTION)
Key = tuple[str, int]
Row = dict[str, Any]


def day(number: int) -> date:
    """The day of the story with that number."""
    return FIRST + timedelta(days=number)


def number_of(on: date) -> int:
    """Which day of the story it is; days before count as the first."""
    return min(max((on - FIRST).days, 0), DAYS - 1)


@dataclass
class Story:
    """The federation, the records as they were made, and who kept them on each day."""

    tree: Tree
    chance: random.Random
    rows: dict[str, list[Row]] = field(default_factory=dict)
    held: dict[Key, list[int]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    passed: int = 0
    since: int = 0

    def day(self) -> date:
        """Any day of the story."""
        return day(self.chance.randrange(DAYS))

    def next_day(self) -> date:
        """The days of changes pass, but some are entered late; none before ``since``."""
        self.passed = min(self.passed + self.chance.randrange(-40, 70), DAYS - 1)
        self.passed = max(self.passed, self.since)
        return day(self.passed)

    def open(self, *kinds: int) -> list[Union]:
        """Unions that have not ended, without province and city."""
        rows = Union.objects.exclude(status=UnionStatus.CLOSED).order_by("pk")
        rows = rows.exclude(pk__in=[u.pk for u in (self.tree.province, self.tree.city)])
        return list(rows.filter(union_type__in=kinds) if kinds else rows)

    def keep(self, kind: str, pk: int, union: Union) -> None:
        """It is the union's since ever."""
        self.held[kind, pk] = [union.pk] * DAYS

    def hand_over(self, keys: Iterable[Key], source: int, to: int, on: date) -> None:
        """What ``source`` kept on that day and later, ``to`` did."""
        for key in keys:
            days = self.held[key]
            for n in range(number_of(on), DAYS):
                if days[n] == source:
                    days[n] = to

    def now(self, kind: str, union: int) -> list[Key]:
        """What the union keeps now."""
        return [key for key, days in self.held.items() if key[0] == kind and days[-1] == union]


def tell(tree: Tree, seed: int, steps: int = 60) -> Story:
    """Make records, then let unions be merged, closed, split, moved, and files be handed over."""
    story = Story(tree, random.Random(seed))
    _plant(story)
    for make in (_employers, _files, _pairings, _budgets):
        make(story)
    for _ in range(steps):
        go_on(story)
    return story


def go_on(story: Story) -> None:
    """One change on any day; what services refuse is no change."""
    change = story.chance.choice((_merge, _merge, _close, _split, _move, _by_hand, _by_hand))
    try:
        change(story)
    except Blocked:
        return
    story.done.append(change.__name__)


# --- changes ---------------------------------------------------------------------------------


def _end(story: Story, union: Union, receiver: dict[str, int | None], on: date) -> None:
    ended = {row["id"] for row in story.rows["pairing"] if row["ended_on"]}
    for kind, to in receiver.items():
        keys = [key for key in story.held if key[0] == kind]
        if kind == "pairing":
            keys = [key for key in keys if key[1] not in ended]
        if to is not None:
            story.hand_over(keys, union.pk, to, on)


def _merge(story: Story) -> None:
    one = story.chance.choice(story.open())
    alike = [u for u in story.open() if u.level == one.level and u.pk != one.pk] or [one]
    into, on = story.chance.choice(alike), story.next_day()
    unions.merge([one], into=into, on=on, reason="合并", actor=SYSTEM)
    _end(story, one, dict.fromkeys(("employer", "file", "pairing", "campaign"), into.pk), on)


def _close(story: Story) -> None:
    one, other = story.chance.sample(story.open(), 2)
    to = story.chance.choice((None, other))
    on = story.next_day()
    above = one.parent_id
    unions.close(one, on=on, reason="撤销", members_to=to, actor=SYSTEM)
    taker = to.pk if to else above
    _end(story, one, {"employer": above, "file": taker, "pairing": taker, "campaign": taker}, on)


def _split(story: Story) -> None:
    one = story.chance.choice(story.open(UnionType.GRASSROOTS))
    mill = story.chance.choice(story.rows["employer"])["id"]
    on = story.next_day()
    people = set(
        Membership.objects.filter(union=one, employer_id=mill, left_on=None).values_list(
            "person_id", flat=True
        )
    )
    going = set(HouseholdFile.objects.filter(person__in=people).values_list("pk", flat=True))
    keys = [key for key in story.now("file", one.pk) if key[1] in going]
    parts = [unions.Part(f"分立工会{len(story.done)}", employer_ids=(mill,))]
    [new] = unions.split(one, parts=parts, on=on, reason="分立", actor=SYSTEM)
    story.hand_over(keys, one.pk, new.pk, on)


def _move(story: Story) -> None:
    one, to = story.chance.sample(story.open(), 2)
    unions.move(one, to=to, on=story.next_day(), reason="划转", actor=SYSTEM)


def _by_hand(story: Story) -> None:
    employer = Employer.objects.get(pk=story.chance.choice(story.rows["employer"])["id"])
    to = story.chance.choice(story.open())
    before, on = employer.union_id, story.next_day()
    employers.edit_employer(employer, {"union": to}, kept_from=on, actor=SYSTEM)
    if before != to.pk:
        story.hand_over([("employer", employer.pk)], before, to.pk, on)


# --- records ---------------------------------------------------------------------------------


def _plant(story: Story) -> None:
    """More unions, so that mergers find partners."""
    tree = story.tree
    for n, above in enumerate((tree.township, tree.neighbour_township) * 6):
        unions.create_union(
            name=f"第{n}厂工会", region=above.region, parent=above, level=UnionLevel.UNIT,
            union_type=UnionType.GRASSROOTS, org_type=OrgType.INDEPENDENT,
            org_form=OrgForm.COMMITTEE, founded_on=date(2010, 1, 1), actor=SYSTEM,
        )  # fmt: skip


def _employers(story: Story) -> None:
    made = story.rows["employer"] = []
    chance = story.chance
    grassroots = story.open(UnionType.GRASSROOTS)
    for n in range(24):
        union, kind = chance.choice(story.open()), chance.choice(TYPES)
        registered = day(chance.randrange(-300, 900))
        closed = chance.choice((None, None, registered + timedelta(days=chance.randrange(1, 500))))
        counts = [
            (registered + timedelta(days=offset), chance.choice((30, 99, 100, 240)), 9)
            for offset in sorted(chance.sample(range(-50, 600), chance.randrange(1, 4)))
        ]
        row = Employer.objects.create(
            union=union, name=f"第{n}厂", region=union.region, unit_type=kind,
            is_public=kind != UnitType.PRIVATE, industry=chance.choice("CG"),
            worker_count=counts[-1][1], women_worker_count=counts[-1][2],
            counted_on=counts[-1][0], registered_on=registered, closed_on=closed,
        )  # fmt: skip
        Headcount.objects.bulk_create(
            Headcount(employer=row, counted_on=on, worker_count=a, women_worker_count=b)
            for on, a, b in counts
        )
        if chance.random() < 0.7:
            Coverage.objects.create(
                union=chance.choice(grassroots), employer=row,
                valid=DateRange(day(chance.randrange(-100, 400)), None),
            )  # fmt: skip
        made.append(
            {
                "id": row.pk, "registered_on": registered, "closed_on": closed, "counts": counts,
                "is_public": row.is_public, "unit_type": int(kind), "industry": row.industry,
            }
        )  # fmt: skip
        story.keep("employer", row.pk, union)


def _files(story: Story) -> None:
    """Files through approval, change of category, exit and relapse, on days of their own."""
    made = story.rows["file"] = []
    chance, tree = story.chance, story.tree
    path = (
        ("approve", "in_file"), ("recheck", "recheck"), ("approve_change", "in_file"),
        ("confirm_exit", "exited"), ("refile", "submitted"), ("approve", "in_file"),
    )  # fmt: skip
    asked = _exchange(tree)
    for n in range(14):
        union = chance.choice(story.open(UnionType.GRASSROOTS))
        person = member_of(union, "职工甲", n + 1, on=date(2019, 1, 1)).person
        mill = chance.choice(story.rows["employer"])["id"]
        Membership.objects.filter(person=person).update(employer_id=mill)
        row = HouseholdFile.objects.create(
            number=f"KN{n}", person=person, union=union, township=tree.township,
            county=tree.county, city=tree.city, status="draft", filed_on=FIRST,
            category="accidental", file_level="city", main_cause=chance.choice(("illness", "")),
            paired_cadre=chance.choice(("", "甲")),
        )  # fmt: skip
        people = chance.randrange(3)
        for position in range(people):
            HouseholdMember.objects.create(
                file=row, position=position, name="甲", relation="head", born_on=FIRST
            )
        steps, decisions, taken = [], [], sorted(chance.sample(range(DAYS), len(path)))
        for n_day, (step, target) in zip(taken, path[: chance.randrange(7)], strict=False):
            with time_machine.travel(_noon(day(n_day)), tick=False):
                if step.startswith("approve"):
                    decided = (
                        chance.choice(("deep", "relative", "accidental")),
                        chance.choice(("national", "city")),
                    )
                    Decision.objects.create(
                        file=row, actor_label="甲", version="1", rules={}, local={}, facts={},
                        trace=[], category=decided[0], file_level=decided[1],
                    )  # fmt: skip
                    decisions.append((day(n_day), *decided))
                Transition.objects.create(
                    object_label="aid.householdfile", object_id=row.pk, workflow="aid_file",
                    step=step, target=target, actor_label="甲",
                )  # fmt: skip
            steps.append((day(n_day), step, target))
        visits = [(story.day(), chance.choice(("paired", "check")), k + 1) for k in range(3)]
        for on, kind, visitors in visits:
            Visit.objects.create(
                file=row, kind=kind, on=on, visitors=["甲"] * visitors, findings="好"
            )
        compared = [story.day() for _ in range(chance.randrange(2))]
        for on in compared:
            with time_machine.travel(_noon(on), tick=False):
                _compare(asked, row, n)
        made.append(
            {
                "id": row.pk, "steps": steps, "decisions": decisions, "visits": visits,
                "compared": compared, "people": people, "is_paired": bool(row.paired_cadre),
                "main_cause": row.main_cause,
            }
        )  # fmt: skip
        story.keep("file", row.pk, union)


def _noon(on: date) -> datetime:
    return timezone.make_aware(datetime(on.year, on.month, on.day, 12))


def _exchange(tree: Tree) -> tuple[Exchange, AnswerFile]:
    exchange = Exchange.objects.create(
        union=tree.county, number="1", authority="民政局", kinds=["allowance"], expires_on=FIRST
    )
    return exchange, AnswerFile.objects.create(exchange=exchange, file_name="1", digest=b"1")


def _compare(asked: tuple[Exchange, AnswerFile], row: HouseholdFile, line: int) -> None:
    person = ExchangePerson.objects.create(
        exchange=asked[0], line_no=line, subject_label="aid.householdfile", subject_id=row.pk,
        name="甲", authorised_until=FIRST,
    )  # fmt: skip
    Answer.objects.create(person=person, kind="allowance", file=asked[1], result="match")


def _pairings(story: Story) -> None:
    made = story.rows["pairing"] = []
    chance = story.chance
    for n in range(14):
        union = chance.choice(story.open())
        kind, paired = chance.choice(("village", "household")), day(chance.randrange(-200, 800))
        later = sorted(paired + timedelta(days=d) for d in chance.sample(range(600), 2))
        exited = chance.choice((None, later[0]))
        ended = later[1] if chance.random() < 0.2 else None
        people = chance.randrange(1, 6) if kind == "household" else 0
        row = Pairing.objects.create(
            union=union, kind=kind, name=f"村{n}", place="某镇", people_count=people,
            paired_on=paired, exited_on=exited, ended_on=ended,
            status="ended" if ended else "exited" if exited else "paired",
        )  # fmt: skip
        given = [
            (story.day(), chance.choice(("direct", "introduced", "purchase")), 100 * k + 1)
            for k in range(3)
        ]
        for on, what, amount in given:
            Contribution.objects.create(
                pairing=row, on=on, kind=what, form="cash", amount=amount, giver=story.tree.city,
                purpose="产业", introduced_from="某厅" if what == "introduced" else "",
            )  # fmt: skip
        begun, visited = story.day(), (story.day(), chance.random() < 0.5)
        VillageProject.objects.create(pairing=row, on=begun, name="茶园", kind="industry")
        PairingVisit.objects.create(
            pairing=row, on=visited[0], visitors=["甲", "乙"], is_leader=visited[1], findings="好"
        )
        made.append(
            {
                "id": row.pk, "kind": kind, "paired_on": paired, "exited_on": exited,
                "ended_on": ended, "people": people, "given": given, "begun": begun,
                "visited": visited,
            }
        )  # fmt: skip
        story.keep("pairing", row.pk, union)


def _budgets(story: Story) -> None:
    made = story.rows["campaign"] = []
    for n in range(5):
        union = story.chance.choice(story.open())
        programme = programme_of(story.tree.city, ProgrammeKind.EMERGENCY, f"应急{n}")
        fund = ledger.open_fund(
            story.tree.city, f"资金{n}", FundSource.OWN_UNION, year=2021, actor=SYSTEM
        )
        row = campaign_of(union, programme=programme, name=f"防疫{n}")
        on, amount = story.day(), 10 * n + 5
        BudgetLine.objects.create(campaign=row, fund=fund, decided_on=on, amount=Decimal(amount))
        made.append({"id": row.pk, "on": on, "amount": amount})
        story.keep("campaign", row.pk, union)
