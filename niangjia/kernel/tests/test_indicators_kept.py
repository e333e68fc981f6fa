"""How places are added up is worked out once for each snapshot and tree, never for live records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest

from niangjia.kernel.indicators import all_nodes
from niangjia.kernel.indicators.engines import Answer, Engine, Question, TreeOf
from niangjia.kernel.indicators.engines.duckdb import DuckDBEngine
from niangjia.kernel.indicators.engines.postgres import PostgresEngine
from niangjia.kernel.tests.conftest import World
from niangjia.kernel.tests.federation import day

pytestmark = pytest.mark.django_db


class Snapshot(DuckDBEngine):
    """Counts how often it is asked which places stand under which nodes."""

    pairs = 0

    def answers(self, questions: Sequence[Question]) -> Iterator[Answer]:
        self.pairs += sum(not question.statement.facts for question in questions)
        return super().answers(questions)


class Live(PostgresEngine):
    """The same of live records."""

    pairs = 0

    def answers(self, questions: Sequence[Question]) -> Iterator[Answer]:
        self.pairs += sum(not question.statement.facts for question in questions)
        return super().answers(questions)


def counted(engine: Engine, tree: TreeOf) -> dict[int, dict[str, int | Decimal | None]]:
    found = all_nodes(["members.total", "members.migrant"], on=day(45), tree=tree, engine=engine)
    return {node: found.values_of(node) for node in found}


def test_the_tree_of_a_snapshot_is_read_once(world: World) -> None:
    engine = Snapshot(world.folder)
    trees: tuple[TreeOf, ...] = ("dated", "today", "dated", "today")

    found = [counted(engine, tree) for tree in trees]

    assert engine.pairs == 2
    assert found[:2] == found[2:] == [counted(PostgresEngine(), tree) for tree in trees[:2]]
    assert counted(Snapshot(world.folder), "dated") == found[0]


def test_the_tree_of_live_records_is_read_each_time(world: World) -> None:
    engine = Live()

    assert counted(engine, "dated") == counted(engine, "dated")
    assert engine.pairs == 2
