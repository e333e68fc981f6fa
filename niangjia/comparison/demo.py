"""Play the other authority (对方部门) for demonstrations.

``python -m niangjia.comparison.demo FILE KEY [--out ANSWER]`` needs no installation of ours: it opens
an exported list with the key that was told, fills the results in as a civil-affairs office might,
with its slips of the pen, and closes the file again.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from niangjia.comparison.rules import header
from niangjia.comparison.rules.codes import FileFormat, ThirdPartyKind
from niangjia.comparison.rules.values import SCALES
from niangjia.comparison.transport import envelope, tables
from niangjia.kernel.ids import identity_check_char

Fill = Callable[[int, Sequence[str], Sequence[str]], list[str]]
"""(place, line of the list, titles) → the line filled in, empty for nobody."""
K = ThirdPartyKind
_KNOWN = 0.94
_EVERY = 20
_SLIPS = {4: "digit", 9: "missing", 14: "other"}
"""Of every twenty lines: a digit typed wrong, a number missing, another valid number."""
_USUAL = {
    K.ALLOWANCE: ("none", "held", 0.06),
    K.DISABILITY: ("none", "level_2", 0.05),
    K.MARRIAGE: ("married", "divorced", 0.06),
    K.VEHICLE: ("none", "one", 0.08),
    K.PROPERTY: ("one", "many", 0.08),
    K.SOCIAL_INSURANCE: ("paying", "stopped", 0.15),
}
"""What most have, what some have, and how many."""
_HELD = {K.ALLOWANCE: "held", K.VEHICLE: "one"}
_DOUBTS = {1: "other", 2: "digit"}
"""What ``mild_answer`` says of the first doubtful person, and does to the numbers of the next."""


def answer(content: bytes, secret: str, *, seed: int = 1) -> bytes:
    """The list filled in. An encrypted one comes back encrypted with the same key.

    Raises envelope.CannotOpen, tables.Unreadable.
    """
    chance = random.Random(seed)  # noqa: S311 - invented data
    return _answered(content, secret, lambda at, row, titles: _fill(at, row, titles, chance))


def mild_answer(content: bytes, secret: str, *, doubtful: int = 0) -> bytes:
    """Everybody known and nothing against anybody but the first ``doubtful`` persons.

    Of those the first holds what was not declared, the second has another number, the third a
    digit typed wrong. Raises envelope.CannotOpen, tables.Unreadable.
    """
    return _answered(
        content,
        secret,
        lambda at, row, titles: _mild(row, titles, at if at < doubtful else -1),
    )


def _answered(content: bytes, secret: str, fill: Fill) -> bytes:
    is_closed = content.startswith(envelope.MAGIC)
    plain = envelope.decrypt(content, secret) if is_closed else content
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "list"
        source.write_bytes(plain)
        rows = [[str(cell) for cell in row] for _, row in tables.rows_of(source)]
        start = next(i for i, row in enumerate(rows) if header.looks_like_heading(row))
        titles = rows[start]
        people = [row for row in rows[start + 1 :] if any(row) and row[0] != header.TOTAL]
        filled = [line for at, row in enumerate(people) if (line := fill(at, row, titles))]
        batch = next((row[2:3] for row in rows[start + 1 :] if row[0] == header.TOTAL), [])
        filled.append([header.TOTAL, str(len(filled)), *batch])
        made = tables.write(titles, filled, _format_of(plain), "", Path(folder))
    return envelope.encrypt(made, secret) if is_closed else made


def _mild(row: Sequence[str], titles: Sequence[str], doubt: int) -> list[str]:
    filled = list(row)
    labels = {kind.label: kind for kind in K}
    for place, title in enumerate(titles):
        if title in labels:
            code = _HELD.get(labels[title], "none") if doubt == 0 else "none"
            filled[place] = SCALES[labels[title]].labels.get(code, "未查到")
        elif title == header.IDENTITY and doubt in _DOUBTS and len(filled[place]) == 18:
            filled[place] = _slip(filled[place], _DOUBTS[doubt])
    return filled


def _fill(
    number: int, row: Sequence[str], titles: Sequence[str], chance: random.Random
) -> list[str]:
    """The n-th line, or an empty one when the authority does not have the person."""
    if chance.random() > _KNOWN:
        return []
    filled = list(row)
    kinds = {kind.label: kind for kind in K}
    for place, title in enumerate(titles):
        if title in kinds:
            filled[place] = _value(kinds[title], chance)
        elif title == header.IDENTITY and len(filled[place]) == 18:
            filled[place] = _slip(filled[place], _SLIPS.get(number % _EVERY, ""))
    return filled


def _value(kind: ThirdPartyKind, chance: random.Random) -> str:
    most, some, share = _USUAL.get(kind, ("none", "none", 0.0))
    return SCALES[kind].labels[some if chance.random() < share else most]


def _slip(number: str, slip: str) -> str:
    match slip:
        case "missing":
            return ""
        case "digit":
            return number[:15] + str((int(number[15]) + 3) % 10) + number[16:]
        case "other":
            body = number[:14] + str((int(number[14]) + 1) % 10) + number[15:17]
            return body + identity_check_char(body)
        case _:
            return number


def _format_of(plain: bytes) -> str:
    if plain.startswith(b"PK"):
        return FileFormat.XLSX
    return FileFormat.CSV_UTF8 if plain.startswith(b"\xef\xbb\xbf") else FileFormat.CSV_GB18030


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m niangjia.comparison.demo", description="演示:充当比对部门,填写导出的名单"
    )
    parser.add_argument("file", type=Path, help="导出的名单(.sm4、.csv 或 .xlsx)")
    parser.add_argument("key", help="本批密钥(32位十六进制)")
    parser.add_argument("--out", type=Path, help="答复文件;不写时在原文件名前加“答复_”")
    given = parser.parse_args()
    target = given.out or given.file.with_name(f"答复_{given.file.name}")
    try:
        target.write_bytes(answer(given.file.read_bytes(), given.key))
    except (envelope.CannotOpen, OSError, ValueError) as fault:
        sys.stderr.write(f"没有生成答复:{fault}\n")
        return 2
    sys.stdout.write(f"已生成 {target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
