"""Files: whose they are, what they say, what the rules would say of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from niangjia.aid import rules
from niangjia.aid.models import HouseholdFile, HouseholdMember
from niangjia.aid.models.reading import (
    area_of,
    household_of,
    last_decision,
    measured,
    parameters_at,
    title_of,
)
from niangjia.aid.rules import codes, eligibility
from niangjia.aid.rules.conditions import Area
from niangjia.aid.rules.facts import Facts, Quantity
from niangjia.kernel import clock, ids
from niangjia.kernel.actor import Actor, Grant
from niangjia.kernel.errors import Blocked
from niangjia.kernel.models import PublicNotice
from niangjia.members import queries as members
from niangjia.members.models import Person

APPLICANT = frozenset({rules.APPLY})
"""What the worker may do in her own case; reading it is by ``own_files``."""


def own_files(actor: Actor) -> QuerySet[HouseholdFile]:
    """The worker's own files, newest first: those of the person her account is bound to."""
    if actor.user_id is None:
        return HouseholdFile.objects.none()
    rows = HouseholdFile.objects.filter(person__user_id=actor.user_id)
    return rows.select_related("union", "person").order_by("-pk")


def is_own(file: HouseholdFile, actor: Actor) -> bool:
    """Whether it is the actor's own case (not merely her family's)."""
    return actor.user_id is not None and actor.user_id == file.person.user_id


def as_applicant(file: HouseholdFile, actor: Actor) -> Actor:
    """The worker with the right to act in this file of hers; anybody else is handed back as she is."""
    if not is_own(file, actor):
        return actor
    union = file.union
    grant = Grant(union.pk, union.path, "applicant", "职工本人", APPLICANT)
    return Actor(  # not replace(): a request's actor is loaded lazily, which is no dataclass to it
        actor.user_id, actor.name, (*actor.grants, grant), actor.is_system, actor.second_factor
    )


def active_file_of(person: Person) -> HouseholdFile | None:
    """The one file that counts, in which the person applies or stands as family."""
    stands = HouseholdMember.objects.filter(
        file=OuterRef("pk"), identity_blind=person.identity_blind, id_type=person.id_type
    )
    return (
        HouseholdFile.objects.filter(Q(person=person) | Exists(stands), status__in=rules.ACTIVE)
        .select_related("union", "person")
        .order_by("-pk")
        .first()
    )


def latest_ended_file(person: Person) -> HouseholdFile | None:
    """The person's newest file that has ended; a new one names it."""
    rows = HouseholdFile.objects.filter(person=person).exclude(status__in=rules.ACTIVE)
    return rows.order_by("-pk").first()


def find_files(rows: QuerySet[HouseholdFile], text: str) -> QuerySet[HouseholdFile]:
    """By number of the file, a member's document number, or a member's name."""
    text = text.strip()
    wanted = Q(number=text.upper())
    if len(text) >= 15 and text[:-1].isdigit():
        blind = members.identity_blind(text.upper())
        wanted |= Q(pk__in=HouseholdMember.objects.filter(identity_blind=blind).values("file"))
    elif text and not text.isascii():
        named = HouseholdMember.objects.filter(name__startswith=text)
        wanted |= Q(pk__in=named.values("file"))
    return rows.filter(wanted)


def below_standard_on(file: HouseholdFile) -> date | None:
    """The day it came or stayed in file, if the decision then found it below the standard."""
    kept = last_decision(file)
    if kept is None:
        return None
    net = Facts.from_json(kept.facts).quantities.get(Quantity.NET_PC)
    if net is None or net >= Decimal(kept.local["amount"]):
        return None
    return file.rechecked_on or file.filed_on


def overdue(rows: QuerySet[HouseholdFile]) -> QuerySet[HouseholdFile]:
    """Files whose deadline has passed."""
    return rows.filter(due_on__lt=clock.today())


def in_file(rows: QuerySet[HouseholdFile]) -> QuerySet[HouseholdFile]:
    """Files that count as 在档."""
    return rows.filter(status__in=rules.FILED)


def with_ended_notice(on: date) -> QuerySet[HouseholdFile]:
    """Files whose public notice ended before that day and is not closed yet."""
    return HouseholdFile.objects.filter(status=codes.FileStatus.NOTICE, due_on__lt=on).order_by(
        "pk"
    )


def due_for_recheck(on: date) -> QuerySet[HouseholdFile]:
    """Files in file whose year since filing or the last re-check is over on that day."""
    return HouseholdFile.objects.filter(status=codes.FileStatus.IN_FILE, due_on__lte=on).order_by(
        "pk"
    )


def file_on_notice(public_id: UUID) -> HouseholdFile | None:
    """The file a live public notice of that id is about."""
    today = clock.today()
    notice = PublicNotice.objects.filter(
        public_id=public_id,
        object_label=HouseholdFile._meta.label_lower,
        starts_on__lte=today,
        ends_on__gte=today,
        withdrawn_at=None,
    ).first()
    if notice is None:
        return None
    return HouseholdFile.objects.select_related("union").filter(pk=notice.object_id).first()


def members_of(file: HouseholdFile) -> QuerySet[HouseholdMember]:
    """The household in the order in which it was entered."""
    return file.members.order_by("position", "pk")


def persons_by_document(documents: Iterable[tuple[int, bytes]]) -> dict[tuple[int, bytes], Person]:
    """(document type, blind index) → the person of the register, or whom she was merged into."""
    wanted = set(documents)
    found = Person.objects.select_related("merged_into").filter(
        identity_blind__in={blind for _, blind in wanted}
    )
    by_key = {(one.id_type, bytes(one.identity_blind)): one.merged_into or one for one in found}
    return {key: person for key, person in by_key.items() if key in wanted}


def trial(
    subject: HouseholdFile | rules.Household | rules.Facts, path: str, on: date
) -> rules.Decision:
    """What the rules in force there would say, without keeping it (self-test, preview).

    Raises Blocked where nobody lives together, or the county has no standard.
    """
    facts = subject if isinstance(subject, rules.Facts) else _measure(subject)
    return rules.decide(facts, parameters_at(path, on, _area(subject)))


def _area(subject: HouseholdFile | rules.Household | rules.Facts) -> Area:
    """Urban where it is not known."""
    match subject:
        case HouseholdFile():
            return area_of(subject)
        case rules.Household():
            lives_in_city = subject.worker.lives_in_city
            return eligibility.area_of(subject.registration, lives_in_city=lives_in_city)
    return Area.URBAN


def _measure(subject: HouseholdFile | rules.Household) -> rules.Facts:
    found = household_of(subject) if isinstance(subject, HouseholdFile) else subject
    facts = measured(found)
    if facts is None:
        raise Blocked("没有共同生活的家庭成员,不能认定。请至少填写职工本人。", field="members")
    return facts


def service_card(person: Person) -> str:
    """Her live 会员服务卡 as the register knows it: ``农商行 尾号1234``; empty without one."""
    card = members.live_card(person.pk)
    if card is None:
        return ""
    tail = f"尾号{card.number_tail}" if card.number_tail else "办理中"
    return f"{card.bank} {tail}".strip()


def title(file: HouseholdFile) -> str:
    """``全国级·深度困难``; empty before it was found."""
    return title_of(file.category, file.file_level)


def masked_name(file: HouseholdFile) -> str:
    """``张**``."""
    return ids.mask_name(file.person.name)
