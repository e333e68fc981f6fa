"""Keeping a union's record (工会信息维护): what its own post may correct, and what is for those above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from niangjia.kernel import journal, pinyin
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import lock, verb
from niangjia.unions import rules
from niangjia.unions.models import Union, UnionProfile
from niangjia.unions.rules import UnionStatus, UnionType
from niangjia.unions.services.access import require, require_open
from niangjia.unions.services.creating import check_credit_code, check_credit_code_unused


@verb
def edit_union(union: Union, values: Mapping[str, Any], *, actor: Actor) -> Union:
    """Change fields of the union and of its profile (names must be those of either model).

    Name, type, level and the like (``rules.ABOVE_ONLY``) are changed by a post above alone; the
    place in the tree only by ``move``. Raises Blocked (field named), NotVisible.
    """
    union = lock(Union, union.pk)
    require(actor, "unions.edit", union)
    require_open(union)
    profile = lock(UnionProfile, union.pk)
    own = {name: value for name, value in values.items() if name in rules.EDITABLE}
    rest = {name: value for name, value in values.items() if name not in rules.EDITABLE}
    changes = journal.changes_of(union, own)
    _check(union, changes, actor)
    if "name" in changes:
        spelt = pinyin.of_text(union.name)
        union.pinyin, union.initials = spelt.full[:300], spelt.initials[:100]
    changes |= (changed := journal.changes_of(profile, rest))
    if not changes:
        return union
    union.save(update_fields=[*rules.EDITABLE, "pinyin", "initials", "updated_at"])
    if changed:
        profile.save(update_fields=[*changed, "updated_at"])
    labels = "、".join(_label(union, profile, name) for name in changes)
    journal.record(
        "unions.edit", union, actor=actor, summary=f"修改工会信息:{labels}", changes=changes
    )
    return union


@verb
def freeze(union: Union, *, reason: str, actor: Actor) -> Union:
    """Lock a union (锁定): it keeps its members but takes no new ones. Raises Blocked, NotVisible."""
    return _switch(
        union, UnionStatus.NORMAL, UnionStatus.LOCKED, label="锁定", reason=reason, actor=actor
    )


@verb
def unfreeze(union: Union, *, reason: str, actor: Actor) -> Union:
    """Unlock a union (解锁). Raises Blocked, NotVisible."""
    return _switch(
        union, UnionStatus.LOCKED, UnionStatus.NORMAL, label="解锁", reason=reason, actor=actor
    )


def _check(union: Union, changes: Mapping[str, Any], actor: Actor) -> None:
    reserved = [name for name in changes if name in rules.ABOVE_ONLY]
    if reserved and not actor.may("unions.edit", union.path, above=True):
        label = _label(union, None, reserved[0])
        raise Blocked(f"“{label}”由上级工会修改。请联系上级工会组织部门。", field=reserved[0])
    if not union.name.strip():
        raise Blocked("请填写工会名称。", field="name")
    if "credit_code" in changes:
        check_credit_code(union.credit_code, union.union_type)
        check_credit_code_unused(union)
    if union.is_catch_all and union.union_type != UnionType.GRASSROOTS:
        raise Blocked("兜底工会应是基层工会(一般为街镇、社区联合工会)。", field="is_catch_all")
    if {"union_type", "org_type"} & changes.keys() and union.parent is not None:
        refused = rules.parent_refusal(
            union_type=union.union_type,
            org_type=union.org_type,
            parent_type=union.parent.union_type,
            parent_org_type=union.parent.org_type,
            parent_status=union.parent.status,
            parent_name=union.parent.name,
        )
        if refused:
            raise Blocked(refused, field="org_type")
        if union.children.exists() and not _may_have_children(union):
            raise Blocked(
                "该工会下面还有工会,不能改为基层工会。请先变更下级的隶属。", field="union_type"
            )


def _may_have_children(union: Union) -> bool:
    return not union.is_grassroots and union.org_type != rules.OrgType.BRANCH


def _switch(
    union: Union,
    source: UnionStatus,
    target: UnionStatus,
    *,
    label: str,
    reason: str,
    actor: Actor,
) -> Union:
    union = lock(Union, union.pk)
    require(actor, "unions.reorganise", union, above=True)
    if union.status != source:
        raise Blocked(f"不能{label}:当前状态是“{union.get_status_display()}”。请刷新页面后再看。")
    union.status = target
    union.save(update_fields=["status", "updated_at"])
    journal.record(
        f"unions.{'freeze' if target == UnionStatus.LOCKED else 'unfreeze'}",
        union,
        actor=actor,
        summary=f"{label}工会",
        changes={"status": (source.label, target.label)},
        reason=reason,
    )
    return union


def _label(union: Union, profile: UnionProfile | None, name: str) -> str:
    model = Union if name in rules.EDITABLE or profile is None else UnionProfile
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name)
