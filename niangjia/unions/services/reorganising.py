"""Reorganising the tree: move a union, merge several into one, close one; each with its preview.

Only posts strictly above a union may do it, and who receives must be theirs too. Effective today
or on a past day, not before the last change. One reorganisation at a time (``hold_tree``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q

from niangjia.kernel import clock, journal
from niangjia.kernel.actor import Actor
from niangjia.kernel.errors import Blocked
from niangjia.kernel.verbs import lock, verb
from niangjia.unions import reorganise, rules
from niangjia.unions.models import Succession, Union
from niangjia.unions.queries import children, open_unions
from niangjia.unions.reorganise import Plan, PlanKind
from niangjia.unions.rules import AffiliationKind, OrgType, SuccessionKind, UnionStatus, UnionType
from niangjia.unions.services import edges
from niangjia.unions.services.access import hold_tree, require, require_open
from niangjia.unions.services.ending import finish

HISTORY_KEPT = "此前各日的统计仍按原隶属关系计算。"


@verb
def move(
    union: Union,
    *,
    to: Union,
    on: date,
    reason: str,
    actor: Actor,
    kind: str = AffiliationKind.TERRITORIAL,
) -> Union:
    """Put a union under another one (划转) with everything below it. Raises Blocked, NotVisible.

    When the line of that ``kind`` is the counting one, today's paths and the dated ones follow.
    """
    hold_tree(exclusive=True)
    union, to = lock_in_order(union, to)
    plan = Plan(PlanKind.MOVE, union, to, on, reason)
    old_parent = _check_move(plan, to, kind, actor)
    if counts_by(union, kind):
        union_path = f"{to.path}{union.pk}/"
        edges.shift_paths(edges.Shift(union.path, union_path, (union.pk,), to.pk, on))
        union.parent, union.path = to, union_path
        reorganise.apply(plan, actor)
    edges.redirect(union, to, kind, on=on, reason=reason)
    journal.record(
        "unions.move",
        union,
        actor=actor,
        summary=f"自{on}起{AffiliationKind(kind).label}改为“{to.name}”",
        changes={"parent": (old_parent.name if old_parent else "", to.name)},
        reason=reason,
    )
    return union


def preview_move(
    union: Union,
    *,
    to: Union,
    on: date,
    reason: str,
    actor: Actor,
    kind: str = AffiliationKind.TERRITORIAL,
) -> list[str]:
    """What ``move`` would change, in Chinese lines. Raises as it would."""
    plan = Plan(PlanKind.MOVE, union, to, on, reason)
    old_parent = _check_move(plan, to, kind, actor)
    before = f"“{old_parent.name}”" if old_parent else "(无)"
    lines = [f"“{union.name}”的{AffiliationKind(kind).label}:{before} → “{to.name}”,自{on}起。"]
    if not counts_by(union, kind):
        return [*lines, "这条隶属关系不参与会员计数,统计数字不变。"]
    below = open_unions().filter(path__startswith=union.path).exclude(pk=union.pk)
    counted = below.aggregate(
        unions=Count("pk"),
        grassroots=Count("pk", filter=Q(union_type=UnionType.GRASSROOTS) & ~is_branch()),
    )
    if counted["unions"]:
        lines.append(
            f"下属{counted['unions']}个工会(其中基层工会{counted['grassroots']}个)一并划转。"
        )
    return [*lines, *reorganise.preview(plan), HISTORY_KEPT]


@verb
def merge(unions: Sequence[Union], *, into: Union, on: date, reason: str, actor: Actor) -> Union:
    """Merge unions into another one (合并): members, branches and lines go there, they close.

    Raises Blocked, NotVisible.
    """
    hold_tree(exclusive=True)
    *merged, into = lock_in_order(*unions, into)
    for union in merged:
        plan = Plan(PlanKind.MERGE, union, into, on, reason)
        _check_merge(plan, into, actor)
        moved = hand_over(plan, into, actor)
        end(plan, SuccessionKind.MERGED, moved, actor)
    journal.record(
        "unions.receive",
        into,
        actor=actor,
        summary=f"自{on}起并入{len(merged)}个工会:{'、'.join(u.name for u in merged)}",
        reason=reason,
    )
    return into


def preview_merge(
    unions: Sequence[Union], *, into: Union, on: date, reason: str, actor: Actor
) -> list[str]:
    """What ``merge`` would change, in Chinese lines. Raises as it would."""
    lines = []
    for union in unions:
        plan = Plan(PlanKind.MERGE, union, into, on, reason)
        _check_merge(plan, into, actor)
        lines.append(f"“{union.name}”自{on}起并入“{into.name}”,随即注销。")
        lines += _children_line(union, into)
        lines += reorganise.preview(plan)
    return [*lines, HISTORY_KEPT]


@verb
def close(
    union: Union, *, on: date, reason: str, actor: Actor, members_to: Union | None = None
) -> Union:
    """Close a union (注销, 工会法 art. 13); its members go to ``members_to``.

    Unions below it must have gone elsewhere before. Raises Blocked, NotVisible.
    """
    hold_tree(exclusive=True)
    if members_to is None:
        union = lock(Union, union.pk)
    else:
        union, members_to = lock_in_order(union, members_to)
    plan = Plan(PlanKind.CLOSE, union, members_to, on, reason)
    _check_close(plan, actor)
    moved = reorganise.apply(plan, actor)
    end(plan, SuccessionKind.CLOSED, moved, actor)
    return union


def preview_close(
    union: Union, *, on: date, reason: str, actor: Actor, members_to: Union | None = None
) -> list[str]:
    """What ``close`` would change, in Chinese lines. Raises as it would."""
    plan = Plan(PlanKind.CLOSE, union, members_to, on, reason)
    _check_close(plan, actor)
    lines = [f"“{union.name}”自{on}起撤销,届次、干部任职和法人资格证书同时终止。"]
    return [*lines, *reorganise.preview(plan), "已有记录全部保留,可在沿革和日志中查看。"]


# --- shared with splitting ------------------------------------------------------------------


def lock_in_order(*unions: Union) -> list[Union]:
    """Lock the rows, smaller key first, and return them in the order given. Raises NotVisible."""
    locked = {pk: lock(Union, pk) for pk in sorted({union.pk for union in unions})}
    return [locked[union.pk] for union in unions]


def counts_by(union: Union, kind: str) -> bool:
    """Whether members are added up along the union's line of that kind."""
    edge = edges.counting_edge(union)
    return edge is not None and edge.kind == kind


