"""Tags of persons (标签): set and cleared with date and source, never rewritten."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.verbs import lock, verb
from niangjia.members import queries
from niangjia.members.models import Membership, Person, Tag
from niangjia.members.rules import groups as rules
from niangjia.members.rules import lifecycle
from niangjia.members.rules.lifecycle import TagKind


@verb
def set_tag(
    membership: Membership, *, kind: str, on: date, source: str, actor: Actor, code: str = ""
) -> Membership:
    """Give the member a tag from that day on; ``source`` says who found so, by which paper.

    Raises NotVisible, Blocked (no such code, day ahead, has it already).
    """
    if not actor.may("members.edit", membership.scope_path):
        raise NotVisible
    refused = rules.tag_refusal(kind, code)
    if refused:
        raise Blocked(refused, field="code")
    if not source.strip():
        raise Blocked("请填写标签的来源,例如“本人申报”“人社部门名册”。", field="source")
    person = lock(Person, membership.person_id)
    refused = lifecycle.date_refusal(
        on, not_before=person.born_on or on, today=clock.today(), what="标签起始"
    )
    if refused:
        raise Blocked(refused, field="on")
    Tag.objects.create(
        person=person, kind=kind, code=code, valid=DateRange(on, None), source=source
    )
    told = f"加上标签“{rules.tag_label(kind, code)}”,自{on}起"
    journal.record("members.set_tag", membership, actor=actor, summary=told, reason=source)
    return membership


@verb
def clear_tag(
    membership: Membership, *, tag_id: int, on: date, reason: str, actor: Actor
) -> Membership:
    """The tag no longer holds from that day on. Raises NotVisible, Blocked."""
    if not actor.may("members.edit", membership.scope_path):
        raise NotVisible
    tag = lock(Tag, tag_id)
    if tag.person_id != membership.person_id:
        raise NotVisible
    if tag.valid.upper is not None:
        raise Blocked("这个标签已经停用,不用再次停用。")
    refused = lifecycle.date_refusal(
        on, not_before=tag.valid.lower or on, today=clock.today(), what="标签停用"
    )
    if refused:
        raise Blocked(refused, field="on")
    tag.valid = DateRange(tag.valid.lower, on)
    tag.save(update_fields=["valid", "updated_at"])
    told = f"停用标签“{rules.tag_label(tag.kind, tag.code)}”,自{on}起"
    journal.record("members.clear_tag", membership, actor=actor, summary=told, reason=reason)
    return membership


def tag_worker(person: Person, *, group: str, is_migrant: bool, on: date, source: str) -> None:
    """Tags that follow from what a worker says of herself; those she has already stay.

    For the services of this area; the person is locked.
    """
    wanted = list(rules.tags_of(group))
    if is_migrant:
        wanted.append((TagKind.MIGRANT, ""))
    held = {(tag.kind, tag.code) for tag in queries.live_tags([person.pk], on)}
    Tag.objects.bulk_create(
        [
            Tag(person=person, kind=kind, code=code, valid=DateRange(on, None), source=source)
            for kind, code in wanted
            if (kind, code) not in held
        ],
        ignore_conflicts=True,
    )
