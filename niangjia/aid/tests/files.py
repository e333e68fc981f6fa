"""Files for the tests of services: a worker, her household, and how a file gets to a state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.accounts.rules import Role
from niangjia.accounts.testing import Cast, Player, Tree, player
from niangjia.aid import services
from niangjia.aid.models import Attachment, Authorisation, HouseholdFile
from niangjia.aid.rules import codes, person_codes
from niangjia.aid.services import HouseholdEntry, IncomeEntry, MemberEntry
from niangjia.comparison.models import Answer, AnswerFile, Exchange, ExchangePerson
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.ids import Gender, make_identity
from niangjia.members.models import Person
from niangjia.members.rules.people import PersonFacts
from niangjia.members.services.people import keep_person
from niangjia.web.workbench import Waiting, waiting

HEAD, SPOUSE, CHILD = (
    person_codes.Relation.HEAD,
    person_codes.Relation.SPOUSE,
    person_codes.Relation.CHILD,
)
STANDARD = {"amount": "1062", "minimum_area": "15"}


@dataclass(frozen=True)
class Aiders:
    """帮扶 cadres of every level above the unit, its chair, another chair, and the worker herself."""

    chair: Player
    township: Player
    county: Player
    county_second: Player
    city: Player
    city_second: Player
    neighbour: Player
    worker: Player
    stranger: Player


def aiders(tree: Tree, cast: Cast) -> Aiders:
    """The people who take part, each with her own post."""
    return Aiders(
        chair=cast.chair_sun,
        township=player("zhen-bang", "镇帮", tree.township, Role.AID),
        county=player("xian-bang", "县帮", tree.county, Role.AID),
        county_second=player("xian-fu", "县副", tree.county, Role.AID),
        city=player("shi-bang", "市帮", tree.city, Role.AID),
        city_second=player("shi-fu", "市副", tree.city, Role.AID),
        neighbour=player("lin-bang", "邻帮", tree.neighbour, Role.AID),
        worker=cast.worker_chen,
        stranger=cast.stranger,
    )


def number(order: int, birth: date = date(1984, 2, 29)) -> str:
    return make_identity("511725", birth, order, Gender.FEMALE)


def worker(
    name: str = "陈小妹", order: int = 1, *, user: Player | None = None, phone: str = ""
) -> Person:
    """A person of the register, bound to an account where one is given."""
    facts = PersonFacts(name=name, identity=number(order), phone=phone)
    with transaction.atomic():
        person = keep_person(facts, today=clock.today())
    if user is not None:
        person.user = user.user
        person.save(update_fields=["user"])
    return person


def adopt_standard(tree: Tree) -> None:
    """The county's 低保."""
    policy.adopt(
        "aid.standard",
        path=tree.county.path,
        from_on=date(2020, 1, 1),
        params=STANDARD,
        basis="渠民〔2020〕1号",
        actor=SYSTEM,
    )


def entry(person_order: int = 1, *, income: str = "36000", **changes: Any) -> HouseholdEntry:
    """Three people on 1,000 yuan a head and month where the standard is 1,062: 深度困难."""
    found = HouseholdEntry(
        members=(
            MemberEntry("陈小妹", HEAD, number(person_order), is_worker=True),
            MemberEntry("何大山", SPOUSE, number(101, date(1982, 7, 1))),
            MemberEntry("何小雨", CHILD, number(102, date(2008, 2, 29))),
        ),
        incomes=(IncomeEntry(0, person_codes.IncomeKind.WAGE, Decimal(income)),),
        file={
            "main_cause": codes.Cause.FAMILY_ILLNESS,
            "labour_months": 36,
            "work_unit": "渠江纺织厂",
            "bank_account": "6222020000000000018",
            "bank_name": "渠县农商行",
        },
    )
    return replace(found, **changes)


def entry_of(order: int, *, income: str = "36000") -> HouseholdEntry:
    """Another household of three, so that nobody stands in two files."""
    numbers = (
        number(order),
        number(100 + 10 * order, date(1982, 7, 1)),
        number(101 + 10 * order, date(2008, 2, 29)),
    )
    members = tuple(
        replace(one, identity_number=found)
        for one, found in zip(entry().members, numbers, strict=True)
    )
    return entry(order, income=income, members=members)


def paper(file: HouseholdFile, kind: str) -> Attachment:
    """A line of an attachment; its content is another module's matter."""
    count = file.attachments.count()
    return Attachment.objects.create(
        file=file,
        kind=kind,
        name="扫描件.jpg",
        media_type="image/jpeg",
        size=1,
        digest=f"{count:064}",
        path=f"aid/{file.pk}/{count}",
    )


def with_evidence(file: HouseholdFile, found: HouseholdEntry) -> HouseholdEntry:
    """Every line proved by one paper."""
    proof = paper(file, codes.AttachmentKind.UNIT_PROOF)
    return replace(
        found,
        incomes=tuple(replace(one, evidence=proof) for one in found.incomes),
        expenditures=tuple(replace(one, evidence=proof) for one in found.expenditures),
        accidents=tuple(replace(one, evidence=proof) for one in found.accidents),
    )


def authorise(file: HouseholdFile, actor: Actor, days: int = 365) -> Authorisation:
    paper(file, codes.AttachmentKind.AUTHORISATION)
    return services.sign_authorisation(
        file,
        kinds=["allowance", "vehicle"],
        until_on=clock.today() + timedelta(days=days),
        signed_how="paper",
        actor=actor,
    )