def is_branch() -> Q:
    """Branches and groups (分会/小组)."""
    return Q(org_type=OrgType.BRANCH)


def check_day(on: date, *unions: Union) -> None:
    """Raises Blocked when the day is in the future or before the last change of one of them."""
    for union in unions:
        change = max(filter(None, (edges.last_change(union), union.founded_on)), default=None)
        refused = rules.effective_refusal(
            on, today=clock.today(), last_change=change, what=f"“{union.name}”"
        )
        if refused:
            raise Blocked(refused, field="on")


def check_reason(reason: str) -> None:
    """Raises Blocked without a reason: a change of the tree is explained."""
    if not reason.strip():
        raise Blocked("请写明原因(例如批复文号、区划调整文件)。", field="reason")


def check_parent(union: Union, to: Union, *, field: str) -> None:
    """Raises Blocked when the union cannot stand under ``to``."""
    refused = rules.parent_refusal(
        union_type=union.union_type,
        org_type=union.org_type,
        parent_type=to.union_type,
        parent_org_type=to.org_type,
        parent_status=to.status,
        parent_name=to.name,
    )
    if refused:
        raise Blocked(refused, field=field)


def hand_over(plan: Plan, to: Union, actor: Actor) -> int:
    """Children, lines and whatever participants hold go from ``plan.union`` to ``to``."""
    union = plan.union
    roots = tuple(union.children.values_list("pk", flat=True))  # closed ones too: paths follow
    if roots:
        edges.shift_paths(edges.Shift(union.path, to.path, roots, to.pk, plan.on, keep_id=union.pk))
    edges.hand_over_edges(union, to, on=plan.on, reason=plan.reason)
    return reorganise.apply(plan, actor)


