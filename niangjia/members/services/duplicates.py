"""Persons who may be one (疑似重复): queued, merged by a cadre, or told apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import takewhile
from typing import Any

from django.db.models import Q, QuerySet

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import advance, lock, verb
from niangjia.members import queries
from niangjia.members.models import Card, Conflict, DuplicatePair, Membership, Person, Tag
from niangjia.members.rules.duplicates import DUPLICATE, likeness
from niangjia.members.rules.lifecycle import DuplicateStatus

# --- Queueing -----------------------------------------------------------------------------


def queue_many(person_ids: Sequence[int]) -> int:
    """Queue every pair in which one of these persons looks like another; returns how many pairs.

    The pair belongs to the lowest union above both, so a cadre never learns of a person outside
    her scope. Pairs already queued or decided stay as they are.
    """
    pairs = queries.alike(person_ids)
    everybody = {person_id for pair in pairs for person_id in pair[:2]}
    homes = queries.home_paths(sorted(everybody))
    made = [
        DuplicatePair(
            first_id=pair.first_id,
            second_id=pair.second_id,
            union_id=above,
            why=likeness(same_birth=pair.same_birth, same_phone=pair.same_phone),
        )
        for pair in pairs
        if (above := _union_above(homes.get(pair.first_id), homes.get(pair.second_id)))
    ]
    DuplicatePair.objects.bulk_create(made, ignore_conflicts=True, batch_size=5_000)
    return len(made)


def _union_above(first: str | None, second: str | None) -> int | None:
    """Id of the lowest union at or above both tree paths."""
    if not first or not second:
        return None
    steps = zip(first.strip("/").split("/"), second.strip("/").split("/"), strict=False)
    shared = [here for here, _ in takewhile(lambda pair: pair[0] == pair[1], steps)]
    return int(shared[-1]) if shared else None


# --- Deciding -----------------------------------------------------------------------------


@verb
def dismiss_pair(pair: DuplicatePair, *, actor: Actor, reason: str = "") -> DuplicatePair:
    """They are two persons (不是同一人)."""
    pair = lock(DuplicatePair, pair.pk)
    step = DUPLICATE.require("dismiss", pair, actor, reason=reason)
    pair.note = reason[:300]
    pair.save(update_fields=["note", "updated_at"])
    return advance(pair, DUPLICATE, step, actor=actor, reason=reason)


@verb
def merge(pair: DuplicatePair, *, keep: str, reason: str, actor: Actor) -> DuplicatePair:
    """They are one: the kept person (``first`` or ``second``) takes over what the other has.

    Memberships, tags, cards and tickets move in one statement each; of tags that both had for a time
    she keeps the days of either. The journal keeps their ids, so that the merge can be taken back by
    hand. Raises NotVisible, Blocked (both are members on the same day, both have a live card, both
    have an account).
    """
    persons = {p.pk: p for p in _lock_persons(pair.first_id, pair.second_id)}
    pair = lock(DuplicatePair, pair.pk)
    step = DUPLICATE.require("merge", pair, actor, reason=reason)
    kept_id, other_id = pair.first_id, pair.second_id
    if keep == "second":
        kept_id, other_id = other_id, kept_id
    kept, other = persons[kept_id], persons[other_id]
    _require_mergeable(kept, other)
    known = _know_as_well(kept, other)
    moved = _take_over(kept, other)
    other.merged_into = kept
    other.save(update_fields=["merged_into", "updated_at"])
    Person.objects.filter(merged_into=other).update(merged_into=kept)
    _close_other_pairs(pair, other)
    pair.note = reason[:300]
    pair.save(update_fields=["note", "updated_at"])
    journal.record(
        "members.merge",
        pair,
        actor=actor,
        summary=f"合并疑似重复人员:保留编号{kept.pk},并入编号{other.pk}",
        changes={name: (other.pk, ids) for name, ids in moved.items()} | known,
        reason=reason,
    )
    return advance(pair, DUPLICATE, step, actor=actor, reason=reason)


def _lock_persons(*pks: int) -> list[Person]:
    return [lock(Person, pk) for pk in sorted(pks)]


def _require_mergeable(kept: Person, other: Person) -> None:
    if kept.merged_into_id or other.merged_into_id:
        raise Blocked("其中一人已并入他人,不能再次合并。请刷新页面。")
    if kept.user_id and other.user_id:
        raise Blocked("两人都有登录账号,不能合并。请先停用其中一个账号。")
    mine, theirs = _periods(kept), _periods(other)
    clash = next((a for a in mine for b in theirs if _overlap(a, b)), None)
    if clash is not None:
        until = clash[1] or "今"
        raise Blocked(
            f"两人的会籍在时间上重叠({clash[0]}至{until}),不能合并。"
            "请先为其中一人办理退会或转会,再合并。"
        )
    live = Card.objects.filter(person__in=(kept, other), closed_on=None).count()
    if live > 1:
        raise Blocked("两人各有一张有效的会员服务卡,不能合并。请先注销其中一张。")


Period = tuple[date, date | None]


def _periods(person: Person) -> list[Period]:
    rows = Membership.objects.filter(person=person).order_by("joined_on")
    return list(rows.values_list("joined_on", "left_on"))


def _overlap(a: Period, b: Period) -> bool:
    """Whether two periods ``[from, until)`` share a day."""
    return (b[1] is None or a[0] < b[1]) and (a[1] is None or b[0] < a[1]) and _days(a) and _days(b)


def _days(period: Period) -> bool:
    return period[1] is None or period[0] < period[1]


def _take_over(kept: Person, other: Person) -> dict[str, list[int]]:
    """Move what belongs to ``other``; returns the ids by kind."""
    now = clock.now()
    moved: dict[str, list[int]] = {}
    rows: QuerySet[Any]
    for name, rows in (
        ("memberships", Membership.objects.filter(person=other)),
        ("cards", Card.objects.filter(person=other)),
        ("tags", queries.tags_apart(kept.pk, other.pk)),
        ("conflicts", Conflict.objects.filter(person=other)),
    ):
        moved[name] = sorted(rows.values_list("pk", flat=True))
        rows.update(person=kept, updated_at=now)
    moved["tags_added"] = _add_tags(kept, other)
    if other.user_id:
        user_id, other.user_id = other.user_id, None
        other.save(update_fields=["user", "updated_at"])
        kept.user_id = user_id
        kept.save(update_fields=["user", "updated_at"])
    return moved


def _know_as_well(kept: Person, other: Person) -> dict[str, journal.Change]:
    """What is known of either is known of the one human being they are: the better level, the earlier
    day. Else the merged memberships would no longer count as verified on days when they were."""
    days = [day for day in (kept.verified_on, other.verified_on) if day is not None]
    values = {
        "verified_level": max(kept.verified_level, other.verified_level),
        "verified_on": min(days, default=None),
    }
    changes = journal.changes_of(kept, values)
    if changes:
        kept.save(update_fields=[*changes, "updated_at"])
    return changes


def _add_tags(kept: Person, other: Person) -> list[int]:
    """Tags for the days on which only the other person's tag held; returns the new ones.

    The tag they are cut from stays with the other person, as the record of what was entered.
    """
    made = Tag.objects.bulk_create(
        Tag(person=kept, kind=tag.kind, code=tag.code, valid=days, source=tag.source)
        for tag, days in queries.tag_days_to_add(kept.pk, other.pk)
    )
    return [tag.pk for tag in made]


def _close_other_pairs(pair: DuplicatePair, gone: Person) -> None:
    DuplicatePair.objects.filter(
        Q(first=gone) | Q(second=gone), status=DuplicateStatus.OPEN
    ).exclude(pk=pair.pk).update(
        status=DuplicateStatus.DISMISSED, note="其中一人已并入他人", updated_at=clock.now()
    )
