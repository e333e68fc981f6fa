"""Member import end to end against bare COPY and against django-import-export, one run."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import home, sheet

ROWS, ROWS_OF_YARDSTICK = 100_000, 5_000
TABLES = ("members_person", "members_membership", "members_membershipevent", "members_tag")


def main() -> None:
    """Print the measurements as JSON."""
    home.ready("small", fresh=True)
    from django.db import connection

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "members.xlsx"
        sheet.write(path, ROWS)
        ours = _ours(path)
        with connection.cursor() as cursor:
            bare = _bare_copy(cursor, TABLES[:1])
            all_tables = _bare_copy(cursor, TABLES)
        small = Path(folder) / "small.xlsx"
        sheet.write(small, ROWS_OF_YARDSTICK, first=ROWS)
        theirs = _import_export(small)
    json.dump(
        {
            "rows": ROWS,
            "import_rows_per_second": ROWS / ours,
            "copy_rows_per_second": bare,
            "ratio_to_copy": ROWS / ours / bare,
            "copy_of_all_tables_rows_per_second": all_tables,
            "ratio_to_copy_of_all_tables": ROWS / ours / all_tables,
            "import_export_rows": ROWS_OF_YARDSTICK,
            "import_export_rows_per_second": ROWS_OF_YARDSTICK / theirs,
            "times_import_export": (ROWS / ours) / (ROWS_OF_YARDSTICK / theirs),
        },
        sys.stdout,
    )


def _ours(path: Path) -> float:
    from niangjia.kernel.actor import SYSTEM
    from niangjia.members.services import importing
    from niangjia.unions.models import Union

    union = Union.objects.filter(union_type=1, closed_on=None).latest("id")
    began = time.perf_counter()
    _, outcome = importing.import_file(path, union, actor=SYSTEM)
    taken = time.perf_counter() - began
    assert outcome.accepted == ROWS, outcome.findings[:5]
    return taken


def _bare_copy(cursor: Any, tables: tuple[str, ...]) -> float:
    """People per second by COPY of the newest rows into copies of the tables, rows and indexes."""
    from niangjia.members.models import ImportBatch

    newest = ImportBatch.objects.latest("id").pk
    chosen = {
        "members_person": "id IN (SELECT person_id FROM members_membership WHERE batch_id = {})",
        "members_membership": "batch_id = {}",
        "members_membershipevent": "batch_id = {}",
        "members_tag": "batch_id = {}",
    }
    taken = 0.0
    for table in tables:
        these = chosen[table].format(newest)
        columns = _written(cursor, table)
        cursor.execute(f"CREATE TABLE bench_copy (LIKE {table} INCLUDING ALL)")
        cursor.execute(
            f"INSERT INTO bench_copy ({columns}) SELECT {columns} FROM {table} WHERE ({these}) IS NOT TRUE"
        )
        with cursor.copy(f"COPY (SELECT {columns} FROM {table} WHERE {these}) TO STDOUT") as out:
            data = b"".join(bytes(part) for part in out)
        began = time.perf_counter()
        with cursor.copy(f"COPY bench_copy ({columns}) FROM STDIN") as into:
            into.write(data)
        taken += time.perf_counter() - began
        cursor.execute("DROP TABLE bench_copy")
    return ROWS / taken


def _written(cursor: Any, table: str) -> str:
    """The columns of a table that the database does not compute itself."""
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [table],
    )
    return str(cursor.fetchone()[0])


def _import_export(path: Path) -> float:
    """The stock library, one resource for the same persons and memberships, reading xlsx itself."""
    from datetime import date

    import tablib  # type: ignore[import-untyped]  # has no stubs
    from import_export import fields, resources, widgets

    from niangjia.kernel import crypto
    from niangjia.members.models import Membership, Person
    from niangjia.unions.models import Union

    union = Union.objects.filter(union_type=1, closed_on=None).latest("id")

    class Blinded(widgets.Widget):  # type: ignore[misc]  # untyped library
        def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bytes:
            return crypto.blind("identity", str(value))

    class PersonResource(resources.ModelResource):  # type: ignore[misc]  # untyped library
        name = fields.Field(attribute="name", column_name="姓名")
        identity_blind = fields.Field(
            attribute="identity_blind", column_name="证件号码", widget=Blinded()
        )

        class Meta:
            model = Person
            import_id_fields = ("identity_blind",)
            fields = ("name", "identity_blind")
            skip_diff = True  # it cannot show binary values

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            instance.identity_sealed = crypto.seal(row["证件号码"])
            instance.phone_sealed = crypto.seal(str(row["移动电话"]))
            instance.phone_blind = crypto.blind("phone", str(row["移动电话"]))
            instance.gender = 2 if row["性别"] == "女" else 1

        def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            Membership.objects.create(
                person=instance, union=union, status="active", entry_kind="join",
                joined_on=date.fromisoformat(row["会籍变化日期"]),
            )  # fmt: skip

    began = time.perf_counter()
    data = tablib.Dataset().load(path.read_bytes(), format="xlsx", headers=True, skip_lines=1)
    result = PersonResource().import_data(data, dry_run=False, raise_errors=True)
    taken = time.perf_counter() - began
    assert result.totals["new"] == ROWS_OF_YARDSTICK, result.totals
    return taken


if __name__ == "__main__":
    main()