def end(plan: Plan, kind: SuccessionKind, moved: int, actor: Actor) -> None:
    """Close the union of the plan, write what became of it and record it."""
    before = plan.union.get_status_display()
    finish(plan.union, on=plan.on, reason=plan.reason)
    edges.end_edges(plan.union, on=plan.on)
    Succession.objects.create(
        predecessor=plan.union,
        successor=plan.to,
        kind=kind,
        on=plan.on,
        members_moved_count=moved,
        reason=plan.reason,
    )
    where = f",{moved}名会员转入“{plan.destination}”" if moved else ""
    journal.record(
        f"unions.{plan.kind}",
        plan.union,
        actor=actor,
        summary=f"自{plan.on}起{kind.label}{where}",
        changes={"status": (before, UnionStatus.CLOSED.label)},
        reason=plan.reason,
    )


# --- checks ---------------------------------------------------------------------------------


def _check_move(plan: Plan, to: Union, kind: str, actor: Actor) -> Union | None:
    """The parent so far on that line. Raises Blocked, NotVisible."""
    union = plan.union
    require(actor, "unions.reorganise", union, above=True)
    require(actor, "unions.reorganise", to)
    require_open(union)
    check_reason(plan.reason)
    if union.parent_id is None:
        raise Blocked("最上级工会没有上级,不能划转。")
    if to.path.startswith(union.path):
        raise Blocked(
            f"“{to.name}”就在“{union.name}”之下(或就是它自己),不能作为它的上级。", field="to"
        )
    check_parent(union, to, field="to")
    edge = edges.open_edge(union, kind)
    if edge is not None and edge.parent_id == to.pk:
        raise Blocked(
            f"“{union.name}”的{AffiliationKind(kind).label}已经是“{to.name}”,不用变更。", field="to"
        )
    if counts_by(union, kind):
        check_day(plan.on, union, to)
    else:
        _check_edge_day(plan.on, edge.valid.lower if edge else union.founded_on, union)
    return edge.parent if edge else None


def _check_edge_day(on: date, last: date | None, union: Union) -> None:
    refused = rules.effective_refusal(
        on, today=clock.today(), last_change=last, what=f"“{union.name}”的这条隶属关系"
    )
    if refused:
        raise Blocked(refused, field="on")


def _check_merge(plan: Plan, into: Union, actor: Actor) -> None:
    union = plan.union
    require(actor, "unions.reorganise", union, above=True)
    require(actor, "unions.reorganise", into)
    check_reason(plan.reason)
    for each in (union, into):
        require_open(each)
    if union.pk == into.pk:
        raise Blocked("不能并入自己。请选择另一个工会。", field="into")
    if into.path.startswith(union.path):
        raise Blocked(f"“{into.name}”是“{union.name}”的下级,不能反过来并入它。", field="into")
    if into.is_grassroots != union.is_grassroots or into.union_type != union.union_type:
        raise Blocked(f"“{union.name}”与“{into.name}”类型不同,不能合并。", field="into")
    _check_last_day(plan.on, union)
    check_day(plan.on, union, into)


def _check_close(plan: Plan, actor: Actor) -> None:
    union = plan.union
    require(actor, "unions.reorganise", union, above=True)
    require_open(union)
    check_reason(plan.reason)
    if union.parent_id is None:
        raise Blocked("最上级工会不能撤销。")
    below = children(union).count()
    if below:
        raise Blocked(f"“{union.name}”下面还有{below}个工会。请先把它们划转、合并或撤销。")
    if plan.to is not None:
        require(actor, "unions.reorganise", plan.to)
        require_open(plan.to)
        if plan.to.pk == union.pk:
            raise Blocked("会员不能转入正在撤销的工会。请选择另一个工会。", field="members_to")
        if not plan.to.is_grassroots:
            raise Blocked(f"“{plan.to.name}”不是基层工会,不能接收会员。", field="members_to")
    _check_last_day(plan.on, union)
    check_day(plan.on, union)


def _check_last_day(on: date, union: Union) -> None:
    """A union cannot end on the very day of its last change: that change would have lasted no day."""
    change = edges.last_change(union)
    if change is not None and on == change:
        raise Blocked(f"“{union.name}”在{change}刚有变动,最早可在次日办理。", field="on")


def _children_line(union: Union, into: Union) -> list[str]:
    count = children(union).count()
    return [f"“{union.name}”的{count}个下级工会改为隶属“{into.name}”。"] if count else []
