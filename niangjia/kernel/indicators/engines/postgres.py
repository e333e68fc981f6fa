"""PostgreSQL (实时): facts and places are common table expressions over live records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction

from niangjia.kernel.indicators import registry
from niangjia.kernel.indicators.definition import Fact, Tally, Tree, moved_name, tally_name
from niangjia.kernel.indicators.engines import Answer, Question, TreeOf, with_tables

_WORK_MEMORY = "128MB"  # joins of millions of rows stay in memory

# Every step of a path with the step after it; the last has itself.
_ANCESTORS = """
    SELECT place_id, step::bigint AS node_id,
           COALESCE(lead(step) OVER (PARTITION BY place_id ORDER BY depth), step)::bigint AS child_id
    FROM standing, unnest(string_to_array(btrim(path, '/'), '/')) WITH ORDINALITY AS steps(step, depth)
"""


class PostgresEngine:
    """Counts what is recorded now."""

    name = "postgres"
    has_tallies = True
    folds = False

    def as_of(self) -> datetime | None:
        """Live."""
        return None

    def answer(self, question: Question) -> Answer:
        """One statement."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL work_mem = '{_WORK_MEMORY}'")
            cursor.execute(sql_of(question))
            names = [column.name for column in cursor.description or ()]
            columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(names)
        return {n: [int(v) for v in c] for n, c in zip(names, columns, strict=True)}

    def holds_all(self, tree: TreeOf, node: int) -> bool:
        """Asked of the tree as it is now."""
        declared = registry.the_tree()
        places = declared.today if tree == "today" else declared.dated
        with connection.cursor() as cursor:
            cursor.execute(_HOLDS_ALL.format(places=places, unions=declared.today, node=int(node)))
            return bool(cursor.fetchone()[0])

    def answers(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """One after the other."""
        return map(self.answer, questions)


def sql_of(question: Question) -> str:
    """The SQL; literals are dates, ids and constants of definitions."""
    select = question.statement.sql("postgres")
    return with_tables(select, tables(question.statement.facts, question.tree, question.node))


def tables(facts: Iterable[Fact], tree: TreeOf, node: int | None) -> dict[str, str]:
    """Facts, ``place`` and ``ancestor`` out of the live tables."""
    given = {f.code: _with_marks(f) for f in facts}
    given |= {tally_name(f): _changes(f.tally) for f in facts if f.tally}
    moved = {moved_name(f): _MOVED.format(fact=f.code) for f in facts}
    return given | standing(registry.the_tree(), tree, node) | moved


def _with_marks(fact: Fact) -> str:
    """Nothing is known here of things with one row."""
    marks = "".join(f", false AS {mark}" for mark in fact.marks)
    return f"SELECT rows.*{marks} FROM ({fact.sql}) AS rows" if marks else fact.sql  # noqa: S608 - definitions of ours


def _changes(tally: Tally) -> str:
    columns = ", ".join(("of", "day", *tally.keys, "number"))
    return f"SELECT {columns} FROM {tally.table}"  # noqa: S608 - definitions of ours


def standing(tree: Tree, which: TreeOf, node: int | None) -> dict[str, str]:
    """The tables ``place`` and ``ancestor`` of a tree, at and under the node if one is given."""
    places = tree.today if which == "today" else tree.dated
    if node is None:
        return {"standing": places, "place": _PLACES, "ancestor": _ANCESTORS}
    mark = f"/{node:d}/"
    inside = f"SELECT * FROM ({places}) AS places WHERE path LIKE '%{mark}%'"  # noqa: S608 - an id
    child = f"NULLIF(split_part(split_part(path, '{mark}', 2), '/', 1), '')::bigint"
    above = (
        f"SELECT place_id, {node:d}::bigint AS node_id, COALESCE({child}, {node:d}) AS child_id"  # noqa: S608
        " FROM standing"
    )
    return {"standing": inside, "place": _PLACES, "ancestor": above}


_MOVED = """
    SELECT * FROM {fact} WHERE union_id IN
        (SELECT union_id FROM place WHERE from_on IS NOT NULL OR until_on IS NOT NULL)
"""
# Nothing stands elsewhere; and as no union is at two places on a day, every union is somewhere on
# every day when each has a first place and each place that ended is followed by the next.
_HOLDS_ALL = """
    WITH places AS NOT MATERIALIZED ({places})
    SELECT CASE
        WHEN EXISTS (SELECT FROM places WHERE path NOT LIKE '%/{node}/%') THEN false
        WHEN EXISTS (SELECT FROM places AS ended WHERE until_on IS NOT NULL AND NOT EXISTS
            (SELECT FROM places AS next
             WHERE next.union_id = ended.union_id AND next.from_on = ended.until_on)) THEN false
        ELSE (SELECT count(*) FROM places WHERE from_on IS NULL)
             = (SELECT count(*) FROM ({unions}) AS unions)
    END
"""
_PLACES = "SELECT place_id, union_id, from_on, until_on FROM standing"
