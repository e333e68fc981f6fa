"""What the database itself refuses, by raw SQL: no service stands between."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from niangjia.accounts.testing import Tree
from niangjia.unions.models import Affiliation, TreePath

INSIDE = "不能隶属于自己的下级工会"
APART = "与上级工会的路径"


def _run(sql: str, *values: int | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _commit() -> None:
    """Ask deferred constraints now, as COMMIT would."""
    _run("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_parent_inside_the_own_subtree_is_refused(tree: Tree) -> None:
    with pytest.raises(IntegrityError, match=INSIDE):
        _run("UPDATE unions_union SET parent_id = %s WHERE id = %s", tree.union.pk, tree.county.pk)


def test_a_parent_that_is_the_union_itself_is_refused(tree: Tree) -> None:
    with pytest.raises(IntegrityError, match=INSIDE):
        _run("UPDATE unions_union SET parent_id = id WHERE id = %s", tree.county.pk)


def test_a_cycle_with_matching_paths_is_refused(tree: Tree) -> None:
    """Writing paths by hand does not help: one of the two cannot continue the other's."""
    with pytest.raises(IntegrityError):
        _run(
            "UPDATE unions_union SET parent_id = %s, path = %s WHERE id = %s",
            tree.township.pk,
            f"{tree.township.path}{tree.county.pk}/",
            tree.county.pk,
        )


def test_a_path_that_does_not_continue_the_parents_is_refused(tree: Tree) -> None:
    with pytest.raises(IntegrityError, match=APART):
        _run(
            "UPDATE unions_union SET path = %s WHERE id = %s",
            f"{tree.neighbour.path}{tree.union.pk}/",
            tree.union.pk,
        )


def test_a_path_that_leaves_its_children_behind_is_refused(tree: Tree) -> None:
    with pytest.raises(IntegrityError, match="没有跟着变"):
        _run(
            "UPDATE unions_union SET path = %s, parent_id = %s WHERE id = %s",
            f"{tree.neighbour.path}{tree.township.pk}/",
            tree.neighbour.pk,
            tree.township.pk,
        )


def test_a_parent_without_counting_affiliation_is_refused_at_commit(tree: Tree) -> None:
    _run(
        "UPDATE unions_union SET path = %s, parent_id = %s WHERE id = %s",
        f"{tree.neighbour_township.path}{tree.union.pk}/",
        tree.neighbour_township.pk,
        tree.union.pk,
    )

    with pytest.raises(IntegrityError, match="与统计归属不一致"):
        _commit()


def test_a_counting_affiliation_to_another_parent_is_refused_at_commit(tree: Tree) -> None:
    Affiliation.objects.filter(union=tree.union).update(parent=tree.neighbour_township)

    with pytest.raises(IntegrityError, match="与统计归属不一致"):
        _commit()


def test_losing_the_counting_affiliation_is_refused_at_commit(tree: Tree) -> None:
    Affiliation.objects.filter(union=tree.union).delete()

    with pytest.raises(IntegrityError, match="与统计归属不一致"):
        _commit()


def test_two_counting_parents_on_one_day_are_refused(tree: Tree) -> None:
    with pytest.raises(IntegrityError, match="affiliation_one_counting_parent"):
        Affiliation.objects.create(
            union=tree.union,
            parent=tree.city,
            kind="industrial",
            is_counting=True,
            valid=("2020-01-01", None),
        )


def test_a_line_that_runs_in_a_circle_is_refused(tree: Tree) -> None:
    """Dues lines need not follow the tree, but they may not lead back."""
    Affiliation.objects.create(
        union=tree.union, parent=tree.neighbour_union, kind="fund", valid=("2020-01-01", None)
    )

    with pytest.raises(IntegrityError, match="绕成圈"):
        Affiliation.objects.create(
            union=tree.neighbour_union, parent=tree.union, kind="fund", valid=("2020-01-01", None)
        )


def test_two_paths_on_one_day_are_refused(tree: Tree) -> None:
    with pytest.raises(IntegrityError, match="treepath_one_a_day"):
        TreePath.objects.create(union=tree.union, path="/1/", valid=("2020-01-01", "2020-02-01"))


def test_an_empty_period_is_refused(tree: Tree) -> None:
    with pytest.raises(IntegrityError, match="lasts_a_day"):
        TreePath.objects.create(union=tree.union, path="/1/", valid=("2020-01-01", "2020-01-01"))


def test_a_credit_code_twice_is_refused(tree: Tree) -> None:
    _run("UPDATE unions_union SET credit_code = '81' WHERE id = %s", tree.union.pk)

    with pytest.raises(IntegrityError, match="union_credit_code_once"):
        _run("UPDATE unions_union SET credit_code = '81' WHERE id = %s", tree.other_union.pk)
