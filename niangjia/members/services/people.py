"""Persons: found by document or made, their facts edited (人员)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from niangjia.kernel import clock, crypto, journal, pinyin
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.members import queries
from niangjia.members.models import Membership, Person
from niangjia.members.rules import people as rules
from niangjia.members.rules.codes import IdType
from niangjia.members.rules.lifecycle import VerifiedLevel, verified_on
from niangjia.members.rules.people import PersonFacts

_PLAIN = (
    "ethnicity",
    "education",
    "skill",
    "politics",
    "household_type",
    "household_region",
    "native_place",
    "employment",
)
"""Facts that are copied as they are; the others are spelt, sealed or derived."""


def keep_person(facts: PersonFacts, *, today: date) -> Person:
    """The person of the document, made if nobody has it, and locked. Raises Blocked.

    Two requests at once get the same row: the unique document decides, then the lock. Facts that
    were unknown so far are filled in; known ones stay (`edit_person` changes them).
    """
    facts = rules.checked(facts, today=today)
    Person.objects.bulk_create([_new(facts)], ignore_conflicts=True)
    found = queries.person_by_document(facts.identity, facts.id_type)
    assert found is not None  # just made, and persons are never deleted
    person = lock(Person, found.pk)
    if person.name != facts.name:
        raise Blocked(
            "该证件号码已登记,但登记的姓名与所填不一致。请对照证件核对姓名和号码;"
            "如确已改名,请先由其所在工会更正姓名。",
            field="name",
        )
    _fill_in(person, facts)
    return person


def _new(facts: PersonFacts) -> Person:
    spelling = pinyin.of_name(facts.name)
    return Person(
        name=facts.name,
        pinyin=spelling.full[:100],
        initials=spelling.initials[:20],
        id_type=facts.id_type,
        identity_sealed=crypto.seal(facts.identity),
        identity_blind=queries.identity_blind(facts.identity),
        gender=facts.gender or 0,
        born_on=facts.born_on,
        **_phone_values(facts.phone),
        **{name: getattr(facts, name) for name in _PLAIN},
    )


def _phone_values(phone: str) -> dict[str, bytes | None]:
    return {
        "phone_sealed": crypto.seal(phone) if phone else None,
        "phone_blind": queries.phone_blind(phone) if phone else None,
    }


def _fill_in(person: Person, facts: PersonFacts) -> None:
    values: dict[str, Any] = {
        name: getattr(facts, name)
        for name in _PLAIN
        if getattr(person, name) in (None, "") and getattr(facts, name) not in (None, "")
    }
    if facts.phone and person.phone_blind is None:
        values |= _phone_values(facts.phone)
    if values:
        journal.changes_of(person, values)
        person.save(update_fields=[*values, "updated_at"])


@verb
def edit_person(
    membership: Membership,
    *,
    actor: Actor,
    name: str,
    phone: str = "",
    reason: str = "",
    **facts: Any,
) -> Membership:
    """Change facts of the member's person; ``phone`` empty keeps the one there is.

    ``facts`` are the plain ones (ethnicity, education, …). Only the union where she is a member
    now (or was last) may. Raises NotVisible, Blocked.
    """
    person = _editable(membership, actor)
    unknown = facts.keys() - set(_PLAIN)
    if unknown:
        raise TypeError(f"not a plain fact of a person: {sorted(unknown)}")
    name = rules.check_name(name)
    spelling = pinyin.of_name(name)
    values = {
        "name": name,
        "pinyin": spelling.full[:100],
        "initials": spelling.initials[:20],
        **facts,
    }
    changes = journal.changes_of(person, values)
    touched = set(changes)
    if phone:
        touched |= _set_phone(person, rules.check_phone(phone))
    if not touched:
        return membership
    person.save(update_fields=[*touched, "updated_at"])
    told = {field: pair for field, pair in changes.items() if field not in ("pinyin", "initials")}
    if "phone_blind" in touched:
        told["phone"] = ("(已加密)", "(已加密)")
    journal.record(
        "members.edit_person",
        membership,
        actor=actor,
        summary=f"修改会员{person.name}的资料",
        changes=told,
        reason=reason,
    )
    return membership


def raise_level(person: Person, level: VerifiedLevel, *, today: date) -> list[str]:
    """The locked person is known at least that well from today on (not saved); which fields to save.

    The level never falls, and the day of first verification stays.
    """
    person.verified_level = max(person.verified_level, level)
    person.verified_on = verified_on(person.verified_level, person.verified_on, today)
    return ["verified_level", "verified_on"]


def put_phone(person: Person, phone: str) -> None:
    """The locked person's phone, proved by code; an empty one changes nothing."""
    touched = _set_phone(person, phone) if phone else set()
    if touched:
        person.save(update_fields=[*touched, "updated_at"])


def _set_phone(person: Person, phone: str) -> set[str]:
    values = _phone_values(phone)
    if bytes(person.phone_blind or b"") == values["phone_blind"]:
        return set()
    journal.changes_of(person, values)
    return set(values)


@verb
def correct_identity(
    membership: Membership, *, identity: str, reason: str, actor: Actor
) -> Membership:
    """Correct a document number that was entered wrong; gender and birth follow the number.

    Raises NotVisible, Blocked (bad number, or it is somebody else's).
    """
    person = _editable(membership, actor)
    if not reason.strip():
        raise Blocked("不能更正证件号码:请写明更正原因。", field="reason")
    facts = PersonFacts(name=person.name, identity=identity, id_type=person.id_type)
    facts = replace(facts, gender=None, born_on=None)
    if person.id_type != IdType.RESIDENT:
        facts = replace(facts, gender=person.gender, born_on=person.born_on)
    facts = rules.checked(facts, today=clock.today())
    changes = journal.changes_of(person, {"gender": facts.gender, "born_on": facts.born_on})
    person.identity_sealed = crypto.seal(facts.identity)
    person.identity_blind = queries.identity_blind(facts.identity)
    person.save(
        update_fields=["identity_sealed", "identity_blind", "gender", "born_on", "updated_at"]
    )
    journal.record(
        "members.correct_identity",
        membership,
        actor=actor,
        summary=f"更正会员{person.name}的证件号码",
        changes={**changes, "identity": ("(已加密)", "(已加密)")},
        reason=reason,
    )
    return membership


def _editable(membership: Membership, actor: Actor) -> Person:
    """The locked person, if the actor may edit it through this membership."""
    if not actor.may("members.edit", membership.scope_path):
        raise NotVisible
    person = lock(Person, membership.person_id)
    current = queries.open_membership(person.pk)
    if current is not None and current.union_id != membership.union_id:
        raise Blocked("此人的会籍已转到其他工会,资料由现所在工会维护。")
    return person
