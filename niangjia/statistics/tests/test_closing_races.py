"""Two people who close, or enter a revision, at the same moment."""

from __future__ import annotations

from datetime import date

import pytest

from niangjia.accounts.testing import Tree, build_tree
from niangjia.kernel.actor import SYSTEM
from niangjia.members.tests.making import member_of
from niangjia.members.tests.test_concurrency import at_once, refusals
from niangjia.statistics.models import ClosedFigures, Closing, Revision
from niangjia.statistics.services import closings
from niangjia.statistics.tests.closing import JUNE, people

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(transactional_db: None) -> Tree:
    tree = build_tree()
    people(tree)
    return tree


def test_one_of_two_closings_at_once_is_refused(committed: Tree) -> None:
    outcomes = at_once(
        lambda: closings.close(committed.city, JUNE, actor=SYSTEM),
        lambda: closings.close(committed.city, JUNE, actor=SYSTEM),
    )

    assert len(refusals(outcomes)) == 1
    assert "已经封存" in refusals(outcomes)[0]
    assert Closing.objects.count() == 1
    assert ClosedFigures.objects.count() == 9


def test_a_difference_is_entered_by_one_of_two(committed: Tree) -> None:
    closing = closings.close(committed.city, JUNE, actor=SYSTEM)
    member_of(committed.union, "刘建国", 4, on=date(2020, 6, 12))
    closings.compare(closing, actor=SYSTEM)

    outcomes = at_once(
        lambda: closings.revise(closing, ["members.total"], reason="补录", actor=SYSTEM),
        lambda: closings.revise(closing, ["members.total"], reason="漏登", actor=SYSTEM),
    )

    assert len(refusals(outcomes)) == 1
    assert Revision.objects.count() == 4


def test_a_snapshot_answers_like_the_records(
    committed: Tree, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from niangjia.kernel.indicators import snapshot
    from niangjia.statistics.queries import source

    folder = snapshot.renew(tmp_path_factory.mktemp("snapshots"), keep=1)
    from_snapshot = closings.close(committed.city, JUNE, actor=SYSTEM, engine=source.over(folder))
    live = closings.close(committed.province, JUNE, actor=SYSTEM)

    assert (from_snapshot.engine, live.engine) == ("duckdb", "postgres")
    assert from_snapshot.as_of == snapshot.manifest(folder).taken_at
    for row in from_snapshot.figures.all():
        assert row.values == live.figures.get(union=row.union_id).values
