"""``python -m bench.acceptance``: the five-year report of the full Dazhou demo, read back from Word.

Builds the demo anew in a home of its own, writes the report by ``niangjia report``, reads the four
figures from the paragraphs of the .docx and counts the records by SQL that knows nothing of the
figure engine. Exit 1, and a line that says so, unless all three agree.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from docx import Document

from bench.home import HOME, ROOT, stop

NAME = "acceptance"
UNION, SINCE, UNTIL = "5117", date(2012, 7, 1), date(2017, 6, 30)
FULL = {"founded": 3_759, "joined": 403_000, "unions": 9_968, "members": 1_250_000}
SMALL = {"founded": 188, "joined": 20_150, "unions": 498, "members": 62_500}
EXPECTED = {"full": FULL, "small": SMALL}

_NUMBER = r"(?P<{0}>\d+(?:\.\d+)?[万亿]?余?)"
_SENTENCE = re.compile(
    rf"新组建工会{_NUMBER.format('founded')}家，新发展会员{_NUMBER.format('joined')}人。"
    rf"到[^，]+，共有基层工会{_NUMBER.format('unions')}家、会员{_NUMBER.format('members')}人。"
)
_STANDS_UNDER = "union_id IN (SELECT id FROM unions_union WHERE path LIKE %(path)s)"
_COUNTED_UNION = "union_type = 1 AND org_type IS DISTINCT FROM 8 AND status <> 4"
_COUNTS = {
    "founded": f"""SELECT count(*) FROM unions_union WHERE path LIKE %(path)s AND {_COUNTED_UNION}
                   AND founded_on BETWEEN %(since)s AND %(until)s""",
    "joined": f"""SELECT count(*) FROM members_membership WHERE {_STANDS_UNDER}
                  AND entry_kind = 'join' AND joined_on BETWEEN %(since)s AND %(until)s""",
    "unions": f"""SELECT count(*) FROM unions_union WHERE path LIKE %(path)s AND {_COUNTED_UNION}
                  AND founded_on <= %(until)s AND (closed_on IS NULL OR closed_on > %(until)s)""",
    "members": f"""SELECT count(DISTINCT person_id) FROM members_membership WHERE {_STANDS_UNDER}
                   AND joined_on <= %(until)s AND (left_on IS NULL OR left_on > %(until)s)""",
}


class Unreadable(Exception):  # noqa: N818 - reads as what it is
    """The sentence with the figures is not in the file."""


@dataclass(frozen=True)
class Said:
    """A printed number: 40.3万 is exact, 2万余 leaves open what stands behind its last digit."""

    words: str

    def allows(self, count: int) -> bool:
        """Whether that count may be written so."""
        digits = self.words.rstrip("万亿余")
        unit = Decimal({"万": 10**4, "亿": 10**8}.get(self.words[len(digits) :][:1], 1))
        low = Decimal(digits) * unit
        if not self.words.endswith("余"):
            return low == count
        decimals = len(digits.partition(".")[2])
        return low < count < low + unit.scaleb(-decimals)


def said_in(file: Path) -> dict[str, Said]:
    """The four figures as the paragraphs of a Word file say them. Raises Unreadable."""
    for paragraph in Document(str(file)).paragraphs:
        found = _SENTENCE.search(paragraph.text)
        if found:
            return {name: Said(words) for name, words in found.groupdict().items()}
    raise Unreadable(f"no sentence with the four figures in {file}")


def counted(union: str, since: date, until: date) -> dict[str, int]:
    """The same four by plain SQL, one statement each, as the tree stands today."""
    from django.db import connection  # needs a loaded Django

    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT path FROM unions_union WHERE code = %s", [union])
        (path,) = cursor.fetchone()
        asked: dict[str, str | date] = {"path": f"{path}%", "since": since, "until": until}
        for name, statement in _COUNTS.items():
            cursor.execute(statement, asked)
            (found[name],) = cursor.fetchone()
    return found


def differences(
    said: Mapping[str, Said], records: Mapping[str, int], expected: Mapping[str, int]
) -> list[str]:
    """What does not agree, a line each; empty when all does."""
    found = []
    for name, number in expected.items():
        if not said[name].allows(number):
            found.append(f"{name}: the report says {said[name].words}, expected {number:,}")
        if records[name] != number:
            found.append(f"{name}: {records[name]:,} records, expected {number:,}")
    return found


def main() -> int:
    """Build, write, read back, compare."""
    parser = argparse.ArgumentParser(prog="python -m bench.acceptance", description=__doc__)
    parser.add_argument("--scale", choices=sorted(EXPECTED), default="full")
    scale = parser.parse_args().scale
    home = HOME / NAME
    os.environ["NIANGJIA_HOME"] = str(home)
    stop(NAME)
    shutil.rmtree(home, ignore_errors=True)
    try:
        return _check(scale, home)
    finally:
        stop(NAME)


def _check(scale: str, home: Path) -> int:
    file = home / "five-year.docx"
    building = _niangjia("demo", "--scale", scale)
    dates = ["--from", str(SINCE), "--to", str(UNTIL)]
    writing = _niangjia("report", "five-year", "--union", UNION, *dates, "--out", str(file))
    from niangjia.site import start  # reads the home set above

    start.ready()
    said, records = said_in(file), counted(UNION, SINCE, UNTIL)
    for name in EXPECTED[scale]:
        _say(f"{name}: the report says {said[name].words}, {records[name]:,} records")
    _say(f"demo {building:.0f} s, report {writing:.1f} s")
    wrong = differences(said, records, EXPECTED[scale])
    for line in wrong:
        _say(f"WRONG {line}")
    _say("ACCEPTED" if not wrong else "REFUSED: the report does not say what was asked for")
    return 1 if wrong else 0


def _niangjia(*arguments: str) -> float:
    """Run a command as a user would; its seconds. Raises CalledProcessError."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "niangjia", *arguments], cwd=ROOT, check=True)
    return time.monotonic() - began


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
