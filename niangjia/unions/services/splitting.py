"""Splitting a union (分立): parts with their employers, members and lower unions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from niangjia.kernel import journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import lock, verb
from niangjia.unions import reorganise
from niangjia.unions.models import Region, Succession, Union
from niangjia.unions.reorganise import Plan, PlanKind
from niangjia.unions.rules import SuccessionKind
from niangjia.unions.services import edges
from niangjia.unions.services.access import hold_tree, require, require_open
from niangjia.unions.services.creating import create_union
from niangjia.unions.services.reorganising import HISTORY_KEPT, check_day, check_reason


@dataclass(frozen=True)
class Part:
    """A new union that comes out of the split, of the same kind as the old one.

    The members working at ``employer_ids`` and the lower unions ``children`` go with it.
    A territorial federation (地方工会) needs the ``region`` it will lead.
    """

    name: str
    employer_ids: tuple[int, ...] = ()
    children: tuple[Union, ...] = ()
    approval_number: str = ""
    region: Region | None = None


@verb
def split(
    union: Union, *, parts: Sequence[Part], on: date, reason: str, actor: Actor
) -> list[Union]:
    """Split parts off a union, which goes on with the rest; returns the new unions.

    To dissolve the old one as well, close it afterwards. Raises Blocked, NotVisible.
    """
    hold_tree(exclusive=True)
    union = lock(Union, union.pk)
    _check(union, parts, on, reason, actor)
    return [_split_off(union, part, on, reason, actor) for part in parts]


def preview_split(
    union: Union, *, parts: Sequence[Part], on: date, reason: str, actor: Actor
) -> list[str]:
    """What ``split`` would change, in Chinese lines. Raises as it would."""
    _check(union, parts, on, reason, actor)
    lines = []
    for part in parts:
        lines.append(f"自{on}起从“{union.name}”分立出“{part.name}”。")
        if part.children:
            names = "、".join(child.name for child in part.children)
            lines.append(f"下级工会改为隶属“{part.name}”:{names}。")
        lines += reorganise.preview(_plan(union, part, None, on, reason))
    return [*lines, HISTORY_KEPT]


def _split_off(union: Union, part: Part, on: date, reason: str, actor: Actor) -> Union:
    new = create_union(
        name=part.name,
        region=part.region or union.region,
        parent=union.parent,
        level=union.level,
        union_type=union.union_type,
        org_type=union.org_type,
        org_form=union.org_form,
        founded_on=on,
        approval_number=part.approval_number,
        unit_type=union.unit_type,
        industry=union.industry,
        actor=actor,
    )
    for child in part.children:
        shifted = f"{new.path}{child.pk}/"
        edges.shift_paths(edges.Shift(child.path, shifted, (child.pk,), new.pk, on))
        counting = edges.counting_edge(child)
        if counting is not None:
            edges.redirect(child, new, counting.kind, on=on, reason=reason)
    moved = reorganise.apply(_plan(union, part, new, on, reason), actor)
    Succession.objects.create(
        predecessor=union,
        successor=new,
        kind=SuccessionKind.SPLIT,
        on=on,
        members_moved_count=moved,
        reason=reason,
    )
    journal.record(
        "unions.split",
        union,
        actor=actor,
        summary=f"自{on}起分立出“{new.name}”,{moved}名会员转入",
        reason=reason,
    )
    return new


def _plan(union: Union, part: Part, to: Union | None, on: date, reason: str) -> Plan:
    return Plan(
        PlanKind.SPLIT, union, to, on, reason, to_name=part.name, employer_ids=part.employer_ids
    )


def _check(union: Union, parts: Sequence[Part], on: date, reason: str, actor: Actor) -> None:
    require(actor, "unions.reorganise", union, above=True)
    require_open(union)
    check_reason(reason)
    if union.parent_id is None:
        raise Blocked("最上级工会不能分立。")
    if not parts:
        raise Blocked("请至少填写一个分立出的工会。", field="name")
    taken: set[int] = set()
    for part in parts:
        if not part.employer_ids and not part.children:
            raise Blocked(f"请选择随“{part.name}”分出的单位或下级工会。", field="employers")
        if any(child.parent_id != union.pk or not child.is_open for child in part.children):
            raise Blocked("只能分出本工会直接下级的工会。", field="children")
        if taken & set(part.employer_ids):
            raise Blocked("同一个单位不能分到两个工会。", field="employers")
        taken |= set(part.employer_ids)
    check_day(on, union, *(child for part in parts for child in part.children))