def draft(
    tree: Tree, found: Aiders, person: Person | None = None, given: HouseholdEntry | None = None
) -> HouseholdFile:
    """Filed by the chair for a worker, complete and signed on paper."""
    chair = found.chair.actor
    file = services.start_file(person or worker(), tree.union, actor=chair)
    file = services.write_household(file, with_evidence(file, given or entry()), actor=chair)
    authorise(file, chair)
    paper(file, codes.AttachmentKind.COMMITMENT)
    return services.sign_commitment(file, actor=chair)


def visited(file: HouseholdFile, found: Aiders, *, is_true: bool = True) -> HouseholdFile:
    services.record_visit(
        file,
        kind=codes.VisitKind.CHECK,
        on=clock.today(),
        visitors=["孙主席", "李委员"],
        findings="住房简陋,丈夫长期患病。",
        is_true=is_true,
        actor=found.chair.actor,
    )
    return file


def compared(file: HouseholdFile, *, on_days_ago: int = 0) -> HouseholdFile:
    """The answer of an exchange about everybody in the file, as the comparison keeps it."""
    at = timezone.now() - timedelta(days=on_days_ago)
    exchange = Exchange.objects.create(
        number=f"BD{Exchange.objects.count():06}",
        union=file.county,
        authority="渠县民政局",
        kinds=["allowance"],
        purpose="困难职工建档",
        secret_sealed=b"secret",
        expires_on=clock.today() + timedelta(days=90),
        status="answered",
        answered_at=at,
    )
    answered = AnswerFile.objects.create(
        exchange=exchange, file_name="答复.xlsx", digest=exchange.number.encode() * 4
    )
    for n, member in enumerate(file.members.order_by("position")):
        person = ExchangePerson.objects.create(
            exchange=exchange,
            line_no=n + 1,
            subject_label=file._meta.label_lower,
            subject_id=file.pk,
            person=member.person,
            name=member.name,
            identity_sealed=member.identity_sealed,
            identity_blind=member.identity_blind,
            authorised_until=exchange.expires_on,
        )
        Answer.objects.create(person=person, kind="allowance", file=answered, result="match")
    return file


def planned(file: HouseholdFile, actor: Actor) -> HouseholdFile:
    later = clock.today() + timedelta(days=300)
    services.set_plan(
        file, goal="丈夫康复,女儿完成学业", until_on=later, cadre="李委员", actor=actor
    )
    services.add_measure(
        file, kind=codes.MeasureKind.LIVING, goal="生活救助", until_on=later, actor=actor
    )
    return file


# --- States -------------------------------------------------------------------------------


def submitted(tree: Tree, found: Aiders, person: Person | None = None) -> HouseholdFile:
    return services.submit(draft(tree, found, person), actor=found.chair.actor)


def on_notice(tree: Tree, found: Aiders, person: Person | None = None) -> HouseholdFile:
    file = visited(submitted(tree, found, person), found)
    services.check(file, actor=found.chair.actor)
    return services.publish(file, actor=found.chair.actor)


def after_notice(tree: Tree, found: Aiders, person: Person | None = None) -> HouseholdFile:
    """The notice ran out yesterday."""
    file = on_notice(tree, found, person)
    file.due_on = clock.today() - timedelta(days=1)
    file.save(update_fields=["due_on"])
    return services.end_notice(file)


def in_comparison(tree: Tree, found: Aiders, person: Person | None = None) -> HouseholdFile:
    return services.endorse(after_notice(tree, found, person), actor=found.township.actor)


def at_county(tree: Tree, found: Aiders, person: Person | None = None) -> HouseholdFile:
    file = compared(in_comparison(tree, found, person))
    return services.compare(file, actor=found.county.actor)


def at_city(tree: Tree, found: Aiders, person: Person | None = None) -> HouseholdFile:
    file = at_county(tree, found, person)
    services.decide(file, actor=found.county.actor)
    planned(file, found.county.actor)
    return services.propose(file, actor=found.county.actor)


def in_file(tree: Tree, found: Aiders, person: Person | None = None) -> HouseholdFile:
    return services.approve(at_city(tree, found, person), actor=found.city.actor)


def placed(file: HouseholdFile, state: str, **changes: object) -> HouseholdFile:
    """Put into a state with what that state always has, without walking there: no round, no takers."""
    today = clock.today()
    always = {
        "status": state,
        "category": "deep",
        "file_level": "national",
        "filed_on": today,
        "exited_on": today,
    }
    HouseholdFile.objects.filter(pk=file.pk).update(**(always | changes))
    return fresh(file)


def filed(tree: Tree, found: Aiders) -> HouseholdFile:
    """In file with its plan, for what comes afterwards; ``in_file`` walks there."""
    file = placed(draft(tree, found), codes.FileStatus.IN_FILE)
    return planned(file, found.chair.actor)


def fresh(file: HouseholdFile) -> HouseholdFile:
    return HouseholdFile.objects.get(pk=file.pk)


def values(file: HouseholdFile) -> Mapping[str, Any]:
    """All columns, to see that nothing changed."""
    row = HouseholdFile.objects.filter(pk=file.pk).values().get()
    return {name: value for name, value in row.items() if name != "updated_at"}


def todos(who: Player) -> list[Waiting]:
    """Files on her workbench to be dealt with; other areas have their own."""
    found, _ = waiting(who.actor, clock.today())
    return [one for one in found if one.url.startswith("/aid/") and "督办" not in one.kind]


def told(found: Aiders, where: str = "/aid/") -> dict[str, str]:
    """Who has something overdue below on her workbench (督办), and what it says."""
    shown = {
        name: [one for one in waiting(player.actor, clock.today())[0] if "督办" in one.kind]
        for name, player in vars(found).items()
    }
    return {
        name: one.derivation for name, rows in shown.items() for one in rows
        if one.url.startswith(where)
    }  # fmt: skip
