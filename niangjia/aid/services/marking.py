"""The 困难 tag in the members' register: it holds while the worker's file counts as 在档."""

from __future__ import annotations

from niangjia.aid.models import HouseholdFile
from niangjia.kernel import clock
from niangjia.kernel.actor import Actor
from niangjia.members import queries as members
from niangjia.members import services as member_services
from niangjia.members.models import Membership, Tag
from niangjia.members.rules.lifecycle import TagKind


def mark(file: HouseholdFile, *, actor: Actor) -> None:
    """Tag the member from today; who is no member, or is tagged already, is left alone."""
    membership = members.open_membership(file.person_id)
    if membership is None or _live(file) is not None:
        return
    member_services.set_tag(
        membership,
        kind=TagKind.HARDSHIP,
        on=clock.today(),
        source=_source(file),
        actor=actor.with_system_rights(),
    )


def unmark(file: HouseholdFile, *, actor: Actor, reason: str) -> None:
    """End the tag that this file gave; one from elsewhere stays."""
    tag = _live(file)
    membership = _last_membership(file)
    if tag is None or tag.source != _source(file) or membership is None:
        return
    member_services.clear_tag(
        membership,
        tag_id=tag.pk,
        on=clock.today(),
        reason=reason,
        actor=actor.with_system_rights(),
    )


def _source(file: HouseholdFile) -> str:
    return f"困难职工档案{file.number}"


def _live(file: HouseholdFile) -> Tag | None:
    tags = members.live_tags([file.person_id], clock.today())
    return next((one for one in tags if one.kind == TagKind.HARDSHIP), None)


def _last_membership(file: HouseholdFile) -> Membership | None:
    return members.open_membership(file.person_id) or members.episodes(file.person_id).first()
