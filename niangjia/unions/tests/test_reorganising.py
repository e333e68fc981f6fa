"""Moving, merging, splitting and closing: who may, what changes, and what stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from niangjia.accounts.testing import Cast, Tree
from niangjia.kernel import clock, policy
from niangjia.kernel.actor import SYSTEM, Actor
from niangjia.kernel.errors import Blocked, NotVisible
from niangjia.kernel.models import Entry
from niangjia.unions import queries, services
from niangjia.unions.models import Affiliation, Officer, Succession, Term, TreePath, Union
from niangjia.unions.rules import OrgForm, OrgType, UnionLevel, UnionStatus, UnionType

REASON = "达市工发〔2026〕12号"
DAY = date(2020, 3, 1)


def paths_of(union: Union) -> list[tuple[str, date | None, date | None]]:
    """The dated paths of a union, oldest first."""
    rows = TreePath.objects.filter(union=union).order_by("valid")
    return [(row.path, row.valid.lower, row.valid.upper) for row in rows]


def edges_of(union: Union) -> list[tuple[int, date | None, date | None]]:
    """The counting parents of a union, oldest first."""
    rows = Affiliation.objects.filter(union=union, is_counting=True).order_by("valid")
    return [(row.parent_id, row.valid.lower, row.valid.upper) for row in rows]


def parent_on(union: Union, day: date) -> int | None:
    """The counting parent of that day, by the dated tree."""
    places = {place.union_id: place for place in queries.tree_on(day)}
    return places[union.pk].parent_id


def make_union(parent: Union, name: str, org_type: int = OrgType.INDEPENDENT) -> Union:
    """A grass-roots union (or a branch) founded in 2010."""
    return services.create_union(
        name=name,
        region=parent.region,
        parent=parent,
        level=UnionLevel.UNIT,
        union_type=UnionType.GRASSROOTS,
        org_type=org_type,
        org_form=OrgForm.COMMITTEE,
        founded_on=date(2010, 1, 1),
        actor=SYSTEM,
    )


# --- move -----------------------------------------------------------------------------------


def test_a_township_moves_with_everything_below_it(tree: Tree, cast: Cast) -> None:
    services.move(
        tree.township, to=tree.neighbour, on=DAY, reason=REASON, actor=cast.city_wang.actor
    )

    tree.township.refresh_from_db()
    tree.union.refresh_from_db()
    path = f"{tree.neighbour.path}{tree.township.pk}/"
    assert (tree.township.parent_id, tree.township.path) == (tree.neighbour.pk, path)
    assert (tree.union.parent_id, tree.union.path) == (tree.township.pk, f"{path}{tree.union.pk}/")


def test_the_parameters_a_union_adopted_move_with_it(tree: Tree) -> None:
    for union, months in ((tree.county, 5), (tree.township, 3)):
        policy.adopt(
            "unions.term",
            path=union.path,
            from_on=DAY,
            params={"extension_months": months},
            basis=REASON,
            actor=SYSTEM,
        )

    services.move(tree.township, to=tree.neighbour, on=DAY, reason=REASON, actor=SYSTEM)

    tree.union.refresh_from_db()
    assert policy.get("unions.term", tree.union.path, DAY)["extension_months"] == 3
    assert policy.get("unions.term", tree.county.path, DAY)["extension_months"] == 5


def test_a_move_keeps_the_tree_of_the_days_before(tree: Tree) -> None:
    before = tree.union.path

    services.move(tree.township, to=tree.neighbour, on=DAY, reason=REASON, actor=SYSTEM)

    after = f"{tree.neighbour.path}{tree.township.pk}/{tree.union.pk}/"
    assert paths_of(tree.union) == [(before, None, DAY), (after, DAY, None)]
    assert parent_on(tree.township, DAY - timedelta(days=1)) == tree.county.pk
    assert parent_on(tree.township, DAY) == tree.neighbour.pk
    assert edges_of(tree.township) == [
        (tree.county.pk, date(2010, 1, 1), DAY),
        (tree.neighbour.pk, DAY, None),
    ]
    assert edges_of(tree.union) == [(tree.township.pk, date(2010, 1, 1), None)]


def test_a_second_move_on_the_same_day_leaves_no_empty_period(tree: Tree) -> None:
    services.move(tree.township, to=tree.neighbour, on=DAY, reason=REASON, actor=SYSTEM)
    services.move(tree.township, to=tree.city, on=DAY, reason="更正", actor=SYSTEM)

    path = f"{tree.city.path}{tree.township.pk}/"
    assert paths_of(tree.township) == [(tree.township.path, None, DAY), (path, DAY, None)]
    assert edges_of(tree.township) == [
        (tree.county.pk, date(2010, 1, 1), DAY),
        (tree.city.pk, DAY, None),
    ]


def test_moving_back_on_the_same_day_restores_the_tree(tree: Tree) -> None:
    services.move(tree.township, to=tree.neighbour, on=DAY, reason=REASON, actor=SYSTEM)
    services.move(tree.township, to=tree.county, on=DAY, reason="办错了", actor=SYSTEM)

    tree.township.refresh_from_db()
    assert tree.township.path == f"{tree.county.path}{tree.township.pk}/"
    assert parent_on(tree.township, DAY) == tree.county.pk


def test_a_past_move_of_the_upper_union_rewrites_later_moves_below_it(tree: Tree) -> None:
    """The union left the township in May; the township's own move in March comes in afterwards."""
    may = date(2020, 5, 1)
    services.move(tree.union, to=tree.city, on=may, reason=REASON, actor=SYSTEM)

    services.move(tree.township, to=tree.neighbour, on=DAY, reason=REASON, actor=SYSTEM)

    assert paths_of(tree.union) == [
        (tree.union.path, None, DAY),
        (f"{tree.neighbour.path}{tree.township.pk}/{tree.union.pk}/", DAY, may),
        (f"{tree.city.path}{tree.union.pk}/", may, None),
    ]


