"""Play the other authority (对方部门) for demonstrations, and set up exchanges to look at.

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
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from niangjia.comparison.rules import header
from niangjia.comparison.rules.codes import FileFormat, ThirdPartyKind
from niangjia.comparison.rules.compared import Compared
from niangjia.comparison.rules.values import SCALES
from niangjia.comparison.transport import envelope, tables
from niangjia.kernel import clock, crypto
from niangjia.kernel.actor import SYSTEM
from niangjia.kernel.ids import identity_check_char

if TYPE_CHECKING:
    from niangjia.members.models import Person
    from niangjia.unions.models import Union

Say = Callable[[str], None]
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
_PEOPLE = 24


def answer(content: bytes, secret: str, *, seed: int = 1) -> bytes:
    """The list filled in. An encrypted one comes back encrypted with the same key.

    Raises envelope.CannotOpen, tables.Unreadable.
    """
    chance = random.Random(seed)  # noqa: S311 - invented data
    is_closed = content.startswith(envelope.MAGIC)
    plain = envelope.decrypt(content, secret) if is_closed else content
    with tempfile.TemporaryDirectory() as folder:
        rows = [[str(cell) for cell in row] for _, row in tables.rows_of(plain, Path(folder))]
        start = next(i for i, row in enumerate(rows) if header.looks_like_heading(row))
        titles = rows[start]
        people = [row for row in rows[start + 1 :] if any(row) and row[0] != header.TOTAL]
        filled = [_fill(at, row, titles, chance) for at, row in enumerate(people)]
        filled = [row for row in filled if row]
        filled.append([header.TOTAL, str(len(filled))])
        made = tables.write(titles, filled, _format_of(plain), "", Path(folder))
    return envelope.encrypt(made, secret) if is_closed else made


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


# --- Exchanges to look at ------------------------------------------------------------------


def build(union: Union, say: Say) -> None:
    """One answered exchange with open tasks and one that waits, about members of that union's tree."""
    from niangjia.comparison import services  # the answering half runs without an installation

    persons = _members_of(union)
    if not persons:
        return
    today = clock.today()
    listed = [_compared(person, number) for number, person in enumerate(persons)]
    kinds = [K.ALLOWANCE, K.DISABILITY, K.MARRIAGE, K.VEHICLE, K.PROPERTY]
    place = union.name.removesuffix("总工会")
    for authority, wanted in (
        (f"{place}民政局", kinds),
        (f"{place}人力资源和社会保障局", [K.SOCIAL_INSURANCE]),
    ):
        exchange = services.request(
            union,
            listed,
            kinds=wanted,
            authority=authority,
            purpose="困难职工家庭经济状况核对",
            expires_on=today + timedelta(days=60),
            actor=SYSTEM,
        )
        made = services.export_file(exchange, actor=SYSTEM)
        if wanted is kinds:
            secret = services.secret_of(exchange, actor=SYSTEM)
            reply = answer(made.content, secret, seed=5)
            file = services.receive(exchange, reply, f"{authority}答复.xlsx.sm4", actor=SYSTEM)
            services.import_answer(file, actor=SYSTEM)
    say(f"数据比对 2 批,各{len(listed)}人:一批已答复待核实,一批等待答复")


def _members_of(union: Union) -> list[Person]:
    from niangjia.members.models import Person

    rows = Person.objects.filter(
        memberships__union__path__startswith=union.path, died_on=None, id_type=1
    )
    return list(rows.order_by("pk").distinct()[:_PEOPLE])


def _compared(person: Person, number: int) -> Compared:
    return Compared(
        subject_label="members.person",
        subject_id=person.pk,
        person_id=person.pk,
        name=person.name,
        identity=crypto.unseal(bytes(person.identity_sealed)),
        born_on=person.born_on,
        gender=person.gender,
        authorised_until=clock.today() + timedelta(days=365),
        ours={
            K.ALLOWANCE: "held" if number == 2 else "none",
            K.MARRIAGE: "married",
            K.PROPERTY: "one",
            K.SOCIAL_INSURANCE: "paying",
        },
    )


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
