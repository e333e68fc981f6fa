"""Operations run together leave the same tables as one by one."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from niangjia.kernel.schema import Together


def _older() -> migrations.CreateModel:
    return migrations.CreateModel("Older", [("id", models.BigAutoField(primary_key=True))])


def _operations() -> list[Operation]:
    key = models.ForeignKey("kernel.older", models.PROTECT)
    return [
        migrations.CreateModel("Newer", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("newer", "older", key),
        migrations.AddField("older", "note", models.CharField(max_length=5, default="")),
        migrations.AddConstraint(
            "older", models.UniqueConstraint(fields=["note"], name="older_note_once")
        ),
    ]


def _run(operations: list[Operation]) -> ProjectState:
    """The state afterwards; tables are made in the test's database."""
    state = ProjectState()
    for operation in (_older(), *operations):
        before = state.clone()
        operation.state_forwards("kernel", state)
        with connection.schema_editor() as editor:
            operation.database_forwards("kernel", editor, before, state)
    return state


def _tables() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    with connection.cursor() as cursor:
        names = ("kernel_older", "kernel_newer")
        introspect = connection.introspection
        columns = {
            name: {str(item[:4]) for item in introspect.get_table_description(cursor, name)}
            for name in names
        }
        constraints = {name: set(introspect.get_constraints(cursor, name)) for name in names}
    return columns, constraints


@pytest.mark.django_db
def test_same_tables_and_state_as_one_by_one() -> None:
    one_by_one = _run(_operations())
    expected = _tables()
    with connection.schema_editor() as editor:
        for name in ("newer", "older"):
            editor.delete_model(one_by_one.apps.get_model("kernel", name))
    together = _run([Together(_operations())])
    assert _tables() == expected
    assert together == one_by_one


def test_says_what_it_does() -> None:
    assert Together(_operations()).describe().startswith("Create model Newer; Add field older")
