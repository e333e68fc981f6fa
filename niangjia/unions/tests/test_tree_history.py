"""The dated tree agrees with its edges on every day, whatever was moved, also by two at once."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection

from niangjia.accounts.testing import Tree
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.errors import Blocked
from niangjia.unions import queries, services
from niangjia.unions.models import Affiliation, Union
from niangjia.unions.rules import OrgForm, OrgType, UnionLevel, UnionType
from niangjia.unions.services import NewUnion

START = date(2020, 1, 1)


def paths_by_edges(day: date) -> dict[int, str]:
    """The tree of that day rebuilt from the counting affiliations alone."""
    edges = dict(
        Affiliation.objects.filter(is_counting=True, valid__contains=day).values_list(
            "union_id", "parent_id"
        )
    )

    def path(key: int) -> str:
        return f"{path(edges[key]) if key in edges else '/'}{key}/"

    top = Union.objects.get(parent=None).pk
    return {key: path(key) for key in (top, *edges)}


@pytest.mark.parametrize("seed", range(4))
def test_random_moves_leave_paths_and_edges_in_agreement(tree: Tree, seed: int) -> None:
    chance = random.Random(seed)
    federations = [
        tree.city, tree.county, tree.neighbour, tree.township, tree.neighbour_township,
    ]  # fmt: skip
    movable = [*federations[1:], tree.union, tree.other_union, tree.neighbour_union]
    moved, passed = 0, 0
    for _ in range(60):
        passed = max(0, passed + chance.randrange(-40, 70))  # sometimes entered late
        union, to = chance.choice(movable), chance.choice(federations)
        on = START + timedelta(days=passed)
        try:
            services.move(union, to=to, on=on, reason="试", actor=SYSTEM)
        except Blocked:
            continue
        moved += 1

    assert moved >= 10
    for offset in range(-1, 2_400, 60):
        day = START + timedelta(days=offset)
        assert {place.union_id: place.path for place in queries.tree_on(day)} == paths_by_edges(day)
    today = {union.pk: union.path for union in Union.objects.all()}
    assert today == paths_by_edges(date(2026, 1, 1))


def test_a_county_of_many_unions_moves_in_four_statements(tree: Tree) -> None:
    """Set-based: the number of statements does not grow with the number of unions."""
    services.create_unions(
        [
            NewUnion(
                f"第{n}工会", "511725102", "511725102", UnionLevel.UNIT, UnionType.GRASSROOTS,
                OrgForm.COMMITTEE, org_type=OrgType.INDEPENDENT, founded_on=START,
            )
            for n in range(550)
        ],
        actor=SYSTEM,
    )  # fmt: skip
    statements: list[str] = []

    def count(run: Callable[..., object], sql: str, *rest: object) -> object:
        statements.append(sql)
        return run(sql, *rest)

    with connection.execute_wrapper(count):
        services.move(tree.county, to=tree.province, on=START, reason="省直管县", actor=SYSTEM)

    writes = [sql for sql in statements if sql.lstrip().startswith(("UPDATE unions_", "WITH cut"))]
    assert len(writes) == 3
    assert len(statements) < 40
    assert queries.subtree(Union.objects.get(pk=tree.county.pk)).count() == 555
    assert {p.union_id: p.path for p in queries.tree_on(START)} == paths_by_edges(START)


def together(*tasks: Callable[[], object]) -> list[BaseException]:
    """Run the tasks at the same moment, each on its own connection; what they raised."""
    barrier = threading.Barrier(len(tasks))
    raised: list[BaseException] = []

    def run(task: Callable[[], object]) -> None:
        try:
            barrier.wait()
            task()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def move(union: Union, to: Union) -> Callable[[], object]:
    """The move as a task."""
    return lambda: services.move(union, to=to, on=START, reason="并发", actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_that_would_make_a_circle_one_is_refused(tree: Tree) -> None:
    raised = together(move(tree.county, tree.neighbour), move(tree.neighbour, tree.county))

    assert [type(error) for error in raised] == [Blocked]
    assert {u.pk: u.path for u in Union.objects.all()} == paths_by_edges(START)


@pytest.mark.django_db(transaction=True)
def test_a_union_entered_during_a_move_ends_below_its_parent(tree: Tree) -> None:
    def enter() -> None:
        services.create_union(
            name="新厂工会", region=tree.township.region, parent=tree.township,
            level=UnionLevel.UNIT, union_type=UnionType.GRASSROOTS, org_type=OrgType.INDEPENDENT,
            org_form=OrgForm.COMMITTEE, founded_on=START, actor=SYSTEM,
        )  # fmt: skip

    raised = together(move(tree.county, tree.province), enter)

    assert raised == []
    assert {u.pk: u.path for u in Union.objects.all()} == paths_by_edges(date(2021, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_two_unions_entered_at_once_get_two_codes(tree: Tree) -> None:
    def enter(name: str) -> Callable[[], object]:
        return lambda: services.create_union(
            name=name, region=tree.township.region, parent=tree.township,
            level=UnionLevel.UNIT, union_type=UnionType.GRASSROOTS, org_type=OrgType.INDEPENDENT,
            org_form=OrgForm.COMMITTEE, founded_on=START, actor=SYSTEM,
        )  # fmt: skip

    raised = together(enter("一厂工会"), enter("二厂工会"))

    assert raised == []
    codes = Union.objects.filter(founded_on=START).order_by("code").values_list("code", flat=True)
    assert list(codes) == ["511725102-0004", "511725102-0005"]


def test_a_merger_entered_late_takes_along_who_came_and_left_since(tree: Tree) -> None:
    """The county ended in 2020, by a merger entered after one township came in 2021, one left in 2022."""
    tree_moves = (
        (tree.neighbour_township, tree.county, date(2021, 5, 1)),
        (tree.township, tree.city, date(2022, 5, 1)),
    )
    for union, to, on in tree_moves:
        services.move(union, to=to, on=on, reason="试", actor=SYSTEM)

    services.merge([tree.county], into=tree.neighbour, on=START, reason="试", actor=SYSTEM)

    for day in (date(2019, 1, 1), date(2020, 6, 1), date(2021, 6, 1), date(2023, 1, 1)):
        places = {place.union_id: place.path for place in queries.tree_on(day)}
        edges = paths_by_edges(day)
        for union in (tree.township, tree.neighbour_township, tree.union, tree.neighbour_union):
            assert places[union.pk] == edges[union.pk]
            assert (f"/{tree.county.pk}/" in edges[union.pk]) == (
                day < START and tree.county.path in union.path
            )
