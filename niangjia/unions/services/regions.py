"""Filling the dictionary of administrative divisions (行政区划)."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import connection

from niangjia.kernel.verbs import verb
from niangjia.unions.models import Region

REGIONS_FILE = Path(__file__).parents[1] / "data" / "regions.csv.gz"

_STAGE = """
CREATE TEMPORARY TABLE region_stage
    (code text, parent_id text, name text, level smallint) ON COMMIT DROP
"""
_UPSERT = """
INSERT INTO unions_region (code, parent_id, name, level)
SELECT code, parent_id, name, level FROM region_stage ORDER BY level, code
ON CONFLICT (code) DO UPDATE
   SET parent_id = excluded.parent_id, name = excluded.name, level = excluded.level
 WHERE (unions_region.parent_id, unions_region.name, unions_region.level)
       IS DISTINCT FROM (excluded.parent_id, excluded.name, excluded.level)
"""


@verb
def load_regions(path: Path = REGIONS_FILE, *, under: Iterable[str] = ()) -> int:
    """Bring the region table up to the file by COPY; returns how many rows were new or changed.

    ``under`` limits it to the divisions of those codes and the ones above them (tests). A
    division that is gone from the file stays: unions may still stand in it. Idempotent.
    """
    wanted = tuple(under)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS region_stage")
        cursor.execute(_STAGE)
        with cursor.copy("COPY region_stage FROM STDIN") as copy:
            for row in _rows(path):
                if not wanted or _is_wanted(row[0], wanted):
                    copy.write_row(row)
        cursor.execute(_UPSERT)
        return int(cursor.rowcount)


def regions_are_loaded() -> bool:
    """Whether the dictionary has been filled."""
    return Region.objects.filter(level=4).exists()


def _rows(path: Path) -> Iterator[tuple[str, str | None, str, int]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row["code"], row["parent"] or None, row["name"], int(row["level"])


def _is_wanted(code: str, wanted: tuple[str, ...]) -> bool:
    return any(code.startswith(top) or top.startswith(code) for top in wanted)