def test_a_line_that_does_not_count_leaves_paths_alone(tree: Tree) -> None:
    services.move(tree.union, to=tree.city, kind="fund", on=DAY, reason=REASON, actor=SYSTEM)

    tree.union.refresh_from_db()
    fund = Affiliation.objects.get(union=tree.union, kind="fund")
    assert (fund.parent_id, fund.is_counting, fund.valid) == (
        tree.city.pk,
        False,
        DateRange(DAY, None),
    )
    assert tree.union.parent_id == tree.township.pk
    assert len(paths_of(tree.union)) == 1


@pytest.mark.parametrize(
    ("pick", "words"),
    [
        (lambda t: (t.county, t.township), "就在“渠县总工会”之下"),
        (lambda t: (t.county, t.county), "就是它自己"),
        (lambda t: (t.union, t.other_union), "是基层工会,下面只能设分会"),
        (lambda t: (t.union, t.township), "不用变更"),
        (lambda t: (t.province, t.city), "最上级工会"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(
    tree: Tree, pick: Callable[[Tree], tuple[Union, Union]], words: str
) -> None:
    union, to = pick(tree)

    with pytest.raises(Blocked, match=words):
        services.move(union, to=to, on=DAY, reason=REASON, actor=SYSTEM)

    assert len(edges_of(union)) == (1 if union.parent_id else 0)


def test_a_future_day_is_refused(tree: Tree) -> None:
    tomorrow = clock.today() + timedelta(days=1)

    with pytest.raises(Blocked, match="还没有到"):
        services.move(tree.union, to=tree.city, on=tomorrow, reason=REASON, actor=SYSTEM)


def test_a_day_before_the_last_change_is_refused(tree: Tree) -> None:
    services.move(tree.union, to=tree.city, on=DAY, reason=REASON, actor=SYSTEM)

    with pytest.raises(Blocked, match="2020-03-01已有变动"):
        services.move(tree.union, to=tree.county, on=date(2020, 2, 1), reason=REASON, actor=SYSTEM)


def test_a_move_without_reason_is_refused(tree: Tree) -> None:
    with pytest.raises(Blocked, match="请写明原因"):
        services.move(tree.union, to=tree.city, on=DAY, reason=" ", actor=SYSTEM)


def test_only_posts_strictly_above_with_both_ends_in_scope_may_move(tree: Tree, cast: Cast) -> None:
    allowed = {"省李", "市王"}
    for player in cast:
        if player.user.name in allowed:
            services.preview_move(
                tree.township, to=tree.neighbour, on=DAY, reason=REASON, actor=player.actor
            )
            continue

        with pytest.raises(NotVisible):
            services.move(
                tree.township, to=tree.neighbour, on=DAY, reason=REASON, actor=player.actor
            )

        assert len(edges_of(tree.township)) == 1


def test_nobody_moves_her_own_union(tree: Tree, cast: Cast) -> None:
    with pytest.raises(NotVisible):
        services.move(
            tree.county, to=tree.city, on=DAY, reason=REASON, actor=cast.county_zhao.actor
        )


def test_without_second_factor_nobody_moves(tree: Tree, cast: Cast) -> None:
    with pytest.raises(NotVisible):
        services.move(
            tree.union, to=tree.county, on=DAY, reason=REASON, actor=cast.city_wang.plain_actor
        )


def test_the_preview_says_what_moves(tree: Tree) -> None:
    lines = services.preview_move(
        tree.township, to=tree.neighbour, on=DAY, reason=REASON, actor=SYSTEM
    )

    assert lines[:2] == [
        "“临巴镇总工会”的组织隶属(属地):“渠县总工会” → “大竹县总工会”,自2020-03-01起。",
        "下属3个工会(其中基层工会3个)一并划转。",
    ]
    assert len(edges_of(tree.township)) == 1


def test_a_move_is_journalled_at_the_union(tree: Tree, cast: Cast) -> None:
    services.move(
        tree.township, to=tree.neighbour, on=DAY, reason=REASON, actor=cast.city_wang.actor
    )

    entry = Entry.objects.get(verb="unions.move", object_id=tree.township.pk)
    assert entry.changes == {"parent": ["渠县总工会", "大竹县总工会"]}
    assert entry.reason == REASON
    assert entry.actor_label.startswith("市王")


# --- merge ----------------------------------------------------------------------------------


def test_a_merged_union_ends_and_its_branches_follow(tree: Tree) -> None:
    branch = make_union(tree.union, "纺织厂一分会", OrgType.BRANCH)

    services.merge([tree.union], into=tree.other_union, on=DAY, reason=REASON, actor=SYSTEM)

    branch.refresh_from_db()
    tree.union.refresh_from_db()
    assert (branch.parent_id, branch.path) == (
        tree.other_union.pk,
        f"{tree.other_union.path}{branch.pk}/",
    )
    assert paths_of(branch) == [
        (f"{tree.union.path}{branch.pk}/", None, DAY),
        (branch.path, DAY, None),
    ]
    assert (tree.union.status, tree.union.closed_on) == (UnionStatus.CLOSED, DAY)
    assert edges_of(tree.union) == [(tree.township.pk, date(2010, 1, 1), DAY)]
    succession = Succession.objects.get(predecessor=tree.union)
    assert (succession.successor_id, succession.kind, succession.on) == (
        tree.other_union.pk,
        "merged",
        DAY,
    )


def test_two_counties_merge_with_their_townships_and_dues_lines(tree: Tree) -> None:
    services.move(
        tree.union, to=tree.neighbour, kind="fund", on=date(2015, 1, 1), reason="x", actor=SYSTEM
    )

    services.merge([tree.neighbour], into=tree.county, on=DAY, reason=REASON, actor=SYSTEM)

    tree.neighbour_union.refresh_from_db()
    fund = Affiliation.objects.get(union=tree.union, kind="fund", valid__upper_inf=True)
    assert tree.neighbour_union.path.startswith(tree.county.path)
    assert fund.parent_id == tree.county.pk


@pytest.mark.parametrize(
    ("pick", "words"),
    [
        (lambda t: (t.union, t.union), "不能并入自己"),
        (lambda t: (t.county, t.township), "不能反过来并入它"),
        (lambda t: (t.union, t.county), "类型不同"),
    ],
)
def test_a_merger_that_makes_no_sense_is_refused(
    tree: Tree, pick: Callable[[Tree], tuple[Union, Union]], words: str
) -> None:
    union, into = pick(tree)

    with pytest.raises(Blocked, match=words):
        services.merge([union], into=into, on=DAY, reason=REASON, actor=SYSTEM)

    assert not Succession.objects.exists()


# --- split ----------------------------------------------------------------------------------


def test_a_part_takes_its_branches_and_the_old_union_goes_on(tree: Tree) -> None:
    one, two = (make_union(tree.union, f"{n}分会", OrgType.BRANCH) for n in ("一", "二"))

    [new] = services.split(
        tree.union,
        parts=[services.Part("渠江印染厂工会委员会", children=(one,))],
        on=DAY,
        reason=REASON,
        actor=SYSTEM,
    )

    one.refresh_from_db()
    two.refresh_from_db()
    tree.union.refresh_from_db()
    assert (new.parent_id, new.founded_on, new.code) == (tree.township.pk, DAY, "511725102-0006")
    assert (one.parent_id, one.path) == (new.pk, f"{new.path}{one.pk}/")
    assert two.parent_id == tree.union.pk
    assert tree.union.status == UnionStatus.NORMAL
    assert Succession.objects.get(predecessor=tree.union).successor_id == new.pk


def test_a_part_with_nothing_in_it_is_refused(tree: Tree) -> None:
    with pytest.raises(Blocked, match="请选择随“空壳”分出的"):
        services.split(
            tree.union, parts=[services.Part("空壳")], on=DAY, reason=REASON, actor=SYSTEM
        )


# --- close ----------------------------------------------------------------------------------


def test_closing_ends_terms_and_officers_and_keeps_the_place(tree: Tree) -> None:
    services.start_term(tree.union, years=5, starts_on=date(2019, 1, 1), actor=SYSTEM)
    services.appoint_officer(
        tree.union, name="孙某", post="chair", from_on=date(2019, 1, 1), actor=SYSTEM
    )

    services.close(tree.union, on=DAY, reason="企业破产", actor=SYSTEM)

    tree.union.refresh_from_db()
    assert (tree.union.status, tree.union.closed_on) == (UnionStatus.CLOSED, DAY)
    assert Term.objects.get(union=tree.union).closed_on == DAY
    assert Officer.objects.get(union=tree.union).until_on == DAY
    assert paths_of(tree.union) == [(tree.union.path, None, None)]
    assert tree.union.pk not in {place.union_id for place in queries.tree_on(DAY)}


def test_a_union_with_unions_below_is_not_closed(tree: Tree) -> None:
    with pytest.raises(Blocked, match="下面还有3个工会"):
        services.close(tree.township, on=DAY, reason=REASON, actor=SYSTEM)


def test_a_closed_union_is_not_changed_any_more(tree: Tree) -> None:
    services.close(tree.union, on=DAY, reason="企业破产", actor=SYSTEM)

    with pytest.raises(Blocked, match="已于2020-03-01注销"):
        services.edit_union(tree.union, {"short_name": "纺织"}, actor=SYSTEM)


def test_a_refused_closing_changes_nothing(tree: Tree, cast: Cast) -> None:
    for player in (cast.chair_sun, cast.neighbour_qian, cast.worker_chen, cast.stranger):
        with pytest.raises(NotVisible):
            services.close(tree.union, on=DAY, reason=REASON, actor=player.actor)

    tree.union.refresh_from_db()
    assert tree.union.status == UnionStatus.NORMAL


def test_a_participant_that_refuses_stops_everything(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    from niangjia.unions import reorganise

    class Holding:
        """Somebody who still holds something."""

        def preview(self, plan: reorganise.Plan) -> list[str]:
            raise Blocked("还有5名会员")

        def apply(self, plan: reorganise.Plan, actor: Actor) -> int:
            raise Blocked("还有5名会员")

    monkeypatch.setattr(reorganise, "PARTICIPANTS", [Holding()])

    with pytest.raises(Blocked, match="还有5名会员"):
        services.close(tree.union, on=DAY, reason=REASON, actor=SYSTEM)

    tree.union.refresh_from_db()
    assert tree.union.status == UnionStatus.NORMAL
